-- description: Incidents and deaths by district, of each source apart, as known on a day: one row per source and
--   district; 'balochistan' is what is known to the province only. Landmark attacks are not counted.
select source_id, district_id, count(*) as incidents, count(*) filter (killed_best is null) as incidents_without_toll,
    known_sum(killed_best) as killed_best, bound_sum(killed_low, killed_best) as killed_low,
    bound_sum(killed_high, killed_best) as killed_high,
    known_sum(killed_security) as killed_security, known_sum(killed_civilian) as killed_civilian,
    known_sum(killed_militant) as killed_militant, known_sum(killed_unknown) as killed_unknown,
    min(date) as first_date, max(date) as last_date
from core.incidents
where district_id is not null and not is_landmark
group by source_id, district_id
order by source_id, district_id
