-- description: One row per folded form of a place and district that it means over time: what its aliases are together.
--   A step towards core.name_readings.
-- grain: folded, id, valid_from, valid_to, is_ambiguous, match_scope
-- released: no
-- columns:
--   folded VARCHAR: the form as it is compared (macro fold_name)
--   consonants, sound
--   id VARCHAR: district it means
--   valid_from DATE: first day it means this district; null means always
--   valid_to DATE: first day it no longer does; null means it still does
--   is_ambiguous BOOLEAN: it may mean another place too, so it decides nothing alone
--   match_scope
--   only_as_district BOOLEAN: it means this in a district column only
--   aliases VARCHAR[]: as written
--   canonical VARCHAR[]: those of them that are the district's own name, in small letters; null where none is
--   is_minor BOOLEAN: a village, union council or post office, whose names are common: it says a place only beside
--     the province
--   is_small BOOLEAN: no district's, headquarters' or tehsil's name
--   is_below_district BOOLEAN: no district's or headquarters' name
--   has_kind_in_name BOOLEAN: it ends with town, village, city or area: "Hazara Town" is not Hazara
select folded, min(consonants) as consonants, min(sound) as sound, district_id as id, valid_from,
    valid_to, is_ambiguous, match_scope, match_scope = 'district_field' as only_as_district,
    list(distinct alias order by alias) as aliases,
    list(distinct lower(alias) order by lower(alias)) filter (kind = 'canonical') as canonical,
    bool_and(match_scope = 'field_only' and kind in ('locality', 'union_council', 'post_office')) as is_minor,
    bool_and(kind not in ('canonical', 'spelling_variant', 'headquarters_town', 'former_name', 'later_district',
        'tehsil')) as is_small,
    bool_and(kind not in ('canonical', 'spelling_variant', 'headquarters_town', 'former_name',
        'later_district')) as is_below_district,
    bool_and(regexp_matches(lower(alias), '\s(?:town|village|city|area)$')) as has_kind_in_name
from ref.district_aliases
group by folded, district_id, valid_from, valid_to, is_ambiguous, match_scope
order by all
