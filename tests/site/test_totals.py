"""The front page begins with what each publisher counted, and every figure of it is one click from its page."""

from pathlib import Path

import duckdb
import pytest

from corridorwatch.site.build import build_site
from tests.site.tables import AS_OF, STAMP, published_tables
from tests.site.test_citations import UNCITED, lists_of

PUBLISHERS = ("ucdp", "picss", "pips", "crss", "satp")
URL = "https://example.org/totals"


def with_totals(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Five publishers that each say something of 2021, and PIPS of 2023 too; one has a figure nobody can open."""
    for rank, name in enumerate(PUBLISHERS, start=1):
        connection.execute(
            "insert into ref.publishers_of_totals values (?, ?, ?, ?, 'think_tank', 'balochistan', 'attacks', 'no', 'yes', ?,"
            " ?, 'each figure as quoted by its page', ?, ?, null)",
            [name, name, f"Institute {name}", name.upper(), rank, f"Credit of {name}", f"{URL}/{name}", f"{URL}/{name}/how"],
        )  # fmt: skip
        total(connection, f"{name}1", name, 2021, 100 + rank)
    total(connection, "pips2", "pips", 2023, 322)
    return connection


def total(connection: duckdb.DuckDBPyConnection, total_id: str, name: str, year: int, value: int) -> None:
    connection.execute(
        "insert into marts.published_totals values ($id, $name, $name, $name, 'balochistan', make_date($year, 1, 1),"
        " make_date($year, 12, 31), 'year', $year, 'killed', 'total', $value, null, null, 'exact', 'stated', true, null,"
        " make_date($year + 1, 1, 5), make_date($year + 1, 1, 5), 'day', make_date($year + 1, 1, 5), $url, 'Example Times', null)",
        {"id": total_id, "name": name, "year": year, "value": value, "url": f"{URL}/{total_id}"},
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("totals") / "site"
    build_site(with_totals(published_tables("sample")), folder, as_of=AS_OF, stamp=STAMP)
    return folder


@pytest.mark.parametrize("width", [340, 1280])
def test_the_first_chart_shows_at_least_four_publishers_with_links_to_their_pages(width, site, visit):
    """A fresh install showed a sample that is no trend where the site promises one."""
    reader = visit(width=width)
    reader.read(site / "index.html")
    first = reader.page.query_selector(".plot")
    assert first.get_attribute("id") == "fig-published_totals"
    words = first.eval_on_selector_all("svg text", "texts => texts.map(text => text.textContent)")
    assert all(any(word.startswith(name.upper()) for word in words) for name in PUBLISHERS)
    bars = first.evaluate(
        "plot => plot._fullData.filter(trace => trace.meta.role === 'figure').map(trace => trace.customdata)"
    )
    assert len(bars) == len(PUBLISHERS)
    assert all(url.startswith(URL) for urls in bars for url in urls)
    links = reader.page.eval_on_selector_all("#totals li a", "ways => ways.map(way => [way.textContent, way.href])")
    assert {href for text, href in links if text == "Example Times"} == {
        f"{URL}/{name}" for name in ("ucdp1", "picss1", "pips2", "crss1", "satp1")
    }
    assert reader.complaints == []
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_click_on_a_bar_opens_the_page_of_its_figure(site, visit):
    reader = visit()
    reader.read(site / "index.html")
    reader.page.evaluate("window.open = url => { window.opened = url; }")
    chart = reader.page.query_selector("#fig-published_totals")
    chart.scroll_into_view_if_needed()
    box = chart.query_selector(".subplot.xy .barlayer .trace:first-child .point").bounding_box()
    reader.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.page.wait_for_selector("#fig-published_totals .hoverlayer .hovertext")
    reader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert reader.page.evaluate("window.opened") == f"{URL}/ucdp1"


def test_every_figure_of_the_section_cites_a_page(site, visit):
    reader = visit()
    reader.page.goto((site / "index.html").as_uri())
    lists = {
        anchor: len([entry for entry in found if entry]) for anchor, found in lists_of(site / "index.html").items()
    }
    assert reader.page.evaluate(UNCITED, {"file": "index.sources.html", "pages": lists})["uncited"] == []
    rows = reader.page.eval_on_selector_all(
        "#totals details.data:not(.fold) tbody tr", "rows => rows.map(row => row.querySelector('a').href)"
    )
    assert sorted(rows) == sorted(f"{URL}/{each}" for each in (*(f"{name}1" for name in PUBLISHERS), "pips2"))


def test_a_site_without_totals_has_no_section_of_them(sites):
    page = (sites["sample"] / "index.html").read_text(encoding="utf-8")
    assert 'id="totals"' not in page
    assert not (sites["sample"] / "csv" / "published_totals.csv").exists()
