-- description: One row per stretch of days that ACLED's terms hide from this account, as its newest answer by the as-of date says: those days are unknown, not quiet.
-- grain: source_id, date_start
-- columns:
--   source_id VARCHAR: acled
--   date_start DATE: first hidden day
--   date_end DATE: last hidden day by the as-of date
--   reason VARCHAR: the restriction as ACLED reports it
with answers as (
    select distinct snapshot_sha256, taken_on, release_order from raw.source_files
    where table_name = 'acled' and taken_on <= $as_of::date
),
newest as (
    select snapshot_sha256 from answers order by release_order desc limit 1
)
select
    'acled' as source_id,
    coalesce(min(restriction.hidden_from), date '1989-01-01') as date_start,
    $as_of::date as date_end,
    'embargo: ' || string_agg(restriction.as_reported, '; ' order by restriction.as_reported) as reason
from raw.acled_restrictions as restriction
join newest using (snapshot_sha256)
where coalesce(restriction.hidden_from, $as_of::date) <= $as_of::date
group by all
having count(*) > 0
