"""The records of a file that somebody brings, one at a time: a CSV of any age, or the one sheet of a workbook."""

import codecs
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TextIO

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import csv_rows
from corridorwatch.ingest.cell_rules import column_name
from corridorwatch.ingest.encodings import guess_encoding
from corridorwatch.ingest.filetypes import read_cells

_FIELD_LIMIT = 10_000_000


@contextmanager
def open_records(
    path: Path, file_name: str, columns: Collection[str] = ()
) -> Generator[tuple[list[str], Iterator[tuple[int, list[str]]]]]:
    """The header and the numbered records of a CSV, one at a time, with the csv module's strictness, or of a workbook.

    Row 1 is the header, and empty lines have a number too. Between cells stands what the first line holds most often:
    comma, semicolon, tab or bar. Bytes that are neither UTF-8 nor UTF-16 with its mark are read as cp1252, which older
    files are in; that is a guess, for whoever adds the file to hear of. A NUL or a page of HTML is refused.

    Args:
        columns: names, in small letters, by which the sheet is known where a workbook has several.

    Raises:
        BrokenSource: it is no CSV or workbook, or a record is not as long as the header.
    """
    if Path(file_name).suffix.lower() == ".xlsx":
        yield _sheet(path, file_name, columns)
        return
    with path.open(encoding=encoding_of(path, file_name)[0], newline="") as text:
        first = _first_line(text, file_name)
        delimiter = max(csv_rows.DELIMITERS, key=first.count)
        rows = csv_rows.rows(chain((first,), text), file_name, delimiter, longest=_FIELD_LIMIT)
        header = [column_name(name) for name in next(rows, [])]
        if len(header) < 2 or header[0].lstrip().startswith("<"):
            raise not_whole(file_name, f"has no header of columns: it begins with {','.join(header)[:60]!r}")
        yield header, _whole_records(rows, len(header), file_name)
        rows.close()


def encoding_of(path: Path, file_name: str) -> tuple[str, bool]:
    """What a CSV is read in, and whether it is sure; see `encodings.guess_encoding`.

    Raises:
        BrokenSource: its bytes are no text in any encoding that is read.
    """
    with path.open("rb") as opened:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := opened.read(1 << 20):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return guess_encoding(path.read_bytes(), file_name)
    return "utf-8-sig", True


def _sheet(path: Path, file_name: str, columns: Collection[str]) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    content = path.read_bytes()
    cells = read_cells(content, file_name, sheet_has=columns)
    for number, fault in sorted(cells.unreadable.items())[:1]:
        raise not_whole(file_name, f"has a row {number} in which {fault}")
    return cells.header, iter([(number, [cell or "" for cell in record]) for number, record in cells.records])


def _whole_records(rows: Iterator[list[str]], width: int, file_name: str) -> Iterator[tuple[int, list[str]]]:
    for number, record in enumerate(rows, 2):
        if not any(record):
            continue
        if len(record) != width:
            raise not_whole(file_name, f"has {len(record)} fields in row {number}, its header has {width}")
        yield number, record


def _first_line(text: TextIO, file_name: str) -> str:
    try:
        return text.readline(_FIELD_LIMIT)
    except UnicodeError as error:
        raise not_whole(file_name, f"has a first line that is no text: {error}") from error


def not_whole(file_name: str, fact: str) -> BrokenSource:
    """The error that refuses a file as a whole."""
    return BrokenSource(
        f"{file_name} {fact}.",
        expected="a whole table as its publisher made it",
        next_step="get the file again from the publisher's own page, and do not open and save it in a spreadsheet",
    )
