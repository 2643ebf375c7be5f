"""As of: a view of a past day holds what could be known then, and nothing that came later changes it."""

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from tests.conftest import Build

THEN = date(2024, 5, 20)
INCIDENTS = [
    {"incident_id": "a", "killed_total": 5},
    {"incident_id": "b", "district_as_written": "Panjgur; Harnai", "killed_total": 41},
]
CLAIM = {"event_id": "c", "event_kind": "campaign", "scope": "campaign", "victim_group": "militant"}
CAMPAIGN = {"campaign_id": "c"}
FIGURES = (
    "core.reports", "core.claims", "core.incidents", "core.campaigns", "core.weekly_counts", "core.incident_locations", "core.locations", "core.location_distances",
    "core.location_reach",
    "marts.campaigns", "marts.monthly_casualties", "marts.weekly_casualties_by_actor",
    "marts.weekly_casualties_by_district", "marts.weekly_casualties_by_family", "marts.weekly_exposure_by_site",
)  # fmt: skip


def contents(world: duckdb.DuckDBPyConnection) -> dict[str, list[tuple]]:
    """Every figure, without the file's digest and row numbers, which follow the file."""
    drop = {"core.reports": "exclude (snapshot_sha256, row_number)"}
    return {
        table: world.execute(f"select * {drop.get(table, '')} from {table} order by all").fetchall()
        for table in FIGURES
    }


def test_what_is_said_later_changes_no_figure_of_a_past_day(small_world: Build) -> None:
    first = {**CLAIM, "claim_id": "1", "value": 37, "said_at": "2024-05-06"}
    before = small_world(as_of=THEN, incidents=INCIDENTS, campaigns=[CAMPAIGN], claims=[first])
    later = small_world(
        as_of=THEN,
        incidents=[{"incident_id": "late", "published_date": "2024-05-21", "killed_total": 7}, *INCIDENTS],
        second_reports=[
            {"incident_id": "a2", "second_report_of": "a", "killed_total": 50, "published_date": "2024-06-01"}
        ],
        campaigns=[CAMPAIGN],
        claims=[
            {**first, "claim_id": "2", "value": 216, "said_at": "2024-05-21"},
            first,
            {**first, "claim_id": "3", "value": 99, "event_id": "a", "said_at": "2024-05-25", "event_kind": "incident",
             "scope": "incident", "victim_group": "total"},
        ],
    )  # fmt: skip
    assert contents(later) == contents(before)


def test_the_same_later_facts_do_change_todays_figures(small_world: Build) -> None:
    later = small_world(
        incidents=INCIDENTS,
        second_reports=[
            {"incident_id": "a2", "second_report_of": "a", "killed_total": 50, "published_date": "2024-06-01"}
        ],
    )
    assert later.execute("select killed_high from core.incidents where incident_id = 'a'").fetchone() == (50,)


def test_a_figure_dated_to_a_week_is_known_when_the_week_is_over(small_world: Build) -> None:
    claim = {**CLAIM, "claim_id": "1", "value": 37, "said_at": "2024-05-06", "said_at_precision": "week"}
    known = [
        small_world(of="core.claims", as_of=day, campaigns=[CAMPAIGN], claims=[claim])
        .execute("select count(*) from core.claims")
        .fetchone()[0]
        for day in (date(2024, 5, 11), date(2024, 5, 12))
    ]
    assert known == [0, 1]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), (133, 133)),
        (date(2026, 2, 1), (150, 150)),
        (date(2026, 2, 2), (177, 177)),
        (date(2026, 2, 3), (197, 197)),
        (date(2026, 2, 5), (216, 216)),
    ],
)
def test_the_official_militant_toll_of_31_january_as_known_day_by_day(
    real_world_as_of: Callable[..., duckdb.DuckDBPyConnection], day: date, expected: tuple[int, int]
) -> None:
    world = real_world_as_of(day, lambda table: table in ("core.claims", "marts.campaigns"))
    known = world.execute(
        "select highest_value, latest_value from marts.campaigns"
        " where campaign_id = 'herof2' and claimant_side = 'state' and victim_group = 'militant' and metric = 'killed'"
    )
    assert known.fetchall() == [expected]
