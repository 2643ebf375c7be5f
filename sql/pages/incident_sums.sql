-- description: The tolls of the documented incidents added up by week, and by the month that a week's Monday lies in:
--   of those with a best figure. Where an account names no end of its own, the best figure is both.
-- trace: core.incidents.killed_best where source_id = 'ledger' and district_id is not null and week is not null and
--   not is_landmark and date_trunc('month', week) = '2026-01-01'
with counted as (
    select incident.week, date_trunc('month', incident.week)::date as month, incident.killed_best,
        coalesce(incident.killed_low, incident.killed_best) as low,
        coalesce(incident.killed_high, incident.killed_best) as high
    from core.incidents as incident
    join core.reports as report
        on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
    where incident.source_id = $source_id and incident.district_id is not null and incident.week is not null
        and incident.date <= $as_of::date and not incident.is_landmark and incident.date_precision in ('day', 'week')
)
select month, week, count(*) as incidents, known_sum(killed_best) as killed,
    sum(low) filter (killed_best is not null)::bigint as killed_low,
    sum(high) filter (killed_best is not null)::bigint as killed_high,
    count(*) - count(killed_best) as without_toll
from counted
group by grouping sets ((month, week), (month))
order by month desc, week desc nulls first
