-- description: One row per point that may say where a record is, and district: how far its nearest known place lies. A
--   step towards core.place_resolutions.
-- grain: latitude, longitude, district_id
-- released: no
-- columns:
--   latitude DOUBLE: degrees north of the point: precise, and not zero, swapped or far outside the province
--   longitude, district_id
--   km DOUBLE: kilometres to the nearest of its known places
with known_points as (
    select distinct district_id, latitude, longitude
    from ref.district_aliases
    where latitude is not null and not is_ambiguous and point_kind <> 'tehsil_centroid' and valid_from is null
        and valid_to is null
    union
    select district_id, hq_latitude, hq_longitude from ref.districts where hq_latitude is not null and is_in_36
),
-- Points that may say where a record is: precise, and not zero, swapped or far outside the province.
written_points as materialized (
    select distinct point_latitude as latitude, point_longitude as longitude
    from core.place_mentions as mention
    join core.record_scope as scope on scope.source_id = mention.source_id and scope.record_kind = mention.record_kind
        and scope.record_id = mention.record_id
    where where_prec in (1, 2) and point_says in ('inside', 'at_border', 'beyond_border')
)
select point.latitude, point.longitude, known.district_id,
    min(km_between(point.latitude, point.longitude, known.latitude, known.longitude)) as km
from written_points as point cross join known_points as known
group by all
order by all
