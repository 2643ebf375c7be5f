"""Ingest of UCDP's files: each row read once, by DuckDB, in a memory that does not grow with the file.

Every row is counted: those of the province go into `raw` as reported, others by place into `raw.elsewhere`, broken ones
into `raw.quarantine` with the rule. UCDP rewrites its rows: `raw.sightings` says what each snapshot said
of each event of the province, and when. A snapshot is read for that once; its figures stay in `prepared.ucdp_figures`,
for as long as the code that reads them is the same.
"""

import hashlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from corridorwatch.config import SQL, Scope
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import cell_rules, spans
from corridorwatch.ingest.cell_rules import DayForm
from corridorwatch.ingest.kept_loads import KeptLoad, facts
from corridorwatch.ingest.loading import Night, Outcome
from corridorwatch.ingest.raw import SpanOfFile, open_door, record_names, record_spans
from corridorwatch.ingest.told import Judged
from corridorwatch.snapshots import Snapshot, SnapshotStore
from corridorwatch.sources.ucdp import cells as ucdp_cells
from corridorwatch.sources.ucdp.parse import CANDIDATE, COLUMNS, GED, Layout, csv_of, layout
from corridorwatch.sources.ucdp.reading import read
from corridorwatch.sources.ucdp.refusals import refuse_whole
from corridorwatch.sources.ucdp.rules import BROKEN_RULES, DAY, FIELD, SEEN
from corridorwatch.sources.ucdp.sightings import PREPARED, SIGHTINGS
from corridorwatch.sources.ucdp.spans import SpansOfFile, spans_of_file
from corridorwatch.warehouse import THREADS, load_macros, one, transaction

SOURCES = (GED, CANDIDATE)
"""The sources, and the tables of `raw` of the same names."""

_READERS = ("parse.py", "cells.py", "rules.py", "reading.py", "refusals.py", "load.py")
_MACROS = ("said_country", "said_province", "is_not_said", "fold_characters")
"""The code that decides what is read from a file."""

_DATED = """(
    select date_start as first_day, date_start as last_day from ucdp_staged where broken = 0
    union all select first_day, last_day from ucdp_elsewhere
)"""
_ENDS = f"select min(first_day), max(last_day) from {_DATED}"
_DAYS = f"""select date_start, {DAY.format(name=FIELD["date_end"])} from ucdp_staged
    where broken = 0 and outside is distinct from 'another_country' and date_start is not null
    union select first_day, null from ucdp_elsewhere where outside = 'another_province' order by all"""
_RECEIVED = f"select ({ucdp_cells.ROWS}) + (select count(*) from ucdp_unreadable)"


@dataclass(frozen=True)
class Loaded:
    """What a file, or all files of a source, held: rows received, kept in the province, counted elsewhere, refused.

    `warnings`: of each file that does not bear out its name, what it speaks for.
    """

    received: int = 0
    kept: int = 0
    elsewhere: int = 0
    refused: int = 0
    note: str = ""
    warnings: tuple[str, ...] = field(default=(), compare=False)


def inspect(
    path: Path,
    name: str,
    source: str = GED,
    date_format: str = "",
    *,
    came_on: date = date.max,
    names: Sequence[str] = (),
) -> tuple[Judged, SpansOfFile]:
    """Read a whole CSV as `load` would and keep nothing.

    Args:
        came_on: the day the file came; no event lies after it.
        names: further names that may tell its edition, such as that of the zip around it.

    Returns:
        What became of its rows, and for which days it speaks.

    Raises:
        BrokenSource: the file is refused whole.
    """
    with duckdb.connect(config={"threads": THREADS}) as connection:
        # A bar would stand in the output, where the path of what was kept is read.
        connection.execute("set enable_progress_bar = false")
        load_macros(connection)
        shape = _stage(connection, path, name, source, Scope(), date_format, came_on)
        received = one(connection.execute(_RECEIVED))[0]
        judged = ucdp_cells.judged(connection, FIELD, BROKEN_RULES, received, shape.note)
        return judged, _spans(connection, source, (name, *names))


