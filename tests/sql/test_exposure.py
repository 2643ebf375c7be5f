"""Exposure: places as they are known, measured once, counted by how likely they are near."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.exposure.cache import SEED
from tests import world
from tests.conftest import Build

WEEKLY = "marts.weekly_exposure_by_site"
GWADAR = {"district_as_written": "Gwadar", "located_at": "Gwadar", "where_prec": "1"}
MEASURED = ("core.incident_locations", "core.locations", "core.location_distances", "core.location_reach")


@pytest.fixture(scope="module")
def ledger(real_database: Path) -> duckdb.DuckDBPyConnection:
    """The project's own tables, to read."""
    with duckdb.connect(real_database, read_only=True) as connection:
        yield connection


@pytest.fixture
def locate(reference_database: Path, tmp_path: Path) -> Callable[..., duckdb.DuckDBPyConnection]:
    """Builds the exposure tables over incidents given as they stand in core.incidents."""
    connection = world.open_database(tmp_path / "located.duckdb")
    connection.execute(f"attach '{reference_database}' as base (read_only)")
    connection.execute("create schema ref; create schema core; create schema prepared; create schema raw")
    connection.execute("create view raw.sources as from base.raw.sources")
    for (name,) in connection.execute(
        "select table_name from duckdb_tables() where database_name = 'base' and schema_name = 'ref'"
    ).fetchall():
        connection.execute(f"create view ref.{name} as from base.ref.{name}")
    connection.execute(
        "create table core.incidents (source_id varchar, incident_id varchar, date date, district_id varchar,"
        " district_method varchar, place_flag varchar, place_as_written varchar, target_as_written varchar,"
        " note varchar, where_prec integer, latitude double, longitude double)"
    )

    def build(*incidents: dict[str, object], **values: object) -> duckdb.DuckDBPyConnection:
        connection.execute("delete from core.incidents")
        for number, incident in enumerate(incidents):
            row = {
                "source_id": "s",
                "incident_id": str(number),
                "date": "2024-05-06",
                "district_method": "x",
            } | incident
            names = ", ".join(row)
            connection.execute(f"insert into core.incidents ({names}) values ({', '.join('$' + n for n in row)})", row)
        for model in world.MODELS:
            if model.table in MEASURED:
                sqlmodels.build(connection, model, world.parameters() | values)
        return connection

    return build


@pytest.mark.parametrize(
    ("incident", "location_id"),
    [
        ({"district_id": "gwadar", "where_prec": 1, "latitude": 25.1216, "longitude": 62.3254}, "disc|25.1216,62.3254,5"),
        ({"district_id": "quetta", "where_prec": 1, "latitude": 30.19, "longitude": 67.01}, "disc|30.1900,67.0100,10"),
        ({"district_id": "gwadar", "where_prec": 2, "latitude": 25.1216, "longitude": 62.3254}, "disc|25.1216,62.3254,25"),
        ({"district_id": "gwadar", "where_prec": 3, "latitude": 25.4, "longitude": 63.2}, "district|gwadar"),
        ({"district_id": "lasbela", "where_prec": 3, "date": "2021-01-01"}, "district|hub+lasbela"),
        ({"district_id": "lasbela", "where_prec": 3, "date": "2024-01-01"}, "district|lasbela"),
        ({"district_id": "tump", "where_prec": 3, "date": "2026-05-01"}, "district|kech"),
        ({"district_id": "gwadar", "where_prec": 5, "place_as_written": "Makran Coastal Highway"}, "line|n10|gwadar"),
        (
            {"district_id": "mastung", "where_prec": 2, "latitude": 29.7997, "longitude": 66.8455,
             "place_as_written": "Quetta-Karachi highway near Mastung"},
            "stretch|29.7997,66.8455,25|n25",
        ),
        ({"district_id": "balochistan", "where_prec": 5, "place_as_written": "RCD road"}, "line|n25"),
        ({"district_id": "balochistan", "where_prec": 4, "latitude": 28.5, "longitude": 65.4}, "province"),
    ],
)  # fmt: skip
def test_a_record_is_where_it_is_known_to_be(locate: Build, incident: dict, location_id: str) -> None:
    built = locate(incident)
    assert built.execute("select location_id from core.incident_locations").fetchone() == (location_id,)


