-- description: One row per report: the actor its attack or operation is attributed to, and how that was decided.
-- grain: source_id, record_kind, record_id
-- columns:
--   source_id
--   record_kind VARCHAR: incident or second_report
--   record_id VARCHAR: the report's id
--   actor_id VARCHAR: one actor; 'several' where the source names several; 'unknown' where it names none that is known
--   family VARCHAR: family of that actor, or the one family of the several; 'unknown' where they differ
--   method VARCHAR: claimed_by, perpetrator, several_named, not_named or unresolved
--   named_actor_ids VARCHAR[]: every actor named in the column that decided
with read as (
    select name.source_id, name.record_kind, name.record_id, name.field, name.part, name.written, reading.id as actor_id
    from core.written_names as name
    left join core.name_readings as reading
        on reading.kind = 'actor' and reading.written = name.written
        -- Comparisons of one side with the other, which a hash join takes; a name without a day is read on any.
        and coalesce(name.on_date, 'infinity'::date) >= coalesce(reading.valid_from, '-infinity'::date)
        and coalesce(name.on_date, '-infinity'::date) < coalesce(reading.valid_to, 'infinity'::date)
    where name.kind = 'actor'
),
-- The whole text first; only a text that is no known name is read as a list of names.
matched as (
    select *,
        -- Who stands beside a named one by "and" or "vs" is one more, though nobody names them.
        bool_or(part = 0 and regexp_matches(written, '(?i)\s(?:and|or|vs?\.?|versus|اور)\s|&'))
            over (partition by source_id, record_kind, record_id, field) as is_joined
    from read
    qualify case when bool_or(part = 0 and actor_id is not null)
        over (partition by source_id, record_kind, record_id, field)
        then part = 0 else part > 0 end
),
fields as (
    select matched.source_id, matched.record_kind, matched.record_id, matched.field,
        list_sort(list(distinct matched.actor_id) filter (matched.actor_id <> 'unknown')) as actor_ids,
        count(*) filter (matched.actor_id is null) as unknown_names,
        count(*) filter (matched.part > 0 and matched.is_joined and matched.actor_id = 'unknown') as nameless,
        case when count(distinct actors.family) filter (matched.actor_id <> 'unknown') = 1
            then min(actors.family) filter (matched.actor_id <> 'unknown') end as family
    from matched
    left join ref.actors as actors using (actor_id)
    group by all
),
-- A group's own claim decides before the source's suspicion; a column that names nobody known decides nothing.
chosen as (
    select * from fields
    qualify row_number() over (
        partition by source_id, record_kind, record_id
        order by coalesce(len(actor_ids), 0) = 0, field = 'perpetrator', field
    ) = 1
)
select
    report.source_id, report.record_kind, report.record_id,
    case
        when coalesce(len(chosen.actor_ids), 0) = 0 then 'unknown'
        when len(chosen.actor_ids) = 1 and chosen.unknown_names + chosen.nameless = 0 then chosen.actor_ids[1]
        else 'several'
    end as actor_id,
    case when coalesce(len(chosen.actor_ids), 0) = 0 then 'unknown'
        else coalesce(chosen.family, 'unknown') end as family,
    case
        when chosen.record_id is null then 'not_named'
        when coalesce(len(chosen.actor_ids), 0) = 0 and chosen.unknown_names > 0 then 'unresolved'
        when coalesce(len(chosen.actor_ids), 0) = 0 then 'not_named'
        when len(chosen.actor_ids) = 1 and chosen.unknown_names + chosen.nameless = 0 then chosen.field
        else 'several_named'
    end as method,
    coalesce(chosen.actor_ids, []) as named_actor_ids
from (select distinct source_id, record_kind, record_id from core.actor_mentions) as report
left join chosen using (source_id, record_kind, record_id)
order by report.source_id, report.record_kind, report.record_id
