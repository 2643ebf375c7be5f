-- description: One row per record known by the as-of date that names a place, of whatever source: what it wrote, and
--   the day it speaks of.
-- grain: source_id, record_kind, record_id
-- columns:
--   source_id, record_kind, record_id
--   on_date DATE: day whose districts apply; null where the record has none
--   country_as_written VARCHAR: country column; null where the record has none
--   province_as_written VARCHAR: province column
--   district_as_written VARCHAR: district column; several names are separated by semicolons
--   place_as_written VARCHAR: place column
--   located_at
--   is_province_wide BOOLEAN: the record is known to the province or the country only, whatever places its text names
--   where_prec INTEGER: UCDP's scale of the source's own point: 1 exact, 2 near a known place, 3 district; null
--     without a point
--   point_latitude, point_longitude
select source_id, record_kind, report_id as record_id, date as on_date, country_as_written, province_as_written,
    district_as_written, place_as_written, located_at, is_province_wide, where_prec, point_latitude, point_longitude
from core.records
where known_at <= (select known_by from core.known_by)
union all
select source_id, 'claim', claim_id, case when said_at_precision <> 'undated' then said_at::date end, null, null,
    district_as_written, null, null, false, null, null, null
from core.claims_of_ledger
where district_as_written is not null
union all
select 'ledger', 'campaign_place', place.campaign_id || '/' || place.row_number, campaign.date_start::date, null, null,
    null, place.place_as_written, null, false, null, null, null
from raw.ledger_campaign_places as place
join raw.ledger_campaigns as campaign using (campaign_id)
where greatest(
    campaign.known_from::date, known_on(place.published_date::date, campaign.date_start::date, $undated_page_lag_days)
) <= (select known_by from ref.known_by)
order by source_id, record_kind, record_id
