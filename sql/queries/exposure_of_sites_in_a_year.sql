-- description: Incidents expected within 25 km of each CPEC site in a year, with those that are sure and those that
--   may be. Association, not cause.
select site.name, sum(mart.expected_incidents) as expected, sum(mart.sure_incidents)::bigint as sure,
    (sum(mart.sure_incidents) + sum(mart.possible_incidents))::bigint as at_most,
    sum(mart.expected_killed) as expected_killed,
    sum(mart.expected_without_toll) as expected_without_toll
from marts.weekly_exposure_by_site as mart
join ref.cpec_sites as site using (site_id)
where mart.radius_km = 25 and mart.week between date '2025-01-01' and date '2025-12-31'
group by site.name
order by expected desc nulls last, site.name
