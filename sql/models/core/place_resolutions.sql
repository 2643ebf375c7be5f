-- description: One row per record that names a place: the district it means, how that was decided, or why it stays
--   open.
-- grain: source_id, record_kind, record_id
-- columns:
--   source_id, record_kind, record_id
--   district_id VARCHAR: the district as of the record's day; 'balochistan' is the province bucket; null outside the
--     province
--   method VARCHAR: district_alias, place_and_point (against the coded district), located_at, place_alias,
--     context_second_name, context_coordinates, nearest_place, several_districts, province_only, unresolved or
--     outside_balochistan (why: core.record_scope)
--   alias VARCHAR: the reviewed form that matched
--   flag VARCHAR: what is odd, the gravest first: point_zero (0, 0), point_swapped (latitude and longitude changed
--     places) and point_far_outside (over 15 km from the province): no such point is used;
--     place_and_point_against_district (both contradict the coded district, and decide); name_and_point_disagree;
--     place_and_district_disagree; province_misspelt (core.record_scope); district_not_there_then (the named district
--     did not exist on the day)
--   latitude DOUBLE: degrees north of the reviewed point, or the source's own; null where name and point disagree,
--     the point is wrong, or there is none
--   longitude
--   reading VARCHAR: how that form was matched: see core.name_readings
--   named_district_id VARCHAR: the district that the name means, whether or not it existed on the day; null in the
--     bucket
--   ground_district_id VARCHAR: the finest district that its names tell within the district of the day: Hub for Hub
--     town in Lasbela, before Hub was a district; null in the bucket
with read_mentions as materialized (
    select mention.*
    from core.place_mentions as mention
    join core.mention_representatives as representative
        on representative.source_id = mention.source_id and representative.record_kind = mention.record_kind
        and representative.record_id = mention.record_id
    where representative.is_read
),
-- "Gulistan Road, Quetta": a road or a border is named after where it leads, and decides only where no other name
-- does.
placed as (
    select * exclude (district_id), regexp_matches(lower(written), '(?:road|border|روڈ|سرحد)$')
        and not is_joined as is_toward,
        case when not (is_toward and bool_or(district_id is not null and not is_toward) over one_field)
            then district_id end as district_id,
        max(coalesce(piece_of, part)) filter (not is_joined and district_id is not null) over one_field as last_known
    from core.place_parts
    window one_field as (partition by source_id, record_kind, record_id, field)
),
-- A field decides when every name in it that is known means one district; in the district column, every name must be
-- known.
fields as (
    select source_id, record_kind, record_id, field,
        case
            when field <> 'place' then count(distinct district_id)
            -- Beside an unknown name a known one speaks for half of the text: "Kech and Xyz". Of "Xyz and Abc, Kech
            -- district" the district is said.
            when bool_or(is_joined and district_id is null and not is_toward
                and coalesce(coalesce(piece_of, part) > last_known, true)) then null
            -- A name of several places is in one of them.
            when bool_or(method = 'ambiguous_alias' and not list_contains(could_be, district_id_of_field)) then null
            else count(distinct district_id)
        end as districts,
        count(*) filter (district_id is null) as unknown_names,
        count(distinct folded) as written_names,
        min(district_id) as district_id,
        min(alias) filter (district_id is not null) as alias,
        min(method) filter (district_id is not null) as reading,
        -- Another part of the text lies outside: "Khuzdar, Sindh" may be anywhere.
        bool_or(part > 0 and (method = 'elsewhere' or regexp_full_match(
            lower(written), 'sindh?|punjab|kpk?|khyber pakhtunkhwa|nwfp|fata|iran|afghanistan|india|zabul|sistan.*'
        ))) as names_outside
    from (select *, min(district_id) over (partition by source_id, record_kind, record_id,
        field) as district_id_of_field from placed)
    group by source_id, record_kind, record_id, field
),
-- Names of places known to lie outside the province.
names_elsewhere as (
    select distinct source_id, record_kind, record_id from core.place_parts where method = 'elsewhere'
),
-- Names that could mean several places, and what all of them together could mean.
open_names as (
    select distinct source_id, record_kind, record_id, folded, unnest(could_be) as district_id
    from core.place_parts
    where district_id is null and len(could_be) > 0
),
-- Texts that put one place beside another: neither stands for both, whatever both could mean and wherever the point
-- is.
joined_names as (
    select distinct source_id, record_kind, record_id from core.place_parts where is_joined
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
scope as materialized (
    select scope.* from core.record_scope as scope
    semi join read_mentions as mention
        on mention.source_id = scope.source_id and mention.record_kind = scope.record_kind
            and mention.record_id = scope.record_id
),
point_districts as materialized (
    select * from core.place_points
),
-- The district of the nearest known place, where the next district's nearest is clearly farther.
nearest as (
    select latitude, longitude, min_by(district_id, (km, district_id)) as district_id, min(km) as km,
        min(km, 2)[2] as next_km
    from point_districts
    group by all
),
located as (
    select alias, min(district_id) as district_id, min(latitude) as latitude, min(longitude) as longitude
    from ref.district_aliases
    where latitude is not null and not is_ambiguous
    group by alias
),
-- Where a reviewed name lies: its own point, else the headquarters of its district.
alias_points as (
    select alias.alias, alias.district_id, coalesce(min(alias.latitude), min(district.hq_latitude)) as latitude,
        coalesce(min(alias.longitude), min(district.hq_longitude)) as longitude
    from ref.district_aliases as alias join ref.districts as district on district.district_id = alias.district_id
    group by alias.alias, alias.district_id
),
considered as (
    select
        mention.source_id, mention.record_kind, mention.record_id, mention.on_date, mention.located_at,
        mention.is_province_wide,
        mention.place_as_written, mention.where_prec, mention.point_latitude, mention.point_longitude,
        is_not_said(mention.district_as_written) as is_district_unsaid, scope.is_inside, scope.basis, scope.point_says,
        names_elsewhere.record_id is not null as is_known_elsewhere,
        joined_names.record_id is not null as is_joined,
        case when mention.where_prec in (1, 2) and scope.point_says in ('inside', 'at_border', 'beyond_border')
            then mention.point_latitude end as used_latitude,
        by_district.districts as districts_named, by_district.unknown_names as districts_unknown,
        by_district.written_names as districts_written,
        by_district.district_id as district_named, by_district.alias as district_alias,
        by_district.reading as district_reading,
        by_place.districts as places_named, by_place.district_id as place_named, by_place.alias as place_alias,
        by_place.reading as place_reading, by_place.names_outside,
        located.alias as located_alias, located.district_id as located_district, located.latitude, located.longitude,
        second_names.district_id as second_district, nearest.district_id as nearest_district, nearest.km as nearest_km,
        nearest.next_km,
        (select list_sort(list(distinct open_names.district_id)) from open_names
            where open_names.source_id = mention.source_id and open_names.record_kind = mention.record_kind
                and open_names.record_id = mention.record_id) as could_be,
        -- A reviewed form in the place column, which says one district and nothing outside.
        by_place.districts = 1 and not by_place.names_outside and names_elsewhere.record_id is null
            and by_place.reading in ('canonical', 'alias', 'folded_alias', 'dated_alias') as is_place_sure,
        coalesce(place_lineage.then_id, by_place.district_id) as place_then,
        coalesce(district_lineage.then_id, by_district.district_id) as coded_then
    from read_mentions as mention
    join scope on scope.source_id = mention.source_id and scope.record_kind = mention.record_kind
        and scope.record_id = mention.record_id
    left join names_elsewhere
        on names_elsewhere.source_id = mention.source_id and names_elsewhere.record_kind = mention.record_kind
            and names_elsewhere.record_id = mention.record_id
    left join joined_names
        on joined_names.source_id = mention.source_id and joined_names.record_kind = mention.record_kind
            and joined_names.record_id = mention.record_id
    left join fields as by_district
        on by_district.source_id = mention.source_id and by_district.record_kind = mention.record_kind
            and by_district.record_id = mention.record_id
        and by_district.field = 'district'
    left join fields as by_place
        on by_place.source_id = mention.source_id and by_place.record_kind = mention.record_kind
            and by_place.record_id = mention.record_id and by_place.field = 'place'
    left join located on located.alias = mention.located_at
    left join second_names on second_names.source_id = mention.source_id
        and second_names.record_kind = mention.record_kind and second_names.record_id = mention.record_id
    left join ref.district_lineage as place_lineage
        on place_lineage.district_id = by_place.district_id
        and mention.on_date >= place_lineage.valid_from and mention.on_date < place_lineage.valid_to
    left join ref.district_lineage as district_lineage
        on district_lineage.district_id = by_district.district_id
        and mention.on_date >= district_lineage.valid_from and mention.on_date < district_lineage.valid_to
    left join nearest on nearest.longitude = mention.point_longitude
        and nearest.latitude = case when mention.where_prec in (1, 2) then mention.point_latitude end
),
-- How far the used point lies from the place that the record names, and from the known places of the coded district.
compared as (
    select considered.*,
        km_between(used_latitude, point_longitude, alias_points.latitude, alias_points.longitude) as place_km,
        coded.km as coded_km,
        is_place_sure and districts_named = 1 and districts_unknown = 0
            and place_then <> coded_then as is_place_against_district,
        coalesce(place_district.parent_id = coded_then, false) as is_split_from_coded
    from considered
    left join alias_points on alias_points.alias = considered.place_alias
        and alias_points.district_id = considered.place_named
    left join point_districts as coded on coded.longitude = considered.point_longitude
        and coded.latitude = considered.used_latitude
        and coded.district_id = considered.district_named
    left join ref.districts as place_district on place_district.district_id = considered.place_then
),
decided as (
    select *,
        case
            when not is_inside then 'outside_balochistan'
            when districts_written > 1 and not (districts_named = 1 and districts_unknown = 0) then 'several_districts'
            when is_province_wide then 'province_only'
            -- Place and point against the coded district: publishers code on boundaries of their own. A district that
            -- was split off from the coded one before the day needs its name only, unless the point is at a known
            -- place of the coded one.
            when is_place_against_district and used_latitude is not null
                and (place_km <= 15 and coalesce(coded_km > place_km, true) or is_split_from_coded
                    and coalesce(coded_km > 5, true)) then 'place_and_point'
            when districts_named = 1 and districts_unknown = 0 then 'district_alias'
            -- A line or an area is in the district that its column names, or nobody knows where.
            when where_prec = 5 and districts_written > 0 and located_district is null then 'unresolved'
            when located_district is not null then 'located_at'
            when places_named = 1 and not names_outside then 'place_alias'
            when places_named > 1 then 'several_districts'
            when second_district is not null and not is_joined then 'context_second_name'
            when list_contains(could_be, nearest_district) and nearest_km <= 50
                and not is_joined then 'context_coordinates'
            when could_be is null and not is_known_elsewhere and not is_joined and point_says in ('inside', 'at_border')
                and nearest_km <= 25 and next_km >= 2 * nearest_km + 10 then 'nearest_place'
            when is_district_unsaid and said_province(place_as_written) in ('balochistan', 'none') then 'province_only'
            else 'unresolved'
        end as method
    from compared
),
named as (
    select source_id, record_kind, record_id, on_date, method, located_district, where_prec, used_latitude,
        point_longitude, latitude, longitude,
        basis, point_says, place_named, place_then, is_place_sure, place_km <= 15 as is_point_at_place,
        is_place_against_district,
        case method
            when 'district_alias' then district_named
            when 'place_and_point' then place_named
            when 'located_at' then located_district
            when 'place_alias' then place_named
            when 'context_second_name' then second_district
            when 'context_coordinates' then nearest_district
            when 'nearest_place' then nearest_district
        end as district_id,
        case method
            when 'district_alias' then district_alias
            when 'place_and_point' then place_alias
            when 'located_at' then located_alias
            when 'place_alias' then place_alias
        end as alias,
        case method
            when 'district_alias' then district_reading
            when 'place_and_point' then place_reading
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
        -- The source's own point lies far from every known place of the named district, and nearer to one of a
        -- district that was another on the day.
        coalesce(own.km > 60 and own.km > 2 * nearest.km
            and coalesce(by_ground.then_id, nearest.district_id) <> coalesce(by_name.then_id, named.district_id), false)
            or named.method = 'place_and_point' and not coalesce(is_point_at_place, false) as point_is_elsewhere
    from named
    left join ref.district_lineage as by_name
        on by_name.district_id = named.district_id
        and named.on_date >= by_name.valid_from and named.on_date < by_name.valid_to
    left join ref.district_lineage as by_point
        on by_point.district_id = named.located_district
        and named.on_date >= by_point.valid_from and named.on_date < by_point.valid_to
    left join point_districts as own on own.longitude = named.point_longitude and own.district_id = named.district_id
        and own.latitude = named.used_latitude
    left join nearest on nearest.longitude = named.point_longitude and nearest.latitude = named.used_latitude
    left join ref.district_lineage as by_ground
        on by_ground.district_id = nearest.district_id
        and named.on_date >= by_ground.valid_from and named.on_date < by_ground.valid_to
)
select
    mention.source_id, mention.record_kind, mention.record_id,
    case
        when method = 'outside_balochistan' then null
        when method in ('several_districts', 'province_only', 'unresolved') then 'balochistan'
        else district_then
    end as district_id,
    method, alias,
    case
        when method = 'outside_balochistan' then null
        when point_says in ('zero', 'swapped', 'far_outside') then 'point_' || point_says
        when method = 'place_and_point' and is_point_at_place then 'place_and_point_against_district'
        when method = 'place_and_point' then 'place_and_district_disagree'
        when located_then <> district_then or point_is_elsewhere then 'name_and_point_disagree'
        when method = 'district_alias' and is_place_against_district then 'place_and_district_disagree'
        when basis = 'spelling_confirmed' then 'province_misspelt'
        when district_then <> district_id then 'district_not_there_then'
    end as flag,
    case when located_then = district_then then latitude
        when not point_is_elsewhere then settled.used_latitude end as latitude,
    case when located_then = district_then then longitude
        when not point_is_elsewhere and settled.used_latitude is not null
        then settled.point_longitude end as longitude,
    reading,
    case when method not in ('outside_balochistan', 'several_districts', 'province_only', 'unresolved')
        then settled.district_id end as named_district_id,
    case
        when method in ('outside_balochistan', 'several_districts', 'province_only', 'unresolved') then null
        when located_then = district_then then located_district
        when is_place_sure and settled.where_prec in (1, 2) and place_then = district_then then place_named
        else settled.district_id
    end as ground_district_id
from core.mention_representatives as mention
join settled
    on settled.source_id = mention.representative.source_id
    and settled.record_kind = mention.representative.record_kind
    and settled.record_id = mention.representative.record_id
order by mention.source_id, mention.record_kind, mention.record_id
