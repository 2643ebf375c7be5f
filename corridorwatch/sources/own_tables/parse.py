"""Tables of one's own at ingest: an analyst's file and its mapping become records, or refusals with a reason.

The same bargain as for every source: a file that cannot be read stops its source, a row that breaks a rule goes to the
quarantine, and received = accepted + refused.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.cell_rules import whole
from corridorwatch.ingest.filetypes import Cells
from corridorwatch.ingest.rules import EARLIEST
from corridorwatch.ingest.tables import ROW, ParsedTable
from corridorwatch.sources.own_tables.cells import (
    may_group_thousands,
    read_bounds,
    read_count,
    read_days,
    read_degrees,
    read_month,
    read_point,
    read_whole,
    sheet_month,
)
from corridorwatch.sources.own_tables.fields import FIELDS, OwnField
from corridorwatch.sources.own_tables.headings import DATE_PARTS
from corridorwatch.sources.own_tables.layout import SHEET, read_own
from corridorwatch.sources.own_tables.mapping import OwnMapping

KEY = ("report_id",)
COLUMNS = (*FIELDS, "date_precision", "came_on", "killed_is_partial")
"""The text columns of the parsed rows, beside the row number; `came_on` is the day the file came, `killed_is_partial`
says that the sides of the dead which are given are not all of them, and no total is."""

SIDES = ("killed_security", "killed_civilian", "killed_militant", "killed_unknown")

YES = {"yes", "y", "true", "1", "x"}
NO = {"no", "n", "false", "0", ""}
_PARTS_FORMATS = ("%Y-%m-%d", "%Y-%m", "%Y")
_SHOWN = 60
_REMEMBERED = 500_000


class Refused(ValueError):
    """A cell that breaks a rule; the message names the field and the value."""


def parse_own_table(
    content: bytes, mapping: OwnMapping, vocabularies: Mapping[str, set[str]], *, came_on: date
) -> ParsedTable:
    """Read a table by its mapping.

    Args:
        vocabularies: the closed lists, as `reviewed.read_vocabularies` returns them.
        came_on: the day the file came; an event cannot lie after it.

    Returns:
        The accepted rows in `COLUMNS`, days as YYYY-MM-DD and counts as digits, null where the file says nothing. A row
        without an id column gets one from its content: two rows that are equal word for word are one.

    Raises:
        BrokenSource: the file cannot be read, or lacks a column that the mapping names.
    """
    file = mapping.file
    cells = read_own(content, file.name, encoding=file.encoding, delimiter=file.delimiter, sheets=file.wanted)
    return parse_cells(cells, mapping, vocabularies, came_on=came_on)


def parse_cells(
    cells: Cells, mapping: OwnMapping, vocabularies: Mapping[str, set[str]], *, came_on: date
) -> ParsedTable:
    """The same for a table that was read already.

    Raises:
        BrokenSource: the table lacks a column that the mapping names, or a constant breaks its field's rule.
    """
    name = mapping.file.name
    wanted = [
        *mapping.columns.values(),
        *mapping.dates.parts.values(),
        *(c for each in mapping.sums.values() for c in each),
    ]
    missing = [column for column in wanted if column not in cells.header]
    if missing and missing[0] in cells.twice:
        raise BrokenSource(
            f"{name} names the column {missing[0][:100]!r} twice.",
            expected="every column once, or the mapping's word which of them counts",
            next_step=f"rename one of them, or make the mapping anew: corridorwatch map {name}",
        )
    if missing:
        raise BrokenSource(
            f"{name} lacks the column {missing[0]!r}; it has {', '.join(cells.header)[:400]}.",
            expected="every column that the mapping file names",
            next_step=f"restore the column, or make the mapping anew: corridorwatch map {name}",
        )
    reader = _Reader(mapping, vocabularies, came_on)
    constants = reader.constants()
    places = {field: cells.header.index(column) for field, column in mapping.columns.items()}
    parts = {part: cells.header.index(column) for part, column in mapping.dates.parts.items()}
    sums = {field: [cells.header.index(column) for column in columns] for field, columns in mapping.sums.items()}
    # A refused record keeps its fields' names, where it has them: its deaths are counted as left out.
    field_of = {column: field for field, column in mapping.columns.items()}
    labels = [field_of.get(column, column) for column in cells.header]
    down: dict[str, str | None] = dict.fromkeys(name for name in mapping.file.fill_down if name in FIELDS)
    rows: list[dict[str, Any]] = []
    refusals: list[tuple[int, str, object]] = []
    seen: dict[str, int] = {}
    for number, record in cells.records:
        reasons = [cells.unreadable[number]] if number in cells.unreadable else []
        written: dict[str, str | None] = {}
        fields: dict[str, Any] = {ROW: number, "came_on": came_on.isoformat(), **constants}
        if not reasons:
            written |= {field: record[place] for field, place in places.items()}
            for field in down.keys() & written.keys():
                down[field] = written[field] = written[field] or down[field]
            written |= {field: _sum([record[place] for place in at], reader) for field, at in sums.items()}
            if parts or mapping.dates.year_is:
                written["date"] = reader.day_of_parts(
                    written.get("date"), {part: record[place] for part, place in parts.items()}
                )
            reasons = reader.read(written, fields)
        if not reasons:
            made = _made_id(record)
            key = fields["report_id"] = str(fields.get("report_id") or made)
            if key in seen:
                same = "every cell" if key == made else f"report_id {_shown(key)}"
                reasons = [f"{same} repeats row {seen[key]}"]
            seen.setdefault(key, number)
        if reasons:
            # What is no record carries no field's name: a total's deaths are those of the rows above it.
            told: dict[str, Any] = {"cells": record}
            if number not in cells.left_out:
                told = dict(zip(labels, record, strict=False))
                # A sum of columns, and a day in the form in which the weeks are told.
                told |= {field: written.get(field) for field in sums} | {"date_read": fields.get("date")}
            refusals += [(number, reason, told) for reason in reasons]
        else:
            rows.append(fields)
    return ParsedTable(
        pl.DataFrame(rows, schema={ROW: pl.Int64, **dict.fromkeys(COLUMNS, pl.String)}),
        pl.DataFrame(
            [(name, number, reason, json.dumps(told, ensure_ascii=False)) for number, reason, told in refusals],
            schema={"file_name": pl.String, ROW: pl.Int64, "rule": pl.String, "record": pl.String},
            orient="row",
        ),
        len(cells.records),
        KEY,
        left_out=frozenset(cells.left_out),
    )


class _Reader:
    """Reads the cells of a row by the kinds of their fields."""

    def __init__(self, mapping: OwnMapping, vocabularies: Mapping[str, set[str]], came_on: date) -> None:
        self._mapping = mapping
        self._vocabularies = vocabularies
        self._latest = came_on
        self._unknown = {word.casefold() for word in mapping.unknown}
        self._formats = (_PARTS_FORMATS if _made_of_parts(mapping) else ()) + mapping.dates.formats
        self._read: dict[tuple[str, str | None], object] = {}
        self._days: dict[str, tuple[date, date | None, str]] = {}
        self._above = dict.fromkeys(DATE_PARTS, "")
        columns = mapping.columns
        self._in_one_cell = columns.get("point_latitude", 0) == columns.get("point_longitude", 1)
        self._sides = tuple(name for name in SIDES if name in columns or name in mapping.sums)
        self._empty_is_zero = {
            name for name in (*columns, *mapping.sums) if mapping.counts.empty_is_zero and FIELDS[name].kind == "count"
        }

    def constants(self) -> dict[str, str | None]:
        """The constants, held to the rules of their fields.

        Raises:
            BrokenSource: one breaks its rule.
        """
        fields: dict[str, Any] = {}
        reasons = self.read(dict(self._mapping.constants), fields, is_constant=True)
        if reasons:
            raise BrokenSource(
                f"the mapping of {self._mapping.file.name} has a constant that breaks its rule: {reasons[0]}.",
                expected="values that a row could have",
                next_step="correct [constants] in the mapping file",
            )
        return fields

    def day_of_parts(self, date: str | None, parts: Mapping[str, str | None]) -> str:
        """The text of a day that stands in several columns: `2024-02-03`, or `2024-02` where its day is not known.

        Beside a date without a year the year follows it. An empty part is unknown, and what is below it then says
        nothing: a day of an unknown month is a day of that year. Only what `fill_down` names is that of the row above,
        a month for as long as its year stays, a day for as long as its month does.
        """
        said = {name: self._known(parts.get(name)) for name in DATE_PARTS}
        for name in ("year", "month"):
            if self._mapping.dates.parts.get(name) == SHEET:
                said[name] = dict(zip(("year", "month"), sheet_month(said[name]), strict=True))[name]
        said = self._filled_down(said)
        year, month, day = (said[name] for name in DATE_PARTS)
        year = year or (str(self._mapping.dates.year_is) if self._mapping.dates.year_is else "")
        if "date" in self._mapping.columns:
            text = self._known(date)
            return f"{text} {year}".strip() if text else ""
        if not year:
            return ""
        whole_year, whole_month, whole_day = read_whole(year), read_month(month), read_whole(day)
        if whole_year is None or (month and not whole_month) or (day and whole_day is None):
            return " ".join(filter(None, (day, month, year)))
        if not whole_month:
            return f"{whole_year:04}"
        return f"{whole_year:04}-{whole_month:02}" + (f"-{whole_day:02}" if whole_day else "")

    def _filled_down(self, said: dict[str, str]) -> dict[str, str]:
        above = dict(self._above)
        for at, name in enumerate(DATE_PARTS):
            if said[name] and said[name] != above[name]:
                above.update(dict.fromkeys(DATE_PARTS[at + 1 :], ""))
            above[name] = said[name] or above[name]
        self._above = above
        return {
            name: said[name] or (above[name] if name in self._mapping.file.fill_down else "") for name in DATE_PARTS
        }

    def known_count(self, text: str | None) -> str | None:
        """The text of a count; None where it is unknown."""
        if not text and self._mapping.counts.empty_is_zero:
            return "0"
        return self._known(text) or None

    def _known(self, text: str | None) -> str:
        return "" if (text or "").casefold() in self._unknown else text or ""

    def read(
        self, written: Mapping[str, str | None], fields: dict[str, Any], *, is_constant: bool = False
    ) -> list[str]:
        """Put the values into `fields`; why the row is refused, if it is."""
        reasons = []
        for name, text in written.items():
            # Most cells of a long table were read before.
            if (known := self._read.get((name, text), self)) is not self:
                fields[name] = known
                continue
            try:
                before = len(fields)
                fields[name] = self._value(name, FIELDS[name], text, fields)
                if len(fields) == before + 1 and len(self._read) < _REMEMBERED and FIELDS[name].kind != "day":
                    self._read[name, text] = fields[name]
            except Refused as refused:
                reasons.append(str(refused))
        for name in ("killed_low", "killed_high"):
            bound = fields.pop(f"({name})", None)
            if bound is not None and fields.get(name) is None:
                fields[name] = bound
        if not reasons and not is_constant:
            reasons = self._whole(fields)
        return reasons

    def _value(self, name: str, field: OwnField, text: str | None, fields: dict[str, Any]) -> str | None:
        codes = self._mapping.values.get(name, {})
        if field.kind == "code" and text and text not in codes:
            text = whole(text) or text
        text = codes.get(text or "", text) or ""
        if len(text) > field.limit:
            raise Refused(f"{name} {_shown(text)} has {len(text):,} characters, more than {field.limit:,}")
        is_unknown = text.casefold() in self._unknown
        if field.kind == "yes_no":
            return "no" if is_unknown else _yes_no(name, text)
        if is_unknown:
            return "0" if not text and name in self._empty_is_zero else None
        if field.kind == "count":
            count = read_count(text)
            if count is None and name == "killed_total" and self._bounds(text, fields):
                return None
            if count is None and may_group_thousands(text):
                bare = re.sub(r"[.,]", "", text)
                raise Refused(
                    f"{name} {_shown(text)} is {bare} or {text.replace(',', '.')}: its mark may part thousands"
                )
            if count is None:
                raise Refused(f"{name} {_shown(text)} is no whole number from 0 to 999999")
            return str(count)
        if field.kind == "day":
            return self._day(name, text, fields)
        if field.kind == "number":
            return self._degrees(name, text)
        if field.kind == "code" and text not in self._vocabularies[field.vocabulary]:
            raise Refused(f"{name} {_shown(text)} is no code of its closed list")
        if field.kind == "url" and not re.match(r"^https?://[^\s\x00-\x1f]+$", text):
            raise Refused(f"{name} {_shown(text)} is no http or https address")
        return text

    def _bounds(self, text: str, fields: dict[str, Any]) -> bool:
        """Keep `at least 4` or `2-3` as the bounds of a toll that is not known; False where it is no such thing."""
        bounds = read_bounds(text)
        if bounds is None:
            return False
        # A table's own column for a bound comes first, where it says one.
        for name, bound in zip(("killed_low", "killed_high"), bounds, strict=True):
            fields[f"({name})"] = None if bound is None else str(bound)
        return True

    def _day(self, name: str, text: str, fields: dict[str, Any]) -> str:
        try:
            if text not in self._days:
                self._days[text] = read_days(text, self._formats)
            day, last, precision = self._days[text]
        except ValueError as error:
            raise Refused(f"{name} {_shown(text)} is no date as {' or '.join(self._formats)}") from error
        if not EARLIEST <= (last or day) <= self._latest or day < EARLIEST:
            raise Refused(f"{name} {_shown(text)} lies outside {EARLIEST} to {self._latest}")
        if name == "date":
            fields["date_precision"] = precision
            if last and "date_end" not in self._mapping.columns:
                fields["date_end"] = last.isoformat()
        return day.isoformat()

    def _degrees(self, name: str, text: str) -> str:
        if self._in_one_cell:
            point = read_point(text)
            if point is None:
                raise Refused(f"{name} {_shown(text)} is no latitude and longitude")
            value: float | None = point[name.endswith("longitude")]
        else:
            value = read_degrees(text)
        limit = 90 if name.endswith("latitude") else 180
        if value is None or abs(value) > limit:
            raise Refused(f"{name} {_shown(text)} is no number of degrees up to {limit}")
        return text if re.match(r"^-?\d{1,3}(\.\d{1,15})?$", text, re.ASCII) else str(value)

    def _whole(self, fields: dict[str, Any]) -> list[str]:
        """The rules that take more than one cell."""
        if not fields.get("date"):
            return ["date is empty"]
        reasons = []
        if (published := fields.get("published_date")) and published < fields["date"]:
            reasons.append(f"published_date {published} lies before date {fields['date']}")
        if (end := fields.get("date_end")) and end < fields["date"]:
            reasons.append(f"date_end {end} lies before date {fields['date']}")
        if (fields.get("point_latitude") is None) != (fields.get("point_longitude") is None):
            reasons.append("a point has a latitude or a longitude and not both")
        counts = {name: int(value) for name, value in fields.items() if name.startswith("killed_") and value}
        sides = [counts[name] for name in SIDES if name in counts]
        total = counts.get("killed_total")
        fields["killed_is_partial"] = "yes" if total is None and sides and not self._is_whole(counts) else "no"
        if total is not None and sides and sum(sides) > total:
            reasons.append(f"killed_total {total} is less than its parts, {sum(sides)}")
        best = total if total is not None or fields["killed_is_partial"] == "yes" else sum(sides) if sides else None
        low, high = counts.get("killed_low"), counts.get("killed_high")
        ordered = [value for value in (low, best, high) if value is not None]
        if ordered != sorted(ordered):
            reasons.append(f"killed low {low}, best {best}, high {high} are out of order")
        return reasons

    def _is_whole(self, counts: Mapping[str, int]) -> bool:
        """Whether the sides of a row are its whole toll: forces, civilians and militants all have a figure."""
        return all(name in counts for name in {*SIDES[:3], *self._sides})


def _yes_no(name: str, text: str) -> str:
    if text.casefold() in YES:
        return "yes"
    if text.casefold() in NO:
        return "no"
    raise Refused(f"{name} {_shown(text)} is neither yes nor no")


def _sum(texts: list[str | None], reader: _Reader) -> str | None:
    """Columns that add up to one count: unknown where one of them is, as written where one is no number."""
    total = 0
    for text in texts:
        known = reader.known_count(text)
        if known is None:
            return None
        if (count := read_count(known)) is None:
            return text
        total += count
    return str(total)


def _made_of_parts(mapping: OwnMapping) -> bool:
    return "date" not in mapping.columns and bool(mapping.dates.parts)


def _made_id(record: list[str | None]) -> str:
    return "row-" + hashlib.sha256(json.dumps(record).encode()).hexdigest()[:16]


def _shown(text: str) -> str:
    """A value as a message prints it: short, and no character that moves the text around it."""
    short = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return ascii(short) if re.search(r"[\x00-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069]", short) else repr(short)
