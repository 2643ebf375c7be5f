-- description: Exposure of every CPEC site by radius: the last 52 weeks of one source's data, the 52 before, and the
--   whole period.
with newest as (
    select max(week)::date as week from marts.weekly_exposure_by_site
        where source_id = $source_id and week <= $as_of::date
),
spans as (
    select mart.*, (newest.week - mart.week)::bigint // 7 as weeks_ago
    from marts.weekly_exposure_by_site as mart
    cross join newest
    where mart.source_id = $source_id and mart.week <= $as_of::date
)
select site_id, radius_km::bigint as radius_km,
    exact_sum(case when weeks_ago < 52 then expected_incidents end) as expected_incidents,
    sum(sure_incidents) filter (weeks_ago < 52)::bigint as sure_incidents,
    sum(possible_incidents) filter (weeks_ago < 52)::bigint as possible_incidents,
    exact_sum(case when weeks_ago < 52 then expected_killed end) as expected_killed,
    exact_sum(case when weeks_ago < 52 then expected_without_toll end) as expected_without_toll,
    exact_sum(case when weeks_ago between 52 and 103 then expected_incidents end) as expected_incidents_before,
    exact_sum(expected_incidents) as expected_incidents_all,
    exact_sum(expected_killed) as expected_killed_all,
    exact_sum(expected_without_toll) as expected_without_toll_all
from spans
group by site_id, radius_km
order by site_id, radius_km
