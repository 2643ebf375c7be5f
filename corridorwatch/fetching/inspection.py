"""A look at a file before it may become a snapshot: is it a table at all, is it whole, how many records does it hold.

A source adds its own judgement to `INSPECTORS`; the others get the general look. Files are read in pieces.
"""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from corridorwatch.errors import BrokenSource
from corridorwatch.fetching.archive import Bounds, opened_zip, unpacked
from corridorwatch.sources import gdelt, gtd, ucdp_door

_FIELD_LIMIT = 10_000_000


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
            found = INSPECTORS.get(source, inspect_csv)(member, member.name)
        return Inspection(found.received_count, {**found.details, "member": member.name})
    if suffix == ".csv":
        return INSPECTORS.get(source, inspect_csv)(path, file_name)
    if suffix == ".xlsx":
        found = _inspect_workbook(path, file_name)
        return INSPECTORS[source](path, file_name) if source == gtd.SOURCE_ID else found
    raise BrokenSource(
        f"{file_name} is no file that can be added.",
        expected=".csv, .zip (with one .csv in it) or .xlsx",
        next_step="save it as one of these",
    )


def inspect_csv(path: Path, file_name: str) -> Inspection:
    """The general look: text, a header of two columns or more, every record as long as the header, quotes closed."""
    with open_records(path, file_name) as (header, records):
        count = sum(1 for _ in records)
    return Inspection(count, {"columns": header})


@contextmanager
def open_records(path: Path, file_name: str) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
    """The header and the records of a CSV, one at a time, with the csv module's strictness.

    Bytes that are no UTF-8 are read as Latin-1, which older files are in; a NUL or a page of HTML is refused.

    Raises:
        BrokenSource: it is no CSV, or a record is not as long as the header.
    """
    with path.open("rb") as opened:
        encoding = "utf-8-sig" if _is_utf8(opened) else "latin-1"
        opened.seek(0)
        text = io.TextIOWrapper(opened, encoding=encoding, newline="")
        former = csv.field_size_limit(_FIELD_LIMIT)
        try:
            reader = csv.reader(text, strict=True)
            header = [name.strip() for name in _next(reader, file_name) or []]
            if len(header) < 2 or header[0].lstrip().startswith("<"):
                raise _refused(file_name, f"has no header of columns: it begins with {','.join(header)[:60]!r}")
            yield header, _whole_records(reader, len(header), file_name)
        finally:
            csv.field_size_limit(former)


def _whole_records(reader: object, width: int, file_name: str) -> Iterator[list[str]]:
    while (record := _next(reader, file_name)) is not None:
        if not record:
            continue
        if len(record) != width:
            raise _refused(file_name, f"has {len(record)} fields at line {reader.line_num}, its header has {width}")
        yield record


def _next(reader: object, file_name: str) -> list[str] | None:
    try:
        return next(reader, None)
    except (csv.Error, UnicodeDecodeError) as error:
        raise _refused(file_name, f"cannot be read as CSV after line {reader.line_num}: {error}") from error


def _is_utf8(opened: BinaryIO) -> bool:
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := opened.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _inspect_workbook(path: Path, file_name: str) -> Inspection:
    """A workbook is a zip of XML: whole, without links outward or macros, and of a size that memory can hold."""
    bounds = Bounds(max_bytes=2 << 30)
    with opened_zip(path) as opened:
        names = set(opened.namelist())
        size = sum(member.file_size for member in opened.infolist())
        broken = opened.testzip() if size <= bounds.max_bytes else None
    if "xl/workbook.xml" not in names:
        raise _refused(file_name, "is a zip, but no workbook")
    if broken or size > min(bounds.max_bytes, path.stat().st_size * bounds.max_ratio):
        raise _refused(file_name, f"is broken at {broken}" if broken else f"unpacks to {size:,} bytes")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refused(file_name, "holds macros")
    return Inspection(None)


def _refused(file_name: str, fact: str) -> BrokenSource:
    return BrokenSource(
        f"{file_name} {fact}.",
        expected="a whole table as its publisher made it",
        next_step="get the file again from the publisher's own page, and do not open and save it in a spreadsheet",
    )


def _inspect_ucdp(path: Path, file_name: str) -> Inspection:
    return Inspection(ucdp_door.inspect(path, file_name))


def _inspect_gtd(path: Path, file_name: str) -> Inspection:
    # The day it came matters to the rows, not to their number.
    return Inspection(gtd.parse_gtd(path.read_bytes(), file_name=file_name, came_on=date.min).received)


def _inspect_gdelt(path: Path, file_name: str) -> Inspection:
    return Inspection(gdelt.parse_gdelt(path.read_bytes(), file_name=file_name).received)


INSPECTORS: dict[str, Callable[[Path, str], Inspection]] = {
    "ucdp_ged": _inspect_ucdp,
    "ucdp_candidate": _inspect_ucdp,
    gtd.SOURCE_ID: _inspect_gtd,
    gdelt.SOURCE_ID: _inspect_gdelt,
}
"""Source -> its own look at one CSV, which counts the records and refuses what cannot be right."""
