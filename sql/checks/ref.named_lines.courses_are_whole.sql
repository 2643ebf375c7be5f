-- description: a named line has a course of two points or more, and every site it names as its part exists
select line_id, site_ids, ways
from ref.named_lines
where ways is null or course_km is null or json_array_length(ways -> 0) < 2
    or exists (select 1 from unnest(site_ids) as part(site_id)
        where site_id not in (select site_id from ref.cpec_sites))
order by line_id
