"""Reading a table at ingest: bytes to rows as reported, with every refused row named by file, row and rule.

A file that is broken as a whole (not UTF-8, a column missing, cut in the middle) stops its source. A row that breaks a
rule goes to the quarantine with the rule's name, and is counted; the rest pass unchanged, as text.
"""

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import csv_rows
from corridorwatch.ingest.encodings import decode
from corridorwatch.ingest.rules import Cell
from corridorwatch.ingest.scope import stated_deaths
from corridorwatch.ingest.spans import Span

ROW = "row_number"

_Refusal = tuple[int, str, dict]


@dataclass(frozen=True)
class TableSpec:
    """What one file of a source must look like.

    `columns` maps every required column to its rules (all text: values stay as reported; the checks say what they must
    parse to). `key` is the column, or columns, that name a row; no two rows may share it. `rules` are
    those that take more than one column: sentence -> expression that is false where a row breaks it. `is_appended`: its
    rows are never edited nor taken out; what changes is a new row.
    """

    name: str
    columns: Mapping[str, Cell]
    key: tuple[str, ...]
    rules: Mapping[str, pl.Expr] = field(default_factory=dict)
    is_appended: bool = False


@dataclass(frozen=True)
class Elsewhere:
    """Records of a place outside the country, and the deaths they state; null where none of them states any."""

    place: str
    records: int
    deaths: int | None


@dataclass(frozen=True)
class ParsedTable:
    """A file after ingest.

    `rows`: the accepted rows, all text, null where the cell was empty, plus `row_number` (1 is the header, as a
    spreadsheet shows it). `quarantine`: file_name, row_number, rule, record (the whole row as JSON), one row per
    broken rule. `received`: how many records the file held. `key`: the columns that name a record. `elsewhere`: for
    files of the whole world, the records outside the country as they are counted in `raw.elsewhere`; each counts as
    received and as accepted. `span`: for which days the file itself speaks, where its reader tells. `left_out`: rows of
    the quarantine that are no records (titles, notes, totals) and break no rule.
    """

    rows: pl.DataFrame
    quarantine: pl.DataFrame
    received: int
    key: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...] = ()
    span: Span | None = None
    left_out: frozenset[int] = frozenset()

    @property
    def records(self) -> int:
        """How many of the rows are records."""
        return self.received - len(self.left_out)

    @property
    def broken(self) -> pl.DataFrame:
        """The quarantine of records: without the rows that are none."""
        return self.quarantine.filter(~pl.col(ROW).is_in(list(self.left_out)))

    @property
    def accepted(self) -> int:
        """How many records were accepted, here or elsewhere."""
        return self.rows.height + sum(each.records for each in self.elsewhere)

    @property
    def refused(self) -> int:
        """How many records were refused; each counts once however many rules it broke."""
        return self.quarantine[ROW].n_unique()

    @property
    def refused_deaths(self) -> int:
        """The deaths that refused records state, as far as they can be read."""
        return stated_deaths(self.quarantine.unique(ROW)["record"].to_list())


def parse_table(content: bytes, spec: TableSpec, *, file_name: str) -> ParsedTable:
    """Read a CSV and sort its rows into accepted and quarantined.

    Raises:
        BrokenSource: the bytes are not UTF-8, a required column is missing or named twice, or a quoted field never
            ends (the rest of the file would vanish inside it).
    """
    header, records = _records(decode(content, "utf-8", file_name), file_name)
    return judge(header, records, spec, file_name=file_name)


