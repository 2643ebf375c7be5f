-- description: One row per public page the ledger was compiled from and that could be read by the as-of date; an
--   undated page from the day it was entered.
-- grain: page_id
-- columns:
--   page_id VARCHAR: key
--   url
--   address VARCHAR: its address by the as-of date: where it moved to, else as read
--   moved_on DATE: day of its last move; null where it did not move
--   outlet VARCHAR: who published it
--   outlet_kind VARCHAR: news, agency, think_tank, encyclopedia, rights_group, blog or other
--   published_date, recorded_at
with written as (
    from raw.ledger_pages
    union all by name
    select * exclude (entered_by, entered_at) from raw.entered_pages anti join raw.ledger_pages using (url)
)
select page_id, page.url, coalesce(move.address, page.url) as address, move.moved_on, outlet, outlet_kind,
    published_date::date as published_date,
    coalesce(page.recorded_at::date, source.compiled_on) as recorded_at
from written as page
left join ref.page_moves as move on move.url = page.url
cross join (select compiled_on from ref.sources where source_id = 'ledger') as source
where coalesce(published_date::date, page.recorded_at::date, source.compiled_on) <= (select known_by from ref.known_by)
order by page_id
