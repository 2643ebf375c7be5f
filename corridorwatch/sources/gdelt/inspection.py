"""A look at an export file of GDELT before it is kept."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from corridorwatch.ingest.inspection import Inspection, of_table
from corridorwatch.sources.gdelt import parse as gdelt


def inspect(
    source: str, path: Path, file_name: str, came_on: date, date_format: str, names: Sequence[str] = ()
) -> Inspection:
    """What was found in a file, for `corridorwatch.ingest.inspection`.

    Raises:
        BrokenSource: the file is refused whole.
    """
    return of_table(
        gdelt.parse_gdelt(path.read_bytes(), file_name=file_name, came_on=came_on), file_name, is_of_records=False
    )
