-- description: each district-week holds the incidents and deaths that core.incidents places there, no more and no fewer
with expected as (
    select source_id, district_id, week, count(*) as incidents, coalesce(sum(killed_best), 0)::bigint as killed,
        string_agg(incident_id, ' ' order by incident_id) as incident_ids
    from core.incidents
    where incident_id not in (select record_id from core.exclusions where stage in ('districts', 'weeks') and record_counts)
    group by all
),
found as (
    select source_id, district_id, week, incidents, coalesce(killed_best, 0) as killed
    from marts.weekly_casualties_by_district
    where incidents > 0
)
select
    coalesce(expected.source_id, found.source_id) as source_id, coalesce(expected.district_id, found.district_id) as district_id,
    coalesce(expected.week, found.week) as week, expected.incidents as incidents_in_core, found.incidents as incidents_in_mart,
    expected.killed as deaths_in_core, found.killed as deaths_in_mart, expected.incident_ids
from expected
full join found
    on found.source_id = expected.source_id and found.district_id = expected.district_id and found.week = expected.week
where found.incidents is distinct from expected.incidents or found.killed is distinct from expected.killed
order by all
