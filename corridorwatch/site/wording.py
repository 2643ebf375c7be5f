"""How values are printed on pages: dates, counts, intervals, links, and headings of columns."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from corridorwatch.charts.palette import STATUS_LABELS
from corridorwatch.display import readable

NO_FIGURE = Markup('<span class="null" title="no figure: not a zero">–</span>')

_HEADINGS = {
    "week": "week from (Monday)",
    "last_week": "to week of",
    "status_reason": "what is told",
    "killed_best": "killed, best",
    "killed_low": "killed, lowest",
    "killed_high": "killed, highest",
    "killed_high_armed_group": "killed, by an armed group's own count",
    "killed_security": "security forces",
    "killed_civilian": "civilians",
    "killed_militant": "militants",
    "killed_unknown": "side not said",
    "injured_best": "injured",
    "incidents_without_toll": "without a toll",
    "radius_km": "within, km",
    "month": "month from",
    "last_month": "to month of",
    "expected_incidents": "expected",
    "sure_incidents": "surely",
    "possible_incidents": "possibly, beyond",
    "expected_killed": "killed, expected",
    "expected_without_toll": "of the expected, without a toll",
    "expected_52": "expected, 52 weeks",
    "sure_52": "surely",
    "at_most_52": "at most",
    "expected_killed_52": "killed, expected",
    "expected_without_toll_52": "of the expected, without a toll",
    "expected_52_before": "52 weeks before",
    "expected_4": "last 4 weeks",
    "expected_4_before": "4 weeks before",
    "aimed_at_it": "aimed at it",
}


MINIMUM_WORDS = (
    "Where it says at least, the source's files hold a row of these days that could not be read or placed, and that is"
    " counted nowhere."
)
REASON_LABELS = {"rows_left_out": "at least"}
"""How a table of numbers prints `status_reason`."""


def heading(column: str) -> str:
    """A column's heading in a table of numbers."""
    return _HEADINGS.get(column, column.replace("_", " "))


def status_words(status: str) -> str:
    """A week's status as printed."""
    return STATUS_LABELS.get(status, status)


class WeekOf(date):
    """A day that is given for a week: of what was said then no more than the week is known."""


def dated(value: date | None, precision: str | None) -> date | None:
    """The day of a statement, marked where only its week is known."""
    return WeekOf(value.year, value.month, value.day) if value is not None and precision == "week" else value


def day(value: date | datetime | None) -> str | Markup:
    """`26 Jan 2026`, `week of 22 May 2025` where no more is known; a dash for an unknown day."""
    if value is None:
        return NO_FIGURE
    return f"{'week of ' if isinstance(value, WeekOf) else ''}{value.day} {value:%b %Y}"


def days(first: date, last: date) -> str:
    """`29 Jan – 6 Feb 2026`, without what both days share."""
    if first == last:
        return str(day(first))
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%b} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def iso_week(monday: date) -> str:
    """`2026-W05`."""
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02d}"


def sunday(monday: date) -> date:
    """The last day of a week."""
    return monday + timedelta(days=6)


def count(value: int | None) -> str | Markup:
    """A count with grouped thousands; a dash, never a zero, where there is no figure."""
    return NO_FIGURE if value is None else f"{value:,}"


def said(value: int | None, is_least: bool | None) -> str | Markup:
    """A claimed count as it was said: `362+` where it was given as "at least" or "more than"."""
    if value is None or not is_least:
        return count(value)
    return Markup('<span title="given as at least, or as more than">{}+</span>').format(count(value))


def interval(best: int | None, low: int | None, high: int | None) -> str | Markup:
    """`13 [10–17]`, `0 [0–7]`; only the best figure where all agree; `– [5, no best figure]` where there is none.

    There is none where the leading report gives no figure of all the dead, or only an armed group's.
    """
    if best is None and low is None and high is None:
        return NO_FIGURE
    if best is None:
        if low is None or high is None:
            ends = f"up to {count(high)}" if low is None else f"at least {count(low)}"
        else:
            ends = f"{low:,}" if low == high else f"{low:,}–{high:,}"
        return Markup('<span class="null">–</span> <span class="range">[{}, no best figure]</span>').format(ends)
    if (low is None or low == best) and (high is None or high == best):
        return f"{best:,}"
    if low is None:
        return Markup('{} <span class="range">[up to {}]</span>').format(f"{best:,}", count(high))
    if high is None:
        return Markup('{} <span class="range">[at least {}]</span>').format(f"{best:,}", count(low))
    return Markup('{} <span class="range">[{}–{}]</span>').format(f"{best:,}", count(low), count(high))


def tenth(value: float | None) -> str | Markup:
    """An expected number with one decimal, `<0.1` for the least that may be; a dash where there is no figure."""
    return NO_FIGURE if value is None else "<0.1" if 0 < value < 0.05 else f"{value:,.1f}"


def change_tenth(now: float | None, before: float | None) -> str | Markup:
    """The change of an expected number; a dash where either is unknown."""
    if now is None or before is None:
        return NO_FIGURE
    difference = round(now - before, 1)
    return f"+{difference:,.1f}" if difference > 0 else f"−{-difference:,.1f}" if difference < 0 else "0"


