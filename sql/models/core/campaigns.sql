-- description: One row per campaign that could be known by the as-of date: a named or evident set of attacks with a
--   toll of its own.
-- grain: source_id, campaign_id
-- csv: yes
-- columns:
--   campaign_id VARCHAR: key within the source
--   source_id
--   name VARCHAR: name in use
--   other_names VARCHAR: other names; null while it was still going on
--   date_start
--   date_end DATE: last day, or the as-of date while it was still going on
--   claimed_by_as_written VARCHAR: who claimed it
--   summary VARCHAR: what it was, in a sentence; null while it was still going on
--   first_reported_places VARCHAR: places of the first reports, as written
select
    campaign_id, 'ledger' as source_id, name,
    case when date_end::date <= (select known_by from ref.known_by) then other_names end as other_names,
    date_start::date as date_start,
    least(date_end::date, $as_of::date) as date_end,
    claimed_by_as_written,
    case when date_end::date <= (select known_by from ref.known_by) then summary end as summary,
    first_reported_places
from raw.ledger_campaigns
where known_from::date <= (select known_by from ref.known_by)
order by source_id, campaign_id
