"""What a page asks of its reader: weight, stops of the tab key, words of age, tables that are whole, links in the map."""

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch.site.build import build_site, headline_source
from corridorwatch.site.context import Site
from corridorwatch.site.pages_front import write_front
from corridorwatch.site.reader import Reader
from corridorwatch.site.told import Told
from corridorwatch.site.writer import Writer
from tests.site.tables import AS_OF, STAMP, published_tables

STOPS = r'<a [^>]*href=|<button|<input|<select|<summary|tabindex="0"'


@pytest.fixture(scope="module")
def real_front(real_world: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The front page and what stands beside it, of the project's own ledger."""
    out: Path = tmp_path_factory.mktemp("front")
    reader = Reader(real_world, date(2026, 11, 20))
    source = headline_source(reader)
    write_front(Site(reader, Writer(out), source=source, told=Told.blank("test")))
    return out / "index.html"


def test_the_front_page_has_no_more_than_600_stops_and_links_each_page_of_the_ledger_once_a_list(real_front):
    """2,376 stops, folded ones among them: 1,817 were numerals of pages."""
    html = real_front.read_text(encoding="utf-8")
    assert len(re.findall(STOPS, html)) <= 600
    assert len(html) < 200_000
    lists = real_front.with_name("index.sources.html").read_text(encoding="utf-8").split('<section class="listed"')[1:]
    found = [re.findall(r'<li>.*?(<a href="[^"]+"|<span class="pageless")', part) for part in lists]
    assert len(lists) > 50 and all(len(pages) > 1 for pages in found)
    entries = [tuple(re.findall(r'<span class="number">(\d+)', part)) for part in lists]
    assert len(set(entries)) == len(entries)
    told = [int(re.search(r"(\d+) pages, <a", part)[1]) for part in lists]
    assert told == [len(pages) for pages in found]


def test_a_list_is_where_the_page_says_and_leads_back_to_the_page_that_named_it(real_front):
    lists = real_front.with_name("index.sources.html").read_text(encoding="utf-8")
    asked = 0
    for page in (real_front, real_front.with_name("index.numbers.html")):
        html = page.read_text(encoding="utf-8")
        anchors = re.findall(r'href="index\.sources\.html#(s\d+)"', html)
        assert anchors and [anchor for anchor in anchors if f'id="{anchor}"' not in lists] == []
        asked += len(anchors)
        for anchor in re.findall(r'id="at-(s\d+)"', html):
            assert f'href="{page.name}#at-{anchor}"' in lists
    assert asked > lists.count('class="listed"')


@pytest.mark.parametrize("kind", ["sample", "census"])
def test_every_page_says_under_its_heading_how_many_days_before_the_as_of_date_its_sources_end(kind, sites):
    """The end of the data stood in the foot, as a day to reckon from; the age of the files is not that of the data."""
    pages = sorted(sites[kind].rglob("*.html"))
    assert len(pages) > 12
    words = r"</h1>\s*<p class=\"small newest\">Newest data: Test source to 31 Mar 2024, 3 days before the as-of date, 3 Apr 2024\.</p>"
    assert [page.name for page in pages if not re.search(words, page.read_text(encoding="utf-8"))] == []


def test_a_source_that_ends_on_the_as_of_date_or_after_it_is_no_day_old(tmp_path):
    tables = published_tables("sample")
    tables.execute("update ref.sources set period_end = date '2024-05-01' where source_id = 'src'")
    build_site(tables, tmp_path, as_of=AS_OF, stamp=STAMP)
    assert "Test source to 3 Apr 2024, 0 days before the as-of date" in (tmp_path / "index.html").read_text()


def test_a_sample_has_no_column_of_differences_and_a_census_has(sites):
    """Tables printed `difference +94` and `change on the year +8.1` beside the words that a sample is no trend."""
    columns = {"index.html": ["difference"], "corridor.html": ["change on the year", "change on the month"]}
    for page, names in columns.items():
        for kind in ("sample", "census"):
            html = (sites[kind] / page).read_text(encoding="utf-8")
            heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]+)</th>", html)
            assert [name for name in names if name in heads] == (names if kind == "census" else []), (page, kind)
            table = html.split('aria-labelledby="movers"' if page == "index.html" else "CPEC sites by exposure")[1]
            table = table.split("<table")[1].split("</table>")[0]
            wide = table.split("</thead>")[0].count("<th ")
            assert {
                sum(int(span or 1) for span in re.findall(r'<t[hd](?: [^>]*?colspan="(\d+)")?[^>]*>', row))
                for row in table.split("<tbody>")[1].split("<tr")[1:]
            } == {wide}


@pytest.mark.parametrize("width", [390, 1280])
def test_no_week_of_the_page_of_incidents_is_cut(width, tmp_path, visit):
    """The newest week showed 9 of its 16 rows, in a box of 560 pixels."""
    tables = published_tables("sample")
    tables.execute(
        "insert into core.incidents by name select * exclude (n, week) replace (incident_id || '-' || n as incident_id)"
        " from core.incidents, range(20) as t(n) where incident_id = 'three'"
    )
    build_site(tables, tmp_path / "site", as_of=AS_OF, stamp=STAMP)
    reader = visit(width=width)
    reader.page.goto((tmp_path / "site/incidents.html").as_uri())
    reader.page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    boxes = reader.page.eval_on_selector_all(
        ".scroll",
        "boxes => boxes.map(box => [box.querySelectorAll('tbody tr').length, box.scrollHeight - box.clientHeight])",
    )
    assert max(rows for rows, _ in boxes) == 21
    assert [hidden for _, hidden in boxes if hidden > 0] == []


def test_the_sites_of_the_map_are_links_that_a_reader_of_the_screen_reaches_by_name(sites, visit):
    """An image has no parts: the links within it were there for the eye alone."""
    reader = visit()
    reader.page.goto((sites["sample"] / "corridor.html").as_uri())
    assert reader.page.query_selector("[role=img] a, [role=img] [tabindex='0']") is None
    assert reader.page.get_by_role("link", name=re.compile("incidents expected in 52 weeks|no figure")).count() == 1
    reader.page.get_by_role("link", name=re.compile("incidents expected in 52 weeks|no figure")).focus()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/sites/port.html")
