"""What a printed figure rests on stands on the page, or on the page of methods."""

import re
from pathlib import Path

import pytest

from corridorwatch.config import SQL
from corridorwatch.site.build import build_site
from corridorwatch.sqlmodels import load_models
from tests.site.tables import AS_OF, STAMP, published_tables


def text(file: Path) -> str:
    html = re.sub(r"<[^>]+>", " ", file.read_text(encoding="utf-8"))
    return re.sub(r"\s+", " ", html.replace("&nbsp;", " "))


@pytest.mark.parametrize(
    "words",
    [
        "counts as known six days after the day that is entered for it",
        "Figures that one claimant gives on one page of one day are one statement",
        "An interval that would leave the best figure out is widened to hold it",
        "Each side is the nearest five years at the most",
        "Only incidents dated to a day or a week count",
        "With fewer than one incident expected near, before and after together, nothing is compared",
        "with fewer than half an incident before, only the interval is given",
        "the end is (A / B) × (n − k − B) / (k − A)",
        "c = Φ(−1.96 √d)",
        "V = n / (n − 1) × Σ w i (x i − m)²",
        "of several with as many, the earliest is left out",
        "k is a tenth of n + 1, rounded down",
        "interpolated linearly between the sorted factors",
        "azimuthal equidistant on the WGS 84 ellipsoid, centred on 28.5° N 65.8° E, made 0.05 % shorter",
        "so much more for each kilometre along the leg from the nearer one, and no more than the last figure. 2 km + 0.5 per km,",
    ],
)
def test_the_rule_stands_on_the_page_of_methods(sites: dict[str, Path], words: str) -> None:
    assert words in text(sites["sample"] / "methods.html")


def test_each_rule_of_a_course_is_the_tables_with_its_lines(tmp_path: Path) -> None:
    tables = published_tables("census")
    for site_id, name, blur in (("main", "A water main", 50.0), ("short", "A short road", 2.0)):
        tables.execute(
            "insert into ref.cpec_sites select * replace ($1 as site_id, $2 as name, 'line' as geometry,"
            " $3 as coord_uncertainty_km, case when $1 = 'short' then 2.0 end as waypoint_km,"
            " case when $1 = 'short' then 0.5 end as course_growth) from ref.cpec_sites where site_id = 'port'",
            [site_id, name, blur],
        )
    build_site(tables, tmp_path, as_of=AS_OF, stamp=STAMP)
    told = text(tmp_path / "methods.html")
    assert "50 km all along, as it is not known to run through these towns (A water main)" in told
    assert "2 km all along (A short road)" in told


def test_every_column_of_the_dictionary_has_its_meaning(tmp_path: Path) -> None:
    """The tables that the site is drawn from carry no comments."""
    tables = published_tables("sample")
    build_site(tables, tmp_path, as_of=AS_OF, stamp=STAMP)
    html = (tmp_path / "methods.html").read_text(encoding="utf-8")
    models = {model.table: model for model in load_models(SQL / "models")}
    found = re.findall(r'id="table\.([a-z_.]+)">(.*?)</details>', html, re.S)
    assert len(found) > 20
    for name, part in found:
        meanings = {column.name: column.meaning for column in models[name].columns}
        rows = re.findall(r"<tr><td><code>(\w+)</code></td><td><code>[^<]*</code></td><td>(.*?)</td>", part)
        assert rows and f'<span class="small">{"</span>"}' not in part
        assert [column for column, meaning in rows if column in meanings and not meaning] == [], name


@pytest.fixture(scope="module")
def coarse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site on which the incident of 14 February 2024 is known to its month only."""
    tables = published_tables("sample")
    tables.execute("update core.incidents set date_precision = 'month' where incident_id = 'three'")
    folder = tmp_path_factory.mktemp("coarse")
    build_site(tables, folder, as_of=AS_OF, stamp=STAMP)
    return folder


def test_numbers_that_hold_incidents_of_no_week_say_so_and_so_do_those_that_do_not(coarse: Path) -> None:
    front = text(coarse / "index.html")
    assert "In no week, and in none of these bars: 1 incident dated only to a month or longer" in front
    assert "With 1 incident dated only to a month or longer" in front and "which is in no week." in front
    assert "Incidents dated only to a month are in that month here, and in no week." in front
    district = text(coarse / "districts" / "alpha.html")
    assert "Of them in no week, and in no bar above: 1 incident dated only to a month or longer" in district
    corridor = text(coarse / "corridor.html")
    assert "Of all these 1 is dated only to a month or longer: in no weekly figure" in corridor


def test_where_all_are_dated_to_a_week_nothing_is_said(sites: dict[str, Path]) -> None:
    for page in ("index.html", "corridor.html"):
        told = text(sites["sample"] / page)
        assert "In no week" not in told and "dated only to a month" not in told


def test_the_newest_week_of_a_sample_is_the_newest_with_an_incident(sites: dict[str, Path]) -> None:
    assert "newest whole week with an incident, 2024-W" in text(sites["sample"] / "index.html")
    assert "newest whole week, 2024-W" in text(sites["census"] / "index.html")


def test_what_is_said_of_all_lines_is_true_of_railways_too(sites: dict[str, Path]) -> None:
    told = text(sites["census"] / "corridor.html")
    assert "the road runs through the towns" not in told
    assert "How far the true course may be from it, at the towns and between them, differs from line to line" in told


def test_a_claim_of_a_week_has_one_date_on_all_of_the_campaigns_page(tmp_path: Path) -> None:
    tables = published_tables("sample")
    tables.execute(
        "update core.claims set said_at_precision = 'week', known_at = said_at::date + 6 where claim_id = 'c2';"
        "update marts.campaigns set latest_said_on = (select known_at from core.claims where claim_id = 'c2');"
        "update marts.claimed_tolls set latest_claim_id = 'c2' where event_id = 'raid'"
    )
    said = tables.execute("select strftime(said_at, '%-d %b %Y') from core.claims where claim_id = 'c2'").fetchone()[0]
    known = tables.execute("select strftime(known_at, '%-d %b %Y') from core.claims where claim_id = 'c2'").fetchone()[
        0
    ]
    build_site(tables, tmp_path, as_of=AS_OF, stamp=STAMP)
    told = text(tmp_path / "campaigns" / "raid.html")
    assert told.count(f"week of {said}") >= 2 and known not in told and "(week)" not in told
