"""The case of 31 January 2026 on its page, from the project's own ledger."""

import re
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch import as_of as macros
from corridorwatch.errors import CorridorwatchError
from corridorwatch.site.build import headline_source
from corridorwatch.site.context import Site
from corridorwatch.site.pages_campaign import write_campaigns
from corridorwatch.site.reader import Reader
from corridorwatch.site.told import Told
from corridorwatch.site.writer import Writer
from tests.world import MODELS, parameters


@pytest.fixture(scope="module")
def campaigns(real_world: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("site")
    reader = Reader(real_world, date(2026, 11, 20))
    source = headline_source(reader)
    site = Site(reader, Writer(out), source=source, told=Told.blank("test"))
    write_campaigns(site)
    return out / "campaigns"


@pytest.fixture(scope="module")
def page(campaigns: Path) -> str:
    return (campaigns / "herof2.html").read_text(encoding="utf-8")


def test_every_page_with_a_remainder_says_what_one_is(campaigns: Path) -> None:
    """One had a remainder of injured people, and its words only where somebody was killed."""
    pages = {file.stem: file.read_text(encoding="utf-8") for file in campaigns.glob("*.html")}
    told = {name for name, html in pages.items() if 'data-label="remainder"' in html}
    assert told == {name for name, html in pages.items() if "the remainder is what a claim leaves" in html}
    assert {"herof2", "kashmirday21"} <= told


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def box(page: str, group: str) -> str:
    return text_of(page.split(f'class="side {group}"', 1)[1].split('<div class="box"', 1)[0].split("</figure>")[0])


def test_first_figures_and_last_ones_stand_apart_by_who_speaks(page):
    militants, security = box(page, "militant"), box(page, "security")
    assert [militants.count("→"), security.count("→")] == [3, 2]
    assert "The state 37 → 216" in militants
    assert "Not the same count: 216 contains the 41 of 30 January; 37 does not. Counted alike: 70 → 216." in militants
    assert "The state 10 → 22" in security
    assert "→ 362" in security.split("The armed group")[1]


def test_the_five_places_first_reported_are_kept_and_pasni_lies_in_gwadar(page):
    first = page.split("First reported in:")[1].split("</p>")[0]
    assert "Quetta, Mastung, Nushki, Pasni → Gwadar district , Gwadar." in text_of(first)
    assert 'href="../districts/gwadar.html"' in first


def test_the_foot_says_through_when_its_claims_run_beside_when_incidents_end(page):
    foot = text_of(page.split('<footer class="foot">')[1])
    assert "incidents through 31 Jul 2026, dated claims of this campaign through week of 10 Feb 2026" in foot


def test_the_toll_is_said_not_to_be_divided(page):
    assert "The campaign's toll is not divided among districts." in text_of(page)


def test_each_figure_of_the_boxes_opens_the_page_it_was_read_on(page):
    boxes = page.split('<div class="boxes">')[1].split("<figure")[0]
    figures = re.findall(r'class="(?:from|to)">\s*(<a class="out" href="https?://[^"]+)?', boxes)
    assert len(figures) == 10
    assert all(figures)


def test_every_figure_of_the_toll_opens_a_page_and_an_interval_names_the_accounts_it_is_made_of(page):
    toll = page.split("The campaign's own toll, by who speaks</h2>")[1].split("</section>")[0]
    cells = re.findall(
        r'<td class="n"[^>]*>(?:<b>)?(?:<a class="out" href="(https?://[^"]+)[^>]*>)?(?:<span[^>]*>)?([0-9,]+)', toll
    )
    # Per row: claims, first, lowest, highest, latest, and what incidents hold and leave.
    assert len([number for link, number in cells if link]) == 4 * toll.count("<tr class=")
    camp = page.split("Every claim")[0].split("labour camp")[-1].split("</tr>")[0]
    accounts = re.findall(
        r'href="(https?://[^"]+)[^>]*>([^<]+)</a> [^<]+ <span class="voice ([a-z_]+)"', camp.split("stands:")[1]
    )
    # Totals and the groups that the interval's ends are made of: two accounts, of a page each.
    assert len(accounts) == 5 and len({link for link, _, _ in accounts}) == 2


def test_the_sliders_days_are_what_each_days_own_release_says(
    page: str, real_world: duckdb.DuckDBPyConnection, real_database: Path, tmp_path: Path
) -> None:
    release = Path(shutil.copy(real_database, tmp_path / "release.duckdb"))
    with duckdb.connect(release) as written:
        settings = {name: value for name, value in parameters().items() if name != "as_of"}
        macros.write_macros(written, macros.macros(MODELS, settings))
    days = Reader(real_world, date(2026, 11, 20)).rows("campaign_known_on", campaign_id="herof2")
    with duckdb.connect(release, read_only=True) as client:
        for day in {row["day"] for row in days}:
            said = client.execute(
                "select claimant_side, victim_group, first, latest, lowest, highest, claims from killed_as_of($day) where event_id = 'herof2' order by all",
                {"day": day},
            ).fetchall()
            names = (
                "claimant_side",
                "victim_group",
                "first_value",
                "latest_value",
                "lowest_value",
                "highest_value",
                "claims",
            )
            assert [tuple(row[name] for name in names) for row in days if row["day"] == day] == said, day


def test_the_accounts_of_a_districts_dead_add_up_to_its_sum(real_world: duckdb.DuckDBPyConnection) -> None:
    reader = Reader(real_world, date(2026, 11, 20))
    headline_source(reader)
    incidents, accounts = reader.rows("incidents"), reader.rows("by_account")
    for district in reader.rows("districts"):
        of_it = [row for row in incidents if row["district_id"] == district["district_id"]]
        dead = sum(row["dead"] for row in accounts if row["district_id"] == district["district_id"])
        assert dead == (district["killed_best"] or 0), district["name"]
        assert all(row["source_url"] for row in of_it)


def test_a_day_before_anything_was_known_is_named_as_such(real_world: duckdb.DuckDBPyConnection) -> None:
    """A run as of 1 December 2017 once said that the table of sources was empty."""
    with pytest.raises(CorridorwatchError, match="nothing was known by 2017-12-01: every source begins later"):
        headline_source(Reader(real_world, date(2017, 12, 1)))


def test_a_week_of_the_province_says_a_zero_only_where_every_incident_says_one(real_world):
    """Districts of which a zero was told were added to those of which nothing was: 53 unknowns of the ledger were zeros."""
    reader = Reader(real_world, date(2026, 11, 20))
    reader.speak_for("ledger")
    counts = (
        "killed_best",
        "killed_low",
        "killed_high",
        *(f"killed_{side}" for side in ("security", "civilian", "militant", "unknown")),
    )
    weeks = reader.figure("province_weekly").rows(named=True)
    shown = {row["week"]: tuple(row[name] for name in counts) for row in weeks if row["incidents"]}
    expected = {}
    for row in (
        real_world.sql(
            f"select week, {', '.join(counts)} from core.incidents where source_id = 'ledger' and district_id is not null and not is_landmark and date_precision in ('day', 'week')"
        )
        .pl()
        .rows(named=True)
    ):
        # What has no best figure is in no sum of the ends either.
        ends = {} if row["killed_best"] is not None else {"killed_low": None, "killed_high": None}
        expected.setdefault(row["week"], []).append(tuple((row | ends)[name] for name in counts))
    known = {
        week: tuple(
            sum(filter(None, each)) if any(each) or None not in each else None for each in zip(*rows, strict=True)
        )
        for week, rows in expected.items()
    }
    assert shown == known
    assert any(value is None for values in shown.values() for value in values)
