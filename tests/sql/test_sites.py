"""CPEC sites: near and aimed at are two things, and a place is only as near as it is known to be."""

import duckdb
import pytest

from tests.conftest import Build

SITE = "marts.weekly_casualties_by_site"


def near_gwadar_port(world: duckdb.DuckDBPyConnection) -> tuple[object, ...]:
    return world.execute(
        f"select incidents_in_district, incidents_within_50km, incidents_possibly_within_50km, killed_within_50km from {SITE}"
        " where incidents_in_district is not null and site_id = (select site_id from ref.cpec_sites where name ilike 'gwadar port%')"
    ).fetchone()


def test_a_point_in_the_town_is_surely_near(small_world: Build) -> None:
    exact = {"district_as_written": "Gwadar", "located_at": "Gwadar", "where_prec": "1", "killed_total": 2}
    assert near_gwadar_port(small_world(of=SITE, incidents=[{"incident_id": "a", **exact}])) == (1, 1, 0, 2)


def test_a_district_only_record_is_never_surely_near(small_world: Build) -> None:
    world = small_world(of=SITE, incidents=[{"incident_id": "a", "district_as_written": "Gwadar", "killed_total": 2}])
    assert near_gwadar_port(world) == (1, 0, 1, None)


def test_a_record_of_the_province_is_near_nothing(small_world: Build) -> None:
    world = small_world(
        incidents=[{"incident_id": "a", "district_as_written": None, "where_prec": "4", "killed_total": 2}]
    )
    assert world.execute("select count(*) from core.site_distances").fetchone() == (0,)


def test_nearness_is_no_target_and_a_target_is_never_inferred(small_world: Build) -> None:
    exact = {"district_as_written": "Gwadar", "located_at": "Gwadar", "where_prec": "1"}
    world = small_world(
        incidents=[
            {"incident_id": "near", **exact},
            {"incident_id": "aimed", **exact, "targets_cpec": "yes", "target_evidence": "source_names_it"},
        ]
    )
    found = world.execute(
        f"select incidents_in_district, incidents_cpec_target_nearby from {SITE} where incidents_in_district is not null"
        " and site_id = (select site_id from ref.cpec_sites where name ilike 'gwadar port%')"
    ).fetchone()
    assert found == (2, 1)


@pytest.mark.parametrize(
    ("point", "a", "b", "expected"),
    [
        ((30.0, 67.0), (30.0, 67.0), (30.0, 67.0), 0.0),
        ((30.0, 67.0), (31.0, 67.0), (31.0, 67.0), 110.6),
        ((30.0, 67.0), (29.0, 66.0), (31.0, 68.0), 0.0),
        ((30.0, 67.0), (30.5, 66.0), (30.5, 68.0), 55.3),
        ((30.0, 67.0), (30.0, 68.0), (30.0, 69.0), 96.4),
    ],
)
def test_distance_is_to_the_nearest_point_of_a_line(
    real_world: duckdb.DuckDBPyConnection, point: tuple, a: tuple, b: tuple, expected: float
) -> None:
    found = real_world.execute("select km_to_segment(?, ?, ?, ?, ?, ?)", [*point, *a, *b]).fetchone()[0]
    assert found == pytest.approx(expected, abs=0.1)


def test_quetta_to_gwadar_is_723_9_km(real_world: duckdb.DuckDBPyConnection) -> None:
    """571.7 km means latitude and longitude were swapped."""
    quetta, gwadar = (30.1798, 66.9750), (25.1264, 62.3225)
    found = real_world.execute("select km_between(?, ?, ?, ?)", [*quetta, *gwadar]).fetchone()[0]
    assert found == pytest.approx(723.9, rel=0.004)
