"""What pages print beside a toll: its ends wherever it is summed, and of whom an armed group's own count is."""

import re
from datetime import date
from pathlib import Path

import pytest

from corridorwatch.site.build import headline_source
from corridorwatch.site.context import Site
from corridorwatch.site.pages_claims import write_accounts
from corridorwatch.site.pages_district import write_districts
from corridorwatch.site.pages_front import write_front
from corridorwatch.site.pages_incidents import write_incidents
from corridorwatch.site.reader import Reader
from corridorwatch.site.told import Told
from corridorwatch.site.writer import Writer
from tests.conftest import Build

AS_OF = date(2026, 11, 20)
TAG = "armed group's own count: "


def incident(name: str, day: str, killed: int | None, **changes: object) -> dict[str, object]:
    return {
        "incident_id": name,
        "date": day,
        "published_date": day,
        "district_as_written": "Quetta",
        "killed_total": killed,
        **changes,
    }


@pytest.fixture(scope="module")
def pages(shared_world: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    by_group = {"claimant_as_written": "BLA", "claimant_side": "militant"}
    tables = shared_world(
        incidents=[
            incident("range", "2024-05-06", 10),
            incident("plain", "2024-05-14", 3),
            incident("captives", "2024-05-21", 6),
        ],
        claims=[
            {"claim_id": "C0", "event_id": "range", "said_at": "2024-05-08", "value": 14},
            {"claim_id": "C1", "event_id": "captives", "said_at": "2024-05-22", "victim_group": "unknown",
             "victim_subgroup": "hostages", "value": 41, **by_group},
            {"claim_id": "C2", "event_id": "plain", "said_at": "2024-05-15", "victim_group": "security", "value": 29, **by_group},
            {"claim_id": "C3", "event_id": "range", "said_at": "2024-05-07", "victim_group": "total", "value": 17, **by_group},
        ],
    )  # fmt: skip
    reader = Reader(tables, AS_OF)
    site = Site(reader, Writer(folder), source=headline_source(reader), told=Told.blank("test"))
    for write in (write_front, write_incidents, write_districts, write_accounts):
        write(site)
    return folder


def words(path: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8")))


def test_the_sum_of_a_month_and_that_of_a_district_have_their_ends_on_every_page(pages: Path) -> None:
    """A month's heading and a district's line on the front page gave the sum alone, its weeks and its own page the ends."""
    assert "Weeks that begin in May 2024: 19 [19–23] killed in 3 incidents" in words(pages / "incidents.html")
    assert "3 incidents, 19 [19–23] killed" in words(pages / "districts/quetta.html")
    assert "3 incidents, 19 [19–23] killed" in words(pages / "index.html")


@pytest.mark.parametrize("page", ["incidents.html", "districts/quetta.html"])
def test_the_tag_of_an_armed_groups_own_count_says_of_whom_it_is(pages: Path, page: str) -> None:
    """An armed group's count of its hostages stood as if it were one of all the dead."""
    told = words(pages / page)
    for count in ("41 dead (hostages)", "29 dead (security)", "17 dead (all)"):
        assert TAG + count in told


def test_the_scores_of_ranges_say_over_what_they_are_a_mean_and_which_tolls_count_again_by_a_week_only(
    sites: dict[str, Path],
) -> None:
    """“The interval score per death known” may be a sum over deaths: a reader who recomputed it got another figure."""
    told = words(sites["sample"] / "accounts.html")
    assert "The score is the mean over the tolls of (interval score / deaths known on that day)" in told
    assert "counts as known six days after the day that is entered for it" in told
