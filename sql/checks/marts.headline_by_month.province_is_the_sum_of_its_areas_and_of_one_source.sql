-- description: in each month the province, the sum of its districts and bucket, and the chosen source's incidents of
--   the month are the same
with province as (
    select month, source_id, coalesce(incidents, 0) as incidents, coalesce(killed_best, 0) as killed
    from marts.headline_by_month where area_id = 'province' and status <> 'source_down'
),
areas as (
    select month, coalesce(sum(incidents), 0)::bigint as incidents, coalesce(sum(killed_best), 0)::bigint as killed
    from marts.headline_by_month where area_id <> 'province' group by month
),
source as (
    select source_id, date_trunc('month', date)::date as month, count(*) as incidents,
        coalesce(sum(killed_best), 0)::bigint as killed
    from core.incidents
    where district_method <> 'outside_balochistan' and date_precision <> 'year'
    group by all
)
select month, source_id, province.incidents as incidents_of_province, areas.incidents as incidents_of_areas,
    source.incidents as incidents_of_source,
    province.killed as deaths_of_province, areas.killed as deaths_of_areas, source.killed as deaths_of_source
from province
join areas using (month)
left join source using (source_id, month)
where (province.incidents, province.killed) is distinct from (areas.incidents, areas.killed)
    or (province.incidents, province.killed) is distinct
        from (coalesce(source.incidents, 0), coalesce(source.killed, 0))
order by month
