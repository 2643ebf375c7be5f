-- description: One row per stretch of days that ACLED's terms hide from this account, as its newest answer by the
--   as-of date says: those days are unknown, not quiet.
-- grain: source_id, date_start
-- columns:
--   source_id VARCHAR: acled
--   date_start DATE: first hidden day
--   date_end DATE: last hidden day by the as-of date
--   reason VARCHAR: the restriction as ACLED reports it
with known as (
    select * from raw.source_spans
    where table_name = 'acled' and taken_on <= $as_of::date
    qualify came_order = max(came_order) over (partition by snapshot_sha256)
),
newest as (
    select snapshot_sha256 from known where came_order = (select max(came_order) from known where basis = 'answer')
),
hidden as (
    select coalesce(min(restriction.hidden_from), date '1989-01-01') as date_start,
        'embargo: ' || string_agg(restriction.as_reported, '; ' order by restriction.as_reported) as reason
    from raw.acled_restrictions as restriction
    join newest using (snapshot_sha256)
    where coalesce(restriction.hidden_from, $as_of::date) <= $as_of::date
    having count(*) > 0
),
-- A file that was brought by hand shows its days, whatever the account may see.
days as (
    select hidden.reason, day::date as day
    from hidden, unnest(generate_series(hidden.date_start, $as_of::date, interval 1 day)) as series(day)
    where not exists (
        select 1 from known
        where known.basis <> 'answer' and day::date between known.first_day and known.last_day
    )
),
runs as (
    select *, day - row_number() over (order by day)::integer as run from days
)
select 'acled' as source_id, min(day) as date_start, max(day) as date_end, reason
from runs
group by run, reason
