-- description: One row per source and ISO week from its first to its last span: whether its files speak for it, it
--   was down, is still filling, or is cut by the end of a span.
-- grain: source_id, week
-- columns:
--   source_id
--   kind VARCHAR: census or sample
--   week
--   in_period BOOLEAN: some day of the week lies in a span; false in a gap between files
--   is_down BOOLEAN: the source failed, or its licence embargoes the week
--   is_filling BOOLEAN: in period, and figures of the week still rise: it is one of the newest before the as-of date,
--     or the source is preliminary
--   is_cut BOOLEAN: in period, and some day of the week that has come lies in no span: what is there is not the whole
--     week and will not grow
with bounds as (
    select source_id, min(first_day) as first_day, max(last_day) as last_day
    from ref.source_spans
    group by all
),
weeks as (
    select source.source_id, source.kind, source.is_preliminary,
        unnest(generate_series(week_of(bounds.first_day), week_of(bounds.last_day), interval 7 day))::date as week
    from ref.sources as source
    join bounds using (source_id)
),
covered as (
    select weeks.*,
        coalesce(sum(least(span.last_day, weeks.week + 6) - greatest(span.first_day, weeks.week) + 1)
            filter (span.first_day is not null), 0)::integer as days,
        least(weeks.week + 6, $as_of::date) - weeks.week + 1 as days_come
    from weeks
    left join ref.source_spans as span
        on span.source_id = weeks.source_id and span.first_day <= weeks.week + 6 and span.last_day >= weeks.week
    group by all
)
select
    covered.source_id, covered.kind, covered.week, covered.days > 0 as in_period,
    exists (
        select 1 from ref.source_outages as outages
        where outages.source_id = covered.source_id
            and covered.week <= outages.date_end and covered.week + 6 >= outages.date_start
    ) as is_down,
    covered.days > 0
        and (covered.is_preliminary or covered.week + 7 + 7 * $provisional_weeks::integer > $as_of::date
            + 1) as is_filling,
    covered.days > 0 and covered.days < covered.days_come as is_cut
from covered
order by covered.source_id, covered.week
