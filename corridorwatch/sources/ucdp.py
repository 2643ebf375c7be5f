"""UCDP's event files (GED and Candidate): what they must look like, and what refuses one whole.

The files grow (42 columns in GED 19.1, 49 today, 50 in the copy on HDX) and change in detail, so columns are read by
their names: a missing one stops the source, an unknown one passes with a note. The CSV is read by DuckDB, which streams
it; see `corridorwatch.sources.ucdp_door` for what becomes of its rows. Definitions: UCDP GED codebook.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from corridorwatch.errors import BrokenSource
from corridorwatch.fetching.archive import unpacked
from corridorwatch.fetching.pages import is_paged, read_pages
from corridorwatch.snapshots import Snapshot

GED, CANDIDATE = "ucdp_ged", "ucdp_candidate"

REQUIRED = (
    *("id", "year", "active_year", "type_of_violence", "side_a", "side_b", "where_prec", "where_coordinates", "adm_1"),
    *("adm_2", "latitude", "longitude", "country", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b"),
    *("deaths_civilians", "deaths_unknown", "best", "high", "low"),
)
OPTIONAL = (
    *("relid", "code_status", "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id"),
    *("dyad_name", "side_a_dset_id", "side_a_new_id", "side_b_dset_id", "side_b_new_id", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "source_original", "where_description"),
    *("geom_wkt", "priogrid_gid", "iso3", "country_id", "region", "event_clarity", "gwnoa", "gwnob"),
)
COLUMNS = (*REQUIRED, *OPTIONAL)
"""The columns of `raw.ucdp_ged` and `raw.ucdp_candidate`, as reported; null where a file lacks an optional one."""

CODES = {"type_of_violence": (1, 3), "where_prec": (1, 7), "date_prec": (1, 5)}
"""First and last code of each closed list."""

MOST_REFUSED = 0.01
"""A file of which a larger share of rows breaks the rules is refused whole: it is not the file it says it is."""

_HEAD_BYTES = 1_000_000


@dataclass(frozen=True)
class Layout:
    """How a file is laid out.

    `columns`: its columns in order, in lower case. `delimiter`: between them. `has_hxl`: its second row is HXL tags.
    """

    columns: tuple[str, ...]
    delimiter: str
    has_hxl: bool

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
        return "; ".join(parts)


@contextmanager
def csv_of(snapshot: Snapshot) -> Iterator[Path]:
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


def layout(path: Path, *, name: str) -> Layout:
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
        columns = tuple(cell.strip().lower() for cell in next(rows, []))
        second = next(rows, [])
    except csv.Error as error:
        raise refused(name, f"has no readable header: {error}", "the columns of UCDP GED in its first row") from error
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise refused(name, f"names the column {twice[0]!r} twice", "each column once")
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise refused(name, f"lacks the column {missing[0]!r}", f"the columns {', '.join(REQUIRED)}")
    # A headline may begin with a hash; in a row of tags nothing else does.
    tags = [cell for cell in second if cell]
    return Layout(columns, delimiter, bool(tags) and all(cell.startswith("#") for cell in tags))


def refused(file: object, fact: str, expected: str) -> BrokenSource:
    """The error that refuses a file whole, with what to do."""
    return BrokenSource(
        f"{Path(str(file)).name} {fact}.",
        expected=expected,
        next_step="take the file again from https://ucdp.uu.se/downloads/ and add it: corridorwatch add ucdp_ged FILE",
    )
