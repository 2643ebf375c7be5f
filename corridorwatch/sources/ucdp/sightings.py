"""What each snapshot of UCDP said of each event, in SQL: what is remembered of every file, and the table made of it."""

PREPARED = """
create schema if not exists prepared;
create table if not exists prepared.ucdp_reader (digest varchar);
create table if not exists prepared.ucdp_read (snapshot_sha256 varchar, period_start date, period_end date);
create table if not exists prepared.ucdp_figures (
    snapshot_sha256 varchar, id varchar, date_start varchar, date_end varchar, date_prec varchar,
    best varchar, low varchar, high varchar, row_number bigint
)
"""
"""Figures of files that were read before."""

# At each reading, the files in force are the newest of each name, and of an id that several hold, the row of the last
# name to appear counts: as in core.records_of_ucdp. An event that its files no longer hold is a sighting without
# figures, unless they do not speak of its years at all: then nothing was said about it.
SIGHTINGS = """
insert into raw.sightings
with in_force as (
    select reading.reading, reading.seen_at, reading.taken_on, reading.snapshot_sha256 as read_sha256,
        file.series, arg_max(file.snapshot_sha256, file.reading) as snapshot_sha256, min(file.reading) as series_order
    from ucdp_readings as reading
    join ucdp_readings as file on file.reading <= reading.reading
    group by all
),
present as (
    select in_force.reading, in_force.seen_at, in_force.taken_on, figures.*
    from in_force
    join prepared.ucdp_figures as figures using (snapshot_sha256)
    qualify row_number() over (
        partition by in_force.reading, figures.id order by in_force.series_order desc, figures.row_number
    ) = 1
),
gone as (
    select next_one.reading, next_one.seen_at, next_one.taken_on, next_one.snapshot_sha256,
        before.id, before.date_start, before.date_end, before.date_prec
    from present as before
    join ucdp_readings as next_one on next_one.reading = before.reading + 1
    anti join present as still on still.reading = next_one.reading and still.id = before.id
    where exists (
        select 1 from in_force join prepared.ucdp_read as period using (snapshot_sha256)
        where in_force.reading = next_one.reading
            and left(before.date_start, 10)::date between period.period_start and period.period_end
    )
)
select '{source}', id, reading, seen_at, taken_on, case when best is null then 'no_longer_in_its_file' end,
    case when date_prec not in ('4', '5') and left(date_end, 10)::date - left(date_start, 10)::date <= 6
        then week_of(left(date_start, 10)::date) end,
    best::integer, low::integer, high::integer, snapshot_sha256, row_number
from (from present union all by name from gone)
order by id, reading
"""
"""The rows of a source in `raw.sightings`, from the readings in `ucdp_readings`."""
