-- description: Every CPEC or Chinese-linked site with a page.
select site_id, name, sector, status, status_date, geometry, latitude, longitude, waypoints, extent_km,
    coord_uncertainty_km, waypoint_km,
    array_to_string(district_ids, ', ') as district_ids, formal_cpec, formal_cpec_note, chinese_operated, operator,
    cost_usd, note, confidence, source
from ref.cpec_sites
where site_id in (select site_id from marts.weekly_exposure_by_site)
order by name
