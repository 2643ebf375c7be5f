"""Our own tables at ingest: a fault in them stops the run, and so does what they lost since they were last read.

A publisher's bad row is set aside and the night goes on; a bad row of our own is somebody's unfinished work, and is
mended before anything is made of it. What stops, in this order: marks of an unsettled merge, two rows of one key,
corrections that do not say what the tables say, rows lost or rewritten without a word, rows that break a rule, days
that lie ahead, and files that contradict each other.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import corrections
from corridorwatch.ingest.changes import Loss, key_of, loss
from corridorwatch.ingest.tables import ROW, ParsedTable, TableSpec, parse_table
from corridorwatch.snapshots import Snapshot, SnapshotStore
from corridorwatch.sources.ledger import parse as ledger

_MARK = re.compile(rb"^(<{7}|={7}|>{7}|\|{7})([ \t].*)?\r?$", re.MULTILINE)
_FIRST = 10
_PAKISTAN = timezone(timedelta(hours=5))
_DAYS = {
    "ledger_incidents": ("date", "published_date"),
    "ledger_landmarks": ("date", "published_date"),
    "ledger_second_reports": ("date", "published_date"),
    "ledger_claims": ("said_at", "published_date"),
    "ledger_pages": ("published_date",),
    "ledger_campaigns": ("date_start", "known_from"),
    "ledger_campaign_places": ("published_date",),
    "published_totals": ("date_end", "published_date"),
    "entered_claims": ("said_at", "published_date"),
    "entered_pages": ("published_date",),
}
"""Days that cannot lie ahead: something happened, was said or was published."""


@dataclass(frozen=True)
class Table:
    """A reviewed table as it lies there: its name in `raw`, its path in the folder, its columns and its bytes."""

    name: str
    path: Path
    spec: TableSpec
    content: bytes


def no_marks(content: bytes, path: str) -> None:
    """Hold a file to carry no mark that a version control system leaves where two people's lines met.

    Raises:
        BrokenSource: it does; the line is named.
    """
    if found := _MARK.search(content):
        line = content.count(b"\n", 0, found.start()) + 1
        raise BrokenSource(
            f"{path} line {line} holds the mark {found[0][:7].decode()} of an unsettled merge: both sides of it would"
            " be published.",
            expected="one text, settled by whoever merged",
            next_step=f"settle the merge in {path} (keep both sides' rows, take the marks out), then run again",
        )


def read(tables: Sequence[Table]) -> dict[str, ParsedTable]:
    """The tables' rows by the tables' names in `raw`, refused ones set aside.

    Raises:
        BrokenSource: a mark of a merge, two rows of one key, or a file that cannot be read.
    """
    for table in tables:
        no_marks(table.content, str(table.path))
    parsed = {table.name: parse_table(table.content, table.spec, file_name=str(table.path)) for table in tables}
    _keys_once(tables, parsed)
    return parsed


def judge(tables: Sequence[Table], parsed: Mapping[str, ParsedTable], today: date) -> None:
    """Hold every row of a source's tables to the rules.

    Args:
        today: the run's own day, after which nothing can have happened.

    Raises:
        BrokenSource: a row breaks a rule, a day lies ahead, or files contradict each other.
    """
    _rules_kept(tables, parsed)
    _nothing_ahead(tables, parsed, today)
    if "ledger_claims" in parsed:
        ledger.check_references(parsed)


def compare(
    tables: Sequence[Table], store: SnapshotStore, explained: corrections.Steps
) -> list[tuple[Table, Snapshot, Loss]]:
    """What each table lost against its newest snapshot that nothing explains; tables never read before lost nothing."""
    lost = []
    for table in tables:
        held = store.newest(table.name)
        if held is None or (held.path.stat().st_size == len(table.content) and held.read() == table.content):
            continue
        if found := loss(table.spec, held.read(), table.content, explained):
            lost.append((table, held, found))
    return lost


def nothing_lost(lost: Sequence[tuple[Table, Snapshot, Loss]]) -> None:
    """Stop where something is lost.

    Raises:
        BrokenSource: the first rows with what they said and say, the counts, and how to go on.
    """
    if not lost:
        return
    told, names = [], []
    for table, held, found in lost:
        counts = [
            f"{found.gone} of {found.rows} rows are gone" if found.gone else "",
            f"{found.rewritten} of {found.rows} rows say something else" if found.rewritten else "",
        ]
        told.append(f"{table.path}: {' and '.join(filter(None, counts))} since it was read on {held.fetched_at[:10]}:")
        told += [f"  {change.sentence()}" for change in found.changes[:_FIRST]]
        if len(found.changes) > _FIRST:
            told.append(f"  and {len(found.changes) - _FIRST} more")
        names.append(table.spec.name)
    raise BrokenSource(
        "\n  ".join(told),
        expected="rows that stay: new ones are appended, and a changed fact has a row in ledger/corrections.csv",
        next_step="restore the file (was a filtered sheet saved?), or enter the correction; if it is meant:"
        f' corridorwatch reference accept {" ".join(names)} --why "..."',
    )


def corrections_hold(tables: Sequence[Table], store: SnapshotStore, accepted: Sequence[bytes]) -> None:
    """Hold the corrections to the tables they speak of.

    Raises:
        BrokenSource: a correction says what its table does not say, or did not.
    """
    by_name = {table.spec.name: table for table in tables}
    held = {table.spec.name: store.newest(table.name) for table in tables}
    found = corrections.faults(
        by_name["corrections"].content,
        accepted,
        {name: (table.spec, table.content) for name, table in by_name.items()},
        {name: snapshot.read() for name, snapshot in held.items() if snapshot},
    )
    if found:
        raise BrokenSource(
            _some("corrections that do not say what the tables say", found),
            expected="`was` what the table said, `is` what it says now",
            next_step="mend the row of the table or that of ledger/corrections.csv, then run again",
        )


def _keys_once(tables: Sequence[Table], parsed: Mapping[str, ParsedTable]) -> None:
    found, step = [], ""
    for table in tables:
        if not any("repeats an earlier row" in rule for rule in parsed[table.name].quarantine["rule"]):
            continue
        first: dict[str, tuple[int, dict[str, str]]] = {}
        for number, row in _numbered(table):
            key = key_of(row, table.spec)
            if key not in first:
                first[key] = (number, row)
                continue
            before, other = first[key]
            differ = [name for name in row if row[name] != other.get(name)]
            words = [f"{name} {other.get(name) or 'empty'} and {row[name] or 'empty'}" for name in differ[:5]]
            found.append(
                f"{table.path} rows {before} and {number} are both {key}"
                + (f": {', '.join(words)}" if words else ", word for word")
            )
            step = step or (
                f"delete row {number} of {table.path}"
                if not differ
                else f"give row {number} a number of its own: corridorwatch claims renumber {number}"
                if table.name == "ledger_claims"
                else f"give row {number} of {table.path} a key of its own, or delete the row that is not meant"
            )
    if found:
        raise BrokenSource(
            _some("two rows of one key, of which one would be dropped", found),
            expected="one row a key: two people's rows merged need numbers of their own",
            next_step=step,
        )


def _numbered(table: Table) -> list[tuple[int, dict[str, str]]]:
    """The rows as ingest numbers them."""
    lines = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    header = [name.strip() for name in lines[0]]
    return [
        (number, dict(zip(header, map(str.strip, line), strict=True)))
        for number, line in enumerate(lines[1:], 2)
        if len(line) == len(header) and any(cell.strip() for cell in line)
    ]


def _rules_kept(tables: Sequence[Table], parsed: Mapping[str, ParsedTable]) -> None:
    found = [
        f"{table.path} row {number}: {rule}"
        for table in tables
        for number, rule in parsed[table.name].quarantine.select(ROW, "rule").iter_rows()
    ]
    if found:
        raise BrokenSource(
            _some("rows of the reviewed tables that break a rule", found),
            expected="every row right: what is left out of our own tables is lost without anybody's decision",
            next_step="mend these rows (the row's number is the spreadsheet's), or take them out, then run again",
        )


def _nothing_ahead(tables: Sequence[Table], parsed: Mapping[str, ParsedTable], today: date) -> None:
    found = [
        f"{table.path} row {row[ROW]}: {column} {row[column]} lies ahead of {today}"
        for table in tables
        for column in _DAYS.get(table.name, ())
        for row in parsed[table.name].rows.select(ROW, column).iter_rows(named=True)
        if row[column] and _day(row[column]) > today
    ]
    if found:
        raise BrokenSource(
            _some("days that lie ahead", found),
            expected=f"what happened, was said or was published by {today}, the day of this run",
            next_step="correct the date, or leave the row out until the day has come",
        )


def _day(cell: str) -> date:
    """The day in Pakistan."""
    return datetime.fromisoformat(cell).astimezone(_PAKISTAN).date() if "T" in cell else date.fromisoformat(cell)


def _some(what: str, found: Sequence[str]) -> str:
    more = [f"and {len(found) - _FIRST} more"] if len(found) > _FIRST else []
    return "\n    ".join([f"{what} ({len(found)}):", *found[:_FIRST], *more])
