-- description: One row per record known by the as-of date, or part of its toll, that a stage leaves out, with the reason: nothing is dropped in silence.
-- grain: source_id, stage, record_id, reason
-- columns:
--   source_id VARCHAR: the source
--   stage VARCHAR: where it was left out: door, reports, incidents, districts or weeks
--   record_id VARCHAR: the record
--   reason VARCHAR: why
--   record_counts BOOLEAN: the record itself is left out; false where only its deaths are
--   deaths BIGINT: deaths it carries; null where it gives none
--   detail VARCHAR: what a reader needs to find it
with refused as (
    select table_name, row_number, string_agg(rule, '; ' order by rule) as rules, any_value(file_name) as file_name,
        any_value(record) as record
    from raw.quarantine
    where table_name in ('ledger_incidents', 'ledger_second_reports')
        -- A refused row belongs to the days from which it could be read, as far as its dates can be read at all.
        and coalesce(
            try_cast(record ->> 'published_date' as date),
            try_cast(record ->> 'date' as date) + $undated_page_lag_days::integer,
            (select compiled_on from ref.sources where source_id = 'ledger')
        ) <= $as_of::date
    group by all
)
select 'ledger' as source_id, 'door' as stage, file_name || ' row ' || row_number as record_id, 'quarantined' as reason,
    true as record_counts,
    coalesce(
        try_cast(record ->> 'killed_total' as bigint),
        stated_sum(
            try_cast(record ->> 'killed_security' as bigint), try_cast(record ->> 'killed_civilian' as bigint),
            try_cast(record ->> 'killed_militant' as bigint), try_cast(record ->> 'killed_unknown' as bigint)
        )
    ) as deaths,
    rules as detail
from refused
union all
select report.source_id, 'incidents', report.report_id, 'second_report', true, report.killed_total::bigint,
    'another account of ' || report.incident_id
from core.reports as report
join core.incidents as incident
    on incident.source_id = report.source_id and incident.incident_id = report.incident_id
where incident.leading_report_id <> report.report_id
union all
select source_id, 'incidents', leading_report_id, 'claimed_only_by_armed_group', false,
    killed_claimed_by_armed_group::bigint, 'the page repeats an armed group''s own count'
from core.incidents
where killed_claimed_by_armed_group is not null
union all
select source_id, 'districts', incident_id, 'outside_balochistan', true, killed_best::bigint,
    coalesce(place_as_written, district_as_written)
from core.incidents
where district_method = 'outside_balochistan'
union all
select incident.source_id, 'weeks', incident.incident_id,
    case
        when incident.date_precision not in ('day', 'week') then 'dated_too_coarsely'
        when weeks.week is null then 'outside_source_period'
        else 'source_down'
    end,
    true, incident.killed_best::bigint, incident.date || ', known to the ' || incident.date_precision
from core.incidents as incident
left join ref.source_weeks as weeks on weeks.source_id = incident.source_id and weeks.week = incident.week
where incident.district_method <> 'outside_balochistan'
    and (incident.date_precision not in ('day', 'week') or weeks.week is null or weeks.is_down)
order by source_id, stage, record_id, reason
