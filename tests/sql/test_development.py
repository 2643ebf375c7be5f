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


def test_a_range_rests_on_tolls_that_had_settled_by_then_and_on_nine_at_least(grown) -> None:
    world = grown(date(2024, 12, 1))
    scored = world.execute(
        "select event_id, tolls_before, expected_low, expected_high, settled_value, has_moved, is_within"
        " from marts.development_backtest where age = 1 and grouping = 'event' order by event_id"
    ).fetchall()
    assert scored == [(f"e{number}", number, None, None, 30 * (number + 1), True, None) for number in range(4)]


def test_of_the_shipped_tolls_no_range_could_be_shown_to_foretell_better_than_no_change(
    real_world: duckdb.DuckDBPyConnection,
) -> None:
    """The quartiles of all tolls were drawn on weeks, and held 6 of the 30 tolls that moved."""
    verdicts = real_world.execute(
        "select age, verdict from marts.development_scores where source_id = 'ledger' and grouping = 'event' and metric = 'killed'"
    ).fetchall()
    assert {age for age, _ in verdicts} == {1, 3, 7}
    assert "better" not in {
        verdict for _, verdict in verdicts
    }  # 2026-11: 10 of 14 held at day 1, 5 of the 9 that moved


def test_weeks_that_still_fill_say_why_no_range_is_drawn_on_them(
    real_world_as_of: Callable[..., duckdb.DuckDBPyConnection],
) -> None:
    day = date(2024, 9, 1)
    world = real_world_as_of(
        day, lambda table: tests_world.follows_from_the_ledger(table) or table in tests_world.SPOKEN_FOR
    )
    weeks = world.execute(
        "select age, factor_age, verdict, expected_low, expected_high from marts.weeks_still_filling order by week desc"
    ).fetchall()
    assert [(age, factor_age) for age, factor_age, *_ in weeks] == [(1, 1), (15, 7)]  # no report speaks of the others
    assert {tuple(rest) for _, _, *rest in weeks} <= {("too_few", None, None), ("holds_too_few", None, None)}
