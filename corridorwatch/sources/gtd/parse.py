"""The Global Terrorism Database (University of Maryland): two files by hand, 1970 to 2020 and January to June 2021.

Closed licence: no row of it is committed, exported or drawn. Its traps: fractional deaths (one toll divided over linked
incidents), -9 and -99 for unknown, attackers counted among the dead, month or day 0 for unknown, 1993 lost.
Codebook: START, "Global Terrorism Database Codebook: Methodology, Inclusion Criteria, and Variables".
"""

import calendar
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.cell_rules import MONTH_FIRST, DayForm, as_degrees, as_whole, known
from corridorwatch.ingest.encodings import says_itself
from corridorwatch.ingest.filetypes import Cells, Record, read_cells
from corridorwatch.ingest.rules import Cell, number, text
from corridorwatch.ingest.scope import speaks_for_scope
from corridorwatch.ingest.spans import Span, months_of, own_events
from corridorwatch.ingest.tables import ROW, Elsewhere, ParsedTable, TableSpec, judge

SOURCE_ID = "gtd"
PAKISTAN = ("153", "Pakistan")
"""The country's code and name in the columns `country` and `country_txt`."""

ENCODING = "latin-1"
"""What the publisher's CSV is in. A file that reads as UTF-8 was saved again, and is read as that."""

_KILLED = re.compile(r"[0-9]{1,5}(\.[0-9]+)?")
_RELEASED = re.compile(r"_(0[1-9]|1[0-2])(\d{2})dist", re.IGNORECASE)


def _matching(pattern: str, rule: str, *, required: bool = False) -> Cell:
    return Cell(required, check={rule: lambda cell: cell.str.contains(pattern)})


def _figure() -> Cell:
    return _matching(
        r"^(-9(\.0+)?|-99(\.0+)?|[0-9]{1,5}(\.[0-9]+)?)$", "a_number_not_below_zero_or_minus_9_or_minus_99"
    )


def _flag() -> Cell:
    return _matching(r"^(-9|0|1)(\.0+)?$", "0_1_or_minus_9")


_REQUIRED = {
    "eventid": _matching(r"^[0-9]{12}$", "an_id_of_twelve_digits", required=True),
    "iyear": _matching(r"^(19[7-9][0-9]|20[0-9]{2})$", "a_year_from_1970", required=True),
    "imonth": _matching(r"^([0-9]|1[0-2])$", "a_month_or_0", required=True),
    "iday": _matching(r"^([0-9]|[12][0-9]|3[01])$", "a_day_or_0", required=True),
    "country_txt": text(required=True),
    "provstate": text(),
    "city": text(),
    "latitude": number(),
    "longitude": number(),
    "specificity": _matching(r"^[1-5](\.0+)?$", "a_code_of_its_closed_list"),
    "vicinity": _flag(),
    "doubtterr": _flag(),
    "success": _flag(),
    "suicide": _flag(),
    "extended": _flag(),
    "attacktype1_txt": text(required=True),
    "targtype1_txt": text(required=True),
    "target1": text(),
    "natlty1_txt": text(),
    "gname": text(required=True),
    "nkill": _figure(),
    "nkillter": _figure(),
    "nwound": _figure(),
    "related": text(),
}
_OPTIONAL = {"resolution": text(), "natlty2_txt": text(), "natlty3_txt": text(), "claimed": _flag()}

_WORDS = {"yes": "1", "true": "1", "no": "0", "false": "0"}

COLUMNS = (*_REQUIRED, *_OPTIONAL, "released", "released_basis")
"""The text columns of `raw.gtd_incidents`: the publisher's, and the day from which the file could be read."""


