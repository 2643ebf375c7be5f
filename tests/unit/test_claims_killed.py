"""Entering claims is done whole or not at all, wherever the process is killed and whoever else enters claims meanwhile."""

import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corridorwatch.claims.entry import append, judge
from corridorwatch.config import ROOT
from corridorwatch.reviewed_files import Facts, rows_of
from corridorwatch.snapshots import SnapshotStore
from tests.killed import night
from tests.unit.test_claims_entry import MOMENT, NEW, TODAY, drop

pytestmark = pytest.mark.crash

OTHER = {**NEW, "value": "231", "source_url": "https://example.org/y"}
FILES = ("entered/claims.csv", "entered/pages.csv")


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """A ledger, two files of claims beside it, and one of good and bad rows in the inbox."""
    folder = tmp_path / "start"
    shutil.copytree(ROOT / "reference", folder / "reference")
    drop(folder, "mine.csv", [NEW, {**NEW, "claimant_id": "officials"}])
    drop(folder, "theirs.csv", [OTHER])
    drop(folder / "inbox", "a.csv", [NEW, {**NEW, "claimant_id": "nobody"}, OTHER])
    return folder


def worlds(how: str, task: str, start: Path) -> list[Path]:
    """The folders that `tests.killed` leaves, one for each step."""
    work = start.parent / "work"
    run = subprocess.run(
        [sys.executable, "-m", "tests.killed", how, task, str(start), str(work)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return sorted((folder for folder in work.iterdir() if folder.name.isdigit()), key=lambda folder: int(folder.name))


def without_days(path: Path) -> list[list[str]]:
    """The rows of a file of claims or pages without when and by whom they were entered: midnight may lie between two
    runs, and a command is another hand than a test. None where there is no file.
    """
    content = path.read_text(encoding="utf-8") if path.is_file() else ""
    rows = csv.DictReader(io.StringIO(content, newline=""))
    return [
        [cell for name, cell in row.items() if name not in ("recorded_at", "entered_by", "entered_at")] for row in rows
    ]


def files(folder: Path) -> dict[str, list[list[str]]]:
    """Every file that claims go through, by its path; stamps in names are those of another night."""
    found = [
        *(folder / "reference/ledger").iterdir(),
        *(folder / "entered").glob("*"),
        *(path for path in (folder / "inbox").rglob("*") if path.is_file()),
    ]
    return {
        (path.parent / path.name.split("Z-")[-1]).relative_to(folder).as_posix(): without_days(path)
        for path in found
        if path.suffix == ".csv"
    }


def test_a_command_killed_at_any_step_leaves_the_old_or_the_new_and_is_made_good_by_running_it_again(
    start: Path,
) -> None:
    done = Path(shutil.copytree(start, start.parent / "done"))
    facts = Facts(done / "reference", done / "entered")
    append(facts, judge(facts, [NEW, {**NEW, "claimant_id": "officials"}], TODAY).accepted, by="analyst", at=MOMENT)
    steps = worlds("killed", "add", start)
    assert len(steps) >= 9
    for step in steps:
        claims, pages = ([without_days(folder / name) for folder in (start, step / "left", done)] for name in FILES)
        assert claims[1] in (claims[0], claims[2]), step
        assert pages[1] in (pages[0], pages[2]), step
        assert claims[1] == claims[0] or pages[1] == pages[2], f"{step}: a claim without its page"
        assert files(step / "mended") == files(done), step


def test_a_night_killed_at_any_step_loses_no_row_of_the_inbox_and_the_next_one_takes_none_twice(start: Path) -> None:
    done = Path(shutil.copytree(start, start.parent / "done"))
    night(done)
    given = (start / "inbox/a.csv").read_bytes()
    steps = worlds("killed", "night", start)
    assert len(steps) >= 20
    for step in steps:
        held = [*(step / "left/inbox").glob("*.csv"), *(step / "left/inbox/taken").glob("*")]
        assert [path.read_bytes() for path in held] == [given], step
        assert files(step / "mended") == files(done), step
        assert len(list((step / "mended/inbox").rglob("*.csv"))) == 2, f"{step}: a refused row is there twice"
        kept = SnapshotStore(step / "mended/snapshots").history("claims_inbox")
        assert [snapshot.file_name for snapshot in kept] == ["a.csv"], step


def test_of_two_that_enter_claims_at_once_neither_loses_any_whatever_the_other_is_at(start: Path) -> None:
    for step in worlds("stopped", "add", start):
        new = rows_of(step / "mended/entered/claims.csv")
        assert len({row["claim_id"] for row in new}) == 3, step
        assert sorted((row["value"], row["claimant_id"]) for row in new) == [
            ("230", "ispr"), ("230", "officials"), ("231", "ispr"),
        ], step  # fmt: skip
