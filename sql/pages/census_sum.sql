-- description: The events of the newest month of the headline series added up, as the publisher counted them.
-- trace: marts.headline_by_month.killed_best where area_id = 'province' and month = '2021-12-01'
with newest as (
    select source_id, month
    from marts.headline_by_month
    where area_id = 'province' and incidents > 0 and month <= $as_of::date
    order by month desc
    limit 1
)
select newest.month, incident.source_id, source.title, source.is_preliminary, count(*) as incidents,
    known_sum(incident.killed_best) as killed,
    sum(coalesce(incident.killed_low, incident.killed_best))
        filter (incident.killed_best is not null)::bigint as killed_low,
    sum(coalesce(incident.killed_high, incident.killed_best))
        filter (incident.killed_best is not null)::bigint as killed_high,
    count(*) filter (incident.killed_best = 0) as unsure
from newest
join core.incidents as incident
    on incident.source_id = newest.source_id and date_trunc('month', incident.date)::date = newest.month
        and incident.date_precision <> 'year' and incident.district_method <> 'outside_balochistan'
join ref.sources as source on source.source_id = incident.source_id
group by all
