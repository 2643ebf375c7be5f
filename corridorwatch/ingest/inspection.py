"""A look at a file before it may become a snapshot: is it a table at all, is it whole, what becomes of its rows.

Each source has its own judgement in `INSPECTORS`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from corridorwatch.config import Scope
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import cell_rules, scope, spans
from corridorwatch.ingest.archive import Bounds, opened_zip, unpacked
from corridorwatch.ingest.pages import is_paged
from corridorwatch.ingest.records import not_whole
from corridorwatch.ingest.spans import Span
from corridorwatch.ingest.tables import ParsedTable
from corridorwatch.ingest.told import Judged, rules_of
from corridorwatch.snapshots import Snapshot
from corridorwatch.sources.acled import parse as acled
from corridorwatch.sources.gdelt import parse as gdelt
from corridorwatch.sources.gtd import parse as gtd
from corridorwatch.sources.ucdp import load as ucdp_door
from corridorwatch.sources.ucdp import parse as ucdp


@dataclass(frozen=True)
class Inspection:
    """What was found: the number of records (null where not counted) and facts for the sidecar's `details`.

    Among the facts, `told` is what to print of the rows: received, accepted, refused, and by which rules.
    `own`: for which days the file itself speaks, None where it has no record of the country. Where it does not say what
    it covers, that is from its first to its last event there.
    """

    received_count: int | None
    details: dict[str, object] = field(default_factory=dict)
    own: Span | None = None


def inspect(source: str, path: Path, file_name: str, came_on: date = date.max, *, date_format: str = "") -> Inspection:
    """Look at a file of `source` that came on a day; no event lies after it.

    Args:
        date_format: `%m/%d/%Y` or `%d/%m/%Y`, where whoever brings the file says how it writes days.

    Raises:
        BrokenSource: it cannot be a file of that source, is broken as a whole, most of its rows are refused, or its
            dates can be read in two ways.
    """
    suffix = Path(file_name).suffix.lower()
    if date_format:
        date_format = cell_rules.order_of(date_format)
        if source not in _WITH_DATES:
            raise BrokenSource(
                f"{source} has no dates that can be written in several ways.",
                expected="--date-format for " + ", ".join(_WITH_DATES),
                next_step=f"corridorwatch add {source} FILE",
            )
    said = {"date_format": date_format} if date_format else {}
    if suffix == ".zip":
        with unpacked(path) as member:
            if source in ucdp_door.SOURCES:
                # The name of the zip may tell what that of the file in it does not.
                found = _inspect_ucdp(source, member, member.name, came_on, date_format, (file_name,))
            else:
                found = INSPECTORS[source](member, member.name, came_on, date_format)
        return replace(found, details={**found.details, **said, "member": member.name})
    if suffix == ".csv":
        found = INSPECTORS[source](path, file_name, came_on, date_format)
        return replace(found, details={**found.details, **said})
    if suffix == ".xlsx":
        _inspect_workbook(path, file_name)
        if source not in _IN_WORKBOOKS:
            raise not_whole(file_name, f"is a workbook, and {source} is read from its publisher's CSV")
        found = INSPECTORS[source](path, file_name, came_on, date_format)
        return replace(found, details={**found.details, **said})
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


def _inspect_ucdp(
    source: str, path: Path, file_name: str, came_on: date, date_format: str, names: Sequence[str] = ()
) -> Inspection:
    judged, found = ucdp_door.inspect(path, file_name, source, date_format, came_on=came_on, names=names)
    country = Scope().country
    told = {"note": note} if (note := found.told(country)) else {}
    holes = spans.holes_told(found.spans, country)
    told |= {"holes": holes} if holes and not note else {}
    return Inspection(judged.received, judged.facts() | told, found.own)


def _inspect_acled(path: Path, file_name: str, came_on: date, date_format: str) -> Inspection:
    provinces: set[str] = set()
    days: set[date] = set()

    def seen(rows: Iterable[acled.Row]) -> Iterator[acled.Row]:
        for row in rows:
            if scope.is_the_country(row.value("country")):
                provinces.add(row.value("admin1") or "")
                if row.day and not row.faults:
                    days.add(row.day)
            yield row

    rows = acled.file_records(path, file_name, date_format=date_format, came_on=came_on)
    judged = _judged_acled(seen(rows), acled.notes_on(path, file_name))
    judged.hold_to_most(file_name, Scope().country)
    if provinces and not scope.speaks_for_scope(provinces):
        raise _no_row_of_scope(file_name, provinces)
    own = spans.own_events(min(days, default=None), max(days, default=None))
    told = {"holes": holes} if (holes := spans.holes_told(spans.unbroken(days), Scope().country)) else {}
    return Inspection(judged.received, {"columns": acled.columns_of(path, file_name), **judged.facts(), **told}, own)


def _judged_acled(rows: Iterable[acled.Row], notes: Iterable[str] = ()) -> Judged:
    def is_here(row: acled.Row) -> bool:
        return scope.is_of_the_province(row.value("admin1")) and scope.is_the_country(row.value("country"))

    return acled.judge(rows, country=Scope().country, is_here=is_here, notes=tuple(notes))


def told(snapshot: Snapshot) -> list[str]:
    """What is to be said of the rows of a snapshot: as found when it came, or, of an API's pages, now.

    Raises:
        BrokenSource: the pages cannot be read, or are refused whole.
    """
    if not is_paged(snapshot):
        return list(snapshot.details.get("told", ()))
    if snapshot.source == acled.SOURCE_ID:
        return _judged_acled(acled.records(snapshot)).lines()
    with ucdp.csv_of(snapshot) as path:
        return ucdp_door.inspect(path, snapshot.file_name, snapshot.source)[0].lines()


def _inspect_gtd(path: Path, file_name: str, came_on: date, date_format: str) -> Inspection:
    parsed = gtd.parse_gtd(path.read_bytes(), file_name=file_name, came_on=came_on)
    if parsed.rows.height and not scope.speaks_for_scope(parsed.rows["provstate"]):
        raise _no_row_of_scope(file_name, parsed.rows["provstate"])
    return replace(_of_table(parsed, file_name), own=parsed.span)


def _no_row_of_scope(file_name: str, provinces: Iterable[str | None]) -> BrokenSource:
    country, province = Scope().country, Scope().provinces[0]
    named = ", ".join(sorted({province for province in provinces if province})) or "none"
    return BrokenSource(
        f"{file_name} holds events in {country} and none in {province}; the provinces that it names are {named}.",
        expected=f"rows of {province}, spelled {' or '.join(Scope().provinces)}",
        next_step="export the file again for the whole country, or with that province",
    )


def _inspect_gdelt(path: Path, file_name: str, came_on: date, date_format: str) -> Inspection:
    return _of_table(
        gdelt.parse_gdelt(path.read_bytes(), file_name=file_name, came_on=came_on), file_name, is_of_records=False
    )


def _of_table(parsed: ParsedTable, file_name: str, *, is_of_records: bool = True) -> Inspection:
    """Of a table of records; GDELT's is one of counts, whose door says itself what is too much."""
    elsewhere = sum(each.records for each in parsed.elsewhere)
    judged = Judged(
        parsed.received,
        parsed.refused,
        elsewhere,
        parsed.refused_deaths,
        parsed.received - elsewhere,
        parsed.refused,
        rules=rules_of(parsed.quarantine.select("row_number", "rule").iter_rows()),
    )
    if is_of_records:
        judged.hold_to_most(file_name, Scope().country)
    return Inspection(judged.received, judged.facts())


_WITH_DATES = (acled.SOURCE_ID, ucdp.GED, ucdp.CANDIDATE)
_IN_WORKBOOKS = (acled.SOURCE_ID, gtd.SOURCE_ID)
INSPECTORS: dict[str, Callable[[Path, str, date, str], Inspection]] = {
    ucdp.GED: partial(_inspect_ucdp, ucdp.GED),
    ucdp.CANDIDATE: partial(_inspect_ucdp, ucdp.CANDIDATE),
    acled.SOURCE_ID: _inspect_acled,
    gtd.SOURCE_ID: _inspect_gtd,
    gdelt.SOURCE_ID: _inspect_gdelt,
}
"""Source -> its own look at one table, which judges the records and refuses what cannot be right."""
