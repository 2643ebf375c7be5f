"""What every figure shares: fonts, axes, margins, the sample's sentence, and text made safe for Plotly.

Figures carry no template of their own: the page loads one template per theme and applies it when it draws.

They are plain values, as Plotly's script reads them. Its Python objects would copy and check every value of every
figure every night, a third of the time that the site takes; the tests hold each chart to Plotly's schema instead.
"""

import html
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from corridorwatch.charts.palette import DARK, GRID, INK, MUTED, SIDES, STATUS_LABELS
from corridorwatch.display import readable

Figure = dict[str, Any]
"""A figure in Plotly's JSON schema: `data`, a list of traces, and `layout`."""

SAMPLE_SENTENCE = "A documented sample, not a trend"
FONT = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
DAY_MS = 86_400_000
LEGEND = {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.08, "yanchor": "top", "traceorder": "normal"}
MARGIN = {"l": 48, "r": 12, "t": 40, "b": 30}


def template() -> dict[str, Any]:
    """The layout template of the light theme, as plain values; the dark one is the same with `DARK` applied."""
    axis = {
        "gridcolor": GRID,
        "linecolor": MUTED,
        "tickcolor": GRID,
        "zeroline": False,
        "automargin": True,
        "ticks": "outside",
        "ticklen": 4,
        "title": {"font": {"size": 12, "color": MUTED}, "standoff": 6},
        "tickfont": {"size": 12, "color": MUTED},
    }
    return {
        "layout": {
            "font": {"family": FONT, "size": 13, "color": INK},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": axis | {"showgrid": False, "showline": True},
            "yaxis": axis | {"rangemode": "tozero", "ticks": ""},
            "hoverlabel": {"align": "left", "font": {"family": FONT, "size": 12}},
            "legend": {"font": {"size": 12}, "itemsizing": "constant"},
            "annotationdefaults": {"font": {"size": 12, "color": MUTED}},
            "hovermode": "closest",
        }
    }


def theme_assets() -> dict[str, Any]:
    """What the page's script needs to draw in either theme: the template and the dark counterpart of each colour."""
    return {"template": template(), "dark": dict(sorted(DARK.items()))}


def new_figure(
    traces: list[dict[str, Any]],
    *,
    title: str,
    is_sample: bool,
    height: int,
    layout: Mapping[str, Any],
    sample_shift: int = 10,
) -> Figure:
    """A figure with the project's layout.

    Args:
        traces: Plotly traces as plain values, in drawing order.
        title: what the figure shows, as plain text.
        is_sample: drawn only from sample sources, which the figure then says inside itself.
        height: pixels.
        layout: more of the layout; its annotations are added to the sample's sentence.
        sample_shift: pixels between the plot and that sentence above it.
    """
    extra = dict(layout)
    annotations = list(extra.pop("annotations", []))
    if is_sample:
        annotations.append(
            {
                "text": f"<b>{SAMPLE_SENTENCE}</b>",
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 1,
                "xanchor": "left",
                "yanchor": "bottom",
                "yshift": sample_shift,
                "showarrow": False,
                "font": {"size": 12, "color": MUTED},
                "name": "sample",
            }
        )
    return {
        "data": traces,
        "layout": {
            "title": {"text": safe(title)},
            "height": height,
            "margin": MARGIN,
            "annotations": annotations,
            **extra,
        },
    }


def safe(text: object) -> str:
    """Text that Plotly shows as written: its pseudo-HTML (tags, links, entities) is taken literally."""
    return html.escape("" if text is None else readable(str(text)), quote=False)


def day_text(day: date) -> str:
    """`26 Jan 2026`."""
    return f"{day.day} {day:%b %Y}"


def week_text(week: date) -> str:
    """`Mon 26 Jan - Sun 1 Feb 2026 (2026-W05)`."""
    year, number, _ = week.isocalendar()
    end = week + timedelta(days=6)
    first = f"{week.day} {week:%b}" if week.year == end.year else day_text(week)
    return f"{first} – {day_text(end)} (week {number} of {year})"


def week_part(week: date) -> str:
    """The part of the site's page of incidents that lists a week's: `incidents.html#2026-W05`."""
    return f"incidents.html#{week:%G-W%V}"


def status_text(status: str, week: date, data_through: date) -> str:
    """A week's status in words; of one that is cut short also where the data end, if they end in it."""
    if status == "cut_short":
        ends_here = week + timedelta(days=6) >= data_through
        return f"{STATUS_LABELS[status]}: data {f'end {day_text(data_through)}' if ends_here else 'begin or end in it'}"
    return STATUS_LABELS.get(status, status)


def is_unfinished(status: str) -> bool:
    """Whether a figure of that status is drawn light: it still rises, or is not of the whole week."""
    return status in ("provisional", "cut_short")


def interval_text(best: int | None, low: int | None, high: int | None) -> str:
    """A toll as printed in a hover: `13 [10–17]`, and `0 [0–7]` where none is sure; the best alone where all agree."""
    if best is None and (low is not None or high is not None):
        return f"no best figure [{_ends(low, high)}]"
    if (low is None or low == best) and (high is None or high == best):
        return figure_text(best)
    return f"{figure_text(best)} [{_ends(low, high)}]"


def _ends(low: int | None, high: int | None) -> str:
    if low is None:
        return f"up to {high:,}"
    if high is None:
        return f"at least {low:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def highest(*columns: Iterable[int | None]) -> int:
    """The greatest number in the columns; 0 where none holds one."""
    return max((number for column in columns for number in column if number is not None), default=0)


def figure_text(value: int | None) -> str:
    """A count as printed in a hover: thousands grouped, and words instead of a zero where nobody gave a figure."""
    return "no figure" if value is None else f"{value:,}"


def killed_lines(row: Mapping[str, Any]) -> list[str]:
    """A hover's lines of a row's dead: all, with the bounds that are known, and those of each side that has some."""
    return [
        f"killed: {interval_text(row['killed_best'], row.get('killed_low'), row.get('killed_high'))}",
        *(f"  {side.label.lower()}: {row[f'killed_{side.code}']:,}" for side in SIDES if row[f"killed_{side.code}"]),
    ]


def panel_label(text: str, axis: str, *, side: str = "left", **more: Any) -> dict[str, Any]:
    """An annotation at the upper left (or right) corner of the panel of one y axis; `more`: such as its font."""
    return {
        "text": text,
        "x": 0 if side == "left" else 1,
        "y": 1,
        "xref": "paper",
        "yref": f"{axis} domain",
        "xanchor": side,
        "yanchor": "bottom",
        "showarrow": False,
        **more,
    }


def minimum_line(row: Mapping[str, Any]) -> list[str]:
    """A hover's line where the figures are a minimum: a row of these days is counted nowhere."""
    return ["<i>at least: a row of these days could not be read or placed</i>"] if row.get("status_reason") else []
