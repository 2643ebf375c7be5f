-- description: Incidents and dead in Balochistan by source, never added together. Rows of elsewhere, which a table of
--   one's own keeps, have no district_id; those known only to the province have the district 'balochistan'. Landmarks
--   count in no series.
select source_id, count(*) as incidents, known_sum(killed_best) as killed,
    count(*) filter (killed_best is null) as incidents_without_toll
from core.incidents
where district_id is not null and not is_landmark
group by source_id
order by source_id
