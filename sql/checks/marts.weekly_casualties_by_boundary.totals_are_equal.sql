-- description: per source and week, every set of boundaries holds the same incidents and deaths as
--   marts.weekly_casualties_by_district
with by_basis as (
    select source_id, basis, week, coalesce(sum(incidents), 0)::bigint as incidents,
        coalesce(sum(killed_best), 0)::bigint as killed
    from marts.weekly_casualties_by_boundary group by all
),
by_district as (
    select source_id, week, coalesce(sum(incidents), 0)::bigint as incidents,
        coalesce(sum(killed_best), 0)::bigint as killed
    from marts.weekly_casualties_by_district group by all
)
select by_basis.source_id, by_basis.basis, by_basis.week, by_district.incidents as incidents_by_district,
    by_basis.incidents, by_district.killed as deaths_by_district, by_basis.killed as deaths
from by_basis
join by_district on by_district.source_id = by_basis.source_id and by_district.week = by_basis.week
where by_basis.incidents <> by_district.incidents or by_basis.killed <> by_district.killed
order by all
