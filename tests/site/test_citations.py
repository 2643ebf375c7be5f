"""Each figure of each page cites a source that one click opens, or the list of its sources, by whatever table it stands in."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from corridorwatch.site.citations import Citations
from tests.site.tables import GOOD_URL
from tests.site.test_pages import PAGES

UNCITED = """lists => {
    const isList = link => {
        const [file, anchor] = link.getAttribute('href').split('#');
        const named = /^Sources \\((\\d+)\\)$/.exec((link.closest('details.cites > a') ?
            link.parentElement.querySelector('summary') : link).textContent);
        return lists.file === file && named && lists.pages[anchor] === Number(named[1]);
    };
    const way = node => node && (node.querySelector('a[href^="http"], .pageless') ||
        Array.from(node.querySelectorAll('a.cites, .cites > a:not([href^="http"])')).some(isList) ||
        Array.from(node.querySelectorAll('.null')).some(word => word.textContent === 'none'));
    const isFigure = node => node.matches('.n, [data-sum]') ? /[0-9]/.test(node.textContent)
        : /[0-9] (killed|dead|incidents?)\\b/.test(node.textContent);
    const isCited = node => {
        const row = node.matches('.n') ? node.closest('tr') : node;
        const by = node.closest('[data-cited-by]');
        const next = row.nextElementSibling;
        return [row, next && next.matches('tr.cited') ? next : null, node.closest('[data-sum]'),
            by && document.getElementById(by.dataset.citedBy)].some(way);
    };
    const figures = Array.from(document.querySelectorAll(
        'main tbody .n, main [data-sum], main p, main li, main dd, main h2, main h3, main summary')).filter(isFigure);
    return {figures: figures.length, uncited: figures.filter(node => !isCited(node)).map(node => node.textContent.trim().slice(0, 80))};
}"""


def lists_of(page: Path) -> dict[str, list[str]]:
    """The lists of a page's sums: anchor -> what each entry leads to, an address or the word that it has no page."""
    file = page.with_name(f"{page.stem}.sources.html")
    html = file.read_text(encoding="utf-8") if file.exists() else ""
    return {
        part.partition('"')[0]: [
            unescape(link) or "no page given" if text else ""
            for link, text in re.findall(r'<li>.*?(?:<a href="(http[^"]+)"|<span class="pageless")>(.*?)</', part)
        ]
        for part in html.split('<section class="listed" id="')[1:]
    }


@pytest.mark.parametrize("kind", ["sample", "census"])
def test_every_sum_on_every_page_links_to_a_source_or_says_that_there_is_none(kind, sites, visit):
    """Sums led to a list of incidents, two clicks from a page. A new table of numbers is a figure here by itself.

    A link to a list counts only where the list is there and holds as many pages as the link says.
    """
    reader = visit()
    for page in PAGES:
        file = sites[kind] / page.replace(".numbers.", ".")
        pages = {anchor: len([entry for entry in found if entry]) for anchor, found in lists_of(file).items()}
        reader.page.goto((sites[kind] / page).as_uri())
        found = reader.page.evaluate(UNCITED, {"file": f"{file.stem}.sources.html", "pages": pages})
        assert found["uncited"] == [], page
        assert found["figures"] or page == "queries.html", page


def test_a_list_names_outlet_day_and_account_and_leads_to_its_page_and_back_to_its_figure(sites, visit):
    """Sources were boxes of numerals: 52 of 100 bytes of the front page, and no word of who they were."""
    front = sites["sample"] / "index.html"
    reader = visit(width=390)
    reader.read(front)
    shown = reader.page.eval_on_selector_all(
        "tr:has(+ tr.cited) th",
        "heads => heads.map(head => [head.textContent, (head.parentElement.nextElementSibling.querySelector('a') || {}).href])",
    )
    anchor = dict(shown)["Alpha"].partition("#")[2]
    assert dict(shown)["Alpha"].endswith(f"/index.sources.html#{anchor}")
    assert lists_of(front)[anchor] == [GOOD_URL, "no page given"]
    reader.page.click("#movers ~ .scroll tr.cited a")
    section = reader.page.query_selector(f"#{anchor}")
    assert section.eval_on_selector_all("li", "items => items.map(item => item.innerText)") == [
        "1 Example, 4 Jan 2024; figures by media, state",
        "2 Example (no page given)",
    ]
    section.query_selector("h2 a").click()
    assert reader.page.query_selector(f"#at-{anchor}").is_visible()
    assert reader.complaints == []


def test_a_sum_of_one_page_names_it_beside_the_figure(sites):
    week = (sites["sample"] / "index.numbers.html").read_text(encoding="utf-8").split('<table class="numbers"')[1]
    assert (
        '<span class="cites"><a href="https://example.org/page?a=1&amp;b=2">Example, 4 Jan 2024; figures by media, state</a></span>'
        in week
    )


def test_many_pages_are_told_of_in_words_under_a_fold_and_no_page_is_linked_twice_in_one_list():
    rows = [
        {"cited": str(n), "page_number": n, "source_url": f"https://example.org/{n}", "source_name": "Dawn" if n % 3 else "BBC",
         "claimant_sides": ["state"] if n % 2 else [], "published_date": date(2024, 1, n)}
        for n in range(1, 31)
    ]  # fmt: skip
    cites = Citations(
        rows, [{"kind": kind, "key": "", "cited": [str(n) for n in range(1, 31)]} for kind in ("one", "other")]
    )
    first, again = cites("one"), cites("other")
    assert first.startswith('<details class="cites many" id="at-s1"><summary>Sources (30)</summary>Dawn 20, BBC 10;')
    assert "figures by state on 15; 1–30 Jan 2024." in first
    assert again == first.replace(' id="at-s1"', "")
    [listed] = cites.take()
    assert [row["page_number"] for row in listed.pages] == list(range(1, 31))
    assert cites.take() == []
