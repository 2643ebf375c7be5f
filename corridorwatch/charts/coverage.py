"""The coverage strip under a weekly chart: which weeks a source speaks for, hatched where nobody looked.

The strip is why a gap in the bars cannot be read as a quiet week.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import polars as pl

from corridorwatch.charts.palette import INK, MUTED, SILENT, STATUS_LABELS
from corridorwatch.charts.theme import DAY_MS, day_text, status_text

_MARGIN_DAYS = 28
_LOOK = {
    "reported": {"color": MUTED, "pattern": {"shape": ""}},
    "reported_zero": {"color": "rgba(0,0,0,0)", "line": {"color": MUTED, "width": 1}},
    "provisional": {"color": MUTED, "opacity": 0.55, "pattern": {"shape": "/", "size": 5, "solidity": 0.35}},
    "cut_short": {"color": MUTED, "pattern": {"shape": "\\", "size": 5, "solidity": 0.3, "fillmode": "replace"}},
    "not_covered": {"color": SILENT, "pattern": {"shape": "/", "size": 5, "solidity": 0.2, "fillmode": "replace"}},
    "source_down": {"color": MUTED, "pattern": {"shape": "x", "size": 6, "solidity": 0.35, "fillmode": "replace"}},
}


def middle(week: date) -> str:
    """The middle of a week (Thursday noon), where its bar stands so that it spans Monday to Sunday."""
    return f"{week + timedelta(days=3)}T12:00"


def strip(frame: pl.DataFrame, *, axis: str, data_through: date) -> list[dict[str, Any]]:
    """Bar traces of the strip, one per status found.

    Args:
        frame: rows with `week`, `last_week` (Mondays) and `status`; consecutive weeks may share a row.
        axis: the strip's y axis, such as `y2`.
        data_through: the source's last day.
    """
    traces: list[dict[str, Any]] = []
    for status, look in _LOOK.items():
        rows = frame.filter(pl.col("status") == status).select("week", "last_week").rows()
        if not rows:
            continue
        spans = _joined(rows)
        traces.append(
            {
                "type": "bar",
                "name": STATUS_LABELS[status],
                "x": [_centre(first, last) for first, last in spans],
                "width": [((last - first).days + 7) * DAY_MS for first, last in spans],
                "y": [1] * len(spans),
                "yaxis": axis,
                "marker": {"line": {"width": 0}} | look,
                "hovertext": [
                    f"{day_text(first)} – {day_text(last + timedelta(days=6))}: "
                    + status_text(status, first, data_through)
                    for first, last in spans
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "showlegend": False,
                "meta": {"role": "coverage", "status": status},
            }
        )
    return traces


def months_as_weeks(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of `month`, `last_month` and `status` as the spans of Mondays that a strip draws: from the first day's week
    to the last day's.
    """
    return frame.select(
        "status",
        week=pl.col("month").dt.truncate("1w"),
        last_week=(pl.col("last_month").dt.month_end() - pl.duration(days=6)).dt.truncate("1w"),
    ).with_columns(last_week=pl.max_horizontal("week", "last_week"))


def strip_axis(domain: tuple[float, float]) -> dict[str, Any]:
    """The y axis of a strip that takes `domain` of the figure's height."""
    return {
        "domain": list(domain),
        "range": [0, 1],
        "fixedrange": True,
        "showticklabels": False,
        "showgrid": False,
        "ticks": "",
        "zeroline": False,
    }


def span_of(frame: pl.DataFrame) -> list[str]:
    """The time axis of a weekly frame: the first Monday, and a few weeks after the last. Empty without rows."""
    if frame.is_empty():
        return []
    return [str(min(frame["week"])), str(max(frame["last_week"]) + timedelta(days=_MARGIN_DAYS))]


def bare_rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows whose incidents carry no toll at all."""
    return frame.filter(pl.col("killed_best").is_null() & (pl.col("incidents") > 0)).rows(named=True)


def without_toll(
    at: list[str], hovers: Iterable[str], axis: str, *, legend: bool | None = None
) -> list[dict[str, Any]]:
    """Marks in the strip of `axis` where incidents carry no toll, because a bar of no height would be a zero.

    Args:
        at: where on the time axis; none, no trace.
        hovers: what each says.
        legend: whether the legend names it; None leaves that to Plotly.
    """
    if not at:
        return []
    trace = {
        "type": "scatter",
        "mode": "markers",
        "name": "incident without a toll",
        "x": at,
        "y": [0.5] * len(at),
        "yaxis": axis,
        "marker": {"size": 7, "symbol": "x-thin", "color": INK, "line": {"width": 1.5, "color": INK}},
        "hovertext": list(hovers),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "meta": {"role": "without_toll"},
    }
    return [trace if legend is None else trace | {"showlegend": legend}]


def range_buttons(span: list[str]) -> dict[str, Any]:
    """Buttons for the last one and three years, where the axis is longer than two."""
    if not span or (date.fromisoformat(span[1]) - date.fromisoformat(span[0])).days < 2 * 365:
        return {}
    years = [{"count": count, "label": f"{count} y", "step": "year", "stepmode": "backward"} for count in (1, 3)]
    return {
        "rangeselector": {
            "buttons": [*years, {"step": "all", "label": "all"}],
            "x": 1,
            "xanchor": "right",
            "y": 1.02,
            "yanchor": "bottom",
        }
    }


def _joined(rows: list[tuple[date, date]]) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    for first, last in rows:
        if spans and (first - spans[-1][1]).days == 7:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return spans


def _centre(first: date, last: date) -> str:
    half_days = (last - first).days + 7
    return f"{first + timedelta(days=half_days // 2)}T{'12' if half_days % 2 else '00'}:00"
