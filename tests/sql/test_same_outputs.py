"""The script that a night is measured beside gives what the night gives: else the comparison is of unlike things.

It needs pandas and more, which the project does not: without them in this environment, or in that of the Python which
CORRIDORWATCH_PANDAS_PYTHON names, these tests skip.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import ROOT
from corridorwatch.snapshots import SnapshotStore
from tests import world
from tests.reference_tables import SHARED, WITH_SHARED
from tests.ucdp_file import edition

TABLES = ("weekly_casualties_by_district", "weekly_casualties_by_boundary", "weekly_exposure_by_site", "conservation")
NAMED = {"adm_1": "Balochistan province"}
EVENTS = [
    {},
    {"date_start": "2015-05-08", "date_end": "2015-05-08", "deaths_civilians": "4", "best": "7", "high": "9"},
    {"adm_2": "Kech district", "where_coordinates": "Turbat town", "latitude": "26.00", "longitude": "63.05"},
    {"adm_2": "Gwadar district", "where_coordinates": "Gwadar town", "latitude": "25.12", "longitude": "62.33"},
    # Surab was a part of Kalat until 2017.
    {"adm_2": "Surab district", "where_coordinates": "Surab town", "latitude": "28.49", "longitude": "66.26"},
    {"adm_2": "Kharan district", "where_prec": "3", "date_start": "2014-02-03", "date_end": "2014-02-03"},
    {"adm_2": "", "where_coordinates": "Balochistan province", "where_prec": "4", "date_start": "2015-07-07", "date_end": "2015-07-07"},
    {"adm_2": "Khuzdar district", "date_start": "2015-09-02", "date_end": "2015-10-20", "date_prec": "5"},
    {"adm_2": "Sibi district", "where_coordinates": "Sibi town", "date_start": "2015-11-06", "date_end": "2015-11-10", "date_prec": "2"},
    {"adm_1": "Sindh province", "adm_2": "Karachi district"},
    {"adm_1": "", "adm_2": "", "where_prec": "6"},
    {"country": "India", "adm_1": "Punjab state", "adm_2": ""},
    {"best": "-1"},
]  # fmt: skip


@pytest.fixture(scope="session")
def python() -> str:
    """A Python that has what the script needs."""
    needed = "import pandas, rapidfuzz, shapely, pyproj, plotly, duckdb"
    for found in filter(None, (os.environ.get("CORRIDORWATCH_PANDAS_PYTHON"), sys.executable)):
        if not subprocess.run([found, "-c", needed], capture_output=True).returncode:
            return found
    pytest.skip("no pandas here, and CORRIDORWATCH_PANDAS_PYTHON names no Python that has it")


def both(folder: Path, base: Path, python: str, file: bytes) -> duckdb.DuckDBPyConnection:
    """The night's tables of the file and the ledger; the script's beside them, as `script.<table>`."""
    connection = world.open_database(Path(shutil.copy(base, folder / "night.duckdb")))
    SnapshotStore(folder / "snapshots").store(
        "ucdp_ged", file, file_name="ged.csv", url="", licence="CC BY 4.0", fetched_at=datetime(2026, 11, 2, tzinfo=UTC)
    )
    world.load(connection, ROOT / "reference", folder / "snapshots", ["ledger"])
    wanted = world.needed_for(*(f"marts.{name}" for name in TABLES), "core.exclusions")
    world.build_models(
        connection,
        only=lambda table: table in wanted and (world.follows_from_the_ledger(table) or table.startswith("ref.source")),
    )
    source = folder / "ged.csv"
    source.write_bytes(file)
    script = ROOT / "benchmarks/analyst_in_full.py"
    subprocess.run([python, str(script), str(source), str(folder / "out")], check=True, capture_output=True, text=True)
    connection.execute("create schema script")
    for table in (folder / "out/parquet").glob("*.parquet"):
        connection.execute(f"create view script.{table.stem.partition('.')[2]} as from '{table}'")
    return connection


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, reference_database: Path, python: str) -> Iterator:
    """Both, over a made-up edition that ends in 2015."""
    folder = tmp_path_factory.mktemp("same")
    with both(folder, reference_database, python, edition([NAMED | event for event in EVENTS], 2015)) as connection:
        connection.execute(f"create view pages as select file from glob('{folder}/out/site/**/*.html')")
        yield connection


@pytest.fixture(scope="module")
def pakistan(tmp_path_factory: pytest.TempPathFactory, reference_database: Path, python: str) -> Iterator:
    """Both, over UCDP's own rows of Pakistan, 1989-2021."""
    file = (SHARED / "ucdp/ucdp_ged_pakistan_1989_2021_hdx.csv").read_bytes()
    with both(tmp_path_factory.mktemp("pakistan"), reference_database, python, file) as connection:
        yield connection


def differing(connection: duckdb.DuckDBPyConnection, table: str, keys: str) -> list[tuple]:
    """Cells in which GED's incidents or deaths differ where both give a figure, or of which only one table tells some."""
    return connection.execute(
        f"select {keys}, night.incidents, night.killed_best, script.incidents, script.killed_best"
        f" from (from marts.{table} where source_id = 'ucdp_ged') as night"
        f" full join (select * replace (week::date as week) from script.{table} where source_id = 'ucdp_ged') as script"
        f" using ({keys})"
        " where night.incidents <> script.incidents or night.killed_best <> script.killed_best"
        " or coalesce(night.incidents, 0) <> coalesce(script.incidents, 0) order by all"
    ).fetchall()


