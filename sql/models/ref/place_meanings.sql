-- description: One row per folded form of a place: one set of districts over time that it means, or nothing certain. A
--   step towards core.name_readings.
-- grain: folded
-- released: no
-- columns:
--   folded VARCHAR: the form as it is compared (macro fold_name)
--   could_be
--   is_open_as_place BOOLEAN: as a place's name it decides nothing alone
--   is_open_as_district BOOLEAN: nor in a district column
--   has_district_reading BOOLEAN: it means a district in a district column only
--   consonants, sound
--   is_minor BOOLEAN: villages, union councils and post offices alone have the name
--   is_small BOOLEAN: no district, headquarters or tehsil has the name
--   has_kind_in_name BOOLEAN: it ends with town, village, city or area
select folded, list_sort(list(distinct id)) as could_be,
    bool_or(is_ambiguous) and not bool_or(not is_ambiguous and not only_as_district) as is_open_as_place,
    not bool_or(not is_ambiguous) as is_open_as_district,
    bool_or(only_as_district) as has_district_reading, min(consonants) as consonants, min(sound) as sound,
    bool_and(is_minor) as is_minor, bool_and(is_small) as is_small, bool_and(has_kind_in_name) as has_kind_in_name
from ref.place_forms
group by folded
order by folded
