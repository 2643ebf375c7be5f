-- description: What each source can say of incidents near each CPEC site before and after a phase of its life.
select comparison.site_id, comparison.phase, comparison.date_start, comparison.sentence, comparison.dispersion, source.source_id, source.title
from marts.before_and_after as comparison
join ref.sources as source on source.source_id = comparison.source_id
where comparison.date_start <= $as_of::date
order by comparison.site_id, comparison.date_start, comparison.phase, source.kind, source.title
