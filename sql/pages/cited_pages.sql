-- description: What a citation leads to: each page that a figure was read on, by its number, and each publisher's own
--   page, for sums out of its file. A source whose rows may not leave is drawn on this machine only: its sums rest on
--   its file, with a page or without.
select page_number::varchar as cited, page_number, source_url, source_name, claimant_sides, published_date,
    is_dated_later
from marts.cited_pages
union all
select source_id, null, url, title, [], null, false
from ref.sources
where url is not null or not rows_may_leave
order by page_number nulls last, cited