def test_a_sui_town_whose_point_lies_at_gwadar_adds_nothing_near_gwadar(locate: Build) -> None:
    """24 UCDP rows say Sui town and carry a point 65 km from the port."""
    built = locate(
        {
            "district_id": "dera-bugti",
            "where_prec": 1,
            "place_flag": "name_and_point_disagree",
            "place_as_written": "Sui town",
        }
    )
    assert built.execute("select location_id from core.incident_locations").fetchone() == ("district|dera-bugti",)
    assert built.execute("select count(*) from core.location_reach where site_id like 'gwadar%'").fetchone() == (0,)
    assert built.execute("select count(*) > 0 from core.location_reach where site_id = 'sui-gas-field'").fetchone() == (
        True,
    )


HUB = {"district_id": "hub", "where_prec": 2, "latitude": 25.0284, "longitude": 66.8834, "place_as_written": "Hub town"}
ON_N25 = "Hub town\n\non the Quetta-Karachi national highway"


@pytest.mark.parametrize(
    ("incident", "location_id"),
    [
        ({"source_id": "ucdp_ged", "note": ON_N25}, "stretch|25.0284,66.8834,25|n25"),
        ({"source_id": "ucdp_candidate", "note": ON_N25}, "stretch|25.0284,66.8834,25|n25"),
        # A road elsewhere, or one that no reviewed alias names.
        ({"source_id": "ucdp_ged", "note": "on the Makran Coastal Highway"}, "disc|25.0284,66.8834,25"),
        ({"source_id": "ucdp_ged", "note": "on the road from Hub to Dureji"}, "disc|25.0284,66.8834,25"),
        # What the place itself names comes before its description.
        ({"source_id": "ucdp_ged", "note": ON_N25, "place_as_written": "RCD highway, railway track"},
         "stretch|25.0284,66.8834,25|n25+rail-bolan+rail-chaman+rail-taftan"),
        # Another source's remark is no description of the place.
        ({"source_id": "ledger", "note": ON_N25}, "disc|25.0284,66.8834,25"),
        # 40 km east of the road, and without a point that may be used.
        ({"source_id": "ucdp_ged", "note": ON_N25, "longitude": 67.3}, "disc|25.0284,67.3000,25"),
        ({"source_id": "ucdp_ged", "note": ON_N25, "where_prec": 3}, "district|hub"),
    ],
)  # fmt: skip
def test_a_road_in_ucdps_description_of_a_place_counts_where_the_place_is_beside_it(
    locate: Build, incident: dict, location_id: str
) -> None:
    """A bombing in Hub "on the Quetta-Karachi national highway" was a disc of 25 km."""
    built = locate(HUB | incident)
    assert built.execute("select location_id from core.incident_locations").fetchone() == (location_id,)


def test_a_town_on_a_road_is_near_the_road_and_the_rule_is_the_reviewed_tables(locate: Build) -> None:
    """Khuzdar, through which the N-25 runs, had a probability of 0.25 within 5 km of it."""
    khuzdar = {"district_id": "khuzdar", "where_prec": 1, "latitude": 27.812, "longitude": 66.6111}

    def near(connection: duckdb.DuckDBPyConnection, site_id: str) -> dict[int, float]:
        return dict(
            connection.execute(
                "select radius_km, probability from core.location_reach where site_id = $site", {"site": site_id}
            ).fetchall()
        )

    connection = locate(khuzdar)
    first = measured(connection)
    found = near(connection, "n25-karachi-quetta-chaman")
    assert found[5] > 0.85 and found[10] == 1
    # A railway whose route is not published has one blur.
    assert near(connection, "rail-basima-jacobabad")[5] < 0.3
    connection.execute(
        "create or replace view ref.cpec_sites as select * replace (case site_id when 'n25-karachi-quetta-chaman' then 20.0"
        " else waypoint_km end as waypoint_km) from base.ref.cpec_sites"
    )
    connection = locate(khuzdar)
    assert near(connection, "n25-karachi-quetta-chaman")[5] < 0.4
    again = measured(connection)
    assert first < again and len(again - first) == 5


