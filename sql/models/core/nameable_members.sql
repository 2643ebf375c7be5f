-- description: One row per source, member of a grid and span of days in which the source could have named it. A
--   district that its district column names on a day of the
--   district's life (any word, of a source without such a column), or a class of event that it uses, can be named
--   always; an actor or family
--   between its first and last naming. ref.source_vocabulary adds and takes away.
-- grain: source_id, dimension, member_id, first_day
-- columns:
--   source_id, dimension
--   member_id VARCHAR: the district, actor, family or class; the bucket 'balochistan' can always be named
--   first_day DATE: first day of the span; 0001-01-01 where it has no beginning
--   last_day DATE: its last day; 9999-12-30 where it has no end
with names as (
    select distinct name.source_id, reading.id as district_id, name.on_date
    from core.written_names as name
    join core.name_readings as reading
        on reading.kind = name.kind and reading.written = name.written
        and (reading.valid_from is null or name.on_date >= reading.valid_from)
        and (reading.valid_to is null or name.on_date < reading.valid_to)
    -- One of several names in a cell, or a name in a record that lies elsewhere, is no word for a district.
    semi join core.place_resolutions as place
        on place.source_id = name.source_id and place.record_kind = name.record_kind
            and place.record_id = name.record_id
        and place.named_district_id = reading.id
    where name.field = 'district' and name.record_kind in ('incident', 'second_report') and reading.id is not null
    union
    select source_id, district_id, date
    from core.reports
    where district_id <> 'balochistan'
        and source_id not in (select source_id from core.written_names
            where field = 'district' and record_kind in ('incident', 'second_report'))
),
shown as (
    select distinct names.source_id, 'district' as dimension, names.district_id as member_id,
        date '0001-01-01' as born, date '9999-12-31' as gone
    from names
    join ref.district_lineage as lineage
        on lineage.district_id = names.district_id and lineage.then_id = names.district_id
        and names.on_date >= lineage.valid_from and names.on_date < lineage.valid_to
    union all
    select source_id, 'district', 'balochistan', date '0001-01-01', date '9999-12-31' from ref.sources
    union all
    select distinct source_id, 'event_class', event_class, date '0001-01-01', date '9999-12-31' from core.incidents
        where district_method <> 'outside_balochistan'
    union all
    select source_id, 'actor', actor_id, min(date), max(date) + 1 from core.incidents
        where district_method <> 'outside_balochistan' group by source_id, actor_id
    union all
    select source_id, 'family', family, min(date), max(date) + 1 from core.incidents
        where district_method <> 'outside_balochistan' group by source_id, family
    union all
    select source_id, dimension, member_id, valid_from, valid_to from ref.source_vocabulary
    where can_name and source_id in (select source_id from ref.sources)
),
edges as (
    select source_id, dimension, member_id, unnest([born, gone]) as day from shown
    union
    select source_id, dimension, member_id, unnest([valid_from, valid_to]) from ref.source_vocabulary where not can_name
),
pieces as (
    select source_id, dimension, member_id, day as born,
        lead(day) over (partition by source_id, dimension, member_id order by day) as gone
    from edges
),
kept as (
    select * from pieces
    semi join shown
        on shown.source_id = pieces.source_id and shown.dimension = pieces.dimension
            and shown.member_id = pieces.member_id
        and shown.born <= pieces.born and shown.gone >= pieces.gone
    anti join (select * from ref.source_vocabulary where not can_name) as denied
        on denied.source_id = pieces.source_id and denied.dimension = pieces.dimension
            and denied.member_id = pieces.member_id
        and denied.valid_from <= pieces.born and denied.valid_to >= pieces.gone
),
-- Pieces that touch are one span.
begun as (
    select *, coalesce(born <> lag(gone) over (partition by source_id, dimension, member_id order by born),
        true)::integer as begins from kept
),
spans as (
    select *, sum(begins) over (partition by source_id, dimension, member_id order by born) as span from begun
)
select source_id, dimension, member_id, min(born) as first_day, max(gone) - 1 as last_day
from spans
group by source_id, dimension, member_id, span
order by source_id, dimension, member_id, first_day
