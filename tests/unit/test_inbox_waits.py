"""The inbox: what may still be being written waits, and nothing in the folder is passed over in silence."""

import csv
import io
import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from corridorwatch.claims import inbox as module
from corridorwatch.claims.inbox import Intake, take_in
from corridorwatch.config import ROOT
from corridorwatch.snapshots import SnapshotStore

MOMENT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
NEW = {
    "event_id": "herof2", "claimant_id": "ispr", "victim_group": "militant", "value": "230", "said_at": "2026-02-10",
    "includes_prior_operation": "yes", "source_url": "https://example.org/x", "source_name": "Example",
}  # fmt: skip


class Box:
    def __init__(self, folder: Path) -> None:
        self.folder, self.inbox = folder, folder / "inbox"
        self.inbox.mkdir()
        shutil.copytree(ROOT / "reference", folder / "reference")

    def drop(self, name: str, content: bytes, *, age: float = 3600) -> Path:
        """Lay a file into the inbox that changed `age` seconds before the run."""
        path = self.inbox / name
        path.write_bytes(content)
        changed = MOMENT.timestamp() - age
        os.utime(path, (changed, changed))
        return path

    def night(self, later: timedelta = timedelta(0)) -> dict[str, Intake]:
        store = SnapshotStore(self.folder / "snapshots")
        taken = take_in(self.inbox, self.folder / "reference", store, MOMENT + later, date(2026, 11, 25))
        return {intake.file: intake for intake in taken}

    def held(self) -> list[str]:
        return sorted(path.name for path in self.inbox.iterdir() if path.name not in ("taken", "refused"))


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def claims(**changes: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(NEW), lineterminator="\n")
    writer.writeheader()
    writer.writerow({**NEW, **changes})
    return text.getvalue().encode()


def test_a_file_that_changed_a_moment_ago_waits_for_the_next_night_and_is_named(box: Box) -> None:
    # Half a file was taken while it was still being copied, and its other half never.
    box.drop("a.csv", claims(), age=59)
    box.drop("b.csv", claims(value="231"), age=-30)
    first = box.night()
    assert first["a.csv"].problem.startswith(
        "it changed 59 seconds before the run began and may still be being written"
    )
    assert first["b.csv"].problem.startswith("it changed after the run began")
    assert box.held() == ["a.csv", "b.csv"]
    second = box.night(timedelta(days=1))
    assert [len(second[name].added) for name in ("a.csv", "b.csv")] == [1, 1]
    assert box.held() == []


def test_a_file_that_has_lain_still_is_taken(box: Box) -> None:
    box.drop("a.csv", claims(), age=60)
    assert len(box.night()["a.csv"].added) == 1


def test_a_last_line_without_an_end_waits_longer_and_is_then_taken_as_it_is(box: Box) -> None:
    # An editor leaves the last line open, and so does a copy that stopped.
    box.drop("a.csv", claims().rstrip(b"\n"), age=300)
    assert "its last line has no end, so it may have been cut" in box.night()["a.csv"].problem
    assert len(box.night(timedelta(minutes=10))["a.csv"].added) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (claims()[:-60], "holds no claims, or a row whose fields do not match the header"),
        (claims(source_name="Example").replace(b"Example", b'"Exam'), "cannot be read as a CSV of claims"),
        (b"", "holds no claims"),
        (claims().splitlines()[0] + b"\n", "holds no claims"),
    ],
)
def test_a_file_that_was_cut_stays_whole_and_is_named_with_what_to_do(box: Box, content: bytes, said: str) -> None:
    box.drop("a.csv", content)
    problem = box.night()["a.csv"].problem
    assert said in problem
    assert "try again" in problem
    assert box.held() == ["a.csv"]


def test_a_file_that_changes_while_it_is_read_stays(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    path = box.drop("a.csv", claims())

    class Growing(type(path)):
        def read_bytes(self) -> bytes:
            content = super().read_bytes()
            with self.open("ab") as file:
                file.write(b"herof2,")
            return content

    intake = module._take(
        Growing(path), box.inbox, box.folder / "reference", SnapshotStore(box.folder / "s"), MOMENT, MOMENT.date()
    )
    assert intake.problem == "it changed while it was read; the next run takes it"
    assert box.held() == ["a.csv"]


def test_an_ending_in_capitals_is_taken(box: Box) -> None:
    box.drop("CLAIMS.CSV", claims())
    assert len(box.night()["CLAIMS.CSV"].added) == 1
    assert [path.name for path in (box.inbox / "taken").iterdir()] == ["20261125T020000Z-CLAIMS.CSV"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("claims.xlsx", "it is a workbook, and claims come as CSV: save its sheet as CSV in UTF-8"),
        ("claims.ODS", "it is a workbook"),
        ("claims.csv.part", "its name says that it is on its way"),
        (".claims.csv.x7Qa", "its name says that it is on its way"),
        ("~$claims.csv", "its name says that it is on its way"),
        ("claims.csv~", "its name says that it is on its way"),
        ("claims.txt", "it is no CSV file of claims: give it a name that ends in .csv"),
        ("claims", "it is no CSV file of claims"),
        ("GEDEvent.zip", "a publisher's file is taken with: corridorwatch add"),
    ],
)
def test_what_is_no_csv_file_stays_and_is_named_with_what_to_do(box: Box, name: str, said: str) -> None:
    box.drop(name, claims())
    assert said in box.night()[name].problem
    assert box.held() == [name]


def test_folders_and_what_is_no_file_are_named_and_our_own_folders_are_not(box: Box) -> None:
    box.drop("a.csv", claims())
    box.drop("bad.csv", claims(claimant_id="nobody"))
    (box.inbox / "2026").mkdir()
    (box.inbox / "2026" / "b.csv").write_bytes(claims())
    (box.inbox / "gone.csv").symlink_to(box.folder / "nowhere.csv")
    (box.inbox / ".DS_Store").write_bytes(b"x")
    box.night()
    again = box.night()
    assert sorted(again) == ["2026", "gone.csv"]
    assert "it is a folder" in again["2026"].problem
    assert "it is no ordinary file" in again["gone.csv"].problem


def test_an_inbox_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert take_in(tmp_path / "no", ROOT / "reference", SnapshotStore(tmp_path), MOMENT, MOMENT.date()) == []
