"""The weeks that are compared: before anything of a site is recorded, and of one phase of its life.

Before is before the first phase that is recorded of the site, whichever it is: no phase is the baseline of another.
After is the phase itself and nothing more: it ends where it is recorded to end or the next begins. Where a start is
known to the month or year only, the phase begins at its end and what was before ends at its beginning.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

YEARS = 5
"""How far to look to either side."""
LEAST_WEEKS = 104
"""Weeks that a source must cover on either side: two of every season."""


@dataclass(frozen=True)
class Window:
    """The weeks (Mondays) that a source covers before a site's first phase and in one phase of its life.

    `phase`: which. `first`: the phase before which before is. `from_day`, `until`: the days between which the phase
    surely was, `until` the first day past them, None where it lasts. `between`: the phases left out between the two.
    """

    phase: str
    first: str
    began: date
    from_day: date
    until: date | None
    between: tuple[str, ...]
    before: tuple[date, ...]
    after: tuple[date, ...]
    is_touched: bool

    @property
    def speaks(self) -> bool:
        return min(len(self.before), len(self.after)) >= LEAST_WEEKS

    @property
    def hides_construction(self) -> bool:
        """Whether the weeks before may hold a construction of which no date is recorded."""
        return self.phase == "operating" and "construction" not in (self.first, *self.between)


def window(phases: Sequence[Mapping[str, Any]], number: int, covered: Sequence[date]) -> Window:
    """The weeks to compare for one phase of a site.

    Args:
        phases: all that are recorded of the site, each `phase`, `date_start`, `date_precision`, `date_end`.
        number: which of them.
        covered: Mondays of the weeks that the source covers, in order.
    """
    chosen = phases[number]
    start = chosen["date_start"]
    first = min(phases, key=lambda row: (row["date_start"], row["phase"]))
    reach = timedelta(days=round(365.25 * YEARS))
    from_day = _sure(start, str(chosen["date_precision"]))
    ends = [row["date_start"] for row in phases if row["date_start"] > start]
    ends += [chosen["date_end"]] if chosen["date_end"] else []
    until = min(ends, default=None)
    began = first["date_start"]
    horizon = from_day + reach if until is None else min(until, from_day + reach)

    def within(first: date, end: date) -> Sequence[date]:
        return covered[bisect_left(covered, first) : bisect_left(covered, end)]

    last_day = timedelta(days=6)
    return Window(
        phase=str(chosen["phase"]),
        first=str(first["phase"]),
        began=began,
        from_day=from_day,
        until=until,
        between=tuple(str(row["phase"]) for row in phases if began <= row["date_start"] < start),
        before=tuple(within(began - reach, began - last_day)),
        after=tuple(within(from_day, horizon - last_day)),
        is_touched=bool(within(began - reach, began) or within(start, start + reach)),
    )


def _sure(start: date, precision: str) -> date:
    """The first day on which a phase has surely begun."""
    if precision == "year":
        return date(start.year + 1, 1, 1)
    if precision == "month":
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start
