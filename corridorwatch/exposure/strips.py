"""Roads as strips: kilometres along a road, and the stretch of it at which an incident may have been.

An incident is on a strip where some of its place lies within `BESIDE_KM` of the road's straight legs; it then covers
all of the road that does. One that is known to have been on a named road or railway is on that strip alone, and no
wider than its stretch of it. `prepared.line_stretches` keeps what was laid out before, by digests of the place and of
the road.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from corridorwatch.exposure import cache
from corridorwatch.warehouse import one

if TYPE_CHECKING:
    import shapely

    from corridorwatch.exposure.locations import Location


BESIDE_KM = 10
"""How far from the road a place may be and still be drawn beside it: the width of a town."""

_SAME_KM = 0.5
"""Two courses no farther apart are the same road."""

_TABLES = """
create table if not exists prepared.line_stretches (location_key varchar, line_key varchar, from_km double, to_km
double); create or replace table prepared.line_keys (line_id varchar, line_key varchar);
create or replace table prepared.line_stops (line_id varchar, position integer, stop varchar, km double, gap_km double);
"""
_WANTED = """
select min(location.location_id), location.location_key, line.line_id, line.line_key
from prepared.location_keys as location
cross join prepared.line_keys as line
anti join prepared.line_stretches as known
    on known.location_key = location.location_key and known.line_key = line.line_key
group by all
order by all
"""


def prepare(connection: duckdb.DuckDBPyConnection, values: Mapping[str, Any]) -> None:
    """Lay every place of core.locations along the roads of ref.named_lines, as far as it was not before.

    Fills `prepared.line_stops` (line_id, position, stop, km, gap_km: the towns of a road, how far along it they are,
    and what of that no listed section covers) and `prepared.line_stretches` (location_key, line_key, from_km, to_km;
    nulls where a place is nowhere beside the road).
    """
    import polars as pl

    known = one(
        connection.execute(
            "select count(*) from information_schema.tables"
            " where table_schema = 'prepared' and table_name = 'line_stretches'"
        )
    )[0]
    stops_were = connection.execute("from prepared.line_stops").fetchall() if known else []
    keys_were = connection.execute("from prepared.line_keys order by all").fetchall() if known else []
    connection.execute(_TABLES)
    lines = cache.rows(
        connection,
        "select line_id, ways, course_km, waypoint_km, course_growth, site_ids"
        " from ref.named_lines where kind = 'road' order by line_id",
    )
    here = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    keys = [(line["line_id"], cache.digest(line, here, cache.code())) for line in lines]
    cache.insert(connection, "line_keys", keys)
    roads = None
    if keys == keys_were:
        cache.insert(connection, "line_stops", stops_were)
    else:
        roads = _roads(lines)
        cache.insert(
            connection,
            "line_stops",
            [
                (line_id, position, *stop)
                for line_id, road in roads.items()
                for position, stop in enumerate(road.stops, start=1)
            ],
        )
    wanted = connection.execute(_WANTED).fetchall()
    if not wanted:
        return
    roads = roads or _roads(lines)
    ground = cache.ground(connection)
    places = {row["location_id"]: row for row in cache.rows(connection, cache.LOCATIONS)}
    shapes = {row[0]: ground.location(places[row[0]]) for row in wanted}
    found = [(row[1], row[3], *_along(places[row[0]], shapes[row[0]], row[2], roads[row[2]])) for row in wanted]
    schema = {"location_key": pl.String, "line_key": pl.String, "from_km": pl.Float64, "to_km": pl.Float64}
    cache.insert(connection, "line_stretches", found, schema=schema)


class _Road:
    """The sections of a road end to end, and its towns with their kilometres.

    Where one section does not begin at the end of the other, the straight way between them counts, and is a gap.
    """

    def __init__(self, ways: list) -> None:
        import shapely

        from corridorwatch.exposure import locations

        self.parts: list[tuple[float, shapely.LineString]] = []
        self.stops: list[tuple[str, float, float]] = []
        length = 0.0
        for way in _in_order(ways):
            part = locations.line(way)
            if any(earlier.buffer(1).covers(part) for _, earlier in self.parts):
                continue  # a section of what is drawn already
            gap = math.dist(part.coords[0], self.parts[-1][1].coords[-1]) if self.parts else 0.0
            gap = gap if gap > _SAME_KM else 0.0
            length += gap
            self.parts.append((length, part))
            for latitude_longitude, point in zip(way, shapely.points(part.coords), strict=True):
                name, km = str(latitude_longitude[2]), length + part.project(point)
                if not self.stops or self.stops[-1][0] != name:
                    self.stops.append((name, round(km, 1), round(gap, 1)))
                gap = 0.0
            length += part.length


def _in_order(ways: list) -> list:
    """Sections in the order given, but one that ends where the road begins comes before it."""
    road: list = []
    for way in ways:
        road.insert(0 if road and way[-1][2] == road[0][0][2] else len(road), way)
    return road


def _roads(lines: list[dict]) -> dict[str, _Road]:
    return {line["line_id"]: _Road(json.loads(line["ways"])) for line in lines}


def _along(
    place: Mapping[str, Any], location: Location, line_id: str, road: _Road
) -> tuple[float | None, float | None]:
    import shapely

    if place["model"] in ("line", "stretch"):
        if line_id not in place["line_ids"]:
            return None, None
        near = location.shape.buffer(_SAME_KM)
    else:
        near = location.shape.buffer(location.blur_km + BESIDE_KM) if location.shape.area == 0 else location.shape
    along = [
        start + part.project(point)
        for start, part in road.parts
        for point in shapely.points(shapely.get_coordinates(part.intersection(near)))
    ]
    return (round(min(along), 1), round(max(along), 1)) if along else (None, None)
