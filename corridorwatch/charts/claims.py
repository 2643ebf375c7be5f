"""Who said how many, and when: one panel per group of victims, the state's figures and the armed group's apart.

Figures are never averaged. A step follows one side's highest figure of each day on which it spoke; what is part of
another figure, garbled, an old figure quoted again, or a daily addition stands as a mark only.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import polars as pl

from corridorwatch.charts.palette import INK, MUTED, OTHER_VOICE, SIDES, VOICES
from corridorwatch.charts.theme import LEGEND, MARGIN, Figure, day_text, highest, new_figure, panel_label, safe

GROUPS = ("militant", "security", "civilian")
"""Panels from the top; a campaign with figures for all sides together only has one panel of those."""

_TOTAL = "total"
_LABELS = {side.code: side.label for side in SIDES} | {_TOTAL: "All sides"}
_MARKS = {"state": ("circle", 0), "militant": ("diamond", 1)}
_INDEPENDENT = "Media, hospitals, rights groups"


def claims_timeline(frame: pl.DataFrame, *, title: str, is_sample: bool, starts: date, ends: date) -> Figure:
    """Panels of claims on one time axis.

    Args:
        frame: one row per claim: `drawn_on` (date; null is not drawn), `claimant`, `claimant_side`, `victim_group`,
            `metric`, `value`, `value_low`, `value_high` (people), `qualifier`, `scope`, `counting`, `is_part`,
            `is_garbled`, `is_stale_repeat`, `said_on`, `source_name`, `source_url`.
        title: what the figure shows.
        is_sample: drawn only from sample sources.
        starts: first day of the campaign.
        ends: last day of the campaign; figures said more than two weeks later are left to the table.

    Returns:
        A figure whose marks carry the page they were read on.
    """
    drawn = _drawable(frame).filter(
        pl.col("drawn_on").is_between(starts - timedelta(days=7), ends + timedelta(days=14))
    )
    groups = panels(frame)
    drawn = drawn.filter(pl.col("victim_group").is_in(groups))
    left_out = _drawable(frame, dated=False).filter(pl.col("victim_group").is_in(groups)).height - drawn.height
    traces: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}
    seen: set[str] = set()
    for number, group in enumerate(groups, start=1):
        axis = "y" if number == 1 else f"y{number}"
        rows = drawn.filter(pl.col("victim_group") == group)
        domain = _domain(number, len(groups))
        layout[axis.replace("y", "yaxis")] = {
            "domain": domain,
            "range": [0, max(_top(rows), 4) * 1.14],
            "tickformat": ",d",
            "nticks": 5,
            "fixedrange": True,
        }
        annotations.append(panel_label(f"<b>{_LABELS[group]} killed</b>", axis, font={"size": 13, "color": INK}))
        series = {side: _steps(rows.filter(pl.col("claimant_side") == side)) for side in ("state", "militant")}
        firsts = [steps[0][1] for steps in series.values() if steps]
        crowded = len(firsts) == 2 and abs(firsts[0] - firsts[1]) < _top(rows) * 0.1
        for side, steps in series.items():
            if len(steps) > 1:
                traces += _band(rows.filter(pl.col("claimant_side") == side), side, axis)
                traces.append(_line(steps, side, axis))
            leasts = _leasts(rows.filter(pl.col("claimant_side") == side))
            annotations += _ends(steps, leasts, side, axis, lift=13 if crowded and side == "militant" else 0)
        for name, sides in (("state", ["state"]), ("militant", ["militant"]), ("independent", _others(rows))):
            marks = rows.filter(pl.col("claimant_side").is_in(sides))
            if not marks.is_empty():
                traces.append(_marks(marks, name, axis, legend=name not in seen))
                seen.add(name)
    if left_out:
        annotations.append(
            panel_label(
                f"{left_out} undated or later: table only",
                f"y{len(groups)}" if len(groups) > 1 else "y",
                side="right",
                font={"size": 11, "color": MUTED},
            )
        )
    first = min(drawn["drawn_on"]) if not drawn.is_empty() else starts
    last = max(drawn["drawn_on"]) if not drawn.is_empty() else ends
    layout |= {
        "hovermode": "closest",
        "showlegend": True,
        "legend": LEGEND,
        "xaxis": {
            "type": "date",
            "anchor": "y" if len(groups) < 2 else f"y{len(groups)}",
            "range": [f"{first - timedelta(days=1)}T12:00", f"{last + timedelta(days=1)}T18:00"],
            "showgrid": True,
            "tickformat": "%-d %b\n%Y",
            "fixedrange": True,
        }
        | ({"dtick": 86_400_000, "ticklabelmode": "period"} if (last - first).days <= 12 else {}),
        "annotations": annotations,
        "margin": MARGIN | {"t": 60, "b": 44},
    }
    return new_figure(
        traces, title=title, is_sample=is_sample, sample_shift=30, height=110 + 215 * max(len(groups), 1), layout=layout
    )


def panels(frame: pl.DataFrame) -> list[str]:
    """The groups of victims that get a panel: those with a dated figure for the whole campaign. Empty: none."""
    found = set(_drawable(frame)["victim_group"].to_list())
    return [group for group in GROUPS if group in found] or ([_TOTAL] if _TOTAL in found else [])


def _drawable(frame: pl.DataFrame, *, dated: bool = True) -> pl.DataFrame:
    kept = frame.filter(
        (pl.col("metric") == "killed")
        & (pl.col("scope") == "campaign")
        & ~pl.col("is_part")
        & ~pl.col("is_garbled")
        & pl.col("victim_group").is_in([*GROUPS, _TOTAL])
        & pl.coalesce("value", "value_low", "value_high").is_not_null()
    )
    return kept.filter(pl.col("drawn_on").is_not_null()) if dated else kept


def _steps(rows: pl.DataFrame) -> list[tuple[date, int]]:
    """The first day's lowest figure, then the highest of each day; of one day the order is rarely known."""
    said = rows.filter(
        pl.col("said_on").is_not_null() & ~pl.col("is_stale_repeat") & (pl.col("counting") != "incremental")
    )
    figure = pl.coalesce("value", "value_low", "value_high")
    by_day = said.group_by("said_on").agg(figure.min().alias("lowest"), figure.max().alias("highest")).sort("said_on")
    steps = by_day.select("said_on", "highest").rows()
    if steps and by_day["lowest"][0] != by_day["highest"][0]:
        steps.insert(0, (by_day["said_on"][0], by_day["lowest"][0]))
    return steps


