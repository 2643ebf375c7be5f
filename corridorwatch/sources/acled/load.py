"""Ingest of ACLED: every version of every event, with the night it was first and last seen; deletions; embargoes.

ACLED revises and deletes. Nothing is overwritten here: a view as of a day finds the version that was known then.
Versions are told apart by all their values.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from corridorwatch.config import Scope
from corridorwatch.ingest import spans
from corridorwatch.ingest.kept_loads import KeptLoad, facts
from corridorwatch.ingest.loading import Night, Outcome
from corridorwatch.ingest.raw import SpanOfFile, open_door, record_names, record_spans
from corridorwatch.snapshots import Attempt, Snapshot, SnapshotStore
from corridorwatch.sources.acled import parse as acled
from corridorwatch.sources.acled import readings as acled_readings
from corridorwatch.sources.acled.readings import Reading
from corridorwatch.warehouse import one, transaction

TABLES = ("acled_versions", "acled_current", "acled_deleted", "acled_restrictions")
"""The tables of `raw`, empty where nothing was ever taken. `acled_current`: of each event the version that counts."""

_GONE = {
    "event_id_cnty": pl.String,
    "deleted_on": pl.Date,
    "basis": pl.String,
    "known_on": pl.Date,
    "seen_at": pl.Datetime,
    "night": pl.Int64,
    "snapshot_sha256": pl.String,
}
_HIDDEN = {"taken_on": pl.Date, "hidden_from": pl.Date, "as_reported": pl.String, "snapshot_sha256": pl.String}

_SOUND = "len(faults) = 0"
# What country and province leave open goes on where its place may decide it: core.record_scope.
_IS_HERE = (
    "(said_country({0}country, $country) <> 'another'"
    " and (said_province({0}admin1) in ('balochistan', 'like_balochistan')"
    " or said_province({0}admin1) = 'none' and coalesce({0}geo_precision in ('1', '2'), false)))"
)
_NAMED = ", ".join(f'"{column}"' for column in acled.COLUMNS)
_QUARANTINE = f"""
insert into raw.quarantine
select 'acled', file_name, row_number, rule, record, snapshot_sha256
from (
    -- What is no record carries no field's name: a total's deaths are those of other rows.
    select case when is_no_record then json_object('cells', [{_NAMED}]) else to_json(seen) end::varchar
        as record, file_name, row_number, snapshot_sha256, unnest(faults) as rule
    from acled_seen as seen
)
"""
_VERSIONS = f"""
create or replace table raw.acled_versions as
select {", ".join(f'"{column}"' for column in acled.COLUMNS)}, event_day,
    try_cast("timestamp" as bigint) as version_at,
    min(taken_on) as first_seen, max(taken_on) as last_seen, max(night) filter (taken_on <= $as_of) as last_known_night,
    arg_min(row_number, night) as row_number, arg_min(snapshot_sha256, night) as snapshot_sha256
from acled_seen
where {_SOUND}
group by all
order by event_id_cnty, first_seen, version_at, row_number
"""
_FILES = """
insert into raw.source_files
select 'acled', any_value(file_name), snapshot_sha256, any_value(taken_on), night, min(event_day), max(event_day),
    count(*), $columns, null, ''
from acled_seen
group by snapshot_sha256, night
"""
# The days of a file's own events in the country, and whether some of them lie in the province.
_OWN_DAYS = f"""
select night, list(distinct event_day), bool_or({_IS_HERE.format("")})
from acled_seen
where {_SOUND} and said_country(country, $country) = 'named'
group by night
"""
# An event that a later answer of the API holds again is there again; a file brought by hand does not undo a deletion.
_CURRENT = f"""
create or replace table raw.acled_current as
with gone as (
    select event_id_cnty, max(night) as night from acled_gone where known_on <= $as_of group by all
),
present as (
    select event_id_cnty, max(night) as night from acled_seen where is_answer and taken_on <= $as_of group by all
),
ranked as (
    select *, row_number() over (
        partition by event_id_cnty
        order by first_seen <= $as_of desc, if(first_seen <= $as_of, version_at, -version_at) desc nulls last,
            last_known_night desc nulls last, first_seen, row_number
    ) as rank
    from raw.acled_versions
)
select ranked.* exclude (rank), coalesce(gone.night > coalesce(present.night, -1), false) as is_deleted,
    {_IS_HERE.format("ranked.")} as is_here
