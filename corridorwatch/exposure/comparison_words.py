"""What a comparison of before and after says, in words: what was compared, what was found, and how sure it is."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from corridorwatch.exposure.conditional import NORMAL, ROUNDED
from corridorwatch.exposure.controls import NEAR_KM, Counted
from corridorwatch.exposure.windows import LEAST_WEEKS, Window

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
_FORMED = {
    ROUNDED: "Probabilities were rounded to the thousandth for p and interval.",
    NORMAL: "p and interval rest on a normal approximation: too many incidents are near to go through all choices.",
}
_TIME = {"announced": "announcement", "operating": "operation", "shelved": "shelving"}


def compared(span: Window) -> str:
    """Which weeks were compared, and what may yet stand between them and a clean baseline."""
    told = (
        f"{_weeks(span.after)} {_DURING.get(span.phase, f'of {span.phase}')} ({_span(span.after)}) with"
        f" {_weeks(span.before)} before {_BEGAN.get(span.first, f'its {span.first} began')} ({_span(span.before)})."
    )
    left_out = list(dict.fromkeys(_TIME.get(phase, phase) for phase in span.between))
    if left_out:
        told += f" Its {_listed(left_out)} between them {'is' if len(left_out) == 1 else 'are'} left out."
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
            sure = f"no week is surely one {during}, as far as its dates are known"
        else:
            sure = (
                f"the source covers {_weeks(span.after)} that are surely {during} (from {_day(span.from_day)}{until})"
            )
        return (
            f"Cannot be said: {sure}, and at least {LEAST_WEEKS} are asked for. Weeks of another phase are not added."
        )
    return ""


def nothing_near(before: float, after: float) -> str:
    """What is said where less than one incident is expected near in both windows together."""
    return (
        f"Nothing to compare: this source leads to expect fewer than one incident within {NEAR_KM} km in both spans"
        f" together ({expected(before)} before, {expected(after)} after)."
    )


def verdict(p_value: float, p_adjusted: float, comparisons: int) -> str:
    """Whether a change is shown: where the adjusted p-value is below 0.05."""
    if p_adjusted < SURE:
        return "A change relative to the rest of the province is shown."
    if p_value < SURE:
        return f"By itself it would pass for a change, among {comparisons} comparisons it does not: none is shown."
    return "No change relative to the rest of the province is shown."


def found(figures: Mapping[str, Any]) -> str:
    """The figures, in words.

    Args:
        figures: near_before, near_after, rest_before, rest_after, ratio, ratio_low, ratio_high.
    """
    told = (
        f"Within {NEAR_KM} km {expected(figures['near_before'])} incidents are expected before and"
        f" {expected(figures['near_after'])} after; in the rest of the province {expected(figures['rest_before'])} and"
        f" {expected(figures['rest_after'])}."
    )
    interval = f"95 % interval {between(figures['ratio_low'], figures['ratio_high'])}"
    if figures["ratio"] is None:
        return f"{told} Too few before for a ratio; relative to the rest its {interval}. {ASSOCIATION}"
    ratio = times(figures["ratio"])
    return f"{told} Relative to the rest, the rate near is {ratio} times what it was ({interval}). {ASSOCIATION}"


def beside(figures: Mapping[str, Any]) -> str:
    """What stands beside the figures: how sure they are, without the largest day, and other places.

    Args:
        figures: p_value, test, p_adjusted, comparisons, dispersion, ratio, ratio_without_largest_day, `largest_days`
            (how many days have as many incidents near as the one left out), and `others`, Counted or None for a line.
    """
    number = figures["comparisons"]
    told = [f"p = {chance(figures['p_value'])}"]
    if number > 1:
        told[0] += f", {chance(figures['p_adjusted'])} adjusted for the {number} comparisons made"
    told[0] += "."
    if figures["test"] in _FORMED:
        told.append(_FORMED[figures["test"]])
    widened = _above_one(figures["dispersion"])
    if widened:
        told.append(f"Incidents come in clusters; p and interval allow for {widened} times the variance.")
    if figures["ratio"] is not None:
        told.append(_without_the_largest_day(figures["ratio_without_largest_day"], figures["largest_days"]))
    return " ".join(part for part in (*told, _elsewhere(figures["others"])) if part)


def between(low: float, high: float | None) -> str:
    """An interval as it is printed."""
    return f"from {times(low)} up, without an upper end" if high is None else f"{times(low)} to {times(high)}"


def _above_one(dispersion: float) -> str:
    """What p and interval were widened by, with as many decimals as show that it is above 1; empty where it is 1."""
    return next((text for places in range(1, 10) if float(text := f"{dispersion:.{places}f}") > 1), "")


def _without_the_largest_day(ratio: float | None, days: int) -> str:
    if ratio is None:
        return "Without the day with most incidents near too few are left before for a ratio."
    among = "" if days == 1 else f", the earliest of {days} with as many"
    return f"Without the day with most incidents near{among}: {times(ratio)} times."


def usual(figures: Mapping[str, Any]) -> str:
    """How often the same test shows a change where no site is; empty where it was made nowhere.

    Args:
        figures: usual_comparisons, usual_changes, usual_changes_adjusted, usual_places, usual_most_at, usual_most.
    """
    if not figures["usual_comparisons"]:
        return ""
    several = figures["usual_changes"] > 1 and figures["usual_most"] > 1
    most = f" ({figures['usual_most']} of them at {figures['usual_most_at']})" if several else ""
    places = figures["usual_places"]
    one = figures["usual_changes"] == 1
    return (
        f"Where no site is, of {figures['usual_comparisons']} such tests, made at {places}"
        f" {'place' if places == 1 else 'places'}, {figures['usual_changes'] or 'none'}"
        f" {'has' if one else 'have'} p below 0.05 by {'itself' if one else 'themselves'}{most};"
        f" {figures['usual_changes_adjusted'] or 'none'} when adjusted for their number, as here."
    )


def _elsewhere(others: Counted | None) -> str:
    if others is None:
        return (
            "No other place is set beside a road, railway or pipeline: those are towns, and more ground lies within"
            f" {NEAR_KM} km of a line than of a town."
        )
    if not others.places:
        return "No other place of the province is far enough from every site to be set beside it."
    if others.direction == "either":
        return ""
    moved = {"rise": "rose", "fall": "fell"}[others.direction]
    return (
        f"Of {others.places} other {'place' if others.places == 1 else 'places'} of the province, far from every site"
        f" ({others.with_incidents or 'none'} with an incident or more in these weeks), {others.as_much or 'none'}"
        f" {moved} by as much or more, each with one incident added, the site's too."
    )


def times(value: float) -> str:
    """A ratio as it is printed: near 1 to the hundredth, so that an end of an interval is seen to leave it out."""
    if 0 < value < 0.005:
        return "below 0.01"
    return f"{value:.2f}" if value < 1.995 else f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"


def expected(value: float) -> str:
    """A sum of probabilities as it is printed."""
    return f"{value:,.1f}" if value >= 0.05 or value == 0 else "below 0.1"


def chance(value: float) -> str:
    """A p-value as it is printed."""
    if value < 0.001:
        return "below 0.001"
    return f"{value:.3f}" if value < 0.0995 else f"{value:.2f}"


def _weeks(weeks: tuple[date, ...]) -> str:
    return "1 week" if len(weeks) == 1 else f"{len(weeks) or 'no'} weeks"


def _span(weeks: tuple[date, ...]) -> str:
    return f"{_day(weeks[0])} to {_day(weeks[-1] + timedelta(days=6))}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