def measured(connection: duckdb.DuckDBPyConnection) -> set[tuple]:
    """What was measured, with the row's number: a pair that was measured again has another. Without the places that come
    measured.
    """
    return set(
        connection.execute(
            "select rowid, location_key, site_key, radius_km from prepared.site_probabilities"
            f" where location_key not in (select location_key from read_parquet('{SEED}'))"
        ).fetchall()
    )


def test_only_what_depends_on_a_change_is_measured_again(locate: Build) -> None:
    town = {"district_id": "gwadar", "where_prec": 1, "latitude": 25.1217, "longitude": 62.3255}
    near = {"district_id": "kech", "where_prec": 2, "latitude": 26.0013, "longitude": 63.0486}
    connection = locate(town)
    sites = connection.execute("select count(*) from prepared.site_keys").fetchone()[0]
    first = measured(connection)
    assert len(first) == sites * 5
    assert measured(locate(town)) == first

    second = measured(locate(town, near))
    assert first < second and len(second - first) == sites * 5

    third = measured(locate(town, near, radii_km=[5, 10, 25, 50, 75, 100]))
    assert {row[3] for row in third - second} == {75} and len(third - second) == sites * 2

    connection.execute(
        "create or replace view ref.cpec_sites as select * replace (case site_id when 'gwadar-port' then 25.2 else latitude end as latitude)"
        " from base.ref.cpec_sites"
    )
    fourth = measured(locate(town, near))
    assert third < fourth and len({row[2] for row in fourth - third}) == 1 and len(fourth - third) == 2 * 5

    connection.execute(
        "create or replace view ref.place_radii as select * replace (case where_prec when 2 then 30.0 else radius_km end as radius_km)"
        " from base.ref.place_radii"
    )
    fifth = measured(locate(town, near))
    assert len({row[1] for row in fifth - fourth}) == 1 and len(fifth - fourth) == sites * 5


def test_every_event_is_somewhere_and_the_whole_province_holds_them_all(
    locate: Build, ledger: duckdb.DuckDBPyConnection
) -> None:
    """Rings around a site hold, together, the incidents there are."""
    rows = ledger.execute(
        "select incident_id, date, district_id, district_method, place_as_written, where_prec, latitude, longitude"
        " from core.incidents where incident_id in (select incident_id from core.incident_locations"
        " qualify row_number() over (partition by model order by incident_id) <= 3)"
    ).fetchall()
    names = (
        "incident_id",
        "date",
        "district_id",
        "district_method",
        "place_as_written",
        "where_prec",
        "latitude",
        "longitude",
    )
    built = locate(*[dict(zip(names, row, strict=True)) for row in rows], radii_km=[25, 100, 400, 1600])
    held = built.execute(
        "select site_id, sum(probability), min(probability) from core.location_reach"
        " join core.incident_locations using (location_id) where location_reach.radius_km = 1600 group by site_id"
    ).fetchall()
    assert len(held) > 30
    assert all(total == pytest.approx(len(rows)) and least == pytest.approx(1) for _, total, least in held)


