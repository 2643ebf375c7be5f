"""Snapshots: what came in, byte for byte, for good."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import Snapshot, SnapshotStore

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def store(root: Path, content: bytes, moment: datetime = NOON) -> Snapshot:
    return SnapshotStore(root).store(
        "ledger", content, file_name="ledger.csv", url="", licence="CC BY 4.0", fetched_at=moment
    )


def test_a_snapshot_holds_the_bytes_that_came(tmp_path: Path) -> None:
    taken = store(tmp_path, b"a,b\r\n\xff")
    assert taken.read() == b"a,b\r\n\xff"
    assert taken.path.name.startswith("20261120T120000Z-")
    assert SnapshotStore(tmp_path).require("ledger") == taken


def test_the_same_bytes_are_not_stored_again(tmp_path: Path) -> None:
    store(tmp_path, b"one")
    again = store(tmp_path, b"one", NOON + timedelta(days=1))
    assert again.outcome == "unchanged"
    assert len(list(tmp_path.rglob("*.csv"))) == 1


def test_bytes_that_come_back_after_others_are_the_newest_again(tmp_path: Path) -> None:
    for content in (b"one", b"two", b"one"):
        store(tmp_path, content)
    assert SnapshotStore(tmp_path).require("ledger").read() == b"one"
    assert len(list(tmp_path.rglob("*.csv"))) == 3


def test_a_clock_set_back_does_not_reorder_snapshots(tmp_path: Path) -> None:
    store(tmp_path, b"one")
    store(tmp_path, b"two", NOON - timedelta(days=3))
    assert SnapshotStore(tmp_path).require("ledger").read() == b"two"


def test_a_snapshot_changed_on_disk_is_refused(tmp_path: Path) -> None:
    taken = store(tmp_path, b"one")
    taken.path.chmod(0o644)
    taken.path.write_bytes(b"two")
    with pytest.raises(BrokenSource, match="its sidecar says"):
        SnapshotStore(tmp_path).require("ledger").read()


def test_a_snapshot_cut_short_before_its_sidecar_does_not_count(tmp_path: Path) -> None:
    kept = store(tmp_path, b"one")
    cut = store(tmp_path, b"two", NOON + timedelta(hours=1))
    cut.path.with_suffix(".json").unlink()
    assert SnapshotStore(tmp_path).require("ledger") == kept


def test_no_snapshot_at_all_is_said_with_the_next_command(tmp_path: Path) -> None:
    with pytest.raises(BrokenSource, match="corridorwatch run"):
        SnapshotStore(tmp_path).require("ledger")
