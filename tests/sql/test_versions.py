"""What a publisher said of an event in each file that was taken: revisions and withdrawals as claims, as of any day."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.config import Scope
from corridorwatch.ingest import publishers
from corridorwatch.ingest.raw import load_said_of_sources
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.acled import load as acled_door
from corridorwatch.sources.ucdp import load as ucdp_door
from tests import hostile_ucdp, world
from tests.servers.acled import event
from tests.ucdp_file import content

pytestmark = pytest.mark.long

ALL = (
    "select * from core.record_versions order by all",
    "select * from core.claim_standing order by all",
    "select * from marts.claimed_tolls order by all",
)


def ledger(store: SnapshotStore, as_of: int | date, connection: duckdb.DuckDBPyConnection | None = None):
    """The claims that the snapshots make, as of a day (of November 2026), and what stands of them."""
    connection = connection or world.open_database(Path(":memory:"))
    day = as_of if isinstance(as_of, date) else date(2026, 11, as_of)
    for source in ucdp_door.SOURCES:
        ucdp_door.load(connection, source, store, Scope(), as_of=day, timezone="Asia/Karachi")
    acled_door.load(connection, store, as_of=day, timezone="Asia/Karachi", scope=Scope())
    load_said_of_sources(connection)
    models = {model.table: model for model in world.MODELS}
    for table in ("core.record_versions", "core.claims_of_versions"):
        sqlmodels.build(connection, models[table], world.parameters(day))
    claims = connection.sql("from core.claims_of_versions")
    world.GRAPH.build(connection, ["marts.claimed_tolls"], world.parameters(day), {"core.claims": claims})
    return connection


def take_ucdp(store: SnapshotStore, hour: int, name: str, rows: Sequence[Mapping[str, str]]) -> None:
    """Take a file so many hours after the first of November."""
    moment = datetime(2026, 11, 1 + hour // 24, hour % 24, tzinfo=UTC)
    source = "ucdp_ged" if name.startswith("ged") else "ucdp_candidate"
    store.store(source, content(rows), file_name=name, url="", licence="CC BY 4.0", fetched_at=moment)


def take_acled(store: SnapshotStore, day: int, folder: Path, *rows: Mapping[str, str]) -> None:
    file = folder / f"acled-{day}.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    publishers.add("acled", file, store, datetime(2026, 11, day, tzinfo=UTC))


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    """Event 1 rises and falls, 2 is revised by a later file, 3 is taken back and comes again; 4 twice in one day."""
    store = SnapshotStore(tmp_path / "snapshots")
    one, two, three, four = ({"id": str(number), "best": "4", "high": "9", "low": "1"} for number in (1, 2, 3, 4))
    take_ucdp(store, 0, "v26_0_1.csv", [one, two, three, four])
    take_ucdp(store, 24, "v26_0_1.csv", [{**one, "best": "8"}, two, four])
    take_ucdp(store, 48, "v26_0_2.csv", [{**two, "best": "5"}])
    take_ucdp(store, 72, "v26_0_1.csv", [{**one, "best": "6"}, two, three, {**four, "best": "9"}])
    take_ucdp(store, 76, "v26_0_1.csv", [{**one, "best": "6"}, two, three, {**four, "best": "2"}])
    return store


def test_each_change_of_a_row_is_a_claim_and_a_row_taken_back_is_a_withdrawal_not_a_zero(store: SnapshotStore) -> None:
    tables = ledger(store, 20)
    claims = tables.execute(
        "select claim.event_id, day(known_at), figure, standing"
        " from core.claim_standing join core.claims as claim using (source_id, claim_id)"
        " order by claim.event_id, said_at"
    ).fetchall()
    assert claims == [
        ("1", 1, 4, "superseded"), ("1", 2, 8, "superseded"), ("1", 4, 6, "current"),
        ("2", 1, 4, "superseded"), ("2", 3, 5, "current"),
        ("3", 1, 4, "superseded"), ("3", 2, None, "no_figure"), ("3", 4, 4, "current"),
        ("4", 1, 4, "superseded"), ("4", 4, 9, "superseded"), ("4", 4, 2, "current"),
    ]  # fmt: skip
    assert tables.execute(
        "select event_id, first_value, latest_value, revisions, revisions_down from marts.claimed_tolls order by 1"
    ).fetchall() == [("1", 4, 6, 2, 1), ("2", 4, 5, 1, 0), ("3", 4, 4, 0, 0), ("4", 4, 2, 2, 1)]
    gone = ledger(store, 3).execute(
        "select first_value, latest_value, stands_low, stands_high, reasons from marts.claimed_tolls where event_id = '3'"
    )
    assert gone.fetchall() == [(4, None, None, None, None)]


@pytest.mark.parametrize("day", [2, 3])
def test_what_was_known_on_a_day_is_the_same_whatever_was_taken_later(
    store: SnapshotStore, tmp_path: Path, day: int
) -> None:
    """A version seen on nights 1 and 3, and another between: as of night 2 it is the other, though the first came again."""
    acled = event(1, 0)
    del acled["timestamp"]
    alone = SnapshotStore(tmp_path / "alone")
    for night, dead in ((1, "5"), (2, "7"), (3, "5")):
        rows = (
            {**acled, "fatalities": dead},
            {**acled, "event_id_cnty": "PAK2", "admin1": "Sindh" if night == 2 else "Balochistan"},
        )
        for each in (store, alone) if night <= day else (store,):
            take_acled(each, night, tmp_path, *rows)
    for snapshot in store.history("ucdp_candidate"):
        if snapshot.taken_at.day <= day:
            alone.store(
                "ucdp_candidate",
                snapshot.read(),
                file_name=snapshot.file_name,
                url="",
                licence="",
                fetched_at=snapshot.taken_at,
            )
    with_later, without = ledger(store, day), ledger(alone, day)
    for query in (*ALL, "select event_id_cnty, fatalities, is_here from raw.acled_current order by 1"):
        assert with_later.execute(query).fetchall() == without.execute(query).fetchall()
    told = with_later.execute(
        "select killed_total, reason from core.record_versions where source_id = 'acled' and report_id = 'PAK2' order by version"
    ).fetchall()
    assert told == [(1, "first_seen"), (None, "no_longer_of_the_province"), (1, "back_again")][:day]
    [current] = with_later.execute("select fatalities from raw.acled_current where event_id_cnty = 'PAK1'").fetchall()
    assert current == ("7" if day == 2 else "5",)


def test_a_file_that_does_not_speak_of_a_year_takes_nothing_of_it_back(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    of_2016 = {"id": "7", "date_start": "2016-03-01", "date_end": "2016-03-01", "year": "2016"}
    take_ucdp(store, 0, "ged.csv", [{"id": "1"}, {"id": "2"}, of_2016])
    take_ucdp(store, 24, "ged-part.csv", [{"id": "1"}])
    assert ledger(store, 20).execute("select report_id, status from core.record_versions order by version, 1").fetchall() == [
        ("1", "stated"), ("2", "stated"), ("7", "stated"), ("2", "withdrawn"),
    ]  # fmt: skip


def test_an_old_file_is_read_once_and_one_that_cannot_be_read_is_named(store: SnapshotStore) -> None:
    tables = ledger(store, 20)
    before = tables.execute(ALL[0]).fetchall()
    first = store.history("ucdp_candidate")[0].path
    first.chmod(0o644)
    first.write_bytes(b"nothing of use")
    assert ledger(store, 20, tables).execute(ALL[0]).fetchall() == before
    fresh = world.open_database(Path(":memory:"))
    loaded = ucdp_door.load(fresh, "ucdp_candidate", store, Scope(), as_of=date(2026, 11, 20), timezone="Asia/Karachi")
    assert f"not read for its revisions: snapshot {first} has digest" in loaded.note


def test_an_old_file_at_which_the_reader_itself_gives_up_is_named_and_the_newest_counts(tmp_path: Path) -> None:
    """Its error ended the transaction that the newest file was being read in."""
    store = SnapshotStore(tmp_path / "snapshots")
    in_another_encoding = hostile_ucdp.attack(1).content
    long_ago = datetime(2026, 11, 1, tzinfo=UTC)
    store.store("ucdp_ged", in_another_encoding, file_name="ged.csv", url="", licence="", fetched_at=long_ago)
    take_ucdp(store, 24, "ged-new.csv", [{"id": "1"}, {"id": "2"}])
    fresh = world.open_database(Path(":memory:"))
    loaded = ucdp_door.load(fresh, "ucdp_ged", store, Scope(), as_of=date(2026, 11, 20), timezone="Asia/Karachi")
    assert loaded.kept == 2
    assert "not read for its revisions: ged.csv cannot be read as CSV" in loaded.note
    assert fresh.execute("select count(*) from raw.sightings").fetchone() == (2,)


def test_a_week_of_a_publisher_grows_by_late_events_and_revisions_and_four_weeks_foretell_no_fifth(
    tmp_path: Path,
) -> None:
    """Four weeks, each first spoken of on its 10th day, with an event more on its 40th, and a toll revised on its 100th."""
    store, said, days = SnapshotStore(tmp_path / "snapshots"), {}, []
    for number in range(4):
        monday = date(2026, 1, 5) + timedelta(weeks=4 * number)
        dated = {"date_start": str(monday), "date_end": str(monday), "high": "99"}
        for age, name, dead in ((10, "a", "10"), (40, "b", "5"), (100, "a", "12")):
            days.append((monday + timedelta(5 + age), {**dated, "id": f"{number}{'ab'.index(name)}", "best": dead}))
    for day, row in sorted(days, key=lambda pair: pair[0]):
        said[row["id"]] = row
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        store.store(
            "ucdp_candidate", content(said.values()), file_name="v26.csv", url="", licence="", fetched_at=moment
        )
    day = date(2026, 12, 31)
    tables = ledger(store, day)
    tables.execute(
        "create table core.reports as select distinct source_id, report_id, 'quetta' as district_id from core.record_versions;"
        "create table core.incidents (source_id varchar, incident_id varchar, date date, date_precision varchar, district_id varchar,"
        " is_landmark boolean);"
        "create table marts.weekly_casualties_by_district as select 'ucdp_candidate' as source_id, date '2026-11-16' as week,"
        " 'provisional' as status, 1 as incidents, 20 as killed_best"
    )
    for model in world.MODELS:
        if model.table in (
            "marts.week_development",
            "marts.claim_development",
            "marts.development_tolls",
            "marts.development_factors",
            "marts.development_backtest",
            "marts.development_scores",
            "marts.weeks_still_filling",
        ):
            sqlmodels.build(tables, model, world.parameters(day))
    assert tables.execute(
        "select age, known_value, settled_value, factor from marts.week_development"
        " where week = '2026-01-05' and district_id is null order by age"
    ).fetchall() == [(7, None, 17, None), (30, 10, 17, 1.7), (90, 15, 17, 17 / 15), (180, 17, 17, 1.0)]
    assert tables.execute(
        "select grouping, district_id, tolls, grew, median from marts.development_factors where age = 30 order by 1"
    ).fetchall() == [("district", "quetta", 4, 4, 1.7), ("week", None, 4, 4, 1.7)]
    assert tables.execute(
        "select age, factor_age, tolls, verdict, expected_low, expected_high from marts.weeks_still_filling"
    ).fetchall() == [(40, 30, 4, "too_few", None, None)]