def parse_gtd(content: bytes, *, file_name: str, came_on: date) -> ParsedTable:
    """The file's records of Pakistan.

    Args:
        file_name: its publisher's name tells the month of the release (`..._0522dist.xlsx`).
        came_on: the day the file came: no incident lies after it; also its release where the name tells nothing.

    Returns:
        Rows in `COLUMNS`. Records of other countries are counted by country in `elsewhere`.

    Raises:
        BrokenSource: it cannot be read, lacks a column, or holds no record of Pakistan.
    """
    world = read_cells(
        content,
        file_name,
        encoding=says_itself(content) or ENCODING,
        sheet_has=tuple(_REQUIRED),
        columns=(*_REQUIRED, *_OPTIONAL, "country"),
    )
    cells, elsewhere = _of_pakistan(world, file_name)
    cells = _tidy(cells)
    optional = {name: column for name, column in _OPTIONAL.items() if name in cells.header}
    spec = TableSpec(SOURCE_ID, _REQUIRED | optional, ("eventid",))
    parsed = judge(
        cells.header,
        cells.records,
        spec,
        file_name=file_name,
        unreadable=cells.unreadable | _impossible_days(cells, came_on),
    )
    released, basis = _released(file_name, came_on)
    absent = [pl.lit(None, pl.String).alias(name) for name in _OPTIONAL if name not in parsed.rows.columns]
    rows = parsed.rows.with_columns(*absent, released=pl.lit(str(released)), released_basis=pl.lit(basis))
    return replace(
        parsed,
        rows=rows.select(ROW, *COLUMNS),
        received=parsed.received + sum(each.records for each in elsewhere),
        elsewhere=elsewhere,
        span=_span(world, parsed, came_on, bool(elsewhere)),
    )


def without_repeats(files: Sequence[tuple[str, ParsedTable]]) -> list[ParsedTable]:
    """Files that together hold each event once: the later of two accounts of one event stays, the other is quarantined.

    Args:
        files: names and rows, in the order of their releases.
    """
    kept: list[ParsedTable] = []
    later: dict[str, str] = {}
    for file_name, parsed in reversed(files):
        repeats = parsed.rows["eventid"].is_in(list(later))
        moved = parsed.rows.filter(repeats)
        refusals = pl.DataFrame(
            [
                (file_name, row[ROW], f"eventid {row['eventid']!r} is also in {later[row['eventid']]}", json.dumps(row))
                for row in moved.iter_rows(named=True)
            ],
            schema=parsed.quarantine.schema,
            orient="row",
        )
        quarantine = pl.concat([parsed.quarantine, refusals])
        kept.append(replace(parsed, rows=parsed.rows.filter(~repeats), quarantine=quarantine))
        later |= dict.fromkeys(parsed.rows["eventid"], file_name)
    return kept[::-1]


def _tidy(cells: Cells) -> Cells:
    """The table with its cells written in one way: unknown is empty, whole numbers have no `.0`, days are ISO days.

    An unknown month or day is 0, as the codebook has it. What no rule of writing explains stays, to be judged.
    """
    ways = [_WAYS.get(name, known) for name in cells.header]
    records = [
        (number, [way(cell) for way, cell in zip(ways, record, strict=True)] if len(record) == len(ways) else record)
        for number, record in cells.records
    ]
    return replace(cells, records=records)


def _whole_cell(cell: str | None) -> str | None:
    return as_whole(known(cell))


def _part_of_a_day(cell: str | None) -> str | None:
    return _whole_cell(cell) or "0"


def _flag_cell(cell: str | None) -> str | None:
    bare = known(cell)
    return _WORDS.get((bare or "").lower()) or as_whole(bare)


def _degrees_cell(cell: str | None) -> str | None:
    return as_degrees(known(cell))


def _resolution_cell(cell: str | None) -> str | None:
    """The codebook writes the month first."""
    bare = known(cell)
    day = DayForm(MONTH_FIRST).day(bare)
    return day.isoformat() if day else bare


_WAYS = {
    **dict.fromkeys(("eventid", "iyear", "country", "specificity"), _whole_cell),
    **dict.fromkeys(("imonth", "iday"), _part_of_a_day),
    **dict.fromkeys(("vicinity", "doubtterr", "success", "suicide", "extended", "claimed"), _flag_cell),
    **dict.fromkeys(("nkill", "nkillter", "nwound"), _whole_cell),
    **dict.fromkeys(("latitude", "longitude"), _degrees_cell),
    "resolution": _resolution_cell,
}
"""Column -> how its cells are made one way of writing; all others only lose the words for unknown."""


