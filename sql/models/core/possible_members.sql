-- description: One row per source, member of a grid and span of days in which an event that the source holds may lie
--   there though it is not counted there: no such cell is a
--   zero. Known to the province only: any district; to several districts or an ambiguous name: those; to a district:
--   also what was part of it then, and younger districts that the source
--   cannot name; to more than a day: every cell that its days touch; by nobody in particular: any actor of the
--   family; a clash: an attack or a security operation; refused at ingest: any cell of its days, of its month or
--   year where they cannot be read, of all days of its file where it names the province and no day; with a province
--   spelled nearly like this one: any cell of its days.
-- grain: source_id, dimension, member_id, first_day, last_day
-- columns:
--   source_id
--   dimension VARCHAR: district, actor, family, event_class, or province (the whole of it: an event that no table
--     counts)
--   member_id VARCHAR: the member; 'any' where it may be any
--   first_day DATE: first day on which the event may have happened
--   last_day DATE: last such day
with placed as materialized (
    select incident.*, span.first_day, span.last_day
    from core.incidents as incident
    join core.incident_spans as span on span.source_id = incident.source_id and span.incident_id = incident.incident_id
),
-- Names of places in records of the bucket that is open between several, and of lines and areas.
names as (
    select placed.source_id, placed.incident_id, placed.district_id, name.field, name.part, reading.id, reading.could_be
    from placed
    join core.written_names as name
        on name.source_id = placed.source_id and name.record_id = placed.leading_report_id
            and name.record_kind in ('incident', 'second_report')
        and name.kind in ('district', 'place')
    join core.name_readings as reading
        on reading.kind = name.kind and reading.written = name.written
        and (reading.valid_from is null or name.on_date is null or name.on_date >= reading.valid_from)
        and (reading.valid_to is null or name.on_date is null or name.on_date < reading.valid_to)
    where placed.district_id = 'balochistan' and placed.district_method in ('several_districts', 'unresolved')
        or placed.district_id <> 'balochistan' and placed.where_prec >= 5 and name.field = 'place'
    qualify case when bool_or(name.part = 0 and reading.id is not null)
        over (partition by placed.source_id, placed.incident_id, name.field)
        then name.part = 0 else name.part > 0 end
),
fields as (
    select *, bool_or(field = 'district') over (partition by source_id, incident_id) as has_districts
    from (
        select source_id, incident_id, field, district_id,
            list_sort(list_distinct(flatten(list(case when id is not null then [id] else could_be end)))) as candidates,
            bool_and(id is not null or len(could_be) > 0) as all_known,
            count(distinct part) as parts
        from names
        group by all
    )
),
-- A list in the district column is taken at its word where every name in it is known; a place, where it is one name.
-- In doubt: anywhere.
open_places as (
    select source_id, incident_id, candidates
    from fields
    where district_id = 'balochistan' and all_known and (field = 'district' or parts = 1 and not has_districts)
),
candidates as (
    select placed.source_id, placed.first_day, placed.last_day, placed.district_id as own, unnest(list_distinct(
        case
            when placed.district_id <> 'balochistan' then list_append(coalesce(fields.candidates, []),
                placed.district_id)
            when open_places.candidates is not null then list_append(open_places.candidates, 'balochistan')
            else ['any']
        end
    )) as member_id
    from placed
    left join open_places on open_places.source_id = placed.source_id and open_places.incident_id = placed.incident_id
    left join (select * from fields where district_id <> 'balochistan') as fields
        on fields.source_id = placed.source_id and fields.incident_id = placed.incident_id
),
unnamed as (
    select source.source_id, district.district_id, district.parent_id,
        coalesce(district.valid_from, date '0001-01-01') as valid_from
    from ref.sources as source
    cross join ref.districts as district
    anti join (select * from core.nameable_members where dimension = 'district') as named
        on named.source_id = source.source_id and named.member_id = district.district_id
),
grounds as (
    select source_id, member_id, own, first_day, last_day from candidates
    union
    select found.source_id, lineage.district_id, found.own, found.first_day, found.last_day
    from candidates as found
    join ref.district_lineage as lineage
        on lineage.then_id = found.member_id and lineage.valid_from <= found.last_day
            and lineage.valid_to > found.first_day
    union
    select found.source_id, unnamed.district_id, found.own, found.first_day, found.last_day
    from candidates as found
    join unnamed on unnamed.source_id = found.source_id and unnamed.parent_id = found.member_id
        and unnamed.valid_from <= found.last_day
),
-- A group's events may be those of its factions and units.
factions as (
    select actor_id, parent_id as of_actor from ref.actors where parent_id is not null
    union
    select child.actor_id, parent.parent_id from ref.actors as child
        join ref.actors as parent on parent.actor_id = child.parent_id where parent.parent_id is not null
),
-- Rows that ingest refused, as far as they may be records and name no other country or province: of the day that
-- they state, else of its month or year; of all days for which their file speaks where they name the province and no
-- day that there was.
refused as (
    select source_id, first_day, last_day from core.refused_days where first_day is not null
    union
    select refused.source_id, span.first_day, span.last_day
    from core.refused_days as refused
    join raw.source_spans as span
        on span.table_name = refused.source_id and span.snapshot_sha256 = refused.snapshot_sha256
            and span.first_day is not null
    where refused.province = 'balochistan' and refused.first_day is null
),
misspelt as (
    select record.source_id, record.date as first_day, coalesce(record.date_end, record.date) as last_day
    from core.records as record
    join core.record_scope as scope
        on scope.source_id = record.source_id and scope.record_kind = record.record_kind
            and scope.record_id = record.report_id
    where scope.basis = 'spelled_like_balochistan'
),
possible as (
    select source_id, unnest(['district', 'actor', 'family', 'event_class', 'province']) as dimension,
        'any' as member_id, first_day, last_day
    from (from refused union from misspelt)
    union
    select source_id, 'district', member_id, first_day, last_day from grounds
    left join ref.districts as district on district.district_id = grounds.member_id
    -- A district of later days is left out, but where the 36-set draws it on the days before.
    where (member_id <> own or first_day < last_day) and coalesce(district.is_in_36
        or district.valid_from <= grounds.last_day, true)
    union
    select source_id, 'actor', actor_id, first_day, last_day from placed where first_day < last_day
    union
    select placed.source_id, 'actor', factions.actor_id, placed.first_day, placed.last_day
    from placed join factions on factions.of_actor = placed.actor_id
    union
    select placed.source_id, 'actor', 'any', placed.first_day, placed.last_day
    from placed join ref.actors as actor on actor.actor_id = placed.actor_id and actor.is_label
    where placed.family = 'unknown'
    union
    select placed.source_id, 'actor', other.actor_id, placed.first_day, placed.last_day
    from placed
    join ref.actors as actor on actor.actor_id = placed.actor_id and actor.is_label
    join (select distinct source_id, actor_id, family from placed) as other on other.source_id = placed.source_id
        and other.family = placed.family and other.actor_id <> placed.actor_id
    where placed.family <> 'unknown'
    union
    select source_id, 'family', if(family = 'unknown', 'any', family), first_day, last_day from placed
        where family = 'unknown' or first_day < last_day
    union
    select source_id, 'event_class', unnest(if(event_class = 'clash', ['attack', 'security_operation', 'clash'],
        [event_class])), first_day, last_day
    from placed where event_class = 'clash' or first_day < last_day
)
select source_id, dimension, member_id, first_day, last_day
from possible
order by source_id, dimension, member_id, first_day, last_day
