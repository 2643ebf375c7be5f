-- description: One row per source, CPEC site, month, radius and actor family with an event that may lie within the
--   radius. A month without a row is no zero: see marts.weekly_exposure_by_site.
-- grain: source_id, site_id, month, radius_km, family
-- columns:
--   source_id, site_id, month, radius_km
--   family VARCHAR: family of the actor the events are attributed to: baloch_separatist, islamist, state, ...
--   expected_incidents, expected_killed
--   expected_without_toll DOUBLE: of the expected events, those of which no toll is known; their dead are not in the
--     expected deaths
--   sure_incidents BIGINT: events surely within the radius
--   possible_incidents BIGINT: events that may lie within it, not surely
with placed as materialized (
    select incident.source_id, date_trunc('month', incident.date)::date as month, incident.family, place.location_id,
        count(*) as incidents, sum(incident.killed_best) as killed, count(incident.killed_best) as with_toll
    from core.incident_locations as place
    join core.incidents as incident
        on incident.source_id = place.source_id and incident.incident_id = place.incident_id
    where not incident.is_landmark
    group by all
)
select placed.source_id, reach.site_id, placed.month, reach.radius_km, placed.family,
    round(exact_sum(placed.incidents * reach.probability), 6) as expected_incidents,
    round(expected_sum(placed.killed * reach.probability, placed.incidents - placed.with_toll), 6) as expected_killed,
    round(exact_sum((placed.incidents - placed.with_toll) * reach.probability), 6) as expected_without_toll,
    coalesce(sum(placed.incidents) filter (reach.is_sure), 0)::bigint as sure_incidents,
    coalesce(sum(placed.incidents) filter (not reach.is_sure), 0)::bigint as possible_incidents
from placed
join core.location_reach as reach on reach.location_id = placed.location_id
group by placed.source_id, reach.site_id, placed.month, reach.radius_km, placed.family
order by placed.source_id, reach.site_id, placed.month, reach.radius_km, placed.family
