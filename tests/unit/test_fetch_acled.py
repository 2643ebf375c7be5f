"""Fetching from a server that behaves like ACLED's: grants, pages, envelopes, two nights, and secrets that stay secret."""

import json
import logging
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from corridorwatch.config import Publishers, Settings, Sources
from corridorwatch.errors import SettingsError
from corridorwatch.ingest import publishers
from corridorwatch.ingest.credentials import Secret, Secrets
from corridorwatch.ingest.http import Patience
from corridorwatch.ingest.job import Job
from corridorwatch.ingest.pages import read_pages
from corridorwatch.snapshots import Snapshot, SnapshotStore
from corridorwatch.sources.acled.parse import hidden_from
from tests.servers.acled import CLIENT_SECRETS, PASSWORD, USER, Acled, acled, event

pytestmark = pytest.mark.long

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
AT_ONCE = Patience(attempts=3, wait_initial=0, wait_max=0, wait_jitter=0, read=5)
DAY = 86_400


@pytest.fixture(scope="module")
def server() -> Iterator[Acled]:
    with acled() as publisher:
        yield publisher


@pytest.fixture
def publisher(server: Acled) -> Acled:
    """The server, as on a good day."""
    server.__dict__.update(Acled(web=server.web).__dict__)
    server.web.requests.clear()
    server.events = [event(number, (100 + number) * DAY) for number in range(5)]
    return server


def job(folder: Path, publisher: Acled, moment: datetime = NOON, password: str = PASSWORD) -> Job:
    settings = Settings(
        home=folder,
        publishers=Publishers(acled=publisher.web.url),
        sources=Sources(acled={"enabled": True}),
    )
    secrets = Secrets({"acled_username": USER, "acled_password": password})
    return Job(SnapshotStore(settings.snapshots), settings, secrets, moment, AT_ONCE)


def ids(snapshot: Snapshot, kind: str = "events") -> list[str]:
    return [record["event_id_cnty"] for page in read_pages(snapshot, kind) for record in page["data"]]


@pytest.mark.parametrize("with_cursor", [True, False])
def test_every_page_is_read_by_cursor_or_by_number_even_where_the_limit_is_cut_in_silence(
    tmp_path: Path, publisher: Acled, with_cursor: bool
) -> None:
    publisher.with_cursor, publisher.busy = with_cursor, 1
    fetched = publishers.fetch("acled", job(tmp_path, publisher))
    assert fetched.outcome == "success", fetched.error
    [taken] = fetched.snapshots
    assert ids(taken) == [f"PAK{number}" for number in range(5)]
    assert (taken.declared_count, taken.received_count) == (5 if with_cursor else None, 5)
    assert taken.details["is_full"]


def test_an_expired_token_is_renewed_by_the_refresh_token_else_by_the_password(
    tmp_path: Path, publisher: Acled
) -> None:
    publisher.expire_after = 2
    assert publishers.fetch("acled", job(tmp_path, publisher)).outcome == "success"
    assert publisher.grants == ["password", "refresh_token"]
    publisher.refresh_works, publisher.grants = False, []
    later = job(tmp_path, publisher, NOON + timedelta(days=40))
    assert publishers.fetch("acled", later).outcome == "unchanged"
    assert publisher.grants == ["password", "refresh_token", "password"]


def test_two_nights_keep_every_page_and_the_second_asks_for_changes_with_an_overlap(
    tmp_path: Path, publisher: Acled
) -> None:
    publisher.restrictions = {"date_recency": {"date": "2025-11-20"}}
    [first] = publishers.fetch("acled", job(tmp_path, publisher)).snapshots
    publisher.events[0] = event(0, 120 * DAY, fatalities=9)
    publisher.deleted = [{"event_id_cnty": "PAK1", "deleted_timestamp": 119 * DAY}]
    del publisher.events[1]
    publisher.events.append(event(6, 121 * DAY))
    second_night = job(tmp_path, publisher, NOON + timedelta(days=1))
    [second] = publishers.fetch("acled", second_night).snapshots
    assert second_night.store.history("acled") == [first, second]
    assert second.details["since"] == (104 - 7) * DAY
    assert (second.details["is_full"], second.details["max_timestamp"]) == (False, 121 * DAY)
    assert ids(first) == ["PAK0", "PAK1", "PAK2", "PAK3", "PAK4"]
    assert ids(second) == ["PAK0", "PAK2", "PAK3", "PAK4", "PAK6"]
    assert ids(second, "deleted") == ["PAK1"]
    assert first.details["restrictions"] == [{"date_recency": {"date": "2025-11-20"}}]
    # The answers are kept byte for byte, each with its digest.
    with zipfile.ZipFile(first.path) as pages:
        assert len(pages.namelist()) == len(first.details["pages"])
        assert json.loads(pages.read("events-00001.json"))["total_count"] == 5
    third = job(tmp_path, publisher, NOON + timedelta(days=31))
    assert publishers.fetch("acled", third).snapshots[0].details["is_full"]


