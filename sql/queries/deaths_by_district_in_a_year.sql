-- description: Documented deaths by district in 2024, with the interval of the accounts; the province bucket is a row
--   of its own.
select
    coalesce(district.name, 'known only to the province') as district,
    sum(mart.incidents) as incidents,
    known_sum_where(mart.killed_best, mart.status <> 'not_covered') as killed_best,
    bound_sum_where(mart.killed_low, mart.killed_best, mart.status <> 'not_covered') as killed_low,
    bound_sum_where(mart.killed_high, mart.killed_best, mart.status <> 'not_covered') as killed_high
from marts.weekly_casualties_by_district as mart
left join ref.districts as district using (district_id)
where mart.source_id = 'ledger' and mart.week >= date '2024-01-01' and mart.week < date '2025-01-01'
group by all
having sum(mart.incidents) > 0
order by killed_best desc nulls last, district
