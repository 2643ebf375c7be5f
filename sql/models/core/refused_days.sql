-- description: One row per source, file and days on which an event of a row refused at ingest may have happened, of
--   rows that may speak of the province and could be read by the as-of date.
-- grain: source_id, snapshot_sha256, province, first_day, last_day
-- released: no
-- columns:
--   source_id
--   snapshot_sha256 VARCHAR: digest of the file
--   province VARCHAR: balochistan, or unsaid where the row names no province
--   first_day DATE: its day, else the first day of its month or year; null where none can be read, or it lies ahead
--   last_day DATE: its last day, else that of its month or year
with refused_rows as (
    select record_source(row.table_name) as source_id, row.snapshot_sha256, stated.*
    from raw.quarantine as row
    cross join lateral (
        select
            coalesce(
                try_cast(left(coalesce(record ->> 'date_start', record ->> 'event_date', record ->> 'date_read',
                    record ->> 'date'), 10) as date),
                try_cast(printf('%s-%s-%s', record ->> 'iyear', record ->> 'imonth', record ->> 'iday') as date)
            ) as day,
            try_cast(left(record ->> 'date_end', 10) as date) as day_end,
            try_cast(printf('%s-%s-01', record ->> 'iyear', record ->> 'imonth') as date) as month,
            try_cast(coalesce(
                record ->> 'year', record ->> 'iyear', regexp_extract(coalesce(record ->> 'event_date',
                    record ->> 'date_start', record ->> 'date'), '(?:19|20)[0-9]{2}')
            ) as integer) as year,
            said_country(coalesce(record ->> 'country_txt', record ->> 'country', record ->> 'country_as_written'),
                'Pakistan') as country,
            said_province(coalesce(record ->> 'adm_1', record ->> 'admin1', record ->> 'provstate',
                record ->> 'province_as_written')) as province
    ) as stated
    where (record ->> 'cells') is null
        -- A page that came later says nothing of what was known by then.
        and coalesce(try_cast(record ->> 'published_date' as date) <= $as_of::date, true)
),
dated as (
    select source_id, snapshot_sha256, province, day, day_end, month,
        case when year between 1970 and year($as_of::date) then year end as year
    from (select * replace (case when year(day) between 1970 and year($as_of::date)
        and day <= $as_of::date then day end as day) from refused_rows)
    where country <> 'another' and province <> 'another' and source_id in (select source_id from ref.sources)
)
select distinct source_id, snapshot_sha256, province, coalesce(day, month, make_date(year, 1, 1)) as first_day,
    case when coalesce(day, month, make_date(year, 1, 1)) is not null
        then coalesce(greatest(day, day_end), last_day(month), make_date(year, 12, 31)) end as last_day
from dated
order by source_id, snapshot_sha256, province, first_day, last_day
