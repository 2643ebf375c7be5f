-- description: One row per point of a town among the reviewed names: whether it is one of the other places that stand
--   beside the comparison of before and after, and why or why not. In the order in which they are taken.
-- grain: place, latitude, longitude
-- prepared_by: corridorwatch.exposure.controls:prepare
-- prepared_from: ref.cpec_sites, ref.district_aliases
-- prepares: prepared.comparison_places
-- columns:
--   place VARCHAR: the first in the alphabet of the names that have this point; towns are taken in the order of it,
--     then of latitude and longitude
--   latitude DOUBLE: degrees north of the town, as the reviewed names have it
--   longitude DOUBLE: degrees east
--   aliases VARCHAR[]: the names in ref.district_aliases that have this point: those of point_kind town that are not
--     ambiguous and hold today
--   kinds VARCHAR[]: what those names are: canonical (the name of the district), headquarters_town, tehsil (named as
--     its tehsil), locality, spelling_variant, ...
--   district_ids VARCHAR[]: districts that those names mean
--   is_place BOOLEAN: it is one of the other places
--   reason VARCHAR: why it is kept or left: a site within 25 km, or a place taken before it within 50 km
--   nearest_site_id VARCHAR: the site of the corridor in the province to whose edge it is nearest
--   nearest_site_km DOUBLE: kilometres to it, a number of three decimals
--   not_beside VARCHAR[]: sites, other than lines, within 50 km, beside which it does not stand though it is a place;
--     beside every other site that is compared and is no line it does. Empty for those left
select *
from prepared.comparison_places
order by place, latitude, longitude
