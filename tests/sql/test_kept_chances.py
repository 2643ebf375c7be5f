"""How likely a district is near each of the other places is measured once, and again when anything of it changed."""

import json

import duckdb
import pytest

from tests.sql.test_before_and_after import AFTER, BEFORE, FAR, compared, province, spread

BOX = [[61.9, 27.9], [62.3, 27.9], [62.3, 28.2], [61.9, 28.2], [61.9, 27.9]]
CHANGES = {
    "the shape": "update ref.district_shapes set geometry = replace(geometry, '27.9', '27.5')",
    "the place": "update core.locations set ground_ids = ['there'] where model = 'district'",
    "the other places": "update ref.district_aliases set latitude = latitude + 0.2",
}


@pytest.fixture
def world() -> duckdb.DuckDBPyConnection:
    """Incidents in a district, around one of the other places, and one drawn elsewhere."""
    incidents = [*spread(12, BEFORE, "ground"), *spread(9, AFTER, "ground"), *spread(20, BEFORE, "near", every=9)]
    connection = province(incidents, towns=FAR)
    for name, ring in (("here", BOX), ("there", [[x + 1.0, y] for x, y in BOX])):
        shape = json.dumps({"type": "Polygon", "coordinates": [ring]})
        connection.execute("insert into ref.district_shapes values ($1, $2, true)", [name, shape])
    connection.execute("insert into core.locations values ('ground', 'district', null, null, null, [], ['here'])")
    return connection


def kept(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    return connection.execute("from prepared.chances_elsewhere order by all").fetchall()


def test_what_is_kept_is_what_is_measured(world: duckdb.DuckDBPyConnection) -> None:
    first, held = compared(world), kept(world)
    assert len(held) == 1 and max(held[0][1]) > 0
    assert compared(world) == first
    assert kept(world) == held


def test_what_is_kept_is_not_measured_again(world: duckdb.DuckDBPyConnection) -> None:
    first = compared(world)
    world.execute("update prepared.chances_elsewhere set chances = [0.0, 0.0, 0.0]")
    assert compared(world) != first


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_is_measured_again_when_anything_of_it_changed(world: duckdb.DuckDBPyConnection, change: str) -> None:
    compared(world)
    before = kept(world)
    world.execute(change)
    found, held = compared(world), kept(world)
    assert held != before
    world.execute("drop table prepared.chances_elsewhere")
    assert (compared(world), kept(world)) == (found, held)


def test_what_nothing_asks_for_any_more_is_not_kept(world: duckdb.DuckDBPyConnection) -> None:
    compared(world)
    world.execute("delete from core.incident_locations where location_id = 'ground'")
    world.execute("delete from core.locations where location_id = 'ground'")
    compared(world)
    assert kept(world) == []
