"""The records of a file that somebody brings, one at a time: a CSV of any age, or the one sheet of a workbook."""

import codecs
import csv
import io
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.cell_rules import column_name
from corridorwatch.ingest.filetypes import DELIMITERS, read_cells

if TYPE_CHECKING:
    import _csv

_FIELD_LIMIT = 10_000_000
_BOM_16 = (b"\xff\xfe", b"\xfe\xff")


@contextmanager
def open_records(
    path: Path, file_name: str, columns: Collection[str] = ()
) -> Generator[tuple[list[str], Iterator[tuple[int, list[str]]]]]:
    """The header and the numbered records of a CSV, one at a time, with the csv module's strictness, or of a workbook.

    Row 1 is the header, and empty lines have a number too. Between cells stands what the first line holds most often:
    comma, semicolon, tab or bar. Bytes that are neither UTF-8 nor UTF-16 with its mark are read as Latin-1, which older
    files are in; a NUL or a page of HTML is refused.

    Args:
        columns: names, in small letters, by which the sheet is known where a workbook has several.

    Raises:
        BrokenSource: it is no CSV or workbook, or a record is not as long as the header.
    """
    if Path(file_name).suffix.lower() == ".xlsx":
        yield _sheet(path, file_name, columns)
        return
    with path.open("rb") as opened:
        encoding = _encoding(opened)
        opened.seek(0)
        text = io.TextIOWrapper(opened, encoding=encoding, newline="")
        former = csv.field_size_limit(_FIELD_LIMIT)
        try:
            first = _first_line(text, file_name)
            lines = chain((first,), text)
            reader = csv.reader(lines, strict=True, delimiter=max(DELIMITERS, key=first.count))
            header = [column_name(name) for name in _next(reader, file_name) or []]
            if len(header) < 2 or header[0].lstrip().startswith("<"):
                raise not_whole(file_name, f"has no header of columns: it begins with {','.join(header)[:60]!r}")
            yield header, _whole_records(reader, len(header), file_name)
        finally:
            csv.field_size_limit(former)


def _sheet(path: Path, file_name: str, columns: Collection[str]) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    content = path.read_bytes()
    cells = read_cells(content, file_name, sheet_has=columns)
    for number, fault in sorted(cells.unreadable.items())[:1]:
        raise not_whole(file_name, f"has a row {number} in which {fault}")
    return cells.header, iter([(number, [cell or "" for cell in record]) for number, record in cells.records])


def _whole_records(reader: "_csv.Reader", width: int, file_name: str) -> Iterator[tuple[int, list[str]]]:
    number = 1
    while (record := _next(reader, file_name)) is not None:
        number += 1
        if not any(record):
            continue
        if len(record) != width:
            raise not_whole(file_name, f"has {len(record)} fields at line {reader.line_num}, its header has {width}")
        yield number, record


def _next(reader: "_csv.Reader", file_name: str) -> list[str] | None:
    try:
        return next(reader, None)
    except (csv.Error, UnicodeError) as error:
        raise not_whole(file_name, f"cannot be read as CSV after line {reader.line_num}: {error}") from error


def _first_line(text: io.TextIOWrapper, file_name: str) -> str:
    try:
        return text.readline(_FIELD_LIMIT)
    except UnicodeError as error:
        raise not_whole(file_name, f"has a first line that is no text: {error}") from error


def _encoding(opened: BinaryIO) -> str:
    if opened.read(2) in _BOM_16:
        return "utf-16"
    opened.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := opened.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def not_whole(file_name: str, fact: str) -> BrokenSource:
    """The error that refuses a file as a whole."""
    return BrokenSource(
        f"{file_name} {fact}.",
        expected="a whole table as its publisher made it",
        next_step="get the file again from the publisher's own page, and do not open and save it in a spreadsheet",
    )
