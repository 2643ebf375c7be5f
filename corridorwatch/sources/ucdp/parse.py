"""UCDP's event files (GED and Candidate): what they must look like, and what refuses one whole.

The files grow (42 columns in GED 19.1, 49 today, 50 in the copy on HDX) and change in detail, so columns are read by
their names: a missing one stops the source, an unknown one passes with a note. The CSV is read by DuckDB, which streams
it; see `load` for what becomes of its rows. Definitions: UCDP GED codebook.
"""

import csv
import hashlib
import io
import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.archive import unpacked
from corridorwatch.ingest.cell_rules import column_name, whole
from corridorwatch.ingest.csv_rows import named_twice
from corridorwatch.ingest.pages import is_paged, read_pages
from corridorwatch.manifests import registry
from corridorwatch.snapshots import Snapshot

GED, CANDIDATE = "ucdp_ged", "ucdp_candidate"

_WANTED = registry().sources[GED].columns
REQUIRED, OPTIONAL = _WANTED["required"], _WANTED["optional"]
COLUMNS = (*REQUIRED, *OPTIONAL)
"""The columns of `raw.ucdp_ged` and `raw.ucdp_candidate`, as reported; null where a file lacks an optional one."""

ORDER = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id"),
    *("conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a"),
    *("side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office"),
    *("source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description"),
    *("adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians"),
    *("deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)
"""The publisher's own order of its 49 columns: a candidate file has come without a header."""

PROTEST = 4
"""`type_of_violence` of UCDP's product on violent political protest, whose rows have come in files of candidate events:
they are no events of GED, and are refused row by row."""

CODES = {"type_of_violence": (1, 3), "where_prec": (1, 7), "date_prec": (1, 5)}
"""First and last code of each closed list."""

MOST_REFUSED = 0.01
"""A file of which a larger share of rows breaks the rules is refused whole: it is not the file it says it is."""

_HEAD_BYTES = 1_000_000


@dataclass(frozen=True)
class Layout:
    """How a file is laid out.

    `columns`: its columns in order, in lower case. `delimiter`: between them. `has_hxl`: its second row is HXL tags.
    `has_header`: its first row names the columns; where not, they are the publisher's 49 in their order.
    `is_rewritten`: its first record has a date that the publisher does not write so.
    """

    columns: tuple[str, ...]
    delimiter: str
    has_hxl: bool
    has_header: bool = True
    is_rewritten: bool = False

    @property
    def first_row(self) -> int:
        """The number of its first record."""
        return 1 + self.has_header + self.has_hxl

    @property
    def fingerprint(self) -> str:
        """12 hex digits that change when a column comes, goes or moves."""
        return hashlib.sha256("\n".join(self.columns).encode()).hexdigest()[:12]

    @property
    def note(self) -> str:
        """What differs from the columns known today, in a sentence; empty where nothing does."""
        new = [name for name in self.columns if name not in COLUMNS]
        gone = [name for name in OPTIONAL if name not in self.columns and name != "iso3"]
        parts = [f"columns not known and not read: {', '.join(new)}"] if new else []
        parts += [f"columns it lacks: {', '.join(gone)}"] if gone else []
        parts += [] if self.has_header else ["no header: read as the 49 columns of UCDP GED in their order"]
        return "; ".join(parts)


@contextmanager
def csv_of(snapshot: Snapshot) -> Generator[Path]:
    """The CSV of a snapshot for as long as it is read: the file, the one in its zip, or its pages of the API as one.

    Raises:
        BrokenSource: the snapshot was changed after it was stored, its zip is broken, holds no or several CSVs, or
            unpacks to more than any such file would.
    """
    if is_paged(snapshot):
        with TemporaryDirectory(prefix="ucdp-") as folder:
            path = Path(folder) / "events.csv"
            write_csv(snapshot, path)
            yield path
    elif snapshot.path.suffix.lower() == ".zip":
        with unpacked(snapshot.verified_path()) as path:
            yield path
    else:
        yield snapshot.verified_path()


def write_csv(snapshot: Snapshot, path: Path) -> None:
    """The API's pages as a CSV with the columns of the yearly file, for whoever reads that.

    Raises:
        BrokenSource: the snapshot is not what it was when stored.
    """
    columns = list(
        dict.fromkeys(name for page in read_pages(snapshot, "events") for row in page["Result"] for name in row)
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        for page in read_pages(snapshot, "events"):
            writer.writerows(page["Result"])


def layout(path: Path, *, name: str, source: str) -> Layout:
    """Read the first rows of a CSV for its columns.

    Raises:
        BrokenSource: it is empty, not UTF-8, names a column twice or lacks a required one.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    try:
        text = head.decode("utf-8-sig", errors="strict" if len(head) < _HEAD_BYTES else "ignore")
    except UnicodeDecodeError as error:
        # A broken character further down breaks its own row only.
        text = head[: error.start].decode("utf-8-sig", errors="ignore")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        columns = tuple(column_name(cell).lower() for cell in next(rows, []))
        second = next(rows, [])
    except csv.Error as error:
        raise refused(
            name, f"has no readable header: {error}", "the columns of UCDP GED in its first row", source
        ) from error
    if _is_record(columns):
        return Layout(ORDER, delimiter, False, has_header=False, is_rewritten=_is_rewritten(ORDER, columns))
    twice = named_twice(columns)
    if twice and columns[0] in COLUMNS:
        raise refused(name, f"names the column {twice[0]!r} twice", "each column once", source)
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        why = f"lacks the column {missing[0]!r}"
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            why += ": it is UTF-16, and UCDP's files are UTF-8"
        elif columns and (whole(columns[0]) or len(missing) == len(REQUIRED)):
            why += f": its first row, of {len(columns)} cells, is no header ({', '.join(columns)[:80]}…), and no record"
            why += f" of the {len(ORDER)} columns that UCDP GED has"
        raise refused(name, why, f"the columns {', '.join(REQUIRED)}", source)
    # A headline may begin with a hash; in a row of tags nothing else does.
    tags = [cell for cell in second if cell]
    has_hxl = bool(tags) and all(cell.startswith("#") for cell in tags)
    return Layout(columns, delimiter, has_hxl, is_rewritten=not has_hxl and _is_rewritten(columns, second))


def _is_rewritten(columns: Sequence[str], row: Sequence[str]) -> bool:
    date_start = dict(zip(columns, row, strict=False)).get("date_start", "")
    return bool(date_start) and not re.match(r"\d{4}-", date_start)


def _is_record(cells: tuple[str, ...]) -> bool:
    """Whether the first row is an event in the publisher's order: then the file has no header."""
    if len(cells) != len(ORDER):
        return False
    row = dict(zip(ORDER, cells, strict=True))
    digits = ("id", "year", "type_of_violence", "where_prec", "date_prec", "best", "high", "low")
    try:
        on_earth = abs(float(row["latitude"])) <= 90 and abs(float(row["longitude"])) <= 180
    except ValueError:
        return False
    return on_earth and all(whole(row[name]) for name in digits) and not whole(row["country"])


def months_of(file_name: str) -> set[tuple[int, int]]:
    """The years and months that a candidate file's name says it speaks of (`GEDEvent_v26_0_4`, `_v25_01_25_12`)."""
    if found := re.search(r"(?:[_-]v|candidate_?)(\d{2})_0_(\d{1,2})(?!\d)", file_name, re.IGNORECASE):
        return {(2000 + int(found[1]), int(found[2]))}
    if found := re.search(r"[_-]v(\d{2})_(\d{2})_(\d{2})_(\d{2})(?!\d)", file_name, re.IGNORECASE):
        first, last = 12 * int(found[1]) + int(found[2]) - 1, 12 * int(found[3]) + int(found[4]) - 1
        return {(2000 + month // 12, month % 12 + 1) for month in range(first, last + 1)}
    return set()


def refused(file: object, fact: str, expected: str, source: str, next_step: str = "") -> BrokenSource:
    """The error that refuses a file whole, with what to do. A name of a candidate file says the source better."""
    if months_of(Path(str(file)).name):
        source = CANDIDATE
    return BrokenSource(
        f"{Path(str(file)).name} {fact}.",
        expected=expected,
        next_step=next_step
        or f"take the file again from https://ucdp.uu.se/downloads/ and add it: corridorwatch add {source} FILE",
    )
