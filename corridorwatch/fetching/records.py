"""The records of a file that somebody brings, one at a time: a CSV of any age, or the one sheet of a workbook."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from corridorwatch.errors import BrokenSource
from corridorwatch.sources.filetypes import read_cells

_FIELD_LIMIT = 10_000_000


@contextmanager
def open_records(path: Path, file_name: str) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
    """The header and the records of a CSV, one at a time, with the csv module's strictness, or those of a workbook.

    Bytes that are no UTF-8 are read as Latin-1, which older files are in; a NUL or a page of HTML is refused.

    Raises:
        BrokenSource: it is no CSV or workbook, or a record is not as long as the header.
    """
    if Path(file_name).suffix.lower() == ".xlsx":
        yield _sheet(path, file_name)
        return
    with path.open("rb") as opened:
        encoding = "utf-8-sig" if _is_utf8(opened) else "latin-1"
        opened.seek(0)
        text = io.TextIOWrapper(opened, encoding=encoding, newline="")
        former = csv.field_size_limit(_FIELD_LIMIT)
        try:
            reader = csv.reader(text, strict=True)
            header = [name.strip() for name in _next(reader, file_name) or []]
            if len(header) < 2 or header[0].lstrip().startswith("<"):
                raise not_whole(file_name, f"has no header of columns: it begins with {','.join(header)[:60]!r}")
            yield header, _whole_records(reader, len(header), file_name)
        finally:
            csv.field_size_limit(former)


def _sheet(path: Path, file_name: str) -> tuple[list[str], Iterator[list[str]]]:
    cells = read_cells(path.read_bytes(), file_name)
    for number, fault in sorted(cells.unreadable.items())[:1]:
        raise not_whole(file_name, f"has a row {number} in which {fault}")
    return cells.header, iter([[cell or "" for cell in record] for _, record in cells.records])


def _whole_records(reader: object, width: int, file_name: str) -> Iterator[list[str]]:
    while (record := _next(reader, file_name)) is not None:
        if not record:
            continue
        if len(record) != width:
            raise not_whole(file_name, f"has {len(record)} fields at line {reader.line_num}, its header has {width}")
        yield record


def _next(reader: object, file_name: str) -> list[str] | None:
    try:
        return next(reader, None)
    except (csv.Error, UnicodeDecodeError) as error:
        raise not_whole(file_name, f"cannot be read as CSV after line {reader.line_num}: {error}") from error


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


def not_whole(file_name: str, fact: str) -> BrokenSource:
    """The error that refuses a file as a whole."""
    return BrokenSource(
        f"{file_name} {fact}.",
        expected="a whole table as its publisher made it",
        next_step="get the file again from the publisher's own page, and do not open and save it in a spreadsheet",
    )
