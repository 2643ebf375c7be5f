-- description: no district has a zero in a week of which the source holds an event known to the province only, or one
--   of the district or the province dated to more than the week
with held as (
    select incident.source_id, incident.incident_id, incident.district_id, incident.date as first_day,
        case
            when report.date_end > incident.date then report.date_end
            when incident.date_precision = 'month' then last_day(incident.date)
            when incident.date_precision = 'year' then make_date(year(incident.date), 12, 31)
            else incident.date
        end as last_day
    from core.incidents as incident
    join core.reports as report on report.source_id = incident.source_id
        and report.report_id = incident.leading_report_id
    -- A record that names several districts may lie in those only.
    where incident.district_id <> 'balochistan' and (incident.date_precision in ('month', 'year')
        or incident.date_precision = 'week' and report.date_end > incident.date)
        or incident.district_method = 'province_only'
)
select zero.source_id, zero.member_id as district_id, zero.week,
    string_agg(held.incident_id, ' ' order by held.incident_id) as incident_ids
from core.weekly_counts as zero
join held on held.source_id = zero.source_id and held.first_day <= zero.week + 6 and held.last_day >= zero.week
    and held.district_id in ('balochistan', zero.member_id)
where zero.dimension = 'district' and zero.status = 'reported_zero'
group by zero.source_id, zero.member_id, zero.week
order by zero.source_id, zero.member_id, zero.week
