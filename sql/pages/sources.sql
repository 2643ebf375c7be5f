-- description: The sources, their licences, credit lines and the last day each speaks for as of the date; of a census,
--   how many of the lethal incidents that samples document in its weeks, each in a district, lie in its zeros.
with documented as (
    select census.source_id,
        count(*) as documented, known_sum(incident.killed_best) as documented_dead,
        count(*) filter (census.status = 'reported_zero') as in_its_zeros,
        coalesce(sum(incident.killed_best) filter (census.status = 'reported_zero'), 0)::bigint as dead_in_its_zeros
    from core.incidents as incident
    join ref.sources as sample on sample.source_id = incident.source_id and sample.kind = 'sample'
    join marts.weekly_casualties_by_district as census
        on census.district_id = incident.district_id and census.week = incident.week
        and census.status in ('reported', 'reported_zero', 'not_covered')
    where incident.killed_best > 0 and incident.district_id <> 'balochistan' and incident.date <= $as_of::date
        and not incident.is_landmark and census.source_id <> incident.source_id
    group by census.source_id
)
select source_id, title, kind, licence, licence_url, credit, url, zero_means, period_start, period_end, compiled_on,
    least(period_end, $as_of::date) as data_through,
    (select greatest(count(*) - 1, 0) from ref.source_spans as span where span.source_id = source.source_id) as gaps,
    (select min(week) from ref.source_weeks as weeks where weeks.source_id = source.source_id
        and weeks.is_filling) as filling_from,
    documented.documented, documented.documented_dead, documented.in_its_zeros, documented.dead_in_its_zeros
from ref.sources as source
left join documented using (source_id)
where period_start <= $as_of::date
order by is_preliminary, period_end desc, kind, source_id
