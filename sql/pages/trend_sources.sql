-- description: The sources that the headline series is drawn from, in the order of their months, with the last day
--   each is drawn for.
select source.source_id, source.title, source.kind, source.licence, source.credit, source.zero_means,
    min(headline.month) as period_start,
    (max(headline.month) + interval 1 month)::date - 1 as data_through,
    null::date as filling_from
from marts.headline_by_month as headline
join ref.sources as source using (source_id)
where headline.area_id = 'province' and headline.month <= $as_of::date
group by all
order by period_start, source.source_id
