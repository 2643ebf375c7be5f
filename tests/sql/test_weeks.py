"""The grid: every member, every week, and a status that says what a number means."""

from datetime import date

import pytest

from tests import world as tests_world
from tests.conftest import Build

DISTRICT = "marts.weekly_casualties_by_district"


def test_a_samples_empty_week_is_not_covered_and_has_no_zero(small_world: Build) -> None:
    world = small_world(incidents=[{"incident_id": "a", "killed_total": 2}])
    statuses = world.execute(
        f"select status, count(*) > 1, max(killed_best), max(incidents) from {DISTRICT} group by all order by 1"
    )
    assert statuses.fetchall() == [("not_covered", True, None, None), ("reported", False, 2, 1)]


def test_only_a_census_knows_a_zero(small_world: Build) -> None:
    world = small_world(
        incidents=[{"incident_id": "a", "killed_total": 2}], change="update raw.sources set kind = 'census'"
    )
    statuses = world.execute(
        f"select status, sum(killed_best)::int from {DISTRICT} where district_id = 'quetta' and week < date '2026-01-26' group by all order by 1"
    )
    assert statuses.fetchall() == [("reported", 2), ("reported_zero", 0)]
    # Hub was not there before September 2022: no zero can be said of it.
    early = world.execute(
        f"select distinct status, killed_best from {DISTRICT} where district_id = 'hub' and week < date '2022-08-01'"
    )
    assert early.fetchall() == [("not_covered", None)]


def test_a_week_in_an_outage_is_source_down_and_its_deaths_are_excluded_with_that_reason(small_world: Build) -> None:
    world = small_world(
        incidents=[{"incident_id": "a", "killed_total": 2}],
        change="insert into raw.source_outages (source_id, date_start, date_end) values ('ledger', '2024-05-08', '2024-05-09')",
    )
    assert world.execute(
        f"select distinct status, killed_best from {DISTRICT} where week = date '2024-05-06'"
    ).fetchall() == [("source_down", None)]
    assert world.execute("select record_id, reason, deaths from core.exclusions").fetchall() == [
        ("a", "source_down", 2)
    ]
    assert tests_world.broken_rules(world) == {}


def test_the_newest_weeks_are_provisional_and_the_running_week_is_never_complete(small_world: Build) -> None:
    incidents = [{"incident_id": "a", "date": "2024-05-06", "killed_total": 2}]
    statuses = {}
    for day in ("2024-05-12", "2024-06-09", "2024-06-10"):
        world = small_world(incidents=incidents, as_of=date.fromisoformat(day))
        statuses[day] = world.execute(f"select status from {DISTRICT} where incidents > 0").fetchall()
    # The week of 6 May ends on the 12th; four weeks later, at the end of 9 June, it has settled.
    assert statuses == {"2024-05-12": [("provisional",)], "2024-06-09": [("reported",)], "2024-06-10": [("reported",)]}
    world = small_world(incidents=incidents, as_of=date(2024, 6, 8))
    assert world.execute(f"select status from {DISTRICT} where incidents > 0").fetchall() == [("provisional",)]


def test_sunday_belongs_to_the_week_of_the_monday_before(small_world: Build) -> None:
    world = small_world(
        incidents=[
            {"incident_id": "sunday", "date": "2024-05-12", "published_date": "2024-05-14", "killed_total": 1},
            {"incident_id": "monday", "date": "2024-05-13", "published_date": "2024-05-14", "killed_total": 1},
        ]
    )
    weeks = world.execute(f"select week from {DISTRICT} where incidents > 0 order by 1").fetchall()
    assert weeks == [(date(2024, 5, 6),), (date(2024, 5, 13),)]


def test_an_event_dated_to_a_month_is_in_no_week_and_is_said_to_be(small_world: Build) -> None:
    world = small_world(
        incidents=[{"incident_id": "a", "killed_total": 2}],
        change="update raw.ledger_incidents set date_precision = 'month'",
    )
    assert world.execute(f"select coalesce(sum(incidents), 0)::int from {DISTRICT}").fetchone() == (0,)
    assert world.execute("select stage, reason, deaths from core.exclusions").fetchall() == [
        ("weeks", "dated_too_coarsely", 2)
    ]
    assert tests_world.broken_rules(world) == {}


def test_an_event_outside_the_sources_period_is_excluded_with_that_reason(small_world: Build) -> None:
    world = small_world(
        incidents=[{"incident_id": "a", "date": "2016-05-06", "published_date": "2016-05-07", "killed_total": 2}]
    )
    assert world.execute("select stage, reason, deaths from core.exclusions").fetchall() == [
        ("weeks", "outside_source_period", 2)
    ]
    assert tests_world.broken_rules(world) == {}


def test_operations_are_kept_apart_from_attacks_by_month(small_world: Build) -> None:
    world = small_world(
        incidents=[
            {"incident_id": "a", "killed_total": 2},
            {"incident_id": "b", "killed_total": 9, "event_class": "security_operation"},
        ]
    )
    months = world.execute(
        "select month, event_class, killed_best from marts.monthly_casualties where incidents > 0 order by 2"
    )
    assert months.fetchall() == [(date(2024, 5, 1), "attack", 2), (date(2024, 5, 1), "security_operation", 9)]


@pytest.mark.parametrize(("district", "share"), [("Quetta", 1.0), ("Panjgur; Harnai", 0.0)])
def test_share_of_deaths_placed_precisely(small_world: Build, district: str, share: float) -> None:
    world = small_world(incidents=[{"incident_id": "a", "district_as_written": district, "killed_total": 2}])
    assert world.execute(f"select share_deaths_precise from {DISTRICT} where incidents > 0").fetchall() == [(share,)]


def test_a_week_cut_by_the_end_of_the_sources_period_is_not_complete(small_world: Build) -> None:
    """The ledger ends within a week, which was once drawn as whole."""
    incident = {"incident_id": "a", "date": "2026-07-31", "published_date": "2026-07-31", "killed_total": 2}
    world = small_world(incidents=[incident])
    assert world.execute(f"select week, status from {DISTRICT} where incidents > 0").fetchall() == [
        (date(2026, 7, 27), "cut_short")
    ]


def test_a_zero_beside_unknown_tolls_is_unknown(small_world: Build) -> None:
    """A week of seven incidents, six without a toll, once said that no civilian had died."""
    known = {"incident_id": "a", "killed_security": 2, "killed_total": 2}
    world = small_world(incidents=[known, {"incident_id": "b"}])
    week = world.execute(
        f"select killed_best, killed_security, killed_civilian, injured_best from {DISTRICT} where incidents > 0"
    )
    assert week.fetchall() == [(2, 2, None, None)]
    world = small_world(incidents=[known])
    assert world.execute(f"select killed_security, killed_civilian from {DISTRICT} where incidents > 0").fetchall() == [
        (2, 0)
    ]
