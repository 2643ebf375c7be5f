"""Citations: beside each sum, the page it rests on, or a link to the list of all its pages; each list once a page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from corridorwatch.display import readable
from corridorwatch.site.wording import day, days, safe_url, voice, words

NONE = Markup('<span class="null">none</span>')
"""What stands beside a figure that no source speaks for."""

LISTS = "lists-of-this-page.html"
"""Stands for the file of a page's lists until the page is written: tables are made before their page has a name."""

_MANY = 24
"""More pages than this are told of by outlet, account and days where the sum stands, under a word that unfolds."""

_OUTLETS = 6
"""Outlets that are named there; the others are counted."""


_KINDS = {
    "aimed": "Aimed at",
    "district_actor": "District and actor",
    "district_all": "District, every incident",
    "district_week": "District and week",
    "district_years": "District, the last 104 weeks",
    "growth": "How tolls grow",
    "hit": "Districts listed as hit",
    "open_name": "Name that waits for review",
    "province": "Every incident",
    "site": "Incidents that may be near",
    "sites": "Incidents that may be near any site, the last 104 weeks",
    "year": "Every incident of the last 52 weeks",
}
"""Kinds of sum whose name does not say what they are."""


_LATER = "dated after the as-of day, quoting what was said by then"
"""A claim counts from the day it was said; the page that quotes it may be of a later one."""


@dataclass(frozen=True)
class Listed:
    """One list of pages: its anchor, the sum it was first named for, the pages in order, and what they are in words."""

    anchor: str
    of: str
    pages: tuple[Mapping[str, Any], ...]
    told: str


class Citations:
    """The citations of one build.

    Args:
        pages: rows of `sql/pages/cited_pages.sql`, what there is to cite.
        sums: rows of `sql/pages/citations.sql`, what each kind of sum rests on.
    """

    def __init__(self, pages: Iterable[Mapping[str, Any]], sums: Iterable[Mapping[str, Any]]) -> None:
        self._pages = {str(row["cited"]): row for row in pages}
        self._order = {cited: at for at, cited in enumerate(self._pages)}
        self._sums = {(str(row["kind"]), str(row["key"])): list(row["cited"]) for row in sums}
        self._at = {row["source_url"]: cited for cited, row in self._pages.items() if row["page_number"] is not None}
        self._lists: dict[tuple[str, ...], Listed] = {}

    def __call__(self, kind: str, *key: object, source_id: str = "") -> Markup:
        """The links of a sum, or the word that there are none.

        Args:
            kind: kind of sum, as in `citations.sql`.
            key: its key: a week, or a district and a week.
            source_id: whose sum it is: a publisher's zero rests on no record, and on the publisher's own page.
        """
        return self.all_of([(kind, *key)], source_id=source_id)

    def all_of(self, sums: Iterable[tuple[Any, ...]], *, source_id: str = "") -> Markup:
        """The links of several sums taken together, each page once."""
        sums = list(sums)
        found = {cited for kind, *key in sums for cited in self._sums.get((str(kind), _joined(key)), ())}
        if not found and self._pages.get(source_id, {}).get("page_number", 0) is None:
            found = {source_id}
        return self._shown(found, _sum_words(sums[0]) + (" and others" if sums[1:] else "") if sums else "")

    def _shown(self, found: set[str], of: str) -> Markup:
        if not found:
            return NONE
        cited = tuple(sorted(found, key=self._order.__getitem__))
        if len(cited) == 1:
            return Markup('<span class="cites">{}</span>').format(_link(self._pages[cited[0]]))
        is_new = cited not in self._lists
        if is_new:
            pages = tuple(self._pages[each] for each in cited)
            self._lists[cited] = Listed(f"s{len(self._lists) + 1}", of, pages, _told(pages))
        listed = self._lists[cited]
        mark = Markup(' id="at-{}"').format(listed.anchor) if is_new else ""
        if len(cited) <= _MANY:
            return Markup('<a class="cites"{} href="{}#{}">Sources ({})</a>').format(
                mark, LISTS, listed.anchor, len(cited)
            )
        return Markup(
            '<details class="cites many"{}><summary>Sources ({})</summary>{} '
            '<a href="{}#{}">Each page, with its link</a></details>'
        ).format(mark, len(cited), listed.told, LISTS, listed.anchor)

    def in_districts(self, district_ids: Iterable[str]) -> Markup:
        """The links of the two last spans of 52 weeks of several districts."""
        return self.all_of([("district_years", each) for each in district_ids])

    def at(self, urls: Iterable[str]) -> Markup:
        """The links of the pages with these addresses."""
        return self._shown({self._at[url] for url in urls if url in self._at}, "Places listed")

    def take(self) -> list[Listed]:
        """The lists of the page that is done, in the order in which it named them; the next page begins anew."""
        lists = list(self._lists.values())
        self._lists.clear()
        return lists


def _joined(key: Iterable[object]) -> str:
    return "|".join(part.isoformat() if isinstance(part, date) else str(part or "") for part in key)


def _sum_words(of: tuple[Any, ...]) -> str:
    """`Week: 26 Jan 2026`, of a sum as it is asked for: its kind, and its key where it has one."""
    kind, *key = of
    parts = [str(day(part)) if isinstance(part, date) else words(str(part)) for part in key if part not in ("", None)]
    name = _KINDS.get(str(kind)) or words(str(kind)).capitalize()
    return readable(f"{name}: {', '.join(parts)}" if parts else name)


def _link(row: Mapping[str, Any]) -> Markup:
    url, name = safe_url(row["source_url"]), readable(str(row["source_name"]))
    if url is None and row["page_number"] is None:
        return Markup('<span class="named">{}</span>').format(name)
    if url is None:
        return Markup('<span class="pageless">{} (no page given)</span>').format(name)
    if row["page_number"] is None:
        return Markup('<a class="named" href="{}">{}</a>').format(url, name)
    return Markup('<a href="{}">{}</a>').format(url, who(row))


def who(row: Mapping[str, Any]) -> str:
    """`Dawn, 3 Feb 2026; figures by state, hospital`."""
    parts = [readable(str(row["source_name"]))]
    if row["published_date"] is not None:
        later = f" ({_LATER})" if row.get("is_dated_later") else ""
        parts.append(f"{day(row['published_date'])}{later}")
    sides = [voice(side) for side in row["claimant_sides"]]
    return escape(", ".join(parts) + (f"; figures by {', '.join(sides)}" if sides else ""))


def _told(pages: Iterable[Mapping[str, Any]]) -> str:
    """`Dawn 61, BBC 9 and 14 others; figures by state on 80 pages, media on 31; 2 Jan 2018 – 3 Feb 2026`."""
    pages = list(pages)
    outlets = Counter(readable(str(row["source_name"])) for row in pages)
    ranked = sorted(outlets.items(), key=lambda outlet: (-outlet[1], outlet[0]))
    named = ", ".join(f"{name} {number}" for name, number in ranked[:_OUTLETS])
    rest = len(ranked) - _OUTLETS
    told = named + (f" and {rest} other{'' if rest == 1 else 's'}" if rest > 0 else "")
    sides = Counter(voice(side) for row in pages for side in row["claimant_sides"])
    if sides:
        told += "; figures by " + ", ".join(
            f"{side} on {number}" for side, number in sorted(sides.items(), key=lambda side: (-side[1], side[0]))
        )
    dated = [row["published_date"] for row in pages if row["published_date"] is not None]
    later = sum(bool(row.get("is_dated_later")) for row in pages)
    told += f"; {days(min(dated), max(dated))}" if dated else ""
    return told + (f"; {later} {_LATER}" if later else "") + "."
