-- description: per source and week, incidents and deaths by actor add up to those by district
with by_district as (
    select source_id, week, coalesce(sum(incidents), 0) as incidents, coalesce(sum(killed_best), 0) as killed
    from marts.weekly_casualties_by_district group by all
),
by_actor as (
    select source_id, week, coalesce(sum(incidents), 0) as incidents, coalesce(sum(killed_best), 0) as killed
    from marts.weekly_casualties_by_actor group by all
)
select source_id, week, by_district.incidents as incidents_by_district, by_actor.incidents as incidents_by_actor,
    by_district.killed as deaths_by_district, by_actor.killed as deaths_by_actor
from by_district
full join by_actor using (source_id, week)
where coalesce(by_district.incidents, 0) <> coalesce(by_actor.incidents, 0) or coalesce(by_district.killed, 0) <> coalesce(by_actor.killed, 0)
order by source_id, week
