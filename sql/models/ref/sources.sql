-- description: One row per source: who publishes it, under which licence, and whether it claims completeness.
-- grain: source_id
-- columns:
--   source_id VARCHAR: key
--   title VARCHAR: name to print
--   kind VARCHAR: census (claims completeness under a definition) or sample (does not)
--   licence VARCHAR: licence of its rows
--   licence_url VARCHAR: where the licence is written
--   credit VARCHAR: credit line that travels with every chart and file
--   url VARCHAR: publisher's page
--   period_start DATE: first day it speaks for
--   period_end DATE: last day it speaks for
--   compiled_on DATE: day on which its newest facts were compiled or published
--   rows_may_leave BOOLEAN: its licence lets rows be published; where not, only counts are
select
    source_id,
    title,
    kind,
    licence,
    licence_url,
    credit,
    url,
    period_start::date as period_start,
    period_end::date as period_end,
    compiled_on::date as compiled_on,
    coalesce(rows_may_leave, 'yes') = 'yes' as rows_may_leave
from (
    select * from raw.sources
    union all by name
    select * from raw.own_sources
    union all by name
    select * from raw.gtd_sources
)
order by source_id
