"""Points are held against the ground: swapped, zero and far points place nothing, and place and point can outweigh a coded district."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from tests import mentions, own_table, world
from tests.conftest import Build
from tests.reference_tables import SHARED, WITH_SHARED
from tests.sql.test_ucdp import build
from tests.ucdp_file import content

QUETTA, TURBAT, GWADAR = (30.18, 67.0), (26.0, 63.05), (25.12, 62.32)
DALBANDIN, CHAMAN, HUB, PANJGUR = (28.887, 64.409), (30.918, 66.453), (25.026, 66.885), (26.97, 64.1)
HERE = {"country_as_written": "Pakistan", "province_as_written": "Balochistan"}
STANDINGS = [
    (QUETTA, "inside"),
    ((25.27, 63.47), "inside"),  # the coast is no border to be unsure of
    (CHAMAN, "at_border"),
    (HUB, "beyond_border"),  # a kilometre outside the coarse outline
    ((67.0, 30.18), "swapped"),
    ((62.3254, 25.1216), "swapped"),
    ((0.0, 0.0), "zero"),
    ((30.18, 0.0), "far_outside"),
    ((24.86, 67.01), "far_outside"),  # Karachi, 23 km off
    ((26.0031, 36.0544), "far_outside"),  # two digits changed places
    ((51.5, -0.1), "far_outside"),
    ((-30.18, 67.0), "far_outside"),
    ((float("nan"), 67.0), None),
    (None, None),
]
FLAGGED = [
    # Wrong points are flagged whatever the district, and are not used.
    ({"district_as_written": "Kech", "point": (63.05, 26.0)}, ("kech", "point_swapped", False)),
    ({"district_as_written": "Kech", "point": (0.0, 0.0)}, ("kech", "point_zero", False)),
    ({"district_as_written": "Kech", "point": (26.0, 36.05)}, ("kech", "point_far_outside", False)),
    ({"district_as_written": "Kech", "point": (51.5, -0.1)}, ("kech", "point_far_outside", False)),
    ({"place_as_written": "Turbat", "point": (63.05, 26.0)}, ("kech", "point_swapped", False)),
    ({"point": (63.05, 26.0)}, ("balochistan", "point_swapped", False)),
    # The farther off, the more surely: Sindh, Punjab, Iran.
    ({"district_as_written": "Quetta", "point": (27.7, 68.85)}, ("quetta", "point_far_outside", False)),
    ({"district_as_written": "Quetta", "point": (31.55, 74.34)}, ("quetta", "point_far_outside", False)),
    ({"district_as_written": "Quetta", "point": (25.29, 60.64)}, ("quetta", "point_far_outside", False)),
    # Inside the province, but far from the named district.
    ({"district_as_written": "Dera Bugti", "point": GWADAR}, ("dera-bugti", "name_and_point_disagree", False)),
    ({"district_as_written": "Nushki", "point": DALBANDIN}, ("nushki", "name_and_point_disagree", False)),
    # Good points pass.
    ({"district_as_written": "Quetta", "point": QUETTA}, ("quetta", None, True)),
    ({"district_as_written": "Hub", "point": HUB}, ("hub", None, True)),
    # Before Nushki was split from Chagai one district held both.
    ({"district_as_written": "Nushki", "point": DALBANDIN, "on_date": date(2003, 1, 1)}, ("chagai", "district_not_there_then", True)),
    # Place and point together outweigh the coded district; only one of them does not.
    ({"district_as_written": "Nushki", "place_as_written": "Dalbandin town", "point": DALBANDIN}, ("chagai", "place_and_point_against_district", True)),
    ({"district_as_written": "Kech", "place_as_written": "Panjgur", "point": PANJGUR}, ("panjgur", "place_and_point_against_district", True)),
    ({"district_as_written": "Kech", "place_as_written": "Panjgur", "point": TURBAT}, ("kech", "place_and_district_disagree", True)),
    ({"district_as_written": "Kech", "place_as_written": "Panjgur", "where_prec": 3}, ("kech", "place_and_district_disagree", False)),
    ({"district_as_written": "Kech", "place_as_written": "Panjgur", "point": (0.0, 0.0)}, ("kech", "point_zero", False)),
    ({"district_as_written": "Kech", "place_as_written": "Panjgur", "point": QUETTA}, ("kech", "name_and_point_disagree", False)),
    # An ambiguous name is no place that could.
    ({"district_as_written": "Kech", "place_as_written": "Dasht", "point": QUETTA}, ("kech", "name_and_point_disagree", False)),
    # A district split off from the coded one: its town is in it from its first day, and before that in the old one.
    ({"district_as_written": "Lasbela", "place_as_written": "Hub", "point": HUB, "on_date": date(2023, 1, 1)}, ("hub", "place_and_point_against_district", True)),
    ({"district_as_written": "Lasbela", "place_as_written": "Hub", "point": HUB, "on_date": date(2015, 1, 1)}, ("lasbela", None, True)),
    ({"district_as_written": "Sibi", "place_as_written": "Lehri", "point": (29.63, 67.82), "on_date": date(2015, 1, 1)}, ("lehri", "place_and_district_disagree", False)),
    ({"district_as_written": "Sibi", "place_as_written": "Lehri", "point": (29.55, 67.9), "on_date": date(2015, 1, 1)}, ("sibi", "place_and_district_disagree", True)),
    ({"district_as_written": "Sibi", "place_as_written": "Lehri", "point": (29.55, 67.9), "on_date": date(2019, 1, 1)}, ("sibi", None, True)),
]  # fmt: skip


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> duckdb.DuckDBPyConnection:
    records = [
        *({"record_id": f"point {number}", "point": point} for number, (point, _) in enumerate(STANDINGS)),
        *({"record_id": f"flag {number}", **HERE, **record} for number, (record, _) in enumerate(FLAGGED)),
    ]
    return mentions.judge(reference_database, tmp_path_factory.mktemp("points"), records)


@pytest.mark.parametrize("number", range(len(STANDINGS)), ids=lambda number: str(STANDINGS[number]))
def test_a_point_stands_inside_the_outline_or_it_is_said_how_not(judged, number: int) -> None:
    assert judged.execute(
        "select point_says from core.record_scope where record_id = $id", {"id": f"point {number}"}
    ).fetchone() == (STANDINGS[number][1],)


@pytest.mark.parametrize("number", range(len(FLAGGED)), ids=lambda number: f"{FLAGGED[number][1][1]}-{number}")
def test_a_record_is_flagged_for_what_its_names_and_point_say(judged, number: int) -> None:
    assert (
        judged.execute(
            "select district_id, flag, latitude is not null from core.place_resolutions where record_id = $id",
            {"id": f"flag {number}"},
        ).fetchone()
        == FLAGGED[number][1]
    )


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> duckdb.DuckDBPyConnection:
    rows = [
        {"district": "Kech", "lat": 63.05, "lon": 26.0, "killed": 2},
        {"district": "Quetta", "lat": 0, "lon": 0, "killed": 3},
        {"district": "Gwadar", "lat": 26.0031, "lon": 36.0544, "killed": 5},
        {"district": "Quetta", "lat": 30.18, "lon": 67.0, "killed": 7},
        {"lat": 67.0, "lon": 30.18, "killed": 11},
    ]
    filled = [{"country": "Pakistan", "province": "Balochistan", **row} for row in rows]
    wanted = world.needed_for("core.incident_locations", "marts.conservation")
    return own_table.build(reference_database, tmp_path_factory.mktemp("table"), filled, lambda name: name in wanted)


def test_a_record_with_a_wrong_point_keeps_its_districts_ground_and_vanishes_from_nothing(table) -> None:
    """Such points once passed unflagged, and their incidents were near no site."""
    assert table.execute(
        "select incident_id, model, ground_ids from core.incident_locations where source_id = 'desk' order by 1"
    ).fetchall() == [
        ("1", "district", ["kech"]), ("2", "district", ["quetta"]), ("3", "district", ["gwadar"]), ("4", "disc", []), ("5", "province", []),
    ]  # fmt: skip
    [check] = [check for check in world.CHECKS if check.rule == "every_incident_of_the_province_has_one"]
    assert sqlmodels.judge(table, check, {}).passed


def test_on_the_36_districts_a_place_is_where_it_is(tmp_path: Path, reference_database: Path) -> None:
    """One town once lay in two districts of one basis, by two sources."""
    hub = {
        "adm_2": "Lasbela district",
        "where_coordinates": "Hub town",
        "latitude": str(HUB[0]),
        "longitude": str(HUB[1]),
    }
    chaman = {
        "adm_2": "Killa Abdullah district", "where_coordinates": "Chaman town", "latitude": str(CHAMAN[0]), "longitude": str(CHAMAN[1]),
    }  # fmt: skip
    old = {**chaman, "where_coordinates": "Killa Abdullah district", "where_prec": "3"}
    file = content([hub, chaman, old])
    tables = build(tmp_path, reference_database, [("ucdp_ged", "ged.csv", file)])
    areas = "select basis, area_id, sum(incidents)::integer from marts.weekly_casualties_by_boundary where source_id = 'ucdp_ged' and incidents > 0 group by all order by all"
    found = tables.execute(areas).fetchall()
    assert [row[1:] for row in found if row[0] == "set_36"] == [("chaman", 1), ("hub", 1), ("killa-abdullah", 1)]
    assert [row[1:] for row in found if row[0] == "as_reported"] == [("killa-abdullah", 2), ("lasbela", 1)]
    assert world.broken_rules(tables) == {}


def test_in_the_ledger_the_reviewed_point_decides_on_the_36_districts(small_world: Build) -> None:
    incident = {"located_at": "Chaman", "where_prec": "1", "date": "2019-05-06", "killed_total": 1}
    world_ = small_world(
        incidents=[
            {**incident, "incident_id": "a", "district_as_written": "Killa Abdullah", "place_as_written": "Taj Road"},
            {**incident, "incident_id": "b", "district_as_written": None, "place_as_written": "Mall Road, Chaman"},
        ]
    )  # fmt: skip
    assert world_.execute(
        "select basis, area_id, sum(incidents)::integer from marts.weekly_casualties_by_boundary"
        " where incidents > 0 and basis in ('set_36', 'as_reported') group by all order by all"
    ).fetchall() == [("as_reported", "killa-abdullah", 2), ("set_36", "chaman", 2)]


def test_soldiers_of_another_state_are_counted_with_no_side_and_flagged(
    tmp_path: Path, reference_database: Path
) -> None:
    """26 of UCDP's 943 dead of security forces were soldiers of Afghanistan and Iran."""
    events = [
        {},
        {"side_a": "Government of Iran"},
        {"side_a": "Government of Pakistan", "side_b": "Government of Afghanistan"},
        {
            "side_a": "Government of Iran",
            "side_b": "Civilians",
            "type_of_violence": "3",
            "deaths_b": "0",
            "deaths_civilians": "2",
        },
        {"side_a": "BLA", "side_b": "Government of Afghanistan"},
    ]
    tables = build(tmp_path, reference_database, [("ucdp_ged", "ged.csv", content(events))], "core.reports")
    assert tables.execute(
        "select killed_security, killed_civilian, killed_militant, killed_unknown, list_contains(record_flags, 'foreign_forces')"
        " from core.reports where source_id = 'ucdp_ged' order by report_id::integer"
    ).fetchall() == [
        (1, 0, 2, 0, False), (0, 0, 2, 1, True), (1, 0, 0, 2, True), (0, 2, 0, 1, True), (0, 0, 1, 2, True),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def pakistan(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> duckdb.DuckDBPyConnection:
    file = (SHARED / "ucdp/ucdp_ged_pakistan_1989_2021_hdx.csv").read_bytes()
    folder = tmp_path_factory.mktemp("pakistan")
    return build(
        folder, reference_database, [("ucdp_ged", "pakistan.csv", file)], "marts.weekly_casualties_by_boundary"
    )


@WITH_SHARED
def test_seven_records_stand_where_their_own_place_is(pakistan: duckdb.DuckDBPyConnection) -> None:
    assert pakistan.execute(
        "select incident_id, district_id, killed_best from core.incidents where source_id = 'ucdp_ged'"
        " and district_method = 'place_and_point' order by incident_id"
    ).fetchall() == [
        ("120841", "chagai", 0), ("194787", "washuk", 16), ("194844", "lehri", 2), ("225242", "chagai", 2), ("274893", "chagai", 1),
        ("57969", "jaffarabad", 1), ("58331", "jaffarabad", 2),
    ]  # fmt: skip
    assert pakistan.execute(
        "select count(*) from core.incidents where district_method = 'place_and_point' and place_flag is null"
    ).fetchone() == (0,)


@WITH_SHARED
def test_the_publishers_totals_balance_and_the_side_of_foreign_soldiers_is_not_said(pakistan) -> None:
    assert pakistan.execute(
        "select count(*), sum(killed_best), sum(killed_security) from core.incidents where source_id = 'ucdp_ged'"
    ).fetchone() == (692, 3384, 943 - 26)


@WITH_SHARED
def test_towns_of_newer_districts_are_in_them_on_the_36_set_and_the_sets_agree(pakistan) -> None:
    by_area = (
        "select sum(incidents), sum(killed_best) from marts.weekly_casualties_by_boundary"
        " where source_id = 'ucdp_ged' and basis = 'set_36' and area_id = $area"
    )
    assert pakistan.execute(by_area, {"area": "hub"}).fetchone() == (11, 11)
    assert pakistan.execute(by_area, {"area": "chaman"}).fetchone() == (7, 11)
    totals = pakistan.execute(
        "select distinct sum(incidents), sum(killed_best) from marts.weekly_casualties_by_boundary"
        " where source_id = 'ucdp_ged' group by basis"
    ).fetchall()
    assert len(totals) == 1
