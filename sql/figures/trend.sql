-- description: Deaths in the province, in each district and in the province bucket per calendar year of the headline
--   series: the census chosen for its months, never a sum of sources.
-- title: Deaths in political violence, by year and side of the victim
-- counts: Best figure of the one census source chosen for each month (organised violence in
--   which somebody was killed, by its definition), in events placed in this district, or for the province in all
--   districts and the province bucket together; the whisker is its own lowest and highest figure.
-- trace: marts.headline_by_month.killed_best where area_id = 'kech' and year(month) = 2020
with years as (
    select
        area_id,
        year(month)::integer as year,
        source_id,
        case
            when bool_or(status = 'source_down') then 'source_down'
            when bool_or(status = 'provisional') then 'provisional'
            when bool_or(status = 'reported') then 'reported'
            when bool_and(status = 'reported_zero') then 'reported_zero'
            else 'not_covered'
        end as status,
        count(*)::bigint as months,
        sum(incidents)::bigint as incidents,
        known_sum_where(killed_best, status <> 'not_covered') as killed_best,
        bound_sum_where(killed_low, killed_best, status <> 'not_covered') as killed_low,
        bound_sum_where(killed_high, killed_best, status <> 'not_covered') as killed_high,
        known_sum_where(killed_security, status <> 'not_covered') as killed_security,
        known_sum_where(killed_civilian, status <> 'not_covered') as killed_civilian,
        known_sum_where(killed_militant, status <> 'not_covered') as killed_militant,
        known_sum_where(killed_unknown, status <> 'not_covered') as killed_unknown,
        max(status_reason) filter (status_reason = 'rows_left_out') as status_reason
    from marts.headline_by_month
    where status_reason is distinct from 'not_there_then' and month <= $as_of::date
    group by all
    -- Years of a district for which the source has no word are in no figure.
    having bool_or(status <> 'not_covered')
)
-- A year in which nothing was found, but an event may lie, has no figures.
select
    area_id,
    year,
    source_id,
    status,
    months,
    if(status = 'not_covered', null, incidents) as incidents,
    if(status = 'not_covered', null, killed_best) as killed_best,
    if(status = 'not_covered', null, killed_low) as killed_low,
    if(status = 'not_covered', null, killed_high) as killed_high,
    if(status = 'not_covered', null, killed_security) as killed_security,
    if(status = 'not_covered', null, killed_civilian) as killed_civilian,
    if(status = 'not_covered', null, killed_militant) as killed_militant,
    if(status = 'not_covered', null, killed_unknown) as killed_unknown,
    if(status = 'not_covered', null, status_reason) as status_reason
from years
order by area_id, year, source_id
