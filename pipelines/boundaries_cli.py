"""`corridorwatch boundaries add | fetch`: a publisher's district polygons in the place of the schematic cells."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import cyclopts

from corridorwatch.config import load_settings
from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import SnapshotStore

if TYPE_CHECKING:
    from corridorwatch.geography.boundaries import Polygon
    from corridorwatch.snapshots import Snapshot

app = cyclopts.App(name="boundaries", help="District boundaries of a publisher, in the place of schematic cells.")


@app.command
def add(file: Path, /, *, vintage: str, licence: str, source: str, url: str = "") -> None:
    """Take a GeoJSON file of districts; the next run draws and measures with it.

    Parameters
    ----------
    file
        GeoJSON in degrees, one feature a district.
    vintage
        The day (YYYY-MM-DD) whose borders it draws.
    licence
        Its licence, as every map will say it.
    source
        Who publishes it.
    url
        The page it was taken from.
    """
    from corridorwatch.geography import boundaries  # shapely and pyproj: no other command waits for them

    if not file.is_file():
        raise BrokenSource(f"there is no {file}.", expected="a GeoJSON file", next_step="check the path")
    settings = load_settings()
    kept, found = boundaries.add(
        SnapshotStore(settings.snapshots),
        file.read_bytes(),
        boundaries.Facts(vintage=vintage, licence=licence, source=source, url=url),
        settings.facts,
        file_name=file.name,
        moment=datetime.now(UTC),
    )
    _show(kept, found)


@app.command
def fetch(publisher: str, /, *, vintage: str = "") -> None:
    """Get districts from their publisher, with licence and vintage as it states them; no run ever does by itself.

    Parameters
    ----------
    publisher
        ocha (COD-AB, through HDX) or geoboundaries.
    vintage
        The day (YYYY-MM-DD) whose borders it draws, where the publisher says none or another one.
    """
    from corridorwatch.geography import fetch as boundaries
    from corridorwatch.ingest.credentials import Secrets
    from corridorwatch.ingest.job import Job

    settings = load_settings()
    job = Job(SnapshotStore(settings.snapshots), settings, Secrets({}), datetime.now(UTC))
    kept, found = boundaries.fetch(publisher, job, vintage=vintage)
    _show(kept, found)
    print(f"vintage {kept.details['vintage']}, {kept.licence}, {kept.details['source']}")


def _show(kept: "Snapshot", found: "list[Polygon]") -> None:
    for polygon in found:
        print(f"{polygon.district_id:<18} {polygon.area_km2:>9,.0f} km²  {polygon.note or ''}".rstrip())
    print(f"{len(found)} districts, {kept.outcome}; corridorwatch run draws with them.")
