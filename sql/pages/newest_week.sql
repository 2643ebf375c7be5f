-- description: The newest whole week of one source and the week it ends within, where it ends before a Sunday, each as
--   a sum and then by district with documented incidents. Of a sample, the newest weeks that it documents: the others
--   say nothing.
-- trace: marts.weekly_casualties_by_district.killed_best where source_id = 'ledger' and week = '2026-01-26'
with bounds as (
    select least(period_end, $as_of::date) as data_through, kind from ref.sources where source_id = $source_id
),
weeks as (
    select max(week) filter (week + 6 <= data_through) as whole, max(week) filter (week + 6 > data_through) as cut,
        min(data_through) as data_through
    from marts.weekly_casualties_by_district
    cross join bounds
    where source_id = $source_id and (kind = 'census' or incidents > 0)
),
rows_of_weeks as (
    select weekly.*, least(weekly.week + 6, data_through)::date as last_day, weekly.week = whole as is_whole,
        coalesce(weekly.incidents > 0, false) as has_some,
        coalesce(district.name, 'Known only to the province') as name
    from marts.weekly_casualties_by_district as weekly
    cross join weeks
    left join ref.districts as district on district.district_id = weekly.district_id
    where weekly.source_id = $source_id and weekly.week in (whole, cut)
)
select
    week, last_day, is_whole, district_id, grouping(district_id) = 1 as is_sum, min(name) as name,
    bool_or(status = 'source_down') as is_down,
    -- The source says that the province had none: its bucket holds none, and no event may lie in a district.
    bool_or(district_id = 'balochistan' and status = 'reported_zero')
        and not bool_or(has_some or coalesce(status_reason = 'may_lie_here', false)) as is_zero,
    bool_or(has_some and coalesce(status_reason = 'rows_left_out', false)) as is_minimum,
    known_sum_where(if(has_some, incidents, null), has_some) as incidents,
    known_sum_where(if(has_some, incidents_without_toll, null), has_some) as incidents_without_toll,
    known_sum_where(if(has_some, killed_best, null), has_some) as killed_best,
    case
        when is_sum then bound_sum_where(if(has_some, killed_low, null), if(has_some, killed_best, null), has_some)
        else min(killed_low)::bigint
    end as killed_low,
    case
        when is_sum then bound_sum_where(if(has_some, killed_high, null), if(has_some, killed_best, null), has_some)
        else min(killed_high)::bigint
    end as killed_high,
    known_sum_where(if(has_some, killed_security, null), has_some) as killed_security,
    known_sum_where(if(has_some, killed_civilian, null), has_some) as killed_civilian,
    known_sum_where(if(has_some, killed_militant, null), has_some) as killed_militant,
    known_sum_where(if(has_some, killed_unknown, null), has_some) as killed_unknown
from rows_of_weeks
group by grouping sets ((week, last_day, is_whole, district_id), (week, last_day, is_whole))
order by week desc, is_sum desc, killed_best desc nulls last, incidents desc nulls last, name
