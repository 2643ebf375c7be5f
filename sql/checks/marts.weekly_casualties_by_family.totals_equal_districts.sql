-- description: per source and week, incidents and deaths by family add up to those by district
with by_district as (
    select source_id, week, coalesce(sum(incidents), 0) as incidents, coalesce(sum(killed_best), 0) as killed
    from marts.weekly_casualties_by_district group by all
),
by_family as (
    select source_id, week, coalesce(sum(incidents), 0) as incidents, coalesce(sum(killed_best), 0) as killed
    from marts.weekly_casualties_by_family group by all
)
select source_id, week, by_district.incidents as incidents_by_district, by_family.incidents as incidents_by_family,
    by_district.killed as deaths_by_district, by_family.killed as deaths_by_family
from by_district
full join by_family using (source_id, week)
where coalesce(by_district.incidents, 0) <> coalesce(by_family.incidents, 0) or coalesce(by_district.killed, 0) <> coalesce(by_family.killed, 0)
order by source_id, week
