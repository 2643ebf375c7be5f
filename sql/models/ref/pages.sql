-- description: One row per public page the ledger was compiled from and that could be read by the as-of date; an undated page from the day the ledger was compiled.
-- grain: page_id
-- columns:
--   page_id VARCHAR: key
--   url VARCHAR: address as read
--   outlet VARCHAR: who published it
--   outlet_kind VARCHAR: news, agency, think_tank, encyclopedia, rights_group, blog or other
--   published_date DATE: date on the page; null when it carries none
select page_id, url, outlet, outlet_kind, published_date::date as published_date
from raw.ledger_pages
where coalesce(published_date::date, (select compiled_on from ref.sources where source_id = 'ledger')) <= $as_of::date
order by page_id
