"""Figures: what they draw of a frame, and what they must not."""

import json
from datetime import date

import plotly.graph_objects as go
import polars as pl
import pytest

from corridorwatch import charts
from corridorwatch.charts.palette import DARK, SIDES
from corridorwatch.charts.theme import SAMPLE_SENTENCE, Figure, theme_assets

HOSTILE = "<b>bold</b><a href='javascript:alert(1)'>x</a> & co"
DATA_THROUGH = date(2024, 3, 31)


def valid(figure: Figure) -> dict[str, object]:
    """The figure as Plotly's own objects hold it: they refuse a property or a value that its schema does not know."""
    return go.Figure(figure).to_plotly_json()


def weekly_frame() -> pl.DataFrame:
    """A week of four dead, a run of three nobody covered, one without a toll, one zero, one still filling."""
    rows = [
        (date(2024, 1, 1), date(2024, 1, 1), "reported", 2, 0, 4, 3, 6, 3, 1, None, None),
        (date(2024, 1, 8), date(2024, 1, 22), "not_covered", *[None] * 9),
        (date(2024, 1, 29), date(2024, 1, 29), "reported", 1, 1, *[None] * 7),
        (date(2024, 2, 5), date(2024, 2, 5), "reported_zero", *[0] * 9),
        (date(2024, 2, 12), date(2024, 2, 12), "provisional", 1, 0, 2, 2, 2, None, None, 2, None),
    ]
    names = ["week", "last_week", "status", "incidents", "incidents_without_toll", "killed_best", "killed_low"]
    names += ["killed_high", *(f"killed_{side.code}" for side in SIDES)]
    return pl.DataFrame(rows, schema=names, orient="row")


def weekly(frame: pl.DataFrame | None = None, **options: object) -> dict[str, object]:
    shown = weekly_frame() if frame is None else frame
    options = {
        "title": "Deaths",
        "is_sample": True,
        "data_through": DATA_THROUGH,
    } | options
    return valid(charts.weekly_by_side(shown, **options))


def claims_frame(**changes: object) -> pl.DataFrame:
    base = {
        "drawn_on": date(2026, 1, 31),
        "said_on": date(2026, 1, 31),
        "claimant": "Officials",
        "claimant_side": "state",
        "victim_group": "militant",
        "metric": "killed",
        "value": 37,
        "value_low": None,
        "value_high": None,
        "qualifier": "exact",
        "scope": "campaign",
        "counting": "cumulative",
        "is_part": False,
        "is_garbled": False,
        "is_stale_repeat": False,
        "source_name": "Example",
        "source_url": "https://example.org/a",
    }
    later = {"drawn_on": date(2026, 2, 5), "said_on": date(2026, 2, 5)}
    rows = [
        base,
        base | later | {"value": 216},
        base | {"claimant_side": "militant", "victim_group": "security", "value": 84},
        base | later | {"claimant_side": "militant", "victim_group": "security", "value": 362},
        base | {"victim_group": "security", "value": 10},
        base | changes,
    ]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.col("value_low").cast(pl.Int64), pl.col("value_high").cast(pl.Int64)
    )


def claims(**changes: object) -> dict[str, object]:
    figure = charts.claims_timeline(
        claims_frame(**changes), title="Claims", is_sample=True, starts=date(2026, 1, 29), ends=date(2026, 2, 6)
    )
    return valid(figure)


def of_role(figure: dict[str, object], role: str) -> list[dict[str, object]]:
    return [trace for trace in figure["data"] if trace["meta"]["role"] == role]


