"""What ACLED's snapshots were read as: each is read once, and its rows are kept in `prepared` of the warehouse.

Nothing of it leaves the machine: `prepared` is in no release. Kept are the readings of the snapshots that count in a
run, and no others: with a snapshot that was taken back, what was read from it goes in the next run. A reading holds
for the snapshot's bytes and sidecar, the day it came, the order of its days, and the code that read it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from corridorwatch.ingest import kept_loads
from corridorwatch.snapshots import Snapshot
from corridorwatch.sources.acled import parse as acled
from corridorwatch.warehouse import transaction

_COLUMNS = ", ".join(f'"{column}"' for column in acled.COLUMNS)
_ROWS = {
    **dict.fromkeys(acled.COLUMNS, pl.String),
    "row_number": pl.Int64,
    "event_day": pl.Date,
    "faults": pl.List(pl.String),
    "is_no_record": pl.Boolean,
}
_TABLES = f"""
create schema if not exists prepared;
create table if not exists prepared.acled_readings (reading varchar primary key);
create table if not exists prepared.acled_rows (
    reading varchar, {", ".join(f'"{column}" varchar' for column in acled.COLUMNS)},
    row_number bigint, event_day date, faults varchar[], is_no_record boolean
);
create table if not exists prepared.acled_announced (
    reading varchar, position bigint, event_id_cnty varchar, deleted_at bigint
)
"""
_NIGHTS = """
create or replace temp table acled_nights (
    reading varchar, snapshot_sha256 varchar, taken_on date, seen_at timestamp, night bigint, file_name varchar,
    is_answer boolean
)
"""
_SEEN = f"""
create or replace temp table acled_seen as
select {_COLUMNS}, row_number, event_day, faults, snapshot_sha256, taken_on, seen_at, night, file_name, is_answer,
    is_no_record
from acled_nights join prepared.acled_rows using (reading)
order by night, row_number
"""


@dataclass(frozen=True)
class Reading:
    """A snapshot, the key of what it was read as, and when it came by the clock asked for."""

    snapshot: Snapshot
    key: str
    came: datetime
    date_format: str

    @property
    def day(self) -> date:
        """The day on which it came."""
        return self.came.date()

    @property
    def is_answer(self) -> bool:
        """Whether it is what the API answered; else a file brought by hand."""
        return "is_full" in self.snapshot.details


def read(connection: duckdb.DuckDBPyConnection, history: Sequence[Snapshot], timezone: str) -> list[Reading]:
    """Read what was not read before, forget what none of these snapshots is, and make the temporary `acled_seen`.

    `acled_seen`: a row each record of each snapshot: `acled.COLUMNS`, `row_number`, `event_day`, `faults`,
    `snapshot_sha256`, `taken_on`, `seen_at`, `night` (the snapshot's place in `history`), `file_name`, `is_answer`,
    `is_no_record`.

    Args:
        timezone: the clock by which a snapshot's day is told.

    Raises:
        BrokenSource: a snapshot cannot be read, or was changed since it was stored.
    """
    # The same bytes, brought again with the order of their days: that is how they were to be read all along.
    formats = {each.sha256: str(said) for each in history if (said := each.details.get("date_format"))}
    found = []
    for snapshot in history:
        came, date_format = snapshot.taken_at.astimezone(ZoneInfo(timezone)), formats.get(snapshot.sha256, "")
        rests_on = [kept_loads.code(), kept_loads.facts(snapshot), came.date().isoformat(), date_format]
        text = json.dumps(rests_on, sort_keys=True, default=str)
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        found.append(Reading(snapshot, key, came, date_format))
    connection.execute(_TABLES)
    held = {key for (key,) in connection.execute("select reading from prepared.acled_readings").fetchall()}
    stale = list(held - {each.key for each in found})
    if stale:
        with transaction(connection):
            for table in ("acled_readings", "acled_rows", "acled_announced"):
                connection.execute(
                    f"delete from prepared.{table} where reading in (select unnest($stale))", {"stale": stale}
                )
    for each in found:
        if each.key in held:
            each.snapshot.verified_path()
        else:
            # One at a time: rows of years as Python's own would take some ten times the memory of the table's.
            _keep(connection, each)
            held.add(each.key)
    connection.execute(_NIGHTS)
    for night, each in enumerate(found):
        facts = (
            each.key,
            each.snapshot.sha256,
            each.day,
            each.came.replace(tzinfo=None),
            night,
            each.snapshot.file_name,
        )
        connection.execute("insert into acled_nights values (?, ?, ?, ?, ?, ?, ?)", (*facts, each.is_answer))
    connection.execute(_SEEN)
    connection.execute("drop table acled_nights")
    return found


def present(connection: duckdb.DuckDBPyConnection, reading: Reading) -> dict[str | None, date | None]:
    """The events that a snapshot holds, and their days."""
    return dict(
        connection.execute(
            "select event_id_cnty, event_day from prepared.acled_rows where reading = $key order by row_number",
            {"key": reading.key},
        ).fetchall()
    )


def announced(connection: duckdb.DuckDBPyConnection, reading: Reading) -> list[tuple[str, int]]:
    """The events that a snapshot names as deleted, as `acled.deletions` gives them."""
    return connection.execute(
        "select event_id_cnty, deleted_at from prepared.acled_announced where reading = $key order by position",
        {"key": reading.key},
    ).fetchall()


def _keep(connection: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    records = acled.records(reading.snapshot, reading.date_format, came_on=reading.day)
    rows = [(*row.values, row.number, row.day, row.faults, row.is_no_record) for row in records]
    deleted = [(reading.key, *each) for each in enumerate(acled.deletions(reading.snapshot))]
    connection.register("acled_read_now", pl.DataFrame(rows, schema=_ROWS, orient="row").to_arrow())
    try:
        with transaction(connection):
            connection.execute(
                "insert into prepared.acled_rows select $key, * from acled_read_now", {"key": reading.key}
            )
            for key, position, (identity, at) in deleted:
                connection.execute(
                    "insert into prepared.acled_announced values (?, ?, ?, ?)", (key, position, identity, at)
                )
            connection.execute("insert into prepared.acled_readings values ($key)", {"key": reading.key})
    finally:
        connection.unregister("acled_read_now")
