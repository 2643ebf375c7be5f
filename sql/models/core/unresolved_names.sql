-- description: One row per written name that no reviewed alias decides, with what hangs on it: the queue for review.
--   Names of records outside the province are not asked.
-- grain: kind, name_as_written, reason
-- csv: yes
-- columns:
--   kind VARCHAR: district or actor
--   name_as_written VARCHAR: as the page has it
--   reports BIGINT: records that carry it
--   deaths BIGINT: deaths in those records; null where none gives a toll, or where those that give one say 0 and
--     another gives none
--   example_report_id VARCHAR: one of them
--   by_source STRUCT(source_id VARCHAR, reports BIGINT, deaths BIGINT, example_report_ids VARCHAR[])[]: the same by
--     source
--   reason VARCHAR: no_alias; ambiguous_alias where the form is known to mean several; division; elsewhere where it
--     is known outside Balochistan
--   example_report_ids VARCHAR[]: up to three of them
--   proposals STRUCT(id VARCHAR, alias VARCHAR, score DOUBLE, reason VARCHAR)[]: what it might mean, the likeliest
--     first; never a decision
with open_names as (
    select 'district' as kind, case when mention.district_as_written is null then 'place'
        else 'district' end as read_as, coalesce(mention.district_as_written,
        mention.place_as_written) as name_as_written,
        mention.record_id, resolution.source_id, report.killed_total
    from core.place_resolutions as resolution
    join core.place_mentions as mention
        on mention.source_id = resolution.source_id and mention.record_kind = resolution.record_kind
            and mention.record_id = resolution.record_id
    left join core.reports as report on report.source_id = resolution.source_id
        and report.report_id = resolution.record_id
    where resolution.method = 'unresolved'
    union all
    select 'actor', 'actor', coalesce(claimed_by_as_written, perpetrator_as_written), report_id, source_id, killed_total
    from core.reports
    where actor_method = 'unresolved' and district_method <> 'outside_balochistan'
),
reasons as (
    select kind, written, min(method) as reason from core.name_readings where id is null group by all
),
proposed as (
    select kind, trim(written) as written,
        list({'id': id, 'alias': alias, 'score': score, 'reason': reason} order by rank) as proposals
    from core.name_proposals
    group by all
),
queue as materialized (
    select kind, read_as, name_as_written, source_id, count(*) as reports, known_sum(killed_total) as deaths,
        min(record_id) as example_report_id, list(distinct record_id order by record_id)[:3] as example_report_ids
    from open_names
    group by all
)
select queue.kind, queue.name_as_written, sum(queue.reports)::bigint as reports, known_sum(queue.deaths) as deaths,
    min(queue.example_report_id) as example_report_id,
    list({'source_id': queue.source_id, 'reports': queue.reports, 'deaths': queue.deaths,
        'example_report_ids': queue.example_report_ids} order by queue.source_id, queue.read_as) as by_source,
    coalesce(reasons.reason, 'no_alias') as reason,
    list_sort(list_distinct(flatten(list(queue.example_report_ids))))[:3] as example_report_ids,
    coalesce(min(proposed.proposals), []) as proposals
from queue
left join proposed on proposed.kind = queue.read_as and proposed.written = trim(queue.name_as_written)
left join reasons on reasons.kind = queue.read_as and reasons.written = trim(queue.name_as_written)
group by queue.kind, queue.name_as_written, reasons.reason
order by deaths desc nulls last, queue.kind, queue.name_as_written, reason