@pytest.fixture(scope="module")
def weekly(reference_database: Path, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """Three weeks near Gwadar: places known in three ways; one exact; tolls of none and unknown."""
    folder = tmp_path_factory.mktemp("weekly")
    reference = world.write_ledger(
        world.copy_reference(folder),
        incidents=[
            {"incident_id": "town", **GWADAR, "killed_total": 2},
            {"incident_id": "district", "district_as_written": "Gwadar", "killed_total": 4},
            {"incident_id": "province", "district_as_written": None, "where_prec": "4"},
            {"incident_id": "alone", **GWADAR, "date": "2024-06-03", "killed_total": 2},
            {"incident_id": "no-toll", **GWADAR, "date": "2024-07-01"},
            {"incident_id": "none-killed", **GWADAR, "date": "2024-07-02", "killed_total": 0},
        ],
    )
    with world.open_database(Path(shutil.copy(reference_database, folder / "weekly.duckdb"))) as connection:
        world.load(connection, reference, folder / "snapshots", ["ledger"])
        wanted = world.needed_for(WEEKLY)
        world.build_models(
            connection,
            only=lambda table: table in wanted and (world.follows_from_the_ledger(table) or table in world.SPOKEN_FOR),
        )
        yield connection


def cell(connection: duckdb.DuckDBPyConnection, site_id: str, week: str, radius: int) -> tuple:
    return connection.execute(
        f"select expected_incidents, expected_killed, sure_incidents, possible_incidents, status from {WEEKLY}"
        " where site_id = $site and week = $week::date and radius_km = $radius",
        {"site": site_id, "week": week, "radius": radius},
    ).fetchone()


def test_a_road_goes_on_in_order_and_says_where_no_section_of_it_is_listed(ledger: duckdb.DuckDBPyConnection) -> None:
    def stops(road: str) -> list[tuple]:
        return ledger.execute(
            "select stop, km, gap_km from core.line_stops where line_id = $road order by position", {"road": road}
        ).fetchall()

    m8 = {stop: (km, gap) for stop, km, gap in stops("m8")}
    km, gap = m8["Khuzdar"]
    assert km - m8["Nal"][0] == pytest.approx(gap, abs=0.1)
    assert gap == pytest.approx(43, abs=1)
    assert [stop for stop, (_, gap) in m8.items() if gap] == ["Khuzdar"]
    assert [stop for stop, _, _ in stops("n50")] == [
        *["Yarik", "Mughalkot", "Zhob"],
        *["Killa Saifullah", "Muslim Bagh", "Kuchlak"],
    ]
    assert not any(gap for _, _, gap in stops("n50"))


def test_a_week_counts_each_event_by_how_likely_it_is_near(weekly: duckdb.DuckDBPyConnection) -> None:
    expected, killed, sure, possible, status = cell(weekly, "gwadar-port", "2024-05-06", 25)
    assert (sure, possible, status) == (1, 2, "reported")
    district = (killed - 2) / 4
    province = expected - 1 - district
    # A part of the district's ground lies within 25 km of the port, a smaller one of the province's.
    assert 0.02 < district < 0.15 and 0.001 < province < 0.01
    assert cell(weekly, "gwadar-port", "2024-05-06", 5)[2] == 0  # the town's outskirts reach farther


def test_a_sample_says_nothing_of_a_radius_within_which_it_documents_nothing(weekly: duckdb.DuckDBPyConnection) -> None:
    assert cell(weekly, "gwadar-port", "2024-06-03", 10) == (1.0, 2.0, 1, 0, "reported")
    assert cell(weekly, "turbat-airport", "2024-06-03", 10) == (None, None, None, None, "not_covered")


def test_a_toll_nobody_gave_is_no_zero(weekly: duckdb.DuckDBPyConnection) -> None:
    assert cell(weekly, "gwadar-port", "2024-07-01", 10)[:2] == (2.0, None)


def test_a_target_is_told_by_a_source_and_never_by_distance(small_world: Build) -> None:
    built = small_world(

        incidents=[
            {"incident_id": "near", **GWADAR},
            {"incident_id": "aimed", "district_as_written": "Chagai", "targets_cpec": "yes", "target_evidence": "source_names_it",
             "cpec_site_as_written": "Gwadar port"},
            {"incident_id": "far", "province": "Sindh", "district_as_written": "Karachi", "targets_chinese": "yes",
             "target_evidence": "tagged_by_compiler"},
        ],
    )  # fmt: skip
    found = built.execute(
        "select incident_id, targets_cpec, targets_chinese_nationals, target_evidence, site_id from marts.incidents_aimed_at_cpec"
    ).fetchall()
    assert found == [
        ("aimed", True, False, "source_names_it", "gwadar-port"),
        ("far", False, True, "tagged_by_compiler", None),
    ]
