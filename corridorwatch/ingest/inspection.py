"""A look at a file before it may become a snapshot: is it a table at all, is it whole, what becomes of its rows.

Each source has its own judgement in the module `inspection` of its folder.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from corridorwatch.config import Scope
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import cell_rules
from corridorwatch.ingest.archive import opened_zip, unpacked
from corridorwatch.ingest.pages import is_paged
from corridorwatch.ingest.records import not_whole
from corridorwatch.ingest.spans import Span
from corridorwatch.ingest.tables import ParsedTable
from corridorwatch.ingest.told import Judged, rules_of
from corridorwatch.ingest.workbooks import hold_to_size
from corridorwatch.manifests import registry
from corridorwatch.snapshots import Snapshot


@dataclass(frozen=True)
class Inspection:
    """What was found: the number of records (null where not counted) and facts for the sidecar's `details`.

    Among the facts, `told` is what to print of the rows: received, accepted, refused, and by which rules.
    `own`: for which days the file itself speaks, None where it has no record of the country. Where it does not say what
    it covers, that is from its first to its last event there.
    """

    received_count: int | None
    details: dict[str, Any] = field(default_factory=dict)
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
        if not registry().sources[source].has_dates_to_order:
            ordered = [name for name, each in registry().sources.items() if each.has_dates_to_order]
            raise BrokenSource(
                f"{source} has no dates that can be written in several ways.",
                expected="--date-format for " + ", ".join(ordered),
                next_step=f"corridorwatch add {source} FILE",
            )
    said = {"date_format": date_format} if date_format else {}
    if suffix == ".zip":
        with unpacked(path) as member:
            # The name of the zip may tell what that of the file in it does not.
            found = _judged(source, member, member.name, came_on, date_format, (file_name,))
        return replace(found, details={**found.details, **said, "member": member.name})
    if suffix in (".csv", ".xlsx"):
        if suffix == ".xlsx":
            _inspect_workbook(path, file_name)
            if not registry().sources[source].has_workbooks:
                raise not_whole(file_name, f"is a workbook, and {source} is read from its publisher's CSV")
        found = _judged(source, path, file_name, came_on, date_format)
        return replace(found, details={**found.details, **said})
    raise BrokenSource(
        f"{file_name} is no file that can be added.",
        expected=".csv, .zip (with one .csv in it) or .xlsx",
        next_step="save it as one of these",
    )


def _judged(
    source: str, path: Path, file_name: str, came_on: date, date_format: str, names: Sequence[str] = ()
) -> Inspection:
    """The source's own judgement of a table: `inspect` of its folder's `inspection`, with the same arguments."""
    inspect_it = registry().sources[source].module("inspection").inspect
    return inspect_it(source, path, file_name, came_on, date_format, names)


def _inspect_workbook(path: Path, file_name: str) -> None:
    """A workbook is a zip of XML: whole, without macros, and of a size that memory can hold."""
    with opened_zip(path) as opened:
        names = set(opened.namelist())
    if "xl/workbook.xml" not in names:
        raise not_whole(file_name, "is a zip, but no workbook")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise not_whole(file_name, "holds macros")
    hold_to_size(path.read_bytes(), file_name)


def told(snapshot: Snapshot) -> list[str]:
    """What is to be said of the rows of a snapshot: as found when it came, or, of an API's pages, now.

    Raises:
        BrokenSource: the pages cannot be read, or are refused whole.
    """
    if not is_paged(snapshot):
        return list(snapshot.details.get("told", ()))
    return registry().sources[snapshot.source].module("inspection").judged(snapshot).lines()


def no_row_of_scope(file_name: str, provinces: Iterable[str | None]) -> BrokenSource:
    """The error that refuses a file of the country in which the province has no row."""
    country, province = Scope().country, Scope().provinces[0]
    named = ", ".join(sorted({province for province in provinces if province})) or "none"
    return BrokenSource(
        f"{file_name} holds events in {country} and none in {province}; the provinces that it names are {named}.",
        expected=f"rows of {province}, spelled {' or '.join(Scope().provinces)}",
        next_step="export the file again for the whole country, or with that province",
    )


def of_table(parsed: ParsedTable, file_name: str, *, is_of_records: bool = True) -> Inspection:
    """Of a table of records; GDELT's is one of counts, whose ingest says itself what is too much."""
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
