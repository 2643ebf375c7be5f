"""How tolls grow with the age of knowledge: factors, their spread, and how well they would have foretold."""

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from tests import world as tests_world
from tests.conftest import Build

FIGURES = {1: 10, 2: 15, 5: 20, 12: 30}
"""Day of the event -> what the state says then."""


def followed(event: str, start: date, scale: int = 1) -> tuple[dict, list[dict]]:
    incident = {"incident_id": event, "date": str(start), "published_date": str(start)}
    claims = [
        {
            "claim_id": f"{event}-{day}", "event_id": event, "value": figure * scale,
            "said_at": str(date.fromordinal(start.toordinal() + day - 1)),
        }
        for day, figure in FIGURES.items()
    ]  # fmt: skip
    return incident, claims


@pytest.fixture
def grown(small_world: Build) -> Callable[[date], duckdb.DuckDBPyConnection]:
    """Four attacks, two months apart, whose tolls grow alike, as known on a day."""

    def build(as_of: date) -> duckdb.DuckDBPyConnection:
        events = [followed(f"e{number}", date(2024, 1 + 2 * number, 6), number + 1) for number in range(4)]
        return small_world(
            as_of=as_of,
            of="marts.development_backtest",
            incidents=[incident for incident, _ in events],
            claims=[claim for _, claims in events for claim in claims],
        )

    return build


def test_a_toll_is_followed_from_day_1_to_30_and_factors_lead_to_the_figure_of_day_30(grown) -> None:
    world = grown(date(2024, 12, 1))
    triangle = world.execute(
        "select age, known_value, settled_value, factor from marts.claim_development where event_id = 'e0' order by age"
    ).fetchall()
    assert triangle == [(1, 10, 30, 3.0), (3, 15, 30, 2.0), (7, 20, 30, 1.5), (30, 30, 30, 1.0)]


def test_days_that_have_not_come_are_unknown_and_no_factor_is_drawn_from_two_tolls(grown) -> None:
    world = grown(date(2024, 5, 8))
    young = world.execute(
        "select known_value, is_elapsed from marts.claim_development where event_id = 'e2' order by age"
    )
    assert young.fetchall() == [(30, True), (45, True), (None, False), (None, False)]
    tests_world.build_models(world, date(2024, 5, 8), only=lambda table: table == "marts.development_factors")
    factors = world.execute(
        "select tolls, grew, median, highest from marts.development_factors where grouping = 'side_and_group' and age = 1"
    ).fetchall()
    assert factors == [(2, 2, None, None)]


def test_a_range_is_made_from_older_tolls_only_and_scored_against_what_came(grown) -> None:
    world = grown(date(2024, 12, 1))
    scored = world.execute(
        "select event_id, tolls_before, expected_low, expected_high, settled_value, is_within from marts.development_backtest"
        " where age = 1 order by event_id"
    ).fetchall()
    assert scored == [
        ("e0", 0, None, None, 30, None), ("e1", 1, None, None, 60, None), ("e2", 2, None, None, 90, None),
        ("e3", 3, 120, 120, 120, True),
    ]  # fmt: skip


def test_the_shipped_tolls_mostly_end_within_the_range_expected_of_them(real_world: duckdb.DuckDBPyConnection) -> None:
    hits, scored = real_world.execute(
        "select count(*) filter (is_within), count(is_within) from marts.development_backtest where metric = 'killed'"
    ).fetchone()
    assert scored > 100
    assert hits / scored > 0.85  # 2026-11: 145 of 160


def test_weeks_that_still_fill_say_what_they_are_expected_to_reach(
    real_world_as_of: Callable[..., duckdb.DuckDBPyConnection],
) -> None:
    day = date(2024, 9, 1)
    world = real_world_as_of(
        day, lambda table: tests_world.follows_from_the_ledger(table) or table in tests_world.SPOKEN_FOR
    )
    weeks = world.execute(
        "select age, factor_age, tolls >= 3, known_best, expected_low <= known_best and known_best <= expected_high"
        " from marts.weeks_still_filling order by week desc"
    ).fetchall()
    assert [(age, factor_age) for age, factor_age, *_ in weeks] == [(1, 1), (15, 7)]  # no report speaks of the others
    assert all(enough and (known is None or covers) for _, _, enough, known, covers in weeks)
