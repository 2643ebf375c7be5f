-- description: Every district with a page: documented incidents and deaths over the whole period and the last two
--   spans of 52 weeks of data.
with bounds as (
    select week_end - 7 * 52 as split, week_end - 7 * 104 as start
    from (select max(week)::date as week_end from marts.weekly_casualties_by_district
        where source_id = $source_id and week <= $as_of::date)
)
select
    weekly.district_id,
    coalesce(any_value(district.name), 'Known only to the province') as name,
    any_value(district.name_ur) as name_ur,
    any_value(district.division) as division,
    any_value(district.status) as status,
    any_value(district.population_2023)::bigint as population_2023,
    coalesce(sum(weekly.incidents), 0)::bigint as incidents,
    sum(weekly.killed_best)::bigint as killed_best,
    sum(weekly.killed_low)::bigint as killed_low,
    sum(weekly.killed_high)::bigint as killed_high,
    sum(weekly.incidents) filter (week > split)::bigint as incidents_last_52,
    sum(weekly.killed_best) filter (week > split)::bigint as killed_last_52,
    sum(weekly.incidents) filter (week <= split and week > start)::bigint as incidents_previous_52,
    sum(weekly.killed_best) filter (week <= split and week > start)::bigint as killed_previous_52,
    any_value(split + 7)::date as last_52_from,
    max(week) filter (weekly.incidents > 0) as newest_week
from marts.weekly_casualties_by_district as weekly
cross join bounds
left join ref.districts as district on district.district_id = weekly.district_id
where weekly.source_id = $source_id and week <= $as_of::date
group by weekly.district_id
order by name
