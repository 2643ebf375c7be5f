-- description: One row per site of the China-Pakistan Economic Corridor, or Chinese-run or linked project, as point
--   or line.
-- grain: site_id
-- columns:
--   site_id VARCHAR: key
--   name
--   sector VARCHAR: port, road, power, mining, ...
--   status VARCHAR: operational, under_construction, planned, shelved, cancelled, completed or replaced
--   status_date VARCHAR: date of that status as known
--   geometry VARCHAR: point, line or area (a disc of extent_km)
--   latitude DOUBLE: degrees north; null for a line
--   longitude DOUBLE: degrees east; null for a line
--   waypoints JSON: a line's points in order: [[latitude, longitude, label], ...]
--   extent_km DOUBLE: an area's radius, kilometres; distance is to its edge; 0 for a point or line
--   coord_uncertainty_km DOUBLE: how far the true place may be from the point, or from a line's straight legs at the
--     most, kilometres
--   waypoint_km DOUBLE: how far a line may be from them at its waypoints, kilometres; null for a point, or a line not
--     known to run through them
--   course_growth DOUBLE: kilometres by which that grows for each kilometre along the leg, up to
--     coord_uncertainty_km; null with waypoint_km
--   district_ids VARCHAR[]: districts of Balochistan it lies in
--   in_balochistan BOOLEAN: touches Balochistan
--   formal_cpec BOOLEAN: on the official CPEC list
--   formal_cpec_note VARCHAR: what the source says of that
--   chinese_operated VARCHAR: yes, no or unknown
--   operator VARCHAR: owner or operator
--   cost_usd DOUBLE: US dollars
--   note, confidence, source
select
    site.site_id, name, sector, status, status_date, geometry,
    latitude::double as latitude, longitude::double as longitude, waypoints::json as waypoints,
    coalesce(extent_km::double, 0) as extent_km,
    coord_uncertainty_km::double as coord_uncertainty_km,
    case when geometry = 'line' and taper.waypoint_km is not null
        then least(taper.waypoint_km, coord_uncertainty_km::double) end as waypoint_km,
    case when geometry = 'line' then taper.course_growth end as course_growth,
    list_transform(list_filter(string_split(coalesce(district_ids, ''), ';'), lambda part: part <> ''),
        lambda part: trim(part)) as district_ids,
    in_balochistan = 'yes' as in_balochistan,
    formal_cpec = 'yes' as formal_cpec,
    formal_cpec_note, chinese_operated, owner_operator as operator, cost_usd::double as cost_usd, note, confidence,
    source
from raw.cpec_sites as site
-- The line's own rule, or that of any line.
left join ref.line_tapers as own on own.line_id = site.site_id
left join ref.line_tapers as taper on taper.line_id = coalesce(own.line_id, 'any')
order by site.site_id
