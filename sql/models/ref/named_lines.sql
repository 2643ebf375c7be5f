-- description: One row per highway or railway that a record may name: how it is named, and its course.
-- grain: line_id
-- columns:
--   line_id VARCHAR: key
--   name VARCHAR: name
--   kind VARCHAR: road or railway
--   pattern VARCHAR: regular expression that finds it in a text in small letters
--   site_ids VARCHAR[]: the sites of ref.cpec_sites that are parts of it: an event on the line is then on the road itself
--   ways JSON: its parts: [[[latitude, longitude, label], ...], ...]
--   course_km DOUBLE: how far its course may be from the straight legs, kilometres
--   source VARCHAR: where the course comes from
with parts as (
    select line.line_id, position, site.waypoints, site.coord_uncertainty_km
    from raw.named_lines as line, unnest(string_split(line.site_ids, ';')) with ordinality as part(site_id, position)
    join ref.cpec_sites as site on site.site_id = part.site_id
),
courses as (
    select line_id, to_json(list(waypoints order by position)) as ways, max(coord_uncertainty_km) as course_km
    from parts
    group by line_id
)
select
    line.line_id, line.name, line.kind, line.pattern,
    list_filter(string_split(coalesce(line.site_ids, ''), ';'), lambda part: part <> '') as site_ids,
    coalesce(courses.ways, to_json([line.waypoints::json])) as ways,
    coalesce(line.course_km::double, courses.course_km) as course_km,
    line.source
from raw.named_lines as line
left join courses on courses.line_id = line.line_id
order by line.line_id
