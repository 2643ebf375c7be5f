-- description: One row per incident in the province: what is known of where it was, as a disc, a stretch of a named
--   line, a district or the province.
-- grain: source_id, incident_id
-- csv: yes
-- prepared_by: corridorwatch.exposure.line_names:prepare
-- prepared_from: core.incidents, ref.named_lines, raw.sources
-- prepares: prepared.line_names
-- columns:
--   source_id, incident_id
--   location_id VARCHAR: the place as it is known; incidents known equally share it
--   model VARCHAR: disc (a point and a radius), stretch (of a named line, near a point), line (a named line within
--     its district), district or province
--   latitude, longitude
--   radius_km DOUBLE: how far from the point the event may be, kilometres: see ref.place_radii
--   line_ids VARCHAR[]: the lines of ref.named_lines that its place or target names, or UCDP's description of the
--     place, where the point is beside them
--   ground_ids VARCHAR[]: the districts of the 36-set whose ground is the named district's on the day
with placed as (
    select source_id, incident_id, date, district_id, where_prec, latitude, longitude,
        lower(concat_ws(' ', place_as_written, target_as_written)) as text,
        -- Where UCDP describes the place, it does so in where_description.
        case
            when source_id in (select source.source_id from raw.sources as source where source.note_tells_place = 'yes')
                then lower(note)
        end as description
    from core.incidents
    where district_method <> 'outside_balochistan'
),
named as materialized (select text, line_ids from prepared.line_names),
-- What kind of place a point is: the kind of the reviewed name that carries it.
point_kinds as materialized (
    select latitude, longitude,
        min_by(point_kind, (case point_kind when 'town' then 1 when 'locality' then 2 when 'airport' then 3 else 4 end,
            point_kind)) as point_kind
    from ref.district_aliases
    where latitude is not null
    group by latitude, longitude
),
points as materialized (
    select distinct placed.where_prec, placed.latitude, placed.longitude, placed.district_id,
        coalesce(point_kinds.point_kind, '') as point_kind
    from placed
    left join point_kinds on point_kinds.latitude = placed.latitude and point_kinds.longitude = placed.longitude
    where placed.latitude is not null and placed.longitude is not null and placed.where_prec in (1, 2)
),
-- Of the rules that fit, the one that asks most.
discs as materialized (
    select points.*, rule.radius_km
    from points
    join ref.place_radii as rule on rule.where_prec = points.where_prec
        and rule.point_kind in ('', points.point_kind) and rule.district_id in ('', points.district_id)
    qualify row_number() over (
        partition by points.where_prec, points.latitude, points.longitude, points.district_id
        order by (rule.point_kind <> '')::integer * 2 + (rule.district_id <> '')::integer desc
    ) = 1
),
-- A description may name a road in passing: only one beside the record's own point, within the width of a town of the
-- straight legs, is where it happened. Kilometres on a plane about the point, which over that distance is true to some
-- metres.
legs as (
    select line.line_id, (way.value -> stop.place::integer ->> 0)::double as latitude,
        (way.value -> stop.place::integer ->> 1)::double as longitude,
        (way.value -> (stop.place + 1)::integer ->> 0)::double as next_latitude,
        (way.value -> (stop.place + 1)::integer ->> 1)::double as next_longitude
    from ref.named_lines as line, json_each(line.ways) as way,
        range(json_array_length(way.value)::bigint - 1) as stop(place)
),
described as materialized (
    select distinct placed.description, placed.latitude, placed.longitude, unnest(named.line_ids) as line_id
    from placed join named on named.text = placed.description
    where placed.latitude is not null and placed.longitude is not null
),
away as (
    select described.*, (legs.longitude - described.longitude) * 111.32 * cos(radians(described.latitude)) as x,
        (legs.latitude - described.latitude) * 110.85 as y,
        (legs.next_longitude - legs.longitude) * 111.32 * cos(radians(described.latitude)) as east,
        (legs.next_latitude - legs.latitude) * 110.85 as north
    from described join legs on legs.line_id = described.line_id
),
beside as materialized (
    select description, latitude, longitude, list(distinct line_id order by line_id) as line_ids
    from (select *, greatest(0, least(1, -(x * east + y * north) / greatest(east * east + north * north,
        1e-9))) as share from away)
    where sqrt((x + share * east) ** 2 + (y + share * north) ** 2) <= 10
    group by description, latitude, longitude
),
days as materialized (select distinct district_id, date from placed where district_id <> 'balochistan'),
ground as materialized (
    select days.district_id, days.date, list(part.district_id order by part.district_id) as ground_ids
    from days
    join ref.district_lineage as lineage
        on lineage.then_id = days.district_id and days.date >= lineage.valid_from and days.date < lineage.valid_to
    join ref.districts as part on part.district_id = lineage.district_id and part.is_in_36
    group by days.district_id, days.date
),
-- A district that is not in the 36-set, nor a union of such, is drawn as the one it was split from.
parents as (
    select district.district_id,
        [case when parent.is_in_36 then parent.district_id else parent.parent_id end] as ground_ids
    from ref.districts as district join ref.districts as parent on parent.district_id = district.parent_id
),
decided as (
    select placed.source_id, placed.incident_id,
        case
            when discs.radius_km is not null then case when coalesce(named.line_ids, beside.line_ids) is null
                then 'disc' else 'stretch' end
            when named.line_ids is not null then 'line'
            when placed.district_id <> 'balochistan' then 'district'
            else 'province'
        end as model,
        -- To the 11 metres that the key keeps: the point of a place is one, whoever records it to more decimals.
        printf('%.4f', discs.latitude)::double as latitude, printf('%.4f', discs.longitude)::double as longitude,
        discs.radius_km, coalesce(named.line_ids, beside.line_ids, []) as line_ids,
        case when placed.district_id = 'balochistan' then []
            else coalesce(ground.ground_ids, parents.ground_ids) end as ground_ids
    from placed
    left join discs
        on discs.where_prec = placed.where_prec and discs.latitude = placed.latitude
            and discs.longitude = placed.longitude
        and discs.district_id = placed.district_id
    left join named on named.text = placed.text
    left join beside on beside.description = placed.description and beside.latitude = placed.latitude
        and beside.longitude = placed.longitude
    left join ground on ground.district_id = placed.district_id and ground.date = placed.date
    left join parents on parents.district_id = placed.district_id
)
select
    source_id, incident_id, concat_ws('|', model,
        case when model in ('disc', 'stretch') then printf('%.4f,%.4f,%g', latitude, longitude, radius_km) end,
        case when model in ('stretch', 'line') then array_to_string(line_ids, '+') end,
        case when model in ('line', 'district') and len(ground_ids) > 0 then array_to_string(ground_ids, '+') end
    ) as location_id,
    model, latitude, longitude, radius_km,
    case when model in ('stretch', 'line') then line_ids else [] end as line_ids,
    case when model in ('line', 'district') then ground_ids else [] end as ground_ids
from decided
order by source_id, incident_id