def load(
    connection: duckdb.DuckDBPyConnection,
    source_id: str,
    store: SnapshotStore,
    scope: Scope,
    *,
    as_of: date,
    timezone: str,
) -> Loaded:
    """Replace `raw.<source_id>` by the rows of the snapshots taken by the as-of date.

    Of GED the newest file counts; of Candidate, whose files hold a month or a few each, the newest of each name.
    Where no file was taken by then, those taken since are read, and none of their rows is known yet. Without any
    snapshot the table is empty. `raw.sightings` holds what every snapshot taken by then said.

    Args:
        timezone: the clock by which a snapshot's day is told.

    Raises:
        BrokenSource: a file that counts is refused whole, or was changed since it was stored; `raw` stays as it was.
    """
    taken = [(snapshot, _taken_at(snapshot, timezone).date()) for snapshot in store.history(source_id)]
    chosen = [pair for pair in taken if pair[1] <= as_of] or taken
    newest = {snapshot.file_name if source_id == CANDIDATE else "": (snapshot, day) for snapshot, day in chosen}
    load = KeptLoad(
        connection,
        source_id,
        (source_id,),
        {
            "files": [facts(snapshot) for snapshot, _ in chosen],
            "known": bool(chosen) and chosen[0][1] <= as_of,
            "scope": scope.model_dump(),
            "timezone": timezone,
        },
    )
    if told := load.told():
        for snapshot, _ in newest.values():
            snapshot.verified_path()
        told["warnings"] = tuple(told["warnings"])
        return Loaded(**told)
    total = Loaded()
    load_macros(connection)
    with transaction(connection):
        _forget_what_other_code_read(connection, scope)
    known = [snapshot for snapshot, day in taken if day <= as_of]
    in_force = {snapshot.sha256 for snapshot, _ in newest.values()}
    others = [each for each in known if each.sha256 not in in_force]
    notes = [_read_for_revisions(connection, each, scope, _taken_at(each, timezone).date()) for each in others]
    with transaction(connection):
        open_door(connection, source_id)
        columns = ", ".join(f"{name} varchar" for name in COLUMNS)
        connection.execute(
            f"create or replace table raw.{source_id} ({columns}, row_number bigint, snapshot_sha256 varchar)"
        )
        for order, (snapshot, day) in enumerate(newest.values()):
            loaded = _load_file(connection, source_id, snapshot, day, order, scope)
            total = Loaded(
                total.received + loaded.received,
                total.kept + loaded.kept,
                total.elsewhere + loaded.elsewhere,
                total.refused + loaded.refused,
                "; ".join(note for note in (total.note, loaded.note) if note),
                total.warnings + loaded.warnings,
            )
        record_names(
            connection,
            source_id,
            {each.sha256: each for each in (*known, *(pair[0] for pair in newest.values()))}.values(),
        )
        _write_sightings(connection, source_id, known, timezone)
        total = replace(total, note="; ".join(note for note in (total.note, *notes) if note))
        if newest:
            connection.execute(
                "insert into raw.received select $table, string_agg(file_name, '; ' order by release_order),"
                " string_agg(snapshot_sha256, ' ' order by release_order), $received, $accepted, $refused"
                " from raw.source_files where table_name = $table",
                {
                    "table": source_id,
                    "received": total.received,
                    "accepted": total.kept + total.elsewhere,
                    "refused": total.refused,
                },
            )
        load.keep(asdict(total))
    return total


def _spans(connection: duckdb.DuckDBPyConnection, source: str, names: Sequence[str]) -> SpansOfFile:
    days = connection.execute(_DAYS).fetchall()
    return spans_of_file(source, names, *one(connection.execute(_ENDS)), days)


def _taken_at(snapshot: Snapshot, timezone: str) -> datetime:
    return datetime.fromisoformat(snapshot.fetched_at).astimezone(ZoneInfo(timezone))


