"""District shapes for the run: schematic cells, and a publisher's polygons where a boundary file was added."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import duckdb

from corridorwatch.warehouse import one

if TYPE_CHECKING:
    import shapely

    from corridorwatch.geography.cells import Place


PUBLISHER = "raw.district_boundaries"

_PLACES = """
select alias.longitude, alias.latitude, alias.district_id
from ref.district_aliases as alias
join ref.districts as district on district.district_id = alias.district_id and district.is_in_36
where alias.latitude is not null and not alias.is_ambiguous and alias.valid_to is null
union
select hq_longitude, hq_latitude, district_id from ref.districts where is_in_36 and hq_latitude is not null
union
select longitude, latitude, district_id from ref.district_landmarks
order by all
"""
_TABLE = """
create table if not exists prepared.district_shapes (
    district_id varchar, basis varchar, vintage varchar, licence varchar, source varchar, note varchar,
    area_km2 double, geometry varchar, made_from varchar
)
"""


def prepare(connection: duckdb.DuckDBPyConnection, values: Mapping[str, Any]) -> None:
    """Fill `prepared.district_shapes`: one row per district of the 36-set and basis.

    Columns: district_id, basis (`schematic` or `publisher`), vintage, licence, source, note, area_km2 (on the flat
    map), geometry (GeoJSON in degrees, rounded to 0.001), made_from (digest of what it was drawn from). What is already
    drawn from the same places and outline stays as it is.
    """
    connection.execute("create schema if not exists prepared")
    connection.execute(_TABLE)
    outline = connection.execute("select longitude, latitude from ref.province_outline order by step").fetchall()
    places = connection.execute(_PLACES).fetchall()
    digest = hashlib.sha256(json.dumps([outline, places]).encode()).hexdigest()[:16]
    known = connection.execute(
        "select distinct made_from from prepared.district_shapes where basis = 'schematic'"
    ).fetchall()
    if known != [(digest,)]:
        _draw(connection, outline, places, digest)
    _take_publishers(connection, places)


def forget_publisher(connection: duckdb.DuckDBPyConnection) -> None:
    """No boundary file was added, or it was taken away: the cells alone are drawn."""
    connection.execute("create schema if not exists raw")
    connection.execute(f"drop table if exists {PUBLISHER}")


def _draw(connection: duckdb.DuckDBPyConnection, outline: list[tuple], places: list[tuple], digest: str) -> None:
    import numpy as np

    from corridorwatch.geography import cells, projection

    border = np.array(outline)
    province = cells.outline(projection.to_km(border[:, 1], border[:, 0]))
    connection.execute("delete from prepared.district_shapes where basis = 'schematic'")
    connection.executemany(
        "insert into prepared.district_shapes values (?, 'schematic', '2022-09', 'CC BY 4.0', ?, ?, ?, ?, ?)",
        [
            (
                district_id,
                "corridorwatch: nearest known place, cut to a coarse outline",
                "a scheme, not a border",
                round(cell.area, 1),
                _degrees(cell),
                digest,
            )
            for district_id, cell in cells.cells(_located(places), province).items()
        ],
    )


def as_geojson(shape: shapely.Geometry) -> str:
    """A shape in degrees as GeoJSON text, rounded to 0.001 degrees (100 m), rings as RFC 7946 wants them."""
    import shapely

    rounded = shapely.orient_polygons(shapely.set_precision(shape, 0.001))
    return json.dumps(json.loads(shapely.to_geojson(rounded)), separators=(",", ":"))


def _take_publishers(connection: duckdb.DuckDBPyConnection, places: list[tuple]) -> None:
    """Join a publisher's polygons, matched at ingest, to the cells.

    A district that the file does not hold, but whose parent it does (Hub in a file of the summer of 2022), is cut
    from the parent's polygon by nearest known places.
    """
    connection.execute("delete from prepared.district_shapes where basis = 'publisher'")
    schema, table = PUBLISHER.split(".")
    there = one(
        connection.execute(
            "select count(*) from information_schema.tables where table_schema = $schema and table_name = $table",
            {"schema": schema, "table": table},
        )
    )[0]
    if not there:
        return
    connection.execute(
        "insert into prepared.district_shapes select district_id, 'publisher', vintage, licence, source, note,"
        f" area_km2, geometry, snapshot_sha256 from {PUBLISHER} semi join ref.districts using (district_id)"
        " where district_id in (select district_id from ref.districts where is_in_36)"
    )
    missing = connection.execute(
        f"""
        select parent.district_id, list(child.district_id order by child.district_id)
        from ref.districts as child
        join {PUBLISHER} as parent on parent.district_id = child.parent_id
        where child.is_in_36 and child.district_id not in (select district_id from {PUBLISHER})
        group by all order by all
        """
    ).fetchall()
    for parent, children in missing:
        _cut(connection, parent, children, places)


def _cut(connection: duckdb.DuckDBPyConnection, parent: str, children: list[str], places: list[tuple]) -> None:
    from corridorwatch.geography import cells

    whole, vintage, licence, source, made_from = one(
        connection.execute(
            "select geometry, vintage, licence, source, made_from from prepared.district_shapes"
            " where basis = 'publisher' and district_id = $parent",
            {"parent": parent},
        )
    )
    ground = flat(whole)
    parts = cells.cells(_located([place for place in places if place[2] in (parent, *children)]), ground)
    connection.execute(
        "delete from prepared.district_shapes where basis = 'publisher' and district_id = $parent", {"parent": parent}
    )
    note = f"cut from the file's polygon of {parent} by nearest known places"
    connection.executemany(
        "insert into prepared.district_shapes values (?, 'publisher', ?, ?, ?, ?, ?, ?, ?)",
        [
            (name, vintage, licence, source, note, round(part.area, 1), _degrees(part), made_from)
            for name, part in parts.items()
        ],
    )


def flat(geometry: str) -> shapely.Polygon:
    """GeoJSON in degrees as a shape on the flat map."""
    import shapely

    from corridorwatch.geography import projection

    return shapely.transform(
        shapely.from_geojson(geometry), lambda points: projection.to_km(points[:, 1], points[:, 0])
    )


def _degrees(shape: shapely.Geometry) -> str:
    import shapely

    from corridorwatch.geography import projection

    return as_geojson(shapely.transform(shape, projection.to_degrees))


def _located(places: list[tuple]) -> list[Place]:
    import numpy as np

    from corridorwatch.geography import cells, projection

    at = projection.to_km(np.array([place[1] for place in places]), np.array([place[0] for place in places]))
    return [cells.Place(x, y, place[2]) for (x, y), place in zip(at.tolist(), places, strict=True)]
