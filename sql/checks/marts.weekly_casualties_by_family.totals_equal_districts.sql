-- description: per source and week, incidents, deaths by side and injured by family add up to those by district
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
by_family as (
    select source_id, week, sum(incidents)::bigint as incidents,
        coalesce(sum(killed_best), 0)::bigint as killed_best,
        coalesce(sum(killed_low), 0)::bigint as killed_low,
        coalesce(sum(killed_high), 0)::bigint as killed_high,
        coalesce(sum(killed_security), 0)::bigint as killed_security,
        coalesce(sum(killed_civilian), 0)::bigint as killed_civilian,
        coalesce(sum(killed_militant), 0)::bigint as killed_militant,
        coalesce(sum(killed_unknown), 0)::bigint as killed_unknown,
        coalesce(sum(injured_best), 0)::bigint as injured_best
    from marts.weekly_casualties_by_family
    group by source_id, week
    having sum(incidents) > 0
)
select source_id, week, by_district.incidents as incidents_by_district, by_family.incidents as incidents_by_family,
    (by_district.killed_best, by_district.killed_low, by_district.killed_high, by_district.killed_security,
        by_district.killed_civilian, by_district.killed_militant, by_district.killed_unknown,
    by_district.injured_best) as counts_by_district,
    (by_family.killed_best, by_family.killed_low, by_family.killed_high, by_family.killed_security,
        by_family.killed_civilian, by_family.killed_militant, by_family.killed_unknown,
    by_family.injured_best) as counts_by_family
from by_district
full join by_family using (source_id, week)
where by_district.incidents is distinct from by_family.incidents
    or (by_district.killed_best, by_district.killed_low, by_district.killed_high, by_district.killed_security,
        by_district.killed_civilian, by_district.killed_militant, by_district.killed_unknown, by_district.injured_best)
        is distinct from (by_family.killed_best, by_family.killed_low, by_family.killed_high,
        by_family.killed_security, by_family.killed_civilian, by_family.killed_militant, by_family.killed_unknown,
    by_family.injured_best)
order by source_id, week