def _band(rows: pl.DataFrame, side: str, axis: str) -> list[dict[str, Any]]:
    """From each day on which the side spoke to the next: its lowest figure of that day to its highest."""
    said = rows.filter(
        pl.col("said_on").is_not_null() & ~pl.col("is_stale_repeat") & (pl.col("counting") != "incremental")
    )
    days = (
        said.group_by("said_on")
        .agg(
            pl.coalesce("value_low", "value", "value_high").min().alias("low"),
            pl.coalesce("value_high", "value", "value_low").max().alias("high"),
        )
        .sort("said_on")
    )
    if days.is_empty() or (days["low"] == days["high"]).all():
        return []
    edge = {
        "type": "scatter",
        "mode": "lines",
        "x": [f"{day}T12:00" for day in days["said_on"]],
        "yaxis": axis,
        "hoverinfo": "skip",
        "legendgroup": side,
        "showlegend": False,
        "line": {"shape": "hv", "width": 0, "color": VOICES[side][1]},
        "meta": {"role": "band", "side": side},
    }
    lower = edge | {"y": days["low"].to_list()}
    # Two more digits make the colour faint, and leave its first six to be exchanged on a dark page.
    return [lower, edge | {"y": days["high"].to_list(), "fill": "tonexty", "fillcolor": f"{VOICES[side][1]}26"}]


def _line(steps: list[tuple[date, int]], side: str, axis: str) -> dict[str, Any]:
    label, colour = VOICES[side]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label,
        "x": [f"{day}T12:00" for day, _ in steps],
        "y": [figure for _, figure in steps],
        "yaxis": axis,
        "line": {"shape": "hv", "color": colour, "width": 2, "dash": "solid" if side == "state" else "dash"},
        "hoverinfo": "skip",
        "legendgroup": side,
        "showlegend": False,
        "meta": {"role": "steps", "side": side},
    }


def _leasts(rows: pl.DataFrame) -> set[tuple[date, int]]:
    """Days and figures that were said as "at least" or "more than", and by nobody otherwise."""
    figures = rows.select("said_on", pl.coalesce("value", "value_low", "value_high").alias("figure"), "qualifier")
    is_least = pl.col("qualifier").is_in(["at_least", "more_than"])
    otherwise = set(figures.filter(~is_least).select("said_on", "figure").rows())
    return set(figures.filter(is_least).select("said_on", "figure").rows()) - otherwise


