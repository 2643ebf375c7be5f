-- description: Deaths in the province per calendar year of the headline series: the census chosen for its months, never a sum of sources.
-- title: Deaths in political violence in Balochistan, by year and side of the victim
-- counts: Best figure of the one census source chosen for each month (organised violence in
--   which somebody was killed, by its definition), all districts and the province bucket together; the whisker is its own lowest and highest figure.
select
    year(month)::integer as year,
    source_id,
    case
        when bool_or(status = 'source_down') then 'source_down'
        when bool_or(status = 'provisional') then 'provisional'
        when bool_or(status = 'reported') then 'reported'
        else 'reported_zero'
    end as status,
    count(*)::bigint as months,
    sum(incidents)::bigint as incidents,
    known_sum(killed_best) as killed_best,
    known_sum(killed_low) as killed_low,
    known_sum(killed_high) as killed_high,
    known_sum(killed_security) as killed_security,
    known_sum(killed_civilian) as killed_civilian,
    known_sum(killed_militant) as killed_militant,
    known_sum(killed_unknown) as killed_unknown
from marts.headline_by_month
where area_id = 'province' and month <= $as_of::date
group by all
order by year, source_id
