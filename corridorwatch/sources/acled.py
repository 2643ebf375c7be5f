"""ACLED's records as text: from the API's pages, and from files of four generations of its columns.

Files before 2018 have capital column names, `ALLY_ACTOR_1` and no sub-event type; later ones `assoc_actor_1` and dates
such as `31 January 2020`; since 2023 ISO dates, disorder type and tags; since 2025 the parties' kinds as labels instead
of numbers. Values stay as reported. A column that a generation lacks is null.
"""

import csv
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from corridorwatch.errors import BrokenSource
from corridorwatch.fetching.archive import unpacked
from corridorwatch.fetching.pages import is_paged, read_pages
from corridorwatch.fetching.records import open_records
from corridorwatch.snapshots import Snapshot

SOURCE_ID = "acled"

COLUMNS = (
    "event_id_cnty",
    "event_date",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
)
"""What is kept of a record, in this order."""

REQUIRED = ("event_id_cnty", "event_date", "event_type", "actor1", "country", "admin1", "location", "fatalities")
"""What every generation has."""

_RENAMED = {
    "ally_actor_1": "assoc_actor_1",
    "ally_actor_2": "assoc_actor_2",
    "associated_actor_1": "assoc_actor_1",
    "associated_actor_2": "assoc_actor_2",
    "time_prec": "time_precision",
    "geo_precis": "geo_precision",
}
_DATES = ("%Y-%m-%d", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%m/%Y")


def records(snapshot: Snapshot) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    """The records of a snapshot: their place in it (1 is the first, or the row of the file) and their values.

    Raises:
        BrokenSource: a required column is missing, or the snapshot cannot be read.
    """
    if is_paged(snapshot):
        number = 0
        for kind in ("events", "unveiled"):
            for page in read_pages(snapshot, kind):
                for record in page["data"]:
                    number += 1
                    yield number, tuple(_text(record.get(column)) for column in COLUMNS)
    elif snapshot.file_name.lower().endswith(".zip"):
        with unpacked(snapshot.verified_path()) as member:
            yield from file_records(member, member.name)
    else:
        yield from file_records(snapshot.verified_path(), snapshot.file_name)


def deletions(snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    """The events that the API names as deleted: id and unix time."""
    if is_paged(snapshot):
        for page in read_pages(snapshot, "deleted"):
            for record in page["data"]:
                yield str(record["event_id_cnty"]), int(record.get("deleted_timestamp") or 0)


def event_day(text: str | None) -> date | None:
    """The day that a date of any generation names, or None."""
    for form in _DATES:
        try:
            return datetime.strptime((text or "").strip()[:20], form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def hidden_from(restriction: object) -> date | None:
    """The first day that an account may not see yet, or None where nothing says so.

    Args:
        restriction: a page's `data_query_restrictions`; its `date_recency` names the last day shown.
    """
    if not isinstance(restriction, Mapping):
        return None
    recency = restriction.get("date_recency")
    text = recency.get("date") if isinstance(recency, Mapping) else recency
    try:
        return date.fromisoformat(str(text)[:10]) + timedelta(days=1)
    except ValueError:
        return None


def file_records(path: Path, name: str) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    """The records of a CSV or workbook of any generation, as `records` gives them.

    Raises:
        BrokenSource: a required column is missing, or it cannot be read.
    """
    try:
        with open_records(path, name) as (header, rows):
            found = [_RENAMED.get(column.lower(), column.lower()) for column in header]
            missing = [column for column in REQUIRED if column not in found]
            if missing:
                raise BrokenSource(
                    f"{name} lacks the column {missing[0]!r}; it has {', '.join(header)}.",
                    expected=f"an ACLED file with {', '.join(REQUIRED)}",
                    next_step="export the file again with all columns",
                )
            places = [found.index(column) if column in found else None for column in COLUMNS]
            for number, row in enumerate(rows, start=2):
                yield number, tuple(None if place is None else _text(row[place]) for place in places)
    except (csv.Error, zipfile.BadZipFile) as error:
        raise BrokenSource(f"{name} cannot be read: {error}.", next_step="export the file again") from error


def _text(value: object) -> str | None:
    """A value as text: numbers have come as numbers and as text."""
    if value is None:
        return None
    return str(value).strip() or None
