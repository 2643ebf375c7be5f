-- description: One row per name of a place outside Balochistan that must not be read as a misspelt place inside it.
-- grain: folded
-- columns:
--   name VARCHAR: as its gazetteer has it
--   folded VARCHAR: the name as it is compared (macro fold_name)
--   consonants VARCHAR: its consonants (macro key_consonants)
--   sound VARCHAR: how it roughly sounds (macro key_sound)
--   region VARCHAR: country and province
--   is_abroad BOOLEAN: every place of the name lies in another country
--   source VARCHAR: the gazetteer
with named as materialized (
    select *, fold_name(name) as folded from raw.places_elsewhere
),
distinct_names as materialized (
    select min(name) as name, folded, min(region) as region,
        bool_and(not starts_with(region, 'Pakistan')) as is_abroad, min(source) as source from named group by folded
)
select name, folded, key_consonants(folded) as consonants, key_sound(folded) as sound, region, is_abroad, source
from distinct_names
order by folded
