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

from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import DECLARED_SPAN, Snapshot

BASES = ("publisher", "declared", "answer", "own_events", "mapping")
"""What says how far a file reaches: its publisher's name, its user, the API that answered, its events, a mapping."""

_YEARLY = (
    re.compile(r"(?:^|[_-])v(\d{2})_1(?:[^0-9_]|$)", re.IGNORECASE),
    re.compile(r"^ged(\d{2})1(?:[^0-9]|$)", re.IGNORECASE),
    re.compile(r"^gedevents-(\d{2})\.1[.][a-z]", re.IGNORECASE),
)
_MONTHLY = re.compile(r"(?:^|[_-])v(\d{2})_0_(\d{1,2})(?:[^0-9_]|$)", re.IGNORECASE)
_MONTHS = re.compile(r"(?:^|[_-])v(\d{2})_(\d{2})_(\d{2})_(\d{2})(?:[^0-9_]|$)", re.IGNORECASE)
_FIRST_OF_GED = date(1989, 1, 1)
_MOST_TOLD = 3

LONGEST_SILENCE = timedelta(days=28)
"""The longest stretch without an event that an export of ACLED may have within the days it speaks for. ACLED holds
several events a week in Pakistan in every week since January 2010, where it begins there: four weeks without one, the
shortest month, are days that were not asked for."""

LONGEST_SILENCE_OF_UCDP = {"ucdp_ged": timedelta(days=366), "ucdp_candidate": timedelta(days=62)}
"""The longest stretch without an event of the country that a file of UCDP may have within the days it speaks for. GED's
events in Pakistan of 1989 to 2021 lie at most 331 days apart, those since 2007, of which years Candidate's files are,
at most 36."""


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


def declare(first: date | None, last: date | None, came_on: date, own: tuple[date, date] | None) -> dict[str, object]:
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


def ucdp_edition(names: Iterable[str]) -> Span | None:
    """The days of the edition that UCDP's own file names tell; None where none tells any.

    `GEDEvent_v26_1`, `ged261-csv` and `gedevents-26.1` hold 1989 to 2025; `GEDEvent_v26_0_8` is August 2026;
    `GEDEvent_v26_01_26_06` January to June 2026.
    """
    for name in names:
        for pattern in _YEARLY:
            if found := pattern.search(name):
                return Span(_FIRST_OF_GED, date(1999 + int(found[1]), 12, 31), "publisher")
        if (found := _MONTHLY.search(name)) and 1 <= int(found[2]) <= 12:
            return _span(2000 + int(found[1]), int(found[2]), 2000 + int(found[1]), int(found[2]))
        if (found := _MONTHS.search(name)) and all(1 <= int(found[place]) <= 12 for place in (2, 4)):
            year, month, last_year, last_month = (int(part) for part in found.groups())
            return _span(2000 + year, month, 2000 + last_year, last_month)
    return None


@dataclass(frozen=True)
class SpansOfUcdp:
    """For which days a file of UCDP speaks: one edition, or the stretches of its own events in the country.

    `edition`: what its name tells, borne out or not. `missing`: its years (of GED) or months (of Candidate), as YYYY or
    YYYY-MM, without any event of the country; `units`: how many it has.
    """

    spans: tuple[Span, ...]
    edition: Span | None = None
    missing: tuple[str, ...] = ()
    units: int = 0

    @property
    def own(self) -> Span | None:
        """From the first to the last day of all of them; None where there is none."""
        if not self.spans:
            return None
        return Span(self.spans[0].first_day, self.spans[-1].last_day, self.spans[0].basis)

    def told(self, country: str) -> str:
        """What to say of a file that does not bear out its name, with how to declare more; empty of any other."""
        if not self.edition or not self.spans or self.spans[0].basis == "publisher":
            return ""
        unit = "years" if self.missing and len(self.missing[0]) == 4 else "months"
        without = (
            f", and in {len(self.missing)} of the {self.units} {unit} that its name says it holds none"
            f" ({_listed(self.missing)})"
            if self.missing
            else ""
        )
        spoken = ", ".join(
            str(each.first_day) if each.first_day == each.last_day else f"{each.first_day} to {each.last_day}"
            for each in self.spans[:_MOST_TOLD]
        )
        more = f" and {len(self.spans) - _MOST_TOLD} stretches more" if len(self.spans) > _MOST_TOLD else ""
        return (
            f"its name says {self.edition.first_day} to {self.edition.last_day}, its events reach from"
            f" {self.own.first_day} to {self.own.last_day} in {country}{without}: it is not that"
            f" edition whole, and speaks only for {spoken}{more}; if it is complete for more days, say which:"
            " --from DAY --to DAY"
        )


def ucdp_spans(
    source: str,
    names: Iterable[str],
    first: date | None,
    last: date | None,
    days: Sequence[tuple[date, date | None]],
) -> SpansOfUcdp:
    """The edition that the names tell, as long as the file's events bear it out; else the file's own events.

    They do where the last event in any country lies in it, and where every year of a yearly edition, or month of a
    candidate file, holds an event in the country: GED has at least five in Pakistan in every year since 1989 (1992),
    and one in every month since 2007. A part that was saved under the edition's name fails that, whether it ends early
    or has a hole, and a sample does too: of 1992, with the fewest, nothing is left in most samples of one in four.

    Args:
        source: `ucdp_ged` or `ucdp_candidate`.
        first, last: days of the file's first and last event in any country.
        days: first and last day of each event in the country.
    """
    edition = ucdp_edition(names)
    own = tuple(unbroken((start for start, _ in days), LONGEST_SILENCE_OF_UCDP[source]))
    if not edition:
        return SpansOfUcdp(own)
    units = _units(edition)
    form = "%Y" if len(units[0]) == 4 else "%Y-%m"
    missing = tuple(sorted(set(units) - {f"{day:{form}}" for both in days for day in both if day}))
    is_within = first and last and last <= edition.last_day and last >= edition.first_day
    if not missing and is_within:
        return SpansOfUcdp((edition,), edition, (), len(units))
    return SpansOfUcdp(own, edition, missing, len(units))


def _units(edition: Span) -> list[str]:
    """The years of a yearly edition, which begins in 1989; the months of any other."""
    if edition.first_day == _FIRST_OF_GED:
        return [str(year) for year in range(edition.first_day.year, edition.last_day.year + 1)]
    first, last = (12 * day.year + day.month - 1 for day in (edition.first_day, edition.last_day))
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(first, last + 1)]


def _listed(units: Sequence[str]) -> str:
    shown = ", ".join(units[:_MOST_TOLD])
    return f"{shown} and {len(units) - _MOST_TOLD} more" if len(units) > _MOST_TOLD else shown


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
    return _span(*months[0], *months[-1]) if months else None


def _span(year: int, month: int, last_year: int, last_month: int) -> Span | None:
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
