-- description: One row per record known by the as-of date that names a place, of whatever source: what it wrote, and the day it speaks of. A new source adds its rows here.
-- grain: record_kind, record_id
-- columns:
--   record_kind VARCHAR: incident, second_report, claim or campaign_place
--   record_id VARCHAR: the record's id in its kind
--   on_date DATE: day whose districts apply; null where the record has none
--   province_as_written VARCHAR: province column
--   district_as_written VARCHAR: district column; several names are separated by semicolons
--   place_as_written VARCHAR: place column
--   located_at VARCHAR: alias a reviewer tied the place to, whose point the record may use
--   is_province_wide BOOLEAN: the record is known to the province or the country only, whatever places its text names
--   where_prec INTEGER: UCDP's scale of the source's own point: 1 exact, 2 near a known place, 3 district; null without a point
--   point_latitude DOUBLE: degrees north of the source's own point; null where it gives none
--   point_longitude DOUBLE: degrees east of it
select 'incident' as record_kind, incident_id as record_id, date::date as on_date, province as province_as_written,
    district_as_written, place_as_written, located_at, where_prec in ('4', '6') as is_province_wide,
    where_prec::integer as where_prec, null::double as point_latitude, null::double as point_longitude
from raw.ledger_incidents
where known_on(published_date::date, date::date, $undated_page_lag_days) <= $as_of::date
union all
select 'second_report', incident_id, date::date, province, district_as_written, place_as_written, located_at,
    where_prec in ('4', '6'), where_prec::integer, null, null
from raw.ledger_second_reports
where known_on(published_date::date, date::date, $undated_page_lag_days) <= $as_of::date
union all
select 'claim', claim_id, case when said_at_precision <> 'undated' then said_at::date end, null, district_as_written, null, null,
    false, null, null, null
from core.claims_of_ledger
where origin = 'claims_file' and district_as_written is not null
union all
select 'campaign_place', place.campaign_id || '/' || place.row_number, campaign.date_start::date, null, null,
    place.place_as_written, null, false, null, null, null
from raw.ledger_campaign_places as place
join raw.ledger_campaigns as campaign using (campaign_id)
where greatest(
    campaign.known_from::date, known_on(place.published_date::date, campaign.date_start::date, $undated_page_lag_days)
) <= $as_of::date
order by record_kind, record_id
