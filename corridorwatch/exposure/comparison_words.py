"""What a comparison of before and after says, in words: what was compared, what was found, and how sure it is."""

from collections.abc import Mapping
from datetime import date, timedelta

from corridorwatch.exposure.controls import Counted
from corridorwatch.exposure.windows import LEAST_WEEKS, Window

NEAR_KM = 25
"""The radius: about the least that a town known to 5-25 km can be placed within."""
LEAST_EXPECTED = 1.0
"""Incidents expected near, before and after together, below which nothing is compared. The test is made given that
sum, so that leaving comparisons out by it spoils none of the others."""
LEAST_BEFORE = 0.5
"""With fewer expected near before, the ratio says nothing and only its interval is given."""
SURE = 0.05
ASSOCIATION = "Association, not cause."
_BEGAN = {
    "announced": "it was announced",
    "preparation": "its preparation began",
    "construction": "its construction began",
    "operating": "it began to operate",
    "shelved": "it was shelved",
}
_DURING = {"construction": "of construction", "operating": "of operation"}


def compared(span: Window) -> str:
    """Which weeks were compared, and what may yet stand between them and a clean baseline."""
    told = (
        f"{_weeks(span.after)} {_DURING.get(span.phase, f'of {span.phase}')} ({_span(span.after)}) with"
        f" {_weeks(span.before)} before {_BEGAN.get(span.first, f'its {span.first} began')} ({_span(span.before)})."
    )
    between = dict.fromkeys(phase for phase in span.between if phase != span.phase)
    if between:
        told += f" Its {_listed(list(between))} between them is left out."
    if span.hides_construction:
        told += " No date of its construction is recorded: the weeks before may hold it."
    return told


def cannot(kind: str, span: Window) -> str:
    """Why nothing is compared; empty where something can be."""
    if kind == "sample":
        return "Cannot be said: the source is a sample, and more incidents after a date may only mean more pages read."
    if len(span.before) < LEAST_WEEKS:
        return (
            f"Cannot be said: of the years before {_BEGAN.get(span.first, f'its {span.first} began')} the source covers"
            f" {_weeks(span.before)}, and at least {LEAST_WEEKS} are asked for."
        )
    if len(span.after) < LEAST_WEEKS:
        during = _DURING.get(span.phase, f"of {span.phase}")
        until = f" to {_day(span.until - timedelta(days=1))}" if span.until else ""
        if span.until and span.until <= span.from_day:
            sure = f"no week is surely one {during}: its dates are known to the year only"
        else:
            sure = f"the source covers {_weeks(span.after)} surely {during} (from {_day(span.from_day)}{until})"
        return f"Cannot be said: {sure}, and at least {LEAST_WEEKS} are asked for. Weeks of another phase are not added."
    return ""


def nothing_near(before: float, after: float) -> str:
    """What is said where less than one incident is expected near in both windows together."""
    return (
        f"Nothing to compare: this source leads to expect fewer than one incident within {NEAR_KM} km in both spans"
        f" together ({expected(before)} before, {expected(after)} after)."
    )


def found(figures: Mapping[str, object]) -> str:
    """What was found.

    Args:
        figures: near_before, near_after, rest_before, rest_after, ratio, ratio_low, ratio_high, p_value, p_adjusted,
            comparisons, ratio_without_largest_day, is_line, is_shared (its place is another site's too) and `others`,
            Counted or None for a line.
    """
    low, high = times(figures["ratio_low"]), figures["ratio_high"]
    interval = f"95 % interval {low} to {times(high)}" if high is not None else f"95 % interval {low} and no upper end"
    sums = (
        f"Within {NEAR_KM} km {expected(figures['near_before'])} incidents are expected before and"
        f" {expected(figures['near_after'])} after; in the rest of the province {expected(figures['rest_before'])} and"
        f" {expected(figures['rest_after'])}."
    )
    if figures["ratio"] is None:
        told = f"{sums} Too few are expected before for a ratio: relative to the rest of the province, {interval}."
    else:
        told = f"{sums} Relative to the rest of the province the rate is {times(figures['ratio'])} times what it was, {interval}."
    return " ".join(
        part for part in (told, _verdict(figures), _elsewhere(figures), _largest(figures), ASSOCIATION) if part
    )


def _verdict(figures: Mapping[str, object]) -> str:
    p_value, adjusted, number = figures["p_value"], figures["p_adjusted"], figures["comparisons"]
    alone = f"p = {chance(p_value)}"
    if p_value >= SURE:
        return f"No change relative to the rest is shown ({alone})."
    if number == 1:
        return f"A change relative to the rest is shown ({alone}; it is the only comparison made)."
    among = f"{alone}, {chance(adjusted)} adjusted for the {number} comparisons made"
    if adjusted >= SURE:
        return f"Alone it would pass for a change, among so many it does not: no change relative to the rest is shown ({among})."
    return f"A change relative to the rest is shown ({among})."


def _elsewhere(figures: Mapping[str, object]) -> str:
    others: Counted | None = figures["others"]
    if others is None:
        return "No other place is set beside a road, railway or pipeline: it passes many towns, and no other is like it."
    if not others.places:
        return "No other place of the province is far enough from every site to be set beside it."
    if others.direction == "either":
        return ""
    moved = {"rise": "rose", "fall": "fell"}[others.direction]
    some = "1 of them has" if others.with_incidents == 1 else f"{others.with_incidents or 'none'} of them have"
    return (
        f"Of {others.places} other {'place' if others.places == 1 else 'places'} of the province, far from every site,"
        f" {others.as_much or 'none'} {moved} by as much or more against the rest; {some} at least one incident"
        " expected in these weeks."
    )


def _largest(figures: Mapping[str, object]) -> str:
    without = figures["ratio_without_largest_day"]
    return "" if without is None else f"Without the day with most incidents near: {times(without)} times."


def times(value: float) -> str:
    """A ratio as it is printed: two digits that count."""
    if value >= 9.95:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 0.095 or value == 0 else f"{value:.2f}"


def expected(value: float) -> str:
    """A sum of probabilities as it is printed."""
    return f"{value:,.1f}" if value >= 0.05 or value == 0 else "below 0.1"


def chance(value: float) -> str:
    """A p-value as it is printed."""
    if value < 0.001:
        return "below 0.001"
    return f"{value:.3f}" if value < 0.0995 else f"{value:.2f}"


def _weeks(weeks: tuple[date, ...]) -> str:
    return "1 week" if len(weeks) == 1 else f"{len(weeks)} weeks"


def _span(weeks: tuple[date, ...]) -> str:
    return f"{_day(weeks[0])} to {_day(weeks[-1] + timedelta(days=6))}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
