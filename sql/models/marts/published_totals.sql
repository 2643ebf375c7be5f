-- description: One row per figure that an organisation published about a period: under which definition, which is the
--   current one, and what it was before. Never summed or averaged over definitions.
-- grain: total_id
-- columns:
--   total_id, organisation_id, organisation
--   definition_id VARCHAR: its definition, of ref.publishers_of_totals
--   area
--   date_start DATE: first day of the period
--   date_end
--   period VARCHAR: month, quarter, half_year, year, part_of_year (from 1 January to a day in its last three months)
--     or other
--   year INTEGER: the year in which the period begins
--   metric VARCHAR: killed, injured (people), attacks or incidents (attacks and operations)
--   victim_group VARCHAR: total, civilian, security or militant; null of attacks and incidents
--   value
--   value_low INTEGER: the publisher's own lowest figure; null where it gives none
--   value_high INTEGER: the publisher's own highest figure; null where it gives none
--   qualifier VARCHAR: exact, at_least, more_than, about, at_most, or sum (added up by the page)
--   basis VARCHAR: stated, computed (by this project, from the organisation's rows) or derived (from a percentage:
--     never drawn)
--   is_current BOOLEAN: no later figure of the same definition, period, metric and group is known
--   revised_from INTEGER: the figure before it, where that was another
--   first_known_at DATE: day on which a first figure of the same definition, period, metric and group was known
--   published_date DATE: day of publication, or first day of its month or year; null where the page has none
--   published_precision, known_at
--   source_url VARCHAR: the page it was read on
--   source_name VARCHAR: who published the page
--   note
select
    total.total_id, definition.organisation_id, definition.organisation, total.definition_id, total.area,
    total.date_start, total.date_end,
    case
        when total.date_start <> date_trunc('month', total.date_start) then 'other'
        when total.date_end = last_day(total.date_start) then 'month'
        when month(total.date_start) % 3 = 1 and total.date_end = last_day((total.date_start + interval 2 month)::date)
            then 'quarter'
        when month(total.date_start) % 6 = 1 and total.date_end = last_day((total.date_start + interval 5 month)::date)
            then 'half_year'
        when month(total.date_start) = 1 and total.date_end = make_date(year(total.date_start), 12, 31) then 'year'
        when month(total.date_start) = 1 and total.date_end >= make_date(year(total.date_start), 10, 1)
            and year(total.date_end) = year(total.date_start) then 'part_of_year'
        else 'other'
    end as period,
    year(total.date_start)::integer as year,
    total.metric, total.victim_group, total.value, total.value_low, total.value_high, total.qualifier, total.basis,
    total.known_at = max(total.known_at) over of_one_figure
        and total.total_id not in (select revises from core.published_totals where revises is not null) as is_current,
    nullif(lag(total.value) over (of_one_figure order by total.known_at, total.revises is not null, total.total_id),
        total.value) as revised_from,
    min(total.known_at) over of_one_figure as first_known_at,
    total.published_date, total.published_precision, total.known_at, total.source_url, total.source_name, total.note
from core.published_totals as total
join ref.publishers_of_totals as definition using (definition_id)
window of_one_figure as (
    partition by total.definition_id, total.area, total.date_start, total.date_end, total.metric, total.victim_group,
        total.basis
)
order by total.total_id
