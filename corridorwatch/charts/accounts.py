"""Two accounts of the same dead, and how first tolls grow: ratios, never averages."""

from math import log10
from typing import Any

import polars as pl

from corridorwatch.charts.palette import MUTED, SIDES, VOICES
from corridorwatch.charts.theme import MARGIN, Figure, day_text, new_figure, safe

_GROUPS = {side.code: side.label.lower() for side in SIDES} | {"total": "all dead"}
_TICKS = [1, 3, 10, 30, 100, 300, 1000]


def claims_gap(frame: pl.DataFrame, *, title: str, is_sample: bool) -> Figure:
    """One row per event and group of victims: the state's latest figure and the armed group's, joined by a line.

    Args:
        frame: `event`, `date`, `victim_group`, `state_value`, `armed_value` (people, above zero), `state_is_least`,
            `armed_is_least` (given as "at least" or "more than"), `state_url`,
            `armed_url`, `state_said_on`, `armed_said_on`; oldest first.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
    """
    rows = frame.rows(named=True)
    names = [f"{safe(row['event'])}, {row['date'].year}: {_GROUPS[row['victim_group']]}" for row in rows]
    heights = [len(rows) - number for number in range(len(rows))]
    joined = {
        "type": "scatter",
        "mode": "lines",
        "x": [value for row in rows for value in (row["state_value"], row["armed_value"], None)],
        "y": [height for height in heights for _ in range(3)],
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
            "y": heights,
            "text": [_as_said(row, name) for row in rows],
            "textposition": [
                "middle left" if _is_left(row[f"{name}_value"], row[f"{other}_value"], name) else "middle right"
                for row in rows
            ],
            "textfont": {"size": 12, "color": VOICES[side][1]},
            "marker": {
                "size": 10,
                "symbol": [f"{symbol}-open" if row[f"{name}_is_least"] else symbol for row in rows],
                "color": VOICES[side][1],
                "line": {"width": 2},
            },
            "hovertext": [
                f"<b>{_as_said(row, name)}</b> {_GROUPS[row['victim_group']]}, by the {VOICES[side][0].lower()}"
                f"<br>said {_when(row, name)} – click to open the page"
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
        height=110 + 42 * max(len(rows), 1),
        layout={
            "showlegend": False,
            "xaxis": {
                "type": "log",
                "tickvals": [tick for tick in _TICKS if tick <= top * 2],
                "tickangle": 0,
                "range": [-0.25, round(log10(top) + 0.4, 2)],
                "showgrid": True,
                "title": {"text": "people killed, each step a ratio"},
                "fixedrange": True,
            },
            "yaxis": _rows_axis(len(rows)),
            "annotations": [_row_label(name, height) for name, height in zip(names, heights, strict=True)],
            "margin": MARGIN | {"l": 12},
        },
    )


def _when(row: dict[str, Any], name: str) -> str:
    week = "in the week of " if row.get(f"{name}_said_precision") == "week" else ""
    return f"{week}{day_text(row[f'{name}_said_on'])}"


def _as_said(row: dict[str, Any], name: str) -> str:
    return f"{row[f'{name}_value']:,}" + ("+" if row[f"{name}_is_least"] else "")


def toll_growth(frame: pl.DataFrame, *, title: str, is_sample: bool) -> Figure:
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
    heights = _stacked(rows)
    colours = [VOICES[row["claimant_side"]][1] if row["claimant_side"] else MUTED for row in rows]

    def span(role: str, low: str, high: str, width: int) -> list[dict[str, Any]]:
        return [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [row[low], row[high]],
                "y": [height, height],
                "line": {"color": colour, "width": width},
                "opacity": 1 if width == 1 else 0.45,
                "hoverinfo": "skip",
                "showlegend": False,
                "meta": {"role": role},
            }
            for row, height, colour in zip(rows, heights, colours, strict=True)
        ]

    median = {
        "type": "scatter",
        "mode": "markers",
        "x": [row["median"] for row in rows],
        "y": heights,
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
        height=120 + round(21 * max(heights, default=1)),
        layout={
            "showlegend": False,
            "xaxis": {
                "type": "log",
                "tickvals": [0.5, 1, 2, 5, 10],
                "ticktext": ["half", "same", "× 2", "× 5", "× 10"],
                "tickangle": 0,
                "range": [round(log10(min(*ends, 0.7)) - 0.06, 2), round(log10(max(*ends, 2)) + 0.06, 2)],
                "showgrid": True,
                "fixedrange": True,
            },
            "yaxis": _rows_axis(max(heights, default=1))
            | {
                "showticklabels": True,
                "tickvals": heights,
                "ticktext": [f"day {row['age']}, n {row['tolls']}" for row in rows],
            },
            "annotations": [
                _row_label(_voice_and_group(row), height)
                for number, (row, height) in enumerate(zip(rows, heights, strict=True))
                if number == 0 or _voice_and_group(row) != _voice_and_group(rows[number - 1])
            ],
            "margin": MARGIN | {"l": 84},
        },
    )


def _stacked(rows: list[dict[str, Any]]) -> list[float]:
    """A height for each row from the top down, with room for a label above each group of rows."""
    places, place = [], 0.0
    for number, row in enumerate(rows):
        place += 1.0 if number and _voice_and_group(row) == _voice_and_group(rows[number - 1]) else 2.0
        places.append(place)
    return [place + 1 - each for each in places]


def _rows_axis(top: float) -> dict[str, Any]:
    return {
        "range": [0.4, top + 0.9],
        "rangemode": "normal",
        "showticklabels": False,
        "showgrid": False,
        "fixedrange": True,
    }


def _row_label(text: str, height: float) -> dict[str, Any]:
    return {
        "text": text,
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": height,
        "yref": "y",
        "yshift": 16,
        "showarrow": False,
        "font": {"size": 12, "color": MUTED},
    }


def _is_left(value: int, other: int, name: str) -> bool:
    """The smaller figure's label stands outside on the left; of equal ones, the state's."""
    return value < other or (value == other and name == "state")


def _voice_and_group(row: dict[str, Any]) -> str:
    if not row["claimant_side"]:
        return "One toll an event, no armed group's"
    return f"{VOICES[row['claimant_side']][0]} on {_GROUPS[row['victim_group']]}"
