"""Roads of the corridor as strips: kilometres along, time down, each incident as the stretch at which it may have
been.
"""

from datetime import date
from typing import Any

import polars as pl

from corridorwatch.charts.palette import BAND, GRID, INK, MUTED
from corridorwatch.charts.theme import Figure, day_text, interval_text, new_figure, safe

ORDER = ("m8", "n85", "n30", "n25", "n10")
_HEAD_PX, _FOOT_PX = 34, 78
_PANEL_PX = (120, 420)
_INCIDENT_PX = 3
"""A panel grows with its incidents, so that those of one town in one year stay lines and do not become a block."""
_OUTER_PX = 50
SHORT_KM = 30
"""The longest stretch whose middle has a mark: about the width of a town's disc."""
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
        frame: `line_id`, `road`, `date`, `model`, `from_km`, `to_km`, `place_as_written`, `killed_best`,
            `killed_low`, `killed_high`, `is_aimed`, `source_url`.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
        stops: `line_id`, `name`, `stop`, `km`, `gap_km` (of them, those before the town that no listed section
            covers), `weight` (people; null unless a district's seat): the towns of every road, in order.
        first_day: top of the time axis.
        last_day: its bottom.
    """
    roads = [line_id for line_id in ORDER if line_id in stops["line_id"]]
    panels = {line_id: _panel_px(frame.filter(pl.col("line_id") == line_id).height) for line_id in roads}
    height = sum(panels.values()) + len(roads) * (_HEAD_PX + _FOOT_PX) + _OUTER_PX
    drawn = height - _OUTER_PX
    above = 0
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}
    annotations = []
    gaps = []
    for number, line_id in enumerate(roads, start=1):
        suffix = "" if number == 1 else str(number)
        towns = stops.filter(pl.col("line_id") == line_id).rows(named=True)
        rows = frame.filter(pl.col("line_id") == line_id).rows(named=True)
        traces += _panel(rows, f"x{suffix}", f"y{suffix}")
        top = 1 - (above + _HEAD_PX) / drawn
        domain = [top - panels[line_id] / drawn, top]
        above += _HEAD_PX + panels[line_id] + _FOOT_PX
        layout[f"xaxis{suffix}"] = {
            "anchor": f"y{suffix}",
            "range": [0, max(town["km"] for town in towns)],
            "tickmode": "array",
            "tickvals": [town["km"] for town in towns],
            "showticklabels": False,
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
        annotations += _names(towns, suffix)
        gaps += [
            {
                "type": "rect",
                "x0": town["km"] - town["gap_km"],
                "x1": town["km"],
                "y0": 0,
                "y1": 1,
                "xref": f"x{suffix}",
                "yref": f"y{suffix} domain",
                "fillcolor": GRID,
                "line": {"width": 0},
                "layer": "below",
            }
            for town in towns
            if town["gap_km"]
        ]
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
        "shapes": gaps,
        "showlegend": False,
        "hovermode": "closest",
        "margin": {"l": 56, "r": 28, "t": _OUTER_PX - 10, "b": 10},
    }
    return new_figure(traces, title=title, is_sample=is_sample, height=height, layout=layout, sample_shift=16)


def _panel(rows: list[dict[str, Any]], x_axis: str, y_axis: str) -> list[dict[str, Any]]:
    """Traces of lines, pale for what is known to a district only and dark for what was aimed at CPEC, and the marks
    that tell: in the middle of a stretch too short to mislead, else at both its ends.
    """
    traces = []
    for role, look in (
        ("district", {"color": MUTED, "width": 1}),
        ("known", {"color": BAND, "width": 2 if len(rows) <= 150 else 1.5}),
        ("aimed", {"color": INK, "width": 2}),
    ):
        of_role = [row for row in rows if _role(row) == role]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [end for row in of_role for end in (row["from_km"], row["to_km"], None)],
                "y": [end for row in of_role for end in (str(row["date"]), str(row["date"]), None)],
                "xaxis": x_axis,
                "yaxis": y_axis,
                "line": look,
                "opacity": 0.35 if role == "district" else 0.75,
                "hoverinfo": "skip",
                "meta": {"role": role},
            }
        )
    marks = [(km, row, is_middle) for row in rows for km, is_middle in _marks(row)]
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": [km for km, _, _ in marks],
            "y": [str(row["date"]) for _, row, _ in marks],
            "xaxis": x_axis,
            "yaxis": y_axis,
            "cliponaxis": False,
            "marker": {
                "symbol": [
                    "line-ns" if not is_middle else "diamond" if row["is_aimed"] else "circle"
                    for _, row, is_middle in marks
                ],
                "size": [6 if not is_middle else 9 if row["is_aimed"] else 4 for _, row, is_middle in marks],
                "line": {"width": [0 if is_middle else 1 for _, _, is_middle in marks], "color": _colours(marks)},
                "color": _colours(marks),
                "opacity": [0.4 if _role(row) == "district" else 1 for _, row, _ in marks],
            },
            "customdata": [row["source_url"] for _, row, _ in marks],
            "hovertext": [_hover(row) for _, row, _ in marks],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "meta": {"role": "incidents"},
        }
    )
    return traces


def _role(row: dict[str, Any]) -> str:
    return "aimed" if row["is_aimed"] else "district" if row["model"] == "district" else "known"


def _marks(row: dict[str, Any]) -> list[tuple[float, bool]]:
    """Kilometres of a stretch's marks, and whether each is its middle: nobody knows a long one's middle to be where."""
    first, last = row["from_km"], row["to_km"]
    return [((first + last) / 2, True)] if last - first <= SHORT_KM else [(first, False), (last, False)]


def _colours(marks: list[tuple[float, dict[str, Any], bool]]) -> list[str]:
    of_role = {"aimed": INK, "district": MUTED, "known": BAND}
    return [of_role[_role(row)] for _, row, _ in marks]


def _hover(row: dict[str, Any]) -> str:
    return "<br>".join(
        [
            f"<b>{day_text(row['date'])}</b> {safe(row['place_as_written'])}",
            f"somewhere from {row['from_km']:.0f} to {row['to_km']:.0f} km: {_KNOWN[row['model']]}",
            f"killed: {interval_text(row['killed_best'], row.get('killed_low'), row.get('killed_high'))}",
            *(["aimed at CPEC or Chinese interests, as a source says"] if row["is_aimed"] else []),
        ]
    )


def _names(towns: list[dict[str, Any]], suffix: str) -> list[dict[str, Any]]:
    """The towns under a panel, those that matter most first: the largest seat of a district, both ends, other seats.

    The page leaves out, from the last, those that have no room (site.js).
    """
    ends = {towns[0]["km"]: "left", towns[-1]["km"]: "right"}
    ranked = sorted(towns, key=lambda town: (-(town["weight"] or 0), town["km"]))
    ranked = sorted(ranked, key=lambda town: (town is not ranked[0], town["km"] not in ends))
    return [
        {
            "name": "stop",
            "text": f"{safe(town['stop'])}<br>{town['km']:.0f} km",
            "x": town["km"],
            "y": 0,
            "xref": f"x{suffix}",
            "yref": f"y{suffix} domain",
            "xanchor": ends.get(town["km"], "center"),
            "align": ends.get(town["km"], "center"),
            "yanchor": "top",
            "yshift": -6,
            "showarrow": False,
        }
        for town in ranked
    ]


def _panel_px(incidents: int) -> int:
    return max(_PANEL_PX[0], min(_PANEL_PX[1], _INCIDENT_PX * incidents))
