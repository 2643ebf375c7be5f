"""The inbox: CSV files of new claims that somebody dropped, taken in by the nightly run.

For each `*.csv` in the folder, in the order of their names:

- a file that cannot be read as a whole stays where it is and is named in a warning; the run goes on;
- else its bytes become a snapshot, its good rows are appended to the ledger, rows the ledger holds already are passed
  over, refused rows are written to `refused/` with the rule each breaks, and last of all the file is moved to `taken/`.

Each step is done whole or not at all, and a file seen a second time adds nothing: a run that is killed anywhere is made
good by the next.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from corridorwatch.claims.entry import Row, append, judge, read_rows
from corridorwatch.errors import CorridorwatchError
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources import ledger
from corridorwatch.spreadsheets import plain

SOURCE_ID = "claims_inbox"


@dataclass(frozen=True)
class Intake:
    """What became of one file. `problem` is empty unless the file stays in the inbox."""

    file: str
    added: tuple[str, ...]
    present: int
    refused: tuple[str, ...]
    warnings: tuple[str, ...]
    problem: str = ""


def take_in(inbox: Path, reference: Path, store: SnapshotStore, moment: datetime, today: date) -> list[Intake]:
    """Take in every file of the inbox.

    Args:
        inbox: the folder; it need not exist.
        moment: an aware time, for the names of snapshots and moved files.
        today: the day on which the claims are recorded.
    """
    return [_take(file, inbox, reference, store, moment, today) for file in sorted(inbox.glob("*.csv"))]


def _take(file: Path, inbox: Path, reference: Path, store: SnapshotStore, moment: datetime, today: date) -> Intake:
    try:
        content = file.read_bytes()
        judged = judge(reference, read_rows(content, file.name), today)
        kept = store.store(SOURCE_ID, content, file_name=file.name, url="", licence=ledger.LICENCE, fetched_at=moment)
        if judged.accepted:
            append(reference, judged.accepted)
        # The snapshot's stamp, which a file keeps when a killed run's work is done again: what that run had written to
        # `refused/` is replaced, not written a second time beside it.
        name = f"{kept.path.name.split('-')[0]}-{file.name}"
        if judged.refused:
            _write_refused(inbox / "refused" / name, judged.refused)
        (inbox / "taken").mkdir(exist_ok=True)
        file.replace(inbox / "taken" / name)
    except (CorridorwatchError, OSError) as error:
        return Intake(file.name, (), 0, (), (), str(error).splitlines()[0])
    return Intake(
        file.name,
        tuple(row["claim_id"] for row in judged.accepted),
        len(judged.present),
        tuple(f"{file.name}, claim {number}: {why}" for number, (_, why) in enumerate(judged.refused, 1)),
        judged.warnings,
    )


def _write_refused(path: Path, refused: Sequence[tuple[Row, str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, [*dict.fromkeys(name for row, _ in refused for name in row), "why"], lineterminator="\n"
    )
    writer.writeheader()
    # Who mends the rows opens them in a spreadsheet, and what is in them came from anywhere.
    writer.writerows([{name: plain(cell) for name, cell in {**row, "why": why}.items()} for row, why in refused])
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text.getvalue(), encoding="utf-8")
    part.replace(path)
