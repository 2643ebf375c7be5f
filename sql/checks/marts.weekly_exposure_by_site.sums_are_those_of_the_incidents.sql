-- description: per source, site and radius, the weeks hold what the incidents hold one by one, as far as some week
--   speaks
with expected as (
    select incident.source_id, reach.site_id, reach.radius_km, sum(reach.probability) as incidents,
        coalesce(sum(reach.probability) filter (incident.killed_best is null), 0) as without_toll,
        count(*) filter (reach.is_sure) as sure, count(*) filter (not reach.is_sure) as possible
    from core.incidents as incident
    join core.incident_locations as place
        on place.source_id = incident.source_id and place.incident_id = incident.incident_id
    join core.location_reach as reach on reach.location_id = place.location_id
    join ref.source_weeks as weeks on weeks.source_id = incident.source_id and weeks.week = incident.week
        and weeks.in_period and not weeks.is_down
    where incident.date_precision in ('day', 'week')
    group by incident.source_id, reach.site_id, reach.radius_km
),
found as (
    select source_id, site_id, radius_km, sum(expected_incidents) as incidents, sum(sure_incidents)::bigint as sure,
        sum(possible_incidents)::bigint as possible, sum(expected_without_toll) as without_toll
    from marts.weekly_exposure_by_site
    group by source_id, site_id, radius_km
    having sum(expected_incidents) > 0
)
select source_id, site_id, radius_km, expected.incidents as in_core, found.incidents as in_mart, expected.sure,
    found.sure as sure_in_mart
from expected
full join found using (source_id, site_id, radius_km)
where abs(coalesce(expected.incidents, 0) - coalesce(found.incidents, 0)) > 0.001
    or abs(coalesce(expected.without_toll, 0) - coalesce(found.without_toll, 0)) > 0.001
    or expected.sure is distinct from found.sure or expected.possible is distinct from found.possible
order by source_id, site_id, radius_km
