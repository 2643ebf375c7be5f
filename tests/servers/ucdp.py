"""A server that behaves like UCDP's: the zipped yearly file with ranges, candidate files, and the API with its habits."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers.web import Answer, Request, Web, file_answer, serving
from tests.ucdp_file import content

TOKEN = "ucdp-token-that-nobody-may-read"


def candidate(*identities: int) -> bytes:
    """A candidate file of one death an event."""
    day = "2026-08-01 00:00:00.000"
    one = {"date_start": day, "date_end": day, "deaths_a": "1", "deaths_b": "0", "best": "1", "low": "1", "high": "1"}
    return content([{"id": str(each), **one} for each in identities])


def yearly(file: bytes, name: str = "GEDEvent_v26_1.csv") -> bytes:
    """The zip around a yearly file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, (2026, 6, 1, 0, 0, 0)), file)
    return packed.getvalue()


@dataclass
class Ucdp:
    """The publisher's state, which a test changes.

    `slow_down`: how many requests get the 400 that means so. `cut`: pages whose body is cut once. `total`: page -> the
    total it declares instead of the true one. `next_url`: page -> what it names as next page instead. `page`: the
    download page; None where there is none. `instead`: path below the downloads -> what is answered there instead.
    `cuts`: path -> after how many bytes each next answer is cut.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    events: list[dict] = field(default_factory=list)
    page_size: int = 2
    slow_down: int = 0
    errors: int = 0
    cut: set[int] = field(default_factory=set)
    total: dict[int, int] = field(default_factory=dict)
    next_url: dict[int, str] = field(default_factory=dict)
    empty: set[int] = field(default_factory=set)
    page: str | None = None
    instead: dict[str, Answer] = field(default_factory=dict)
    cuts: dict[str, list[int]] = field(default_factory=dict)
    web: Web | None = None

    def answer(self, request: Request) -> Answer:
        if self.errors:
            self.errors -= 1
            return Answer(b"<html>Server Error in '/' Application.</html>", 500, {"Content-Type": "text/html"})
        name = request.path.removeprefix("/downloads/")
        if answer := self.instead.get(name, self.instead.get("*")):
            return answer
        if not name and self.page is not None:
            return Answer(self.page.encode(), 200, {"Content-Type": "text/html; charset=utf-8"})
        if name in self.files:
            file, cuts = self.files[name], self.cuts.get(name)
            return file_answer(request, file, f'"{len(file)}-{sum(file)}"', cuts.pop(0) if cuts else None)
        if request.path.startswith("/api/gedevents/"):
            return self._page(request)
        return Answer(b"<html>not found</html>", 404, {"Content-Type": "text/html"})

    def _page(self, request: Request) -> Answer:
        if request.headers.get("x-ucdp-access-token") != TOKEN:
            return Answer(b"API token required", 401)
        if self.slow_down:
            self.slow_down -= 1
            return Answer(b"Bad Request", 400)
        number = int(request.query.get("page", 0))
        start = number * self.page_size
        here = [] if number in self.empty else self.events[start : start + self.page_size]
        more = start + self.page_size < len(self.events)
        following = f"{self.web.url}/api/gedevents/26.1?pagesize=1000&Country=770&page={number + 1}" if more else ""
        page = {
            "TotalCount": self.total.get(number, len(self.events)), "TotalPages": 0, "PreviousPageUrl": "",
            "NextPageUrl": self.next_url.get(number, following), "Result": here,
        }  # fmt: skip
        cut = 30 if number in self.cut else None
        self.cut.discard(number)
        return Answer(json.dumps(page).encode(), 200, {"Content-Type": "application/json"}, cut)


def download_page(*links: str) -> str:
    """A page that links to these files, among the others that such a page has."""
    others = (
        "ged/ged261.pdf", "ged/ged261-xlsx.zip", "ged/ged261-RData.zip", "vpp/GEDEvent_v26_1_4_1101_2512.csv",
        "candidateged/ucdp-candidate-codebook1.5.pdf", "brd/ucdp-brd-conf-261-csv.zip", "mailto:data@example.org", "#top",
    )  # fmt: skip
    rows = "".join(f'<tr><td><a class="file" href="{link}">CSV</a></td></tr>\n' for link in (*links, *others))
    return f"<!DOCTYPE html><html><head><title>Downloads</title></head><body><table>{rows}</table></body></html>"


@contextmanager
def ucdp() -> Iterator[Ucdp]:
    """The publisher, on loopback."""
    publisher = Ucdp()
    with serving(publisher.answer) as publisher.web:
        yield publisher
