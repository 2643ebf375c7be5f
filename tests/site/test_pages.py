"""The pages in a real browser, opened from the disk with the network cut."""

from pathlib import Path

import polars as pl
import pytest

from corridorwatch.charts import SAMPLE_SENTENCE
from corridorwatch.site import build_site
from tests.site.tables import AS_OF, GOOD_URL, STAMP, published_tables

PAGES = (
    "index.html",
    "districts/alpha.html",
    "districts/beta.html",
    "districts/balochistan.html",
    "corridor.html",
    "sites/port.html",
    "campaigns/raid.html",
    "accounts.html",
    "methods.html",
    "queries.html",
)
BAR_HEIGHTS = """plot => Array.from(plot.querySelectorAll('.subplot.xy .barlayer .point path'),
    path => path.getBBox().height)"""


def charts_of(reader: object) -> dict[str, str]:
    """The id of each chart of the page that is open, and the words drawn in it."""
    return {
        chart.get_attribute("id"): " ".join(
            chart.eval_on_selector_all("svg text", "texts => texts.map(text => text.textContent)")
        )
        for chart in reader.page.query_selector_all(".plot")
    }


def test_every_page_draws_its_charts_says_that_it_is_a_sample_and_asks_for_nothing_but_files(sites, visit):
    reader = visit()
    drawn = 0
    for page in PAGES:
        reader.read(sites["sample"] / page)
        charts = charts_of(reader)
        assert charts or page in ("methods.html", "queries.html"), page
        assert [name for name, words in charts.items() if SAMPLE_SENTENCE not in words] == [], page
        drawn += len(charts)
    assert drawn == 15
    assert reader.complaints == []
    assert [url for url in reader.requests if not url.startswith(("file:", "data:", "blob:"))] == []


def test_a_week_nobody_covered_has_no_bar_and_no_zero(sites, visit):
    reader = visit()
    reader.read(sites["sample"] / "districts/alpha.html")
    plot = reader.page.query_selector("#fig-district_weekly")
    # Three weeks are documented: one with two sides, one with one side, one without any toll. Ten are not covered.
    heights = plot.evaluate(BAR_HEIGHTS)
    assert len(heights) == 3
    assert min(heights) > 1
    roles = plot.evaluate("plot => plot._fullData.map(trace => trace.meta && trace.meta.role)")
    assert "zero" not in roles
    assert "without_toll" in roles
    strip = plot.evaluate(
        "plot => plot._fullData.filter(t => t.meta && t.meta.status === 'not_covered').map(t => t.marker.pattern.shape)"
    )
    assert strip == ["/"]


def test_a_census_draws_a_true_zero_as_a_zero_and_hatches_the_rest(sites, visit):
    reader = visit()
    reader.read(sites["census"] / "districts/alpha.html")
    traces = reader.page.query_selector("#fig-district_weekly").evaluate(
        "plot => plot._fullData.map(t => ({role: t.meta.role, status: t.meta.status, y: Array.from(t.y)}))"
    )
    zeros = [trace["y"] for trace in traces if trace["role"] == "zero"]
    assert zeros == [[0] * 8]
    assert SAMPLE_SENTENCE not in charts_of(reader)["fig-district_weekly"]
    assert reader.complaints == []
    statuses = {trace["status"] for trace in traces if trace["role"] == "coverage"}
    assert statuses == {"reported", "reported_zero", "provisional", "not_covered", "source_down"}
    assert "still filling" in reader.page.inner_text("#fig-district_weekly")


def test_a_phone_needs_no_sideways_scrolling(sites, visit):
    reader = visit(width=320)
    for page in (
        "index.html",
        "districts/alpha.html",
        "sites/port.html",
        "corridor.html",
        "campaigns/raid.html",
        "accounts.html",
        "methods.html",
    ):
        reader.read(sites["sample"] / page)
        assert reader.page.evaluate("document.documentElement.scrollWidth") == 320, page


def test_a_page_that_turns_dark_draws_its_charts_in_the_dark_colours(sites, visit):
    reader = visit()
    reader.read(sites["sample"] / "districts/alpha.html")
    plot = reader.page.query_selector("#fig-district_weekly")
    colours = []
    for scheme in ("light", "dark"):
        reader.page.emulate_media(color_scheme=scheme)
        if scheme == "dark":
            reader.page.wait_for_function(
                "([plot, ink]) => plot._fullLayout.font.color !== ink", arg=[plot, colours[0]["ink"]]
            )
        colours.append(
            {
                "paper": reader.page.evaluate("getComputedStyle(document.body).backgroundColor"),
                "bar": plot.evaluate("plot => plot._fullData[0].marker.color"),
                "ink": plot.evaluate("plot => plot._fullLayout.font.color"),
            }
        )
    assert [name for name in colours[0] if colours[0][name] == colours[1][name]] == []


def test_the_filter_leaves_the_names_that_match(sites, visit):
    reader = visit()
    reader.read(sites["sample"] / "index.html")
    reader.page.fill("input[data-filter]", "BET")
    shown = reader.page.eval_on_selector_all(
        "#districts .index li", "items => items.filter(i => i.offsetParent).map(i => i.querySelector('a').textContent)"
    )
    assert shown == ["Beta"]


