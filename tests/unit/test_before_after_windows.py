"""Which weeks are compared: no phase is the baseline of another, and none runs on into the next."""

from datetime import date, timedelta

import pytest

from corridorwatch.exposure.comparison_words import cannot, compared
from corridorwatch.exposure.windows import Window, window

WEEKS = [date(2000, 1, 3) + timedelta(weeks=number) for number in range(52 * 20)]


def phase(name: str, start: str, end: str | None = None, precision: str = "day") -> dict:
    return {
        "phase": name,
        "date_start": date.fromisoformat(start),
        "date_precision": precision,
        "date_end": date.fromisoformat(end) if end else None,
    }


BUILT = [phase("construction", "2008-03-10", "2011-06-06"), phase("operating", "2011-06-06")]


def last_day(weeks: tuple[date, ...]) -> date:
    return weeks[-1] + timedelta(days=6)


def test_operation_is_compared_with_the_time_before_construction() -> None:
    """The five years before operation were mostly the site's own construction."""
    span = window(BUILT, 1, WEEKS)
    assert last_day(span.before) < date(2008, 3, 10) and span.before[0] >= date(2003, 3, 10)
    assert span.after[0] == date(2011, 6, 6) and last_day(span.after) <= date(2016, 6, 6)
    told = compared(span)
    assert "of operation" in told and "before its construction began" in told
    assert "Its construction between them is left out." in told


def test_construction_does_not_run_on_into_operation() -> None:
    span = window(BUILT, 0, WEEKS)
    assert last_day(span.after) < date(2011, 6, 6)


def test_a_phase_without_a_known_end_ends_where_the_next_begins() -> None:
    span = window([phase("construction", "2008-03-10"), phase("shelved", "2010-09-06")], 0, WEEKS)
    assert last_day(span.after) < date(2010, 9, 6)


def test_an_end_before_the_next_phase_ends_it() -> None:
    span = window([phase("construction", "2008-03-10", "2010-01-04"), phase("operating", "2011-06-06")], 0, WEEKS)
    assert last_day(span.after) < date(2010, 1, 4)


def test_before_is_before_anything_that_is_recorded_of_the_site() -> None:
    span = window([phase("announced", "2005-01-03"), *BUILT], 2, WEEKS)
    assert last_day(span.before) < date(2005, 1, 3)
    assert "before it was announced" in compared(span)
    assert "Its announcement and construction between them are left out." in compared(span)


def test_the_year_in_which_a_phase_began_is_neither_before_nor_after() -> None:
    span = window([phase("operating", "2010-01-01", precision="year")], 0, WEEKS)
    assert last_day(span.before) < date(2010, 1, 1) and span.after[0] >= date(2011, 1, 1)
    assert len(span.before) in (260, 261) and len(span.after) in (260, 261)
    month = window([phase("operating", "2010-12-01", precision="month")], 0, WEEKS)
    assert month.after[0] == date(2011, 1, 3)


def test_operation_without_a_recorded_construction_says_what_before_may_hold() -> None:
    told = compared(window([phase("operating", "2010-01-04")], 0, WEEKS))
    assert "No date of its construction is recorded: the weeks before may hold it." in told
    assert "No date" not in compared(window(BUILT, 1, WEEKS))


@pytest.mark.parametrize(
    ("phases", "number", "why"),
    [
        (
            [phase("construction", "2001-06-04")],
            0,
            "of the years before its construction began the source covers 74 weeks",
        ),
        (
            [phase("construction", "2014-01-01", precision="year"), phase("operating", "2016-02-01")],
            0,
            "the source covers 56 weeks that are surely of construction (from 1 Jan 2015 to 31 Jan 2016)",
        ),
        (
            [phase("construction", "2014-01-01", precision="year"), phase("operating", "2014-09-01")],
            0,
            "no week is surely one of construction",
        ),
        (
            [phase("operating", "2019-06-03")],
            0,
            "weeks that are surely of operation (from 3 Jun 2019), and at least 104",
        ),
    ],
)
def test_where_no_clean_window_is_left_nothing_is_compared_and_the_page_says_why(
    phases: list[dict], number: int, why: str
) -> None:
    span: Window = window(phases, number, WEEKS)
    assert not span.speaks
    assert cannot("census", span).startswith("Cannot be said: ") and why in cannot("census", span)


def test_a_sample_cannot_say_whatever_its_weeks() -> None:
    assert cannot("sample", window(BUILT, 1, WEEKS)).startswith("Cannot be said: the source is a sample")
    assert cannot("census", window(BUILT, 1, WEEKS)) == ""