from ranked
left join gone using (event_id_cnty)
left join present using (event_id_cnty)
where ranked.rank = 1
order by ranked.event_id_cnty
"""
# The same rule, night by night: what a night says follows from it and those before alone.
_SIGHTINGS = f"""
insert into raw.sightings
with said as (
    select event_id_cnty, night, taken_on, seen_at, is_answer, false as is_gone, snapshot_sha256,
        struct_pack(event_day, time_precision, fatalities, admin1, row_number, is_here := {_IS_HERE.format("")})
            as version,
        coalesce(try_cast("timestamp" as bigint), -1) as version_at
    from acled_seen
    where {_SOUND}
    qualify row_number() over (partition by event_id_cnty, night order by version_at desc, row_number) = 1
    union all by name
    select event_id_cnty, night, known_on as taken_on, seen_at, true as is_gone, snapshot_sha256 from acled_gone
),
running as (
    select event_id_cnty, night, taken_on, seen_at, snapshot_sha256,
        arg_max(version, {{'at': version_at, 'night': night}}) over so_far as version,
        max(case when is_gone then night end) over so_far as gone_on,
        max(case when is_answer then night end) over so_far as answered_on
    from said
    window so_far as (partition by event_id_cnty order by night range between unbounded preceding and current row)
)
select 'acled', event_id_cnty, night, seen_at, taken_on,
    case when is_deleted then 'deleted_by_its_publisher' when not is_here then 'no_longer_of_the_province' end,
    case when coalesce(time_precision, '1') in ('1', '2') then week_of(event_day) end,
    case when is_here and not is_deleted then fatalities::integer end, null, null, snapshot_sha256,
    case when not is_deleted then row_number end
from (
    select distinct event_id_cnty, night, taken_on, seen_at, snapshot_sha256, unnest(version),
        coalesce(gone_on > coalesce(answered_on, -1), false) as is_deleted
    from running
    where version is not null
)
order by event_id_cnty, night
"""
_RECORDS = """
insert into raw.records
select 'acled', row_number, event_id_cnty from raw.acled_current where is_here and not is_deleted
"""
_ELSEWHERE = """
with elsewhere as (
    select *, case
            when is_deleted then 'deleted_by_its_publisher'
            when said_country(country, $country) = 'another' then 'another_country'
            when said_province(admin1) = 'none' then 'no_province_named'
            else 'another_province'
        end as reason
    from raw.acled_current
    where is_deleted or not is_here
)
insert into raw.elsewhere
select 'acled', any_value(snapshot_sha256), reason,
    case reason when 'another_country' then country when 'another_province' then admin1 end as place,
    count(*), sum(fatalities::bigint)
from elsewhere
group by reason, place
"""
_COUNTS = """
select (select count(*) from raw.acled_versions), count(*),
    count(*) filter (is_here and not is_deleted), count(*) filter (is_deleted),
    (select count(distinct (row_number, snapshot_sha256)) from raw.quarantine where table_name = 'acled')
