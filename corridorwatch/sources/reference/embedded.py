"""The embedded files: all of `reference/` and what was entered on this machine, read through the same ingest as any
publisher's file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import polars as pl

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import corrections
from corridorwatch.ingest.kept_loads import KeptLoad, bytes_of, facts
from corridorwatch.ingest.raw import replace_raw
from corridorwatch.ingest.tables import ParsedTable, TableSpec, parse_table
from corridorwatch.reviewed_files import ENTERED, Folder, Row, header_of, with_rows
from corridorwatch.snapshots import Snapshot, SnapshotStore
from corridorwatch.sources.ledger import entered
from corridorwatch.sources.ledger import parse as ledger
from corridorwatch.sources.reference import guard, reviewed
from corridorwatch.sources.reference.guard import Table
from corridorwatch.warehouse import transaction


@dataclass(frozen=True)
class EmbeddedFile:
    """A file of the reviewed tables: its path as `reviewed_files.Facts` takes it, and what it must look like."""

    path: Path
    spec: TableSpec


def files(reference: Folder) -> dict[str, dict[str, EmbeddedFile]]:
    """Every embedded file: source -> name of its `raw` table -> file.

    Args:
        reference: where they lie; its closed lists decide which codes the ledger may use.

    Raises:
        BrokenSource: the closed lists are missing.
    """
    tables, compiled = reviewed.specs(), ledger.specs(reviewed.read_vocabularies(reference))
    shipped = {
        "reference": {table: EmbeddedFile(Path(f"{spec.name}.csv"), spec) for table, spec in tables.items()},
        ledger.SOURCE_ID: {
            table: EmbeddedFile(ledger.FOLDER / f"{spec.name}.csv", spec) for table, spec in compiled.items()
        },
    }
    return shipped | {
        entered.SOURCE_ID: {
            table: EmbeddedFile(ENTERED / f"{table.removeprefix('entered_')}.csv", spec)
            for table, spec in entered.specs(tables | compiled).items()
        }
    }


_LISTS = tuple(map(Path, reviewed.VOCABULARY_FILES))
"""The closed lists, which decide what rows may say."""
_EXPLAIN = (
    ledger.FOLDER / f"{corrections.CORRECTIONS.name}.csv",
    corrections.ACCEPTED_FILE,
    ENTERED / corrections.ACCEPTED_FILE,
)
"""What explains a change in the tables of both sources."""

OPTIONAL = frozenset(
    {
        "ledger_corrections",
        "ledger_landmarks",
        "ledger_page_moves",
        "accepted_changes",
        "publishers_of_totals",
        "published_totals",
        *entered.OF,
    }
)
"""Tables that a folder of an earlier version lacks, or into which nobody entered a row; they are then empty."""


def lying_there(reference: Folder, files: Mapping[str, EmbeddedFile]) -> list[Table]:
    """A source's tables as they lie in the folder.

    Raises:
        BrokenSource: a file is missing.
    """
    return [Table(table, file.path, file.spec, content_of(reference, table, file)) for table, file in files.items()]


def hold(
    store: SnapshotStore,
    reference: Folder,
    source: str,
    today: date,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> list[Table]:
    """A source's tables, once they keep every rule and lost nothing since they were last read that nobody explained.

    Args:
        store: where the snapshots of earlier runs are.
        today: the day of the run, whatever the as-of date.
        connection: the warehouse, which remembers that the same tables held: they are not judged twice.

    Raises:
        BrokenSource: a table is missing or holds a fault, or rows are gone or rewritten without a word.
    """
    tables = lying_there(reference, files(reference)[source])
    load = _judged(connection, store, reference, source, tables) if connection else None
    told = load.told() if load else None
    # What did not lie ahead on a day lies not ahead on a later one.
    if told and told["today"] <= today.isoformat():
        return tables
    parsed = guard.read(tables)
    if source == ledger.SOURCE_ID:
        guard.corrections_hold(tables, store, corrections.accepted(reference))
    guard.nothing_lost(guard.compare(tables, store, steps(reference)))
    _judge(tables, parsed, reference, source, today)
    if load:
        load.keep({"today": today.isoformat()})
    return tables


def hold_with(reference: Folder, added: Mapping[str, Sequence[Row]], today: date) -> None:
    """Hold what was entered, with more rows after it, to the rules of a run.

    Args:
        added: `raw` table name -> rows.

    Raises:
        BrokenSource: a rule is broken, or a row says something else than a shipped one of its key.
    """
    tables = [
        replace(table, content=with_rows(table.content, added.get(table.name, ())))
        for table in lying_there(reference, files(reference)[entered.SOURCE_ID])
    ]
    _judge(tables, guard.read(tables), reference, entered.SOURCE_ID, today)


def _judge(
    tables: Sequence[Table], parsed: Mapping[str, ParsedTable], reference: Folder, source: str, today: date
) -> None:
    guard.judge(tables, parsed, today)
    if source == entered.SOURCE_ID:
        entered.fit(parsed, _shipped(reference))


def _judged(
    connection: duckdb.DuckDBPyConnection, store: SnapshotStore, reference: Folder, source: str, tables: Sequence[Table]
) -> KeptLoad:
    """What a verdict follows from: on these tables, after those of the last run, by these lists and explanations."""
    held = {table.name: store.newest(table.name) for table in tables}
    rests_on = {
        "tables": [(table.name, str(table.path), sha256(table.content).hexdigest()) for table in tables],
        "before": {name: snapshot and facts(snapshot) for name, snapshot in held.items()},
        "beside": [bytes_of(reference / path) for path in (*_LISTS, *_EXPLAIN)],
        # What was entered is held to the shipped tables.
        "fits": [bytes_of(reference / file.path) for group in files(reference).values() for file in group.values()]
        if source == entered.SOURCE_ID
        else [],
    }
    return KeptLoad(connection, f"{source} as judged", (), rests_on)


def steps(reference: Folder) -> corrections.Steps:
    """What corrections and acceptances in the folder explain."""
    path = reference / ledger.FOLDER / f"{corrections.CORRECTIONS.name}.csv"
    return corrections.steps(path.read_bytes() if path.is_file() else b"", *corrections.accepted(reference))


def losses(store: SnapshotStore, reference: Folder) -> list[tuple[Table, Snapshot, guard.Loss]]:
    """What all reviewed tables lost since they were last read that nobody explained, whatever faults they have."""
    explained = steps(reference)
    return [
        lost
        for group in files(reference).values()
        for lost in guard.compare(lying_there(reference, group), store, explained)
    ]


def take(
    store: SnapshotStore,
    reference: Folder,
    source: str,
    moment: datetime,
    today: date,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> list[tuple[str, Snapshot]]:
    """Keep the bytes of a source's tables, all of them or none: what `hold` stops is never what a later run compares
    with.

    Raises:
        BrokenSource: see `hold`.
    """
    tables = hold(store, reference, source, today, connection)
    kept = [(table.name, _keep(store, table, moment)) for table in tables]
    if connection and any(snapshot.outcome != "unchanged" for _, snapshot in kept):
        # Against themselves they lost nothing, and corrections that led to what they say lead there still.
        _judged(connection, store, reference, source, tables).keep({"today": today.isoformat()})
    return kept


@dataclass(frozen=True)
class Loaded:
    """What a table's file held: rows accepted, rows received, rows refused, and the refusals in words."""

    rows: int
    received: int
    refused: int
    refusals: tuple[str, ...]

    @classmethod
    def again(cls, refusals: list[str], **counts: int) -> "Loaded":
        """From what was kept of it as JSON."""
        return cls(refusals=tuple(refusals), **counts)


