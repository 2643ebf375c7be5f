-- description: How far the course of a road, railway or pipeline may be from the straight legs between its waypoints:
--   lines by rule, the rule of most lines first.
with lines as (
    select name, coord_uncertainty_km as most_km, waypoint_km, course_growth from ref.cpec_sites
        where geometry = 'line' and in_balochistan
    union all
    -- The others are made of sites, and have their rule.
    select name, course_km, waypoint_km, course_growth from ref.named_lines where len(site_ids) = 0
)
select waypoint_km, course_growth, most_km, count(*)::bigint as lines, list(name order by name) as names
from lines
group by all
order by lines desc, waypoint_km nulls last, most_km
