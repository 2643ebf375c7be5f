"""Weekly deaths by the side of the victim, with the low-high interval, the weeks' statuses, and campaigns as bands."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from corridorwatch.charts.coverage import bare_rows, middle, range_buttons, span_of, strip, strip_axis, without_toll
from corridorwatch.charts.palette import BAND, INK, MUTED, SIDES
from corridorwatch.charts.theme import (
    DAY_MS,
    LEGEND,
    MARGIN,
    Figure,
    day_text,
    figure_text,
    highest,
    is_unfinished,
    killed_lines,
    minimum_line,
    new_figure,
    safe,
    week_part,
    week_text,
)

WEEK_BAR_MS = 7 * DAY_MS


def weekly_by_side(
    frame: pl.DataFrame,
    *,
    title: str,
    is_sample: bool,
    data_through: date,
    campaigns: pl.DataFrame | None = None,
    link_prefix: str = "",
) -> Figure:
    """Stacked weekly bars with a coverage strip.

    Args:
        frame: one row per week with incidents or a proven zero, and one per run of weeks nobody covered: `week`,
            `last_week`, `status`, `incidents`, `incidents_without_toll`, `killed_best`, `killed_low`, `killed_high`,
            `killed_<side>` (people; null where unknown); where known, `expected_low` and `expected_high`: the range
            that a week still filling is expected to reach.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
        data_through: the source's last day.
        campaigns: `campaign_id`, `letter`, `name`, `date_start`, `date_end` of the bands to mark, oldest first.
        link_prefix: put before `campaigns/<id>.html`, the page a band's letter opens.

    Returns:
        A figure whose bars exist only for weeks that carry a figure.
    """
    counted = frame.filter(pl.col("killed_best").is_not_null() & (pl.col("status") != "reported_zero"))
    marks = [] if campaigns is None else list(campaigns.iter_rows(named=True))
    traces = [_side_bars(counted, side.code, side.label, side.colour) for side in SIDES]
    traces = [trace for trace in traces if trace["x"]]
    traces.append(_totals(counted))
    traces += _expected(counted)
    traces += _zeros(frame)
    traces += strip(frame, axis="y2", data_through=data_through)
    bare = bare_rows(frame)
    traces += without_toll([middle(row["week"]) for row in bare], map(_hover, bare), "y2")
    span = span_of(frame)
    if marks and span:
        traces.append(_letters(marks, span, link_prefix))
    layout: dict[str, Any] = {
        "barmode": "stack",
        "hovermode": "x",
        "hoverdistance": 24,
        "showlegend": True,
        "legend": LEGEND,
        "xaxis": {"type": "date", "anchor": "y2", "hoverformat": "%-d %b %Y", "range": span} | range_buttons(span),
        "yaxis": {"domain": [0.1, 0.89 if marks else 1], "title": {"text": "deaths per week"}, "tickformat": ",d"}
        | ({"dtick": 1} if highest(counted["killed_best"]) <= 5 else {}),
        "yaxis2": strip_axis((0.0, 0.05)),
        "shapes": [_band(mark) for mark in marks],
        "annotations": _remarks(frame, data_through),
        "margin": MARGIN,
    }
    if marks:
        layout["yaxis3"] = strip_axis((0.9, 1.0)) | {"range": [-0.5, 1.5]}
    return new_figure(traces, title=title, is_sample=is_sample, height=430, layout=layout)


def _side_bars(counted: pl.DataFrame, code: str, label: str, colour: str) -> dict[str, Any]:
    rows = counted.filter(pl.col(f"killed_{code}") > 0).select("week", f"killed_{code}", "status")
    filling = [is_unfinished(status) for status in rows["status"].to_list()]
    marker: dict[str, Any] = {"color": colour, "line": {"width": 0}}
    if any(filling):
        marker |= {
            "opacity": [0.55 if light else 1 for light in filling],
            "pattern": {"shape": ["/" if light else "" for light in filling], "size": 5, "solidity": 0.4},
        }
    return {
        "type": "bar",
        "name": label,
        "x": [middle(week) for week in rows["week"].to_list()],
        "y": rows[f"killed_{code}"].to_list(),
        "width": WEEK_BAR_MS,
        "marker": marker,
        "hoverinfo": "skip",
        "meta": {"role": "side", "side": code},
    }


def _expected(counted: pl.DataFrame) -> list[dict[str, Any]]:
    """Over a week that still fills, a dotted line from the lower to the upper end of what it is expected to hold."""
    if "expected_high" not in counted.columns:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": "expected",
            "x": [middle(row["week"])] * 2,
            "y": [row["expected_low"], row["expected_high"]],
            "line": {"color": MUTED, "width": 2, "dash": "dot"},
            "marker": {"symbol": "line-ew-open", "size": 9, "color": MUTED, "line": {"width": 2}},
            "hovertext": f"expected, 8 of 10 such weeks: {row['expected_low']:,} to {row['expected_high']:,}",
            "hovertemplate": "%{hovertext}<extra></extra>",
            "showlegend": False,
            "meta": {"role": "expected"},
        }
        for row in counted.filter(pl.col("expected_high").is_not_null()).iter_rows(named=True)
    ]


def _totals(counted: pl.DataFrame) -> dict[str, Any]:
    """The week's total: it carries the hover and, where accounts differ, the whisker from the lowest to the highest."""
    rows = list(counted.iter_rows(named=True))
    lows = [_gap(row["killed_best"], row["killed_low"]) for row in rows]
    highs = [_gap(row["killed_high"], row["killed_best"]) for row in rows]
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "name": "lowest to highest account",
        "x": [middle(row["week"]) for row in rows],
        "y": [row["killed_best"] for row in rows],
        "marker": {"size": 3, "color": INK, "opacity": 0},
        "hovertext": [_hover(row) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [week_part(row["week"]) for row in rows],
        "showlegend": False,
        "meta": {"role": "total"},
    }
    if any(lows) or any(highs):
        trace["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": highs,
            "arrayminus": lows,
            "color": MUTED,
            "thickness": 1,
            "width": 0,
        }
    return trace


