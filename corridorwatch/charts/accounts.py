"""Two accounts of the same dead, and how first tolls grow: ratios, never averages."""

from math import log10

import plotly.graph_objects as go
import polars as pl

from corridorwatch.charts.palette import GRID, MUTED, SIDES, VOICES
from corridorwatch.charts.theme import day_text, new_figure, safe

_GROUPS = {side.code: side.label.lower() for side in SIDES} | {"total": "all dead"}
_TICKS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]


def claims_gap(frame: pl.DataFrame, *, title: str, is_sample: bool) -> go.Figure:
    """One row per event and group of victims: the state's latest figure and the armed group's, joined by a line.

    Args:
        frame: `event`, `date`, `victim_group`, `state_value`, `armed_value` (people, above zero), `state_url`,
            `armed_url`, `state_said_on`, `armed_said_on`; oldest first.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
    """
    rows = frame.rows(named=True)
    names = [f"{safe(row['event'])[:34]}, {row['date'].year} – {_GROUPS[row['victim_group']]}" for row in rows]
    joined = {
        "type": "scatter",
        "mode": "lines",
        "x": [value for row in rows for value in (row["state_value"], row["armed_value"], None)],
        "y": [name for name in names for _ in range(3)],
        "line": {"color": MUTED, "width": 1},
        "hoverinfo": "skip",
        "showlegend": False,
        "meta": {"role": "gap"},
    }
    marks = [
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": VOICES[side][0],
            "x": [row[f"{name}_value"] for row in rows],
            "y": names,
            "text": [f"{row[f'{name}_value']:,}" for row in rows],
            "textposition": [
                "middle left" if _is_left(row[f"{name}_value"], row[f"{other}_value"], name) else "middle right"
                for row in rows
            ],
            "textfont": {"size": 12, "color": VOICES[side][1]},
            "marker": {"size": 10, "symbol": symbol, "color": VOICES[side][1]},
            "hovertext": [
                f"<b>{row[f'{name}_value']:,}</b> {_GROUPS[row['victim_group']]}, by the {VOICES[side][0].lower()}"
                f"<br>said {day_text(row[f'{name}_said_on'])} – click to open the page"
                for row in rows
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "customdata": [row[f"{name}_url"] for row in rows],
            "meta": {"role": "account", "side": side},
        }
        for side, name, other, symbol in (
            ("state", "state", "armed", "circle"),
            ("militant", "armed", "state", "diamond"),
        )
    ]
    top = max([row["armed_value"] for row in rows] + [row["state_value"] for row in rows] + [10])
    return new_figure(
        [joined, *marks],
        title=title,
        is_sample=is_sample,
        height=110 + 34 * max(len(rows), 1),
        layout={
            "showlegend": False,
            "xaxis": {
                "type": "log",
                "tickvals": [tick for tick in _TICKS if tick <= top * 2],
                "range": [-0.25, round(log10(top) + 0.25, 2)],
                "showgrid": True,
                "title": {"text": "people killed, each step a ratio"},
                "fixedrange": True,
            },
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": names[::-1],
                "rangemode": "normal",
                "showgrid": True,
                "gridcolor": GRID,
                "fixedrange": True,
            },
        },
    )


def toll_growth(frame: pl.DataFrame, *, title: str, is_sample: bool) -> go.Figure:
    """By what factor tolls known on day 1, 3 and 7 grew to day 30: median, half of them, and the ends.

    Args:
        frame: `grouping`, `claimant_side`, `victim_group`, `age` (days), `tolls`, `grew`, `fell` (counts), `median`,
            `lower_quartile`, `upper_quartile`, `lowest`, `highest` (factors; null for fewer than three tolls).
        title: what the figure shows.
        is_sample: drawn only from sample sources.
    """
    rows = frame.filter(pl.col("median").is_not_null()).rows(named=True)
    sides, groups = [None, "state", "militant", *VOICES], [None, "total", "militant", *_GROUPS]
    rows.sort(key=lambda row: (sides.index(row["claimant_side"]), groups.index(row["victim_group"]), row["age"]))
    ends = [value for row in rows for value in (row["lowest"], row["highest"]) if value > 0] or [1]
    names = [_growth_name(row) for row in rows]
    colours = [VOICES[row["claimant_side"]][1] if row["claimant_side"] else MUTED for row in rows]

    def span(role: str, low: str, high: str, width: int) -> list[dict[str, object]]:
        return [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [row[low], row[high]],
                "y": [name, name],
                "line": {"color": colour, "width": width},
                "opacity": 1 if width == 1 else 0.45,
                "hoverinfo": "skip",
                "showlegend": False,
                "meta": {"role": role},
            }
            for row, name, colour in zip(rows, names, colours, strict=True)
        ]

    median = {
        "type": "scatter",
        "mode": "markers",
        "x": [row["median"] for row in rows],
        "y": names,
        "marker": {"size": 9, "color": colours, "symbol": "circle"},
        "hovertext": [
            f"<b>median × {row['median']:g}</b>"
            f"<br>half of them × {row['lower_quartile']:g} to × {row['upper_quartile']:g}"
            f"<br>from × {row['lowest']:g} to × {row['highest']:g}"
            f"<br>{row['tolls']} tolls: {row['grew']} rose, {row['fell']} fell"
            for row in rows
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
        "meta": {"role": "median"},
    }
    return new_figure(
        [*span("ends", "lowest", "highest", 1), *span("half", "lower_quartile", "upper_quartile", 7), median],
        title=title,
        is_sample=is_sample,
        height=120 + 22 * max(len(rows), 1),
        layout={
            "showlegend": False,
            "xaxis": {
                "type": "log",
                "tickvals": [0.5, 1, 2, 5, 10],
                "ticktext": ["half", "no change", "× 2", "× 5", "× 10"],
                "range": [round(log10(min(*ends, 0.7)) - 0.06, 2), round(log10(max(*ends, 2)) + 0.06, 2)],
                "showgrid": True,
                "fixedrange": True,
            },
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": names[::-1],
                "rangemode": "normal",
                "fixedrange": True,
            },
        },
    )


def _is_left(value: int, other: int, name: str) -> bool:
    """The smaller figure's label stands outside on the left; of equal ones, the state's."""
    return value < other or (value == other and name == "state")


def _growth_name(row: dict[str, object]) -> str:
    who = (
        f"{VOICES[row['claimant_side']][0]} on {_GROUPS[row['victim_group']]}" if row["claimant_side"] else "All tolls"
    )
    return f"{who}, day {row['age']} (n {row['tolls']})"
