-- description: per source and week, incidents, deaths by side and injured by family add up to those by district
with by_district as (
    select source_id, week, sum(incidents)::bigint as incidents, summed_counts(mart) as counts
    from marts.weekly_casualties_by_district as mart
    group by source_id, week
    having sum(incidents) > 0
),
by_family as (
    select source_id, week, sum(incidents)::bigint as incidents, summed_counts(mart) as counts
    from marts.weekly_casualties_by_family as mart
    group by source_id, week
    having sum(incidents) > 0
)
select source_id, week, by_district.incidents as incidents_by_district, by_family.incidents as incidents_by_family,
    by_district.counts as counts_by_district, by_family.counts as counts_by_family
from by_district
full join by_family using (source_id, week)
where by_district.incidents is distinct from by_family.incidents
    or by_district.counts is distinct from by_family.counts
order by source_id, week
