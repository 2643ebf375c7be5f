"""A week or month that the source's data cut short is a state of its own in every chart."""

from datetime import date

import polars as pl
import pytest

from corridorwatch import charts
from corridorwatch.charts.palette import SIDES, STATUS_LABELS
from corridorwatch.charts.theme import status_text

THROUGH = date(2024, 2, 17)
KILLED = [f"killed_{side.code}" for side in SIDES]


def of_role(figure: dict[str, object], role: str) -> list[dict[str, object]]:
    return [trace for trace in figure["data"] if trace["meta"]["role"] == role]


def weekly(*rows: tuple[date, str]) -> dict[str, object]:
    names = ["week", "last_week", "status", "incidents", "incidents_without_toll", "killed_best", "killed_low"]
    frame = pl.DataFrame(
        [(week, week, status, 1, 0, 2, 2, 2, 2, None, None, None) for week, status in rows],
        schema=[*names, "killed_high", *KILLED],
        orient="row",
    )
    return charts.weekly_by_side(frame, title="T", is_sample=False, data_through=THROUGH)


def monthly(status: str) -> dict[str, object]:
    row = (date(2024, 2, 1), date(2024, 2, 1), "attack", status, 1, 0, 2, 2, None, None, None)
    names = ["month", "last_month", "event_class", "status", "incidents", "incidents_without_toll", "killed_best"]
    frame = pl.DataFrame([row], schema=[*names, *KILLED], orient="row")
    return charts.monthly_by_class(frame, title="T", is_sample=False, data_through=THROUGH)


def exposure(status: str) -> dict[str, object]:
    frame = pl.DataFrame(
        [(10, date(2024, 2, 1), date(2024, 2, 1), status, 0.5, 0, 1, 1.0, 0.0)],
        schema=[
            *("radius_km", "month", "last_month", "status", "expected_incidents", "sure_incidents"),
            *("possible_incidents", "expected_killed", "expected_without_toll"),
        ],
        orient="row",
    )
    return charts.exposure_by_month(
        frame, title="T", is_sample=False, phases=[], aimed=[], data_through=THROUGH
    )  # fmt: skip


def test_a_cut_week_is_light_and_named_in_its_strip_and_its_hover() -> None:
    """A week that will never fill was printed as still filling."""
    figure = weekly((date(2024, 2, 5), "reported"), (date(2024, 2, 12), "cut_short"))
    assert of_role(figure, "side")[0]["marker"]["opacity"] == [1, 0.55]
    (strip,) = [trace for trace in of_role(figure, "coverage") if trace["meta"]["status"] == "cut_short"]
    assert "cut short: data end 17 Feb 2024" in strip["hovertext"][0]
    assert "cut short" in of_role(figure, "total")[0]["hovertext"][1]
    assert "data end 17 Feb 2024" in str(figure["layout"]["annotations"])


def test_a_week_cut_at_its_begin_is_not_said_to_be_the_end() -> None:
    figure = weekly((date(2023, 12, 25), "cut_short"), (date(2024, 1, 1), "reported"))
    assert "data end" not in str(figure)
    assert status_text("cut_short", date(2023, 12, 25), THROUGH) == "cut short: data begin or end in it"


@pytest.mark.parametrize(("draw", "role"), [(monthly, "side"), (exposure, "sure")])
def test_a_cut_month_is_drawn_light_and_hatched_in_the_strip(draw, role: str) -> None:
    assert of_role(draw("cut_short"), role)[0]["marker"]["opacity"] == [0.55]
    assert of_role(draw("reported"), role)[0]["marker"]["opacity"] == [1]
    assert {trace["meta"]["status"] for trace in of_role(draw("cut_short"), "coverage")} == {"cut_short"}


def test_every_state_has_a_word_and_a_look_of_its_own() -> None:
    looks = {}
    for status in STATUS_LABELS:
        (strip,) = of_role(weekly((date(2024, 1, 1), status)), "coverage")
        looks[status] = str(strip["marker"])
    assert len(set(looks.values())) == len(STATUS_LABELS) == 6
