-- description: One row per page that a figure known by the as-of date was read on, numbered by date: the site's
--   citations carry these numbers. A publisher's file is no page: its address is in ref.sources.
-- grain: page_number
-- columns:
--   page_number INTEGER: its number in this release, oldest page first, undated ones last
--   source_url VARCHAR: the page, at its address by the as-of date; null where the record gives none, and is known by
--     the name of its source alone
--   source_name
--   claimant_sides VARCHAR[]: sides of those whom it quotes for figures, in alphabetical order
--   published_date
--   is_dated_later BOOLEAN: that date lies after the as-of date: what it quotes counts from the day it was said,
--     which lies before
--   records BIGINT: reports and claims read on it
--   read_at VARCHAR: the address it was read at, where it has moved since; else null
with read_on as (
    select source_id, source_url, source_name, figures_claimant_side as side, published_date from core.reports
    union all
    select source_id, source_url, source_name, claimant_side, published_date from core.claims
    union all
    select source_id, source_url, source_name, listed_by_side, published_date from core.campaign_places
),
pages as (
    select read_on.source_url, coalesce(min(page.outlet), min(read_on.source_name), min(source.title)) as source_name,
        list_sort(list(distinct read_on.side) filter (read_on.side is not null)) as claimant_sides,
        min(read_on.published_date) as published_date, count(*) as records, max(page.read_at) as read_at
    from read_on
    join ref.sources as source on source.source_id = read_on.source_id
    left join (
        select address, min(outlet) as outlet, max(url) filter (url <> address) as read_at from ref.pages
            group by address
    ) as page on page.address = read_on.source_url
    -- A record without a page of its own rests on its publisher's file, where there is one.
    where source.rows_may_leave and (read_on.source_url is not null or source.url is null)
    group by read_on.source_url, case when read_on.source_url is null
        then coalesce(read_on.source_name, source.title) end
)
select row_number() over (order by published_date nulls last, source_url nulls last,
    source_name)::integer as page_number,
    source_url, source_name, claimant_sides, published_date,
    coalesce(published_date > $as_of::date, false) as is_dated_later, records, read_at
from pages
order by page_number
