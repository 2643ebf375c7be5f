-- description: the interval of an incident is the reconciled one of its totals killed, widened by nothing but the leading report's own figure
select incident.source_id, incident.incident_id, incident.killed_low, toll.low, incident.killed_high, toll.high_by_any_account, report.killed_total
from core.incidents as incident
join core.reports as report on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
join marts.reconciled_tolls as toll
    on toll.source_id = incident.source_id and toll.event_id = incident.incident_id and toll.event_kind = 'incident'
    and toll.victim_group = 'total' and toll.metric = 'killed'
where (
        incident.killed_low <> toll.low
        and incident.killed_low is distinct from report.killed_total and incident.killed_low is distinct from report.killed_low
    )
    or (
        incident.killed_high <> toll.high_by_any_account
        and incident.killed_high is distinct from report.killed_total and incident.killed_high is distinct from report.killed_high
    )
    or incident.killed_low > toll.low
    or incident.killed_high < toll.high_by_any_account
order by incident.source_id, incident.incident_id