def judge(
    header: Sequence[str],
    records: Sequence[tuple[int, Sequence[str | None]]],
    spec: TableSpec,
    *,
    file_name: str,
    unreadable: Mapping[int, str] | None = None,
) -> ParsedTable:
    """Sort numbered records into accepted and quarantined.

    Args:
        unreadable: row number -> why that row is refused whatever its cells hold.

    Raises:
        BrokenSource: a required column is missing.
    """
    missing = [column for column in spec.columns if column not in header]
    if missing:
        raise BrokenSource(
            f"{file_name} lacks the column {missing[0]!r}"
            + (f" (and {', '.join(map(repr, missing[1:]))})" if missing[1:] else "")
            + f"; it has {', '.join(header)[:600]}.",
            expected=f"the columns {', '.join(spec.columns)}",
            next_step="save the file with commas between its cells and run again"
            if len(header) == 1 and re.search(r"[;\t|]", header[0])
            else "restore the column's name in the file's first row and run again",
        )
    faults = {
        number: f"row has {len(record)} fields, the header {len(header)}"
        for number, record in records
        if len(record) != len(header)
    } | dict(unreadable or {})
    for number, record in records:
        if any("\x00" in cell for cell in record if cell):
            faults.setdefault(number, "a cell holds a NUL byte, which no text has")
    whole = [(number, record) for number, record in records if number not in faults]
    places = {column: header.index(column) for column in spec.columns}
    frame = pl.DataFrame(
        {
            ROW: [number for number, _ in whole],
            **{
                column: [(record[place] or "").strip() or None for _, record in whole]
                for column, place in places.items()
            },
        },
        schema={ROW: pl.Int64, **dict.fromkeys(spec.columns, pl.String)},
    )
    first = frame.select(pl.struct(spec.key).is_first_distinct()).to_series()
    right, broken = _rules_of_cells(frame.filter(first), spec)
    accepted, across = _rules_of_rows(right, spec)
    refusals = [
        *across,
        *broken,
        *_repeated_keys(frame.filter(~first), spec),
        *((number, faults[number], _labelled(header, record)) for number, record in records if number in faults),
    ]
    quarantine = pl.DataFrame(
        [
            (file_name, number, rule, json.dumps(record, ensure_ascii=False))
            for number, rule, record in sorted(refusals, key=lambda refusal: refusal[:2])
        ],
        schema={"file_name": pl.String, ROW: pl.Int64, "rule": pl.String, "record": pl.String},
        orient="row",
    )
    return ParsedTable(accepted.sort(ROW), quarantine, len(records), spec.key)


def _labelled(header: Sequence[str], record: Sequence[str | None]) -> dict:
    """A record as its columns name it; where it is no row of them, by its places."""
    return dict(zip(header, record, strict=True)) if len(record) == len(header) else dict(enumerate(record))


def _records(text: str, file_name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header and the numbered records."""
    rows = list(csv_rows.rows(io.StringIO(text, newline=""), file_name))
    if not rows:
        raise BrokenSource(f"{file_name} is empty.", expected="a header row and records", next_step="restore the file")
    header = [name.strip() for name in rows[0]]
    csv_rows.hold_to_once(header, file_name)
    return header, [(number, row) for number, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]


def _rules_of_rows(rows: pl.DataFrame, spec: TableSpec) -> tuple[pl.DataFrame, list[_Refusal]]:
    """Rows that keep the rules of several columns, and refusals of those that do not. Cells are right by now."""
    if not spec.rules:
        return rows, []
    holds = rows.select(**{rule: test.fill_null(True) for rule, test in spec.rules.items()})
    broken = [
        (row.pop(ROW), rule, row) for rule in spec.rules for row in rows.filter(~holds[rule]).iter_rows(named=True)
    ]
    return rows.filter(holds.select(pl.all_horizontal(pl.all())).to_series()), broken


def _repeated_keys(repeats: pl.DataFrame, spec: TableSpec) -> list[_Refusal]:
    """The first row of a key stays: refusing both would lose a record that may be right."""
    key = " and ".join(spec.key)
    return [
        (
            fields.pop(ROW),
            f"{key} {'/'.join(str(fields[column]) for column in spec.key)!r} repeats an earlier row",
            fields,
        )
        for fields in repeats.iter_rows(named=True)
    ]


def _rules_of_cells(rows: pl.DataFrame, spec: TableSpec) -> tuple[pl.DataFrame, list[_Refusal]]:
    """Rows whose cells all keep their rules, and refusals of those that do not: one for each rule that one breaks."""
    tests = {}
    for column, cell in spec.columns.items():
        if cell.required:
            tests[column, ""] = pl.col(column).is_not_null()
        tests |= {(column, name): check(pl.col(column)) for name, check in cell.check.items()}
    if not tests:
        return rows, []
    # A check asks nothing of an empty cell: whether it may be empty is a rule of its own.
    holds = rows.select(test.fill_null(True).alias(str(place)) for place, test in enumerate(tests.values()))
    broken = [
        (row.pop(ROW), _sentence(column, name, row[column]), row)
        for place, (column, name) in enumerate(tests)
        for row in rows.filter(~holds[str(place)]).iter_rows(named=True)
    ]
    return rows.filter(holds.select(pl.all_horizontal(pl.all())).to_series()), broken


def _sentence(column: str, check: str, cell: str | None) -> str:
    """`claimant_side 'foo' breaks: a code of its closed list`; without a check, that the cell is empty."""
    return f"{column} {cell!r} breaks: {check.replace('_', ' ')}" if check else f"{column} is empty"
