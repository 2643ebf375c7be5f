-- description: Documented deaths in the province per month of one source, attacks apart from security operations;
--   months in a row that nobody covered share one row.
-- title: Documented deaths by month: attacks apart from security operations
-- counts: Best figure for people killed in incidents of the calendar month, by the side the dead belonged to; raids
--   and clashes opened by security forces are the lower panel. Events of neither class are in the table only. A
--   panel's strip says which months the source speaks for.
-- trace: marts.monthly_casualties.killed_best where source_id = 'ledger' and month = '2026-01-01' and event_class =
--   'attack'
with runs as (
    select *,
        status in ('not_covered', 'source_down') as is_silent,
        row_number() over (partition by event_class order by month)
            - row_number() over (partition by event_class, status order by month) as run
    from marts.monthly_casualties
    where source_id = $source_id and month <= $as_of::date
)
select
    min(month) as month,
    max(month) as last_month,
    event_class,
    status,
    max(incidents) filter (not is_silent)::bigint as incidents,
    max(incidents_without_toll) filter (not is_silent)::bigint as incidents_without_toll,
    max(killed_best) filter (not is_silent)::bigint as killed_best,
    max(killed_low) filter (not is_silent)::bigint as killed_low,
    max(killed_high) filter (not is_silent)::bigint as killed_high,
    max(killed_security) filter (not is_silent)::bigint as killed_security,
    max(killed_civilian) filter (not is_silent)::bigint as killed_civilian,
    max(killed_militant) filter (not is_silent)::bigint as killed_militant,
    max(killed_unknown) filter (not is_silent)::bigint as killed_unknown,
    max(status_reason) filter (not is_silent and status_reason = 'rows_left_out') as status_reason
from runs
group by event_class, status, is_silent, case when is_silent then run end, case when not is_silent then month end
order by 1, event_class
