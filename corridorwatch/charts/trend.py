"""Deaths by year and side of the victim: the headline series of a census, and where it ends."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from corridorwatch.charts.palette import INK, MUTED, SIDES, SILENT
from corridorwatch.charts.theme import (
    LEGEND,
    MARGIN,
    Figure,
    day_text,
    figure_text,
    killed_lines,
    minimum_line,
    new_figure,
)


def yearly_trend(frame: pl.DataFrame, *, title: str, is_sample: bool, data_through: date, as_of: date) -> Figure:
    """Stacked yearly bars; the years since the series ended are shaded, because nobody has counted them here.

    Args:
        frame: one row per year and source chosen for it: `year`, `months`, `status`, `incidents`, `killed_best`,
            `killed_low`, `killed_high`, `killed_<side>` (people; null where unknown).
        title: what the figure shows.
        is_sample: drawn only from sample sources.
        data_through: last day the series speaks for.
        as_of: the day whose knowledge is shown; the shade ends with its week, the axis with its year.
    """
    traces: list[dict[str, Any]] = []
    for side in SIDES:
        rows = frame.filter(pl.col(f"killed_{side.code}") > 0)
        light = [_is_unfinished(row) for row in rows.iter_rows(named=True)]
        marker: dict[str, Any] = {"color": side.colour, "line": {"width": 0}}
        if any(light):
            marker |= {
                "opacity": [0.55 if unfinished else 1 for unfinished in light],
                "pattern": {"shape": ["/" if unfinished else "" for unfinished in light], "size": 5, "solidity": 0.4},
            }
        traces.append(
            {
                "type": "bar",
                "name": side.label,
                "x": rows["year"].to_list(),
                "y": rows[f"killed_{side.code}"].to_list(),
                "width": 0.82,
                "marker": marker,
                "hoverinfo": "skip",
                "meta": {"role": "side", "side": side.code},
            }
        )
    traces.append(_totals(frame))
    traces.append(_zeros(frame))
    first, last = min(frame["year"]), max(as_of.year, *frame["year"])
    layout = {
        "barmode": "stack",
        "hovermode": "x",
        "hoverdistance": 24,
        "legend": LEGEND,
        "margin": MARGIN | {"t": 12},
        "xaxis": {"range": [first - 0.6, last + 0.6], "tickformat": "d", "dtick": 5 if last - first > 12 else 1},
        "yaxis": {"title": {"text": "deaths per year"}, "tickformat": ",d"},
        **_end(data_through, as_of + timedelta(days=6 - as_of.weekday()), first_year=first),
    }
    return new_figure(
        [trace for trace in traces if trace["x"]], title=title, is_sample=is_sample, height=380, layout=layout
    )


def _zeros(frame: pl.DataFrame) -> dict[str, Any]:
    """Years in which the census looked and found none: a mark on the axis, because a bar of no height shows nothing."""
    years = frame.filter(pl.col("status") == "reported_zero")["year"].to_list()
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "none found, by the source's definition",
        "x": years,
        "y": [0] * len(years),
        "marker": {"size": 6, "symbol": "circle-open", "color": MUTED},
        "hovertext": [f"<b>{year}</b><br>none found, by the source's own definition" for year in years],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
        "meta": {"role": "zero"},
    }


def _is_unfinished(row: dict[str, Any]) -> bool:
    return row["status"] == "provisional" or row["months"] < 12


def _totals(frame: pl.DataFrame) -> dict[str, Any]:
    counted = pl.col("killed_best").is_not_null() & (pl.col("status") != "reported_zero")
    rows = frame.filter(counted).rows(named=True)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row["year"] for row in rows],
        "y": [row["killed_best"] for row in rows],
        "marker": {"size": 3, "color": INK, "opacity": 0},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [_gap(row["killed_high"], row["killed_best"]) for row in rows],
            "arrayminus": [_gap(row["killed_best"], row["killed_low"]) for row in rows],
            "color": MUTED,
            "thickness": 1,
            "width": 0,
        },
        "hovertext": [_hover(row) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
        "meta": {"role": "total"},
    }


def _gap(more: int | None, less: int | None) -> int:
    """How far two figures are apart; nothing where one is unknown, which a zero is not."""
    return 0 if more is None or less is None else max(0, more - less)


def _hover(row: dict[str, Any]) -> str:
    lines = [
        f"<b>{row['year']}</b>",
        f"{figure_text(row['incidents'])} event{'' if row['incidents'] == 1 else 's'}",
        *killed_lines(row),
    ]
    if row["months"] < 12:
        lines.append(f"<i>{row['months']} months of the year</i>")
    if row["status"] == "provisional":
        lines.append("<i>provisional: still filling</i>")
    lines += minimum_line(row)
    return "<br>".join(lines)


def _end(data_through: date, shown_to: date, *, first_year: int) -> dict[str, Any]:
    """The shade from the series' last day to the end of the as-of week, and its words; nothing where it reaches it."""
    start, end = _position(data_through), _position(shown_to)
    if end - start < 0.5:
        return {}
    is_early = start - first_year < 0.3 * (end - first_year)  # a young district: no room before the end of its data
    return {
        "shapes": [
            {
                "type": "rect",
                "layer": "below",
                "xref": "x",
                "yref": "paper",
                "x0": start,
                "x1": end,
                "y0": 0,
                "y1": 1,
                "fillcolor": SILENT,
                "opacity": 0.3,
                "line": {"width": 0},
                "name": "end",
            }
        ],
        "annotations": [
            {
                "text": f"◂ ends {day_text(data_through)}" if is_early else f"ends {day_text(data_through)} ▸",
                "x": start,
                "y": 1,
                "xref": "x",
                "yref": "paper",
                "xanchor": "left" if is_early else "right",
                "yanchor": "top",
                "showarrow": False,
                "font": {"size": 11, "color": MUTED},
            }
        ],
    }


def _position(day: date) -> float:
    """Where a day lies on an axis on which a year's bar stands at the whole number."""
    return day.year - 0.5 + day.timetuple().tm_yday / 366
