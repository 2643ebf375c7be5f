"""Landmark attacks: chosen because they are well known, so they are listed and counted in no series."""

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import ROOT
from tests import world as tests_world
from tests.conftest import Build

LANDMARK = {
    "incident_id": "known-well",
    "date": "2016-08-08",
    "published_date": "2016-08-09",
    "claimed_by_as_written": "United Baloch Army",
    "killed_total": 70,
    "targets_chinese": "yes",
    "target_evidence": "source_names_it",
    "cpec_site_as_written": "Gwadar Port",
    "located_at": "Quetta",
    "where_prec": "2",
}
SERIES = (
    ("marts.weekly_casualties_by_district", "week"),
    ("marts.weekly_casualties_by_actor", "week"),
    ("marts.weekly_casualties_by_family", "week"),
    ("marts.weekly_casualties_by_boundary", "week"),
    ("marts.monthly_casualties", "month"),
    ("marts.weekly_exposure_by_site", "week"),
    ("marts.monthly_exposure_by_family", "month"),
)


@pytest.fixture
def world(small_world: Build) -> duckdb.DuckDBPyConnection:
    return small_world(incidents=[{"incident_id": "a", "killed_total": 5}], landmarks=[LANDMARK])


def test_a_landmark_attack_is_listed_and_in_no_series(world: duckdb.DuckDBPyConnection) -> None:
    found = world.execute("select incident_id, killed_best, is_landmark from core.incidents order by 1").fetchall()
    assert found == [("a", 5, False), ("known-well", 70, True)]
    aimed = world.execute("select incident_id, site_id, is_landmark from marts.incidents_aimed_at_cpec").fetchall()
    assert aimed == [("known-well", "gwadar-port", True)]
    for table, column in SERIES:
        [(first,)] = world.execute(f"select min({column}) from {table}").fetchall()
        assert first >= date(2018, 1, 1), table
    counted = world.execute(
        "select sum(killed_best), sum(incidents) from marts.weekly_casualties_by_district"
    ).fetchone()
    assert counted == (5, 1)
    actors = world.execute("select distinct actor_id from marts.weekly_casualties_by_actor").fetchall()
    assert actors == [("unknown",)]


def test_a_landmark_attack_stretches_no_period(world: duckdb.DuckDBPyConnection) -> None:
    spans = world.execute("select first_day from ref.source_spans where source_id = 'ledger'").fetchall()
    assert spans == [(date(2018, 1, 1),)]


def test_a_landmark_attack_is_left_out_of_the_weeks_with_its_own_reason(world: duckdb.DuckDBPyConnection) -> None:
    left_out = world.execute("select stage, record_id, reason, records, deaths from core.exclusions").fetchall()
    assert left_out == [("weeks", "known-well", "landmark_attack", 1, 70)]
    assert tests_world.broken_rules(world) == {}


def test_claims_about_a_landmark_attack_widen_its_interval(small_world: Build) -> None:
    claim = {"claim_id": "C1", "event_id": "known-well", "value": 94, "said_at": "2016-08-10"}
    world = small_world(landmarks=[LANDMARK], claims=[{**claim, "published_date": "2016-08-10"}])
    assert world.execute("select killed_low, killed_best, killed_high from core.incidents").fetchall() == [(70, 70, 94)]


def test_a_landmark_attack_within_the_period_belongs_to_the_incidents(small_world: Build) -> None:
    world = small_world(landmarks=[{**LANDMARK, "date": "2019-08-08", "published_date": "2019-08-09"}])
    broken = tests_world.broken_rules(world)
    assert "incident_id=known-well" in broken["core.incidents.landmarks_lie_outside_the_period"]
    [(weeks,)] = world.execute("select coalesce(sum(incidents), 0) from marts.weekly_casualties_by_district").fetchall()
    assert weeks == 0


def test_the_shipped_landmark_attacks_are_in_lists_and_in_no_week(real_world: duckdb.DuckDBPyConnection) -> None:
    with Path(ROOT / "reference/ledger/landmarks.csv").open(encoding="utf-8", newline="") as file:
        shipped = {row["incident_id"] for row in csv.DictReader(file)}
    assert len(shipped) == 28
    listed = {
        name for (name,) in real_world.execute("select incident_id from core.incidents where is_landmark").fetchall()
    }
    assert listed == shipped
    reasons = real_world.execute(
        "select count(*), sum(deaths) from core.exclusions where reason = 'landmark_attack'"
    ).fetchall()
    assert reasons == [(28, 506)]
    for table, column in SERIES:
        [(first,)] = real_world.execute(f"select min({column}) from {table}").fetchall()
        assert first >= date(2018, 1, 1), table
