"""Districts: an exact or reviewed alias resolves, anything else stays in the province bucket with its deaths."""

import pytest

from corridorwatch.sqlmodels import judge
from tests.conftest import Build
from tests.lazy import LazyWorld
from tests.world import CHECKS


def place(small_world: Build, **incident: object) -> tuple[object, ...]:
    row = {"incident_id": "a", "district_as_written": None, "killed_total": 1, **incident}
    world = small_world(incidents=[row])
    return world.execute(
        "select district_id, district_method, place_flag, latitude is not null from core.incidents"
    ).fetchone()


DECIDED = [
    ({"district_as_written": "Quetta"}, ("quetta", "district_alias")),
    ({"district_as_written": "QUETTA  District"}, ("quetta", "district_alias")),
    ({"district_as_written": "Naushki"}, ("nushki", "district_alias")),
    ({"district_as_written": "Bolan"}, ("kachhi", "district_alias")),
    ({"place_as_written": "Pasni"}, ("gwadar", "place_alias")),
    ({"place_as_written": "a village near Turbat"}, ("kech", "place_alias")),
    ({"district_as_written": "Gwadar; Gwadar"}, ("gwadar", "district_alias")),
    ({"district_as_written": "Panjgur; Harnai"}, ("balochistan", "several_districts")),
    ({"place_as_written": "Panjgur and Dhadar"}, ("balochistan", "several_districts")),
    ({"district_as_written": "Gwadar; Nowhereabad"}, ("balochistan", "several_districts")),
    ({"district_as_written": "Nowhereabad"}, ("balochistan", "unresolved")),
    ({}, ("balochistan", "province_only")),
    ({"place_as_written": "Gwadar and other towns", "where_prec": "4"}, ("balochistan", "province_only")),
    ({"district_as_written": "Quetta", "province": "Sindh"}, (None, "outside_balochistan")),
]


@pytest.fixture(scope="module")
def decided(shared_world: Build) -> LazyWorld:
    return shared_world(
        incidents=[
            {"incident_id": str(number), "district_as_written": None, "killed_total": 1, **incident}
            for number, (incident, _) in enumerate(DECIDED)
        ]
    )


@pytest.mark.parametrize("number", range(len(DECIDED)), ids=lambda number: str(DECIDED[number][0]))
def test_a_place_is_decided_by_reviewed_names_only(decided: LazyWorld, number: int) -> None:
    found = decided.execute(
        "select district_id, district_method from core.incidents where incident_id = $id", {"id": str(number)}
    )
    assert found.fetchall() == [DECIDED[number][1]]


def test_an_ambiguous_name_decides_nothing_alone(small_world: Build) -> None:
    assert place(small_world, place_as_written="Dasht")[:2] == ("balochistan", "unresolved")


def test_a_name_that_is_a_district_only_in_a_district_column_decides_nothing_as_a_place(small_world: Build) -> None:
    """Nasirabad is a district, and a town in Kech."""
    assert place(small_world, district_as_written="Nasirabad")[:2] == ("nasirabad", "district_alias")
    assert place(small_world, place_as_written="Nasirabad")[1] == "unresolved"


def test_a_name_left_open_is_queued_with_the_deaths_at_stake(small_world: Build) -> None:
    row = {"incident_id": "a", "district_as_written": "Nowhereabad", "killed_total": 3}
    world = small_world(incidents=[row])
    queued = world.execute(
        "select kind, name_as_written, reports, deaths, reason from core.unresolved_names"
    ).fetchall()
    assert queued == [("district", "Nowhereabad", 1, 3, "no_alias")]


@pytest.mark.parametrize(
    ("district", "date", "expected", "flag"),
    [
        ("Hub", "2022-08-31", "lasbela", "district_not_there_then"),
        ("Hub", "2022-09-01", "hub", None),
        ("Chaman", "2018-01-01", "killa-abdullah", "district_not_there_then"),
        ("Lehri", "2019-05-01", "sibi", None),
    ],
)
def test_a_district_is_the_one_that_held_its_ground_on_the_day(
    small_world: Build, district: str, date: str, expected: str, flag: str | None
) -> None:
    found = place(small_world, district_as_written=district, date=date, published_date=date)
    assert (found[0], found[2]) == (expected, flag)


def test_a_name_and_point_that_disagree_keep_the_name_and_lose_the_point(small_world: Build) -> None:
    """The wrong point of "Sui town" rows once put Dera Bugti's violence 65 km from Gwadar port."""
    found = place(small_world, district_as_written="Dera Bugti", located_at="Pasni", where_prec="2")
    assert found == ("dera-bugti", "district_alias", "name_and_point_disagree", False)


def test_a_reviewed_point_is_used_only_where_the_precision_allows(small_world: Build) -> None:
    assert place(small_world, district_as_written="Gwadar", located_at="Pasni", where_prec="2")[3] is True
    assert place(small_world, district_as_written="Gwadar", located_at="Pasni", where_prec="3")[3] is False


def test_a_district_that_is_never_named_still_has_its_row_in_the_grid(small_world: Build) -> None:
    world = small_world(incidents=[{"incident_id": "a", "killed_total": 1}])
    districts = world.execute("select count(distinct district_id) from marts.weekly_casualties_by_district").fetchone()[
        0
    ]
    existed = world.execute(
        "select count(*) from ref.districts where coalesce(valid_from, date '1900-01-01') <= date '2026-07-31'"
        " and coalesce(valid_to, date '9999-01-01') > date '2018-01-01'"
    ).fetchone()[0]
    assert districts == existed + 1


def test_a_run_fails_when_more_deaths_wait_on_open_names_than_the_ceiling(small_world: Build) -> None:
    world = small_world(incidents=[{"incident_id": "a", "district_as_written": "Nowhereabad", "killed_total": 5}])
    [ratchet] = [check for check in CHECKS if check.rule == "deaths_stay_below_ceiling"]
    assert not judge(world, ratchet, {"unresolved_deaths_ceilings": '{"ledger": 4}'}).passed
    assert judge(world, ratchet, {"unresolved_deaths_ceilings": '{"ledger": 5}'}).passed
