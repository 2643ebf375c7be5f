-- description: Every district with a page: documented incidents and deaths over the whole period.
-- trace: marts.weekly_casualties_by_district.killed_best where source_id = 'ledger' and district_id = 'quetta'
select
    weekly.district_id,
    coalesce(min(district.name), 'Known only to the province') as name,
    min(district.name_ur) as name_ur,
    min(district.division) as division,
    min(district.status) as status,
    min(district.population_2023)::bigint as population_2023,
    coalesce(sum(weekly.incidents), 0)::bigint as incidents,
    known_sum_where(weekly.killed_best, weekly.status <> 'not_covered') as killed_best,
    bound_sum_where(weekly.killed_low, weekly.killed_best, weekly.status <> 'not_covered') as killed_low,
    bound_sum_where(weekly.killed_high, weekly.killed_best, weekly.status <> 'not_covered') as killed_high,
    sum(weekly.incidents_without_toll)::bigint as incidents_without_toll,
    max(week) filter (weekly.incidents > 0) as newest_week
from marts.weekly_casualties_by_district as weekly
left join ref.districts as district on district.district_id = weekly.district_id
where weekly.source_id = $source_id and week <= $as_of::date
group by weekly.district_id
order by name
