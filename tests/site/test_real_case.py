"""The case of 31 January 2026 on its page, from the project's own ledger."""

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch.site.build import headline_source
from corridorwatch.site.context import Site
from corridorwatch.site.pages_campaign import write_campaigns
from corridorwatch.site.reader import Reader
from corridorwatch.site.writer import Writer


@pytest.fixture(scope="module")
def page(real_world: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> str:
    out: Path = tmp_path_factory.mktemp("site")
    reader = Reader(real_world, date(2026, 11, 20))
    source = headline_source(reader)
    site = Site(reader, Writer(out), source=source, as_of=date(2026, 11, 20), stamp="test")
    write_campaigns(site)
    return (out / "campaigns" / "herof2.html").read_text(encoding="utf-8")


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def box(page: str, group: str) -> str:
    return text_of(page.split(f'class="side {group}"', 1)[1].split('<div class="box"', 1)[0].split("</figure>")[0])


def test_first_figures_and_last_ones_stand_apart_by_who_speaks(page):
    militants, security = box(page, "militant"), box(page, "security")
    assert [militants.count("→"), security.count("→")] == [2, 2]
    assert "The state 37 → 216" in militants
    assert "The state 10 → 22" in security
    assert "→ 362" in security.split("The armed group")[1]


def test_the_five_places_first_reported_are_kept_and_pasni_lies_in_gwadar(page):
    first = page.split("First reported in:")[1].split("</p>")[0]
    assert "Quetta, Mastung, Nushki, Pasni → Gwadar district , Gwadar." in text_of(first)
    assert 'href="../districts/gwadar.html"' in first


def test_the_toll_is_said_not_to_be_divided(page):
    assert "The campaign's toll is not divided among districts." in text_of(page)
