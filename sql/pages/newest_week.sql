-- description: Districts with documented incidents in the newest whole week of one source and in the week it ends
--   within, where it ends before a Sunday. Of a sample, the newest weeks that it documents: the others say nothing.
with bounds as (
    select least(period_end, $as_of::date) as data_through, kind from ref.sources where source_id = $source_id
),
weeks as (
    select max(week) filter (week + 6 <= data_through) as whole, max(week) filter (week + 6 > data_through) as cut,
        min(data_through) as data_through
    from marts.weekly_casualties_by_district
    cross join bounds
    where source_id = $source_id and (kind = 'census' or incidents > 0)
)
select
    weekly.week,
    least(weekly.week + 6, data_through)::date as last_day,
    weekly.week = whole as is_whole,
    weekly.district_id,
    coalesce(district.name, 'Known only to the province') as name,
    weekly.status,
    weekly.status_reason,
    weekly.incidents::bigint as incidents,
    weekly.incidents_without_toll::bigint as incidents_without_toll,
    weekly.killed_best::bigint as killed_best,
    weekly.killed_low::bigint as killed_low,
    weekly.killed_high::bigint as killed_high,
    weekly.killed_security::bigint as killed_security,
    weekly.killed_civilian::bigint as killed_civilian,
    weekly.killed_militant::bigint as killed_militant,
    weekly.killed_unknown::bigint as killed_unknown
from marts.weekly_casualties_by_district as weekly
cross join weeks
left join ref.districts as district on district.district_id = weekly.district_id
where weekly.source_id = $source_id and weekly.week in (whole, cut)
order by week, killed_best desc nulls last, incidents desc nulls last, name
