-- description: One row per figure that an organisation published about a period and that was known by the as-of date,
--   older versions of a revised figure included.
-- grain: total_id
-- csv: yes
-- columns:
--   total_id
--   definition_id VARCHAR: the organisation's definition, of ref.publishers_of_totals
--   area
--   date_start DATE: first day of the period
--   date_end
--   metric VARCHAR: killed, injured (people), attacks or incidents (attacks and operations)
--   victim_group VARCHAR: total, civilian, security or militant; null of attacks and incidents
--   value
--   value_low INTEGER: the publisher's own lowest figure; null where it gives none
--   value_high INTEGER: the publisher's own highest figure; null where it gives none
--   qualifier VARCHAR: exact, at_least, more_than, about, at_most, or sum (added up by the page)
--   basis VARCHAR: stated (on the page), computed (summed by this project from the organisation's rows) or derived
--     (from a percentage)
--   revises VARCHAR: total_id of the figure in whose place it stands, where the page says so
--   published_date DATE: day of publication, or first day of its month or year; null where the page has none
--   published_precision
--   known_at DATE: first day on which it could be read: the end of its month or year, and of an undated page some
--     days after the period
--   source_url VARCHAR: the page it was read on
--   source_name VARCHAR: who published the page
--   note
with figures as (
    select total_id, definition_id, area, date_start::date as date_start, date_end::date as date_end, metric,
        victim_group,
        value::integer as value, value_low::integer as value_low, value_high::integer as value_high, qualifier, basis,
        revises, published_date::date as published_date, published_precision, source_url, source_name, note
    from raw.published_totals
),
dated as (
    select *,
        known_on(
            case published_precision when 'day' then published_date when 'month' then last_day(published_date)
                when 'year' then make_date(year(published_date), 12, 31) end,
            date_end, $undated_page_lag_days
        )::date as known_at
    from figures
)
select total_id, definition_id, area, date_start, date_end, metric, victim_group, value, value_low, value_high,
    qualifier, basis, revises, published_date, published_precision, known_at, source_url, source_name, note
from dated
where known_at <= $as_of::date
order by total_id
