"""How large a workbook is, before it is loaded: the reader of its cells makes room for the whole rectangle.

A workbook of 2 KB whose one cell lies in the last row and column asks for 17 thousand million cells, and ends the
process; so what its sheets really hold is counted first, from their XML as it is unpacked.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from corridorwatch.ingest.archive import opened_zip, too_large

MAX_CELLS = 20_000_000
"""The most cells kept of a table: three times those of the 210 thousand rows and 30 columns that the largest needs."""

MAX_COLUMNS = 16_384
"""The most columns that a sheet has (XFD)."""

_MOST_BYTES = 2 << 30
_RATIO = 200
"""How often larger than itself a workbook may unpack; sheets of numbers reach some 20."""
_CHUNK = 1 << 20
_LEAST = 1 << 20

_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)(\d+)[\"']")
_USUAL = re.compile(rb'<c r="([A-Z]+)([0-9]+)')
_UNUSUAL = re.compile(rb"<c(?:>| (?!r=\"[A-Z]+[0-9]+\")|/|[^\S ])|<[A-Za-z]\w*:c\b")


def hold_to_size(content: bytes, file_name: str) -> None:
    """Refuse a workbook that unpacks to more, or has a larger sheet, than memory can hold; by what is in it, and not by
    what it declares.

    Raises:
        BrokenSource: it is too large, broken or encrypted.
    """
    allowed = min(max(len(content) * _RATIO, _LEAST), _MOST_BYTES)
    with opened_zip(Path(file_name), content) as archive:
        unpacked = 0
        for member in archive.infolist():
            sheet = _Sheet()
            for piece in _pieces(archive, member):
                unpacked += len(piece)
                if unpacked > allowed:
                    raise too_large(file_name, f"unpacks to more than {allowed:,} bytes", "an honest workbook")
                sheet.see(piece)
            if not sheet.may_be_too_large:
                continue
            height, width = _reach(_pieces(archive, member))
            if width > MAX_COLUMNS or height * width > MAX_CELLS:
                raise too_large(
                    file_name,
                    f"has a sheet ({member.filename}) that reaches to row {height:,} and column {width:,}",
                    f"at most {MAX_CELLS:,} cells in its rows and columns, and {MAX_COLUMNS:,} columns",
                )


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's bytes, never cut within a tag."""
    rest = b""
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            whole, tag, rest = (rest + piece).rpartition(b"<")
            if len(rest) > _CHUNK:
                whole, tag, rest = whole + tag + rest, b"", b""
            rest = tag + rest
            yield whole
    yield rest


class _Sheet:
    """The rectangle that the cells of a sheet could make, by their places as spreadsheets write them: quick, and never
    too small.
    """

    def __init__(self) -> None:
        self._rows, self._columns, self._is_unusual = set[bytes](), set[bytes](), False

    def see(self, piece: bytes) -> None:
        """More of the sheet."""
        found = _USUAL.findall(piece)
        self._columns |= {letters for letters, _ in found}
        self._rows |= {digits for _, digits in found}
        self._is_unusual |= bool(_UNUSUAL.search(piece))

    @property
    def may_be_too_large(self) -> bool:
        """Whether it must be looked at cell by cell."""
        width, height = max(map(column, self._columns), default=0), max(map(int, self._rows), default=0)
        return self._is_unusual or width > MAX_COLUMNS or height * width > MAX_CELLS


def _reach(pieces: Iterator[bytes]) -> tuple[int, int]:
    """The last row and the last column that have a cell with content."""
    height = width = row = at = 0
    for piece in pieces:
        for kind, said in _TAG.findall(piece):
            place = _PLACE.search(said)
            if kind == b"row":
                row, at = int(place[2]) if place else row + 1, 0
                continue
            at = column(place[1]) if place else at + 1
            row = int(place[2]) if place else row
            if not said.endswith(b"/"):
                height, width = max(height, row), max(width, at)
    return height, width


def column(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, XFD 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
