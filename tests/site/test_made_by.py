"""From any number on a page a reader gets, by links alone, to the query that made it, and from there to the tables."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from corridorwatch.config import SQL
from corridorwatch.site.context import TEMPLATES

_VOID = {"meta", "link", "br", "input", "img", "wbr", "hr"}
_PROSE = {"rules", "claims", "words", "before-after", "growth", "status", "cite"}
"""Sections of the methods page that say how things are counted, and count nothing."""


class _Parts(HTMLParser):
    """The parts of a page: its outermost sections and figures, and what is left of its content."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[dict[str, object]] = []
        self.rest: dict[str, object] = {"name": "the rest", "text": "", "links": []}
        self.ids: set[str] = set()
        self._open: list[str] = []
        self._within = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        if tag in _VOID:
            return
        self._open.append(tag)
        if "main" in self._open and tag in ("section", "figure") and not self._within:
            self._within = len(self._open)
            name = given.get("aria-labelledby") or given.get("aria-label") or given.get("id")
            self.parts.append({"name": name, "text": "", "links": []})
        if tag == "a" and "main" in self._open:
            self._part["links"].append(given.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if len(self._open) < self._within:
            self._within = 0

    def handle_data(self, data: str) -> None:
        if "main" in self._open and self._open[-1] not in ("script", "style"):
            self._part["text"] += data

    @property
    def _part(self) -> dict[str, object]:
        return self.parts[-1] if self._within else self.rest


def _read(page: Path) -> _Parts:
    parts = _Parts()
    parts.feed(page.read_text(encoding="utf-8"))
    return parts


def _queries(links: list[str]) -> list[str]:
    return [link.partition("queries.html#")[2] for link in links if "queries.html#" in link]


@pytest.mark.parametrize("kind", ["sample", "census"])
def test_every_part_of_a_page_with_a_number_leads_to_a_query_that_is_there(sites: dict[str, Path], kind: str) -> None:
    """4 of 11 sections of the front page did, and of the pages' own queries none was linked."""
    site = sites[kind]
    there = _read(site / "queries.html").ids
    silent, broken = [], []
    for page in sorted(site.rglob("*.html")):
        if page.name in ("queries.html", "models.html"):
            continue
        found = _read(page)
        # A list of pages cited is one query, named on top of it.
        parts = [found.rest] if page.name.endswith(".sources.html") else [*found.parts, found.rest]
        for part in parts:
            asked = _queries(part["links"])
            broken += [(page.name, part["name"], anchor) for anchor in asked if anchor not in there]
            is_prose = page.name == "methods.html" and part["name"] in _PROSE
            # Beside its parts a page says of which days it is, and how old.
            text = re.sub(r"\d+ (\w+ \d{4}|days?)", "", part["text"]) if part is found.rest else part["text"]
            if re.search(r"\d", text) and not is_prose and not asked:
                silent.append((page.name, part["name"]))
    assert silent == []
    assert broken == []


def test_every_query_of_the_pages_is_named_where_it_is_shown() -> None:
    named = {
        name
        for template in TEMPLATES.glob("*.j2")
        for call in re.findall(r"m\.made\(([^)]*)\)", template.read_text(encoding="utf-8"))
        for name in re.findall(r"'(\w+)'", call)
    }
    # What is beside every row, in files of data, in a chart, or in the foot of each page.
    beside = {"armed_group_counts", "export_exposure", "line_stops", "source_ages"}
    assert named | beside == {path.stem for path in (SQL / "pages").glob("*.sql")}


def test_each_query_leads_to_its_tables_and_each_table_to_those_it_is_made_from(sites: dict[str, Path]) -> None:
    tables = _read(sites["sample"] / "models.html")
    queries = _read(sites["sample"] / "queries.html")
    asked = {link.partition("#")[2] for part in queries.parts for link in part["links"] if "models.html#" in link}
    assert {"core.incidents", "marts.weekly_casualties_by_district"} <= asked <= tables.ids
    assert "corridorwatch trace core.incidents.killed_best --where" in "".join(part["text"] for part in queries.parts)
    from_table = {link[1:] for part in tables.parts for link in part["links"] if link.startswith("#")}
    assert {"core.reports", "core.records", "core.record_files"} <= from_table <= tables.ids
    text = "".join(part["text"] for part in tables.parts)
    assert "raw.ledger_incidents" in text and "left join core.record_files as file" in text
