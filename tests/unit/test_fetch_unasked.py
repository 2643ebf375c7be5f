"""What a run does of its own accord: which editions of UCDP it takes, when it asks again, and what silence may cost."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corridorwatch.config import Publishers, Settings, Sources
from corridorwatch.ingest import publishers
from corridorwatch.ingest.credentials import Secrets
from corridorwatch.ingest.http import Patience
from corridorwatch.ingest.job import Fetched, Job
from corridorwatch.ingest.watch import LEAST_RATE, Watch
from corridorwatch.snapshots import SnapshotStore
from tests.servers.ucdp import Ucdp, candidate, download_page, ucdp, yearly
from tests.servers.web import Answer, Request, Web, serving

pytestmark = pytest.mark.long

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
GED, CANDIDATE = "ucdp_ged", "ucdp_candidate"
HTML = Answer(b"<!DOCTYPE html><html>We moved</html>", 200, {"Content-Type": "text/html"})


@pytest.fixture
def publisher() -> Iterator[Ucdp]:
    with ucdp() as server:
        yield server


def a_run(folder: Path, publisher: Ucdp, moment: datetime = NOON, silence: float = 5.0, **sources: object) -> Job:
    settings = Settings(
        home=folder,
        publishers=Publishers(ucdp_files=f"{publisher.web.url}/downloads"),
        sources=Sources(**sources),
    )
    watch = Watch(silence=silence)
    patience = Patience(attempts=1, connect=5, watch=watch)
    return Job(SnapshotStore(settings.snapshots), settings, Secrets({}), moment, patience)


def versions(fetched: Fetched) -> list[str]:
    return [str(snapshot.details["version"]) for snapshot in fetched.snapshots]


def is_due(job: Job, source: str, **later: float) -> bool:
    return publishers.is_due(job.settings, source, job.store, job.moment + timedelta(**later))


def asked(publisher: Ucdp) -> list[str]:
    return [request.path.rpartition("/")[2] for request in publisher.web.requests]


def test_of_several_editions_on_the_page_the_newest_are_taken_and_no_month_twice(
    tmp_path: Path, publisher: Ucdp
) -> None:
    files = {
        "ged/ged261-csv.zip": yearly(candidate(1, 2, 3)),
        "ged/ged251-csv.zip": yearly(candidate(1), "GEDEvent_v25_1.csv"),
        **{f"candidateged/GEDEvent_v{name}.csv": candidate(4, 5) for name in ("26_01_26_06", "26_01_26_03", "26_0_3")},
        **{f"candidateged/GEDEvent_v{name}.csv": candidate(6) for name in ("26_0_8", "26_0_9", "25_0_11")},
    }
    publisher.files, publisher.page = files, download_page(*files)
    job = a_run(tmp_path, publisher)
    assert versions(publishers.fetch(GED, job)) == ["26.1"]
    assert versions(publishers.fetch(CANDIDATE, job)) == ["26.01.26.06", "26.0.9", "26.0.8"]
    assert {name for name in asked(publisher) if name} == {
        *("ged261-csv.zip", "GEDEvent_v26_01_26_06.csv", "GEDEvent_v26_0_9.csv", "GEDEvent_v26_0_8.csv"),
    }
    # In June of the next year there is another, and nothing but the page says so.
    publisher.files["odd/place/ged271-csv.zip"] = yearly(candidate(1, 2, 3, 4), "GEDEvent_v27_1.csv")
    publisher.page = download_page(*publisher.files)
    [taken] = publishers.fetch(GED, a_run(tmp_path, publisher, NOON + timedelta(days=300))).snapshots
    assert (taken.details["version"], taken.received_count) == ("27.1", 4)
    assert taken.url.endswith("/downloads/odd/place/ged271-csv.zip")


def test_without_a_page_the_usual_names_are_tried_and_what_is_not_there_is_no_failure(
    tmp_path: Path, publisher: Ucdp
) -> None:
    publisher.files = {
        "ged/ged251-csv.zip": yearly(candidate(1), "GEDEvent_v25_1.csv"),
        "candidateged/GEDEvent_v25_01_25_12.csv": candidate(2),
        "candidateged/GEDEvent_v26_01_26_03.csv": candidate(3),
        "candidateged/GEDEvent_v26_0_4.csv": candidate(4),
    }
    job = a_run(tmp_path, publisher)
    assert versions(publishers.fetch(GED, job)) == ["25.1"]
    assert asked(publisher) == ["", "ged261-csv.zip", "ged251-csv.zip"]
    taken = publishers.fetch(CANDIDATE, job)
    # What follows 25.1 begins with January 2025.
    assert (versions(taken), taken.error) == (["26.01.26.03", "25.01.25.12", "26.0.4"], "")
    assert not is_due(job, GED, days=29)
    assert is_due(job, GED, days=30)


@pytest.mark.parametrize(
    "answer",
    [HTML, Answer(b"", 404), Answer(b"", 500), Answer(b"PK\x03\x04 half a zip")],
    ids=["html", "404", "500", "cut zip"],
)
def test_where_the_newest_cannot_be_had_the_one_before_is_taken_and_the_newest_asked_for_the_next_day(
    tmp_path: Path, publisher: Ucdp, answer: Answer
) -> None:
    publisher.files = {"ged/ged251-csv.zip": yearly(candidate(1), "GEDEvent_v25_1.csv")}
    publisher.page = download_page("ged/ged261-csv.zip", "ged/ged251-csv.zip")
    publisher.instead = {"ged/ged261-csv.zip": answer}
    job = a_run(tmp_path, publisher)
    assert versions(publishers.fetch(GED, job)) == ["25.1"]
    assert [path.name for path in job.store.workspace(GED).iterdir()] == [".lock"]
    if answer.status != 404:
        assert not is_due(job, GED, hours=23)
        assert is_due(job, GED, hours=24)
    # One that is held is never given up for an older one.
    publisher.instead, publisher.files["ged/ged261-csv.zip"] = {}, yearly(candidate(1, 2))
    assert versions(publishers.fetch(GED, replace(job, moment=NOON + timedelta(days=1)))) == ["26.1"]
    publisher.instead = {"ged/ged261-csv.zip": answer}
    last = publishers.fetch(GED, replace(job, moment=NOON + timedelta(days=2)))
    assert last.outcome == "failed"
    assert job.store.newest(GED).details["version"] == "26.1"


def test_a_page_of_yearly_releases_alone_is_no_failure_of_the_candidate_events(tmp_path: Path, publisher: Ucdp) -> None:
    publisher.files = {"ged/ged261-csv.zip": yearly(candidate(1))}
    publisher.page = download_page(*publisher.files)
    job = a_run(tmp_path, publisher)
    assert publishers.fetch(GED, job).outcome == "success"
    none = publishers.fetch(CANDIDATE, job)
    assert (none.outcome, none.snapshots, none.error) == ("unchanged", (), "")
    assert not is_due(job, CANDIDATE, days=6)
    # One that is there under its usual name is found all the same.
    publisher.files["candidateged/GEDEvent_v26_0_9.csv"] = candidate(9)
    assert versions(publishers.fetch(CANDIDATE, a_run(tmp_path, publisher, NOON + timedelta(days=7)))) == ["26.0.9"]


@pytest.mark.parametrize("answer", [HTML, Answer(b"", 404), Answer(b"", 500)], ids=["html", "404", "500"])
def test_a_publisher_that_answers_nothing_but_errors_is_a_failure_in_one_sentence(
    tmp_path: Path, publisher: Ucdp, answer: Answer
) -> None:
    publisher.instead = {"*": answer}
    job = a_run(tmp_path, publisher)
    for source in (GED, CANDIDATE):
        fetched = publishers.fetch(source, job)
        assert fetched.outcome == "failed"
        assert "\n" not in fetched.error
        assert len(fetched.error) < 300
        # With nothing held the next run asks again.
        assert is_due(job, source)


def test_a_file_that_is_cut_on_the_way_is_gone_on_with_in_the_same_run(tmp_path: Path, publisher: Ucdp) -> None:
    publisher.files = {"ged/ged261-csv.zip": yearly(candidate(1, 2, 3))}
    publisher.page = download_page("ged/ged261-csv.zip")
    publisher.cuts = {"ged/ged261-csv.zip": [100, 50]}
    [taken] = publishers.fetch(GED, a_run(tmp_path, publisher)).snapshots
    assert taken.read() == publisher.files["ged/ged261-csv.zip"]
    assert [request.headers.get("range") for request in publisher.web.requests[1:]] == [
        None,
        "bytes=100-",
        "bytes=150-",
    ]


def test_a_server_that_cuts_without_end_is_left_and_a_later_run_goes_on_from_there(
    tmp_path: Path, publisher: Ucdp
) -> None:
    publisher.files = {"ged/ged261-csv.zip": yearly(candidate(1, 2, 3))}
    publisher.page = download_page("ged/ged261-csv.zip")
    publisher.cuts = {"ged/ged261-csv.zip": [200, 0]}
    job = a_run(tmp_path, publisher)
    assert publishers.fetch(GED, job).outcome == "failed"
    again = publishers.fetch(GED, a_run(tmp_path, publisher, NOON + timedelta(hours=1)))
    assert again.outcome == "success"
    assert publisher.web.requests[-1].headers["range"] == "bytes=200-"


def silent(web: Web) -> Answer:
    """Accepts and says nothing."""
    return Answer(silent=True)


def dripping(web: Web) -> Answer:
    """A byte now and then, for ever."""
    return Answer(b"", 200, {"ETag": '"a"'}, with_length=False, drip=web.drip())


def dripping_headers(web: Web) -> Answer:
    """A header that does not end."""
    return Answer(silent=True, drip=web.drip())


@pytest.mark.parametrize("hangs", [silent, dripping, dripping_headers])
def test_a_server_that_hangs_uses_up_one_allowance_for_the_whole_run(tmp_path: Path, hangs: object) -> None:
    with ucdp() as publisher:
        publisher.web.answer = lambda request: hangs(publisher.web)
        job = a_run(tmp_path, publisher, silence=0.4)
        first = publishers.fetch(GED, job)
        assert first.outcome == "failed"
        assert job.has_given_up
        assert job.patience.watch.left <= 0
        # The page had its share; the rest was for a file.
        assert asked(publisher) == ["", "ged261-csv.zip"]
        assert publishers.fetch(CANDIDATE, job).outcome == "failed"
        assert len(publisher.web.requests) == 2


def test_where_nobody_listens_the_run_learns_it_once(tmp_path: Path) -> None:
    with ucdp() as publisher:
        pass
    job = a_run(tmp_path, publisher)
    fetched = publishers.fetch(GED, job)
    assert "/downloads could not be reached" in fetched.error
    assert job.has_given_up
    assert is_due(job, GED)


def test_a_host_that_takes_no_connection_is_left_after_the_limit(tmp_path: Path) -> None:
    # A full queue of connections that nobody accepts: further ones get no answer at all.
    with socket.socket() as deaf, ExitStack() as waiting:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(4):
            caller = waiting.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(deaf.getsockname())
        with ucdp() as publisher:
            pass
        publisher.web.url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        job = a_run(tmp_path, publisher)
        job = replace(job, patience=replace(job.patience, watch=Watch(connect=0.3)))
        fetched = publishers.fetch(GED, job)
    assert "could not be reached: no connection within" in fetched.error
    # The limit ended it, not the allowance.
    assert job.patience.watch.left > 3


def test_a_large_file_may_take_its_time_while_it_flows(tmp_path: Path) -> None:
    # Each wait takes a second by this clock, and each piece has the bytes of three.
    seconds = iter(range(10_000))
    watch = Watch(silence=4, clock=lambda: float(next(seconds)))
    content = b"x" * (3 * LEAST_RATE * 40)

    def answer(request: Request) -> Answer:
        return Answer(content, 200, {"ETag": '"a"', "Content-Type": "application/octet-stream"})

    from corridorwatch.ingest.download import download

    with serving(answer) as web:
        came = download(f"{web.url}/f.zip", tmp_path, patience=Patience(attempts=1, watch=watch))
        assert came.path.stat().st_size == len(content)
    # The wait for the end brought nothing.
    assert watch.left == 3
    assert not watch.given_up


def test_a_source_is_asked_for_again_when_something_may_have_changed(tmp_path: Path, publisher: Ucdp) -> None:
    publisher.files = {
        "ged/ged261-csv.zip": yearly(candidate(1)),
        "candidateged/GEDEvent_v26_0_9.csv": candidate(2),
    }
    publisher.page = download_page(*publisher.files)
    job = a_run(tmp_path, publisher)
    for source, days in ((GED, 30), (CANDIDATE, 7)):
        assert is_due(job, source)
        assert publishers.fetch(source, job).outcome == "success"
        assert not is_due(job, source, minutes=5)
        assert not is_due(job, source, days=days - 1)
        assert is_due(job, source, days=days)
    # The page that says nothing new costs no second download.
    later = a_run(tmp_path, publisher, NOON + timedelta(days=31))
    assert publishers.fetch(GED, later).outcome == "unchanged"
    assert not is_due(later, GED, days=29)
    # A failure is not repeated at once where something is held.
    publisher.instead = {"*": Answer(b"", 500)}
    last = a_run(tmp_path, publisher, NOON + timedelta(days=62))
    assert publishers.fetch(GED, last).outcome == "failed"
    assert not is_due(last, GED, hours=23)
    assert is_due(last, GED, hours=24)


def test_what_somebody_added_or_took_back_is_theirs(tmp_path: Path, publisher: Ucdp) -> None:
    publisher.files = {f"candidateged/GEDEvent_v26_0_{month}.csv": candidate(month) for month in (7, 8, 9)}
    publisher.page = download_page(*publisher.files)
    job = a_run(tmp_path, publisher)
    mine = tmp_path / "GEDEvent_v26_0_8.csv"
    mine.write_bytes(candidate(80, 81))
    publishers.add(GED, mine, job.store, NOON)
    publishers.add(CANDIDATE, mine, job.store, NOON)
    assert not is_due(job, GED, days=99)
    assert is_due(job, CANDIDATE)
    assert versions(publishers.fetch(CANDIDATE, job)) == ["26.0.9", "26.0.7"]
    job.store.withdraw(job.store.newest(CANDIDATE, "26.0.7"), at=NOON, by="me", why="wrong")
    later = a_run(tmp_path, publisher, NOON + timedelta(days=8))
    assert versions(publishers.fetch(CANDIDATE, later)) == ["26.0.9"]
    job.store.withdraw(job.store.newest(GED), at=NOON, by="me", why="wrong")
    assert not is_due(job, GED, days=99)


def test_a_setting_or_a_named_edition_decides(tmp_path: Path, publisher: Ucdp) -> None:
    publisher.files = {
        "ged/ged261-csv.zip": yearly(candidate(1)),
        "ged/ged251-csv.zip": yearly(candidate(2), "GEDEvent_v25_1.csv"),
        "candidateged/GEDEvent_v26_0_8.csv": candidate(3),
    }
    off = a_run(tmp_path, publisher, ucdp_ged={"fetch_on_run": False}, ucdp_candidate={"fetch_on_run": False})
    assert not is_due(off, GED)
    assert not is_due(off, CANDIDATE)
    assert not is_due(off, "acled")
    named = a_run(tmp_path, publisher, ucdp_ged={"version": "25.1"}, ucdp_candidate={"versions": ("26.0.8",)})
    assert versions(publishers.fetch(GED, named)) == ["25.1"]
    assert versions(publishers.fetch(CANDIDATE, named)) == ["26.0.8"]
    assert asked(publisher) == ["ged251-csv.zip", "GEDEvent_v26_0_8.csv"]
