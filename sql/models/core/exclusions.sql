-- description: One row per record known by the as-of date, or part of its toll, that a stage leaves out, with the
--   reason: nothing is dropped in silence.
-- grain: source_id, stage, record_id, reason
-- csv: yes
-- columns:
--   source_id
--   stage VARCHAR: where it was left out: ingest, reports, incidents, districts or weeks
--   record_id VARCHAR: the record
--   reason
--   record_counts BOOLEAN: the record itself is left out; false where only its deaths are
--   records BIGINT: records it stands for: 1, 0 where only deaths are left out, more where a publisher's rows
--     elsewhere are counted by place
--   deaths
--   detail VARCHAR: what a reader needs to find it
with refused as (
    -- Each file numbers its rows from the top.
    select record_source(table_name) as source_id, table_name, file_name, row_number,
        string_agg(rule, '; ' order by rule) as rules,
        min(record) as record
    from raw.quarantine
    join ref.sources as source on source.source_id = record_source(table_name)
    -- A refused row belongs to the days from which it could be read, as far as its dates can be read at all.
    where coalesce(
        try_cast(record ->> 'published_date' as date),
        -- A day that lies ahead is refused, and was read when its file came all the same.
        least(try_cast(coalesce(record ->> 'date_read', record ->> 'date') as date) + $undated_page_lag_days::integer,
            source.compiled_on)
    ) <= $as_of::date
    group by all
)
select source_id, 'ingest' as stage, file_name || ' row ' || row_number as record_id, 'quarantined' as reason,
    true as record_counts, 1::bigint as records,
    stated_toll_in(record) as deaths,
    rules as detail
from refused
union all
-- A publisher's rows elsewhere are counted by country or province, not listed.
select table_name, 'reports', coalesce(place, 'no province named'), reason, true, sum(records)::bigint,
    sum(deaths)::bigint, 'counted by place'
from raw.elsewhere
where table_name in (select source_id from ref.sources)
group by table_name, place, reason
union all
select source_id, 'reports', record_id, reason, true, records, deaths, detail from core.superseded_of_*
union all
select report.source_id, 'incidents', report.report_id, 'second_report', true, 1, report.killed_total::bigint,
    'another account of ' || report.incident_id
from core.reports as report
join core.incidents as incident
    on incident.source_id = report.source_id and incident.incident_id = report.incident_id
where incident.leading_report_id <> report.report_id
union all
select source_id, 'incidents', leading_report_id, 'claimed_only_by_armed_group', false, 0,
    killed_claimed_by_armed_group::bigint, 'the page repeats an armed group''s own count'
from core.incidents
where killed_claimed_by_armed_group is not null
union all
select incident.source_id, 'districts', incident.incident_id, scope.basis, true, 1, incident.killed_best::bigint,
    case scope.basis
        when 'another_country' then case when scope.country_said = 'another' then mention.country_as_written
            else concat_ws(', ', mention.place_as_written, mention.district_as_written, mention.province_as_written) end
        when 'another_province' then mention.province_as_written
        when 'spelled_like_balochistan' then mention.province_as_written
            || ': spelled like Balochistan, and neither its own name nor its point confirms it'
        else concat_ws(', ', mention.place_as_written, mention.district_as_written, case
            when mention.point_latitude is not null
            then printf('point %.2f, %.2f', mention.point_latitude, mention.point_longitude) end)
    end
from core.incidents as incident
join core.record_scope as scope
    on scope.source_id = incident.source_id and scope.record_id = incident.leading_report_id
        and scope.record_kind in ('incident', 'second_report')
join core.place_mentions as mention
    on mention.source_id = scope.source_id and mention.record_kind = scope.record_kind
        and mention.record_id = scope.record_id
where incident.district_method = 'outside_balochistan'
union all
select incident.source_id, 'weeks', incident.incident_id,
    case
        when incident.is_landmark then 'landmark_attack'
        -- The month it is dated to lies beyond what its source speaks for; else it is in that month, and in no week.
        when incident.date_precision not in ('day', 'week') and (
            date_trunc('month', incident.date) > source.period_end or last_day(incident.date) < source.period_start
        ) then 'outside_source_period'
        when incident.date_precision not in ('day', 'week') then 'dated_too_coarsely'
        when weeks.week is null or not (weeks.in_period or weeks.is_down) then 'outside_source_period'
        else 'source_down'
    end,
    true, 1, incident.killed_best::bigint, incident.date || ', known to the ' || incident.date_precision
from core.incidents as incident
join ref.sources as source on source.source_id = incident.source_id
left join ref.source_weeks as weeks on weeks.source_id = incident.source_id and weeks.week = incident.week
where incident.district_method <> 'outside_balochistan'
    and (incident.is_landmark or incident.date_precision not in ('day', 'week') or weeks.week is null
        or not weeks.in_period or weeks.is_down)
order by source_id, stage, record_id, reason
