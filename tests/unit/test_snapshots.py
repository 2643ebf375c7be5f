"""Snapshots: what came in, byte for byte, for good."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import Attempt, Snapshot, SnapshotStore

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


def test_a_large_file_is_kept_from_disk_and_told_apart_by_series(tmp_path: Path) -> None:
    file = tmp_path / "GEDEvent_v26_0_8.csv"
    file.write_bytes(b"id\n1\n")
    held = SnapshotStore(tmp_path / "held")

    def keep(series: str) -> Snapshot:
        return held.store_file(
            "ucdp_candidate", file, file_name=file.name, url="", licence="", fetched_at=NOON,
            series=series, declared_count=1, details={"version": series},
        )  # fmt: skip

    assert [keep("26.0.8").outcome, keep("26.0.8").outcome, keep("26.0.7").outcome] == [
        "success",
        "unchanged",
        "success",
    ]
    file.write_bytes(b"id\n2\n")
    keep("26.0.8")
    assert [each.series for each in held.current("ucdp_candidate")] == ["26.0.7", "26.0.8"]
    assert held.newest("ucdp_candidate", "26.0.8").verified_path().read_bytes() == b"id\n2\n"
    assert [each.declared_count for each in held.history("ucdp_candidate")] == [1, 1, 1]


def test_a_sidecar_of_an_older_version_is_still_read(tmp_path: Path) -> None:
    taken = store(tmp_path, b"one")
    sidecar = taken.path.with_suffix(".json")
    fields = json.loads(sidecar.read_text())
    for name in ("declared_count", "received_count", "series", "details"):
        del fields[name]
    sidecar.chmod(0o644)
    sidecar.write_text(json.dumps(fields))
    assert SnapshotStore(tmp_path).require("ledger") == taken


def test_a_json_file_does_not_collide_with_its_own_sidecar(tmp_path: Path) -> None:
    taken = SnapshotStore(tmp_path).store("own", b"[]", file_name="t.json", url="", licence="", fetched_at=NOON)
    assert SnapshotStore(tmp_path).require("own").read() == b"[]"
    assert taken.file_name == "t.json"


def test_failed_tries_are_on_record_beside_the_snapshots_and_are_none(tmp_path: Path) -> None:
    kept = store(tmp_path, b"one")
    held = SnapshotStore(tmp_path)
    held.note("ledger", Attempt("2026-11-21T00:00:00+00:00", "failed", error="no answer"))
    with (tmp_path / "ledger" / "attempts.jsonl").open("a") as log:
        log.write('{"at": "2026-11-22T00')  # a line that a killed process left
    assert [(each.outcome, each.error) for each in held.attempts("ledger")] == [("failed", "no answer")]
    assert held.require("ledger") == kept


def test_two_processes_do_not_fetch_one_source_at_once_and_what_a_killed_one_left_goes(tmp_path: Path) -> None:
    held = SnapshotStore(tmp_path)
    kept = store(tmp_path, b"one")
    (tmp_path / "ledger" / "20261121T000000Z-abc.csv.part").touch()
    with held.only_me("ledger"), pytest.raises(BrokenSource, match="another process"), held.only_me("ledger"):
        pass
    assert {path.name for path in (tmp_path / "ledger").iterdir()} == {
        ".incoming", kept.path.name, kept.path.with_suffix(".json").name,
    }  # fmt: skip
