"""Distances measured once and kept: what a run measures is only what it has not measured before.

`prepared.site_distances` holds one row per place and site, `prepared.site_probabilities` one per place, site and
radius. Both are keyed by digests of all that decides the figures: the place's shape and blur, the site's shape, blur
and extent, the kernel's scale, and the code that measures. A new site is measured against the places there are, a new
radius for the pairs there are, a place whose radius changed against the sites; everything else stays. Digests that
nothing asks for stay too, for the next look back; a change of the code empties both.

What follows from the project's own tables alone comes measured (`SEED`, written by `seed.py`), under the same keys: a
row whose place, site or code is no longer what it was made from is not asked for.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from corridorwatch.exposure.locations import Ground

SEED = Path(__file__).with_name("measured.parquet")
"""Pairs that come measured: `location_key`, `site_key`, the code that measured (`code`), what `prepared.site_distances`
holds of them, and `radii_km` and `probabilities` as lists."""

_TABLES = """
create schema if not exists prepared;
create table if not exists prepared.site_distances (
    location_key varchar, site_key varchar, nearest_km double, expected_km double, farthest_km double, decay double
);
create table if not exists prepared.site_probabilities (
    location_key varchar, site_key varchar, radius_km double, probability double
);
create table if not exists prepared.exposure_code (digest varchar);
create or replace table prepared.location_keys (location_id varchar, location_key varchar);
create or replace table prepared.site_keys (site_id varchar, site_key varchar);
"""
_SEEDED = (
    "insert into prepared.site_distances select location_key, site_key, nearest_km, expected_km, farthest_km, decay"
    " from read_parquet($seed) where code = $code",
    "insert into prepared.site_probabilities select location_key, site_key, unnest(radii_km), unnest(probabilities)"
    " from read_parquet($seed) where code = $code",
)
_WANTED = """
with pairs as (
    select location.location_id, location.location_key, site.site_id, site.site_key
    from (select min(location_id) as location_id, location_key from prepared.location_keys group by location_key) as
    location cross join (select min(site_id) as site_id, site_key from prepared.site_keys group by site_key) as site
),
wanted as (select *, unnest($radii)::double as radius_km from pairs)
select location_id, location_key, site_id, site_key, list(radius_km order by radius_km)
from wanted
anti join prepared.site_probabilities using (location_key, site_key, radius_km)
group by all
order by location_key, list(radius_km order by radius_km), site_id
"""


def prepare(connection: duckdb.DuckDBPyConnection, values: Mapping[str, Any], *, seed: Path | None = SEED) -> None:
    """Measure every place of core.locations against every site of Balochistan, as far as it was not measured before.

    Args:
        values: `radii_km` and `decay_km` of the settings.
        seed: pairs that come measured; None measures them all.
    """
    connection.execute(_TABLES)
    known = connection.execute("select digest from prepared.exposure_code").fetchall()
    if known != [(code(),)]:
        for table in ("site_distances", "site_probabilities", "exposure_code"):
            connection.execute(f"delete from prepared.{table}")
        connection.execute("insert into prepared.exposure_code values ($code)", {"code": code()})
        for statement in _SEEDED if seed and seed.is_file() else ():
            connection.execute(statement, {"seed": str(seed), "code": code()})
    locations, sites = rows(connection, LOCATIONS), rows(connection, _SITES)
    drawn, lines = _drawn(connection)
    insert(connection, "location_keys", [(row["location_id"], _location_key(row, drawn, lines)) for row in locations])
    insert(connection, "site_keys", [(row["site_id"], digest(row, values["decay_km"])) for row in sites])
    wanted = connection.execute(_WANTED, {"radii": values["radii_km"]}).fetchall()
    if wanted:
        _measure(connection, wanted, locations, sites, float(values["decay_km"]))


LOCATIONS = "select location_id, model, latitude, longitude, radius_km, line_ids, ground_ids from core.locations"
_SITES = """
select site_id, latitude, longitude, waypoints, extent_km, coord_uncertainty_km, waypoint_km, course_growth
from ref.cpec_sites where in_balochistan order by site_id
"""
_LINES = "select line_id, site_ids, ways, course_km, waypoint_km, course_growth from ref.named_lines order by line_id"


def ground(connection: duckdb.DuckDBPyConnection) -> "Ground":
    """District shapes and named lines on the flat map: what locations are made from."""
    import shapely  # only here: a run that finds all measured does without

    from corridorwatch.exposure.locations import Ground, course
    from corridorwatch.geography.shapes import flat

    drawn, lines = _drawn(connection)
    return Ground(
        districts={name: flat(text) for name, text in drawn.items()},
        lines={
            row["line_id"]: shapely.MultiLineString(
                [course(way, row, row["course_km"]) for way in json.loads(row["ways"])]
            )
            for row in lines
        },
        course_km={row["line_id"]: row["course_km"] for row in lines},
        sites_of_line={row["line_id"]: frozenset(row["site_ids"]) for row in lines},
    )


def _drawn(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, str], list[dict]]:
    shapes = connection.execute("select district_id, geometry from ref.district_shapes where is_used").fetchall()
    return dict(shapes), rows(connection, _LINES)


def _measure(
    connection: duckdb.DuckDBPyConnection,
    wanted: list[tuple],
    location_rows: list[dict],
    site_rows: list[dict],
    decay_km: float,
) -> None:
    from corridorwatch.exposure import locations
    from corridorwatch.exposure.distances import measure

    made = ground(connection)
    sites = {
        row["site_id"]: locations.site(row, json.loads(row["waypoints"]) if row["waypoints"] else None)
        for row in site_rows
    }
    places = {row["location_id"]: row for row in location_rows}
    distances, probabilities = [], []
    for (location_id, location_key, radii), pairs in groupby(wanted, key=lambda row: (row[0], row[1], row[4])):
        pairs = list(pairs)
        found = measure(made.location(places[location_id]), [sites[pair[2]] for pair in pairs], radii, decay_km)
        for number, pair in enumerate(pairs):
            distances.append(
                (
                    location_key,
                    pair[3],
                    float(found.nearest_km[number]),
                    float(found.expected_km[number]),
                    float(found.farthest_km[number]),
                    float(found.decay[number]),
                )
            )
            probabilities += [
                (location_key, pair[3], radius, float(share))
                for radius, share in zip(radii, found.within[number], strict=True)
            ]
    insert(connection, "site_distances", distances, once=("location_key", "site_key"))
    insert(connection, "site_probabilities", probabilities)


def _location_key(row: Mapping[str, Any], drawn: Mapping[str, str], lines: list[dict]) -> str:
    """A digest of what a place is made from: its own figures, and the shapes of the districts and lines it names."""
    named = row["ground_ids"] if row["model"] in ("line", "district") else []
    shapes = [] if row["model"] in ("disc", "stretch") else [drawn[name] for name in named or sorted(drawn)]
    return digest(
        {key: value for key, value in row.items() if key != "location_id"},
        shapes,
        [line for line in lines if line["line_id"] in row["line_ids"]],
    )


def digest(*parts: object) -> str:
    """A digest of values that JSON can write: the same for the same."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:20]