def words(figure: dict[str, object]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_a_bar_stands_only_where_there_is_a_figure():
    bars = of_role(weekly(), "side")
    drawn = {(trace["meta"]["side"], x): y for trace in bars for x, y in zip(trace["x"], trace["y"], strict=True)}
    assert drawn == {
        ("security", "2024-01-04T12:00"): 3,
        ("civilian", "2024-01-04T12:00"): 1,
        ("militant", "2024-02-15T12:00"): 2,
    }


def test_no_trace_has_a_zero_but_the_one_of_true_zeros():
    figure = weekly()
    zeros = [trace["meta"]["role"] for trace in figure["data"] if 0 in trace["y"]]
    assert zeros == ["zero"]
    assert of_role(figure, "zero")[0]["x"] == ["2024-02-08T12:00"]


def test_an_incident_without_a_toll_is_marked_in_the_strip_not_on_the_axis():
    (mark,) = of_role(weekly(), "without_toll")
    assert mark["yaxis"] == "y2"
    assert "killed: no figure" in mark["hovertext"][0]


def test_sides_are_stacked_in_the_one_order():
    frame = weekly_frame().with_columns(killed_militant=pl.lit(1), killed_unknown=pl.lit(1), killed_civilian=pl.lit(1))
    order = [trace["meta"]["side"] for trace in of_role(weekly(frame), "side")]
    assert order == ["security", "civilian", "militant", "unknown"]


def test_the_whisker_reaches_from_the_lowest_to_the_highest_account():
    (total,) = of_role(weekly(), "total")
    assert total["error_y"]["arrayminus"] == [1, 0]
    assert total["error_y"]["array"] == [2, 0]


def test_a_week_still_filling_is_hatched_lighter_and_named():
    figure = weekly()
    (militants,) = [trace for trace in of_role(figure, "side") if trace["meta"]["side"] == "militant"]
    assert militants["marker"]["pattern"]["shape"] == ["/"]
    assert militants["marker"]["opacity"] == [0.55]
    assert "still filling" in words(figure)


def test_the_week_in_which_a_source_ends_is_not_drawn_as_complete():
    whole = weekly_frame().with_columns(pl.col("status").replace("provisional", "reported"))
    cut = weekly_frame().with_columns(pl.col("status").replace("provisional", "cut_short"))
    figure = weekly(cut, data_through=date(2024, 2, 17))
    (militants,) = [trace for trace in of_role(figure, "side") if trace["meta"]["side"] == "militant"]
    assert militants["marker"]["pattern"]["shape"] == ["/"]
    assert any("data end 17 Feb 2024" in text for text in words(figure))
    assert "still filling" not in str(words(figure))
    assert "data end 17 Feb 2024" in str([trace["hovertext"] for trace in of_role(figure, "coverage")])
    assert "pattern" not in of_role(weekly(whole), "side")[0]["marker"]


def test_an_empty_record_is_said_not_to_be_a_zero():
    figure = weekly(weekly_frame().filter(pl.col("status") == "not_covered"))
    assert of_role(figure, "side") == []
    assert "No incident documented: not covered, not zero" in words(figure)


@pytest.mark.parametrize("is_sample", [True, False])
def test_a_sample_says_so_in_the_figure_and_a_census_does_not(is_sample):
    assert (f"<b>{SAMPLE_SENTENCE}</b>" in words(weekly(is_sample=is_sample))) is is_sample


def test_the_title_is_in_the_figure():
    assert weekly(title="Deaths & more")["layout"]["title"]["text"] == "Deaths &amp; more"


def test_over_a_week_still_filling_stands_the_range_it_is_expected_to_settle_in_from_its_lower_end():
    """A line from the known figure up drew another range than the one that was scored."""
    frame = weekly_frame()
    best = frame["killed_best"].max()
    is_open = pl.col("killed_best") == best
    low, high = (pl.when(is_open).then(pl.lit(best + more)).cast(pl.Int64) for more in (-1, 3))
    (line,) = of_role(weekly(frame.with_columns(expected_low=low, expected_high=high)), "expected")
    assert line["y"] == [best - 1, best + 3]
    assert of_role(weekly(frame), "expected") == []


def test_campaigns_are_bands_that_open_their_pages():
    campaigns = pl.DataFrame(
        {
            "campaign_id": ["raid"],
            "letter": ["H"],
            "name": [HOSTILE],
            "date_start": [date(2024, 1, 3)],
            "date_end": [date(2024, 1, 6)],
        }
    )
    figure = weekly(campaigns=campaigns, link_prefix="../")
    assert len(figure["layout"]["shapes"]) == 1
    (letters,) = of_role(figure, "campaigns")
    assert letters["customdata"] == ["../campaigns/raid.html"]
    assert letters["text"] == ["H"]
    assert "<a" not in letters["hovertext"][0]


def test_a_band_reaches_from_the_days_lowest_figure_to_its_highest_and_fades_on_either_page():
    bands = of_role(claims(value=70), "band")
    assert [band["y"] for band in bands if band["meta"]["side"] == "state"] == [[37, 216], [70, 216]]
    assert [len(band["fillcolor"]) for band in bands if "fillcolor" in band] == [9]


def test_a_last_figure_that_is_a_least_says_so_beside_its_mark():
    """The armed group's "more than 362" once stood at the end of its line as 362."""
    last = {"drawn_on": date(2026, 2, 6), "said_on": date(2026, 2, 6), "claimant_side": "militant"}
    figure = claims(**last, victim_group="security", value=400, qualifier="more_than")
    assert {"<b>400+</b>", "<b>216</b>"} <= {*words(figure)}


def test_two_accounts_stand_on_one_line_and_open_their_pages():
    frame = pl.DataFrame(
        {
            "event": [HOSTILE], "date": [date(2024, 8, 25)], "victim_group": ["security"], "state_value": [14], "armed_value": [130],
            "state_is_least": [False], "armed_is_least": [True], "state_url": ["https://example.org/s"], "armed_url": ["https://example.org/a"],
            "state_said_on": [date(2024, 8, 26)], "armed_said_on": [date(2024, 8, 26)],
        }
    )  # fmt: skip
    figure = valid(charts.claims_gap(frame, title="Gap", is_sample=True))
    state, armed = of_role(figure, "account")
    assert (state["x"], armed["x"]) == ([14], [130])
    assert (state["customdata"], armed["customdata"]) == (["https://example.org/s"], ["https://example.org/a"])
    assert (state["text"], armed["text"]) == (["14"], ["130+"])
    assert (state["marker"]["symbol"], armed["marker"]["symbol"]) == (["circle"], ["diamond-open"])
    assert (state["textposition"], armed["textposition"]) == (["middle left"], ["middle right"])
    assert not any("<script" in text for text in words(figure))
    assert figure["layout"]["xaxis"]["range"][1] > 2.1


def test_growth_is_drawn_only_where_there_is_a_factor_and_says_of_how_many():
    row = {
        "grouping": "side_and_group",
        "claimant_side": "state",
        "victim_group": "militant",
        "tolls": 11,
        "grew": 4,
        "fell": 1,
    }
    factors = {"median": 1.0, "lower_quartile": 1.0, "upper_quartile": 1.6, "lowest": 0.8, "highest": 3.0}
    frame = pl.DataFrame([row | {"age": 1} | factors, row | {"age": 3, "tolls": 2} | dict.fromkeys(factors)])
    figure = valid(charts.toll_growth(frame, title="Growth", is_sample=True))
    (median,) = of_role(figure, "median")
    assert median["x"] == [1.0]
    assert figure["layout"]["yaxis"]["ticktext"] == ["day 1, n 11"]
    assert "State and military on militants" in words(figure)


def test_the_same_frame_gives_the_same_bytes():
    assert json.dumps(weekly(), sort_keys=True) == json.dumps(weekly(), sort_keys=True)
    assert json.dumps(claims(), sort_keys=True) == json.dumps(claims(), sort_keys=True)


def test_the_state_and_the_armed_group_are_two_lines_with_first_and_latest_figure():
    figure = claims()
    lines = {trace["meta"]["side"]: trace["y"] for trace in of_role(figure, "steps")}
    assert lines == {"state": [37, 216], "militant": [84, 362]}
    notes = {(note.get("name"), note["text"]) for note in figure["layout"]["annotations"]}
    assert {("first-state", "first 37"), ("latest-state", "<b>216</b>"), ("latest-militant", "<b>362</b>")} <= notes


@pytest.mark.parametrize(
    "changes",
    [
        {"value": 999, "is_part": True},
        {"value": 999, "is_garbled": True},
        {"value": 999, "scope": "district"},
        {"value": 999, "metric": "injured"},
        {"value": 999, "drawn_on": None, "said_on": None},
    ],
    ids=["part of a total", "garbled", "of one district", "injured", "undated"],
)
def test_what_is_no_dated_figure_of_the_whole_campaign_is_not_drawn(changes):
    assert all(999 not in trace["y"] for trace in claims(**changes)["data"])


@pytest.mark.parametrize(
    "changes", [{"is_stale_repeat": True}, {"counting": "incremental"}, {"claimant_side": "media"}]
)
def test_a_repeat_an_addition_or_another_voice_is_a_mark_but_moves_no_line(changes):
    figure = claims(value=999, **changes)
    assert any(999 in trace["y"] for trace in of_role(figure, "claims"))
    assert all(999 not in trace["y"] for trace in of_role(figure, "steps"))


def test_a_range_is_drawn_as_a_range_and_never_as_its_middle():
    figure = claims(value=None, value_low=40, value_high=70, qualifier="range")
    marks = next(t for t in of_role(figure, "claims") if 40 in t["y"])
    at = marks["y"].index(40)
    assert marks["error_y"]["array"][at] == 30
    assert marks["marker"]["symbol"][at] == "circle-open"
    assert "40–70" in marks["hovertext"][at]


def test_equal_figures_of_one_day_stand_side_by_side_within_the_day():
    places = [
        x for trace in of_role(claims(), "claims") for x, y in zip(trace["x"], trace["y"], strict=True) if y == 37
    ]
    assert len(set(places)) == 2
    assert all(place.startswith("2026-01-31T") for place in places)


def test_text_from_a_source_is_shown_as_written():
    figure = claims(claimant=HOSTILE, source_name=HOSTILE)
    hovers = "".join(text for trace in of_role(figure, "claims") for text in trace["hovertext"])
    assert "&lt;b&gt;bold&lt;/b&gt;&lt;a href=" in hovers
    assert "<a" not in hovers


def ranked(**changes):
    row = {
        "site_id": "port",
        "name": "Port",
        "radius_km": 25,
        "expected_52": 3.4,
        "sure_52": 2,
        "at_most_52": 9,
        "expected_52_before": None,
        "expected_4": 0.2,
        "expected_4_before": 0.0,
        "aimed_at_it": 1,
    }
    return row | changes


def test_a_site_of_which_nothing_is_known_has_no_dot():
    schema = {"expected_52": pl.Float64, "sure_52": pl.Int64, "at_most_52": pl.Int64, "expected_52_before": pl.Float64}
    frame = pl.DataFrame(
        [ranked(), ranked(site_id="mine", name="Mine", expected_52=None, sure_52=None, at_most_52=None)],
        schema_overrides=schema,
    )
    lines, dots = valid(charts.sites_ranked(frame, title="Sites", is_sample=True))["data"]
    assert (dots["x"], dots["y"], dots["text"]) == ([3.4], ["Port"], ["3.4 ◆ 1"])
    assert lines["x"] == [2, 9, None]
    assert "52 weeks before: no figure" in dots["hovertext"][0]


def test_names_that_begin_alike_keep_rows_of_their_own():
    """Two long names cut after the same letters would have shared a row."""
    names = [f"Gwadar-Turbat-Panjgur-Basima-Mastung railway, {part} section" for part in ("northern", "southern")]
    frame = pl.DataFrame(
        [ranked(site_id=name, name=name) for name in names], schema_overrides={"expected_52_before": pl.Float64}
    )
    _, dots = valid(charts.sites_ranked(frame, title="Sites", is_sample=True))["data"]
    assert dots["y"] == names


def months(**changes):
    row = {
        "radius_km": 25,
        "month": date(2024, 1, 1),
        "last_month": date(2024, 1, 1),
        "status": "reported",
        "expected_incidents": 2.5,
        "sure_incidents": 2,
        "possible_incidents": 3,
        "expected_killed": None,
        "expected_without_toll": 2.5,
    }
    return row | changes


def exposure(*rows, phases=(), aimed=()):
    frame = pl.DataFrame(rows, schema_overrides={"expected_killed": pl.Float64})
    drawn = charts.exposure_by_month(
        frame, title="Near", is_sample=True, phases=list(phases), aimed=list(aimed), data_through=DATA_THROUGH
    )
    return valid(drawn)


def test_the_sure_part_and_what_is_expected_beyond_it_make_the_bar():
    figure = exposure(
        months(), months(radius_km=50, expected_incidents=4.0), months(radius_km=100, expected_incidents=9.0)
    )
    bars = {
        (trace["yaxis"], trace["meta"]["role"]): trace["y"]
        for trace in figure["data"]
        if trace["meta"]["role"] != "coverage"
    }
    assert bars == {("y", "sure"): [2.0], ("y", "expected"): [0.5], ("y2", "sure"): [2.0], ("y2", "expected"): [2.0]}
    assert figure["layout"]["barmode"] == "stack"
    assert of_role(figure, "aimed") == []


def test_a_month_nobody_covered_is_hatched_and_has_no_bar():
    figure = exposure(
        months(),
        months(
            month=date(2024, 2, 1),
            last_month=date(2024, 5, 1),
            status="not_covered",
            expected_incidents=None,
            sure_incidents=None,
            possible_incidents=None,
        ),
    )
    assert [len(trace["x"]) for trace in of_role(figure, "sure")] == [1]
    assert {trace["meta"]["status"] for trace in of_role(figure, "coverage")} == {"reported", "not_covered"}


def test_phases_lie_behind_and_targets_are_marked():
    phase = {"phase": "construction", "date_start": date(2024, 1, 10), "date_end": None}
    before = {"phase": "announced", "date_start": date(2010, 1, 1), "date_end": date(2012, 1, 1)}
    figure = exposure(months(), phases=[before, phase], aimed=[date(2024, 1, 20)])
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == ["2024-01-10"]
    assert [trace["x"] for trace in of_role(figure, "aimed")] == [["2024-01-20"]]


def test_a_strip_covers_all_of_the_road_at_which_an_incident_may_have_been():
    row = {"line_id": "m8", "road": "M-8", "date": date(2024, 1, 2), "model": "disc", "from_km": 20.0, "to_km": 50.0,
           "place_as_written": HOSTILE, "killed_best": None, "is_aimed": False, "source_url": "https://example.org"}  # fmt: skip
    frame = pl.DataFrame(
        [row, row | {"model": "district", "from_km": 0.0, "to_km": 120.0}], schema_overrides={"killed_best": pl.Int64}
    )
    stops = pl.DataFrame(
        {
            "line_id": ["m8"] * 2,
            "name": ["M-8"] * 2,
            "stop": ["East", "West"],
            "km": [0.0, 120.0],
            "gap_km": [0.0, 43.0],
            "weight": [None, 1000],
        }
    )
    figure = valid(
        charts.corridor_strips(
            frame, title="Roads", is_sample=True, stops=stops, first_day=date(2018, 1, 1), last_day=date(2026, 1, 31)
        )
    )
    assert [trace["x"][:2] for trace in figure["data"] if trace["mode"] == "lines"] == [[0.0, 120.0], [20.0, 50.0], []]
    # A long stretch has no mark in its middle, where nobody knows it to have been.
    assert of_role(figure, "incidents")[0]["x"] == [35.0, 0.0, 120.0]
    assert figure["layout"]["yaxis"]["range"] == ["2026-01-31", "2018-01-01"]
    # The part of a road that no listed section covers is shaded, not closed up.
    assert [(shape["x0"], shape["x1"]) for shape in figure["layout"]["shapes"]] == [(77.0, 120.0)]
    assert "<script" not in of_role(figure, "incidents")[0]["hovertext"][0]


def test_attacks_and_operations_share_a_scale_in_two_panels():
    frame = pl.DataFrame(
        {
            "month": [date(2024, 1, 1)] * 2,
            "last_month": [date(2024, 1, 1)] * 2,
            "event_class": ["attack", "security_operation"],
            "status": ["reported"] * 2,
            "incidents": [1, 1],
            "incidents_without_toll": [0, 1],
            "killed_best": [10, None],
            "killed_security": [10, None],
            "killed_civilian": [None, None],
            "killed_militant": [None, None],
            "killed_unknown": [None, None],
        }
    )
    figure = valid(charts.monthly_by_class(frame, title="Months", is_sample=True, data_through=DATA_THROUGH))
    layout = figure["layout"]
    assert [trace["yaxis"] for trace in of_role(figure, "without_toll")] == ["y4"]
    heights = [axis["domain"][1] - axis["domain"][0] for axis in (layout["yaxis"], layout["yaxis2"])]
    per_unit = [
        height / axis["range"][1] for height, axis in zip(heights, (layout["yaxis"], layout["yaxis2"]), strict=True)
    ]
    assert per_unit[0] == pytest.approx(per_unit[1])


def test_every_colour_of_a_side_has_its_dark_counterpart():
    assert {side.colour for side in SIDES} <= DARK.keys()
    assert theme_assets()["dark"] == DARK


def trend(**options: object) -> dict[str, object]:
    rows = [
        (2019, "reported", 12, 16, 106, 106, 110, 30, 40, 36, None),
        (2020, "reported_zero", 12, *[0] * 8),
        (2021, "provisional", 6, 2, 5, 4, 6, None, 5, None, None),
    ]
    names = ["year", "status", "months", "incidents", "killed_best", "killed_low", "killed_high"]
    frame = pl.DataFrame(rows, schema=[*names, *(f"killed_{side.code}" for side in SIDES)], orient="row")
    options = {"title": "T", "is_sample": False, "data_through": date(2021, 6, 30), "as_of": date(2026, 1, 1)} | options
    return valid(charts.yearly_trend(frame, **options))


def test_a_trend_shades_the_years_after_its_source_ends_and_says_when_that_was():
    figure = trend()
    (shade,) = figure["layout"]["shapes"]
    assert 2020.9 < shade["x0"] < 2021.1 < 2025.4 < shade["x1"]
    assert words(figure) == ["ends 30 Jun 2021 ▸"]
    assert "shapes" not in trend(as_of=date(2021, 7, 31))["layout"]


def test_where_a_trend_ends_at_its_beginning_the_words_stand_after_the_end():
    """A district of 2021 cut them at the left edge."""
    (ending,) = trend(data_through=date(2019, 12, 31))["layout"]["annotations"]
    assert (ending["text"], ending["xanchor"]) == ("◂ ends 31 Dec 2019", "left")


def test_a_trend_marks_a_year_of_none_and_hatches_one_that_is_not_whole():
    figure = trend()
    assert [trace["x"] for trace in of_role(figure, "zero")] == [[2020]]
    civilians = next(trace for trace in of_role(figure, "side") if trace["meta"]["side"] == "civilian")
    assert civilians["marker"]["pattern"]["shape"] == ["", "/"]
    assert of_role(figure, "total")[0]["error_y"]["arrayminus"] == [0, 1]
