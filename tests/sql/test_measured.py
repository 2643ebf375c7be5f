"""The distances that come measured are those that the code measures, and are used only for what they were made from."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import Exposure
from corridorwatch.exposure import cache, seed

AGAIN = "write it anew: see corridorwatch/exposure/seed.py"
NEW_HOME = "site_distances", "site_probabilities", "exposure_code"
_OWN = f"""
select location.location_id, keys.location_key
from ({seed.OWN_PLACES}) as own
join core.locations as location on location.model = own.model
    and location.latitude is not distinct from own.latitude and location.longitude is not distinct from own.longitude
    and location.radius_km is not distinct from own.radius_km
    and location.line_ids = own.line_ids and location.ground_ids = own.ground_ids
join prepared.location_keys as keys using (location_id)
order by all
"""
_FOUND = """
select location_id, site_id, distance.* exclude (location_key, site_key), radius_km, probability
from prepared.location_keys cross join prepared.site_keys
join prepared.site_distances as distance using (location_key, site_key)
join prepared.site_probabilities using (location_key, site_key)
order by all
"""


@pytest.fixture
def new_home(tmp_path: Path, real_database: Path) -> Callable[[str], duckdb.DuckDBPyConnection]:
    """Copies of a warehouse of the project's own tables in which nothing is measured yet."""

    def copy(name: str) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(Path(shutil.copy(real_database, tmp_path / name)))
        for table in NEW_HOME:
            connection.execute(f"drop table if exists prepared.{table}")
        return connection

    return copy


def test_the_file_is_of_the_code_that_measures_and_of_the_sites_there_are(
    real_world: duckdb.DuckDBPyConnection,
) -> None:
    file = real_world.read_parquet(str(cache.SEED))
    codes = file.query("seed", "select distinct code from seed").fetchall()
    assert codes == [(cache.code(),)], AGAIN
    measured = {key for (key,) in file.query("seed", "select distinct location_key from seed").fetchall()}
    own = [key for _, key in real_world.execute(_OWN).fetchall()]
    assert len(measured & set(own)) >= 0.8 * len(own), AGAIN
    sites = {key for (key,) in real_world.execute("select site_key from prepared.site_keys").fetchall()}
    assert {key for (key,) in file.query("seed", "select distinct site_key from seed").fetchall()} == sites, AGAIN


def test_what_comes_measured_is_what_the_code_measures(new_home) -> None:
    """To the last digits, which another processor may round otherwise: of a place of each kind."""
    figures = []
    for name, file in (("given", cache.SEED), ("measured", None)):
        with new_home(name) as connection:
            connection.execute(
                "delete from core.locations where location_id not in"
                f" (select min(location_id) from core.locations where location_id in (select location_id from ({_OWN}))"
                " group by model)"
            )
            cache.prepare(connection, _values(), seed=file)
            figures.append(connection.execute(_FOUND).fetchall())
    given, measured = figures
    assert len(given) == 5 * 40 * 5
    _hold(given, measured)


def test_a_place_or_a_site_that_is_another_than_it_was_is_measured(new_home) -> None:
    with new_home("moved") as connection:
        connection.execute(
            "delete from core.locations where location_id not in"
            " (select location_id from core.locations where model = 'disc' order by all limit 2)"
        )
        connection.execute(
            "update core.locations set latitude = latitude + 0.5 where location_id = (select min(location_id) from core.locations)"
        )
        connection.execute(
            "update ref.cpec_sites set latitude = latitude + 0.5 where site_id ="
            " (select min(site_id) from ref.cpec_sites where in_balochistan and waypoints is null)"
        )
        cache.prepare(connection, _values())
        moved = connection.execute(_FOUND).fetchall()
        for table in NEW_HOME:
            connection.execute(f"drop table prepared.{table}")
        cache.prepare(connection, _values(), seed=None)
        _hold(moved, connection.execute(_FOUND).fetchall())


def test_figures_of_other_code_are_not_used(new_home, tmp_path: Path) -> None:
    with new_home("other") as connection:
        other = tmp_path / "other.parquet"
        connection.execute(
            f"copy (select * replace ('other' as code, nearest_km + 1 as nearest_km) from read_parquet('{cache.SEED}'))"
            f" to '{other}'"
        )
        connection.execute(
            "delete from core.locations where location_id not in (select min(location_id) from core.locations)"
        )
        cache.prepare(connection, _values(), seed=other)
        assert connection.execute("select count(*) from prepared.site_distances").fetchone() == (40,)


def _hold(given: list[tuple], measured: list[tuple]) -> None:
    assert [row[:2] for row in given] == [row[:2] for row in measured]
    for one, other in zip(given, measured, strict=True):
        assert one[2:] == pytest.approx(other[2:], rel=1e-9, abs=1e-9), AGAIN


def _values() -> dict[str, object]:
    settings = Exposure()
    return {"radii_km": settings.radii_km, "decay_km": settings.decay_km}
