-- description: One row per public page the ledger was compiled from.
-- grain: page_id
-- columns:
--   page_id VARCHAR: key
--   url VARCHAR: address as read
--   outlet VARCHAR: who published it
--   outlet_kind VARCHAR: news, agency, think_tank, encyclopedia, rights_group, blog or other
--   published_date DATE: date on the page; null when it carries none
select page_id, url, outlet, outlet_kind, published_date::date as published_date
from raw.ledger_pages
order by page_id
