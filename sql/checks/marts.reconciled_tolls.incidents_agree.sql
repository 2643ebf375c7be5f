-- description: the interval of an incident is that of its total killed in core.toll_intervals, widened by nothing but
--   the leading report's own figure, and marts.reconciled_tolls says the same
select incident.source_id, incident.incident_id, incident.killed_low, toll.low, incident.killed_high, toll.high,
    incident.killed_high_armed_group, toll.high_armed_group, report.killed_total
from core.incidents as incident
join core.reports as report on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
join core.toll_intervals as toll
    on toll.source_id = incident.source_id and toll.event_id = incident.incident_id and toll.event_kind = 'incident'
    and toll.victim_group = 'total' and toll.metric = 'killed'
left join marts.reconciled_tolls as reconciled
    on reconciled.source_id = toll.source_id and reconciled.event_id = toll.event_id
        and reconciled.victim_group = 'total'
    and reconciled.metric = 'killed'
where (
        (toll.is_said or incident.killed_best is not null)
        and (
            incident.killed_low > toll.low or incident.killed_high < toll.high
            or incident.killed_low <> toll.low
                and incident.killed_low is distinct from report.killed_total and incident.killed_low is distinct
                    from report.killed_low
            or incident.killed_high <> toll.high
                and incident.killed_high is distinct from report.killed_total and incident.killed_high is distinct
                    from report.killed_high
        )
    )
    or coalesce(incident.killed_high_armed_group < toll.high_armed_group,
        toll.high_armed_group is not null and incident.killed_high_armed_group is null)
    or toll.is_said and (reconciled.low, reconciled.high, reconciled.high_armed_group) is distinct
        from (toll.low, toll.high, toll.high_armed_group)
order by incident.source_id, incident.incident_id
