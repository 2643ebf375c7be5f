-- description: One row per source and calendar month from its first to its last span: whether its files speak for it,
--   it was down, is still filling, or is cut by the end of a span.
-- grain: source_id, month
-- columns:
--   source_id
--   kind VARCHAR: census or sample
--   month
--   in_period BOOLEAN: some day of the month lies in a span; false in a gap between files
--   is_down BOOLEAN: the source failed, or its licence embargoes a day of the month
--   is_filling BOOLEAN: in period, and figures of the month still rise: it is one of the newest before the as-of
--     date, or the source is preliminary
--   is_cut BOOLEAN: in period, and some day of the month that has come lies in no span: what is there is not the
--     whole month and will not grow
with bounds as (
    select source_id, min(first_day) as first_day, max(last_day) as last_day
    from ref.source_spans
    group by all
),
months as (
    select source.source_id, source.kind, source.is_preliminary,
        unnest(generate_series(date_trunc('month', bounds.first_day), date_trunc('month', bounds.last_day),
            interval 1 month))::date as month
    from ref.sources as source
    join bounds using (source_id)
),
ended as (
    select *, (month + interval 1 month)::date - 1 as month_end from months
),
covered as (
    select ended.*,
        coalesce(sum(least(span.last_day, ended.month_end) - greatest(span.first_day, ended.month) + 1)
            filter (span.first_day is not null), 0)::integer as days,
        least(ended.month_end, $as_of::date) - ended.month + 1 as days_come
    from ended
    left join ref.source_spans as span
        on span.source_id = ended.source_id and span.first_day <= ended.month_end and span.last_day >= ended.month
    group by all
)
select
    covered.source_id, covered.kind, covered.month, covered.days > 0 as in_period,
    exists (
        select 1 from ref.source_outages as outages
        where outages.source_id = covered.source_id
            and covered.month <= outages.date_end and covered.month_end >= outages.date_start
    ) as is_down,
    covered.days > 0
        and (covered.is_preliminary or covered.month_end + 1 + 7 * $provisional_weeks::integer > $as_of::date
            + 1) as is_filling,
    covered.days > 0 and covered.days < covered.days_come as is_cut
from covered
order by covered.source_id, covered.month
