-- description: The ten districts with most documented deaths in the last 52 weeks of data, beside the 52 weeks before;
--   then what they leave, and the sum of all.
-- trace: marts.weekly_casualties_by_district.killed_best where source_id = 'ledger' and district_id = 'quetta' and
--   week > (select max(week) - 364 from marts.weekly_casualties_by_district where source_id = 'ledger')
with bounds as (
    select week_end - 7 * 52 as split, week_end - 7 * 104 as start
    from (select max(week)::date as week_end from marts.weekly_casualties_by_district
        where source_id = $source_id and week <= $as_of::date)
),
districts as (
    select weekly.district_id, coalesce(min(district.name), 'Known only to the province') as name,
        weekly.district_id = 'balochistan' as is_bucket,
        sum(weekly.incidents) filter (week > split) as incidents_last_52,
        known_sum_where(if(week > split, weekly.killed_best, null),
            week > split and weekly.status <> 'not_covered') as killed_last_52,
        sum(weekly.incidents) filter (week <= split and week > start) as incidents_previous_52,
        known_sum_where(
            if(week <= split and week > start, weekly.killed_best, null),
            week <= split and week > start and weekly.status <> 'not_covered'
        ) as killed_previous_52,
        sum(weekly.incidents_without_toll) filter (week > split) as without_toll_last_52,
        sum(weekly.incidents_without_toll) filter (week <= split and week > start) as without_toll_previous_52,
        min(split + 7)::date as last_52_from,
        -- A district of the 104 weeks that the two sums compare: it was there on one of their days.
        coalesce(min(district.valid_from) <= min(split + 7 * 52) + 6, true)
            and coalesce(max(district.valid_to) > min(start) + 7, true)
            as is_of_the_104_weeks
    from marts.weekly_casualties_by_district as weekly
    cross join bounds
    left join ref.districts as district on district.district_id = weekly.district_id
    where weekly.source_id = $source_id and week <= $as_of::date
    group by weekly.district_id
),
named as (
    select *, row_number() over (order by coalesce(killed_last_52, 0) desc, incidents_last_52 desc, name) as place
    from districts
    where incidents_last_52 > 0 and not is_bucket
    qualify place <= 10
),
parts as (
    select 'named' as part, place, * exclude (place) from named
    union all by name
    select 'others' as part, 11 as place, * from districts
    where is_of_the_104_weeks and not is_bucket and district_id not in (select district_id from named)
    union all by name
    select 'bucket' as part, 12 as place, * from districts where is_bucket
    union all by name
    select 'all' as part, 13 as place, * from districts
)
select part,
    case part
        when 'others' then count(*) || ' other district' || if(count(*) = 1, '', 's')
        when 'all' then 'All of the province'
        else min(name)
    end as name,
    case when part in ('named', 'bucket') then min(district_id) else '' end as district_id,
    list(district_id order by name) as district_ids,
    known_sum(killed_last_52) as killed_last_52, known_sum(killed_previous_52) as killed_previous_52,
    known_sum(incidents_last_52) as incidents_last_52, known_sum(incidents_previous_52) as incidents_previous_52,
    known_sum(without_toll_last_52) as without_toll_last_52,
    known_sum(without_toll_previous_52) as without_toll_previous_52,
    min(last_52_from) as last_52_from
from parts
group by part, place
order by place
