-- description: How many incidents are dated to more than a week, and their dead: of the province, those of the last 52
--   weeks of data, and of each district.
-- trace: core.incidents.killed_best where source_id = 'ledger' and district_id is not null and not is_landmark and
--   date_precision not in ('day', 'week')
with newest as (
    select max(week)::date - 7 * 51 as last_52_from from marts.weekly_casualties_by_district
    where source_id = $source_id and week <= $as_of::date
)
select incident.district_id, count(*) as incidents, coalesce(sum(incident.killed_best), 0)::bigint as dead,
    count(*) filter (incident.date >= last_52_from) as incidents_last_52,
    coalesce(sum(incident.killed_best) filter (incident.date >= last_52_from), 0)::bigint as dead_last_52
from core.incidents as incident
cross join newest
where incident.source_id = $source_id and incident.district_id is not null and incident.date <= $as_of::date
    and not incident.is_landmark and incident.date_precision not in ('day', 'week')
group by grouping sets ((), (incident.district_id))
having count(*) > 0
order by incident.district_id nulls first
