"""Which editions of UCDP's events there are, and where: by the links of the download page, else by their usual names.

A yearly release `26.1` holds 1989 to the end of 2025. Candidate events come by month (`26.0.8` is August 2026), and
again as files that gather the months of a year so far (`26.01.26.06` is January to June 2026), which correct the months
in them. No edition is typed in: the newest is what the page links to. Without a page the usual names are tried, newest
first.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from corridorwatch.errors import FetchFailed
from corridorwatch.ingest.http import Patience, Retryable, get_page, open_client
from corridorwatch.ingest.watch import CONNECT, SILENCE
from corridorwatch.sources.ucdp.parse import CANDIDATE, GED

_SEPARATOR, _END = r"[._]", r"(?:[-_]csv)?\.(?:csv|zip|csv\.zip)"
_YEARLY = (
    re.compile(rf"ged[-_]?(\d\d)[._]?([1-9]){_END}", re.IGNORECASE),
    re.compile(rf"gedevent[-_]v\.?(\d\d){_SEPARATOR}([1-9]){_END}", re.IGNORECASE),
)
_MONTHLY = re.compile(rf"gedevent[-_]v\.?(\d\d){_SEPARATOR}0{_SEPARATOR}(\d\d?){_END}", re.IGNORECASE)
_MONTHS = re.compile(
    rf"gedevent[-_]v\.?(\d\d){_SEPARATOR}(\d\d){_SEPARATOR}(\d\d){_SEPARATOR}(\d\d){_END}", re.IGNORECASE
)
_NAMED = re.compile(r"(?:gedevent[-_]v|ged)[\d._]+(?:[-_]csv)?\.(?:csv\.zip|csv|zip)", re.IGNORECASE)
_FOLDERS = {GED: "ged", CANDIDATE: "candidateged"}
_YEARS_BACK = 3
_PAGE_SHARE = CONNECT / SILENCE


@dataclass(frozen=True)
class Edition:
    """One file: of which source, its version as UCDP writes it, its address, and the months that it is the word on.

    `first` and `last` are months as 12 * year + month - 1.
    """

    source: str
    version: str
    url: str
    first: int
    last: int

    @property
    def months(self) -> frozenset[int]:
        """Every month from the first to the last."""
        return frozenset(range(self.first, self.last + 1))


def month_of(year: int, month: int) -> int:
    """A month as a number that counts on: 12 * year + month - 1."""
    return 12 * year + month - 1


def of_name(url: str) -> Edition | None:
    """The edition that the file name in an address tells, or None where it is no file of events.

    The product on violent protest (`GEDEvent_v26_1_4_1101_2512`) is none, nor are workbooks, codebooks and shapes.
    """
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    for pattern in _YEARLY:
        if "csv" in name.lower() and (found := pattern.fullmatch(name)):
            last = month_of(1999 + int(found[1]), 12)
            return Edition(GED, f"{found[1]}.{found[2]}", url, month_of(1989, 1), last)
    if (found := _MONTHLY.fullmatch(name)) and 1 <= int(found[2]) <= 12:
        month = month_of(2000 + int(found[1]), int(found[2]))
        return Edition(CANDIDATE, f"{found[1]}.0.{int(found[2])}", url, month, month)
    if (found := _MONTHS.fullmatch(name)) and all(1 <= int(found[place]) <= 12 for place in (2, 4)):
        year, month, last_year, last_month = (int(part) for part in found.groups())
        first, last = month_of(2000 + year, month), month_of(2000 + last_year, last_month)
        return Edition(CANDIDATE, ".".join(found.groups()), url, first, last) if first <= last else None
    return None


def linked(page_url: str, text: str, base: str) -> list[Edition]:
    """The editions that a page links to, or names anywhere in its text; each once, a link before a mere name.

    Args:
        page_url: the address of the page, after redirects; links are relative to it.
        base: the folder of the publisher's downloads, for files that the page names without an address.
    """
    links = _Links()
    # What the parser gives up on has told its links by then.
    with suppress(AssertionError):
        links.feed(text)
    found: dict[tuple[str, str], Edition] = {}
    root = urljoin(page_url, links.base) if links.base else page_url
    for link in links.found:
        try:
            url = urljoin(root, link.strip())
        except ValueError:
            continue
        if page_url.startswith("https:") and url.startswith("http:"):
            url = "https:" + url.removeprefix("http:")
        edition = of_name(url.partition("#")[0]) if url.startswith(("https:", "http:")) else None
        if edition:
            found.setdefault((edition.source, edition.version), edition)
    for name in _NAMED.findall(text):
        if edition := of_name(name):
            usual = replace(edition, url=f"{base}/{_FOLDERS[edition.source]}/{name}")
            found.setdefault((edition.source, edition.version), usual)
    return list(found.values())


class _Links(HTMLParser):
    """Every attribute of a page that may be an address, and the address that it says links are relative to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if tag == "base" and name == "href":
                self.base = value or ""
            elif value:
                self.found.append(value)


def listed(base: str, patience: Patience) -> list[Edition]:
    """The editions of the publisher's download page; none where there is no such page or it names none.

    With a watch the page may use as much of the allowance as a connection may: the rest is for the files.
    """
    watch = patience.watch
    try:
        with open_client(patience, follow=True) as client:
            if watch is None:
                return linked(*get_page(client, f"{base}/"), base)
            with watch.at_most(watch.left * _PAGE_SHARE):
                return linked(*get_page(client, f"{base}/"), base)
    except (FetchFailed, Retryable):
        return []


def yearly(found: Iterable[Edition], base: str, today: date) -> list[Edition]:
    """Yearly releases to try, newest first: those found, else those that may have come out by a day."""
    releases = [each for each in found if each.source == GED and _ends_before(each, today)]
    if not releases:
        years = range(today.year, today.year - _YEARS_BACK, -1)
        releases = _of_names(f"{base}/ged/ged{year % 100:02d}1-csv.zip" for year in years)
    return sorted(releases, key=lambda each: _number(each.version), reverse=True)[:_YEARS_BACK]


def _of_names(urls: Iterable[str]) -> list[Edition]:
    return [edition for url in urls if (edition := of_name(url))]


def candidates(found: Iterable[Edition], base: str, today: date, after: int) -> list[Edition]:
    """Candidate files to try that tell of months later than `after`; those first that gather most of the newest months.

    Whoever takes them in this order leaves out each whose months the taken ones hold already. Where none is found,
    those that may have come out by a day.
    """
    files = [each for each in found if each.source == CANDIDATE]
    if not files:
        files = _of_names(_usual(base, today, after))
    late = [each for each in files if each.last > after and _ends_before(each, today)]
    gathered = sorted((each for each in late if each.first < each.last), key=lambda each: (-each.last, each.first))
    return gathered + sorted((each for each in late if each.first == each.last), key=lambda each: -each.last)


def _usual(base: str, today: date, after: int) -> Iterator[str]:
    this = month_of(today.year, today.month)
    for month in range(this - 1, after, -1):
        year, number = divmod(month, 12)
        if (number + 1) % 3 == 0:
            yield f"{base}/candidateged/GEDEvent_v{year % 100:02d}_01_{year % 100:02d}_{number + 1:02d}.csv"
        yield f"{base}/candidateged/GEDEvent_v{year % 100:02d}_0_{number + 1}.csv"


def newer(version: str, other: str) -> bool:
    """Whether a yearly release came after another."""
    return _number(version) > _number(other)


def _ends_before(edition: Edition, today: date) -> bool:
    return edition.last <= month_of(today.year, today.month)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
