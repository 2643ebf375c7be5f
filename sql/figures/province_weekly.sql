-- description: Documented deaths and incidents in the province per ISO week of one source; weeks in a row that nobody
--   covered share one row.
-- title: Documented deaths in Balochistan, by week and side of the victim
-- counts: Best figure for people killed in incidents of the week (Monday to Sunday), all districts and the province
--   bucket together, by the side the dead belonged to; the whisker is the lowest and highest documented figure, armed
--   groups' own counts not among them. A campaign's own toll is not in it. Dotted, over a week that still fills: the
--   range in which 8 of 10 such are expected to settle, where ranges made so foretold better than "no change" (the
--   page of accounts); else none.
-- trace: marts.weekly_casualties_by_district.killed_best where source_id = 'ledger' and week = '2026-01-26'
with per_week as (
    select
        week,
        case
            when bool_or(status = 'source_down') then 'source_down'
            when bool_or(status = 'provisional') then 'provisional'
            when bool_or(status = 'cut_short') then 'cut_short'
            when bool_or(status = 'reported') then 'reported'
            -- Districts that the source cannot name lie in the words that it has: all of them, and the bucket, hold
            -- nothing.
            when bool_or(district_id = 'balochistan' and status = 'reported_zero')
                and not bool_or(coalesce(status_reason, '') = 'may_lie_here')
                then 'reported_zero'
            else 'not_covered'
        end as status,
        sum(incidents)::bigint as incidents,
        sum(incidents_without_toll)::bigint as incidents_without_toll,
        known_sum_where(killed_best, status <> 'not_covered') as killed_best,
        bound_sum_where(killed_low, killed_best, status <> 'not_covered') as killed_low,
        bound_sum_where(killed_high, killed_best, status <> 'not_covered') as killed_high,
        known_sum_where(killed_security, status <> 'not_covered') as killed_security,
        known_sum_where(killed_civilian, status <> 'not_covered') as killed_civilian,
        known_sum_where(killed_militant, status <> 'not_covered') as killed_militant,
        known_sum_where(killed_unknown, status <> 'not_covered') as killed_unknown,
        known_sum_where(injured_best, status <> 'not_covered') as injured_best,
        -- A row of the week that no table counts: its figures are a minimum.
        max(status_reason) filter (status_reason = 'rows_left_out') as status_reason
    from marts.weekly_casualties_by_district
    where source_id = $source_id and week <= $as_of::date
    group by week
),
runs as (
    select *,
        status in ('not_covered', 'source_down') as is_silent,
        row_number() over (order by week) - row_number() over (partition by status order by week) as run
    from per_week
)
select
    min(runs.week) as week,
    max(runs.week) as last_week,
    count(*)::bigint as weeks,
    status,
    max(incidents) filter (not is_silent) as incidents,
    max(incidents_without_toll) filter (not is_silent) as incidents_without_toll,
    max(killed_best) filter (not is_silent) as killed_best,
    max(killed_low) filter (not is_silent) as killed_low,
    max(killed_high) filter (not is_silent) as killed_high,
    max(killed_security) filter (not is_silent) as killed_security,
    max(killed_civilian) filter (not is_silent) as killed_civilian,
    max(killed_militant) filter (not is_silent) as killed_militant,
    max(killed_unknown) filter (not is_silent) as killed_unknown,
    max(injured_best) filter (not is_silent) as injured_best,
    max(filling.expected_low) filter (not is_silent) as expected_low,
    max(filling.expected_high) filter (not is_silent) as expected_high,
    max(status_reason) filter (not is_silent) as status_reason
from runs
left join marts.weeks_still_filling as filling on filling.source_id = $source_id and filling.week = runs.week
group by status, is_silent, case when is_silent then run end, case when not is_silent then runs.week end
order by 1
