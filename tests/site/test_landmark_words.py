"""What pages say of landmark attacks: that they are listed, and that they are no series."""

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch.site.build import headline_source
from corridorwatch.site.context import Site
from corridorwatch.site.pages_district import write_districts
from corridorwatch.site.pages_incidents import write_incidents
from corridorwatch.site.pages_site import write_sites
from corridorwatch.site.reader import Reader
from corridorwatch.site.told import Told
from corridorwatch.site.writer import Writer

AS_OF = date(2026, 11, 20)
WORD = "landmark attack, in no series"


@pytest.fixture(scope="module")
def pages(real_world: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("landmarks")
    reader = Reader(real_world, AS_OF)
    site = Site(reader, Writer(out), source=headline_source(reader), told=Told.blank("test"))
    for write in (write_incidents, write_districts, write_sites):
        write(site)
    return out


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_landmark_attacks_have_a_part_of_their_own_on_the_page_of_incidents(pages: Path) -> None:
    weeks, landmarks = (pages / "incidents.html").read_text(encoding="utf-8").split('<h2 id="landmarks">')
    assert "Landmark attacks 28, 2004 to 2017 " in words(landmarks)
    assert "not a series" in words(landmarks)
    assert landmarks.count(WORD) == 28
    assert WORD not in weeks
    assert 'id="2016-W32"' not in weeks


def test_what_is_dated_to_a_month_is_in_no_weeks_sum_and_is_listed(pages: Path) -> None:
    """An incident dated to a month stood under the week of its first day, with its dead in that week's sum."""
    page = (pages / "incidents.html").read_text(encoding="utf-8")
    weeks, coarse = page.split('<h2 id="no-week">')
    assert "Mastung, Nushki, Khuzdar and Kech" in coarse
    assert "Mastung, Nushki, Khuzdar and Kech" not in weeks


def test_a_landmark_attack_aimed_at_a_site_is_listed_there_with_the_word(pages: Path) -> None:
    aimed = (pages / "sites/gwadar-port.html").read_text(encoding="utf-8").split('<h2 id="aimed">')[1]
    [row] = [row for row in aimed.split("</ul>")[0].split("<li>") if "2004" in row]
    assert WORD in row


def test_a_district_lists_its_landmark_attacks_apart_from_what_it_counts(pages: Path) -> None:
    counted, landmarks = (pages / "districts/gwadar.html").read_text(encoding="utf-8").split('<h3 id="landmarks">')
    assert WORD in landmarks
    assert WORD not in counted.split('<h2 id="inc">')[1]
