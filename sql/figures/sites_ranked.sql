-- description: CPEC sites of Balochistan by incidents expected within 25 km in the last 52 weeks of one source's data,
--   with what is sure and what is possible, and the spans before.
-- title: CPEC sites by incidents expected within 25 km, last 52 weeks of data
-- counts: Incidents of the last 52 weeks of data, each counted by the probability that it lies within 25 km of the
--   site, given how well its place is known. The line runs from those surely within to all that may be. Sites close
--   together share incidents, so the rows do not add up.
-- trace: marts.weekly_exposure_by_site.expected_incidents where source_id = 'ledger' and site_id = 'gwadar-port' and
--   radius_km = 25 and week > (select max(week) - 364 from marts.weekly_exposure_by_site where source_id = 'ledger')
with chosen as (
    select radius_km from marts.weekly_exposure_by_site where source_id = $source_id
    group by radius_km order by abs(radius_km - 25), radius_km limit 1
),
newest as (
    select max(week)::date as week from marts.weekly_exposure_by_site
        where source_id = $source_id and week <= $as_of::date
),
spans as (
    select mart.site_id, radius_km, mart.expected_incidents, mart.expected_killed, mart.expected_without_toll,
        mart.sure_incidents, mart.possible_incidents,
        (newest.week - mart.week)::bigint // 7 as weeks_ago
    from marts.weekly_exposure_by_site as mart
    join chosen using (radius_km)
    cross join newest
    where mart.source_id = $source_id and mart.week <= $as_of::date
),
named as (
    select site_id, count(*) as aimed from marts.incidents_aimed_at_cpec
    where source_id = $source_id and site_id is not null and date <= $as_of::date and not is_landmark
    group by site_id
)
select
    site.site_id,
    site.name,
    site.sector,
    site.status,
    min(spans.radius_km)::bigint as radius_km,
    exact_sum(case when weeks_ago < 52 then expected_incidents end) as expected_52,
    sum(sure_incidents) filter (weeks_ago < 52)::bigint as sure_52,
    (sum(sure_incidents) filter (weeks_ago < 52) + sum(possible_incidents)
        filter (weeks_ago < 52))::bigint as at_most_52,
    exact_sum(case when weeks_ago < 52 then expected_killed end) as expected_killed_52,
    exact_sum(case when weeks_ago < 52 then expected_without_toll end) as expected_without_toll_52,
    exact_sum(case when weeks_ago between 52 and 103 then expected_incidents end) as expected_52_before,
    exact_sum(case when weeks_ago < 4 then expected_incidents end) as expected_4,
    exact_sum(case when weeks_ago between 4 and 7 then expected_incidents end) as expected_4_before,
    coalesce(min(named.aimed), 0)::bigint as aimed_at_it
from ref.cpec_sites as site
join spans on spans.site_id = site.site_id
left join named on named.site_id = site.site_id
group by site.site_id, site.name, site.sector, site.status
order by expected_52 desc nulls last, site.name