def test_a_claim_opens_the_page_it_was_read_on(sites, visit):
    reader = visit()
    reader.read(sites["sample"] / "campaigns/raid.html")
    targets = reader.page.query_selector("#fig-campaign_claims").evaluate(
        "plot => plot._fullData.filter(t => t.meta.role === 'claims').flatMap(t => Array.from(t.customdata))"
    )
    # Eight claims: a part of a total is only in the table, as is the undated one of a group with no other panel.
    assert targets == [GOOD_URL] * 7
    rows = reader.page.eval_on_selector_all("#claims tbody tr", "rows => rows.length")
    assert rows == 8


def test_the_slider_shows_what_was_known_on_a_day_and_nothing_said_later(sites, visit):
    reader = visit()
    reader.read(sites["sample"] / "campaigns/raid.html")
    militants = reader.page.query_selector("[data-toll='state/militant']")
    slider = reader.page.query_selector("#known-day")
    labels = []
    for day in (0, 2):
        slider.evaluate("(slider, day) => { slider.value = day; slider.dispatchEvent(new Event('input')); }", day)
        labels.append(reader.page.inner_text("#known-label"))
        shown = reader.page.eval_on_selector_all(
            "#claims tbody tr", "rows => rows.filter(row => row.offsetParent).length"
        )
        if day == 0:
            assert militants.query_selector(".to").inner_text() == "37"
            assert "said once" in militants.inner_text()
            assert militants.query_selector(".to a").get_attribute("href") == GOOD_URL
            assert shown == 4
            assert reader.page.query_selector("#fig-campaign_claims").evaluate("plot => plot.layout.shapes.length") == 2
        else:
            assert shown == 6
    assert labels == ["3 Jan 2024", "5 Jan 2024"]
    reader.page.click("#known-on")
    assert "the last word so far" in reader.page.inner_text("#known-label")
    assert militants.query_selector(".to").inner_text() == "216"
    assert "Not the same count: 216 contains the dead of the raids just before" in militants.inner_text()
    assert reader.page.query_selector("#fig-campaign_claims").evaluate("plot => plot.layout.shapes.length") == 0
    assert reader.complaints == []


def test_hostile_text_is_shown_as_written_and_its_address_is_no_link(sites, visit):
    reader = visit()
    reader.read(sites["sample"] / "districts/alpha.html")
    assert "<script>alert('x')</script><b>bold</b>" in reader.page.inner_text("main")
    assert reader.page.query_selector("main script, main td b, main svg a") is None
    text = reader.page.inner_text("body")
    assert "\u202e" not in text
    assert "x… (100," in text
    assert len(text) < 60_000
    assert reader.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    links = reader.page.eval_on_selector_all("a", "links => links.map(link => link.getAttribute('href'))")
    assert GOOD_URL in links
    assert not any(link.startswith("javascript:") for link in links)


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("index.html", "province_weekly"),
        ("districts/alpha.html", "district_weekly.alpha"),
        ("sites/port.html", "site_monthly.port"),
        ("campaigns/raid.html", "campaign_claims.raid"),
    ],
)
def test_the_csv_beside_a_figure_is_the_frame_of_the_figure(page, name, sites):
    html = (sites["sample"] / page).read_text(encoding="utf-8")
    root = "../" * page.count("/")
    assert f'href="{root}csv/{name}.csv"' in html
    frame = pl.read_csv(sites["sample"] / "csv" / f"{name}.csv")
    assert f"CSV, {frame.height} rows" in html
    if name.startswith("district"):
        assert frame["killed_best"].to_list() == [4, None, 2, None, None, None]
        assert frame["weeks"].to_list() == [1, 3, 1, 1, 1, 6]


def test_the_same_tables_give_the_same_bytes(tmp_path: Path, sites):
    report = build_site(published_tables("sample"), tmp_path / "again", as_of=AS_OF, stamp=STAMP)
    names = [
        sorted(path.relative_to(root) for path in root.rglob("*.*")) for root in (sites["sample"], tmp_path / "again")
    ]
    assert names[0] == names[1]
    different = [
        name for name in names[0] if (sites["sample"] / name).read_bytes() != (tmp_path / "again" / name).read_bytes()
    ]
    assert different == []
    assert report.pages == len(PAGES)
    assert report.bytes == sum(path.stat().st_size for path in (tmp_path / "again").rglob("*.*"))


def test_every_page_says_how_old_its_sources_are_and_names_none_that_may_not_leave(sites):
    pages = sorted(sites["sample"].rglob("*.html"))
    assert len(pages) >= len(PAGES)
    for page in pages:
        assert (
            "Age of the sources: Test source, last known to be the newest 23 Feb 2024, 40 days before"
            " (the last try to renew it failed; past 30 days nothing is published)." in page.read_text()
        ), page
        assert "closed" not in page.read_text().partition("Age of the sources")[2], page


def test_every_link_within_the_site_leads_to_a_file(sites):
    root = sites["sample"]
    for page in PAGES:
        html = (root / page).read_text(encoding="utf-8")
        for target in html.split('href="')[1:]:
            link = target.split('"')[0]
            if link.startswith(("http", "data:", "#")):
                continue
            path, _, anchor = link.partition("#")
            file = (root / page).parent / path
            assert file.is_file(), (page, link)
            assert not anchor or f'id="{anchor}"' in file.read_text(encoding="utf-8"), (page, link)
