"""Cells of one's own tables as people write them: days, counts, points, in any digits."""

from datetime import date

import pytest

from corridorwatch.sources.own_tables.cells import (
    read_bounds,
    read_count,
    read_days,
    read_degrees,
    read_month,
    read_point,
)


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("3rd January 2024", "%d %B %Y"),
        ("Wednesday, 3 January 2024", "%d %B %Y"),
        ("۳ جنوری ۲۰۲۴", "%d %B %Y"),
        ("03/01/2024 2:30 PM", "%d/%m/%Y"),
        ("2024-01-03T00:00:00Z", "%Y-%m-%d"),
        ("45294", "excel"),
    ],
)
def test_a_day_is_read_whatever_stands_around_it(text: str, format: str) -> None:
    assert read_days(text, (format,)) == (date(2024, 1, 3), None, "day")


@pytest.mark.parametrize(
    "text", ["3-5 January 2024", "3 January 2024 to 5 January 2024", "3 January 2024 – 5 January 2024"]
)
def test_a_span_has_a_first_and_a_last_day(text: str) -> None:
    assert read_days(text, ("%d %B %Y",)) == (date(2024, 1, 3), date(2024, 1, 5), "day")


@pytest.mark.parametrize("text", ["5-3 January 2024", "31 February 2024", "2024", "1234", "last week"])
def test_what_is_no_day_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        read_days(text, ("%d %B %Y", "excel"))


@pytest.mark.parametrize(
    ("text", "count"),
    [("3", 3), ("03", 3), ("3.0", 3), ("۳", 3), ("٣", 3), ("5 killed", 5), ("Nil", 0), ("3.5", None), ("-3", None), ("many", None), ("2-3", None)],
)  # fmt: skip
def test_a_count_is_a_whole_number_or_nothing(text: str, count: int | None) -> None:
    assert read_count(text) == count


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("at least 4", (4, None)),
        ("4+", (4, None)),
        ("more than 4", (5, None)),
        ("2-3", (2, 3)),
        ("3-2", None),
        ("4", None),
    ],
)
def test_a_bound_is_no_figure(text: str, bounds: tuple | None) -> None:
    assert read_bounds(text) == bounds


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("26.0031, 63.0544", (26.0031, 63.0544)),
        ("30°11'N 66°59'E", (30.183333, 66.983333)),
        ("N 30.5, E 67.25", (30.5, 67.25)),
        ("POINT (63.1 26.0)", (26.0, 63.1)),
        ("[63.1, 26.0]", (26.0, 63.1)),
        ("26.0; 63.1", (26.0, 63.1)),
        ("near Turbat", None),
        ("126.0, 63.1", None),
    ],
)
def test_a_point_in_one_cell_is_read_as_it_is_written(text: str, point: tuple | None) -> None:
    assert read_point(text) == point


@pytest.mark.parametrize(
    ("text", "degrees"), [("26,003", 26.003), ("26.5 N", 26.5), ("63°30'", 63.5), ("12 S", -12), ("x", None)]
)
def test_degrees_have_a_point_a_comma_or_minutes(text: str, degrees: float | None) -> None:
    assert read_degrees(text) == degrees


@pytest.mark.parametrize(
    ("text", "month"), [("1", 1), ("Feb", 2), ("sept.", 9), ("مارچ", 3), ("13", None), ("Ma", None)]
)
def test_a_month_is_a_number_or_a_name(text: str, month: int | None) -> None:
    assert read_month(text) == month
