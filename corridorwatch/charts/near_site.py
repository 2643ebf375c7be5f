"""Weekly incidents near one CPEC site: surely within 50 km, too uncertain to say, and in its districts, never added."""

from datetime import date

import plotly.graph_objects as go
import polars as pl

from corridorwatch.charts.coverage import middle, range_buttons, span_of, strip, strip_axis
from corridorwatch.charts.palette import BAND, INK, MUTED
from corridorwatch.charts.theme import LEGEND, MARGIN, figure_text, new_figure, week_text
from corridorwatch.charts.weekly import WEEK_BAR_MS

PANELS = (
    ("incidents_within_50km", "Surely within 50 km", {"color": BAND, "line": {"width": 0}}),
    (
        "incidents_possibly_within_50km",
        "Place too uncertain to say",
        {
            "color": BAND,
            "line": {"width": 1, "color": BAND},
            "pattern": {"shape": "/", "size": 5, "solidity": 0.3, "fillmode": "replace"},
        },
    ),
    ("incidents_in_district", "Anywhere in its districts", {"color": MUTED, "line": {"width": 0}}),
)
_DOMAINS = ((0.76, 1.0), (0.43, 0.67), (0.1, 0.34))


def weekly_near_site(
    frame: pl.DataFrame, *, title: str, is_sample: bool, data_through: date, filling_from: date | None = None
) -> go.Figure:
    """Three panels on one time axis and one scale, with diamonds for incidents aimed at CPEC and a coverage strip.

    Args:
        frame: `week`, `last_week`, `status`, `incidents_within_50km`, `incidents_possibly_within_50km`,
            `incidents_in_district`, `incidents_cpec_target_nearby`, `killed_within_50km`, `killed_in_district`.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
        data_through: the source's last day.
        filling_from: first week whose figures still rise; None where none does.
    """
    top = max([frame[column].max() or 0 for column, _, _ in PANELS] + [1])
    traces: list[dict[str, object]] = []
    layout: dict[str, object] = {}
    annotations = []
    for number, (column, label, marker) in enumerate(PANELS, start=1):
        axis = "y" if number == 1 else f"y{number}"
        rows = frame.filter(pl.col(column) > 0).rows(named=True)
        traces.append(
            {
                "type": "bar",
                "name": label,
                "x": [middle(row["week"]) for row in rows],
                "y": [row[column] for row in rows],
                "width": WEEK_BAR_MS,
                "yaxis": axis,
                "marker": marker | {"opacity": [0.55 if row["status"] == "provisional" else 1 for row in rows]},
                "hovertext": [_hover(row) for row in rows],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "showlegend": False,
                "meta": {"role": column},
            }
        )
        layout[axis.replace("y", "yaxis")] = {
            "domain": list(_DOMAINS[number - 1]),
            "range": [0, top * 1.25],
            "tickformat": ",d",
            "nticks": 4,
            "fixedrange": True,
        }
        annotations.append(_panel_label(label, axis))
    aimed = frame.filter(pl.col("incidents_cpec_target_nearby") > 0).rows(named=True)
    if aimed:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "aimed at CPEC",
                "x": [middle(row["week"]) for row in aimed],
                "y": [top * 1.12] * len(aimed),
                "yaxis": "y3",
                "marker": {"symbol": "diamond", "size": 9, "color": INK},
                "cliponaxis": False,
                "hovertext": [_hover(row) for row in aimed],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "meta": {"role": "aimed"},
            }
        )
    traces += strip(frame, axis="y4", filling_from=filling_from, data_through=data_through)
    span = span_of(frame)
    layout |= {
        "barmode": "overlay",
        "hovermode": "closest",
        "showlegend": bool(aimed),
        "legend": LEGEND,
        "xaxis": {"type": "date", "anchor": "y4", "range": span} | range_buttons(span),
        "yaxis4": strip_axis((0.0, 0.05)),
        "annotations": annotations,
        "margin": MARGIN | {"t": 58},
    }
    return new_figure(traces, title=title, is_sample=is_sample, height=480, layout=layout, sample_shift=26)


def _panel_label(label: str, axis: str) -> dict[str, object]:
    return {
        "text": label,
        "x": 0,
        "y": 1,
        "xref": "paper",
        "yref": f"{axis} domain",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
    }


def _hover(row: dict[str, object]) -> str:
    lines = [
        f"<b>{week_text(row['week'])}</b>",
        f"surely within 50 km: {figure_text(row['incidents_within_50km'])}",
        f"place too uncertain to say: {figure_text(row['incidents_possibly_within_50km'])}",
        f"in its districts: {figure_text(row['incidents_in_district'])}",
        f"aimed at CPEC: {figure_text(row['incidents_cpec_target_nearby'])}",
        f"killed within 50 km: {figure_text(row['killed_within_50km'])}",
    ]
    return "<br>".join(lines)
