-- description: One row per written form of a place that names a district, in Latin or Arabic script.
-- grain: alias, district_id, kind, valid_from
-- columns:
--   alias VARCHAR: as written
--   folded VARCHAR: the alias as it is compared (macro fold_name)
--   ordered VARCHAR: its words in the order of the alphabet, as they are compared; null for a single word
--   consonants VARCHAR: its consonants (macro key_consonants); null in Arabic script
--   sound VARCHAR: how it roughly sounds (macro key_sound); null in Arabic script
--   district_id VARCHAR: district it means
--   script VARCHAR: latin or arabic
--   kind VARCHAR: canonical, spelling variant, tehsil, locality, ...
--   match_scope VARCHAR: free_text; field_only where it may only be read in a column of names; district_field only in a district column
--   is_ambiguous BOOLEAN: it may mean another place too, so it decides nothing alone
--   ambiguous_with VARCHAR: the other districts
--   valid_from DATE: first day it means this district; null means always
--   valid_to DATE: first day it no longer does; null means it still does
--   latitude DOUBLE: degrees north of the named place, where known
--   longitude DOUBLE: degrees east
--   point_kind VARCHAR: what the point is: town, locality, airport, ...
--   confidence VARCHAR: high, medium or low
--   note VARCHAR: remark
--   source VARCHAR: where the alias comes from
with named as materialized (
    select *, fold_name(alias) as folded, string_split(fold_each_word(alias), ' ') as words from raw.district_aliases
)
select
    alias,
    folded,
    case when len(words) > 1 then fold_name(array_to_string(list_sort(words), ' ')) end as ordered,
    key_consonants(folded) as consonants,
    key_sound(folded) as sound,
    district_id,
    script,
    kind,
    match_scope,
    is_ambiguous = 'yes' as is_ambiguous,
    ambiguous_with,
    valid_from::date as valid_from,
    valid_to::date as valid_to,
    point_latitude::double as latitude,
    point_longitude::double as longitude,
    point_kind,
    confidence,
    note,
    source
from named
order by alias, district_id, kind, valid_from
