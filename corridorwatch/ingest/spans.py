"""For which days a file speaks: what its publisher names, what its user declared, or what it holds itself.

A span is never longer than what says it: of an export that says nothing, from its own first to its own last event. No
span ends after the day its file came.
"""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import DECLARED_SPAN, Snapshot

BASES = ("publisher", "declared", "answer", "own_events", "mapping")
"""What says how far a file reaches: its publisher's name, its user, the API that answered, its events, a mapping."""

_MOST_TOLD = 3

LONGEST_SILENCE = timedelta(days=28)
"""The longest stretch without an event that an export of ACLED may have within the days it speaks for. ACLED holds
several events a week in Pakistan in every week since January 2010, where it begins there: four weeks without one, the
shortest month, are days that were not asked for."""


@dataclass(frozen=True)
class Span:
    """Days for which a file speaks, both ends included; `basis` is one of `BASES`."""

    first_day: date
    last_day: date
    basis: str

    def until(self, day: date) -> "Span | None":
        """The part of it up to a day; None where nothing is left."""
        cut = replace(self, last_day=min(self.last_day, day))
        return cut if cut.first_day <= cut.last_day else None


def declared(snapshot: Snapshot) -> Span | None:
    """What the user said when the file was added, or None."""
    days = snapshot.details.get(DECLARED_SPAN)
    return Span(*(date.fromisoformat(str(day)) for day in days), "declared") if days else None


def own_events(first: date | None, last: date | None) -> Span | None:
    """From a file's own first to its own last event, or None where it holds none."""
    return Span(first, last, "own_events") if first and last and first <= last else None


def unbroken(days: Iterable[date], silence: timedelta = LONGEST_SILENCE) -> list[Span]:
    """The stretches of a file's own events that no hole of more than `silence` parts."""
    found: list[Span] = []
    for day in sorted(set(days)):
        if found and day - found[-1].last_day <= silence:
            found[-1] = replace(found[-1], last_day=day)
        else:
            found.append(Span(day, day, "own_events"))
    return found


def holes_told(stretches: Sequence[Span], country: str) -> list[str]:
    """What to say of the days between stretches: for which no file speaks, and how to say that one does."""
    return [
        f"no event in {country} from {before.last_day + timedelta(days=1)} to {after.first_day - timedelta(days=1)}:"
        " those days are not covered; if the export asked for them too, say so: --from DAY --to DAY"
        for before, after in pairwise(stretches)
    ]


def declare(first: date | None, last: date | None, came_on: date, own: tuple[date, date] | None) -> dict[str, Any]:
    """What `details` keeps of a span that the user declares; empty where none is declared.

    Args:
        first, last: the days said; where one is left out, that of the file's own first or last event.
        came_on: the day the file is added.
        own: the days of its own first and last event in the country.

    Raises:
        BrokenSource: the span begins before 1970, ends after the day the file came, or ends before it begins.
    """
    if first is None and last is None:
        return {}
    step = "corridorwatch add SOURCE FILE --from 2020-01-01 --to 2020-12-31"
    first, last = first or (own and own[0]), last or (own and own[1])
    if first is None or last is None:
        raise BrokenSource(
            "one end of the span is declared, and no event of the file says the other.",
            expected="both --from and --to, each as YYYY-MM-DD",
            next_step=step,
        )
    if last > came_on:
        raise BrokenSource(
            f"the span is declared to end on {last}, after {came_on}, the day the file came.",
            expected="days of which a file of that day can know",
            next_step=f"corridorwatch add SOURCE FILE --from {min(first, came_on)} --to {came_on}",
        )
    if first > last or first < date(1970, 1, 1):
        raise BrokenSource(
            f"the span is declared from {first} to {last}.",
            expected="a first day from 1970-01-01 on that does not lie after the last",
            next_step=step,
        )
    return {DECLARED_SPAN: [first.isoformat(), last.isoformat()]}


def months_of(reported: Iterable[tuple[str | None, str | None]], came_on: date) -> Span | None:
    """The months from the first to the last of those reported, of an edition that holds whole months.

    Args:
        reported: year and month of each record; what is no month from 1970 to `came_on` does not count.
    """
    found: set[tuple[int, int]] = set()
    for year, month in set(reported):
        if re.fullmatch(r"[0-9]{4}", year or "") and re.fullmatch(r"[0-9]{1,2}", month or ""):
            found.add((int(year or 0), int(month or 0)))
    last = (came_on.year, came_on.month)
    months = sorted(each for each in found if (1970, 1) <= each <= last and 1 <= each[1] <= 12)
    return month_span(*months[0], *months[-1]) if months else None


def month_span(year: int, month: int, last_year: int, last_month: int) -> Span | None:
    """The days from the first of a month to the last of another; None where there is none."""
    first, last = date(year, month, 1), _end_of(last_year, last_month)
    return Span(first, last, "publisher") if first <= last else None


def _end_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def known_days(day: date, precision: str) -> tuple[date, date]:
    """First and last day on which an event may have been that is dated to the `day`, the `month` or the `year`."""
    if precision == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if precision == "month":
        return day.replace(day=1), _end_of(day.year, day.month)
    return day, day


def chain(answers: Iterable[tuple[date, bool, int, int, date | None]]) -> list[Span | None]:
    """For each answer of an API to one country, in their order, the days that the answers up to it speak for together.

    A full answer speaks from its earliest event to its own day. An answer with changes carries the chain on to its day
    where it was asked from no later than the newest change held; else it says nothing about the days between.

    Args:
        answers: day, whether it is full, unix time from which changes were asked, newest change held after it, and day
            of its earliest event.
    """
    spans: list[Span | None] = []
    first: date | None = None
    newest = 0
    for day, is_full, since, held, earliest in answers:
        if is_full:
            first, newest = earliest, held
        elif first is not None and since <= newest:
            newest = max(newest, held)
            first = min(first, earliest) if earliest else first
        else:
            spans.append(None)
            continue
        spans.append(Span(first, day, "answer") if first and first <= day else None)
    return spans
