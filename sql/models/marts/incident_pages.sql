-- description: One row per event and page that its figures rest on: its reports' pages, and those of the standing
--   claims that give its interval. An event of a publisher whose rows have no pages has no row: it rests on the
--   publisher's file (ref.sources.url).
-- grain: source_id, incident_id, page_number
-- columns:
--   source_id
--   incident_id VARCHAR: the event
--   page_number INTEGER: the page: see marts.cited_pages
--   source_url VARCHAR: its address; null where the record gives none
--   source_name
--   is_leading BOOLEAN: the leading report's page, whose toll is the event's best figure
with highest_parts as materialized (
    -- A figure of a part of a group may be the highest.
    select part.source_id, part.event_id, part.claim_id
    from core.claim_standing as part
    join core.incidents as incident on incident.source_id = part.source_id and incident.incident_id = part.event_id
    where part.event_kind = 'incident' and part.metric = 'killed' and part.series_kind = 'part'
        and part.scope = 'incident'
        and part.standing in ('current', 'repeat') and part.high
            in (incident.killed_high, incident.killed_high_armed_group)
),
read_on as (
    select report.source_id, report.incident_id, report.source_url, report.source_name,
        incident.leading_report_id = report.report_id as is_leading
    from core.reports as report
    join core.incidents as incident on incident.source_id = report.source_id
        and incident.incident_id = report.incident_id
    union all
    select figure.source_id, figure.event_id, claim.source_url, claim.source_name, false
    from core.interval_claims as figure
    join core.claims as claim on claim.source_id = figure.source_id and claim.claim_id = figure.claim_id
    where figure.event_kind = 'incident' and figure.metric = 'killed'
        and (figure.victim_group = 'total' or figure.sets_end)
    union all
    select part.source_id, part.event_id, claim.source_url, claim.source_name, false
    from highest_parts as part
    join core.claims as claim on claim.source_id = part.source_id and claim.claim_id = part.claim_id
)
select read_on.source_id, read_on.incident_id, page.page_number, min(page.source_url) as source_url,
    min(page.source_name) as source_name, bool_or(read_on.is_leading) as is_leading
from read_on
join ref.sources as source on source.source_id = read_on.source_id
join marts.cited_pages as page
    on coalesce(page.source_url, page.source_name)
        = coalesce(read_on.source_url, case when source.url is null
            then coalesce(read_on.source_name, source.title) end)
group by read_on.source_id, read_on.incident_id, page.page_number
order by read_on.source_id, read_on.incident_id, page.page_number
