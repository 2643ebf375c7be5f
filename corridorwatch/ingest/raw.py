"""Loading accepted rows into the `raw` schema: text as reported, with the snapshot's digest and the row number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import duckdb
import polars as pl

from corridorwatch.ingest import kept_loads
from corridorwatch.ingest.kept_loads import SHARED
from corridorwatch.ingest.spans import Span
from corridorwatch.ingest.tables import ParsedTable
from corridorwatch.manifests import FACTS, registry
from corridorwatch.snapshots import Snapshot
from corridorwatch.warehouse import one, transaction

_RECEIVED = """
create table if not exists raw.received (
    table_name varchar primary key, file_name varchar, snapshot_sha256 varchar,
    received bigint, accepted bigint, refused bigint
)
"""
_QUARANTINE = """
create table if not exists raw.quarantine (
    table_name varchar, file_name varchar, row_number bigint, rule varchar, record varchar, snapshot_sha256 varchar
)
"""
_RECORDS = "create table if not exists raw.records (table_name varchar, row_number bigint, record_id varchar)"
_ELSEWHERE = """
create table if not exists raw.elsewhere (
    table_name varchar, snapshot_sha256 varchar, reason varchar, place varchar, records bigint, deaths bigint
)
"""
_SOURCE_FILES = """
create table if not exists raw.source_files (
    table_name varchar, file_name varchar, snapshot_sha256 varchar, taken_on date, release_order bigint,
    period_start date, period_end date, received bigint, columns bigint, fingerprint varchar, note varchar
)
"""
_SOURCE_SPANS = """
create table if not exists raw.source_spans (
    table_name varchar, snapshot_sha256 varchar, came_order bigint, taken_on date,
    first_day date, last_day date, basis varchar
)
"""
_FILE_WEEKS = """
create table if not exists raw.file_weeks (
    table_name varchar, snapshot_sha256 varchar, taken_on date, is_current boolean, week date, records bigint
)
"""
_FILES_READ = (
    "create table if not exists raw.files_read (table_name varchar, file_name varchar, snapshot_sha256 varchar)"
)
_SIGHTINGS = """
create table if not exists raw.sightings (
    table_name varchar, report_id varchar, reading bigint, seen_at timestamp, taken_on date, withdrawn_as varchar,
    week date, killed_total integer, killed_low integer, killed_high integer, snapshot_sha256 varchar, row_number bigint
)
"""
_HELD = """
select count(*) from duckdb_tables()
where database_name = current_database() and schema_name = 'raw' and table_name in (select unnest($names))
"""
_LOADED = "create table if not exists raw.loaded_files (raw_table varchar, source_id varchar)"


def load_raw(connection: duckdb.DuckDBPyConnection, table: str, parsed: ParsedTable, snapshot: Snapshot) -> None:
    """As `replace_raw`, in a transaction of its own."""
    with transaction(connection):
        replace_raw(connection, table, parsed, snapshot)


def replace_raw(connection: duckdb.DuckDBPyConnection, table: str, parsed: ParsedTable, snapshot: Snapshot) -> None:
    """Replace `raw.<table>` by the accepted rows of one snapshot, and record what came and what was refused.

    Every column is VARCHAR but `row_number`; `snapshot_sha256` is added. `raw.quarantine` gets one row per broken rule,
    `raw.received` one row per table, `raw.records` one row per accepted record with its key: the list that later
    stages are held to.
    """
    open_door(connection, table)
    _replace(connection, table, parsed, snapshot)
    connection.execute(
        "insert into raw.received values ($table, $file, $sha256, $received, $accepted, $refused)",
        {
            "table": table,
            "file": snapshot.file_name,
            "sha256": snapshot.sha256,
            "received": parsed.received,
            "accepted": parsed.rows.height,
            "refused": parsed.refused,
        },
    )
    _record_rows(connection, table, parsed, snapshot)


@dataclass(frozen=True)
class FilesOfSource:
    """The files that together hold a source's records, each with its rows; none where the source was never taken.

    `spans`: for which days they speak. `weeks`: how many records they and the files that they replaced hold by week.
    """

    source_id: str
    files: Sequence[tuple[ParsedTable, Snapshot]]
    spans: Sequence["SpanOfFile"] = ()
    weeks: Sequence["WeeksOfFile"] = ()


@dataclass(frozen=True)
class WeeksOfFile:
    """How many records of the province a file holds that are dated to a day, by Monday of their week.

    `is_current`: it counts; else a later file took its place.
    """

    snapshot_sha256: str
    taken_on: date
    is_current: bool
    records: Mapping[date, int]


@dataclass(frozen=True)
class SpanOfFile:
    """Days for which a file speaks of the country, known from `taken_on` on; None where it does not speak of it.

    `came_order` orders what was said of the same bytes: of several, the last known by a day counts.
    """

    snapshot_sha256: str
    taken_on: date
    span: Span | None
    came_order: int = 0


def replace_files(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], sources: Sequence[FilesOfSource]
) -> None:
    """Replace `raw.<table>` by the accepted rows of several files: of one source, or of several in one shape.

    Every column of `columns` is VARCHAR; `source_id`, `row_number` and `snapshot_sha256` are added. Without a file the
    table is there and empty. `raw.received` gets one row per source, with the names and digests of its files; the key
    there, as in `raw.quarantine` and `raw.records`, is the source's id. To be called in a transaction.
    """
    schema = {
        "source_id": pl.String,
        "row_number": pl.Int64,
        **dict.fromkeys(columns, pl.String),
        "snapshot_sha256": pl.String,
    }
    frames = [
        parsed.rows.with_columns(source_id=pl.lit(source.source_id), snapshot_sha256=pl.lit(snapshot.sha256))
        for source in sources
        for parsed, snapshot in source.files
    ]
    rows = pl.concat([pl.DataFrame(schema=schema), *(frame.select(*schema) for frame in frames)])
    _make_tables(connection)
    connection.register("_accepted", rows.to_arrow())
    connection.execute(
        f"create or replace table raw.{table} as select * from _accepted"
        " order by source_id, snapshot_sha256, row_number"
    )
    connection.unregister("_accepted")
    connection.execute(_LOADED)
    for bookkeeping in SHARED:
        connection.execute(
            f"delete from raw.{bookkeeping}"
            " where table_name in (select source_id from raw.loaded_files where raw_table = $table)",
            {"table": table},
        )
    connection.execute("delete from raw.loaded_files where raw_table = $table", {"table": table})
    for source in sources:
        connection.execute(
            "insert into raw.loaded_files values ($table, $source)", {"table": table, "source": source.source_id}
        )
        _record_files(connection, source)
        record_spans(connection, source.source_id, source.spans)
        for file in source.weeks:
            for week, records in sorted(file.records.items()):
                connection.execute(
                    "insert into raw.file_weeks values (?, ?, ?, ?, ?, ?)",
                    (source.source_id, file.snapshot_sha256, file.taken_on, file.is_current, week, records),
                )


def record_spans(connection: duckdb.DuckDBPyConnection, source_id: str, spans: Sequence[SpanOfFile]) -> None:
    """Say in `raw.source_spans` for which days the files of a source speak.

    One row per file and span: the source (`table_name`), the file's digest, the order in which it came, the day from
    which that is known, first and last day, and the basis, one of `corridorwatch.sources.spans.BASES`. A file that does
    not speak of the country has a row without days: it takes back what was said of the same bytes before.
    """
    for each in spans:
        days = (each.span.first_day, each.span.last_day, each.span.basis) if each.span else (None, None, None)
        connection.execute(
            "insert into raw.source_spans values (?, ?, ?, ?, ?, ?, ?)",
            (source_id, each.snapshot_sha256, each.came_order, each.taken_on, *days),
        )


def _record_files(connection: duckdb.DuckDBPyConnection, source: FilesOfSource) -> None:
    parsed = [each for each, _ in source.files]
    connection.execute(
        "insert into raw.received values ($source, $files, $digests, $received, $accepted, $refused)",
        {
            "source": source.source_id,
            "files": " + ".join(snapshot.file_name for _, snapshot in source.files),
            "digests": "+".join(snapshot.sha256 for _, snapshot in source.files),
            "received": sum(each.received for each in parsed),
            "accepted": sum(each.accepted for each in parsed),
            "refused": sum(each.refused for each in parsed),
        },
    )
    for each, snapshot in source.files:
        _record_rows(connection, source.source_id, each, snapshot)


def record_received(
    connection: duckdb.DuckDBPyConnection, table: str, snapshot: Snapshot | None, received: int
) -> None:
    """Say in `raw.received` what a table that is no list of records was read from; nothing where no file came."""
    _make_tables(connection)
    connection.execute("delete from raw.received where table_name = $table", {"table": table})
    if snapshot is not None:
        connection.execute(
            "insert into raw.received values ($table, $file, $sha256, $received, $received, 0)",
            {"table": table, "file": snapshot.file_name, "sha256": snapshot.sha256, "received": received},
        )


def _make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema if not exists raw")
    held = one(connection.execute(_HELD, {"names": SHARED}))[0]
    if held == len(SHARED):
        return
    # What one of them held of other loaders is gone, and they must say it again.
    kept_loads.forget(connection)
    for statement in (
        *(_RECEIVED, _QUARANTINE, _RECORDS, _ELSEWHERE, _SOURCE_FILES, _SOURCE_SPANS, _FILE_WEEKS),
        *(_FILES_READ, _SIGHTINGS),
    ):
        connection.execute(statement)


def open_door(connection: duckdb.DuckDBPyConnection, table: str = "") -> None:
    """Make what all loaders write together, and empty it of `table`.

    Beside what `replace_raw` names: `raw.elsewhere` counts accepted records outside the province in aggregate, and
    `raw.source_files` says of each file read when it was taken, when its events lie, and what its columns were; for
    which days it speaks is in `raw.source_spans`. `raw.file_weeks` counts records by file and week, also of files that
    were replaced, of sources that come by hand. `raw.files_read` says which file a snapshot's digest names.
    `raw.sightings`, of publishers that revise their rows, says of each record, and each reading at which something was
    said of it, what then counted: its figures, or why it was no record any more (`withdrawn_as`).
    """
    _make_tables(connection)
    for name in SHARED:
        connection.execute(f"delete from raw.{name} where table_name = $table", {"table": table})


def load_said_of_sources(connection: duckdb.DuckDBPyConnection) -> int:
    """Replace `raw.sources` by what the manifests say, all as text; how many rows.

    A source whose loader writes a table `<id>_sources` is said there, once its files are held.
    """
    rows = said_of_sources()
    with transaction(connection):
        _make_tables(connection)
        connection.execute(
            f"create or replace table raw.sources ({', '.join(f'{name} varchar' for name in rows.columns)})"
        )
        # Row by row: a frame goes through pyarrow, whose import takes longer than all of these.
        connection.executemany(f"insert into raw.sources values ({', '.join('?' * rows.width)})", rows.rows())
    return rows.height


def said_of_sources() -> pl.DataFrame:
    """The rows of `raw.sources`."""
    said = [
        {
            "source_id": each.source_id,
            **{fact: each.facts.get(fact) for fact in FACTS},
            "accumulates": "yes" if each.accumulates else "no",
            "claimant": each.claimant or None,
            "short_title": each.short_title or None,
            "note_tells_place": "yes" if each.note_tells_place else "no",
        }
        for each in registry().sources.values()
        if each.facts and f"{each.source_id}_sources" not in each.tables
    ]
    return pl.DataFrame(said, schema=dict.fromkeys(said[0], pl.String))


def record_names(connection: duckdb.DuckDBPyConnection, table: str, snapshots: Iterable[Snapshot]) -> None:
    """Say in `raw.files_read` which files the digests in the rows of a table name."""
    for snapshot in snapshots:
        connection.execute("insert into raw.files_read values (?, ?, ?)", [table, snapshot.file_name, snapshot.sha256])


def _record_rows(connection: duckdb.DuckDBPyConnection, table: str, parsed: ParsedTable, snapshot: Snapshot) -> None:
    record_names(connection, table, [snapshot])
    for each in parsed.elsewhere:
        connection.execute(
            "insert into raw.elsewhere values ($table, $sha256, 'another_country', $place, $records, $deaths)",
            {"table": table, "sha256": snapshot.sha256, **asdict(each)},
        )
    connection.register(
        "_named",
        parsed.rows.select(
            "row_number", record_id=pl.concat_str(parsed.key, separator="/", ignore_nulls=True)
        ).to_arrow(),
    )
    connection.execute("insert into raw.records select $table, row_number, record_id from _named", {"table": table})
    connection.unregister("_named")
    connection.register("_refused", parsed.quarantine.to_arrow())
    connection.execute(
        "insert into raw.quarantine select $table, file_name, row_number, rule, record, $sha256 from _refused",
        {"table": table, "sha256": snapshot.sha256},
    )
    connection.unregister("_refused")


def _replace(connection: duckdb.DuckDBPyConnection, table: str, parsed: ParsedTable, snapshot: Snapshot) -> None:
    connection.register("_accepted", parsed.rows.to_arrow())
    connection.execute(
        f"create or replace table raw.{table} as"
        " select *, $sha256 as snapshot_sha256 from _accepted order by row_number",
        {"sha256": snapshot.sha256},
    )
    connection.unregister("_accepted")
