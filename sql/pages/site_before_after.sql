-- description: What each source can say of incidents near each CPEC site before and after a phase of its life.
select comparison.site_id, comparison.phase, comparison.date_start, comparison.compared, comparison.verdict,
    comparison.sentence, comparison.beside,
    comparison.near_before, comparison.near_after, comparison.rest_before, comparison.rest_after,
    comparison.weeks_before, comparison.weeks_after,
    case when comparison.rest_before <> 0
        then comparison.rest_after / comparison.rest_before * comparison.weeks_before / comparison.weeks_after
    end as ratio_rest,
    comparison.ratio_near, comparison.ratio, comparison.ratio_low, comparison.ratio_high,
    comparison.usual, source.source_id, source.title,
    (
        select string_agg(other.name, ', ' order by other.name)
        from marts.before_and_after as same
        join ref.cpec_sites as other on other.site_id = same.site_id
        where same.source_id = comparison.source_id and same.compared_as = comparison.compared_as
            and same.site_id <> comparison.site_id
            and same.after_from = comparison.after_from
    ) as shared_with
from marts.before_and_after as comparison
join ref.sources as source on source.source_id = comparison.source_id
where comparison.date_start <= $as_of::date
order by comparison.site_id, comparison.date_start, comparison.phase, source.kind, source.title
