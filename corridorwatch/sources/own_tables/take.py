"""Sources that come as files by hand, from the snapshot store into `raw`: tables of one's own, GTD and GDELT.

A source of this kind that nobody added is an empty table, not an error: the models read it all the same.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import duckdb
import polars as pl

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import scope, spans
from corridorwatch.ingest.by_hand import day_of, if_readable, load_sources, local_day, weeks_of_file
from corridorwatch.ingest.raw import FilesOfSource, SpanOfFile, replace_files
from corridorwatch.ingest.tables import ParsedTable
from corridorwatch.snapshots import Snapshot, SnapshotStore
from corridorwatch.sources.own_tables import parse as own_tables
from corridorwatch.sources.own_tables.mapping import SUFFIX, OwnMapping, parse_mapping
from corridorwatch.warehouse import transaction

_ZERO_MEANS = "no record in {}, whose owner calls it complete under its own definition of an event"

Vocabularies = Mapping[str, set[str]]


@dataclass(frozen=True)
class OwnTable:
    """A table of one's own as a run found it: its mapping, and the snapshots of the mapping and of the table.

    `earlier`: former files of a table that claims completeness, of which this one may have lost more than half.
    """

    mapping: OwnMapping
    mapping_snapshot: Snapshot
    snapshot: Snapshot
    parsed: ParsedTable
    earlier: Sequence[tuple[Snapshot, ParsedTable]] = ()


def take_own_tables(store: SnapshotStore, folder: Path, vocabularies: Vocabularies, moment: datetime) -> list[OwnTable]:
    """Every table that a mapping file of `folder` describes, kept in the store once it could be read.

    A table lies beside its mapping, or was added to the store by hand.

    Args:
        moment: an aware time, at which the files are read.

    Raises:
        BrokenSource: a mapping or its table cannot be read, or there is no table; what the store held stays as it was.
    """
    found = [_take(store, path, vocabularies, moment) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    ids = {table.mapping.source.id for table in found}
    return found + [_kept(store, source, vocabularies) for source in taken_back_later(store) if source not in ids]


def add_own_table(
    store: SnapshotStore,
    folder: Path,
    source: str,
    file: Path,
    vocabularies: Vocabularies,
    moment: datetime,
    *,
    first: date | None = None,
    last: date | None = None,
) -> tuple[Snapshot, ParsedTable]:
    """Keep a newer file of a table of one's own, once its mapping could read it.

    Args:
        first, last: the days for which the user says that the file speaks.

    Raises:
        BrokenSource: there is no such mapping or file, the file cannot be read by the mapping, or another file lies
            beside the mapping and would be read in its place.
    """
    path = folder / f"{source}{SUFFIX}"
    mapping = parse_mapping(path.read_bytes(), path.name)
    if not file.is_file():
        raise BrokenSource(f"there is no file {file}.", expected="a table of your own", next_step="correct its name")
    content = file.read_bytes()
    beside = path.with_name(mapping.file.name)
    if beside.is_file() and beside.read_bytes() != content:
        raise BrokenSource(
            f"{beside} lies beside the mapping of {source}, and every run reads that file.",
            expected="one table for one mapping",
            next_step=f"replace {beside} by your file, or move it away and add yours again",
        )
    came_on = local_day(moment)
    parsed = own_tables.parse_own_table(content, _named(mapping, file.name), vocabularies, came_on=came_on)
    days = [date.fromisoformat(day) for day in _of_the_country(parsed.rows)["date"]]
    declared = spans.declare(first, last, came_on, (min(days), max(days)) if days else None)
    snapshot = store.store(
        source,
        content,
        file_name=file.name,
        url="",
        licence=mapping.source.licence,
        fetched_at=moment,
        received_count=parsed.records,
        details={"added_by_hand": True, **declared},
    )
    return snapshot, parsed


def load_own_tables(connection: duckdb.DuckDBPyConnection, tables: list[OwnTable]) -> None:
    """As `replace_own_tables`, in a transaction of its own."""
    with transaction(connection):
        replace_own_tables(connection, tables)


def replace_own_tables(connection: duckdb.DuckDBPyConnection, tables: list[OwnTable]) -> None:
    """Replace `raw.own_records` and `raw.own_sources` by what the tables hold. To be called in a transaction."""
    replace_files(
        connection,
        "own_records",
        own_tables.COLUMNS,
        [
            FilesOfSource(
                table.mapping.source.id,
                [(table.parsed, _digested(table))],
                [_span(table)],
                [
                    weeks_of_file(snapshot, _days_of_own(parsed), is_current=snapshot is table.snapshot)
                    for snapshot, parsed in [(table.snapshot, table.parsed), *table.earlier]
                    if table.mapping.source.kind == "census"
                ],
            )
            for table in tables
        ],
    )
    load_sources(connection, "own_sources", {table.mapping.source.id: _facts(table) for table in tables})


def _take(store: SnapshotStore, path: Path, vocabularies: Vocabularies, moment: datetime) -> OwnTable:
    written = path.read_bytes()
    mapping = parse_mapping(written, path.name)
    source = mapping.source
    beside = path.with_name(mapping.file.name)
    content = beside.read_bytes() if beside.is_file() else None
    newest = store.newest(source.id)
    is_held = newest is not None and content is not None and hashlib.sha256(content).hexdigest() == newest.sha256
    if content is not None:
        came_on = day_of(newest) if newest and is_held else local_day(moment)
        given, described = content, mapping
    elif newest is not None:
        came_on, given, described = day_of(newest), newest.read(), _named(mapping, newest.file_name)
    else:
        raise BrokenSource(
            f"{path} describes {mapping.file.name}, and there is no such table.",
            expected=f"{mapping.file.name} beside its mapping, or added to the store",
            next_step=f"corridorwatch add {source.id} FILE (or give it up: corridorwatch remove {source.id})",
        )
    # Read before it is kept: a table that cannot be read never takes the place of one that could.
    parsed = own_tables.parse_own_table(given, described, vocabularies, came_on=came_on)
    provinces = _of_the_country(parsed.rows)["province_as_written"]
    if source.kind == "census" and len(provinces) and not scope.speaks_for_scope(provinces):
        raise BrokenSource(
            f"{mapping.file.name} is said to be complete and holds no row of the province; the provinces that it names"
            f" are {', '.join(sorted(set(provinces)))[:400]}.",
            expected="rows of the province: without one, every week of it would be a zero",
            next_step=f'correct the province or its column in {path.name}, or say kind = "sample" there',
        )
    kept = {"url": "", "licence": source.licence, "fetched_at": moment}
    if newest is None or (not is_held and content is not None):
        newest = store.store(source.id, given, file_name=mapping.file.name, received_count=parsed.records, **kept)
    mapped = store.store(f"{source.id}.mapping", written, file_name=path.name, **kept)
    return OwnTable(mapping, mapped, newest, parsed, _earlier(store, mapping, newest, parsed, vocabularies))


def _earlier(
    store: SnapshotStore, mapping: OwnMapping, newest: Snapshot, parsed: ParsedTable, vocabularies: Vocabularies
) -> list[tuple[Snapshot, ParsedTable]]:
    """Former files of a census of which more than half of the records may be gone; others are not read again."""
    if mapping.source.kind != "census":
        return []
    return [
        (each, former)
        for each in store.history(mapping.source.id)
        if each.sha256 != newest.sha256
        and (each.received_count is None or each.received_count > 2 * parsed.rows.height)
        for former in if_readable(
            partial(
                own_tables.parse_own_table,
                each.read(),
                _named(mapping, each.file_name),
                vocabularies,
                came_on=day_of(each),
            )
        )
    ]


def _days_of_own(parsed: ParsedTable) -> list[date]:
    ours = _of_the_country(parsed.rows).filter(pl.col("date_precision") == "day")
    return [
        date.fromisoformat(day)
        for day, province in ours.select("date", "province_as_written").iter_rows()
        if scope.speaks_for_scope([province])
    ]


def taken_back_later(store: SnapshotStore) -> list[str]:
    """Tables that were taken back after the store's day: a run as of that day still reads them from the store."""
    ids = sorted(folder.name.removesuffix(".mapping") for folder in store.root.glob("*.mapping"))
    now = SnapshotStore(store.root)
    return [
        source
        for source in ids
        if now.newest(f"{source}.mapping") is None and store.newest(f"{source}.mapping") and store.newest(source)
    ]