from raw.acled_current
"""


@dataclass(frozen=True)
class Loaded:
    """What the snapshots hold together: versions, events seen, events of the province, deleted, records refused."""

    versions: int = 0
    seen: int = 0
    events: int = 0
    deleted: int = 0
    refused: int = 0


def load(
    connection: duckdb.DuckDBPyConnection, store: SnapshotStore, *, as_of: date, timezone: str, scope: Scope
) -> Loaded:
    """Replace ACLED's tables of `raw` by what all its snapshots hold.

    `raw.records` names the events that count in the province as of the day, `raw.elsewhere` counts the others and
    those deleted: every event that was ever seen is in one of the two, once.

    Args:
        as_of: versions first seen later stay in the table and do not count yet.
        timezone: the clock by which a snapshot's day is told.
        scope: the country and province whose events go on; the others are counted by place.

    Raises:
        BrokenSource: a snapshot cannot be read; `raw` stays as it was.
    """
    history = store.history(acled.SOURCE_ID)
    tries = [each for each in store.attempts(acled.SOURCE_ID) if each.outcome == "unchanged"]
    known = [snapshot.day(timezone) <= as_of for snapshot in history]
    load = KeptLoad(
        connection,
        acled.SOURCE_ID,
        TABLES,
        {
            "files": [facts(snapshot) for snapshot in history],
            "known": known,
            "unchanged": [(each.at, each.sha256) for each in tries],
            "scope": scope.model_dump(),
            "timezone": timezone,
        },
    )
    if told := load.told():
        return Loaded(**told)
    readings = acled_readings.read(connection, history, timezone)
    gone, hidden = _gone_and_hidden(connection, readings)
    place = {"country": scope.country}
    files = {snapshot.sha256: snapshot.file_name for snapshot in history}
    with transaction(connection):
        open_door(connection, acled.SOURCE_ID)
        for name, frame in (("acled_gone", gone), ("acled_hidden", hidden)):
            connection.register(name, frame.to_arrow())
        connection.execute(_VERSIONS, {"as_of": as_of})
        connection.execute(_SIGHTINGS, place)
        connection.execute(
            "create or replace table raw.acled_deleted as"
            " select * exclude (night, seen_at) from acled_gone order by all"
        )
        connection.execute("create or replace table raw.acled_restrictions as select * from acled_hidden order by all")
        if history:
            connection.execute(_QUARANTINE)
            record_names(connection, acled.SOURCE_ID, {each.sha256: each for each in history}.values())
            connection.execute(_FILES, {"columns": len(acled.COLUMNS)})
            own = {night: (days, here) for night, days, here in connection.execute(_OWN_DAYS, place).fetchall()}
            record_spans(connection, acled.SOURCE_ID, _spans(history, own, tries, timezone, scope.country))
        connection.execute(_CURRENT, {"as_of": as_of, **place})
        connection.execute(_RECORDS)
        connection.execute(_ELSEWHERE, place)
        loaded = Loaded(*one(connection.execute(_COUNTS)))
        if history:
            connection.execute(
                "insert into raw.received values ('acled', $names, $digests, $received, $accepted, $refused)",
                {
                    "names": "; ".join(files.values()),
                    "digests": " ".join(files),
                    "received": loaded.seen + loaded.refused,
                    "accepted": loaded.seen,
                    "refused": loaded.refused,
                },
            )
        connection.execute("drop table acled_seen")
        for name in ("acled_gone", "acled_hidden"):
            connection.unregister(name)
        load.keep(asdict(loaded))
    return loaded


def _spans(
    history: list[Snapshot],
    own: Mapping[int, tuple[list[date], bool]],
    tries: Sequence[Attempt],
    timezone: str,
    country: str,
) -> list[SpanOfFile]:
    """For which days each snapshot speaks: a file by hand for what was declared or it holds, an answer for its chain.

    An answer that was the same as the one before left no snapshot, only a line in the log (`tries`); it carries the
    chain on all the same.
    """
    found, answers = [], []
    for night, snapshot in enumerate(history):
        day = snapshot.taken_at.astimezone(ZoneInfo(timezone)).date()
        days, is_here = own.get(night, ([], False))
        first = min(days, default=None)
        if "is_full" not in snapshot.details:
            said = spans.declared(snapshot)
            parts = ([said] if said else spans.unbroken(days)) if is_here else []
            ends = [part.until(day) for part in parts] or [None]
            found += [SpanOfFile(snapshot.sha256, day, end, night) for end in ends]
        elif str(snapshot.details.get("country", "")).lower() == country.lower():
            # A reading of the whole country without a row of the province does not speak for it.
            first = first if is_here or not snapshot.details["is_full"] else None
            answers.append((snapshot.taken_at, night, snapshot, first))
            same = [each for each in tries if each.sha256 == snapshot.sha256]
            answers += [(datetime.fromisoformat(each.at), night, snapshot, first) for each in same]
    answers.sort(key=lambda answer: answer[:2])
    days = [moment.astimezone(ZoneInfo(timezone)).date() for moment, *_ in answers]
    reached = spans.chain(
        (day, bool(facts["is_full"]), int(facts.get("since") or 0), int(facts.get("max_timestamp") or 0), first)
        for day, (_, _, snapshot, first) in zip(days, answers, strict=True)
        for facts in [snapshot.details]
    )
    for order, (day, (_, _, snapshot, _), span) in enumerate(zip(days, answers, reached, strict=True)):
        found.append(SpanOfFile(snapshot.sha256, day, span, len(history) + order))
    return found


def _gone_and_hidden(
    connection: duckdb.DuckDBPyConnection, readings: Sequence[Reading]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    gone, hidden = [], []
    shown: dict[str | None, date | None] = {}
    for night, reading in enumerate(readings):
        snapshot, day, at_that = reading.snapshot, reading.day, reading.came.replace(tzinfo=None)
        for identity, at in acled_readings.announced(connection, reading):
            deleted_on = datetime.fromtimestamp(at, UTC).date() if at else day
            gone.append((identity, deleted_on, "announced", day, at_that, night, snapshot.sha256))
        restrictions = snapshot.details.get("restrictions", ())
        days = [acled.hidden_from(restriction) for restriction in restrictions]
        hidden += [
            (day, first, json.dumps(restriction, ensure_ascii=False, sort_keys=True), snapshot.sha256)
            for restriction, first in zip(restrictions, days, strict=True)
        ]
        if not reading.is_answer:
            continue
        # Only the API's own answers say what its next full answer should hold: a file may be of another country.
        present = acled_readings.present(connection, reading)
        if snapshot.details["is_full"]:
            # What a reading of everything no longer holds is gone, announced or not; what an embargo hides is not.
            first_hidden = min((first for first in days if first), default=date.max)
            absent = [each for each, on in shown.items() if each and each not in present and (on or day) < first_hidden]
            gone += [
                (identity, day, "absent_from_full_read", day, at_that, night, snapshot.sha256) for identity in absent
            ]
            for identity in absent:
                del shown[identity]
        shown |= present
    return (
        pl.DataFrame(gone, schema=_GONE, orient="row").unique(
            ("event_id_cnty", "deleted_on", "basis"), keep="first", maintain_order=True
        ),
        pl.DataFrame(hidden, schema=_HIDDEN, orient="row"),
    )


def load_night(night: Night) -> Outcome:
    """The same for a run; see `corridorwatch.ingest.loading`."""
    loaded = load(night.connection, night.store, as_of=night.as_of, timezone=night.timezone, scope=night.scope)
    return Outcome({"versions": loaded.versions, "events": loaded.events, "refused": loaded.refused})