def _load_file(
    connection: duckdb.DuckDBPyConnection, table: str, snapshot: Snapshot, day: date, order: int, scope: Scope
) -> Loaded:
    values = {"table": table, "file": snapshot.file_name, "sha256": snapshot.sha256}
    with _staged(connection, snapshot, scope, day) as shape:
        for text in (_KEEP, _RECORDS, _ELSEWHERE, _QUARANTINE):
            statement = text.format(table=table)
            connection.execute(statement, {name: value for name, value in values.items() if f"${name}" in statement})
        received, kept, elsewhere = one(
            connection.execute(
                f"select ({_RECEIVED}), count(*) filter (outside is null), count(*) filter (outside is not null)"
                f" + ({ucdp_cells.ELSEWHERE}) from ucdp_staged where broken = 0"
            )
        )
        _remember(connection, snapshot)
        found = _spans(connection, table, (snapshot.file_name, str(snapshot.details.get("member", ""))))
        said = spans.declared(snapshot)
        ends = [each.until(day) for each in ([said] if said else found.spans)] or [None]
        record_spans(connection, table, [SpanOfFile(snapshot.sha256, day, end, order) for end in ends])
        told = "" if said else found.told(scope.country)
        connection.execute(
            "insert into raw.source_files select $table, $file, $sha256, $day, $order,"
            f" min(first_day), max(last_day), $received, $columns, $fingerprint, $note from {_DATED}",
            {
                **values,
                **{"day": day, "order": order, "received": received},
                **{"columns": len(shape.columns), "fingerprint": shape.fingerprint, "note": shape.note or None},
            },
        )
    warnings = (f"{snapshot.file_name}: {told}",) if told else ()
    return Loaded(received, kept, elsewhere, received - kept - elsewhere, shape.note, warnings)


@contextmanager
def _staged(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, scope: Scope, day: date) -> Generator[Layout]:
    """The file in `ucdp_staged`, `ucdp_numbered` and `ucdp_unreadable`, and its layout."""
    date_format = str(snapshot.details.get("date_format") or "")
    with csv_of(snapshot) as csv_path:
        shape = _stage(connection, csv_path, snapshot.file_name, snapshot.source, scope, date_format, day)
    yield shape
    connection.execute("drop view ucdp_numbered")
    for name in ("ucdp_staged", "ucdp_elsewhere", "ucdp_shifts", "ucdp_unreadable"):
        connection.execute(f"drop table {name}")


