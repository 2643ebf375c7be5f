-- description: a larger radius holds no less, what is sure is no more than what is expected, and that no more than
--   what is possible; nothing that may be is a zero
with told as (
    -- Where no radius of a site and week holds anything, nothing can break the rule.
    select source_id, site_id, week
    from marts.weekly_exposure_by_site
    where expected_incidents <> 0 or sure_incidents <> 0 or possible_incidents <> 0
    group by all
),
steps as (
    select *, lag(expected_incidents) over (partition by source_id, site_id, week order by radius_km) as within_less
    from marts.weekly_exposure_by_site
    semi join told using (source_id, site_id, week)
)
select source_id, site_id, week, radius_km, within_less, expected_incidents, sure_incidents, possible_incidents
from steps
where expected_incidents < within_less - 0.01
    or sure_incidents > expected_incidents + 1e-9
    or expected_incidents > sure_incidents + possible_incidents + 1e-9
    or (expected_incidents > 0) <> (sure_incidents + possible_incidents > 0)
order by source_id, site_id, week, radius_km
