-- description: One row per week of events of a publisher that revises its rows, for the province and for each
--   district, and age of knowledge: the revision triangle of its deaths, from all its snapshots. Events added late,
--   revised and taken back all move it. Only weeks that were watched while they were young.
-- grain: source_id, week, district_id, age
-- columns:
--   source_id
--   week DATE: Monday of the ISO week of the events; what is dated more coarsely is in none
--   district_id VARCHAR: null for the whole province; else the district that the record counts in by the as-of date
--     (what was taken back has none)
--   age INTEGER: 7, 30, 90 or 180 days of knowledge, the week's last day being day 1
--   known_value INTEGER: deaths of the week by the end of that day; null where the source had said nothing yet of
--     that week or a later one, or the day lies after the as-of date
--   settled_value INTEGER: the same by the end of day 180; null where that lies after the as-of date
--   latest_value INTEGER: the same by the as-of date
--   is_elapsed
--   factor DOUBLE: settled_value divided by known_value, or for day 180 latest_value divided by settled_value; null
--     where either is null or known_value zero
with versions as (
    select version.*, report.district_id,
        lead(version.known_at) over (partition by version.source_id, version.report_id
            order by version.version) as until
    from core.record_versions as version
    left join core.reports as report using (source_id, report_id)
),
-- A silent week is not a week of peace: a source speaks of a week once it has said something of that week or a later
-- one.
watched as (
    select source_id, week, min(min(known_at)) over (partition by source_id order by week desc) as speaks_from
    from versions
    where week is not null
    group by source_id, week
),
areas as (
    select distinct source_id, week, unnest([null, district_id]) as district_id from versions where week is not null
),
ages as (select unnest([7, 30, 90, 180])::integer as age),
cells as (
    select watched.source_id, watched.week, areas.district_id, watched.speaks_from, ages.age,
        watched.week + 6 + ages.age - 1 as day
    from watched
    join areas on areas.source_id = watched.source_id and areas.week = watched.week
    cross join ages
    where watched.speaks_from <= watched.week + 6 + 179
),
known as (
    select cells.source_id, cells.week, cells.district_id, cells.age, cells.day, cells.speaks_from,
        coalesce(sum(version.killed_total) filter (version.known_at <= cells.day
            and coalesce(version.until > cells.day, true)), 0)::integer as by_then,
        coalesce(sum(version.killed_total) filter (version.until is null), 0)::integer as latest_value
    from cells
    join versions as version
        on version.source_id = cells.source_id and version.week = cells.week
        and (cells.district_id is null or cells.district_id = version.district_id)
    group by all
),
valued as (
    select *, day <= $as_of::date as is_elapsed, case when day <= $as_of::date
        and speaks_from <= day then by_then end as known_value
    from known
),
settled as (
    select *, max(case when age = 180 then known_value end)
        over (partition by source_id, week, district_id) as settled_value
    from valued
)
select source_id, week, district_id, age, known_value, settled_value, latest_value, is_elapsed,
    (case when age = 180 then latest_value else settled_value end / nullif(known_value, 0))::double as factor
from settled
order by source_id, week, district_id nulls first, age