def test_the_script_counts_in_every_district_and_week_what_the_night_counts(small) -> None:
    assert differing(small, "weekly_casualties_by_district", "district_id, week") == []
    assert small.execute(
        "select count(*), sum(incidents), sum(killed_best) from script.weekly_casualties_by_district"
        " where source_id = 'ucdp_ged' and incidents > 0"
    ).fetchone() == (7, 8, 28)


def test_the_script_counts_on_every_set_of_boundaries_what_the_night_counts(small) -> None:
    assert differing(small, "weekly_casualties_by_boundary", "basis, area_id, week") == []
    assert small.execute(
        "select basis, sum(killed_best)::integer from script.weekly_casualties_by_boundary"
        " where source_id = 'ucdp_ged' group by basis order by basis"
    ).fetchall() == [(basis, 28) for basis in ("as_reported", "constant_1989", "constant_2018", "set_36")]


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("weekly_casualties_by_district", "source_id, district_id, week"),
        ("weekly_casualties_by_boundary", "source_id, basis, area_id, week"),
        ("weekly_exposure_by_site", "source_id, site_id, week, radius_km"),
    ],
)
def test_the_scripts_grids_hold_the_cells_of_the_nights(small, table: str, keys: str) -> None:
    night = f"select {keys} from marts.{table}"
    script = f"select {keys} from (select * replace (week::date as week) from script.{table})"
    assert small.execute(f"select count(*) > 0 from script.{table}").fetchone() == (True,)
    assert small.execute(f"(({night}) except ({script})) union all (({script}) except ({night}))").fetchall() == []


def test_the_script_accounts_for_every_row_as_the_night_does(small) -> None:
    night = small.execute(
        "select reason, sum(records)::integer, sum(deaths)::integer from core.exclusions"
        " where source_id = 'ucdp_ged' and stage in ('ingest', 'reports') group by reason order by reason"
    ).fetchall()
    script = small.execute(
        "select replace(reason, 'refused', 'quarantined'), rows, deaths from script.conservation"
        " where source_id = 'ucdp_ged' and stage = 'ingest' order by 1"
    ).fetchall()
    told = {reason: (rows, deaths) for reason, rows, deaths in script}
    assert [(reason, *told[reason]) for reason, *_ in night if reason != "quarantined"] == [
        row for row in night if row[0] != "quarantined"
    ]
    assert told["quarantined"][0] == 1
    assert told["received"][0] == sum(rows for reason, (rows, _) in told.items() if reason != "received") == 40
    assert small.execute(
        "select stage, sum(rows)::integer, sum(deaths)::integer from script.conservation"
        " where source_id = 'ucdp_ged' and stage <> 'ingest' group by stage order by stage"
    ).fetchall() == [("districts", 9, 31), ("weeks", 9, 31)]


def test_no_zero_of_the_script_stands_where_an_event_of_the_province_may_lie(small) -> None:
    week = "week = date '2015-07-06'"
    assert small.execute(
        f"select distinct status from script.weekly_casualties_by_district where source_id = 'ucdp_ged' and {week}"
    ).fetchall() in ([("not_covered",), ("reported",)], [("reported",), ("not_covered",)])
    assert (
        small.execute(
            "select status, count(*) from script.weekly_casualties_by_district where source_id = 'ledger' and incidents = 0"
            " group by status"
        ).fetchall()
        == []
    )


def test_the_scripts_exposure_is_near_that_of_the_night(small) -> None:
    """Sites that are points, known to two kilometres: the night blurs a site by what is not known of its place."""
    differs = small.execute(
        "select max(abs(night.expected_incidents - script.expected_incidents)), count(*) filter (script.expected_incidents > 0)"
        " from marts.weekly_exposure_by_site as night"
        " join (select * replace (week::date as week) from script.weekly_exposure_by_site) as script"
        " using (source_id, site_id, week, radius_km)"
        " where source_id = 'ucdp_ged' and site_id in ('gwadar-port', 'turbat-airport', 'gwadar-free-zone-south')"
    ).fetchone()
    assert differs[0] < 0.15
    assert differs[1] > 10
    assert small.execute(
        "select count(*) from script.weekly_exposure_by_site as less join script.weekly_exposure_by_site as more"
        " using (source_id, site_id, week) where less.radius_km < more.radius_km"
        " and less.expected_incidents > more.expected_incidents + 1e-6"
    ).fetchone() == (0,)


def test_the_script_draws_a_page_for_every_district_site_and_campaign(small) -> None:
    drawn = dict(
        small.execute(
            "select regexp_extract(file, 'site/(districts|sites|campaigns)/', 1), count(*) from pages"
            " where file not like '%.sources.html' group by 1"
        ).fetchall()
    )
    assert (
        drawn["districts"]
        == (small.execute("select count(distinct district_id) from marts.weekly_casualties_by_district").fetchone()[0])
    )
    assert drawn["sites"] == small.execute("select count(*) from ref.cpec_sites where in_balochistan").fetchone()[0]
    assert drawn["campaigns"] == len((ROOT / "reference/ledger/campaigns.csv").read_text().splitlines()) - 1


@WITH_SHARED
def test_of_the_publishers_own_events_98_in_100_stand_in_the_same_district_and_week(pakistan) -> None:
    elsewhere = differing(pakistan, "weekly_casualties_by_district", "district_id, week")
    assert sum(abs((night or 0) - (script or 0)) for *_, night, _, script, _ in elsewhere) / 2 < 692 / 50
    assert pakistan.execute(
        "select reason, rows, deaths from script.conservation where source_id = 'ucdp_ged' and stage = 'ingest' order by 1"
    ).fetchall() == [
        ("another_province", 5679, 37457),
        ("no_province_named", 45, 2384),
        ("none", 692, 3384),
        ("received", 6416, 43225),
    ]
