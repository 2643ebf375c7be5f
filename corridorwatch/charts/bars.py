"""Ranked horizontal bars: actors."""

from typing import Any

import polars as pl

from corridorwatch.charts.palette import MUTED, SIDES
from corridorwatch.charts.theme import Figure, figure_text, new_figure, safe

_ROW_PX = 26


def actors_ranked(frame: pl.DataFrame, *, title: str, is_sample: bool, most: int = 12) -> Figure:
    """Incidents by the actor named or claiming.

    Args:
        frame: `actor`, `incidents`, `killed_best` and `killed_<side>`, in the order to draw from the top.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
        most: bars to draw; the table has the rest.
    """
    rows = frame.head(most).rows(named=True)
    names = [safe(row["actor"]) for row in rows]
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [row["incidents"] for row in rows],
        "y": names,
        "text": [_actor_text(row) for row in rows],
        "textposition": "outside",
        "textfont": {"size": 12, "color": MUTED},
        "cliponaxis": False,
        "marker": {"color": MUTED, "line": {"width": 0}},
        "hovertext": [_actor_hover(row) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "meta": {"role": "actors"},
    }
    layout = _ranked_layout(
        names, max((row["incidents"] for row in rows), default=1), "documented incidents", room=1.45
    )
    return new_figure([trace], title=title, is_sample=is_sample, height=96 + _ROW_PX * len(rows), layout=layout)


def _ranked_layout(names: list[str], widest: int, axis_title: str, *, room: float) -> dict[str, Any]:
    return {
        "bargap": 0.35,
        "showlegend": False,
        "xaxis": {
            "range": [0, max(widest, 1) * room],
            "showgrid": True,
            "fixedrange": True,
            "showline": False,
            "title": {"text": axis_title},
            "tickformat": ",d",
        }
        | ({"dtick": 1} if widest <= 5 else {}),
        "yaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": names[::-1],
            "fixedrange": True,
            "showgrid": False,
            "range": [-0.6, len(names) - 0.4],
        },
        "margin": {"l": 8, "r": 12, "t": 36, "b": 44},
    }


def _actor_text(row: dict[str, Any]) -> str:
    dead = "no toll" if row["killed_best"] is None else f"{row['killed_best']:,} killed"
    return f" {row['incidents']:,} · {dead}"


def _actor_hover(row: dict[str, Any]) -> str:
    lines = [
        f"<b>{safe(row['actor'])}</b>",
        f"{row['incidents']:,} incidents",
        f"killed on all sides: {figure_text(row['killed_best'])}",
    ]
    lines += [f"  {side.label.lower()}: {row[f'killed_{side.code}']:,}" for side in SIDES if row[f"killed_{side.code}"]]
    return "<br>".join(lines)
