-- description: per source and week, incidents, deaths by side and injured by actor add up to those by district
with by_district as (
    select source_id, week, sum(incidents)::bigint as incidents,
        coalesce(sum(killed_best), 0)::bigint as killed_best,
        coalesce(sum(killed_low), 0)::bigint as killed_low,
        coalesce(sum(killed_high), 0)::bigint as killed_high,
        coalesce(sum(killed_security), 0)::bigint as killed_security,
        coalesce(sum(killed_civilian), 0)::bigint as killed_civilian,
        coalesce(sum(killed_militant), 0)::bigint as killed_militant,
        coalesce(sum(killed_unknown), 0)::bigint as killed_unknown,
        coalesce(sum(injured_best), 0)::bigint as injured_best
    from marts.weekly_casualties_by_district
    group by source_id, week
    having sum(incidents) > 0
),
by_actor as (
    select source_id, week, sum(incidents)::bigint as incidents,
        coalesce(sum(killed_best), 0)::bigint as killed_best,
        coalesce(sum(killed_low), 0)::bigint as killed_low,
        coalesce(sum(killed_high), 0)::bigint as killed_high,
        coalesce(sum(killed_security), 0)::bigint as killed_security,
        coalesce(sum(killed_civilian), 0)::bigint as killed_civilian,
        coalesce(sum(killed_militant), 0)::bigint as killed_militant,
        coalesce(sum(killed_unknown), 0)::bigint as killed_unknown,
        coalesce(sum(injured_best), 0)::bigint as injured_best
    from marts.weekly_casualties_by_actor
    group by source_id, week
    having sum(incidents) > 0
)
select source_id, week, by_district.incidents as incidents_by_district, by_actor.incidents as incidents_by_actor,
    (by_district.killed_best, by_district.killed_low, by_district.killed_high, by_district.killed_security,
        by_district.killed_civilian, by_district.killed_militant, by_district.killed_unknown,
    by_district.injured_best) as counts_by_district,
    (by_actor.killed_best, by_actor.killed_low, by_actor.killed_high, by_actor.killed_security,
        by_actor.killed_civilian, by_actor.killed_militant, by_actor.killed_unknown,
    by_actor.injured_best) as counts_by_actor
from by_district
full join by_actor using (source_id, week)
where by_district.incidents is distinct from by_actor.incidents
    or (by_district.killed_best, by_district.killed_low, by_district.killed_high, by_district.killed_security,
        by_district.killed_civilian, by_district.killed_militant, by_district.killed_unknown, by_district.injured_best)
        is distinct from (by_actor.killed_best, by_actor.killed_low, by_actor.killed_high, by_actor.killed_security,
        by_actor.killed_civilian, by_actor.killed_militant, by_actor.killed_unknown, by_actor.injured_best)
order by source_id, week
