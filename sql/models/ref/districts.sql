-- description: One row per district of Balochistan that exists or existed since 1989, with its dates and parent.
-- grain: district_id
-- columns:
--   district_id VARCHAR: key; the province bucket 'balochistan' is not a district and not here
--   name VARCHAR: English name
--   name_ur VARCHAR: Urdu name
--   status VARCHAR: current, former or new_2026
--   pcode VARCHAR: OCHA COD-AB code of 2022
--   division VARCHAR: division at the 2023 census
--   headquarters VARCHAR: headquarters town
--   hq_latitude DOUBLE: degrees north of the headquarters
--   hq_longitude DOUBLE: degrees east of the headquarters
--   latitude DOUBLE: degrees north of the centroid; for maps, never for placing an event
--   longitude DOUBLE: degrees east of the centroid
--   area_km2 DOUBLE: square kilometres
--   population_2017 BIGINT: people, census 2017
--   population_2023 BIGINT: people, census 2023, as the census row stands
--   population_basis VARCHAR: census_row, sum_of_census_tehsils or not_available
--   valid_from DATE: first day it existed; null means before 1989
--   valid_to DATE: first day it no longer existed; null means it still does
--   parent_id VARCHAR: district it was split from
--   constant_group_id VARCHAR: group whose outer border has not changed since 1989
--   constant_group_2018_id VARCHAR: group whose outer border has not changed since February 2018
--   is_in_34 BOOLEAN: is in the 34-district census set
--   is_in_36 BOOLEAN: is in the 36-district set
--   is_in_2026 BOOLEAN: is in the 2026 set
--   change_note VARCHAR: what is known of splits and renames
--   confidence, source
select
    district_id, name, name_ur, status, pcode, division_2023 as division,
    headquarters, hq_latitude::double as hq_latitude,
    hq_longitude::double as hq_longitude,
    latitude::double as latitude,
    longitude::double as longitude,
    area_km2::double as area_km2,
    population_2017::double::bigint as population_2017,
    population_2023::double::bigint as population_2023,
    population_basis, valid_from::date as valid_from,
    valid_to::date as valid_to,
    parent_id, constant_group_id, constant_group_2018_id, set_34 = 'yes' as is_in_34,
    set_36 = 'yes' as is_in_36,
    set_2026 = 'yes' as is_in_2026,
    change_note, confidence, source
from raw.districts
order by district_id
