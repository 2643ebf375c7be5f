-- description: each district-week holds the incidents, deaths by side and injured that core.incidents places there, no
--   more and no fewer
with expected as (
    select source_id, district_id, week, count(*) as incidents,
        known_sum(killed_best) as killed_best,
        bound_sum(killed_low, killed_best) as killed_low,
        bound_sum(killed_high, killed_best) as killed_high,
        known_sum(killed_security) as killed_security,
        known_sum(killed_civilian) as killed_civilian,
        known_sum(killed_militant) as killed_militant,
        known_sum(killed_unknown) as killed_unknown,
        known_sum(injured_best) as injured_best,
        string_agg(incident_id, ' ' order by incident_id) as incident_ids
    from core.incidents
    where (source_id, incident_id) not in (select (source_id, record_id) from core.exclusions
        where stage in ('districts', 'weeks') and record_counts)
    group by source_id, district_id, week
),
found as (
    select source_id, district_id, week, incidents, killed_best, killed_low, killed_high, killed_security,
        killed_civilian, killed_militant, killed_unknown, injured_best
    from marts.weekly_casualties_by_district
    where incidents > 0
)
select
    coalesce(expected.source_id, found.source_id) as source_id,
    coalesce(expected.district_id, found.district_id) as district_id,
    coalesce(expected.week, found.week) as week, expected.incidents as incidents_in_core,
    found.incidents as incidents_in_mart,
    expected.killed_best as deaths_in_core, found.killed_best as deaths_in_mart,
    counts_of(expected) as counts_in_core, counts_of(found) as counts_in_mart,
    expected.incident_ids
from expected
full join found
    on found.source_id = expected.source_id and found.district_id = expected.district_id and found.week = expected.week
where found.incidents is distinct from expected.incidents
    or counts_of(found) is distinct from counts_of(expected)
order by all
