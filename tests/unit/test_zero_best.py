"""A best figure of 0 with a highest above it is no plain zero, wherever it is printed or drawn."""

from datetime import date

import polars as pl
import pytest

from corridorwatch import charts
from corridorwatch.charts.palette import SIDES
from corridorwatch.charts.theme import interval_text
from corridorwatch.config import load_settings
from corridorwatch.errors import SettingsError
from corridorwatch.site.wording import interval


@pytest.mark.parametrize(
    ("figures", "page", "hover"),
    [
        ((0, 0, 7), "0 [0–7]", "0 [0–7]"),
        ((0, 0, 0), "0", "0"),
        ((0, None, 7), "0 [up to 7]", "0 [up to 7]"),
        ((9, 4, None), "9 [at least 4]", "9 [at least 4]"),
        ((9, 9, None), "9", "9"),
        ((13, 10, 1700), "13 [10–1,700]", "13 [10–1,700]"),
        ((None, None, 7), "– [up to 7, no best figure]", "no best figure [up to 7]"),
        ((None, 4, None), "– [at least 4, no best figure]", "no best figure [at least 4]"),
        ((None, 2, 7), "– [2–7, no best figure]", "no best figure [2–7]"),
        ((None, 5, 5), "– [5, no best figure]", "no best figure [5]"),
        ((None, None, None), "–", "no figure"),
    ],
)
def test_a_toll_is_printed_with_what_is_not_ruled_out(figures: tuple, page: str, hover: str) -> None:
    printed = str(interval(*figures))
    for markup in (
        '<span class="range">',
        '<span class="null" title="no figure: not a zero">',
        '<span class="null">',
        "</span>",
    ):
        printed = printed.replace(markup, "")
    assert (printed, interval_text(*figures)) == (page, hover)


def test_a_year_of_no_established_death_has_a_whisker_and_one_whose_lowest_is_0_reaches_down_to_it() -> None:
    rows = [(2025, "reported", 12, 3, 0, 0, 7, *[0] * 4), (2026, "reported", 12, 2, 5, 0, None, 5, 0, 0, 0)]
    names = ["year", "status", "months", "incidents", "killed_best", "killed_low", "killed_high"]
    frame = pl.DataFrame(rows, schema=[*names, *(f"killed_{side.code}" for side in SIDES)], orient="row")
    figure = charts.yearly_trend(
        frame, title="T", is_sample=False, data_through=date(2026, 12, 31), as_of=date(2026, 12, 31)
    )
    [totals] = [trace for trace in figure["data"] if trace["meta"]["role"] == "total"]
    assert (totals["error_y"]["array"], totals["error_y"]["arrayminus"]) == ([7, 0], [0, 5])
    assert "killed: 0 [0–7]" in totals["hovertext"][0]


def test_the_environment_decides_for_every_source_whether_a_run_asks() -> None:
    def asks(word: str) -> set[bool]:
        sources = load_settings({"CORRIDORWATCH_FETCH_ON_RUN": word} if word else {}).sources
        return {sources.ucdp_ged.fetch_on_run, sources.ucdp_candidate.fetch_on_run}

    assert (asks(""), asks("false"), asks("true")) == ({True}, {False}, {True})
    with pytest.raises(SettingsError, match="fetch_on_run"):
        asks("perhaps")
