"""Exposure of CPEC sites: months of one site by radius, and all sites ranked with what is sure and what is possible."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from corridorwatch.charts.coverage import months_as_weeks, range_buttons, strip, strip_axis
from corridorwatch.charts.palette import BAND, INK, MUTED, SILENT
from corridorwatch.charts.theme import (
    DAY_MS,
    LEGEND,
    MARGIN,
    Figure,
    day_text,
    figure_text,
    is_unfinished,
    new_figure,
    panel_label,
    safe,
)

SHOWN_KM = (10, 25, 50)
"""Radii of the three panels, of those that the frame holds."""
_DOMAINS = ((0.78, 1.0), (0.45, 0.67), (0.12, 0.34))
_PHASES = {
    "announced": ("announced", 0.10),
    "preparation": ("preparation", 0.16),
    "construction": ("construction", 0.30),
    "operating": ("operating", 0.10),
    "shelved": ("shelved", 0.05),
}
_HATCH = {"shape": "/", "size": 5, "solidity": 0.3, "fillmode": "replace"}


def exposure_by_month(
    frame: pl.DataFrame,
    *,
    title: str,
    is_sample: bool,
    phases: list[dict[str, Any]],
    aimed: list[date],
    data_through: date,
) -> Figure:
    """Three panels on one time axis and one scale each, phases of the site's life behind them, and a coverage strip.

    Args:
        frame: `radius_km`, `month`, `last_month`, `status`, `expected_incidents`, `sure_incidents`,
            `possible_incidents`, `expected_killed`, `expected_without_toll`; months in a row with nothing may share
            a row.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
        phases: `phase`, `date_start`, `date_end`, in order.
        aimed: days of incidents aimed at the site by name.
        data_through: the source's last day.
    """
    radii = [radius for radius in SHOWN_KM if radius in frame["radius_km"]] or sorted(set(frame["radius_km"]))[:3]
    span = _span(frame)
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}
    annotations: list[dict[str, Any]] = []
    for number, radius in enumerate(radii, start=1):
        axis = "y" if number == 1 else f"y{number}"
        rows = frame.filter((pl.col("radius_km") == radius) & (pl.col("expected_incidents") > 0)).rows(named=True)
        traces += _bars(rows, axis)
        top = max([row["expected_incidents"] for row in rows] + [1.0])
        layout[axis.replace("y", "yaxis")] = {
            "domain": list(_DOMAINS[number - 1]),
            "range": [0, top * 1.2],
            "nticks": 4,
            "fixedrange": True,
        }
        annotations.append(panel_label(f"Within {radius} km", axis))
    if aimed:
        traces.append(_aimed(aimed, top=layout["yaxis"]["range"][1]))
    widest = frame.filter(pl.col("radius_km") == max(set(frame["radius_km"]), default=0))
    traces += strip(months_as_weeks(widest), axis=f"y{len(radii) + 1}", data_through=data_through)
    layout |= {
        "barmode": "stack",
        "hovermode": "closest",
        "showlegend": bool(aimed),
        "legend": LEGEND,
        "xaxis": {"type": "date", "anchor": f"y{len(radii) + 1}", "range": span} | _buttons(span),
        f"yaxis{len(radii) + 1}": strip_axis((0.0, 0.05)),
        "annotations": annotations + _phase_names(phases, span),
        "shapes": _phase_bands(phases, span),
        "margin": MARGIN | {"t": 90},
    }
    return new_figure(traces, title=title, is_sample=is_sample, height=536, layout=layout, sample_shift=56)


def _bars(rows: list[dict[str, Any]], axis: str) -> list[dict[str, Any]]:
    """The sure part below, and what is expected beyond it hatched on top: together the expected number."""
    shared = {
        "type": "bar",
        "x": [f"{row['month']}T00:00" for row in rows],
        "width": [27 * DAY_MS] * len(rows),
        "offset": 0,
        "yaxis": axis,
        "hovertext": [_month_hover(row) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }
    sure = [float(row["sure_incidents"] or 0) for row in rows]
    beyond = [row["expected_incidents"] - part for row, part in zip(rows, sure, strict=True)]
    faded = [0.55 if is_unfinished(row["status"]) else 1 for row in rows]
    return [
        shared
        | {"y": sure, "marker": {"color": BAND, "line": {"width": 0}, "opacity": faded}, "meta": {"role": "sure"}},
        shared
        | {
            "y": beyond,
            "marker": {"color": BAND, "line": {"width": 1, "color": BAND}, "pattern": _HATCH, "opacity": faded},
            "meta": {"role": "expected"},
        },
    ]


def _aimed(days: list[date], *, top: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "aimed at the site",
        "x": [str(day) for day in days],
        "y": [top * 0.94] * len(days),
        "marker": {"symbol": "diamond", "size": 9, "color": INK},
        "cliponaxis": False,
        "hovertext": [f"{day_text(day)}: aimed at the site, as a source says" for day in days],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "meta": {"role": "aimed"},
    }


def _phase_bands(phases: list[dict[str, Any]], span: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "type": "rect",
            "xref": "x",
            "yref": "paper",
            "x0": max(str(row["date_start"]), span[0]),
            "x1": str(row["date_end"] or span[1]),
            "y0": 0.12,
            "y1": 1.0,
            "fillcolor": SILENT,
            "opacity": _PHASES[str(row["phase"])][1],
            "line": {"width": 0},
            "layer": "below",
        }
        for row in phases
        if span and str(row["date_end"] or span[1]) > span[0]
    ]


def _phase_names(phases: list[dict[str, Any]], span: list[str]) -> list[dict[str, Any]]:
    shown = [row for row in phases if span and str(row["date_end"] or span[1]) > span[0]]
    return [
        {
            "text": _PHASES[str(row["phase"])][0],
            "x": max(str(row["date_start"]), span[0]),
            "y": 1.0,
            "xref": "x",
            "yref": "paper",
            "xanchor": "right" if _is_late(row["date_start"], span) else "left",
            "yanchor": "bottom",
            "yshift": 16 + 15 * (number % 2),  # a short phase's name does not run into the next
            "showarrow": False,
            "font": {"size": 11, "color": MUTED},
            "name": "phase",
        }
        for number, row in enumerate(shown)
    ]


def _is_late(day: date, span: list[str]) -> bool:
    """Whether a name that begins on the day would run out of the plot."""
    first, last = (date.fromisoformat(edge) for edge in span)
    return day > first + 0.8 * (last - first)


def _buttons(span: list[str]) -> dict[str, Any]:
    """The buttons above the names of the phases."""
    buttons = range_buttons(span)
    return {"rangeselector": buttons["rangeselector"] | {"y": 1.135}} if buttons else {}


def sites_ranked(frame: pl.DataFrame, *, title: str, is_sample: bool, most: int = 15) -> Figure:
    """CPEC sites by incidents expected within a radius: a dot, and a line from those that are sure to all that may be.

    Args:
        frame: `site_id`, `name`, `radius_km`, `expected_52`, `sure_52`, `at_most_52`, `expected_52_before`,
            `expected_4`, `expected_4_before`, `aimed_at_it`, in the order to draw from the top.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
        most: sites to draw; the table has the rest.
    """
    rows = frame.filter(pl.col("expected_52").is_not_null()).head(most).rows(named=True)
    names = [safe(row["name"]) for row in rows]
    hover = [_site_hover(row) for row in rows]
    links = [f"sites/{row['site_id']}.html" for row in rows]
    shared = {"hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>", "customdata": links}
    lines: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "name": "from sure to possible",
        "x": [edge for row in rows for edge in (row["sure_52"], row["at_most_52"], None)],
        "y": [edge for name in names for edge in (name, name, None)],
        "line": {"color": BAND, "width": 2},
        "opacity": 0.6,
        "hoverinfo": "skip",
        "meta": {"role": "interval"},
    }
    dots = shared | {
        "type": "scatter",
        "mode": "markers+text",
        "name": "expected",
        "x": [row["expected_52"] for row in rows],
        "y": names,
        "text": [_site_text(row) for row in rows],
        "textposition": "top center",
        "textfont": {"size": 11, "color": INK},
        "marker": {"size": 11, "color": BAND, "line": {"width": 1, "color": INK}},
        "cliponaxis": False,
        "meta": {"role": "expected"},
    }
    widest = max((row["at_most_52"] or 0 for row in rows), default=1)
    layout = {
        "showlegend": False,
        "xaxis": {
            "range": [-0.02 * max(widest, 1), max(widest, 1) * 1.06],
            "showgrid": True,
            "fixedrange": True,
            "title": {"text": "incidents in 52 weeks"},
        },
        "yaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": names[::-1],
            "fixedrange": True,
            "range": [-0.6, len(names) - 0.2],
        },
        "margin": {"l": 8, "r": 12, "t": 36, "b": 44},
    }
    return new_figure([lines, dots], title=title, is_sample=is_sample, height=130 + 34 * len(rows), layout=layout)


def _site_text(row: dict[str, Any]) -> str:
    return _tenth(row["expected_52"]) + (f" ◆ {row['aimed_at_it']:,}" if row["aimed_at_it"] else "")


def _site_hover(row: dict[str, Any]) -> str:
    return "<br>".join(
        [
            f"<b>{safe(row['name'])}</b>",
            f"expected within {row['radius_km']} km in 52 weeks: {_tenth(row['expected_52'])}",
            f"surely {figure_text(row['sure_52'])}, at most {figure_text(row['at_most_52'])}",
            f"52 weeks before: {_tenth(row['expected_52_before'])}",
            f"last 4 weeks: {_tenth(row['expected_4'])}, the 4 before: {_tenth(row['expected_4_before'])}",
            f"aimed at it, whole period: {figure_text(row['aimed_at_it'])}",
            "<i>association, not cause</i>",
        ]
    )


def _tenth(value: float | None) -> str:
    """With one decimal; what may be is never printed as a zero."""
    return "no figure" if value is None else "under 0.1" if 0 < value < 0.05 else f"{value:,.1f}"


def _without_toll(expected: float | None) -> str:
    return f", of {_tenth(expected)} expected incidents no toll is known" if expected else ""


def _month_hover(row: dict[str, Any]) -> str:
    return "<br>".join(
        [
            f"<b>{row['month']:%B %Y}</b>",
            f"expected within {row['radius_km']} km: {_tenth(row['expected_incidents'])}",
            f"surely {figure_text(row['sure_incidents'])}, possibly {figure_text(row['possible_incidents'])} more",
            f"expected killed: {_tenth(row['expected_killed'])}" + _without_toll(row["expected_without_toll"]),
        ]
    )


def _span(frame: pl.DataFrame) -> list[str]:
    if frame.is_empty():
        return []
    return [str(min(frame["month"])), str(max(frame["last_month"]) + timedelta(days=60))]
