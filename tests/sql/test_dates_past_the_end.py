"""Incidents dated past what their source speaks for, or past the as-of day: counted where they belong, or left out with a reason."""

from datetime import date

import pytest

from tests import world
from tests.conftest import Build

INSIDE = {"incident_id": "inside", "killed_total": 2}


@pytest.mark.parametrize(
    ("day", "precision", "left_out", "month"),
    [
        # The ledger's period ends on 31 July 2026, a Friday.
        ("2026-07-15", "month", "dated_too_coarsely", "2026-07-01"),
        ("2026-07-31", "year", "dated_too_coarsely", "2026-07-01"),
        ("2026-08-01", "month", "outside_source_period", None),
        ("2026-08-10", "month", "outside_source_period", None),
        ("2026-08-10", "day", "outside_source_period", None),
        ("2017-12-31", "month", "outside_source_period", None),
        ("2018-01-01", "month", "dated_too_coarsely", "2018-01-01"),
        ("2026-08-01", "day", None, "2026-08-01"),
    ],
)
def test_an_incident_dated_to_a_month_is_in_that_month_or_left_out_with_a_reason(
    small_world: Build, day: str, precision: str, left_out: str | None, month: str | None
) -> None:
    """One row dated to the month after the period's end stopped the run."""
    connection = small_world(
        incidents=[INSIDE, {"incident_id": "a", "date": day, "date_precision": precision, "killed_total": 5}]
    )
    told = connection.execute("select reason, deaths from core.exclusions where record_id = 'a'").fetchall()
    assert told == ([(left_out, 5)] if left_out else [])
    months = connection.execute(
        "select month::varchar, killed_best from marts.monthly_casualties where killed_best = 5"
    ).fetchall()
    assert months == ([(month, 5)] if month else [])
    assert world.broken_rules(connection) == {}


def test_what_an_earlier_day_did_not_know_is_kept_with_a_reason_and_no_death_is_lost(small_world: Build) -> None:
    day = date(2024, 5, 10)
    connection = small_world(
        as_of=day,
        incidents=[
            INSIDE,
            {"incident_id": "later", "date": "2024-05-20", "published_date": "2024-05-21", "killed_total": 3},
            {"incident_id": "page", "date": "2024-05-06", "published_date": "2024-05-11", "killed_total": 4},
            {"incident_id": "undated", "date": "2024-05-06", "published_date": "", "killed_total": 5},
        ],
    )
    later = connection.execute("select record_id, reason, deaths from core.not_yet_known order by 1").fetchall()
    assert later == [
        ("later", "happened_later", 3), ("page", "page_of_a_later_day", 4), ("undated", "undated_page", 5),
    ]  # fmt: skip
    known = connection.execute("select incident_id, killed_best from core.incidents").fetchall()
    assert known == [("inside", 2)]
    assert sum(deaths for *_, deaths in [*later, *known]) == 14
    assert world.broken_rules(connection, day) == {}
