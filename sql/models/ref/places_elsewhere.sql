-- description: One row per name of a place outside Balochistan that must not be read as a misspelt place inside it.
-- grain: folded
-- columns:
--   name VARCHAR: as its gazetteer has it
--   folded VARCHAR: the name as it is compared (macro fold_name)
--   consonants VARCHAR: its consonants (macro key_consonants)
--   sound VARCHAR: how it roughly sounds (macro key_sound)
--   region VARCHAR: country and province
--   source VARCHAR: the gazetteer
select min(name) as name, fold_name(name) as folded, any_value(key_consonants(fold_name(name))) as consonants,
    any_value(key_sound(fold_name(name))) as sound, min(region) as region, min(source) as source
from raw.places_elsewhere
group by fold_name(name)
order by folded
