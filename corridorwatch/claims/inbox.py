"""The inbox: CSV files of new claims that somebody dropped, taken in by the nightly run.

For each CSV file in the folder (`.csv`, `.CSV`), in the order of their names:

- a file that may still be being written stays for the next night: one that changed a moment ago, or while it was read,
  one whose name says that it is on its way, one whose last line has no end and that has not lain long;
- a file that cannot be read as a whole stays where it is and is named in a warning; the run goes on;
- else its bytes become a snapshot, its good rows are appended to the ledger, rows the ledger holds already are passed
  over, refused rows are written to `refused/` with the rule each breaks, and last of all the file is moved to `taken/`.

What is no CSV file (a workbook, a folder) stays and is named, with what to do: nothing in the folder is passed over in
silence. Each step is done whole or not at all, and a file seen a second time adds nothing: a run that is killed
anywhere is made good by the next.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from corridorwatch.claims.entry import append, judge, read_rows
from corridorwatch.errors import CorridorwatchError
from corridorwatch.reviewed_files import Folder, Row
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.ledger import parse as ledger
from corridorwatch.spreadsheets import plain
from corridorwatch.whole_files import write_whole

SOURCE_ID = "claims_inbox"
SETTLE_SECONDS = 60
_LONGER = 10
"""A file whose last line has no end waits this many times as long: it may have been cut while it was copied."""
_OURS = ("taken", "refused")
_OF_THE_SYSTEM = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".gitkeep"})
_UNDER_WAY = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".swp", ".swx", ".lock")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers")


@dataclass(frozen=True)
class Intake:
    """What became of one file. `problem` is empty unless the file stays in the inbox."""

    file: str
    added: tuple[str, ...]
    present: int
    refused: tuple[str, ...]
    warnings: tuple[str, ...]
    problem: str = ""


def take_in(
    inbox: Path,
    reference: Folder,
    store: SnapshotStore,
    moment: datetime,
    today: date,
    settle_seconds: int = SETTLE_SECONDS,
) -> list[Intake]:
    """Take in every file of the inbox, and name what stays.

    Args:
        inbox: the folder; it need not exist.
        moment: an aware time: the run's, by which files are young or old; it names snapshots and moved files.
        today: the day on which the claims are recorded.
        settle_seconds: a file that changed less than this before the moment may still be being written.
    """
    intakes = []
    for path in sorted(inbox.iterdir()) if inbox.is_dir() else ():
        if path.name.lower() in _OF_THE_SYSTEM or (path.name in _OURS and path.is_dir()):
            continue
        if problem := _foreign(path) or _unsettled(path, moment, settle_seconds):
            intakes.append(Intake(path.name, (), 0, (), (), problem))
        else:
            intakes.append(_take(path, inbox, reference, store, moment, today))
    return intakes


def _foreign(path: Path) -> str:
    """Why something in the inbox is not a file of claims, and what to do with it; empty for a CSV file."""
    name = path.name.lower()
    if name.startswith((".", "~")) or name.endswith(("~", *_UNDER_WAY)):
        return "its name says that it is on its way or a program's own; it is taken under a name that ends in .csv"
    if path.is_dir():
        return "it is a folder, and only files in the inbox itself are taken: move its files up"
    if not path.is_file():
        return "it is no ordinary file: remove it"
    if name.endswith(_WORKBOOKS):
        return (
            "it is a workbook, and claims come as CSV: save its sheet as CSV in UTF-8 and drop that; a table of"
            " incidents of your own is read with: corridorwatch map FILE"
        )
    if not name.endswith(".csv"):
        return (
            "it is no CSV file of claims: give it a name that ends in .csv if it is one; a publisher's file is taken"
            " with: corridorwatch add"
        )
    return ""


def _unsettled(path: Path, moment: datetime, settle_seconds: int) -> str:
    """Why a file may still be being written; empty where it has lain still."""
    try:
        age = moment.timestamp() - path.stat().st_mtime
        with path.open("rb") as file:
            file.seek(0, io.SEEK_END)
            file.seek(max(file.tell() - 1, 0))
            ends = file.read() in (b"\n", b"\r")
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if age < settle_seconds:
        changed = f"{age:.0f} seconds before the run began" if age >= 0 else "after the run began"
        return (
            f"it changed {changed} and may still be being written; the next run takes it, once it has lain still for"
            f" {settle_seconds} seconds"
        )
    if not ends and age < settle_seconds * _LONGER:
        return (
            "its last line has no end, so it may have been cut; the next run takes it as it is, once it has lain still"
            f" for {settle_seconds * _LONGER} seconds"
        )
    return ""


def _take(file: Path, inbox: Path, reference: Folder, store: SnapshotStore, moment: datetime, today: date) -> Intake:
    try:
        before = file.stat()
        content = file.read_bytes()
        after = file.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            return Intake(file.name, (), 0, (), (), "it changed while it was read; the next run takes it")
        judged = judge(reference, read_rows(content, file.name), today)
        kept = store.store(SOURCE_ID, content, file_name=file.name, url="", licence=ledger.LICENCE, fetched_at=moment)
        if judged.accepted:
            append(reference, judged.accepted, by=f"inbox: {file.name}", at=moment)
        # The snapshot's stamp, which a file keeps when a killed run's work is done again: what that run had written to
        # `refused/` is replaced, not written a second time beside it.
        name = f"{kept.path.name.split('-')[0]}-{file.name}"
        if judged.refused:
            _write_refused(inbox / "refused" / name, judged.refused)
        (inbox / "taken").mkdir(exist_ok=True)
        file.replace(inbox / "taken" / name)
    except (CorridorwatchError, OSError) as error:
        return Intake(file.name, (), 0, (), (), _sentence(error))
    return Intake(
        file.name,
        tuple(row["claim_id"] for row in judged.accepted),
        len(judged.present),
        tuple(f"{file.name}, claim {number}: {why}" for number, (_, why) in enumerate(judged.refused, 1)),
        judged.warnings,
    )


def _sentence(error: Exception) -> str:
    """What happened and what to do, in one line."""
    if isinstance(error, CorridorwatchError):
        return "; ".join(filter(None, (error.fact, error.next_step)))
    return str(error).splitlines()[0]


def _write_refused(path: Path, refused: Sequence[tuple[Row, str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, [*dict.fromkeys(name for row, _ in refused for name in row), "why"], lineterminator="\n"
    )
    writer.writeheader()
    # Who mends the rows opens them in a spreadsheet, and what is in them came from anywhere.
    writer.writerows([{name: plain(cell) for name, cell in {**row, "why": why}.items()} for row, why in refused])
    path.parent.mkdir(exist_ok=True)
    write_whole(path, text.getvalue().encode("utf-8"))
