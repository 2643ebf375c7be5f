"""Monthly deaths by side, attacks in one panel and security operations in another, on one scale."""

import polars as pl

from corridorwatch.charts.palette import SIDES
from corridorwatch.charts.theme import DAY_MS, LEGEND, Figure, figure_text, new_figure

PANELS = (("attack", "Attacks"), ("security_operation", "Security operations"))


def monthly_by_class(frame: pl.DataFrame, *, title: str, is_sample: bool) -> Figure:
    """Stacked monthly bars, one panel per class of event.

    Args:
        frame: `month` (first day), `event_class`, `status`, `incidents`, `killed_best`, `killed_<side>`.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
    """
    traces: list[dict[str, object]] = []
    top = frame["killed_best"].max() or 1
    for number, (code, _) in enumerate(PANELS, start=1):
        axis = "" if number == 1 else str(number)
        rows = frame.filter((pl.col("event_class") == code) & pl.col("killed_best").is_not_null())
        traces += [_bars(rows, side.code, side.label, side.colour, axis, legend=number == 1) for side in SIDES]
        traces.append(_totals(rows, axis))
    layout = {
        "barmode": "stack",
        "hovermode": "x",
        "legend": LEGEND,
        "xaxis": {"type": "date", "anchor": "y2", "hoverformat": "%b %Y"},
        "yaxis": {"domain": [0.45, 1], "range": [0, top * 1.06], "title": {"text": "deaths per month"}},
        "yaxis2": {"domain": [0, 0.34], "range": [0, top * 1.06 * 0.34 / 0.55]},
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
    return new_figure(traces, title=title, is_sample=is_sample, height=400, layout=layout)


def _bars(rows: pl.DataFrame, code: str, label: str, colour: str, axis: str, *, legend: bool) -> dict[str, object]:
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
            "opacity": [0.55 if status == "provisional" else 1 for status in drawn["status"].to_list()],
        },
        "legendgroup": code,
        "showlegend": legend,
        "hoverinfo": "skip",
        "meta": {"role": "side", "side": code},
    }


def _totals(rows: pl.DataFrame, axis: str) -> dict[str, object]:
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


def _hover(row: dict[str, object]) -> str:
    lines = [
        f"<b>{row['month']:%B %Y}</b>",
        f"{figure_text(row['incidents'])} incident{'' if row['incidents'] == 1 else 's'} documented",
        f"killed: {figure_text(row['killed_best'])}",
    ]
    lines += [f"  {side.label.lower()}: {row[f'killed_{side.code}']:,}" for side in SIDES if row[f"killed_{side.code}"]]
    return "<br>".join(lines)


def _middle(month: object) -> str:
    return f"{month:%Y-%m}-16"
