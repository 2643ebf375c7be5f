-- description: Incidents expected within each radius of each CPEC site, per month of one source; months in a row that
--   say the same nothing share one row.
-- title: Incidents expected near the site, by month
-- counts: Incidents in the weeks that begin in the month, each counted by the probability that it lies within the
--   radius, given how well its place is known; the solid part of a bar is surely within. Near is not aimed at:
--   incidents that a source says were aimed at the site are marked apart.
-- trace: marts.weekly_exposure_by_site.expected_incidents where source_id = 'ledger' and site_id = 'gwadar-port' and
--   radius_km = 25 and date_trunc('month', week) = '2026-01-01'
with months as (
    select site_id, date_trunc('month', week)::date as month, radius_km,
        case
            when bool_or(status = 'reported') then 'reported'
            when bool_or(status = 'source_down') then 'source_down'
            when bool_or(status = 'provisional') then 'provisional'
            when bool_or(status = 'cut_short') then 'cut_short'
            when bool_or(status = 'not_covered') then 'not_covered'
            else 'reported_zero'
        end as status,
        exact_sum(expected_incidents) as expected_incidents,
        exact_sum(expected_killed) as expected_killed,
        exact_sum(expected_without_toll) as expected_without_toll,
        sum(sure_incidents)::bigint as sure_incidents,
        sum(possible_incidents)::bigint as possible_incidents
    from marts.weekly_exposure_by_site
    where source_id = $source_id and week <= $as_of::date
    group by all
),
runs as (
    select *, coalesce(expected_incidents, 0) = 0 as is_silent,
        row_number() over (partition by site_id, radius_km order by month)
            - row_number() over (partition by site_id, radius_km, status, coalesce(expected_incidents, 0) = 0
                order by month) as run
    from months
)
select
    site_id,
    radius_km::bigint as radius_km,
    min(month) as month,
    max(month) as last_month,
    status,
    max(expected_incidents) as expected_incidents,
    max(sure_incidents)::bigint as sure_incidents,
    max(possible_incidents)::bigint as possible_incidents,
    max(expected_killed) as expected_killed,
    max(expected_without_toll) as expected_without_toll
from runs
group by site_id, radius_km, status, is_silent, case when is_silent then run end, case when not is_silent then month end
order by site_id, radius_km, 3