def _forget_what_other_code_read(connection: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    connection.execute(PREPARED)
    files = [Path(cell_rules.__file__), *(Path(__file__).parent / name for name in _READERS)]
    files += [SQL / "macros" / f"{name}.sql" for name in _MACROS]
    code = b"".join(file.read_bytes() for file in files)
    reader = hashlib.sha256(code + scope.model_dump_json().encode()).hexdigest()[:16]
    if connection.execute("select digest from prepared.ucdp_reader").fetchall() != [(reader,)]:
        for table in ("ucdp_figures", "ucdp_read", "ucdp_reader"):
            connection.execute(f"delete from prepared.{table}")
        connection.execute("insert into prepared.ucdp_reader values ($reader)", {"reader": reader})


def _remember(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
    if connection.execute(_IS_READ, {"sha256": snapshot.sha256}).fetchone():
        if not snapshot.details.get("date_format"):
            return
        # The same bytes may have been read with the other order of day and month before.
        for table in ("ucdp_figures", "ucdp_read"):
            connection.execute(f"delete from prepared.{table} where snapshot_sha256 = ?", [snapshot.sha256])
    connection.execute(_FIGURES, {"sha256": snapshot.sha256})
    connection.execute(
        "insert into prepared.ucdp_read select $sha256, date_trunc('year', min(first_day)),"
        f" date_trunc('year', max(last_day)) + interval 1 year - interval 1 day from {_DATED}",
        {"sha256": snapshot.sha256},
    )


def _read_for_revisions(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, scope: Scope, day: date) -> str:
    """Remember what a snapshot that no longer counts said, if that was not done before; or say why it cannot be.

    In a transaction of its own: a file at which DuckDB itself gives up ends the one it is read in.
    """
    if connection.execute(_IS_READ, {"sha256": snapshot.sha256}).fetchone():
        return ""
    try:
        with transaction(connection), _staged(connection, snapshot, scope, day):
            _remember(connection, snapshot)
    except BrokenSource as error:
        # Its part of the past is missing, which is no reason to publish nothing.
        return f"not read for its revisions: {str(error).splitlines()[0]}"
    return ""


def _write_sightings(
    connection: duckdb.DuckDBPyConnection, source: str, taken: Sequence[Snapshot], timezone: str
) -> None:
    """Write into `raw.sightings` what those snapshots said that could be read."""
    readings = []
    for snapshot in taken:
        if connection.execute(_IS_READ, {"sha256": snapshot.sha256}).fetchone():
            series = snapshot.file_name if source == CANDIDATE else ""
            moment = _taken_at(snapshot, timezone)
            readings.append((len(readings), series, snapshot.sha256, moment.replace(tzinfo=None), moment.date()))
    connection.execute(
        "create or replace temp table ucdp_readings"
        " (reading bigint, series varchar, snapshot_sha256 varchar, seen_at timestamp, taken_on date)"
    )
    for reading in readings:
        connection.execute("insert into ucdp_readings values (?, ?, ?, ?, ?)", reading)
    connection.execute(SIGHTINGS.format(source=source))
    connection.execute("drop table ucdp_readings")


def _stage(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    name: str,
    source: str,
    scope: Scope,
    date_format: str,
    came_on: date,
) -> Layout:
    """Read the file into temporary tables (`ucdp_reading.read`), and refuse it whole where it must be."""
    shape = layout(path, name=name, source=source)
    connection.execute(f"set variable ucdp_came_on = date '{came_on}'")
    read(connection, path, shape, name, source, scope)
    ucdp_cells.refuse_without_dates(connection, FIELD, name, source)
    form = ucdp_cells.form_of(connection, FIELD, name=name, source=source, date_format=date_format)
    if form is not None or shape.is_rewritten:
        read(connection, path, shape, name, source, scope, form or DayForm())
    # A file without a broken line, as all good ones are, is not sorted for the numbers.
    unreadable = one(connection.execute("select count(*) from ucdp_unreadable"))[0]
    shift, shifts = ("coalesce(shifts.lines, 0)", _SHIFTS) if unreadable else ("0", "")
    connection.execute(_NUMBERED.format(first=shape.first_row, shift=shift, shifts=shifts))
    refuse_whole(connection, path, name, source, scope)
    return shape


# Row numbers as a spreadsheet shows them: the header is row 1, and lines that are no record have a number too; only
# empty lines have none.
_NUMBERED = """
create or replace temp table ucdp_shifts as
with numbered as (select line, row_number() over (order by line) as lines from ucdp_unreadable)
select line - {first} - lines + 1 as before, max(lines) as lines from numbered group by before;
create or replace temp view ucdp_numbered as
select staged.* exclude (nth), staged.nth + {first} + {shift} as row_number from ucdp_staged as staged {shifts}
"""
_SHIFTS = "asof left join ucdp_shifts as shifts on staged.nth >= shifts.before order by staged.nth"
# None of these is sorted: rows come in the order in which the file was read.
_KEEP = f"""insert into raw.{{table}} select {", ".join(FIELD[name] for name in COLUMNS)}, row_number, $sha256
    from ucdp_numbered where broken = 0 and outside is null"""
_RECORDS = f"""insert into raw.records select $table, row_number, {FIELD["id"]}
    from ucdp_numbered where broken = 0 and outside is null"""
_ELSEWHERE = """insert into raw.elsewhere
    select $table, $sha256, outside, place, sum(records)::bigint, sum(deaths)::bigint from (
        select outside, place, 1 as records, best as deaths from ucdp_staged where broken = 0 and outside is not null
        union all select outside, place, records, deaths from ucdp_elsewhere
    ) group by all order by all"""
_RECORD = ", ".join(f"{name} := {FIELD[name]}" for name in COLUMNS)
_QUARANTINE = f"""insert into raw.quarantine
    select $table, $file, row_number, rule, to_json(struct_pack({_RECORD})), $sha256 from ({BROKEN_RULES})
    union all
    select $table, $file, line, 'line: a whole record (' || fault || ')', to_json({{{{'line': csv_line}}}}), $sha256
    from ucdp_unreadable order by 3, 4"""

_IS_READ = "select 1 from prepared.ucdp_read where snapshot_sha256 = $sha256"
_FIGURES = f"""insert into prepared.ucdp_figures
    select $sha256, {", ".join(FIELD[name] for name in SEEN)}, row_number
    from ucdp_numbered where broken = 0 and outside is null"""


def load_night(night: Night) -> Outcome:
    """The same for a run; see `corridorwatch.ingest.loading`."""
    loaded = load(night.connection, night.source, night.store, night.scope, as_of=night.as_of, timezone=night.timezone)
    facts: dict[str, Any] = {"dagster/row_count": loaded.kept, **asdict(loaded)}
    return Outcome(facts, {"names_are_borne_out": facts.pop("warnings")})
