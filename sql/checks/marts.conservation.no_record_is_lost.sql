-- description: every record accepted at ingest is in each later table, or in core.exclusions with a reason
with raw_rows as (
    select 'ledger_incidents' as table_name, row_number from raw.ledger_incidents
    union all
    select 'ledger_landmarks', row_number from raw.ledger_landmarks
    union all
    select 'ledger_second_reports', row_number from raw.ledger_second_reports
    union all
    select 'ledger_claims', row_number from raw.ledger_claims
    union all
    select 'entered_claims', row_number from raw.entered_claims
    union all
    select 'ledger_campaigns', row_number from raw.ledger_campaigns
    union all
    select 'ledger_campaign_places', row_number from raw.ledger_campaign_places
),
accepted_rows as (
    select * from raw.records where table_name in (
        'ledger_incidents', 'ledger_landmarks', 'ledger_second_reports', 'ledger_claims', 'entered_claims',
        'ledger_campaigns',
        'ledger_campaign_places'
    )
)
select 'raw.' || row_read.table_name as missing_from, row_read.record_id,
    'row ' || row_read.row_number || ' of its file' as detail
from accepted_rows as row_read
anti join raw_rows on raw_rows.table_name = row_read.table_name and raw_rows.row_number = row_read.row_number
union all
select 'raw.' || table_name, 'its file', received || ' received, ' || accepted || ' accepted, ' || refused || ' refused'
from raw.received
where received <> accepted + refused
union all
select 'core.records', row_read.record_id, 'accepted at ingest as row ' || row_read.row_number || ' of '
    || row_read.table_name
from raw.records as row_read
anti join core.records as record on record.source_id = record_source(row_read.table_name)
    and record.report_id = row_read.record_id
anti join core.exclusions as excluded
    on excluded.source_id = record_source(row_read.table_name) and excluded.stage = 'reports'
        and excluded.record_id = row_read.record_id
where record_source(row_read.table_name) in (select source_id from ref.sources)
union all
select 'core.reports', record.report_id, 'in core.records of ' || record.source_id
from core.records as record
anti join core.reports as report on report.source_id = record.source_id and report.report_id = record.report_id
anti join core.not_yet_known as later on later.source_id = record.source_id and later.record_id = record.report_id
union all
select 'core.incidents', report.report_id, 'in core.reports, describes ' || report.incident_id
from core.reports as report
anti join core.incidents as incident on incident.source_id = report.source_id
    and incident.incident_id = report.incident_id
union all
select 'core.incidents', incident.incident_id, 'in core.incidents, but its leading report is not in core.reports'
from core.incidents as incident
anti join core.reports as report on report.source_id = incident.source_id
    and report.report_id = incident.leading_report_id
union all
select 'core.claims', row_read.record_id, 'row ' || row_read.row_number || ' of ' || row_read.table_name || ', said by '
    || $as_of::date
from accepted_rows as row_read
join (
    select 'ledger_claims' as table_name, row_number, said_at, said_at_precision from raw.ledger_claims
    union all
    select 'entered_claims', row_number, said_at, said_at_precision from raw.entered_claims
) as claim using (table_name, row_number)
-- The day in Pakistan, five hours ahead of UTC, whatever the clock it is written by.
where case when len(claim.said_at) = 10 then claim.said_at::date
        else (make_timestamp(epoch_us(strptime(claim.said_at, '%Y-%m-%dT%H:%M%z'))) + interval 5 hour)::date
    end + case claim.said_at_precision when 'week' then 6 else 0 end <= $as_of::date
    and row_read.record_id not in (select claim_id from core.claims where origin = 'claims_file')
union all
select 'core.campaigns', campaign_id, 'known by ' || $as_of::date
from raw.ledger_campaigns
where known_from::date <= $as_of::date and campaign_id not in (select campaign_id from core.campaigns)
union all
select 'core.campaign_places', place.campaign_id || '/' || place.row_number, place.place_as_written
from raw.ledger_campaign_places as place
join raw.ledger_campaigns as campaign using (campaign_id)
where known_on(place.published_date::date, campaign.date_start::date, $undated_page_lag_days) <= $as_of::date
    and campaign.known_from::date <= $as_of::date
    and place.campaign_id || '/' || place.row_number not in (select place_id from core.campaign_places)
order by missing_from, record_id