def distance(expected: float, nearest: float, farthest: float) -> str | Markup:
    """`34 km [22–47]`: the average with its bounds; the bounds are left out where they are the average."""
    if farthest - nearest < 1:
        return f"{expected:.0f} km"
    return Markup('{:.0f} km <span class="range">[{:.0f}–{:.0f}]</span>').format(expected, nearest, farthest)


def likelihood(probability: float | None) -> str:
    """A probability as a share of a hundred, and in words where it is none or sure."""
    if not probability:
        return "no"
    if probability >= 1:
        return "surely"
    return (
        "under 1 %"
        if probability < 0.01
        else "over 99 %"
        if probability > 0.99
        else f"{probability:.0%}".replace("%", " %")
    )


def known_as(model: str) -> str:
    """How well a place is known, in words."""
    return _MODELS[model]


def phase_day(value: date, precision: str) -> str:
    """A day, or only its month or year where no more is known."""
    return {"year": f"{value.year}", "month": f"{value:%b %Y}"}.get(precision) or str(day(value))


_MODELS = {
    "disc": "a town or place near it",
    "stretch": "a stretch of a named road or railway",
    "line": "somewhere on a named road or railway",
    "district": "known to its district",
    "province": "known to the province",
}


def change(now: int | None, before: int | None) -> str | Markup:
    """`+12`, `−3`, `0`; a dash where either is unknown."""
    if now is None or before is None:
        return NO_FIGURE
    difference = now - before
    return f"+{difference:,}" if difference > 0 else f"−{-difference:,}" if difference < 0 else "0"


def words(code: str | None) -> str:
    """A code of a closed list as words."""
    text = "" if code is None else code.replace("_", " ")
    return text.replace("balochistan", "Balochistan").replace("cpec", "CPEC")


def voice(side: str | None) -> str:
    """Who speaks, as words: an armed group that counts is not the militants that it counts."""
    return "armed group" if side == "militant" else words(side)


@lru_cache(maxsize=16_384)
def safe_url(url: str | None) -> str | None:
    """The address if a browser may follow it: http or https with a host. Anything else is shown as text."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else None


def addresses(text: str | None) -> list[tuple[str | None, str]]:
    """The pages of a reviewed row, parted by ` ; `: address and host, or no address and the text as it is."""
    parts = [part.strip() for part in (text or "").split(" ; ") if part.strip()]
    return [(part, urlsplit(part).netloc.removeprefix("www.")) if safe_url(part) else (None, part) for part in parts]


def link(url: str | None) -> object:
    """A page as a link in a table of numbers; as text where a browser may not follow it."""
    safe = safe_url(url)
    if url is None or safe is None:
        return cell(url)
    return Markup('<a class="out" href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>').format(
        safe, readable(url)
    )


def shown(value: object) -> object:
    """What a template prints: texts made readable, nothing for what is not there, all else as it is, as our markup."""
    return readable(value) if type(value) is str else "" if value is None else value


def cell(value: object) -> str | Markup:
    """Any value of a frame in a table of numbers."""
    if value is None:
        return NO_FIGURE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3g}"
    return readable(str(value))


def zero_words(source: Mapping[str, Any]) -> str:
    """What a census's zeros say, and how many lethal incidents that others documented lie in them.

    Args:
        source: `title`, `zero_means`, `documented`, `documented_dead`, `in_its_zeros`, `dead_in_its_zeros`.
    """
    text = f"A zero of {source['title']} means {source['zero_means']}."
    if not source["in_its_zeros"]:
        return text
    return (
        f"{text} Of {source['documented']:,} lethal incidents ({source['documented_dead']:,} dead) that samples"
        f" document in its weeks, {source['in_its_zeros']:,} ({source['dead_in_its_zeros']:,} dead) lie in its zeros."
    )


def band_verdict(verdict: str) -> str:
    """What follows from a verdict of `marts.development_scores` for the range of a week still filling."""
    return {
        "better": "drawn",
        "too_few": "none: too few",
        "holds_too_few": "none: held too few",
        "no_better": "none: no better",
    }[verdict]


STATUS_MEANINGS = tuple(
    (status, STATUS_LABELS[status], meaning)
    for status, meaning in (
        ("reported", "At least one incident is documented in the week."),
        (
            "reported_zero",
            "A census that can name the district looked at all of the week, holds no event that may lie in it, and"
            " found none: that source's zero, by its own definition of an event, not proof that nothing happened.",
        ),
        (
            "not_covered",
            "Not a zero: no file of a census speaks for the week, a sample documents nothing, the source has no name"
            " for the district, or it holds an event that may lie there.",
        ),
        ("source_down", "The source that should have covered the week failed or is embargoed: not a zero."),
        ("provisional", "One of the newest weeks, whose figures still rise."),
        ("cut_short", "The source's data begin or end inside the week, and nothing will fill it: not the whole week."),
    )
)
"""Status, wording and meaning, in the order of the legend."""
