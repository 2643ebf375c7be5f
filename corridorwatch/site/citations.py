"""Citations: beside each sum, a numbered link to every page that it rests on, and a key to the numbers on each page."""

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from corridorwatch.display import readable
from corridorwatch.site.wording import day, safe_url, voice

NONE = Markup('<span class="null">none</span>')
"""What stands beside a figure that no source speaks for."""

_MANY = 24
"""More links than this are a box that scrolls: they stay one click away and push nothing off a phone."""


class Citations:
    """The citations of one build.

    Args:
        pages: rows of `sql/pages/cited_pages.sql`, what there is to cite.
        sums: rows of `sql/pages/citations.sql`, what each kind of sum rests on.
    """

    def __init__(self, pages: Iterable[Mapping[str, object]], sums: Iterable[Mapping[str, object]]) -> None:
        self._pages = {str(row["cited"]): row for row in pages}
        self._order = {cited: at for at, cited in enumerate(self._pages)}
        self._sums = {(str(row["kind"]), str(row["key"])): list(row["cited"]) for row in sums}
        self._links = {cited: _link(row) for cited, row in self._pages.items()}
        self._at = {row["source_url"]: cited for cited, row in self._pages.items() if row["page_number"] is not None}
        self._used: set[str] = set()

    def __call__(self, kind: str, *key: object, source_id: str = "") -> Markup:
        """The links of a sum, or the word that there are none.

        Args:
            kind: kind of sum, as in `citations.sql`.
            key: its key: a week, or a district and a week.
            source_id: whose sum it is: a publisher's zero rests on no record, and on the publisher's own page.
        """
        return self.all_of([(kind, *key)], source_id=source_id)

    def all_of(self, sums: Iterable[tuple[object, ...]], *, source_id: str = "") -> Markup:
        """The links of several sums taken together, each page once."""
        found = {cited for kind, *key in sums for cited in self._sums.get((str(kind), _joined(key)), ())}
        if not found and self._pages.get(source_id, {}).get("page_number", 0) is None:
            found = {source_id}
        return self._shown(found)

    def _shown(self, found: set[str]) -> Markup:
        if not found:
            return NONE
        self._used |= found
        links = Markup(" ").join(self._links[cited] for cited in sorted(found, key=self._order.__getitem__))
        if len(found) > _MANY:
            return Markup(
                '<span class="cites many" role="group" tabindex="0" aria-label="Sources, {0}">{0} pages: {1}</span>'
            ).format(len(found), links)
        return Markup('<span class="cites" role="group" aria-label="Sources">{}</span>').format(links)

    def in_districts(self, district_ids: Iterable[str]) -> Markup:
        """The links of the two last spans of 52 weeks of several districts."""
        return self.all_of([("district_years", each) for each in district_ids])

    def at(self, urls: Iterable[str]) -> Markup:
        """The links of the pages with these addresses."""
        return self._shown({self._at[url] for url in urls if url in self._at})

    def key(self) -> list[dict[str, object]]:
        """The numbers given since this was last asked, oldest page first: address, publisher, day and who is quoted."""
        numbered = [self._pages[cited] for cited in self._used if self._pages[cited]["page_number"] is not None]
        self._used.clear()
        return [
            {"number": row["page_number"], "url": row["source_url"], "who": _who(row)}
            for row in sorted(numbered, key=lambda row: row["page_number"])
        ]


def _joined(key: Iterable[object]) -> str:
    return "|".join(part.isoformat() if isinstance(part, date) else str(part or "") for part in key)


def _link(row: Mapping[str, object]) -> Markup:
    url = safe_url(row["source_url"])
    if url is None:
        return Markup('<span class="pageless">{} (no page given)</span>').format(readable(str(row["source_name"])))
    if row["page_number"] is None:
        return Markup('<a class="named" href="{}">{}</a>').format(url, readable(str(row["source_name"])))
    return Markup('<a href="{}" title="{}">{}</a>').format(
        url, _who(row, host=urlsplit(url).netloc), row["page_number"]
    )


def _who(row: Mapping[str, object], *, host: str = "") -> str:
    """`Dawn (dawn.com), 3 Feb 2026; figures by state, hospital`."""
    name, host = readable(str(row["source_name"])), host.removeprefix("www.")
    parts = [f"{name} ({host})" if host and host != name else name]
    if row["published_date"] is not None:
        parts.append(str(day(row["published_date"])))
    sides = [voice(side) for side in row["claimant_sides"]]
    return escape(", ".join(parts) + (f"; figures by {', '.join(sides)}" if sides else ""))
