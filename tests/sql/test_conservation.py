"""No death is lost between two tables, and a check that finds one missing names it."""

from datetime import date

import duckdb
import pytest

from tests import world as tests_world
from tests.conftest import Build

INCIDENTS = [
    {"incident_id": "placed", "killed_total": 5},
    {"incident_id": "bucket", "district_as_written": "Panjgur; Harnai", "killed_total": 41},
    {"incident_id": "elsewhere", "province": "Sindh", "district_as_written": "Karachi", "killed_total": 4},
    {"incident_id": "theirs", "killed_security": 8, "figures_claimant_side": "militant"},
    {"incident_id": "later", "published_date": "2026-11-21", "killed_total": 3},
]
SECOND = [{"incident_id": "again", "second_report_of": "placed", "killed_total": 7}]


def test_the_shipped_tables_keep_every_hard_rule(real_world: duckdb.DuckDBPyConnection) -> None:
    assert tests_world.broken_rules(real_world) == {}


def test_every_stage_says_where_its_rows_and_deaths_went(small_world: Build) -> None:
    world = small_world(incidents=INCIDENTS, second_reports=SECOND)
    stages = world.execute(
        "select stage, excluded_reason, rows_in, deaths_in, rows_placed, deaths_placed, rows_bucketed, deaths_bucketed,"
        " rows_excluded, deaths_excluded from marts.conservation order by stage_order, excluded_reason"
    ).fetchall()
    assert stages == [
        ("ingest", "none", 5, 65, 5, 65, 0, 0, 0, 0),
        ("reports", "none", 5, 65, 5, 65, 0, 0, 0, 0),
        ("incidents", "claimed_only_by_armed_group", 0, 0, 0, 0, 0, 0, 0, 8),
        ("incidents", "none", 5, 65, 4, 50, 0, 0, 0, 0),
        ("incidents", "second_report", 0, 0, 0, 0, 0, 0, 1, 7),
        ("districts", "another_province", 0, 0, 0, 0, 0, 0, 1, 4),
        ("districts", "none", 4, 50, 2, 5, 1, 41, 0, 0),
        ("weeks", "none", 3, 46, 2, 5, 1, 41, 0, 0),
    ]
    not_yet = world.execute("select record_id, known_at::varchar, deaths from core.not_yet_known").fetchall()
    assert not_yet == [("later", "2026-11-21", 3)]
    assert tests_world.broken_rules(world) == {}


@pytest.mark.parametrize(
    ("lost_from", "where", "record"),
    [
        ("raw.ledger_incidents", "incident_id = 'placed'", "placed"),
        ("raw.ledger_second_reports", "incident_id = 'again'", "again"),
        ("core.reports", "report_id = 'bucket'", "bucket"),
        ("core.incidents", "incident_id = 'theirs'", "theirs"),
    ],
)
def test_a_row_deleted_from_a_models_input_is_named(
    small_world: Build, lost_from: str, where: str, record: str
) -> None:
    lose = f"delete from {lost_from} where {where}"
    is_raw = lost_from.startswith("raw")
    world = small_world(incidents=INCIDENTS, second_reports=SECOND, change=lose if is_raw else "")
    if not is_raw:
        world.alter(lost_from, lose)
    assert f"record_id={record}" in tests_world.broken_rule(world, "marts.conservation.no_record_is_lost")


@pytest.mark.parametrize(
    ("said_at", "is_known"),
    [("2026-11-20T18:59+00:00", True), ("2026-11-20T19:00+00:00", False), ("2026-11-21T06:00+14:00", True)],
)
def test_a_claim_of_another_clock_is_known_by_the_day_in_pakistan_and_is_not_missed_before(
    small_world: Build, said_at: str, is_known: bool
) -> None:
    """The check took the day that was written for the day in Pakistan, and stopped runs as of the day between."""
    claim = {"claim_id": "c", "event_id": "placed", "value": 9, "said_at": said_at, "said_at_precision": "hour"}
    world = small_world(as_of=date(2026, 11, 20), incidents=INCIDENTS, claims=[claim])
    assert world.execute("select count(*) from core.claims where claim_id = 'c'").fetchone() == (int(is_known),)
    assert tests_world.broken_rules(world) == {}


def test_deaths_changed_on_the_way_are_named_by_district_week_and_incident(small_world: Build) -> None:
    world = small_world(incidents=INCIDENTS)
    world.execute(
        "update marts.weekly_casualties_by_district set killed_best = killed_best - 1 where district_id = 'quetta' and incidents > 0"
    )
    broken = tests_world.broken_rules(world)
    assert "incident_ids=placed theirs" in broken["marts.weekly_casualties_by_district.every_incident_is_counted"]
    assert (
        "deaths_in_core=5, deaths_in_mart=4" in broken["marts.weekly_casualties_by_district.every_incident_is_counted"]
    )


def test_a_refused_row_is_counted_with_the_deaths_that_can_be_read(small_world: Build) -> None:
    world = small_world(incidents=[*INCIDENTS, {"incident_id": "bad", "date": "2024-02-31", "killed_total": 9}])
    excluded = world.execute("select record_id, deaths, detail from core.exclusions where stage = 'ingest'").fetchall()
    assert excluded == [("ledger/incidents.csv row 7", 9, "date '2024-02-31' breaks: a date that exists as YYYY MM DD")]
    assert tests_world.broken_rules(world) == {}


def test_an_empty_ledger_is_no_error(small_world: Build) -> None:
    world = small_world()
    assert tests_world.broken_rules(world) == {}
    assert world.execute(
        "select count(*) from marts.weekly_casualties_by_district where status <> 'not_covered'"
    ).fetchone() == (0,)


def test_refused_rows_of_two_files_with_one_number_are_two(small_world: Build) -> None:
    """Row 3 of the incidents and row 3 of the second reports were one refused record, and one's deaths were lost."""
    refused = {"date": "2024-05-06", "published_date": "2024-05-06", "where_prec": "nowhere"}
    world = small_world(
        incidents=[{"incident_id": "a", "killed_total": 1}, {**refused, "incident_id": "b", "killed_total": 5}],
        second_reports=[
            {"incident_id": "a2", "second_report_of": "a", "killed_total": 1},
            {**refused, "incident_id": "a3", "second_report_of": "a", "killed_total": 7},
        ],
    )
    found = world.execute("select sum(records), sum(deaths) from core.exclusions where stage = 'ingest'").fetchone()
    assert found == (2, 12)
