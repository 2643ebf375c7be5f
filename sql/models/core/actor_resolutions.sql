-- description: One row per report: the actor its attack or operation is attributed to, and how that was decided.
-- grain: record_kind, record_id
-- columns:
--   record_kind VARCHAR: incident or second_report
--   record_id VARCHAR: the report's id
--   actor_id VARCHAR: one actor; 'several' where the source names several; 'unknown' where it names none that is known
--   family VARCHAR: family of that actor, or the one family of the several; 'unknown' where they differ
--   method VARCHAR: claimed_by, perpetrator, several_named, not_named or unresolved
--   named_actor_ids VARCHAR[]: every actor named in the column that decided
with names as (
    select distinct folded, actor_id, valid_from, valid_to from ref.actor_aliases where not is_ambiguous
),
columns_written as (
    select 'incident' as record_kind, incident_id as record_id, date::date as on_date,
        unnest([{'field': 'claimed_by', 'written': claimed_by_as_written}, {'field': 'perpetrator', 'written': perpetrator_as_written}], recursive := true)
    from raw.ledger_incidents
    union all
    select 'second_report', incident_id, date::date,
        unnest([{'field': 'claimed_by', 'written': claimed_by_as_written}, {'field': 'perpetrator', 'written': perpetrator_as_written}], recursive := true)
    from raw.ledger_second_reports
),
-- The whole text first; only a text that is no known name is read as a list of names.
written_names as (
    select written.record_kind, written.record_id, written.on_date, written.field,
        unnest(case
            when fold_name(written.written) in (select folded from names) then [written.written]
            else regexp_split_to_array(written.written, '\s*[;/]\s*')
        end) as written
    from columns_written as written
    where fold_name(written.written) is not null
),
-- Folded once per name: inside the join the planner may fold it once per pair.
parts as materialized (
    select record_kind, record_id, on_date, field, fold_name(written) as folded
    from written_names
    where fold_name(written) is not null
),
matched as (
    select parts.record_kind, parts.record_id, parts.field, names.actor_id
    from parts
    left join names
        on names.folded = parts.folded
        and (names.valid_from is null or parts.on_date >= names.valid_from)
        and (names.valid_to is null or parts.on_date < names.valid_to)
),
fields as (
    select matched.record_kind, matched.record_id, matched.field,
        list_sort(list(distinct matched.actor_id) filter (matched.actor_id <> 'unknown')) as actor_ids,
        count(*) filter (matched.actor_id is null) as unknown_names,
        case when count(distinct actors.family) filter (matched.actor_id <> 'unknown') = 1
            then any_value(actors.family) filter (matched.actor_id <> 'unknown') end as family
    from matched
    left join ref.actors as actors using (actor_id)
    group by all
),
-- A group's own claim decides before the source's suspicion; a column that names nobody known decides nothing.
chosen as (
    select * from fields
    qualify row_number() over (
        partition by record_kind, record_id
        order by coalesce(len(actor_ids), 0) = 0, field = 'perpetrator'
    ) = 1
)
select
    report.record_kind,
    report.record_id,
    case
        when coalesce(len(chosen.actor_ids), 0) = 0 then 'unknown'
        when len(chosen.actor_ids) = 1 and chosen.unknown_names = 0 then chosen.actor_ids[1]
        else 'several'
    end as actor_id,
    case when coalesce(len(chosen.actor_ids), 0) = 0 then 'unknown' else coalesce(chosen.family, 'unknown') end as family,
    case
        when chosen.record_id is null then 'not_named'
        when coalesce(len(chosen.actor_ids), 0) = 0 and chosen.unknown_names > 0 then 'unresolved'
        when coalesce(len(chosen.actor_ids), 0) = 0 then 'not_named'
        when len(chosen.actor_ids) = 1 and chosen.unknown_names = 0 then chosen.field
        else 'several_named'
    end as method,
    coalesce(chosen.actor_ids, []) as named_actor_ids
from (select distinct record_kind, record_id from columns_written) as report
left join chosen on chosen.record_kind = report.record_kind and chosen.record_id = report.record_id
order by report.record_kind, report.record_id