def _of_pakistan(cells: Cells, file_name: str) -> tuple[Cells, tuple[Elsewhere, ...]]:
    code, name = PAKISTAN
    by = "country" if "country" in cells.header else "country_txt"
    if by not in cells.header:
        raise BrokenSource(
            f"{file_name} has no column country or country_txt; it has {', '.join(cells.header)[:300]}.",
            expected="a file of the Global Terrorism Database as its publisher ships it",
            next_step="get the file again from its publisher",
        )
    place = cells.header.index(by)
    wanted = code if by == "country" else name

    def is_ours(record: list[str | None]) -> bool:
        # A row too short to say its country, or longer than the header, cannot be sorted by it: it is ours to refuse.
        return len(record) != len(cells.header) or _whole_cell(record[place]) in (wanted, None)

    records: list[Record] = [(number, record) for number, record in cells.records if is_ours(record)]
    if not records:
        raise BrokenSource(
            f"{file_name} holds no record of {name}: {by} is never {wanted} in {len(cells.records):,} rows.",
            expected="a file of the Global Terrorism Database as its publisher ships it",
            next_step="get the file again from its publisher",
        )
    ours = {number for number, _ in records}
    faults = {number: why for number, why in cells.unreadable.items() if number in ours}
    others = [record for number, record in cells.records if number not in ours]
    return replace(cells, records=records, unreadable=faults), _by_country(cells.header, others)


def _by_country(header: Sequence[str], records: Sequence[list[str | None]]) -> tuple[Elsewhere, ...]:
    """The records by country; fractions of a toll that linked records share are added before they are rounded."""
    named = header.index("country_txt" if "country_txt" in header else "country")
    dead = header.index("nkill") if "nkill" in header else None
    counted: Counter[str] = Counter()
    deaths: dict[str, list[float]] = {}
    for record in records:
        country = known(record[named]) or "not named"
        counted[country] += 1
        cell = record[dead] if dead is not None else None
        if cell and _KILLED.fullmatch(cell):
            deaths.setdefault(country, []).append(float(cell))
    return tuple(
        Elsewhere(country, counted[country], round(sum(deaths[country])) if country in deaths else None)
        for country in sorted(counted)
    )


def _span(cells: Cells, parsed: ParsedTable, came_on: date, is_of_the_world: bool) -> Span | None:
    """For which days the file speaks: its own records', or, of the publisher's file of the whole world, its months.

    None where no accepted record may be of the province: its silence would be drawn as peace.
    """
    if not speaks_for_scope(parsed.rows["provstate"]):
        return None
    if is_of_the_world:
        # No refused row opens a month; of rows elsewhere, which no rule judges, those whose day there was count.
        refused = set(parsed.quarantine[ROW]) | cells.unreadable.keys()
        names = ["iyear", "imonth", "iday"]
        places = [cells.header.index(name) for name in names]
        days: list[Record] = [
            (number_, [_WAYS[name](record[place]) for name, place in zip(names, places, strict=True)])
            for number_, record in cells.records
            if number_ not in refused
        ]
        impossible = _impossible_days(replace(cells, header=names, records=days), came_on)
        return months_of(((day[0], day[1]) for number_, day in days if number_ not in impossible), came_on)
    own = [
        date(int(year), int(month), int(day))
        for year, month, day in parsed.rows.select("iyear", "imonth", "iday").iter_rows()
        if int(month) and int(day)
    ]
    return own_events(min(own, default=None), max(own, default=None))


def _impossible_days(cells: Cells, came_on: date) -> dict[int, str]:
    """Rows whose day does not exist in its month (unknown, 0, does), or lies after the day the file came."""
    if not {"iyear", "imonth", "iday"} <= set(cells.header):
        return {}
    places = [cells.header.index(name) for name in ("iyear", "imonth", "iday")]
    faults = {}
    for number_, record in cells.records:
        parts = [record[place] or "" for place in places] if len(record) == len(cells.header) else [""]
        if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
            continue  # the rules of the columns say what is wrong
        year, month, day = map(int, parts)
        if year and 1 <= month <= 12 and day > calendar.monthrange(year, month)[1]:
            faults[number_] = f"there is no day {year}-{month:02d}-{day:02d}"
        elif month == 0 and day:
            faults[number_] = f"day {day} of an unknown month"
        elif year and (year, month, day) > (came_on.year, came_on.month, came_on.day):
            faults[number_] = f"{year}-{month:02d}-{day:02d} lies after {came_on}, the day the file came"
    return faults


def _released(file_name: str, came_on: date) -> tuple[date, str]:
    found = _RELEASED.search(Path(file_name).name)
    if not found:
        return came_on, "taken_on"
    month, year = int(found[1]), 2000 + int(found[2])
    return date(year, month, calendar.monthrange(year, month)[1]), "release_date"
