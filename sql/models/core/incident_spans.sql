-- description: One row per incident in the province: the days on which it may have happened, as well as its source
--   tells them.
-- grain: source_id, incident_id
-- columns:
--   source_id, incident_id
--   first_day DATE: first day on which it may have happened
--   last_day DATE: last day on which it may have happened, or on which it went on
select incident.source_id, incident.incident_id,
    case
        when incident.date_precision = 'day' or report.date_end > incident.date then incident.date
        when incident.date_precision = 'week' then incident.date - 6
        when incident.date_precision = 'month' then date_trunc('month', incident.date)::date
        else date_trunc('year', incident.date)::date
    end as first_day,
    case
        when incident.date_precision = 'day' then incident.date
        when report.date_end > incident.date then report.date_end
        when incident.date_precision = 'week' then incident.date + 6
        when incident.date_precision = 'month' then last_day(incident.date)
        else make_date(year(incident.date), 12, 31)
    end as last_day
from core.incidents as incident
join core.reports as report on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
where incident.district_method <> 'outside_balochistan'
order by incident.source_id, incident.incident_id
