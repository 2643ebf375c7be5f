-- description: Documented deaths and incidents in each district and the province bucket per ISO week of one source;
--   weeks in a row that nobody covered share one row.
-- title: Documented deaths by week and side of the victim
-- counts: Best figure for people killed in incidents placed in this district in the week (Monday to Sunday), by the
--   side the dead belonged to; the whisker is the lowest and highest documented figure, armed groups' own counts not
--   among them. A campaign's own toll is not in it.
-- trace: marts.weekly_casualties_by_district.killed_best where source_id = 'ledger' and district_id = 'quetta' and
--   week = '2026-01-26'
with runs as (
    select *,
        status in ('not_covered', 'source_down') as is_silent,
        row_number() over (partition by district_id order by week)
            - row_number() over (partition by district_id, status order by week) as run
    from marts.weekly_casualties_by_district
    where source_id = $source_id and week <= $as_of::date
)
select
    district_id,
    min(week) as week,
    max(week) as last_week,
    count(*)::bigint as weeks,
    status,
    max(incidents) filter (not is_silent)::bigint as incidents,
    max(incidents_without_toll) filter (not is_silent)::bigint as incidents_without_toll,
    max(killed_best) filter (not is_silent)::bigint as killed_best,
    max(killed_low) filter (not is_silent)::bigint as killed_low,
    max(killed_high) filter (not is_silent)::bigint as killed_high,
    max(killed_security) filter (not is_silent)::bigint as killed_security,
    max(killed_civilian) filter (not is_silent)::bigint as killed_civilian,
    max(killed_militant) filter (not is_silent)::bigint as killed_militant,
    max(killed_unknown) filter (not is_silent)::bigint as killed_unknown,
    max(injured_best) filter (not is_silent)::bigint as injured_best,
    max(status_reason) filter (not is_silent and status_reason = 'rows_left_out') as status_reason
from runs
group by district_id, status, is_silent, case when is_silent then run end, case when not is_silent then week end
order by district_id, 2
