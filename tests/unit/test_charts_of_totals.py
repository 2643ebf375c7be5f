"""The figure of published totals: a panel for each publisher, on one scale, and nothing where nobody said anything."""

import itertools
from datetime import date

import plotly.graph_objects as go
import polars as pl

from corridorwatch import charts
from corridorwatch.charts.palette import DARK, PUBLISHERS

HOSTILE = "<b>bold</b> & co"
ROW = {
    "definition_id": "pips_attacks",
    "name": "PIPS",
    "organisation_id": "pips",
    "area": "balochistan",
    "counts_operations": "no",
    "counts_militants": "yes",
    "year": 2021,
    "period": "year",
    "date_end": date(2021, 12, 31),
    "value": 136,
    "value_low": None,
    "value_high": None,
    "qualifier": "exact",
    "basis": "stated",
    "revised_from": None,
    "published_date": date(2022, 1, 1),
    "published_precision": "month",
    "source_name": "Example",
    "source_url": "https://example.org/pips",
}
NONE = {"period": "no_figure", "value": None, "date_end": None, "source_url": None, "qualifier": None, "basis": None}
UCDP = {"definition_id": "ucdp_ged", "name": "UCDP GED", "organisation_id": "ucdp", "counts_operations": "yes"}
OFFICIALS = {"definition_id": "home", "name": HOSTILE, "organisation_id": "home_department", "counts_militants": "no"}
ROWS = [
    ROW | UCDP | {"value": 184, "value_low": 164, "value_high": 202, "basis": "computed"},
    ROW | UCDP | NONE | {"year": 2022},
    ROW,
    ROW | NONE | {"year": 2022},
    ROW | OFFICIALS | {"value": 0},
    ROW | OFFICIALS | {"year": 2022, "value": 453, "period": "part_of_year", "date_end": date(2022, 12, 23), "qualifier": "sum"},
]  # fmt: skip


def drawn(rows: list[dict[str, object]] = ROWS) -> dict[str, object]:
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.col("value", "value_low", "value_high", "revised_from").cast(pl.Int64)
    )
    figure = charts.totals_by_publisher(frame, title="Killed", is_sample=False)
    return go.Figure(figure).to_plotly_json()


def traces(figure: dict[str, object], role: str) -> dict[str, dict[str, object]]:
    return {trace["meta"]["definition"]: trace for trace in figure["data"] if trace["meta"]["role"] == role}


def test_each_publisher_has_a_panel_of_its_own_and_all_share_one_scale():
    figure = drawn()
    bars = traces(figure, "figure")
    assert {name: list(bar["y"]) for name, bar in bars.items()} == {
        "ucdp_ged": [184],
        "pips_attacks": [136],
        "home": [0, 453],
    }
    assert len({bar["yaxis"] for bar in bars.values()}) == 3
    axes = [axis for name, axis in figure["layout"].items() if name.startswith("yaxis")]
    assert len({tuple(axis["range"]) for axis in axes}) == 1
    domains = sorted(tuple(axis["domain"]) for axis in axes)
    assert all(lower[1] < upper[0] for lower, upper in itertools.pairwise(domains))
    assert figure["layout"]["barmode"] == "overlay"
    assert {trace["type"] for trace in figure["data"]} <= {"bar", "scatter"}


def test_a_year_without_a_figure_is_a_hatched_stub_that_says_unknown_and_a_zero_is_a_bar():
    figure = drawn()
    stubs = traces(figure, "no_figure")
    assert {name: list(stub["x"]) for name, stub in stubs.items()} == {"ucdp_ged": [2022], "pips_attacks": [2022]}
    assert all(stub["marker"]["pattern"]["shape"] == "/" for stub in stubs.values())
    assert "unknown, not zero" in stubs["pips_attacks"]["hovertext"][0]
    assert list(traces(figure, "figure")["home"]["x"]) == [2021, 2022]


def test_ucdps_range_is_its_own_lowest_to_highest_and_the_others_have_none():
    bars = traces(drawn(), "figure")
    whisker = bars["ucdp_ged"]["error_y"]
    assert (list(whisker["array"]), list(whisker["arrayminus"])) == ([18], [20])
    assert "error_y" not in bars["pips_attacks"]


def test_a_year_counted_in_part_is_lighter_and_says_up_to_when():
    bar = traces(drawn(), "figure")["home"]
    assert list(bar["marker"]["opacity"]) == [1, 0.5]
    assert "up to 23 Dec 2022, not the whole year" in bar["hovertext"][1]
    assert "added up by the page" in bar["hovertext"][1]
    assert "453*" in [note["text"] for note in drawn()["layout"]["annotations"]]


def test_a_bar_opens_the_page_its_figure_was_read_on_and_names_outlet_and_date():
    bar = traces(drawn(), "figure")["pips_attacks"]
    assert list(bar["customdata"]) == ["https://example.org/pips"]
    assert "Example, Jan 2022" in bar["hovertext"][0]


def test_the_panels_say_what_their_publisher_counts_and_text_is_shown_as_written():
    notes = [note["text"] for note in drawn()["layout"]["annotations"] if note["name"] == "publisher"]
    assert notes == [
        "<b>UCDP GED</b>: attacks and operations",
        "<b>PIPS</b>: attacks, not operations",
        "<b>&lt;b&gt;bold&lt;/b&gt; &amp; co</b>: civilians and forces only",
    ]


def test_a_figure_given_as_at_least_says_so_and_a_revised_one_what_it_was():
    bar = traces(drawn([ROW | {"qualifier": "at_least", "revised_from": 120}]), "figure")["pips_attacks"]
    assert "136+ killed" in bar["hovertext"][0]
    assert "first given as 120" in bar["hovertext"][0]


def test_every_publishers_colour_is_its_own_and_has_a_dark_counterpart():
    assert len(set(PUBLISHERS.values())) == len(PUBLISHERS)
    assert set(PUBLISHERS.values()) <= set(DARK)
