-- description: Documented incidents in a CPEC site's districts and within 50 km of it, per ISO week of one source; weeks
--   in a row that nobody covered share one row.
-- title: Documented incidents near the site, by week
-- counts: Incidents of the week (Monday to Sunday) whose place surely lies within 50 km of the site, those whose place
--   is too uncertain to say, and all incidents in the site's districts. Near is not aimed at: incidents aimed at
--   CPEC are marked apart.
with runs as (
    select *,
        status in ('not_covered', 'source_down') as is_silent,
        row_number() over (order by week) - row_number() over (partition by status order by week) as run
    from marts.weekly_casualties_by_site
    where source_id = $source_id and site_id = $site_id and week <= $as_of::date
)
select
    min(week) as week,
    max(week) as last_week,
    count(*)::bigint as weeks,
    status,
    max(incidents_within_50km) filter (not is_silent)::bigint as incidents_within_50km,
    max(incidents_possibly_within_50km) filter (not is_silent)::bigint as incidents_possibly_within_50km,
    max(incidents_in_district) filter (not is_silent)::bigint as incidents_in_district,
    max(incidents_cpec_target_nearby) filter (not is_silent)::bigint as incidents_cpec_target_nearby,
    max(killed_within_50km) filter (not is_silent)::bigint as killed_within_50km,
    max(killed_in_district) filter (not is_silent)::bigint as killed_in_district
from runs
group by status, is_silent, case when is_silent then run end, case when not is_silent then week end
order by 1
