-- description: One row per record that names a place: the district it means, how that was decided, or why it stays open.
-- grain: source_id, record_kind, record_id
-- columns:
--   source_id VARCHAR: the source
--   record_kind VARCHAR: incident, second_report, claim or campaign_place
--   record_id VARCHAR: the record's id in its source and kind
--   district_id VARCHAR: the district as of the record's day; 'balochistan' is the province bucket; null outside the province
--   method VARCHAR: district_alias, located_at, place_alias, context_second_name, context_coordinates, nearest_place, several_districts,
--     province_only, unresolved or outside_balochistan
--   alias VARCHAR: the reviewed form that matched
--   flag VARCHAR: name_and_point_disagree, or district_not_there_then where the named district did not exist on the day
--   latitude DOUBLE: degrees north of the reviewed point, or the source's own; null where name and point disagree or there is none
--   longitude DOUBLE: degrees east of it
--   reading VARCHAR: how that form was matched: see core.name_readings
--   named_district_id VARCHAR: the district that the name means, whether or not it existed on the day; null in the bucket
-- Records that write the same, of the same day, mean the same: one of them is read, and speaks for all.
with mentions as materialized (
    select *, min({'source_id': source_id, 'record_kind': record_kind, 'record_id': record_id}) over (
        partition by on_date, province_as_written, district_as_written, place_as_written, located_at, is_province_wide, where_prec, point_latitude, point_longitude
    ) as spokesman
    from core.place_mentions
),
read_mentions as materialized (
    select * from mentions where spokesman = {'source_id': source_id, 'record_kind': record_kind, 'record_id': record_id}
),
parts as (
    select name.source_id, name.record_kind, name.record_id, name.on_date, name.field, name.part, name.written, reading.folded, reading.id as district_id, reading.alias,
        reading.method, reading.could_be
    from core.written_names as name
    semi join read_mentions as mention
        on mention.source_id = name.source_id and mention.record_kind = name.record_kind and mention.record_id = name.record_id
    join core.name_readings as reading
        on reading.kind = name.kind and reading.written = name.written
        and (reading.valid_from is null or name.on_date is null or name.on_date >= reading.valid_from)
        and (reading.valid_to is null or name.on_date is null or name.on_date < reading.valid_to)
    where name.kind in ('district', 'place')
),
-- A text that is known as a whole is not taken apart.
matched as (
    select * from parts
    qualify case when bool_or(part = 0 and district_id is not null) over (partition by source_id, record_kind, record_id, field)
        then part = 0 else part > 0 end
),
-- A field decides when every name in it that is known means one district; in the district column, every name must be known.
fields as (
    select source_id, record_kind, record_id, field,
        count(distinct district_id) as districts,
        count(*) filter (district_id is null) as unknown_names,
        count(distinct folded) as written_names,
        any_value(district_id) as district_id,
        min(alias) as alias,
        min(method) filter (district_id is not null) as reading,
        -- Another part of the text lies outside: "Khuzdar, Sindh" may be anywhere.
        bool_or(part > 0 and (method = 'elsewhere' or regexp_full_match(
            lower(written), 'sindh?|punjab|kpk?|khyber pakhtunkhwa|nwfp|fata|iran|afghanistan|india|zabul|sistan.*'
        ))) as names_outside
    from matched
    group by all
),
-- Names that could mean several places, and what all of them together could mean.
open_names as (
    select distinct source_id, record_kind, record_id, folded, unnest(could_be) as district_id
    from matched
    where district_id is null and len(could_be) > 0
),
shared as (
    select source_id, record_kind, record_id, district_id, count(*) as names,
        max(count(*)) over (partition by source_id, record_kind, record_id) as most
    from open_names
    group by source_id, record_kind, record_id, district_id
),
second_names as (
    select source_id, record_kind, record_id, min(district_id) as district_id
    from shared
    where names = most and most > 1
    group by source_id, record_kind, record_id
    having count(*) = 1
),
known_points as (
    select distinct district_id, latitude, longitude
    from ref.district_aliases
    where latitude is not null and not is_ambiguous and point_kind <> 'tehsil_centroid' and valid_from is null and valid_to is null
    union
    select district_id, hq_latitude, hq_longitude from ref.districts where hq_latitude is not null and is_in_36
),
written_points as materialized (
    select distinct point_latitude as latitude, point_longitude as longitude
    from read_mentions
    where where_prec in (1, 2) and point_latitude is not null and point_longitude is not null
),
point_districts as materialized (
    select point.latitude, point.longitude, known.district_id,
        min(km_between(point.latitude, point.longitude, known.latitude, known.longitude)) as km
    from written_points as point cross join known_points as known
    group by all
),
-- The district of the nearest known place, where the next district's nearest is clearly farther.
nearest as (
    select latitude, longitude, min_by(district_id, km) as district_id, min(km) as km, min(km, 2)[2] as next_km
    from point_districts
    group by all
),
located as (
    select alias, min(district_id) as district_id, min(latitude) as latitude, min(longitude) as longitude
    from ref.district_aliases
    where latitude is not null and not is_ambiguous
    group by alias
),
considered as (
    select
        mention.source_id, mention.record_kind, mention.record_id, mention.on_date, mention.located_at, mention.is_province_wide,
        mention.province_as_written, mention.place_as_written, mention.where_prec, mention.point_latitude, mention.point_longitude,
        by_district.districts as districts_named, by_district.unknown_names as districts_unknown, by_district.written_names as districts_written,
        by_district.district_id as district_named, by_district.alias as district_alias, by_district.reading as district_reading,
        by_place.districts as places_named, by_place.district_id as place_named, by_place.alias as place_alias, by_place.reading as place_reading, by_place.names_outside,
        located.alias as located_alias, located.district_id as located_district, located.latitude, located.longitude,
        second_names.district_id as second_district, nearest.district_id as nearest_district, nearest.km as nearest_km, nearest.next_km,
        (select list_sort(list(distinct open_names.district_id)) from open_names
            where open_names.source_id = mention.source_id and open_names.record_kind = mention.record_kind and open_names.record_id = mention.record_id) as could_be
    from read_mentions as mention
    left join fields as by_district
        on by_district.source_id = mention.source_id and by_district.record_kind = mention.record_kind and by_district.record_id = mention.record_id
        and by_district.field = 'district'
    left join fields as by_place
        on by_place.source_id = mention.source_id and by_place.record_kind = mention.record_kind and by_place.record_id = mention.record_id and by_place.field = 'place'
    left join located on located.alias = mention.located_at
    left join second_names on second_names.source_id = mention.source_id and second_names.record_kind = mention.record_kind and second_names.record_id = mention.record_id
    left join nearest on nearest.longitude = mention.point_longitude
        and nearest.latitude = case when mention.where_prec in (1, 2) then mention.point_latitude end
),
decided as (
    select *,
        case
            when not is_balochistan(nullif(trim(province_as_written), '')) then 'outside_balochistan'
            when districts_written > 1 and not (districts_named = 1 and districts_unknown = 0) then 'several_districts'
            when is_province_wide then 'province_only'
            when districts_named = 1 and districts_unknown = 0 then 'district_alias'
            -- A line or an area is in the district that its column names, or nobody knows where.
            when where_prec = 5 and districts_written > 0 and located_district is null then 'unresolved'
            when located_district is not null then 'located_at'
            when places_named = 1 and not names_outside then 'place_alias'
            when places_named > 1 then 'several_districts'
            when second_district is not null then 'context_second_name'
            when list_contains(could_be, nearest_district) and nearest_km <= 50 then 'context_coordinates'
            when could_be is null and nearest_km <= 25 and next_km >= 2 * nearest_km + 10 then 'nearest_place'
            when districts_written is null
                and coalesce(is_balochistan(nullif(trim(place_as_written), '')), true) then 'province_only'
            else 'unresolved'
        end as method
    from considered
),
named as (
    select source_id, record_kind, record_id, on_date, method, located_district, where_prec, point_latitude, point_longitude, latitude, longitude,
        case method
            when 'district_alias' then district_named
            when 'located_at' then located_district
            when 'place_alias' then place_named
            when 'context_second_name' then second_district
            when 'context_coordinates' then nearest_district
            when 'nearest_place' then nearest_district
        end as district_id,
        case method
            when 'district_alias' then district_alias
            when 'located_at' then located_alias
            when 'place_alias' then place_alias
        end as alias,
        case method
            when 'district_alias' then district_reading
            when 'located_at' then 'alias'
            when 'place_alias' then place_reading
        end as reading
    from decided
),
-- A district that did not exist on the day is read as the one that held its ground then.
settled as (
    select named.*,
        coalesce(by_name.then_id, named.district_id) as district_then,
        coalesce(by_point.then_id, named.located_district) as located_then,
        -- The source's own point lies far from every known place of the named district, and nearer to one of another that was never part of it.
        coalesce(own.km > 60 and own.km > 2 * nearest.km and point_ground.constant_group_id <> name_ground.constant_group_id, false) as point_is_elsewhere
    from named
    left join ref.district_lineage as by_name
        on by_name.district_id = named.district_id
        and named.on_date >= by_name.valid_from and named.on_date < by_name.valid_to
    left join ref.district_lineage as by_point
        on by_point.district_id = named.located_district
        and named.on_date >= by_point.valid_from and named.on_date < by_point.valid_to
    left join point_districts as own on own.longitude = named.point_longitude and own.district_id = named.district_id
        and own.latitude = case when named.where_prec in (1, 2) then named.point_latitude end
    left join nearest on nearest.longitude = named.point_longitude
        and nearest.latitude = case when named.where_prec in (1, 2) then named.point_latitude end
    left join ref.districts as point_ground on point_ground.district_id = nearest.district_id
    left join ref.districts as name_ground on name_ground.district_id = named.district_id
)
select
    mention.source_id,
    mention.record_kind,
    mention.record_id,
    case
        when method = 'outside_balochistan' then null
        when method in ('several_districts', 'province_only', 'unresolved') then 'balochistan'
        else district_then
    end as district_id,
    method,
    alias,
    case
        when located_then <> district_then or point_is_elsewhere then 'name_and_point_disagree'
        when district_then <> district_id then 'district_not_there_then'
    end as flag,
    case when located_then = district_then then latitude when settled.where_prec in (1, 2) and not point_is_elsewhere then settled.point_latitude end as latitude,
    case when located_then = district_then then longitude when settled.where_prec in (1, 2) and not point_is_elsewhere then settled.point_longitude end as longitude,
    reading,
    case when method not in ('outside_balochistan', 'several_districts', 'province_only', 'unresolved') then settled.district_id end as named_district_id
from mentions as mention
join settled
    on settled.source_id = mention.spokesman.source_id and settled.record_kind = mention.spokesman.record_kind
    and settled.record_id = mention.spokesman.record_id
order by mention.source_id, mention.record_kind, mention.record_id
