"""A look at a file of UCDP before it is kept."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from corridorwatch.config import Scope
from corridorwatch.ingest import spans
from corridorwatch.ingest.inspection import Inspection
from corridorwatch.ingest.told import Judged
from corridorwatch.snapshots import Snapshot
from corridorwatch.sources.ucdp import load
from corridorwatch.sources.ucdp.parse import csv_of


def inspect(
    source: str, path: Path, file_name: str, came_on: date, date_format: str, names: Sequence[str] = ()
) -> Inspection:
    """What was found in a file, for `corridorwatch.ingest.inspection`.

    Raises:
        BrokenSource: the file is refused whole.
    """
    judged, found = load.inspect(path, file_name, source, date_format, came_on=came_on, names=names)
    country = Scope().country
    told: dict[str, Any] = {"note": note} if (note := found.told(country)) else {}
    holes = spans.holes_told(found.spans, country)
    told |= {"holes": holes} if holes and not note else {}
    return Inspection(judged.received, judged.facts() | told, found.own)


def judged(snapshot: Snapshot) -> Judged:
    """What becomes of the rows of the API's pages."""
    with csv_of(snapshot) as path:
        return load.inspect(path, snapshot.file_name, snapshot.source)[0]
