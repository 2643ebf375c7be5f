"""A look at a file before it may become a snapshot: is it a table at all, is it whole, how many records does it hold.

Each source has its own judgement in `INSPECTORS`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from corridorwatch.errors import BrokenSource
from corridorwatch.fetching.archive import Bounds, opened_zip, unpacked
from corridorwatch.fetching.records import not_whole, open_records
from corridorwatch.sources import acled, gdelt, gtd, ucdp_door


@dataclass(frozen=True)
class Inspection:
    """What was found: the number of records (null where not counted) and facts for the sidecar's `details`."""

    received_count: int | None
    details: dict[str, object] = field(default_factory=dict)


def inspect(source: str, path: Path, file_name: str) -> Inspection:
    """Look at a file of `source`.

    Raises:
        BrokenSource: it cannot be a file of that source, or is broken as a whole.
    """
    suffix = Path(file_name).suffix.lower()
    if suffix == ".zip":
        with unpacked(path) as member:
            found = INSPECTORS[source](member, member.name)
        return Inspection(found.received_count, {**found.details, "member": member.name})
    if suffix == ".csv":
        return INSPECTORS[source](path, file_name)
    if suffix == ".xlsx":
        _inspect_workbook(path, file_name)
        if source not in _IN_WORKBOOKS:
            raise not_whole(file_name, f"is a workbook, and {source} is read from its publisher's CSV")
        return INSPECTORS[source](path, file_name)
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


def _inspect_ucdp(path: Path, file_name: str) -> Inspection:
    return Inspection(ucdp_door.inspect(path, file_name))


def _inspect_acled(path: Path, file_name: str) -> Inspection:
    with open_records(path, file_name) as (header, _):
        columns = header
    return Inspection(sum(1 for _ in acled.file_records(path, file_name)), {"columns": columns})


def _inspect_gtd(path: Path, file_name: str) -> Inspection:
    # The day it came matters to the rows, not to their number.
    return Inspection(gtd.parse_gtd(path.read_bytes(), file_name=file_name, came_on=date.min).received)


def _inspect_gdelt(path: Path, file_name: str) -> Inspection:
    return Inspection(gdelt.parse_gdelt(path.read_bytes(), file_name=file_name).received)


_IN_WORKBOOKS = (acled.SOURCE_ID, gtd.SOURCE_ID)
INSPECTORS: dict[str, Callable[[Path, str], Inspection]] = {
    "ucdp_ged": _inspect_ucdp,
    "ucdp_candidate": _inspect_ucdp,
    acled.SOURCE_ID: _inspect_acled,
    gtd.SOURCE_ID: _inspect_gtd,
    gdelt.SOURCE_ID: _inspect_gdelt,
}
"""Source -> its own look at one table, which counts the records and refuses what cannot be right."""
