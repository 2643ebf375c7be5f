"""Whether long words have room: names beside charts, credits, and days in the foot of a page."""

import pytest

from tests.site.tables import LONG_NAME


@pytest.mark.parametrize("width", [390, 1280])
def test_a_long_name_beside_a_chart_is_read_in_full_and_within_the_chart(width, long_site, visit):
    """Names of sites ended in an ellipsis, on a phone after 40 letters."""
    reader = visit(width=width)
    reader.read(long_site / "index.html")
    names = reader.page.eval_on_selector_all(
        "#fig-sites_ranked .ytick text",
        """texts => texts.map(text => {
            const box = text.getBoundingClientRect(), chart = text.closest('.plot').getBoundingClientRect();
            const lines = [...text.querySelectorAll('tspan')].map(line => line.textContent);
            return [lines.join(''), lines.length, chart.left <= box.left && box.bottom <= chart.bottom];
        })""",
    )
    assert [(name.replace(" ", ""), fits) for name, _, fits in names] == [(LONG_NAME.replace(" ", ""), True)]
    assert names[0][1] == (3 if width == 390 else 2)
