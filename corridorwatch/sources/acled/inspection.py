"""A look at a file of ACLED before it is kept."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from corridorwatch.config import Scope
from corridorwatch.ingest import scope, spans
from corridorwatch.ingest.inspection import Inspection, no_row_of_scope
from corridorwatch.ingest.told import Judged
from corridorwatch.snapshots import Snapshot
from corridorwatch.sources.acled import parse as acled


def inspect(
    source: str, path: Path, file_name: str, came_on: date, date_format: str, names: Sequence[str] = ()
) -> Inspection:
    """What was found in a file, for `corridorwatch.ingest.inspection`.

    Raises:
        BrokenSource: the file is refused whole.
    """
    provinces: set[str] = set()
    days: set[date] = set()

    def seen(rows: Iterable[acled.Row]) -> Iterator[acled.Row]:
        for row in rows:
            if scope.is_the_country(row.value("country")):
                provinces.add(row.value("admin1") or "")
                if row.day and not row.faults:
                    days.add(row.day)
            yield row

    rows = acled.file_records(path, file_name, date_format=date_format, came_on=came_on)
    found = _judged(seen(rows), acled.notes_on(path, file_name))
    found.hold_to_most(file_name, Scope().country)
    if provinces and not scope.speaks_for_scope(provinces):
        raise no_row_of_scope(file_name, provinces)
    own = spans.own_events(min(days, default=None), max(days, default=None))
    told = {"holes": holes} if (holes := spans.holes_told(spans.unbroken(days), Scope().country)) else {}
    return Inspection(found.received, {"columns": acled.columns_of(path, file_name), **found.facts(), **told}, own)


def judged(snapshot: Snapshot) -> Judged:
    """What becomes of the rows of the API's pages."""
    return _judged(acled.records(snapshot))


def _judged(rows: Iterable[acled.Row], notes: Iterable[str] = ()) -> Judged:
    def is_here(row: acled.Row) -> bool:
        return scope.is_of_the_province(row.value("admin1")) and scope.is_the_country(row.value("country"))

    return acled.judge(rows, country=Scope().country, is_here=is_here, notes=tuple(notes))