def _zeros(frame: pl.DataFrame) -> list[dict[str, Any]]:
    weeks = frame.filter(pl.col("status") == "reported_zero")["week"].to_list()
    if not weeks:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "none found, by the source's definition",
            "x": [middle(week) for week in weeks],
            "y": [0] * len(weeks),
            "marker": {"size": 5, "symbol": "circle-open", "color": MUTED},
            "hovertext": [f"<b>{week_text(week)}</b><br>none found, by the source's own definition" for week in weeks],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "meta": {"role": "zero"},
        }
    ]


def _hover(row: dict[str, Any]) -> str:
    lines = [
        f"<b>{week_text(row['week'])}</b>",
        f"{figure_text(row['incidents'])} incident{'' if row['incidents'] == 1 else 's'} documented",
        *killed_lines(row),
    ]
    if row["incidents_without_toll"]:
        lines.append(f"{row['incidents_without_toll']} of them without a toll")
    if row["status"] == "cut_short":
        lines.append("<i>cut short: the source begins or ends within this week</i>")
    elif row["status"] == "provisional":
        lines.append("<i>provisional: still filling</i>")
    lines += minimum_line(row)
    return "<br>".join([*lines, "click to see them and their pages"])


def _remarks(frame: pl.DataFrame, data_through: date) -> list[dict[str, Any]]:
    """Words inside the plot: an empty record, weeks still filling, a source that ends within a week."""
    if frame["incidents"].fill_null(0).sum() == 0 and not (frame["status"] == "reported_zero").any():
        return [_remark("No incident documented: not covered, not zero", x=0.5, xref="paper", xanchor="center", y=0.5)]
    weeks = frame.filter(pl.col("status") == "provisional")["week"]
    if not weeks.is_empty():
        return [_remark("still filling", x=middle(min(weeks)), xanchor="right", y=1)]
    ends = pl.col("last_week") + pl.duration(days=6) >= data_through
    if frame.select(((pl.col("status") == "cut_short") & ends).any()).item():
        return [_remark(f"data end {day_text(data_through)} ▸", x=str(data_through), xanchor="right", y=1)]
    return []


def _remark(text: str, **place: object) -> dict[str, Any]:
    return {
        "text": text,
        "yref": "y domain",
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 11, "color": MUTED},
        **place,
    }


def _band(mark: dict[str, Any]) -> dict[str, Any]:
    first, last = mark["date_start"], mark["date_end"]
    return {
        "type": "rect",
        "layer": "below",
        "xref": "x",
        "yref": "paper",
        "x0": str(first - timedelta(days=1)),
        "x1": str(last + timedelta(days=2)),
        "y0": 0.1,
        "y1": 0.9,
        "fillcolor": BAND,
        "opacity": 0.28,
        "line": {"width": 0},
        "name": safe(mark["campaign_id"]),
    }


def _letters(marks: list[dict[str, Any]], span: list[str], link_prefix: str) -> dict[str, Any]:
    days = (date.fromisoformat(span[1]) - date.fromisoformat(span[0])).days
    level_of: list[int] = []
    for position, mark in enumerate(marks):
        near = {
            level_of[other]
            for other in range(position)
            if abs((mark["date_start"] - marks[other]["date_start"]).days) < days * 0.035
        }
        level_of.append(next((level for level in (0, 1) if level not in near), 0))
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "campaigns",
        "x": [middle(mark["date_start"] - timedelta(days=3)) for mark in marks],
        "y": level_of,
        "yaxis": "y3",
        "text": [mark["letter"] for mark in marks],
        "textfont": {"size": 11, "color": INK},
        "marker": {"size": 15, "symbol": "square", "color": BAND, "opacity": 0.45},
        "hovertext": [
            f"<b>{safe(mark['name'])}</b><br>{day_text(mark['date_start'])} – {day_text(mark['date_end'])}"
            "<br>its own toll is on its page, not in these bars"
            for mark in marks
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [f"{link_prefix}campaigns/{mark['campaign_id']}.html" for mark in marks],
        "showlegend": False,
        "cliponaxis": False,
        "meta": {"role": "campaigns"},
    }


def _gap(larger: int | None, smaller: int | None) -> int:
    return 0 if larger is None or smaller is None else max(0, larger - smaller)