@cache
def code() -> str:
    """A digest of the code that measures: its figures are another's where it changes."""
    here = Path(__file__).parent
    files = [
        here / name for name in ("chords.py", "courses.py", "distances.py", "locations.py", "overlap.py", "within.py")
    ]
    files.append(here.parent / "geography" / "projection.py")
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict]:
    """The rows of a query, each as column -> value."""
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    values: Sequence[Sequence[Any]],
    *,
    once: tuple[str, ...] = (),
    schema: Mapping[str, Any] | None = None,
) -> None:
    """Add rows to a table of `prepared`; those whose columns `once` are there already are left out."""
    import polars as pl

    if not values:
        return
    names = schema or [row[0] for row in connection.execute(f"describe prepared.{table}").fetchall()]
    connection.register("_measured", pl.DataFrame(values, schema=names, orient="row").to_arrow())
    rest = f" anti join prepared.{table} using ({', '.join(once)})" if once else ""
    connection.execute(f"insert into prepared.{table} select * from _measured{rest}")
    connection.unregister("_measured")


def schema(columns: Mapping[str, str]) -> dict[str, Any]:
    """Polars' types of columns, of which DuckDB's types are given: for `insert`, where a column may be all unknown."""
    import polars as pl

    types = {
        "varchar": pl.String,
        "varchar[]": pl.List(pl.String),
        "double": pl.Float64,
        "double[]": pl.List(pl.Float64),
        "bigint": pl.Int64,
        "boolean": pl.Boolean,
        "date": pl.Date,
    }
    return {name: types[kind] for name, kind in columns.items()}
