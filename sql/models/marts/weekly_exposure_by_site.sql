-- description: One row per source, CPEC site in Balochistan, ISO week and radius: violence expected within the
--   radius, given how well places are known. Association, never cause.
-- grain: source_id, site_id, week, radius_km
-- csv: no, a complete grid of sites, radii and weeks; Parquet holds it in a fiftieth
-- columns:
--   source_id, site_id, week
--   radius_km INTEGER: the radius, kilometres, from the site, the nearest point of its line, or its edge
--   status VARCHAR: reported, reported_zero, not_covered, source_down, provisional or cut_short; of this radius:
--     reported where an event may lie within it
--   expected_incidents, expected_killed
--   expected_without_toll DOUBLE: of the expected events, those of which no toll is known; their dead are in none of
--     the expected deaths
--   expected_killed_security DOUBLE: of them security forces; null where no event says, or where those that say one
--     say 0 and another says none
--   expected_killed_civilian DOUBLE: civilians; null where no event says, or where those that say one say 0 and
--     another says none
--   expected_killed_militant DOUBLE: militants; null where no event says, or where those that say one say 0 and
--     another says none
--   sure_incidents BIGINT: events within the radius wherever in their place they were
--   possible_incidents BIGINT: events that may lie within it, not surely; never added to the sure ones
--   decay_index DOUBLE: all events of the province's week, each weighed by exp(-distance / decay_km), averaged over
--     its place; the same for every radius
--   status_reason VARCHAR: rows_left_out where its figures are a minimum, because a row of these days was refused or
--     left out; else null
with placed as materialized (
    select incident.source_id, incident.week, place.location_id,
        count(*) as incidents,
        sum(incident.killed_best) as killed, count(incident.killed_best) as with_toll,
        sum(incident.killed_security) as security, count(incident.killed_security) as with_security,
        sum(incident.killed_civilian) as civilian, count(incident.killed_civilian) as with_civilian,
        sum(incident.killed_militant) as militant, count(incident.killed_militant) as with_militant
    from core.incident_locations as place
    join core.incidents as incident
        on incident.source_id = place.source_id and incident.incident_id = place.incident_id
    where incident.date_precision in ('day', 'week') and not incident.is_landmark
    group by incident.source_id, incident.week, place.location_id
),
within as (
    select placed.source_id, reach.site_id, placed.week, reach.radius_km,
        sum(placed.incidents)::bigint as incidents,
        exact_sum(placed.incidents * reach.probability) as expected_incidents,
        expected_sum(placed.killed * reach.probability, placed.incidents - placed.with_toll) as expected_killed,
        exact_sum((placed.incidents - placed.with_toll) * reach.probability) as expected_without_toll,
        expected_sum(placed.security * reach.probability,
            placed.incidents - placed.with_security) as expected_killed_security,
        expected_sum(placed.civilian * reach.probability,
            placed.incidents - placed.with_civilian) as expected_killed_civilian,
        expected_sum(placed.militant * reach.probability,
            placed.incidents - placed.with_militant) as expected_killed_militant,
        coalesce(sum(placed.incidents) filter (reach.is_sure), 0)::bigint as sure_incidents,
        coalesce(sum(placed.incidents) filter (not reach.is_sure), 0)::bigint as possible_incidents
    from placed
    join core.location_reach as reach on reach.location_id = placed.location_id
    group by placed.source_id, reach.site_id, placed.week, reach.radius_km
),
decayed as (
    select placed.source_id, distance.site_id, placed.week, exact_sum(placed.incidents * distance.decay) as decay_index
    from placed
    join core.location_distances as distance on distance.location_id = placed.location_id
    group by placed.source_id, distance.site_id, placed.week
),
-- Weeks in which an event may lie within though no week counts it near: one dated to more than a day, or in ground
-- that the source knows by another district's name.
reached as (
    select span.source_id, reach.site_id, reach.radius_km, span.first_day, span.last_day
    from core.incident_spans as span
    join core.incident_locations as place on place.source_id = span.source_id and place.incident_id = span.incident_id
    join core.location_reach as reach on reach.location_id = place.location_id
    where span.first_day < span.last_day
    union
    select possible.source_id, site.site_id, unnest($radii_km)::integer, possible.first_day, possible.last_day
    from core.possible_members as possible
    join (select site_id, unnest(district_ids) as district_id from ref.cpec_sites) as site
        on site.district_id = possible.member_id
    where possible.dimension = 'district'
    union
    select possible.source_id, site.site_id, unnest($radii_km)::integer, possible.first_day, possible.last_day
    from core.possible_members as possible cross join ref.cpec_sites as site
    where possible.dimension = 'province'
),
doubted as (
    select distinct source_id, site_id, radius_km, unnest(generate_series(week_of(first_day), week_of(last_day),
        interval 7 day))::date as week
    from reached
),
left_out as (
    select distinct source_id, unnest(generate_series(week_of(first_day), week_of(last_day),
        interval 7 day))::date as week
    from core.possible_members
    where dimension = 'province'
),
cells as (
    select weeks.source_id, site.site_id, weeks.week, radius.radius_km,
        coalesce(within.incidents, 0) as found,
        week_status(
            coalesce(within.incidents, 0), weeks.is_down, weeks.is_filling, weeks.is_cut,
            zero_doubt(weeks.kind, weeks.in_period, true, held.doubt, true, doubted.week is not null)
        ) as status,
        within.* exclude (source_id, site_id, week, radius_km, incidents),
        coalesce(decayed.decay_index, 0) as decay_index,
        left_out.week is not null as is_left_out
    from ref.source_weeks as weeks
    join core.source_placing as held on held.source_id = weeks.source_id
    cross join (select site_id from ref.cpec_sites where in_balochistan) as site
    cross join (select unnest($radii_km)::integer as radius_km) as radius
    left join within
        on within.source_id = weeks.source_id and within.site_id = site.site_id and within.week = weeks.week
        and within.radius_km = radius.radius_km
    left join decayed
        on decayed.source_id = weeks.source_id and decayed.site_id = site.site_id and decayed.week = weeks.week
    left join doubted
        on doubted.source_id = weeks.source_id and doubted.site_id = site.site_id and doubted.week = weeks.week
        and doubted.radius_km = radius.radius_km
    left join left_out on left_out.source_id = weeks.source_id and left_out.week = weeks.week
)
select
    source_id, site_id, week, radius_km, status,
    round(counted(status, found, expected_incidents)::double, 6) as expected_incidents,
    round(counted(status, found, expected_killed)::double, 6) as expected_killed,
    round(counted(status, found, expected_without_toll)::double, 6) as expected_without_toll,
    round(counted(status, found, expected_killed_security)::double, 6) as expected_killed_security,
    round(counted(status, found, expected_killed_civilian)::double, 6) as expected_killed_civilian,
    round(counted(status, found, expected_killed_militant)::double, 6) as expected_killed_militant,
    counted(status, found, sure_incidents)::bigint as sure_incidents,
    counted(status, found, possible_incidents)::bigint as possible_incidents,
    case when status not in ('not_covered', 'source_down') then round(decay_index, 6) end as decay_index,
    case when status <> 'not_covered' then told_reason(status, null, is_left_out) end as status_reason
from cells
