-- description: Every district with a page: documented incidents and deaths over the whole period and the last two
--   spans of 52 weeks of data.
with bounds as (
    select week_end - 7 * 52 as split, week_end - 7 * 104 as start
    from (select max(week)::date as week_end from marts.weekly_casualties_by_district
        where source_id = $source_id and week <= $as_of::date)
)
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
    sum(weekly.incidents) filter (week > split)::bigint as incidents_last_52,
    known_sum_where(if(week > split, weekly.killed_best, null), week > split and weekly.status <> 'not_covered') as killed_last_52,
    sum(weekly.incidents) filter (week <= split and week > start)::bigint as incidents_previous_52,
    known_sum_where(if(week <= split and week > start, weekly.killed_best, null), week <= split and week > start and weekly.status <> 'not_covered')
        as killed_previous_52,
    min(split + 7)::date as last_52_from,
    sum(weekly.incidents_without_toll)::bigint as incidents_without_toll,
    sum(weekly.incidents_without_toll) filter (week > split)::bigint as without_toll_last_52,
    sum(weekly.incidents_without_toll) filter (week <= split and week > start)::bigint as without_toll_previous_52,
    max(week) filter (weekly.incidents > 0) as newest_week,
    -- A district of the 104 weeks that the two sums compare: it was there on one of their days.
    coalesce(min(district.valid_from) <= min(split + 7 * 52) + 6, true) and coalesce(max(district.valid_to) > min(start) + 7, true)
        as is_of_the_104_weeks
from marts.weekly_casualties_by_district as weekly
cross join bounds
left join ref.districts as district on district.district_id = weekly.district_id
where weekly.source_id = $source_id and week <= $as_of::date
group by weekly.district_id
order by name
