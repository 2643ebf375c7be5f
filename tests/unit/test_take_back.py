"""Taking back: a file counts no more from that day on, earlier days stay as they were, and nothing is erased."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corridorwatch.config import Settings
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import publishers
from corridorwatch.manifests import registry
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.own_tables.mapping import OwnMapping, write_mapping
from corridorwatch.sources.own_tables.take import add_own_table, take_own_tables
from corridorwatch.taking_back import TakenBack, take_back
from tests.hostile import vocabularies

MONDAY, TUESDAY, WEDNESDAY = (datetime(2026, 11, day, 12, tzinfo=UTC) for day in (16, 17, 18))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "own").mkdir()
    return Settings(home=tmp_path / "data", own_tables=tmp_path / "own")


@pytest.fixture
def store(settings: Settings) -> SnapshotStore:
    return SnapshotStore(settings.snapshots)


def add(settings: Settings, store: SnapshotStore, name: str, killed: int, at: datetime) -> Path:
    facts = {"id": "desk", "title": "Desk", "licence": "own", "credit": "The desk"}
    columns = {"date": "Date", "district_as_written": "District", "killed_total": "Killed"}
    mapping = OwnMapping(source=facts, file={"name": name}, columns=columns)
    (settings.own_tables / "desk.mapping.toml").write_text(write_mapping(mapping), encoding="utf-8")
    file = settings.home.parent / name
    file.write_text(f"Date,District,Killed\n2024-01-03,Kech,{killed}\n", encoding="utf-8")
    add_own_table(store, settings.own_tables, "desk", file, vocabularies(), at)
    return file


def remove(settings: Settings, source: str, which: str = "", at: datetime = WEDNESDAY) -> TakenBack:
    known = frozenset(registry().publishers)
    return take_back(settings, source, which, at=at, by="me", why="an error", known=known)


def killed(settings: Settings, store: SnapshotStore) -> list[str]:
    tables = take_own_tables(store, settings.own_tables, vocabularies(), WEDNESDAY)
    return [each for table in tables for each in table.parsed.rows["killed_total"]]


def test_a_table_taken_back_counts_no_more_and_its_mapping_goes_too(settings: Settings, store: SnapshotStore) -> None:
    add(settings, store, "desk.csv", 2, MONDAY)
    assert killed(settings, store) == ["2"]
    done = remove(settings, "desk")
    assert done.mapping_removed
    assert killed(settings, store) == []
    assert not list(settings.own_tables.iterdir())


def test_a_run_as_of_the_day_before_still_reads_it_from_the_store(settings: Settings, store: SnapshotStore) -> None:
    add(settings, store, "desk.csv", 2, MONDAY)
    remove(settings, "desk", at=WEDNESDAY)
    assert killed(settings, store.as_of(date(2026, 11, 17))) == ["2"]
    assert killed(settings, store.as_of(date(2026, 11, 18))) == []


def test_of_two_files_the_one_left_counts_again(settings: Settings, store: SnapshotStore) -> None:
    add(settings, store, "first.csv", 2, MONDAY)
    add(settings, store, "second.csv", 5, TUESDAY)
    assert killed(settings, store) == ["5"]
    done = remove(settings, "desk", "second.csv")
    assert [each.file_name for each in done.counts_now] == ["first.csv"]
    assert not done.mapping_removed
    assert killed(settings, store) == ["2"]


def test_who_when_and_why_stay_and_the_bytes_too(settings: Settings, store: SnapshotStore) -> None:
    add(settings, store, "desk.csv", 2, MONDAY)
    [snapshot] = store.history("desk")
    remove(settings, "desk", snapshot.sha256[:8])
    [line] = store.withdrawals("desk")
    assert (line.sha256, line.by, line.why, line.at[:10]) == (snapshot.sha256, "me", "an error", "2026-11-18")
    assert snapshot.read()
    assert store.newest("desk") is None


def test_the_same_bytes_can_be_added_again(settings: Settings, store: SnapshotStore) -> None:
    add(settings, store, "desk.csv", 2, MONDAY)
    remove(settings, "desk", at=TUESDAY)
    add(settings, store, "desk.csv", 2, WEDNESDAY)
    assert killed(settings, store) == ["2"]
    assert len(store.history("desk")) == 1


@pytest.mark.parametrize(("source", "which", "said"), [("nobody", "", "no source 'nobody'"), ("desk", "x.csv", "no file 'x.csv'"), ("ledger", "", "no source 'ledger'"), ("gtd", "", "gtd holds no file")])  # fmt: skip
def test_what_is_not_held_cannot_be_taken_back(
    settings: Settings, store: SnapshotStore, source: str, which: str, said: str
) -> None:
    add(settings, store, "desk.csv", 2, MONDAY)
    with pytest.raises(BrokenSource, match=said):
        remove(settings, source, which)
    assert killed(settings, store) == ["2"]


def test_the_same_bytes_under_another_name_correct_the_name(settings: Settings, store: SnapshotStore) -> None:
    # Once the wrong name stayed: the bytes were held already, and nothing was stored.
    file = add(settings, store, "wrong.csv", 2, MONDAY)
    right = file.rename(file.with_name("right.csv"))
    taken, _ = add_own_table(store, settings.own_tables, "desk", right, vocabularies(), TUESDAY)
    assert (taken.outcome, taken.file_name) == ("success", "right.csv")
    assert store.newest("desk").file_name == "right.csv"
    again, _ = add_own_table(store, settings.own_tables, "desk", right, vocabularies(), WEDNESDAY)
    assert again.outcome == "unchanged"


def test_a_publishers_file_is_renamed_and_not_held_twice(settings: Settings, store: SnapshotStore) -> None:
    from tests.servers.ucdp import candidate

    file = settings.home.parent / "GEDEvent_v26_0_6.csv"
    file.write_bytes(candidate(1, 2))
    publishers.add("ucdp_candidate", file, store, MONDAY)
    right = file.rename(file.with_name("GEDEvent_v26_0_7.csv"))
    publishers.add("ucdp_candidate", right, store, TUESDAY)
    assert [each.file_name for each in store.current("ucdp_candidate")] == ["GEDEvent_v26_0_7.csv"]
    assert next(each.file_name for each in store.as_of(date(2026, 11, 16)).current("ucdp_candidate")).endswith("6.csv")


def test_a_table_that_lies_beside_its_mapping_is_not_shadowed_by_one_that_is_added(
    settings: Settings, store: SnapshotStore
) -> None:
    file = add(settings, store, "desk.csv", 2, MONDAY)
    (settings.own_tables / "desk.csv").write_text("Date,District,Killed\n2024-01-03,Kech,9\n", encoding="utf-8")
    with pytest.raises(BrokenSource, match="lies beside the mapping"):
        add_own_table(store, settings.own_tables, "desk", file, vocabularies(), TUESDAY)
