"""A look at a file of the Global Terrorism Database before it is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from corridorwatch.ingest import scope
from corridorwatch.ingest.inspection import Inspection, no_row_of_scope, of_table
from corridorwatch.sources.gtd import parse as gtd


def inspect(
    source: str, path: Path, file_name: str, came_on: date, date_format: str, names: Sequence[str] = ()
) -> Inspection:
    """What was found in a file, for `corridorwatch.ingest.inspection`.

    Raises:
        BrokenSource: the file is refused whole.
    """
    parsed = gtd.parse_gtd(path.read_bytes(), file_name=file_name, came_on=came_on)
    if parsed.rows.height and not scope.speaks_for_scope(parsed.rows["provstate"]):
        raise no_row_of_scope(file_name, parsed.rows["provstate"])
    return replace(of_table(parsed, file_name), own=parsed.span)
