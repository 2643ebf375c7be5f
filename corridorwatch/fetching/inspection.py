"""A look at a file before it may become a snapshot: is it a table at all, is it whole, how many records does it hold.

Each source has its own judgement in `INSPECTORS`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from corridorwatch.config import Scope
from corridorwatch.errors import BrokenSource
from corridorwatch.fetching.archive import Bounds, opened_zip, unpacked
from corridorwatch.fetching.records import not_whole, open_records
from corridorwatch.sources import acled, gdelt, gtd, spans, ucdp_door
from corridorwatch.sources.rules import EARLIEST
from corridorwatch.sources.spans import Span


@dataclass(frozen=True)
class Inspection:
    """What was found: the number of records (null where not counted) and facts for the sidecar's `details`.

    `own`: for which days the file itself speaks, None where it has no record of the country. Where it does not say what
    it covers, that is from its first to its last event there.
    """

    received_count: int | None
    details: dict[str, object] = field(default_factory=dict)
    own: Span | None = None


def inspect(source: str, path: Path, file_name: str, came_on: date = date.max) -> Inspection:
    """Look at a file of `source` that came on a day; no event lies after it.

    Raises:
        BrokenSource: it cannot be a file of that source, or is broken as a whole.
    """
    suffix = Path(file_name).suffix.lower()
    if suffix == ".zip":
        with unpacked(path) as member:
            found = INSPECTORS[source](member, member.name, came_on)
        # The name of the zip may tell what that of the file in it does not.
        told = spans.ucdp_edition([file_name]) if source in ucdp_door.SOURCES else None
        own = told if told and found.own and found.own.basis == "own_events" else found.own
        return replace(found, details={**found.details, "member": member.name}, own=own)
    if suffix == ".csv":
        return INSPECTORS[source](path, file_name, came_on)
    if suffix == ".xlsx":
        _inspect_workbook(path, file_name)
        if source not in _IN_WORKBOOKS:
            raise not_whole(file_name, f"is a workbook, and {source} is read from its publisher's CSV")
        return INSPECTORS[source](path, file_name, came_on)
    raise BrokenSource(
        f"{file_name} is no file that can be added.",
        expected=".csv, .zip (with one .csv in it) or .xlsx",
        next_step="save it as one of these",
    )


def _inspect_workbook(path: Path, file_name: str) -> None:
    """A workbook is a zip of XML: whole, without links outward or macros, and of a size that memory can hold."""
    bounds = Bounds(max_bytes=2 << 30)
    with opened_zip(path) as opened:
        names = set(opened.namelist())
        size = sum(member.file_size for member in opened.infolist())
        broken = opened.testzip() if size <= bounds.max_bytes else None
    if "xl/workbook.xml" not in names:
        raise not_whole(file_name, "is a zip, but no workbook")
    if broken or size > min(bounds.max_bytes, path.stat().st_size * bounds.max_ratio):
        raise not_whole(file_name, f"is broken at {broken}" if broken else f"unpacks to {size:,} bytes")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise not_whole(file_name, "holds macros")


def _inspect_ucdp(path: Path, file_name: str, came_on: date) -> Inspection:
    count, (first, last, *own) = ucdp_door.look(path, file_name, came_on=came_on)
    span = spans.ucdp_span([file_name], first, last, spans.own_events(*own))
    short = span and first and last and (first.year - span.first_day.year > 1 or span.last_day.year > last.year)
    note = (
        f"its name says {span.first_day} to {span.last_day}, its events reach from {first} to {last}" if short else ""
    )
    return Inspection(count, {"note": note} if note else {}, span)


def _inspect_acled(path: Path, file_name: str, came_on: date) -> Inspection:
    with open_records(path, file_name) as (header, _):
        columns = header
    where = [acled.COLUMNS.index(name) for name in ("event_date", "country", "admin1")]
    count, scope = 0, Scope()
    provinces: set[str] = set()
    days: set[date] = set()
    for _, record in acled.file_records(path, file_name):
        count += 1
        event_date, country, province = (record[place] for place in where)
        if (country or "").lower() == scope.country.lower():
            provinces.add(province or "")
            if (day := acled.event_day(event_date)) and EARLIEST <= day <= came_on:
                days.add(day)
    if provinces and not spans.speaks_for_scope(provinces):
        raise _no_row_of_scope(file_name, provinces)
    return Inspection(count, {"columns": columns}, spans.own_events(min(days, default=None), max(days, default=None)))


def _inspect_gtd(path: Path, file_name: str, came_on: date) -> Inspection:
    parsed = gtd.parse_gtd(path.read_bytes(), file_name=file_name, came_on=came_on)
    if parsed.rows.height and not spans.speaks_for_scope(parsed.rows["provstate"]):
        raise _no_row_of_scope(file_name, parsed.rows["provstate"])
    return Inspection(parsed.received, own=parsed.span)


def _no_row_of_scope(file_name: str, provinces: Iterable[str | None]) -> BrokenSource:
    scope = Scope()
    named = ", ".join(sorted({province for province in provinces if province})) or "none"
    return BrokenSource(
        f"{file_name} holds events in {scope.country} and none in {scope.provinces[0]}; the provinces that it names are"
        f" {named}.",
        expected=f"rows of {scope.provinces[0]}, spelled {' or '.join(scope.provinces)}",
        next_step="export the file again for the whole country, or with that province",
    )


def _inspect_gdelt(path: Path, file_name: str, came_on: date) -> Inspection:
    return Inspection(gdelt.parse_gdelt(path.read_bytes(), file_name=file_name, came_on=came_on).received)


_IN_WORKBOOKS = (acled.SOURCE_ID, gtd.SOURCE_ID)
INSPECTORS: dict[str, Callable[[Path, str, date], Inspection]] = {
    "ucdp_ged": _inspect_ucdp,
    "ucdp_candidate": _inspect_ucdp,
    acled.SOURCE_ID: _inspect_acled,
    gtd.SOURCE_ID: _inspect_gtd,
    gdelt.SOURCE_ID: _inspect_gdelt,
}
"""Source -> its own look at one table, which counts the records and refuses what cannot be right."""
