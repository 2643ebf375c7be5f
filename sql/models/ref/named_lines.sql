-- description: One row per highway or railway that a record may name: how it is named, and its course.
-- grain: line_id
-- columns:
--   line_id VARCHAR: key
--   name
--   kind VARCHAR: road or railway
--   pattern VARCHAR: regular expression that finds it in a text in small letters
--   site_ids VARCHAR[]: the sites of ref.cpec_sites that are parts of it: an event on the line is then on the road
--     itself
--   ways JSON: its parts: [[[latitude, longitude, label], ...], ...]
--   course_km DOUBLE: how far its course may be from the straight legs at the most, kilometres
--   waypoint_km DOUBLE: how far at its waypoints, kilometres; null where it is not known to run through them
--   course_growth DOUBLE: kilometres by which that grows for each kilometre along the leg, up to course_km; null with
--     waypoint_km
--   source VARCHAR: where the course comes from
with parts as (
    select line.line_id, position, site.waypoints, site.coord_uncertainty_km, site.waypoint_km, site.course_growth
    from raw.named_lines as line, unnest(string_split(line.site_ids, ';')) with ordinality as part(site_id, position)
    join ref.cpec_sites as site on site.site_id = part.site_id
),
courses as (
    select line_id, to_json(list(waypoints order by position)) as ways, max(coord_uncertainty_km) as course_km,
        case when bool_and(waypoint_km is not null) then max(waypoint_km) end as waypoint_km,
        case when bool_and(waypoint_km is not null) then max(course_growth) end as course_growth
    from parts
    group by line_id
)
select
    line.line_id, line.name, line.kind, line.pattern,
    list_filter(string_split(coalesce(line.site_ids, ''), ';'), lambda part: part <> '') as site_ids,
    coalesce(courses.ways, to_json([line.waypoints::json])) as ways,
    coalesce(line.course_km::double, courses.course_km) as course_km,
    case when courses.line_id is not null then courses.waypoint_km else taper.waypoint_km end as waypoint_km,
    case when courses.line_id is not null then courses.course_growth else taper.course_growth end as course_growth,
    line.source
from raw.named_lines as line
left join courses on courses.line_id = line.line_id
left join ref.line_tapers as own on own.line_id = line.line_id
left join ref.line_tapers as taper on taper.line_id = coalesce(own.line_id, 'any')
order by line.line_id
