"""ACLED from the server to the tables: revisions, deletions, embargoes, four generations of files."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.config import Publishers, Scope, Settings, Sources
from corridorwatch.ingest import publishers
from corridorwatch.ingest.credentials import Secrets
from corridorwatch.ingest.http import Patience
from corridorwatch.ingest.job import Job
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.acled import load as acled_door
from corridorwatch.sources.ucdp import load as ucdp_door
from tests import world
from tests.files import workbook
from tests.servers.acled import PASSWORD, USER, Acled, acled, event

pytestmark = pytest.mark.long

FIRST_NIGHT = datetime(2026, 11, 1, 12, tzinfo=UTC)
FRESH = int(datetime(2026, 10, 20, tzinfo=UTC).timestamp())
DAY = 86_400
AT_ONCE = Patience(attempts=2, wait_initial=0, wait_max=0, wait_jitter=0, read=5)
Door = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture
def publisher() -> Iterator[Acled]:
    with acled() as server:
        server.events = [event(number, FRESH + number * DAY) for number in range(1, 6)]
        yield server


@pytest.fixture
def night(tmp_path: Path, publisher: Acled) -> Callable[[int], None]:
    """Fetches on the first night or so many days later."""
    settings = Settings(
        home=tmp_path,
        publishers=Publishers(acled=publisher.web.url),
        sources=Sources(acled={"enabled": True}),
    )
    secrets = Secrets({"acled_username": USER, "acled_password": PASSWORD})

    def fetch(day: int) -> None:
        moment = FIRST_NIGHT + timedelta(days=day)
        job = Job(SnapshotStore(settings.snapshots), settings, secrets, moment, AT_ONCE)
        fetched = publishers.fetch("acled", job)
        assert fetched.outcome == "success", fetched.error

    return fetch


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """Loads what was fetched and builds the models of ACLED, as of so many days after the first night."""

    def load(as_of: int = 40) -> duckdb.DuckDBPyConnection:
        connection = world.open_database(Path(":memory:"))
        day = FIRST_NIGHT.date() + timedelta(days=as_of)
        acled_door.load(
            connection, SnapshotStore(tmp_path / "snapshots"), as_of=day, timezone="Asia/Karachi", scope=Scope()
        )
        for source in ucdp_door.SOURCES:
            ucdp_door.load(connection, source, SnapshotStore(tmp_path), Scope(), as_of=day, timezone="Asia/Karachi")
        for model in world.MODELS:
            if model.table in ("core.records_of_acled", "core.record_versions", "ref.outages_of_acled"):
                sqlmodels.build(connection, model, world.parameters(day))
        return connection

    return load


def tolls(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return dict(connection.execute("select report_id, killed_total from core.records_of_acled").fetchall())


def test_two_nights_with_revisions_and_deletions_end_at_the_servers_totals_and_keep_every_version(
    publisher: Acled, night: Callable[[int], None], door: Door
) -> None:
    publisher.events.append(event(8, FRESH, admin1="Sindh"))
    night(0)
    publisher.events[0] = event(1, FRESH + 13 * DAY, fatalities=20)
    publisher.deleted = [{"event_id_cnty": "PAK2", "deleted_timestamp": FRESH + 13 * DAY}]
    del publisher.events[1]
    publisher.events.append(event(7, FRESH + 13 * DAY))
    night(2)
    tables = door()
    here = {each["event_id_cnty"]: int(each["fatalities"]) for each in publisher.events if each["admin1"] != "Sindh"}
    assert tolls(tables) == here
    versions = tables.execute("select fatalities from raw.acled_versions where event_id_cnty = 'PAK1' order by 1")
    assert versions.fetchall() == [("1",), ("20",)]
    assert tables.execute("select reason, records, deaths from raw.elsewhere order by 1, 2").fetchall() == [
        ("another_province", 1, 8),
        ("deleted_by_its_publisher", 1, 2),
    ]
    # Every event that was ever seen is in one of the two, once.
    assert tables.execute("select received, accepted, refused from raw.received").fetchall() == [(7, 7, 0)]
    assert tables.execute("select count(*) from raw.records").fetchone() == (len(here),)
    told = "select report_id, version, killed_total, reason from core.record_versions where version > 1 order by 1"
    assert tables.execute(told).fetchall() == [
        ("PAK1", 2, 20, "revised"),
        ("PAK2", 2, None, "deleted_by_its_publisher"),
    ]
    # On the first night nobody knew.
    known = door(as_of=1).execute(
        "select report_id, killed_total from core.records_of_acled where known_at <= '2026-11-02'"
    )
    assert dict(known.fetchall()) == {"PAK1": 1, "PAK2": 2, "PAK3": 3, "PAK4": 4, "PAK5": 5}


def test_an_event_that_vanishes_without_notice_is_gone_after_the_next_full_reading_and_back_if_it_returns(
    publisher: Acled, night: Callable[[int], None], door: Door
) -> None:
    night(0)
    vanished = publisher.events.pop(2)
    night(31)
    tables = door()
    assert "PAK3" not in tolls(tables)
    gone = tables.execute("select event_id_cnty, basis from raw.acled_deleted").fetchall()
    assert gone == [("PAK3", "absent_from_full_read")]
    publisher.events.append(vanished | {"timestamp": str(FRESH + 35 * DAY)})
    night(35)
    tables = door()
    assert "PAK3" in tolls(tables)
    told = tables.execute(
        "select killed_total, reason from core.record_versions where report_id = 'PAK3' order by version"
    )
    assert told.fetchall() == [(3, "first_seen"), (None, "deleted_by_its_publisher"), (3, "back_again")]


def test_an_embargo_is_an_outage_and_what_it_hid_comes_when_it_moves_on(
    publisher: Acled, night: Callable[[int], None], door: Door
) -> None:
    publisher.shown_to, publisher.restrictions = "2026-01-04", {"date_recency": {"date": "2026-01-04"}}
    night(0)
    tables = door(as_of=0)
    assert sorted(tolls(tables)) == ["PAK1", "PAK2", "PAK3"]
    outage = tables.execute("select date_start, date_end, reason from ref.outages_of_acled").fetchone()
    assert outage[:2] == (date(2026, 1, 5), FIRST_NIGHT.date())
    assert "2026-01-04" in outage[2]
    # These rows keep the timestamps they had: a question about changes alone never finds them.
    for hidden in publisher.events[3:]:
        hidden["timestamp"] = str(FRESH - 300 * DAY)
    publisher.shown_to, publisher.restrictions = "2026-01-09", {"date_recency": {"date": "2026-01-09"}}
    night(5)
    tables = door()
    assert sorted(tolls(tables)) == ["PAK1", "PAK2", "PAK3", "PAK4", "PAK5"]
    assert tables.execute("select date_start from ref.outages_of_acled").fetchall() == [(date(2026, 1, 10),)]
    # A full reading that an embargo cuts shorter again takes nothing away.
    publisher.shown_to, publisher.restrictions = "2026-01-04", {"date_recency": {"date": "2026-01-04"}}
    night(36)
    tables = door()
    assert sorted(tolls(tables)) == ["PAK1", "PAK2", "PAK3", "PAK4", "PAK5"]
    assert tables.execute("select date_start from ref.outages_of_acled").fetchall() == [(date(2026, 1, 5),)]


_GENERATIONS = {
    "before 2018": (
        {"EVENT_ID_CNTY": "1PAK", "EVENT_DATE": "31-Jan-16", "YEAR": "2016", "TIME_PRECISION": "1",
         "EVENT_TYPE": "Battle-No change of territory", "ACTOR1": "BLF", "ALLY_ACTOR_1": "", "INTER1": "2", "ACTOR2": "Army",
         "INTER2": "1", "INTERACTION": "12", "COUNTRY": "Pakistan", "ADMIN1": "Balochistan", "ADMIN2": "Kech", "LOCATION": "Turbat",
         "LATITUDE": "26", "LONGITUDE": "63", "GEO_PRECIS": "2", "SOURCE": "Dawn", "NOTES": "n", "FATALITIES": "3"},
        ("1PAK", date(2016, 1, 31), "clash", 3, 3, None, 3),
    ),
    "2018 to 2022": (
        {"data_id": "7", "iso": "586", "event_id_cnty": "PAK2", "event_date": "31 January 2020", "time_precision": "2",
         "event_type": "Violence against civilians", "sub_event_type": "Attack", "actor1": "Unidentified", "assoc_actor_1": "",
         "inter1": "3", "actor2": "Civilians", "inter2": "7", "interaction": "37", "country": "Pakistan", "admin1": "Balochistan",
         "admin2": "Quetta", "location": "Quetta", "latitude": "30", "longitude": "67", "geo_precision": "1",
         "fatalities": "2", "timestamp": "1580000000", "iso3": "PAK"},
        ("PAK2", date(2020, 1, 31), "attack", 1, 2, 2, None),
    ),
    "2023": (
        {"event_id_cnty": "PAK3", "event_date": "2023-02-01", "time_precision": "1", "disorder_type": "Political violence",
         "event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike", "actor1": "Military Forces of Pakistan",
         "inter1": "1", "actor2": "BLA", "inter2": "2", "civilian_targeting": "", "country": "Pakistan", "admin1": "Balochistan",
         "admin2": "Bolan", "location": "Balochistan", "latitude": "", "longitude": "", "geo_precision": "3",
         "fatalities": "4", "tags": "", "timestamp": "1680000000"},
        ("PAK3", date(2023, 2, 1), "security_operation", 4, 4, None, 4),
    ),
    "2025": (event(4, 1_750_000_000), ("PAK4", date(2026, 1, 5), "clash", 1, 4, None, 4)),
}  # fmt: skip


@pytest.mark.parametrize("generation", _GENERATIONS)
def test_a_file_of_any_generation_gives_the_same_records(tmp_path: Path, door: Door, generation: str) -> None:
    row, expected = _GENERATIONS[generation]
    refused = {**row, next(name for name in row if name.lower() == "fatalities"): "many"}
    file = tmp_path / "acled.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(row))
        writer.writeheader()
        writer.writerows([row, refused])
    publishers.add("acled", file, SnapshotStore(tmp_path / "snapshots"), FIRST_NIGHT)
    tables = door()
    found = tables.execute(
        "select report_id, date, event_class, where_prec, killed_total, killed_civilian, killed_unknown"
        " from core.records_of_acled"
    )
    assert found.fetchall() == [expected]
    assert tables.execute("select row_number, rule from raw.quarantine").fetchall() == [
        (3, "fatalities: a whole number not below zero")
    ]
    assert tables.execute("select received, accepted, refused from raw.received").fetchall() == [(2, 1, 1)]


def test_a_workbook_gives_the_records_of_its_csv(tmp_path: Path, door: Door) -> None:
    row, expected = _GENERATIONS["2023"]
    cells = [float(cell) if cell.isdigit() else cell or None for cell in row.values()]
    file = tmp_path / "acled.xlsx"
    file.write_bytes(workbook({"Sheet 1": [list(row), cells]}))
    taken = publishers.add("acled", file, SnapshotStore(tmp_path / "snapshots"), FIRST_NIGHT)
    assert taken.received_count == 1
    found = door().execute(
        "select report_id, date, event_class, where_prec, killed_total, killed_civilian, killed_unknown"
        " from core.records_of_acled"
    )
    assert found.fetchall() == [expected]


def test_events_of_another_country_or_province_are_counted_by_place(tmp_path: Path, door: Door) -> None:
    file = tmp_path / "acled.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(event(1, FRESH)))
        writer.writeheader()
        writer.writerow(event(1, FRESH))
        writer.writerow({**event(2, FRESH), "admin1": "BALOCHISTAN province"})
        writer.writerow({**event(3, FRESH), "country": "Iran"})
        writer.writerow({**event(4, FRESH), "admin1": "Sindh"})
    publishers.add("acled", file, SnapshotStore(tmp_path / "snapshots"), FIRST_NIGHT)
    elsewhere = "select reason, place, records from raw.elsewhere order by 1, 2"
    tables = door()
    assert sorted(tolls(tables)) == ["PAK1", "PAK2"]
    assert tables.execute(elsewhere).fetchall() == [("another_country", "Iran", 1), ("another_province", "Sindh", 1)]


def test_a_source_that_was_never_taken_leaves_empty_tables(door: Door) -> None:
    tables = door()
    for name in (*(f"raw.{table}" for table in acled_door.TABLES), "core.records_of_acled", "ref.outages_of_acled"):
        assert tables.execute(f"select count(*) from {name}").fetchone() == (0,)
    assert tables.execute("select count(*) from raw.received").fetchone() == (0,)