def _ends(
    steps: list[tuple[date, int]], leasts: set[tuple[date, int]], side: str, axis: str, *, lift: int
) -> list[dict[str, Any]]:
    if not steps:
        return []
    (first_day, first), (day, figure) = steps[0], steps[-1]
    start = {
        "text": f"first {first:,}{'+' * (steps[0] in leasts)}",
        "x": f"{first_day}T05:00",
        "y": first,
        "yref": axis,
        "xanchor": "right",
        "yshift": lift,
        "showarrow": False,
        "font": {"color": VOICES[side][1], "size": 12},
        "name": f"first-{side}",
    }
    return ([start] if len(steps) > 1 else []) + [
        {
            "text": f"<b>{figure:,}{'+' * (steps[-1] in leasts)}</b>",
            "x": f"{day}T18:00",
            "y": figure,
            "yref": axis,
            "xanchor": "left",
            "showarrow": False,
            "font": {"color": VOICES[side][1], "size": 14},
            "name": f"latest-{side}",
        }
    ]


def _marks(rows: pl.DataFrame, name: str, axis: str, *, legend: bool) -> dict[str, Any]:
    records = rows.rows(named=True)
    label, colour = VOICES.get(name, (_INDEPENDENT, OTHER_VOICE))
    symbol = _MARKS.get(name, ("square", 2))[0]
    figures = [_figure(row) for row in records]
    uppers = [(row["value_high"] or figure) - figure for row, figure in zip(records, figures, strict=True)]
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "name": label,
        "x": _beside(records, figures),
        "y": figures,
        "yaxis": axis,
        "cliponaxis": False,
        "marker": {
            "symbol": [symbol if row["qualifier"] == "exact" else f"{symbol}-open" for row in records],
            "size": 8 if name != "independent" else 7,
            "color": colour,
            "opacity": [0.35 if row["is_stale_repeat"] else 0.95 for row in records],
            "line": {"width": 1.5, "color": colour},
        },
        "hovertext": [_hover(row) for row in records],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [row["source_url"] for row in records],
        "legendgroup": name,
        "showlegend": legend,
        "meta": {"role": "claims", "side": name},
    }
    if any(upper > 0 for upper in uppers):
        trace["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": [max(upper, 0) for upper in uppers],
            "arrayminus": [0] * len(uppers),
            "color": colour,
            "thickness": 1.5,
            "width": 3,
        }
    return trace


def _beside(records: list[dict[str, Any]], figures: list[int]) -> list[str]:
    """Noon of the day; equal figures of one day stand side by side, an hour and a half apart, within the day."""
    totals = Counter((row["drawn_on"], figure) for row, figure in zip(records, figures, strict=True))
    placed: Counter[tuple[date, int]] = Counter()
    places = []
    for row, figure in zip(records, figures, strict=True):
        key = (row["drawn_on"], figure)
        step = min(90, 1080 // totals[key])
        minutes = 720 + round((placed[key] - (totals[key] - 1) / 2) * step)
        placed[key] += 1
        places.append(f"{row['drawn_on']}T{minutes // 60:02d}:{minutes % 60:02d}")
    return places


def _figure(row: dict[str, Any]) -> int:
    return next(row[column] for column in ("value", "value_low", "value_high") if row[column] is not None)


def _hover(row: dict[str, Any]) -> str:
    wording = str(row["qualifier"] or "").replace("_", " ")
    bound = "" if wording in ("exact", "range") else f"{wording} "
    value = f"{row['value']:,}" if row["value"] is not None else f"{row['value_low']}–{row['value_high']}"
    week = "in the week of " if row.get("said_at_precision") == "week" else ""
    day = day_text(row["drawn_on"])
    when = f"said {week}{day}" if row["said_on"] else f"undated; page of {day}"
    lines = [
        f"<b>{bound}{value}</b> {_LABELS[row['victim_group']].lower()}",
        f"{safe(row['claimant'])} ({VOICES[row['claimant_side']][0].lower()})",
        when,
        f"read in {safe(row['source_name'])} – click to open",
    ]
    if row["is_stale_repeat"]:
        lines.append("<i>an older figure quoted again</i>")
    return "<br>".join(lines)


def _others(rows: pl.DataFrame) -> list[str]:
    return sorted(set(rows["claimant_side"].to_list()) - {"state", "militant"})


def _top(rows: pl.DataFrame) -> int:
    return highest(rows["value"], rows["value_low"], rows["value_high"])


def _domain(number: int, count: int) -> list[float]:
    height = (1 - 0.09 * (count - 1)) / count
    top = 1 - (number - 1) * (height + 0.09)
    return [round(max(top - height, 0), 4), round(top, 4)]