def load(
    connection: duckdb.DuckDBPyConnection, store: SnapshotStore, reference: Folder, source: str, *, timezone: str
) -> dict[str, Loaded]:
    """Replace a source's tables of `raw` by the rows of their newest snapshots: name of the table -> what it held.

    Args:
        reference: the folder whose closed lists decide which codes the ledger may use.
        timezone: the clock by which a snapshot's day is told.

    Raises:
        BrokenSource: there is no snapshot, or it cannot be read; or the ledger's tables contradict each other.
    """
    expected = files(reference)[source]
    taken = {table: store.require(table) for table in expected}
    rests_on = {
        "files": {table: facts(snapshot) for table, snapshot in taken.items()},
        "lists": [bytes_of(reference / path) for path in _LISTS],
        "timezone": timezone,
    }
    load = KeptLoad(connection, source, list(expected), rests_on)
    if told := load.told():
        return {table: Loaded.again(**each) for table, each in told.items()}
    tables = {
        table: parse_table(snapshot.read(), expected[table].spec, file_name=snapshot.file_name)
        for table, snapshot in taken.items()
    }
    if source == ledger.SOURCE_ID:
        tables = {
            table: ledger.held_to_day(
                table, parsed, file_name=taken[table].file_name, came_on=taken[table].day(timezone)
            )
            for table, parsed in tables.items()
        }
        ledger.check_references(tables)
    loaded = {table: _loaded(parsed) for table, parsed in tables.items()}
    with transaction(connection):
        for table, parsed in tables.items():
            replace_raw(connection, table, parsed, taken[table])
        load.keep({table: asdict(each) for table, each in loaded.items()})
    return loaded


