"""The pages in a real browser, opened from the disk with the network cut."""

import itertools
import json
import re
from datetime import date
from pathlib import Path

import plotly.graph_objects as go
import polars as pl
import pytest

from corridorwatch.charts import SAMPLE_SENTENCE
from corridorwatch.site.build import build_site
from corridorwatch.site.figures import Source, table_of
from tests.site.tables import AS_OF, BAD_URL, GOOD_URL, STAMP, published_tables

PAGES = (
    "index.html",
    "index.numbers.html",
    "districts/alpha.html",
    "districts/beta.html",
    "districts/balochistan.html",
    "corridor.html",
    "sites/port.html",
    "campaigns/raid.html",
    "accounts.html",
    "incidents.html",
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
        assert charts or page in ("index.numbers.html", "incidents.html", "methods.html", "queries.html"), page
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


def test_a_month_nobody_covered_is_hatched_under_each_class_of_event_and_shares_a_row_with_the_next(sites, visit):
    reader = visit()
    reader.read(sites["sample"] / "index.html")
    strips = reader.page.query_selector("#fig-province_monthly").evaluate(
        "plot => plot._fullData.filter(t => t.meta.role === 'coverage').map(t => [t.yaxis, t.meta.status, t.hovertext[0]])"
    )
    hatched = "29 Jan 2024 – 31 Mar 2024: not covered"
    assert [text for _, status, text in strips if status == "not_covered"] == [hatched] * 2
    assert {axis for axis, _, _ in strips} == {"y3", "y4"}
    frame = pl.read_csv(sites["sample"] / "csv/province_monthly.csv")
    assert frame["killed_best"].to_list() == [4, 4, None, None]


def test_the_districts_of_the_year_the_others_and_the_province_alone_sum_to_the_headline(sites, visit):
    """The list held only placed deaths, so that its sum was less than the chart's."""
    reader = visit()
    reader.read(sites["census"] / "index.html")
    rows = reader.page.eval_on_selector_all(
        "section[aria-labelledby='movers'] tbody tr:not(.cited)",
        "rows => rows.map(row => [row.querySelector('th').innerText, row.querySelector('td').innerText])",
    )
    assert [name for name, _ in rows] == ["Alpha", "Beta", "Known only to the province", "All of the province"]
    killed = [0 if figure == "–" else int(figure) for _, figure in rows]
    headline = pl.read_csv(sites["census"] / "csv/province_weekly.csv")["killed_best"].sum()
    assert sum(killed[:-1]) == killed[-1] == headline


def test_the_words_of_a_status_are_those_of_the_files(sites, visit):
    reader = visit()
    reader.read(sites["census"] / "districts/alpha.html")
    shown = reader.page.eval_on_selector_all(
        "#fig-district_weekly ~ details tbody tr", "rows => rows.map(row => row.cells[3].textContent)"
    )
    filed = pl.read_csv(sites["census"] / "csv/district_weekly.alpha.csv")["status"].to_list()
    # The week of an end names it: "cut short: data end 31 Jan 2026".
    assert [words.partition(":")[0] for words in shown] == [status.replace("_", " ") for status in filed]
    assert len(set(filed)) == 6


def test_a_week_leads_to_its_incidents_from_its_bar_and_from_its_row(sites, visit):
    reader = visit()
    reader.read(sites["sample"] / "districts/alpha.html")
    links = reader.page.eval_on_selector_all(
        "#fig-district_weekly ~ details tbody tr", "rows => rows.map(row => (row.querySelector('a') || {}).href || '')"
    )
    assert [link.rpartition("/")[2] for link in links][:3] == ["incidents.html#2024-W01", "", "incidents.html#2024-W05"]
    reader.page.query_selector("#fig-district_weekly").scroll_into_view_if_needed()
    reader.page.evaluate(
        """() => { const plot = document.getElementById('fig-district_weekly');
        const at = plot._fullLayout.xaxis, box = plot.querySelector('.nsewdrag').getBoundingClientRect();
        window.at = [box.left + at.l2p(at.d2l('2024-01-04')), box.top + box.height / 2]; }"""
    )
    reader.page.mouse.move(*reader.page.evaluate("window.at"))
    reader.page.wait_for_selector("#fig-district_weekly .hoverlayer .hovertext")
    reader.page.mouse.click(*reader.page.evaluate("window.at"))
    reader.page.wait_for_url("**/incidents.html#2024-W01")
    assert reader.page.is_visible("[id='2024-W01']")


def test_a_census_draws_a_true_zero_as_a_zero_and_hatches_the_rest(sites, visit):
    reader = visit()
    reader.read(sites["census"] / "districts/alpha.html")
    traces = reader.page.query_selector("#fig-district_weekly").evaluate(
        "plot => plot._fullData.map(t => ({role: t.meta.role, status: t.meta.status, y: Array.from(t.y)}))"
    )
    zeros = [trace["y"] for trace in traces if trace["role"] == "zero"]
    assert zeros == [[0] * 7]
    assert SAMPLE_SENTENCE not in charts_of(reader)["fig-district_weekly"]
    assert reader.complaints == []
    statuses = {trace["status"] for trace in traces if trace["role"] == "coverage"}
    assert statuses == {"reported", "reported_zero", "provisional", "not_covered", "source_down", "cut_short"}
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


def test_a_phone_cuts_no_table_at_the_right_and_folds_what_is_long(sites, visit):
    """The ranking of sites lost half of its columns, and the front page was fifteen screens long."""
    reader = visit(width=390)
    for page in PAGES:
        reader.read(sites["sample"] / page)
        # The numbers of a chart, a column a value, are as wide as they are: they scroll, on a phone too.
        cut = reader.page.eval_on_selector_all(
            ".scroll",
            """regions => regions.filter(region => !region.querySelector('table.numbers')).filter(region => region.checkVisibility({contentVisibilityAuto: true}))
                .filter(region => region.clientWidth && region.scrollWidth > region.clientWidth)
                .map(region => region.getAttribute('aria-label'))""",
        )
        assert cut == [], page
    reader.read(sites["sample"] / "index.html")
    folded = "#districts .index"
    assert not reader.page.query_selector(folded).is_visible()
    reader.page.click("#districts summary")
    assert reader.page.query_selector(folded).is_visible()


def test_what_a_phone_folds_stands_open_on_a_wide_page_and_a_link_unfolds_it(sites, visit):
    wide = visit()
    wide.read(sites["sample"] / "index.html")
    assert wide.page.query_selector("#districts .index").is_visible()
    assert not wide.page.query_selector("#districts summary").is_visible()
    phone = visit(width=390)
    phone.page.goto((sites["sample"] / "methods.html").as_uri() + "#table.ref.sources")
    assert phone.page.query_selector("[id='table.ref.sources'] table").is_visible()


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize(
    ("page", "chart", "expected"),
    [
        ("index.html", "#fig-province_weekly", {SAMPLE_SENTENCE, "1 y"}),
        ("sites/port.html", "#fig-site_monthly", {SAMPLE_SENTENCE, "1 y", "preparation", "construction"}),
    ],
)
def test_the_words_and_buttons_over_a_chart_touch_no_other(page, chart, expected, width, long_site, visit):
    """On a phone the sample's sentence ran up to the buttons, and a phase's name lay under them."""
    reader = visit(width=width)
    reader.read(long_site / page)
    words = reader.page.eval_on_selector_all(
        f"{chart} .annotation-text, {chart} .rangeselector .button",
        """parts => parts.map(part => {
            const box = part.getBoundingClientRect(), inset = part.matches('.button') ? -5 : 3;
            return [part.textContent, box.left - 4, box.right + 4, box.top + inset, box.bottom - inset];
        })""",
    )
    assert expected <= {word[0] for word in words}
    touching = [
        (one[0], other[0])
        for number, one in enumerate(words)
        for other in words[number + 1 :]
        if not {one[0], other[0]} <= {"1 y", "3 y", "all"}
        and one[1] < other[2]
        and other[1] < one[2]
        and one[3] < other[4]
        and other[3] < one[4]
    ]
    assert touching == []


@pytest.mark.parametrize("width", [390, 1280])
def test_names_along_a_road_touch_no_other_and_the_seat_of_a_district_and_the_ends_stay(width, sites, visit):
    reader = visit(width=width)
    reader.read(sites["sample"] / "corridor.html")
    names = reader.page.eval_on_selector_all(
        "#fig-corridor_strips .annotation-text",
        """texts => texts.filter(text => / km$/.test(text.textContent)).map(text => {
            const box = text.getBoundingClientRect();
            return [text.textContent, box.left, box.right];
        })""",
    )
    shown = [name for name, _, _ in sorted(names, key=lambda name: name[1])]
    assert shown[0] == "East0 km" and "Gwadar60 km" in shown and shown[-1] == "West120 km"
    edges = [edge for _, left, right in sorted(names, key=lambda name: name[1]) for edge in (left, right)]
    assert edges == sorted(edges)
    assert edges[0] >= 0 and edges[-1] <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_a_name_on_the_map_lies_on_no_circle_and_no_other_name(width, sites, visit):
    reader = visit(width=width)
    reader.read(sites["sample"] / "corridor.html")
    overlaps = reader.page.evaluate(
        """() => {
            const box = element => element.getBoundingClientRect();
            const names = [...document.querySelectorAll(".map .town text")].filter(text => box(text).width);
            const circles = [...document.querySelectorAll(".map .where, .map .site")].map(circle => box(circle));
            const touches = (name, round) => {
                const x = (round.left + round.right) / 2, y = (round.top + round.bottom) / 2;
                const right = Math.max(name.left, Math.min(x, name.right)) - x;
                const down = Math.max(name.top, Math.min(y, name.bottom)) - y;
                return Math.hypot(right, down) < round.width / 2 - 1;
            };
            const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
            return {names: names.length, found: names.flatMap((text, n) => [
                ...circles.filter(circle => touches(box(text), circle)).map(() => text.textContent + " on a circle"),
                ...names.slice(n + 1).filter(other => meet(box(text), box(other))).map(o => text.textContent + o.textContent),
            ])};
        }"""
    )
    assert overlaps == {"names": 2, "found": []}


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
            assert militants.query_selector(".to").inner_text() == "37+"
            assert "said once" in militants.inner_text()
            assert militants.query_selector(".to a").get_attribute("href") == GOOD_URL
            assert shown == 4
            assert reader.page.query_selector("#fig-campaign_claims").evaluate("plot => plot.layout.shapes.length") == 2
        else:
            assert shown == 6
            assert "2 claims by then, from 37+ to 216, latest 5 Jan 2024" in militants.inner_text()
    assert labels == ["3 Jan 2024", "5 Jan 2024"]
    reader.page.click("#known-on")
    assert "the last word so far" in reader.page.inner_text("#known-label")
    assert militants.query_selector(".to").inner_text() == "216"
    assert "Not the same count: 216 contains the dead of the raids just before" in militants.inner_text()
    assert reader.page.query_selector("#fig-campaign_claims").evaluate("plot => plot.layout.shapes.length") == 0
    assert reader.complaints == []


def test_each_sum_of_the_dead_leads_to_its_incidents_and_says_by_whose_account(sites):
    """Sums on the front page once led to district pages only, and the campaigns' figures to no page at all."""
    front = (sites["sample"] / "index.html").read_text(encoding="utf-8")
    incidents = (sites["sample"] / "incidents.html").read_text(encoding="utf-8")
    assert 'href="incidents.html"' in front and "By whose account:" in front
    assert 'killed in <a href="incidents.html#2024-W13">' in (sites["census"] / "index.html").read_text(
        encoding="utf-8"
    )
    assert '<h2 id="2024-W01">' in incidents and GOOD_URL.replace("&", "&amp;") in incidents
    campaigns = front.split('id="campaigns-h"')[1].split("</section>")[0]
    figures = re.findall(
        r'data-label="(?:state|group): \w+">\s*(<a class="out" href="http[^"]+"[^>]*>)?\s*[0-9]', campaigns
    )
    assert figures and all(figures)


def test_a_tables_addresses_are_links_where_a_browser_may_follow_them():
    source = Source("src", "Test", "sample", "CC BY 4.0", "credit", date(2024, 1, 1), date(2024, 3, 31))
    table = table_of(pl.DataFrame({"state_url": [GOOD_URL, BAD_URL]}), "Accounts", source)
    assert table.count("<a ") == 1
    assert "javascript:alert(1)</td>" in table


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


def test_what_has_a_place_comes_first_by_likelihood_and_what_has_only_a_district_is_folded_and_counted(sites, visit):
    reader = visit()
    reader.read(sites["sample"] / "sites/port.html")
    tables = reader.page.query_selector_all("section[aria-labelledby='inc'] table")
    days = [
        [cell.inner_text() for cell in table.query_selector_all("td[data-label='day']") if cell.is_visible()]
        for table in tables
    ]
    # The one of 14 February is the newest and the least likely.
    assert days == [["3 Jan 2024", "3 Jan 2024", "14 Feb 2024"], []]
    folded = reader.page.query_selector("#district-only")
    assert folded.inner_text() == "1 known to the district only"
    folded.query_selector("summary").click()
    assert [cell.inner_text() for cell in folded.query_selector_all("td.n")][:2] == ["3 %", "30 %"]


def test_a_phase_says_in_words_that_it_has_not_ended_and_leads_to_where_it_was_read(sites, visit):
    reader = visit()
    reader.read(sites["sample"] / "sites/port.html")
    assert "not ended, as far as known" in reader.page.inner_text("section[aria-labelledby='life']")
    reader.page.click("section[aria-labelledby='life'] a")
    assert reader.page.evaluate("document.querySelector(':target').innerText") == (
        "The site's row was read in: example.org, a map."
    )


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


@pytest.mark.parametrize("kind", ["sample", "census"])
def test_every_figure_keeps_to_plotlys_schema(kind, sites):
    """Figures are plain values: a misspelt property would be passed over by the script and draw something else."""
    drawn = 0
    for script in sorted((sites[kind] / "charts").glob("*.js")):
        name, _, value = script.read_text(encoding="utf-8").strip().rstrip(";").partition("=")
        for figure in json.loads(value).values() if name == "window.CW_CHARTS" else ():
            go.Figure(figure)
            drawn += 1
    assert drawn > 5


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
    assert report.pages == len(list((tmp_path / "again").rglob("*.html")))
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


def test_no_page_shows_markup_of_ours_as_text(sites):
    for kind, page in itertools.product(("sample", "census"), PAGES):
        assert "&lt;span" not in (sites[kind] / page).read_text(encoding="utf-8"), page


def test_a_year_has_no_thousands():
    table = table_of(pl.DataFrame({"year": [1989], "killed_best": [1200]}), "caption", source=None)
    assert re.findall(r"<td class=n>([^<]*)", table) == ["1989", "1,200"]


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
