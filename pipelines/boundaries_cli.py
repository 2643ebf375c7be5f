"""`corridorwatch boundaries add`: a publisher's district polygons in the place of the schematic cells."""

from datetime import UTC, datetime
from pathlib import Path

import cyclopts

from corridorwatch.config import load_settings
from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import SnapshotStore

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
        settings.reference,
        file_name=file.name,
        moment=datetime.now(UTC),
    )
    for polygon in found:
        print(f"{polygon.district_id:<18} {polygon.area_km2:>9,.0f} km²  {polygon.note or ''}".rstrip())
    print(f"{len(found)} districts, {kept.outcome}; corridorwatch run draws with them.")
