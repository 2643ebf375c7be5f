"""For which days a file of UCDP speaks: the edition that its name tells, where its events bear that out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corridorwatch.ingest.spans import Span, month_span, unbroken

_YEARLY = (
    re.compile(r"(?:^|[_-])v(\d{2})_1(?:[^0-9_]|$)", re.IGNORECASE),
    re.compile(r"^ged(\d{2})1(?:[^0-9]|$)", re.IGNORECASE),
    re.compile(r"^gedevents-(\d{2})\.1[.][a-z]", re.IGNORECASE),
)
_MONTHLY = re.compile(r"(?:^|[_-])v(\d{2})_0_(\d{1,2})(?:[^0-9_]|$)", re.IGNORECASE)
_MONTHS = re.compile(r"(?:^|[_-])v(\d{2})_(\d{2})_(\d{2})_(\d{2})(?:[^0-9_]|$)", re.IGNORECASE)
_FIRST_OF_GED = date(1989, 1, 1)
_MOST_TOLD = 3

LONGEST_SILENCE = {"ucdp_ged": timedelta(days=366), "ucdp_candidate": timedelta(days=62)}
"""The longest stretch without an event of the country that a file of UCDP may have within the days it speaks for. GED's
events in Pakistan of 1989 to 2021 lie at most 331 days apart, those since 2007, of which years Candidate's files are,
at most 36."""


def edition_named(names: Iterable[str]) -> Span | None:
    """The days of the edition that UCDP's own file names tell; None where none tells any.

    `GEDEvent_v26_1`, `ged261-csv` and `gedevents-26.1` hold 1989 to 2025; `GEDEvent_v26_0_8` is August 2026;
    `GEDEvent_v26_01_26_06` January to June 2026.
    """
    for name in names:
        for pattern in _YEARLY:
            if found := pattern.search(name):
                return Span(_FIRST_OF_GED, date(1999 + int(found[1]), 12, 31), "publisher")
        if (found := _MONTHLY.search(name)) and 1 <= int(found[2]) <= 12:
            return month_span(2000 + int(found[1]), int(found[2]), 2000 + int(found[1]), int(found[2]))
        if (found := _MONTHS.search(name)) and all(1 <= int(found[place]) <= 12 for place in (2, 4)):
            year, month, last_year, last_month = (int(part) for part in found.groups())
            return month_span(2000 + year, month, 2000 + last_year, last_month)
    return None


@dataclass(frozen=True)
class SpansOfFile:
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


def spans_of_file(
    source: str, names: Iterable[str], first: date | None, last: date | None, days: Sequence[tuple[date, date | None]]
) -> SpansOfFile:
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
    edition = edition_named(names)
    own = tuple(unbroken((start for start, _ in days), LONGEST_SILENCE[source]))
    if not edition:
        return SpansOfFile(own)
    units = _units(edition)
    form = "%Y" if len(units[0]) == 4 else "%Y-%m"
    missing = tuple(sorted(set(units) - {f"{day:{form}}" for both in days for day in both if day}))
    is_within = first and last and last <= edition.last_day and last >= edition.first_day
    if not missing and is_within:
        return SpansOfFile((edition,), edition, (), len(units))
    return SpansOfFile(own, edition, missing, len(units))


def _units(edition: Span) -> list[str]:
    """The years of a yearly edition, which begins in 1989; the months of any other."""
    if edition.first_day == _FIRST_OF_GED:
        return [str(year) for year in range(edition.first_day.year, edition.last_day.year + 1)]
    first, last = (12 * day.year + day.month - 1 for day in (edition.first_day, edition.last_day))
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(first, last + 1)]


def _listed(units: Sequence[str]) -> str:
    shown = ", ".join(units[:_MOST_TOLD])
    return f"{shown} and {len(units) - _MOST_TOLD} more" if len(units) > _MOST_TOLD else shown
