"""What each publisher counted by year: a panel for each definition, on one scale, never stacked or summed."""

from typing import Any

import polars as pl

from corridorwatch.charts.palette import MUTED, OTHER_VOICE, PUBLISHERS, SILENT
from corridorwatch.charts.theme import Figure, day_text, highest, new_figure, safe

_PANEL_PX, _TOP_PX, _BOTTOM_PX = 88, 6, 28
_GAP = 0.28
"""Share of a panel's height that its name takes, above the bars."""


def totals_by_publisher(frame: pl.DataFrame, *, title: str, is_sample: bool) -> Figure:
    """Yearly bars in a panel for each publisher's definition; a year without a figure is a hatched stub, not a zero.

    Args:
        frame: one row per definition and year, definitions in the order of the panels: `definition_id`, `name`,
            `organisation_id`, `area`, `counts_operations`, `counts_militants`, `year`, `period` (`year`,
            `part_of_year`, `no_figure`), `date_end`, `value`, `value_low`, `value_high` (people), `qualifier`,
            `basis`, `revised_from`, `published_date`, `published_precision`, `source_name`, `source_url`.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
    """
    panels = list(frame.partition_by("definition_id", maintain_order=True))
    top = highest(frame["value"], frame["value_high"]) or 1
    share = 1 / max(len(panels), 1)
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": []}
    for number, panel in enumerate(panels, start=1):
        axis = "" if number == 1 else str(number)
        rows = panel.rows(named=True)
        colour = PUBLISHERS.get(rows[0]["organisation_id"], OTHER_VOICE)
        high = 1 - share * (number - 1) - share * _GAP
        traces += [_bars(rows, axis, colour), _none(rows, axis, top)]
        layout[f"yaxis{axis}"] = {
            "domain": [round(max(0.0, 1 - share * number), 4), round(high, 4)],
            "range": [0, top * 1.18],
            "nticks": 3,
            "tickformat": ",d",
            "fixedrange": True,
        }
        layout["annotations"] += [_label(rows[0], axis), *_values(rows, axis)]
    years = (min(frame["year"]), max(frame["year"]))
    layout |= {
        "barmode": "overlay",
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": {
            "range": [years[0] - 0.6, years[1] + 0.6],
            "anchor": f"y{len(panels)}" if len(panels) > 1 else "y",
            "tickformat": "d",
            "tickangle": 0,
            "dtick": 2 if years[1] - years[0] < 20 else 5,
            "fixedrange": True,
        },
        "margin": {"l": 44, "r": 12, "t": _TOP_PX, "b": _BOTTOM_PX},
    }
    return new_figure(
        [trace for trace in traces if trace["x"]],
        title=title,
        is_sample=is_sample,
        height=_TOP_PX + _BOTTOM_PX + _PANEL_PX * len(panels),
        layout=layout,
    )


def _bars(rows: list[dict[str, Any]], axis: str, colour: str) -> dict[str, Any]:
    drawn = [row for row in rows if row["value"] is not None]
    light = [row["period"] == "part_of_year" for row in drawn]
    trace: dict[str, Any] = {
        "type": "bar",
        "name": safe(rows[0]["name"]),
        "x": [row["year"] for row in drawn],
        "y": [row["value"] for row in drawn],
        "yaxis": f"y{axis}",
        "width": 0.72,
        "marker": {"color": colour, "line": {"width": 0}, "opacity": [0.5 if each else 1 for each in light]},
        "hovertext": [_hover(row) for row in drawn],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [row["source_url"] for row in drawn],
        "meta": {"role": "figure", "definition": rows[0]["definition_id"]},
    }
    if any(row["value_low"] is not None or row["value_high"] is not None for row in drawn):
        trace["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": [_beyond(row["value_high"], row["value"]) for row in drawn],
            "arrayminus": [_beyond(row["value"], row["value_low"]) for row in drawn],
            "color": MUTED,
            "thickness": 1,
            "width": 0,
        }
    return trace


def _beyond(more: int | None, less: int | None) -> int:
    """By how much the first is above the second; nothing where either is not said."""
    return 0 if more is None or less is None else more - less


def _none(rows: list[dict[str, Any]], axis: str, top: int) -> dict[str, Any]:
    """Years without a figure: hatched stubs of no value."""
    years = [row["year"] for row in rows if row["value"] is None]
    return {
        "type": "bar",
        "x": years,
        "y": [round(top * 0.09, 1)] * len(years),
        "yaxis": f"y{axis}",
        "width": 0.72,
        "marker": {
            "color": "rgba(0,0,0,0)",
            "line": {"width": 0},
            "pattern": {"shape": "/", "fgcolor": SILENT, "size": 5, "solidity": 0.35, "fillmode": "replace"},
        },
        "hovertext": [
            f"<b>{safe(rows[0]['name'])}, {year}</b><br>no yearly figure found: unknown, not zero" for year in years
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "meta": {"role": "no_figure", "definition": rows[0]["definition_id"]},
    }


def _label(row: dict[str, Any], axis: str) -> dict[str, Any]:
    scope = (
        "all of Pakistan"
        if row["area"] == "pakistan"
        else "civilians and forces only"
        if row["counts_militants"] == "no"
        else "attacks and operations"
        if row["counts_operations"] == "yes"
        else "attacks, not operations"
    )
    return {
        "text": f"<b>{safe(row['name'])}</b>: {scope}",
        "x": 0,
        "y": 1,
        "xref": "paper",
        "yref": f"y{axis} domain",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12},
        "name": "publisher",
    }


def _values(rows: list[dict[str, Any]], axis: str) -> list[dict[str, Any]]:
    """The figures above their bars, by a name that a narrow page leaves out for want of room."""
    return [
        {
            "text": figure_as_given(row) + "*" * (row["period"] == "part_of_year"),
            "x": row["year"],
            "y": max(row["value"], row["value_high"] or 0),
            "xref": "x",
            "yref": f"y{axis}",
            "xanchor": "center",
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": 11, "color": MUTED},
            "name": "first-figure",
        }
        for row in rows
        if row["value"] is not None
    ]


def figure_as_given(row: dict[str, Any]) -> str:
    """`354`, `172+` where it was given as at least, `≈ 288` where as about."""
    text = f"{row['value']:,}"
    return {"at_least": f"{text}+", "more_than": f"{text}+", "about": f"≈ {text}", "at_most": f"≤ {text}"}.get(
        str(row["qualifier"]), text
    )


def _hover(row: dict[str, Any]) -> str:
    low, high = row["value_low"], row["value_high"]
    between = f" [{low:,}–{high:,}]" if None not in (low, high) and low != high else ""
    lines = [f"<b>{safe(row['name'])}, {row['year']}</b>", f"{figure_as_given(row)}{between} killed"]
    if row["period"] == "part_of_year":
        lines.append(f"up to {day_text(row['date_end'])}, not the whole year")
    if row["qualifier"] == "sum":
        lines.append("added up by the page")
    if row["basis"] == "computed":
        lines.append("summed by this project from the publisher's file")
    if row["revised_from"] is not None:
        lines.append(f"first given as {row['revised_from']:,}")
    return "<br>".join([*lines, f"{safe(row['source_name'])}, {published(row)} – click to open the page"])


def published(row: dict[str, Any]) -> str:
    """The day of publication in words, as far as it is known: `1 Jan 2019`, `Jan 2022`, `2022`, `undated`."""
    if row["published_date"] is None:
        return "undated"
    return {"day": day_text(row["published_date"]), "month": f"{row['published_date']:%b %Y}"}.get(
        str(row["published_precision"]), f"{row['published_date']:%Y}"
    )
