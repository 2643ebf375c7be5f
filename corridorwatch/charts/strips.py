"""Roads of the corridor as strips: kilometres along, time down, each incident as the stretch at which it may have
been.
"""

from datetime import date

import polars as pl

from corridorwatch.charts.palette import BAND, INK, MUTED
from corridorwatch.charts.theme import Figure, day_text, figure_text, new_figure, safe

ORDER = ("m8", "n85", "n30", "n25", "n10")
_ROW_PX = 250
_KNOWN = {
    "disc": "a town or place near it",
    "stretch": "a stretch near a place",
    "line": "the road in its district",
    "district": "its district only",
}


def corridor_strips(
    frame: pl.DataFrame, *, title: str, is_sample: bool, stops: pl.DataFrame, first_day: date, last_day: date
) -> Figure:
    """One panel a road.

    Args:
        frame: `line_id`, `road`, `date`, `model`, `from_km`, `to_km`, `place_as_written`, `killed_best`, `is_aimed`,
        `source_url`. title: what the figure shows.
        is_sample: drawn only from sample sources.
        stops: `line_id`, `name`, `stop`, `km`: the towns of every road, in order.
        first_day: top of the time axis.
        last_day: its bottom.
    """
    roads = [line_id for line_id in ORDER if line_id in stops["line_id"]]
    height = _ROW_PX * len(roads) + 60
    traces: list[dict[str, object]] = []
    layout: dict[str, object] = {}
    annotations = []
    for number, line_id in enumerate(roads, start=1):
        suffix = "" if number == 1 else str(number)
        towns = stops.filter(pl.col("line_id") == line_id).rows(named=True)
        rows = frame.filter(pl.col("line_id") == line_id).rows(named=True)
        traces += _panel(rows, f"x{suffix}", f"y{suffix}")
        top = 1 - (number - 1) / len(roads)
        domain = [top - 1 / len(roads) + 78 / height, top - 34 / height]
        length = max(town["km"] for town in towns)
        shown = _apart(towns, length)
        layout[f"xaxis{suffix}"] = {
            "anchor": f"y{suffix}",
            "range": [0, length],
            "tickmode": "array",
            "tickvals": [town["km"] for town in shown],
            "ticktext": [f"{safe(town['stop'])}<br>{town['km']:.0f} km" for town in shown],
            "tickangle": 0,
            "showgrid": True,
            "fixedrange": True,
        }
        layout[f"yaxis{suffix}"] = {
            "anchor": f"x{suffix}",
            "domain": domain,
            "type": "date",
            "range": [str(last_day), str(first_day)],
            "rangemode": "normal",
            "fixedrange": True,
            "nticks": 6,
        }
        annotations.append(
            {
                "text": f"<b>{safe(towns[0]['name'])}</b>",
                "x": 0,
                "y": 1,
                "xref": "paper",
                "yref": f"y{suffix} domain",
                "xanchor": "left",
                "yanchor": "bottom",
                "yshift": 4,
                "showarrow": False,
                "font": {"size": 13, "color": INK},
            }
        )
    layout |= {
        "annotations": annotations,
        "showlegend": False,
        "hovermode": "closest",
        "margin": {"l": 56, "r": 28, "t": 40, "b": 10},
    }
    return new_figure(traces, title=title, is_sample=is_sample, height=height, layout=layout, sample_shift=16)


def _panel(rows: list[dict[str, object]], x_axis: str, y_axis: str) -> list[dict[str, object]]:
    """Two traces of lines, pale for what is known to a district only, and one of marks in the middle that tell."""
    traces = []
    for role, models, look in (
        ("district", ("district",), {"color": MUTED, "width": 1}),
        ("known", ("disc", "stretch", "line"), {"color": BAND, "width": 4}),
    ):
        of_role = [row for row in rows if row["model"] in models]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [end for row in of_role for end in (row["from_km"], row["to_km"], None)],
                "y": [end for row in of_role for end in (str(row["date"]), str(row["date"]), None)],
                "xaxis": x_axis,
                "yaxis": y_axis,
                "line": look,
                "opacity": 0.35 if role == "district" else 0.85,
                "hoverinfo": "skip",
                "meta": {"role": role},
            }
        )
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": [(row["from_km"] + row["to_km"]) / 2 for row in rows],
            "y": [str(row["date"]) for row in rows],
            "xaxis": x_axis,
            "yaxis": y_axis,
            "marker": {
                "symbol": ["diamond" if row["is_aimed"] else "circle" for row in rows],
                "size": [9 if row["is_aimed"] else 5 for row in rows],
                "color": [INK if row["is_aimed"] else MUTED if row["model"] == "district" else BAND for row in rows],
                "opacity": [0.5 if row["model"] == "district" and not row["is_aimed"] else 1 for row in rows],
            },
            "customdata": [row["source_url"] for row in rows],
            "hovertext": [_hover(row) for row in rows],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "meta": {"role": "incidents"},
        }
    )
    return traces


def _hover(row: dict[str, object]) -> str:
    return "<br>".join(
        [
            f"<b>{day_text(row['date'])}</b> {safe(row['place_as_written'])}",
            f"somewhere from {row['from_km']:.0f} to {row['to_km']:.0f} km: {_KNOWN[row['model']]}",
            f"killed: {figure_text(row['killed_best'])}",
            *(["aimed at CPEC or Chinese interests, as a source says"] if row["is_aimed"] else []),
        ]
    )


def _apart(towns: list[dict[str, object]], length: float) -> list[dict[str, object]]:
    """Towns far enough apart that their names do not touch; the ends always stay."""
    shown = [towns[0]]
    for town in towns[1:]:
        if town is towns[-1]:
            if len(shown) > 1 and town["km"] - shown[-1]["km"] < length / 11:
                shown.pop()
            shown.append(town)
        elif town["km"] - shown[-1]["km"] >= length / 11:
            shown.append(town)
    return shown
