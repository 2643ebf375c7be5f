"""What became of a reviewed table since it was last read: rows that are gone, and facts that say something else.

Cells are compared, not bytes: another order of rows or columns, other quotes or line ends are no change. New rows are
none either, and a column that only one of the two files has says nothing about the other.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corridorwatch.ingest.tables import TableSpec

ROW = "row"
"""Stands where a change names its column, for a row that is there no more: it was `there`, it is `gone`."""
THERE, GONE = "there", "gone"

_REMARKS = {"note", "why", "event_name", "victim_as_written", "district_hint", "district_hint_basis"}
_APPEND_ONLY = ("claims", "incidents", "landmarks", "second_reports")
_FEW_ROWS, _ONE_IN = 3, 10
_SHARE, _SOME_ROWS = 4, 10

Cell = tuple[str, str, str]
"""Table, key and column."""


@dataclass(frozen=True)
class Change:
    """A cell that said `was` and says `now`, or, where `column` is `row`, a row that is gone. `told` is for readers."""

    table: str
    key: str
    column: str
    was: str
    now: str
    told: str = ""

    @property
    def cell(self) -> Cell:
        return self.table, self.key, self.column

    def sentence(self) -> str:
        if self.column == ROW:
            return f"{self.key}: was {self.told}; is gone"
        return f"{self.key}, {self.column}: was {self.was or 'empty'}, is {self.now or 'empty'}"


@dataclass(frozen=True)
class Loss:
    """What a table lost since it was last read, nothing of it explained: `gone` and `rewritten` of `rows` rows."""

    table: str
    rows: int
    changes: tuple[Change, ...]

    @property
    def gone(self) -> int:
        return sum(change.column == ROW for change in self.changes)

    @property
    def rewritten(self) -> int:
        return len({change.key for change in self.changes if change.column != ROW})


def rows_by_key(content: bytes, spec: TableSpec) -> dict[str, dict[str, str]]:
    """The rows of a file by their key, the first of each; columns that `spec` does not name included.

    Rows that nobody could read as rows (another number of fields than the header has) are left out: they are a fault of
    their own.
    """
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""))
    header = [name.strip() for name in next(lines, [])]
    if not set(spec.key) <= set(header):
        return {}
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        if len(line) == len(header):
            row = {name: cell.strip() for name, cell in zip(header, line, strict=True)}
            found.setdefault(key_of(row, spec), row)
    return found


def key_of(row: Mapping[str, str | None], spec: TableSpec) -> str:
    """A row's key as one text, as it is read again from a cell: without space at its ends."""
    return " / ".join(row.get(column) or "" for column in spec.key).strip()


def changes(spec: TableSpec, before: bytes, now: bytes) -> list[Change]:
    """Every row that is gone and every cell that says something else, in the order of the file before."""
    old, new = rows_by_key(before, spec), rows_by_key(now, spec)
    found = []
    for key, row in old.items():
        if key not in new:
            found.append(Change(spec.name, key, ROW, THERE, GONE, _told(row, spec)))
            continue
        found += [
            Change(spec.name, key, column, was, new[key][column])
            for column, was in row.items()
            if column in new[key] and new[key][column] != was
        ]
    return found


def loss(spec: TableSpec, before: bytes, now: bytes, steps: Mapping[Cell, Sequence[tuple[str, str]]]) -> Loss | None:
    """What the table lost that no correction and no acceptance explains; None where nothing is to be asked.

    Claims, incidents, landmark attacks and second reports are appended: every row that is gone counts, and every fact
    that changed; remarks may be mended. A page keeps its address. Other tables are edited: there it counts when more
    than three rows or one in ten are gone, or a quarter of the rows, and more than ten, say something else where they
    said something.

    Args:
        steps: cell -> what it was and what it is, for every correction and acceptance on record.
    """
    open_ones = [change for change in changes(spec, before, now) if not explained(change, steps)]
    rows = len(rows_by_key(before, spec))
    if spec.is_appended or spec.name in _APPEND_ONLY:
        open_ones = [change for change in open_ones if change.column not in _REMARKS]
        return Loss(spec.name, rows, tuple(open_ones)) if open_ones else None
    gone = [change for change in open_ones if change.column == ROW]
    if spec.name == "pages":
        gone += [change for change in open_ones if change.column == "url"]
        return Loss(spec.name, rows, tuple(gone)) if gone else None
    rewritten = [change for change in open_ones if change.column != ROW and change.was]
    if len(gone) <= min(_FEW_ROWS, rows // _ONE_IN):
        gone = []
    if len({change.key for change in rewritten}) <= max(_SOME_ROWS, rows // _SHARE):
        rewritten = []
    return Loss(spec.name, rows, (*gone, *rewritten)) if gone or rewritten else None


def explained(change: Change, steps: Mapping[Cell, Sequence[tuple[str, str]]]) -> bool:
    """Whether steps on record lead from what was there to what is there."""
    return leads(change.was, change.now, steps.get(change.cell, ()))


def leads(start: str, end: str, steps: Iterable[tuple[str, str]]) -> bool:
    """Whether `end` can be reached from `start`, step by step; no step at all leads to where one is."""
    steps, reached = list(steps), {start}
    while more := {after for before, after in steps if before in reached} - reached:
        reached |= more
    return end in reached


def _told(row: Mapping[str, str], spec: TableSpec) -> str:
    """A few words by which a reader knows the row again."""
    asked = (
        "event_id", "claimant_id", "victim_group", "metric", "value", "said_at", "date", "district_as_written",
        "killed_total", "name", "district_id", "actor_id", "url",
    )  # fmt: skip
    words = [row[name] for name in asked if row.get(name) and name not in spec.key]
    return ", ".join(words or [cell for cell in row.values() if cell][:4])[:160] or "there"