def _kept(store: SnapshotStore, source: str, vocabularies: Vocabularies) -> OwnTable:
    mapped, snapshot = store.require(f"{source}.mapping"), store.require(source)
    mapping = parse_mapping(mapped.read(), mapped.file_name)
    parsed = own_tables.parse_own_table(
        snapshot.read(), _named(mapping, snapshot.file_name), vocabularies, came_on=day_of(snapshot)
    )
    return OwnTable(mapping, mapped, snapshot, parsed, _earlier(store, mapping, snapshot, parsed, vocabularies))


def _named(mapping: OwnMapping, file_name: str) -> OwnMapping:
    """The mapping for a file of another name, which says its format."""
    return mapping.model_copy(update={"file": mapping.file.model_copy(update={"name": file_name})})


def _digested(table: OwnTable) -> Snapshot:
    """The table's snapshot, named and digested together with its mapping: either changes what is read."""
    return replace(
        table.snapshot,
        file_name=f"{table.snapshot.file_name} + {table.mapping_snapshot.file_name}",
        sha256=f"{table.snapshot.sha256}+{table.mapping_snapshot.sha256}",
    )


def _facts(table: OwnTable) -> dict[str, str | None]:
    source = table.mapping.source
    return {
        "title": source.title,
        "kind": source.kind,
        "licence": source.licence,
        "licence_url": source.licence_url or None,
        "credit": source.credit,
        "url": source.url or None,
        "rows_may_leave": "yes" if source.rows_may_leave else "no",
        # The days are those of the file: raw.source_spans.
        "period_start": None,
        "period_end": None,
        "compiled_on": str(day_of(table.snapshot)),
        "zero_means": _ZERO_MEANS.format(source.title) if source.kind == "census" else None,
    }


