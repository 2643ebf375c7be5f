-- description: One row per place that a page known by the as-of date lists for a campaign, with the lister and the
--   role.
-- grain: source_id, place_id
-- csv: yes
-- columns:
--   place_id VARCHAR: key: campaign and row
--   source_id
--   campaign_id VARCHAR: the campaign
--   place_as_written VARCHAR: place, as listed
--   place_kind VARCHAR: what the list calls it
--   listed_by VARCHAR: who lists it
--   listed_by_side VARCHAR: the lister's side
--   role_as_written VARCHAR: what happened there, as written
--   role VARCHAR: what happened there, closed list
--   district_id VARCHAR: district it lies in; 'balochistan' where that stays open
--   district_method
--   source_url VARCHAR: the page, at its address by the as-of date
--   source_name
--   published_date DATE: date on the page
select
    place.campaign_id || '/' || place.row_number as place_id, 'ledger' as source_id, place.campaign_id,
    place.place_as_written, place.place_kind, place.listed_by, place.listed_by_side, place.role_as_written, place.role,
    resolution.district_id, resolution.method as district_method,
    coalesce(move.address, place.source_url) as source_url, place.source_name,
    place.published_date::date as published_date
from raw.ledger_campaign_places as place
join core.campaigns as campaign on campaign.campaign_id = place.campaign_id
join core.place_resolutions as resolution
    on resolution.source_id = 'ledger' and resolution.record_kind = 'campaign_place'
        and resolution.record_id = place.campaign_id || '/' || place.row_number
left join ref.page_moves as move on move.url = place.source_url
where known_on(place.published_date::date, campaign.date_start, $undated_page_lag_days)
    <= (select known_by from ref.known_by)
order by source_id, place_id
