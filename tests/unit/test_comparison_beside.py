"""What stands beside a comparison: the widening wherever there is one, the day left out, and tests where no site is."""

from datetime import date

import numpy as np
import pytest

from corridorwatch.exposure.comparison import _without_largest_day
from corridorwatch.exposure.comparison_words import beside, usual
from corridorwatch.exposure.controls import Counted
from corridorwatch.site.wording import dated, day

FIGURES = {
    "p_value": 0.24,
    "test": "exact",
    "p_adjusted": 1.0,
    "comparisons": 1,
    "dispersion": 1.0,
    "ratio": 2.0,
    "ratio_without_largest_day": 1.5,
    "largest_days": 1,
    "others": Counted(0, 0, 0, "rise"),
}
USUAL = {
    "usual_comparisons": 97,
    "usual_changes": 20,
    "usual_changes_adjusted": 7,
    "usual_places": 8,
    "usual_most_at": "here",
    "usual_most": 7,
}


@pytest.mark.parametrize(
    ("dispersion", "told"),
    [(1.03, "1.03"), (1.05, "1.1"), (1.004, "1.004"), (1.000_04, "1.00004"), (3.746, "3.7"), (12.0, "12.0")],
)
def test_a_p_value_that_is_widened_says_so_however_little(dispersion: float, told: str) -> None:
    assert f"allow for {told} times the variance." in beside(FIGURES | {"dispersion": dispersion})


def test_a_p_value_that_is_not_widened_says_nothing() -> None:
    assert "variance" not in beside(FIGURES)


def test_the_day_left_out_is_the_earliest_of_those_with_as_many() -> None:
    assert "Without the day with most incidents near: 1.50 times." in beside(FIGURES)
    told = beside(FIGURES | {"largest_days": 4})
    assert "Without the day with most incidents near, the earliest of 4 with as many: 1.50 times." in told


def test_where_too_few_are_left_without_it_the_page_says_so() -> None:
    told = beside(FIGURES | {"ratio_without_largest_day": None})
    assert "Without the day with most incidents near too few are left before for a ratio." in told
    assert "Without the day" not in beside(FIGURES | {"ratio": None, "ratio_without_largest_day": None})


def test_days_with_as_many_are_counted_and_the_earliest_goes() -> None:
    near = np.array([1.0, 0.5, 0.5, 1.0, 0.25, 0.0, 0.0, 0.5])
    is_after = np.array([False, False, False, True, True, True, False, True])
    days = np.array([5, 9, 9, 14, 20, 21, 3, 30])
    ratio, as_many = _without_largest_day(near, is_after, days)
    assert as_many == 3
    assert ratio == pytest.approx((1.75 / 1.0) * (2.0 / 2.25))


def test_the_reason_why_nothing_stands_beside_a_line_is_true_of_any_line() -> None:
    told = beside(FIGURES | {"others": None})
    assert (
        "many towns" not in told and "No other place is set beside a road, railway or pipeline: those are towns" in told
    )


def test_tests_where_no_site_is_say_by_which_rule_they_show_a_change() -> None:
    assert usual(USUAL) == (
        "Where no site is, of 97 such tests, made at 8 places, 20 have p below 0.05 by themselves (7 of them at here);"
        " 7 when adjusted for their number, as here."
    )
    one = usual(USUAL | {"usual_changes": 1, "usual_changes_adjusted": 0, "usual_most": 1, "usual_places": 1})
    assert one == (
        "Where no site is, of 97 such tests, made at 1 place, 1 has p below 0.05 by itself; none when adjusted for their"
        " number, as here."
    )
    assert usual(USUAL | {"usual_comparisons": 0}) == ""


def test_a_day_that_stands_for_a_week_is_printed_as_one_wherever_it_is_printed() -> None:
    assert day(dated(date(2025, 5, 22), "week")) == "week of 22 May 2025"
    assert day(dated(date(2025, 5, 22), "day")) == day(dated(date(2025, 5, 22), None)) == "22 May 2025"