@pytest.mark.parametrize(
    ("envelope", "said"),
    [
        ({("events", 0): {"count": 3}}, "declares 3 records and holds 2"),
        ({("events", 1): {"total_count": 4}}, "changed from 5 to 4"),
        ({("events", number): {"total_count": 6} for number in range(3)}, "5 records came, 6 were declared"),
        ({("events", 1): {"next_cursor": "1"}}, "in a circle"),
        ({("events", 1): {"data": [event(0, 0), event(9, 0)]}}, "PAK0 comes twice"),
        ({("events", 1): {"data": [{}, event(9, 0)]}}, "without id"),
        ({("events", 0): {"success": False, "messages": ["x" * 185 + USER]}}, "failed"),
        ({("events", 0): {"status": 500}}, "status 500"),
        ({("events", 0): {"data": None}}, "no list of records"),
        ({("deleted", 0): {"count": 7}}, "declares 7 records"),
        ({("events", 0): {"data": [], "count": 0, "total_count": 0, "next_cursor": None}}, "still no access"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_envelope_that_does_not_hold_is_a_failed_fetch_and_the_last_snapshot_stays(
    tmp_path: Path, publisher: Acled, envelope: dict, said: str
) -> None:
    kept = publishers.fetch("acled", job(tmp_path, publisher)).snapshots[0]
    publisher.envelope = envelope
    later = job(tmp_path, publisher, NOON + timedelta(days=40))
    fetched = publishers.fetch("acled", later)
    assert said in fetched.error
    # A message cut to length must not leave half of a name.
    assert USER[:8] not in fetched.error
    assert later.store.newest("acled") == kept
    assert [each.name for each in later.store.workspace("acled").iterdir()] == [".lock"]


def test_no_secret_is_ever_written(tmp_path: Path, publisher: Acled, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    publisher.expire_after = 2
    good = publishers.fetch("acled", job(tmp_path, publisher))
    wrong = publishers.fetch("acled", job(tmp_path, publisher, password="wrong-password-of-somebody"))
    publisher.busy = 99
    busy = publishers.fetch("acled", job(tmp_path, publisher, NOON + timedelta(days=1)))
    assert (good.outcome, wrong.outcome, busy.outcome) == ("success", "failed", "failed")
    assert "credentials are refused (400)" in wrong.error
    written = [caplog.text, repr([good, wrong, busy]), repr(job(tmp_path, publisher))]
    for path in tmp_path.rglob("*"):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as pages:
                written += [pages.read(name).decode() for name in pages.namelist()]
        elif path.is_file():
            written.append(path.read_text(encoding="utf-8"))
    assert len(written) > 8
    secrets = {*CLIENT_SECRETS, "wrong-password-of-somebody"}
    secrets |= {form(secret) for secret in secrets for form in (quote, quote_plus)}
    assert [secret for secret in secrets for text in written if secret in text] == []


def test_without_credentials_nobody_is_asked_and_plain_http_elsewhere_gets_none(
    tmp_path: Path, publisher: Acled
) -> None:
    asked = job(tmp_path, publisher)
    fetched = publishers.fetch("acled", replace(asked, secrets=Secrets({})))
    assert "acled username is missing" in fetched.error
    open_http = asked.settings.model_copy(update={"publishers": Publishers(acled="http://acled.example")})
    assert "is not https" in publishers.fetch("acled", replace(asked, settings=open_http)).error
    assert publisher.web.requests == []


def test_credentials_come_from_the_environment_or_from_a_file_nobody_else_can_read(tmp_path: Path) -> None:
    file = tmp_path / "credentials.toml"
    file.write_text('acled_username = "a"\nacled_password = "from the file"\n')
    file.chmod(0o640)
    with pytest.raises(SettingsError, match="can be read by others"):
        Secrets.load(tmp_path, {})
    file.chmod(0o600)
    loaded = Secrets.load(tmp_path, {"CORRIDORWATCH_ACLED_USERNAME": "b"})
    assert (loaded.get("acled_username").reveal(), loaded.get("acled_password").reveal()) == ("b", "from the file")
    file.write_text("acled_password = from the file")
    with pytest.raises(SettingsError) as caught:
        Secrets.load(tmp_path, {})
    assert "from the file" not in f"{caught.value} {caught.value.__cause__}"
    assert str(Secret("x")) == repr(Secret("x")) == "Secret(***)"


def test_the_day_an_embargo_begins_is_read_from_the_restriction_or_left_open() -> None:
    assert hidden_from({"date_recency": {"date": "2025-11-20"}}) == date(2025, 11, 21)
    assert hidden_from({"date_recency": "2025-11-20 00:00:00"}) == date(2025, 11, 21)
    assert [hidden_from(each) for each in ({}, {"date_recency": {}}, None, "all of it")] == [None] * 4
