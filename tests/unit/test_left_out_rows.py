"""A row that is no record (a title, a note, a total) is no refusal: no run warns of it, and no count of records holds it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corridorwatch.ingest.told import refused_of_own
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.own_tables import take as byhand
from tests import own_table
from tests.hostile import vocabularies

MAPPING = own_table.mapping({"date": "Date", "district_as_written": "District", "killed_total": "Killed"})
ROWS = "Date,District,Killed\n2024-01-03,Kech,1\n2024-01-09,Quetta,2\nTotal,,3\nSource: the press,,\n"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "desk.mapping.toml").write_text(MAPPING, encoding="utf-8")
    return folder


def take(own: Path, rows: str) -> byhand.OwnTable:
    (own / "desk.csv").write_text(rows, encoding="utf-8")
    [table] = byhand.take_own_tables(SnapshotStore(own.parent / "snapshots"), own, vocabularies(), NOON)
    return table


def test_a_run_says_nothing_of_totals_and_notes_alone(own: Path) -> None:
    table = take(own, ROWS)
    assert (table.parsed.received, table.parsed.accepted, table.parsed.refused) == (4, 2, 2)
    assert refused_of_own("desk", table.parsed) == ""


def test_beside_a_refused_record_they_are_counted_apart(own: Path) -> None:
    table = take(own, ROWS.replace("2024-01-09", "soon").replace("Quetta,2", "Quetta,two"))
    lines = refused_of_own("desk", table.parsed).splitlines()
    assert lines[0] == "desk: 1 of 2 records of desk.csv are refused and in raw.quarantine"
    assert sorted(line.split()[0] for line in lines[1:-2]) == ["date", "killed_total"]
    assert lines[-1].strip().startswith("next: mend these rows")
    assert lines[-2].strip() == "besides 2 rows left out as no records: titles, notes, totals"


def test_only_records_are_counted_as_such_in_what_is_kept(own: Path) -> None:
    assert take(own, ROWS).snapshot.received_count == 2
    (own / "desk.csv").unlink()
    newer = own.parent / "newer.csv"
    newer.write_text(ROWS.replace("Total", "2024-02-01,Kech,5\nTotal"), encoding="utf-8")
    store = SnapshotStore(own.parent / "snapshots")
    kept, parsed = byhand.add_own_table(store, own, "desk", newer, vocabularies(), NOON)
    assert (kept.received_count, parsed.records, parsed.received) == (3, 3, 5)


def test_a_table_without_such_rows_has_as_many_records_as_rows(own: Path) -> None:
    parsed = take(own, "Date,District,Killed\n2024-01-03,Kech,1\n").parsed
    assert (parsed.records, parsed.received, parsed.broken.height) == (1, 1, 0)
    assert date.fromisoformat(parsed.rows["date"][0]) == date(2024, 1, 3)
