"""Monthly deaths by side, attacks and security operations in a panel each, on one scale, each over its strip."""

from datetime import date
from typing import Any

import polars as pl

from corridorwatch.charts.coverage import bare_rows, months_as_weeks, strip, strip_axis, without_toll
from corridorwatch.charts.palette import SIDES
from corridorwatch.charts.theme import (
    DAY_MS,
    LEGEND,
    Figure,
    figure_text,
    highest,
    is_unfinished,
    killed_lines,
    minimum_line,
    new_figure,
)

PANELS = (("attack", "Attacks"), ("security_operation", "Security operations"))
_BARS = ((0.52, 1.0), (0.11, 0.37))
_STRIPS = ((0.44, 0.48), (0.0, 0.04))


def monthly_by_class(frame: pl.DataFrame, *, title: str, is_sample: bool, data_through: date) -> Figure:
    """Stacked monthly bars, one panel per class of event, each with a strip of what the source speaks for.

    Args:
        frame: `month`, `last_month` (first days), `event_class`, `status`, `incidents`, `killed_best`,
            `killed_low`, `killed_high`, `killed_<side>`; months in a row that nobody covered share a row.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
        data_through: the source's last day.
    """
    traces: list[dict[str, Any]] = []
    top = highest(frame["killed_best"]) or 1
    shares = [high - low for low, high in _BARS]
    for number, (code, _) in enumerate(PANELS, start=1):
        axis = "" if number == 1 else str(number)
        of_class = frame.filter(pl.col("event_class") == code)
        rows = of_class.filter(pl.col("killed_best").is_not_null())
        traces += [_bars(rows, side.code, side.label, side.colour, axis, legend=number == 1) for side in SIDES]
        traces.append(_totals(rows, axis))
        traces += strip(months_as_weeks(of_class), axis=f"y{number + 2}", data_through=data_through)
        bare = bare_rows(of_class)
        at = [_middle(row["month"]) for row in bare]
        traces += without_toll(at, map(_hover, bare), f"y{number + 2}", legend=False)
    layout = {
        "barmode": "stack",
        "hovermode": "x",
        "legend": LEGEND,
        "xaxis": {"type": "date", "anchor": "y4", "hoverformat": "%b %Y"},
        "yaxis": {"domain": list(_BARS[0]), "range": [0, top * 1.06], "title": {"text": "deaths per month"}},
        "yaxis2": {"domain": list(_BARS[1]), "range": [0, top * 1.06 * shares[1] / shares[0]]},
        "yaxis3": strip_axis(_STRIPS[0]),
        "yaxis4": strip_axis(_STRIPS[1]),
        "annotations": [
            {
                "text": label,
                "x": 0.005,
                "y": 1,
                "xref": "paper",
                "yref": f"y{'' if number == 1 else number} domain",
                "xanchor": "left",
                "yanchor": "top",
                "showarrow": False,
            }
            for number, (_, label) in enumerate(PANELS, start=1)
        ],
    }
    return new_figure(traces, title=title, is_sample=is_sample, height=460, layout=layout)


def _bars(rows: pl.DataFrame, code: str, label: str, colour: str, axis: str, *, legend: bool) -> dict[str, Any]:
    drawn = rows.filter(pl.col(f"killed_{code}") > 0)
    return {
        "type": "bar",
        "name": label,
        "x": [_middle(month) for month in drawn["month"].to_list()],
        "y": drawn[f"killed_{code}"].to_list(),
        "width": 25 * DAY_MS,
        "yaxis": f"y{axis}",
        "marker": {
            "color": colour,
            "line": {"width": 0},
            "opacity": [0.55 if is_unfinished(status) else 1 for status in drawn["status"].to_list()],
        },
        "legendgroup": code,
        "showlegend": legend,
        "hoverinfo": "skip",
        "meta": {"role": "side", "side": code},
    }


def _totals(rows: pl.DataFrame, axis: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_middle(month) for month in rows["month"].to_list()],
        "y": rows["killed_best"].to_list(),
        "yaxis": f"y{axis}",
        "marker": {"size": 3, "opacity": 0},
        "hovertext": [_hover(row) for row in rows.iter_rows(named=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
        "meta": {"role": "total"},
    }


def _hover(row: dict[str, Any]) -> str:
    lines = [
        f"<b>{row['month']:%B %Y}</b>",
        f"{figure_text(row['incidents'])} incident{'' if row['incidents'] == 1 else 's'} documented",
        *killed_lines(row),
        *minimum_line(row),
    ]
    return "<br>".join(lines)


def _middle(month: object) -> str:
    return f"{month:%Y-%m}-16"
