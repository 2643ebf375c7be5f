-- description: One row per campaign that had begun by the as-of date: a named or evident set of attacks with a toll of its own.
-- grain: source_id, campaign_id
-- columns:
--   campaign_id VARCHAR: key within the source
--   source_id VARCHAR: the source
--   name VARCHAR: name in use
--   other_names VARCHAR: other names
--   date_start DATE: first day
--   date_end DATE: last day
--   claimed_by_as_written VARCHAR: who claimed it
--   summary VARCHAR: what it was, in a sentence
--   first_reported_places VARCHAR: places of the first reports, as written
select
    campaign_id, 'ledger' as source_id, name, other_names, date_start::date as date_start, date_end::date as date_end,
    claimed_by_as_written, summary, first_reported_places
from raw.ledger_campaigns
where date_start::date <= $as_of::date
order by source_id, campaign_id
