-- description: One row per record that names a place: the district it means, how that was decided, or why it stays open.
-- grain: record_kind, record_id
-- columns:
--   record_kind VARCHAR: incident, second_report, claim or campaign_place
--   record_id VARCHAR: the record's id in its kind
--   district_id VARCHAR: the district as of the record's day; 'balochistan' is the province bucket; null outside the province
--   method VARCHAR: district_alias, located_at, place_alias, several_districts, province_only, unresolved or outside_balochistan
--   alias VARCHAR: the reviewed form that matched
--   flag VARCHAR: name_and_point_disagree, or district_not_there_then where the named district did not exist on the day
--   latitude DOUBLE: degrees north of the reviewed point; null where name and point disagree or there is none
--   longitude DOUBLE: degrees east of it
with names as (
    select folded, district_id, valid_from, valid_to, match_scope = 'district_field' as only_as_district, min(alias) as alias
    from ref.district_aliases
    where not is_ambiguous
    group by all
),
-- Each name of the district column, then each segment of the place column.
written_names as (
    select record_kind, record_id, on_date, 'district' as field,
        unnest(string_split(district_as_written, ';')) as written
    from core.place_mentions
    where district_as_written is not null
    union all
    select record_kind, record_id, on_date, 'place', unnest(regexp_split_to_array(place_as_written, '[,;()]| near | between | and '))
    from core.place_mentions
    where place_as_written is not null
),
-- Folded once per name: inside the join the planner may fold it once per pair.
parts as materialized (
    select record_kind, record_id, on_date, field, fold_name(written) as folded
    from written_names
    where fold_name(written) is not null
),
matched as (
    select parts.record_kind, parts.record_id, parts.field, parts.folded, names.district_id, names.alias
    from parts
    left join names
        on names.folded = parts.folded
        and (parts.field = 'district' or not names.only_as_district)
        and (names.valid_from is null or parts.on_date is null or parts.on_date >= names.valid_from)
        and (names.valid_to is null or parts.on_date is null or parts.on_date < names.valid_to)
),
-- A field decides when every name in it that is known means one district; in the district column, every name must be known.
fields as (
    select record_kind, record_id, field,
        count(distinct district_id) as districts,
        count(*) filter (district_id is null) as unknown_names,
        count(distinct folded) as written_names,
        any_value(district_id) as district_id,
        min(alias) as alias
    from matched
    group by all
),
located as (
    select alias, min(district_id) as district_id, min(latitude) as latitude, min(longitude) as longitude
    from ref.district_aliases
    where latitude is not null and not is_ambiguous
    group by alias
),
decided as (
    select
        mention.record_kind, mention.record_id, mention.on_date,
        case
            when fold_name(mention.province_as_written) not in ('balochistan', 'baluchistan') then 'outside_balochistan'
            when by_district.districts = 1 and by_district.unknown_names = 0 then 'district_alias'
            when by_district.written_names > 1 then 'several_districts'
            when mention.is_province_wide then 'province_only'
            when located.district_id is not null then 'located_at'
            when by_place.districts = 1 then 'place_alias'
            when by_place.districts > 1 then 'several_districts'
            when by_district.written_names is null
                and coalesce(fold_name(mention.place_as_written) in ('balochistan', 'baluchistan'), true) then 'province_only'
            else 'unresolved'
        end as method,
        by_district.district_id as district_named, by_district.alias as district_alias,
        by_place.district_id as place_named, by_place.alias as place_alias,
        located.alias as located_alias, located.district_id as located_district,
        located.latitude, located.longitude
    from core.place_mentions as mention
    left join fields as by_district
        on by_district.record_kind = mention.record_kind and by_district.record_id = mention.record_id
        and by_district.field = 'district'
    left join fields as by_place
        on by_place.record_kind = mention.record_kind and by_place.record_id = mention.record_id and by_place.field = 'place'
    left join located on located.alias = mention.located_at
),
named as (
    select record_kind, record_id, on_date, method, located_district, latitude, longitude,
        case method
            when 'district_alias' then district_named
            when 'located_at' then located_district
            when 'place_alias' then place_named
        end as district_id,
        case method
            when 'district_alias' then district_alias
            when 'located_at' then located_alias
            when 'place_alias' then place_alias
        end as alias
    from decided
),
-- A district that did not exist on the day is read as the one that held its ground then.
settled as (
    select named.*,
        coalesce(by_name.then_id, named.district_id) as district_then,
        coalesce(by_point.then_id, named.located_district) as located_then
    from named
    left join ref.district_lineage as by_name
        on by_name.district_id = named.district_id
        and named.on_date >= by_name.valid_from and named.on_date < by_name.valid_to
    left join ref.district_lineage as by_point
        on by_point.district_id = named.located_district
        and named.on_date >= by_point.valid_from and named.on_date < by_point.valid_to
)
select
    record_kind,
    record_id,
    case
        when method = 'outside_balochistan' then null
        when method in ('several_districts', 'province_only', 'unresolved') then 'balochistan'
        else district_then
    end as district_id,
    method,
    alias,
    case
        when located_then <> district_then then 'name_and_point_disagree'
        when district_then <> district_id then 'district_not_there_then'
    end as flag,
    case when located_then = district_then then latitude end as latitude,
    case when located_then = district_then then longitude end as longitude
from settled
order by record_kind, record_id
