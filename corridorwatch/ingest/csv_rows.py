"""CSV: one reader, and one rule for a column that is named twice, for every table that comes as text.

The csv module counts fields exactly; DuckDB's and Polars' readers pad or cut ragged rows, which would hide a shifted
column. UCDP's whole files are read by DuckDB all the same, which is told of each row's width.
"""

import csv
from collections import Counter
from collections.abc import Generator, Iterable, Sequence

from corridorwatch.errors import BrokenSource

DELIMITERS = (",", ";", "\t", "|")


def rows(lines: Iterable[str], file_name: str, delimiter: str = ",", *, longest: int = 0) -> Generator[list[str]]:
    """The rows of a CSV, the header among them.

    Args:
        lines: with their ends, as a file opened with `newline=""` gives them.
        longest: characters that a field may have; 0 for what the csv module allows.

    Raises:
        BrokenSource: it cannot be read to its end: a quoted field never closes, for instance, or its bytes are no text.
    """
    former = csv.field_size_limit()
    csv.field_size_limit(longest or former)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        yield from reader
    except (csv.Error, UnicodeError) as error:
        raise BrokenSource(
            f"{file_name} cannot be read as CSV after line {reader.line_num}: {error}.",
            expected='RFC 4180: quotes doubled inside quoted fields, every quoted field closed with ", no field of more'
            f" than {csv.field_size_limit():,} characters",
            next_step="mend that line and run again",
        ) from error
    finally:
        csv.field_size_limit(former)


def named_twice(header: Sequence[str]) -> list[str]:
    """The names that several columns have, in order; columns without a name are none."""
    return sorted(name for name, times in Counter(header).items() if name and times > 1)


def hold_to_once(header: Sequence[str], file_name: str) -> None:
    """Refuse a header that names a column twice: which of two cells counts is not guessed.

    Raises:
        BrokenSource: it does.
    """
    if twice := named_twice(header):
        raise BrokenSource(
            f"{file_name} names the column {twice[0][:100]!r} twice.",
            expected="every column once",
            next_step="remove or rename one of them and run again",
        )
