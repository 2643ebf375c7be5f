"""Each figure of each page cites a source that one click opens, by whatever table it stands in."""

import pytest

from tests.site.test_pages import PAGES

UNCITED = """() => {
    const way = node => node && (node.querySelector('a[href^="http"], .pageless') ||
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


@pytest.mark.parametrize("kind", ["sample", "census"])
def test_every_sum_on_every_page_links_to_a_source_or_says_that_there_is_none(kind, sites, visit):
    """Sums led to a list of incidents, two clicks from a page. A new table of numbers is a figure here by itself."""
    reader = visit()
    for page in PAGES:
        reader.page.goto((sites[kind] / page).as_uri())
        found = reader.page.evaluate(UNCITED)
        assert found["uncited"] == [], page
        assert found["figures"] or page == "queries.html", page


def test_a_citation_says_by_whose_account_and_a_source_without_a_page_is_named(sites, visit):
    reader = visit(width=390)
    reader.read(sites["sample"] / "index.html")
    shown = reader.page.eval_on_selector_all(
        "tr:has(+ tr.cited) th",
        "heads => heads.map(head => [head.textContent, head.parentElement.nextElementSibling])"
        ".map(([name, row]) => [name, Array.from(row.querySelectorAll('a, .pageless'), each => [each.textContent, each.title])])",
    )
    good = ["1", "Example (example.org), 4 Jan 2024; figures by media, state"]
    assert dict(shown)["Alpha"] == [good, ["Example (no page given)", ""]]
    assert reader.page.eval_on_selector_all(
        "#who ~ details li", "items => items.map(item => [item.value, item.textContent])"
    ) == [[1, "Example, 4 Jan 2024; figures by media, state"], [2, "Example (no page given)"]]