def _span(table: OwnTable) -> SpanOfFile:
    """For which days a table speaks: those declared, or of its mapping, or from its first to its last event.

    A sample says no zero: it speaks for all the days on which its events may have been, whenever it came.
    """
    source, came_on = table.mapping.source, day_of(table.snapshot)
    is_census = source.kind == "census"
    rows = table.parsed.rows
    ours = _of_the_country(rows)
    days = [
        spans.known_days(date.fromisoformat(day), precision)
        for day, precision in ours.select("date", "date_precision").iter_rows()
    ]
    span = None
    if days and (not is_census or scope.speaks_for_scope(ours["province_as_written"])):
        inner, outer = (1, 0), (0, 1)
        begin, end = inner if is_census else outer
        own = spans.own_events(min(day[begin] for day in days), max(day[end] for day in days))
        own = own and own.until(came_on)
        span = spans.declared(table.snapshot) or own
        if span is own and (source.period_start or source.period_end):
            first = source.period_start or (own.first_day if own else None)
            last = source.period_end or (own.last_day if own else None)
            span = spans.Span(first, last, "mapping") if first and last else None
    known_from = came_on if is_census or not span else span.first_day
    return SpanOfFile(_digested(table).sha256, known_from, span and span.until(came_on))


def _of_the_country(rows: pl.DataFrame) -> pl.DataFrame:
    ours = [scope.is_the_country(country) for country in rows["country_as_written"]]
    return rows.filter(pl.Series(ours, dtype=pl.Boolean))