def _loaded(parsed: ParsedTable) -> Loaded:
    found = parsed.quarantine.select("file_name", "row_number", "rule").iter_rows()
    refusals = tuple(f"{name} row {row}: {rule}" for name, row, rule in found)
    return Loaded(parsed.rows.height, parsed.received, parsed.refused, refusals)


def take_snapshot(
    store: SnapshotStore, reference: Folder, table: str, file: EmbeddedFile, moment: datetime
) -> Snapshot:
    """Keep one file's bytes as they are now, unjudged.

    Raises:
        BrokenSource: the file is missing.
    """
    return _keep(store, Table(table, file.path, file.spec, content_of(reference, table, file)), moment)


def _keep(store: SnapshotStore, table: Table, moment: datetime) -> Snapshot:
    return store.store(
        table.name, table.content, file_name=table.path.as_posix(), url="", licence=ledger.LICENCE, fetched_at=moment
    )


def content_of(reference: Folder, table: str, file: EmbeddedFile) -> bytes:
    """A table's bytes as they lie in the folder; a header alone where an earlier version had no such table.

    Raises:
        BrokenSource: the file is missing.
    """
    path = reference / file.path
    if table in OPTIONAL and not path.is_file():
        return header_of(file.spec.columns)
    if not path.is_file():
        raise BrokenSource(
            f"there is no {path}.",
            expected="the reviewed tables of this version",
            next_step="restore the file, or correct `reference` in corridorwatch.toml",
        )
    return path.read_bytes()


def rows_of(reference: Folder, table: str, file: EmbeddedFile, added: Iterable[Row] = ()) -> pl.DataFrame:
    """A table's accepted rows as they lie in the folder and are in `raw`, of no snapshot.

    Args:
        added: rows that follow them.

    Raises:
        BrokenSource: the file is missing or cannot be read.
    """
    content = with_rows(content_of(reference, table, file), added)
    parsed = parse_table(content, file.spec, file_name=file.path.name)
    return parsed.rows.with_columns(snapshot_sha256=pl.lit(""))


def _shipped(reference: Folder) -> dict[str, ParsedTable]:
    """The tables to whose rows something may be entered, and those of the ledger that hold the ledger together."""
    groups = files(reference)
    wanted = groups[ledger.SOURCE_ID] | {
        table: file for table, file in groups["reference"].items() if table in entered.OF.values()
    }
    return guard.read(lying_there(reference, wanted))
