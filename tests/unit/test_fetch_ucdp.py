"""Fetching from a server that behaves like UCDP's: what is kept, what is refused, and what stays."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corridorwatch.config import Publishers, Settings, Sources
from corridorwatch.ingest import publishers
from corridorwatch.ingest.credentials import Secrets
from corridorwatch.ingest.http import Patience
from corridorwatch.ingest.job import Job
from corridorwatch.ingest.pages import read_pages
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.ucdp.parse import write_csv
from tests.servers.ucdp import TOKEN, Ucdp, candidate, ucdp, yearly

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
AT_ONCE = Patience(attempts=3, wait_initial=0, wait_max=0, wait_jitter=0, read=5)


@pytest.fixture(scope="module")
def server() -> Iterator[Ucdp]:
    with ucdp() as publisher:
        yield publisher


@pytest.fixture
def publisher(server: Ucdp) -> Ucdp:
    """The server, as on a good day."""
    server.__dict__.update(Ucdp(web=server.web).__dict__)
    server.web.requests.clear()
    server.events = [{"id": number, "best": 1} for number in range(5)]
    server.files = {
        "ged/ged261-csv.zip": yearly(candidate(1, 2, 3)),
        "candidateged/GEDEvent_v26_0_7.csv": candidate(70, 71),
        "candidateged/GEDEvent_v26_0_8.csv": candidate(80),
    }
    return server


def job(folder: Path, publisher: Ucdp, way: str = "file", moment: datetime = NOON) -> Job:
    settings = Settings(
        home=folder,
        publishers=Publishers(ucdp_files=f"{publisher.web.url}/downloads", ucdp_api=f"{publisher.web.url}/api"),
        sources=Sources(ucdp_ged={"enabled": True, "way": way}, ucdp_candidate={"versions": ("26.0.7", "26.0.8")}),
    )
    return Job(SnapshotStore(settings.snapshots), settings, Secrets({"ucdp_token": TOKEN}), moment, AT_ONCE)


def test_the_yearly_zip_is_kept_as_it_came_and_not_sent_twice(tmp_path: Path, publisher: Ucdp) -> None:
    publisher.errors = 1
    first = publishers.fetch("ucdp_ged", job(tmp_path, publisher))
    assert first.outcome == "success", first.error
    [taken] = first.snapshots
    assert taken.read() == publisher.files["ged/ged261-csv.zip"]
    assert (taken.received_count, taken.details["version"], taken.licence) == (3, "26.1", "CC BY 4.0")
    second = job(tmp_path, publisher, moment=NOON + timedelta(days=1))
    assert publishers.fetch("ucdp_ged", second).outcome == "unchanged"
    assert publisher.web.requests[-1].headers["if-none-match"]
    # Found unchanged is as good as fetched: it is a day old since today, not since yesterday.
    state = publishers.held("ucdp_ged", second.store, second.settings, NOON + timedelta(days=2))
    assert (state.age_days, state.blocks) == (1, "")


def test_candidate_files_stand_side_by_side_and_one_that_fails_does_not_keep_the_others_away(
    tmp_path: Path, publisher: Ucdp
) -> None:
    assert publishers.fetch("ucdp_candidate", job(tmp_path, publisher)).outcome == "success"
    publisher.files["candidateged/GEDEvent_v26_0_7.csv"] = b"id,date\n1,2"
    publisher.files["candidateged/GEDEvent_v26_0_8.csv"] = candidate(80, 81)
    later = job(tmp_path, publisher, moment=NOON + timedelta(days=1))
    fetched = publishers.fetch("ucdp_candidate", later)
    assert fetched.outcome == "failed"
    assert "GEDEvent_v26_0_7.csv lacks the column" in fetched.error
    held = {each.series: each.received_count for each in later.store.current("ucdp_candidate")}
    assert held == {"26.0.7": 2, "26.0.8": 2}
    outcomes = [(each.series, each.outcome) for each in later.store.attempts("ucdp_candidate")]
    assert outcomes[2:] == [("26.0.7", "failed"), ("", "failed")]


def test_a_file_whose_dates_a_spreadsheet_destroyed_is_refused_whole(tmp_path: Path, publisher: Ucdp) -> None:
    destroyed = candidate(1, 2).replace(b"2026-08-01 00:00:00.000", b"00:00.0")
    publisher.files["ged/ged261-csv.zip"] = yearly(destroyed)
    fetched = publishers.fetch("ucdp_ged", job(tmp_path, publisher))
    assert "has no dates" in fetched.error
    assert SnapshotStore(tmp_path / "snapshots").newest("ucdp_ged") is None


def test_the_api_is_read_page_by_page_to_the_total_it_declares(tmp_path: Path, publisher: Ucdp) -> None:
    publisher.slow_down, publisher.cut = 2, {1}
    fetched = publishers.fetch("ucdp_ged", job(tmp_path, publisher, "api"))
    assert fetched.outcome == "success", fetched.error
    [taken] = fetched.snapshots
    assert (taken.declared_count, taken.received_count) == (5, 5)
    ids = [event["id"] for page in read_pages(taken, "events") for event in page["Result"]]
    assert ids == [0, 1, 2, 3, 4]
    assert [page["records"] for page in taken.details["pages"]] == [2, 2, 1]
    write_csv(taken, tmp_path / "api.csv")
    assert (tmp_path / "api.csv").read_text().splitlines()[:2] == ["id,best", "0,1"]
    # The same answers make the same bytes.
    again = publishers.fetch("ucdp_ged", job(tmp_path, publisher, "api", NOON + timedelta(days=1)))
    assert again.outcome == "unchanged"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"total": {1: 4}}, "changed from 5 to 4"),
        ({"total": {0: 6, 1: 6, 2: 6}}, "5 events came, 6 were declared"),
        ({"empty": {1}}, "3 events came, 5 were declared"),
        ({"next_url": {0: "https://elsewhere.example/api/gedevents/26.1?page=1"}}, "on another host"),
        ({"next_url": {1: "/api/gedevents/26.1?pagesize=1000&Country=770"}}, "in a circle"),
        ({"next_url": {1: "/api/gedevents/26.1?page=0"}}, "comes twice"),
        ({"events": []}, "no event at all"),
        ({"slow_down": 99}, "400 Bad Request"),
        ({"errors": 99}, "500"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_pages_that_contradict_each_other_are_a_failed_fetch(
    tmp_path: Path, publisher: Ucdp, change: dict, said: str
) -> None:
    kept = publishers.fetch("ucdp_ged", job(tmp_path, publisher, "api")).snapshots[0]
    for name, value in change.items():
        setattr(publisher, name, value)
    later = job(tmp_path, publisher, "api", NOON + timedelta(days=1))
    fetched = publishers.fetch("ucdp_ged", later)
    assert fetched.outcome == "failed"
    assert said in fetched.error
    assert later.store.newest("ucdp_ged") == kept
    assert [each.name for each in later.store.workspace("ucdp_ged").iterdir()] == [".lock"]
    assert later.store.attempts("ucdp_ged")[-1].error == fetched.error


def test_without_a_token_the_api_is_not_asked_and_a_wrong_one_is_told(tmp_path: Path, publisher: Ucdp) -> None:
    asked = job(tmp_path, publisher, "api")
    assert "ucdp token is missing" in publishers.fetch("ucdp_ged", replace(asked, secrets=Secrets({}))).error
    assert publisher.web.requests == []
    wrong = publishers.fetch("ucdp_ged", replace(asked, secrets=Secrets({"ucdp_token": "wrong"})))
    assert "401" in wrong.error
    assert "credentials" in wrong.next_step


def test_a_source_past_its_age_says_what_blocks_and_what_to_do(tmp_path: Path, publisher: Ucdp) -> None:
    asked = job(tmp_path, publisher)
    empty = publishers.held("ucdp_ged", asked.store, asked.settings, NOON)
    assert "nothing of it is held" in empty.blocks
    publishers.fetch("ucdp_ged", asked)
    publisher.files.clear()
    late = NOON + timedelta(days=501)
    publishers.fetch("ucdp_ged", replace(asked, moment=late))
    state = publishers.held("ucdp_ged", asked.store, asked.settings, late)
    assert "501 days ago, and at most 500" in state.blocks
    assert "404" in state.blocks
    assert state.next_step.startswith("corridorwatch fetch ucdp_ged")
