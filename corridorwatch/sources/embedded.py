"""The embedded files: everything under `reference/`, read through the same door as any publisher's file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import Snapshot, SnapshotStore
from corridorwatch.sources import corrections, guard, ledger, reviewed
from corridorwatch.sources.guard import Table
from corridorwatch.sources.tables import TableSpec


@dataclass(frozen=True)
class EmbeddedFile:
    """A file of the reference folder: its path in there, and what it must look like."""

    path: Path
    spec: TableSpec


def files(reference: Path) -> dict[str, dict[str, EmbeddedFile]]:
    """Every embedded file: source -> name of its `raw` table -> file.

    Args:
        reference: the folder; its closed lists decide which codes the ledger may use.

    Raises:
        BrokenSource: the closed lists are missing.
    """
    compiled = ledger.specs(reviewed.read_vocabularies(reference))
    return {
        "reference": {table: EmbeddedFile(Path(f"{spec.name}.csv"), spec) for table, spec in reviewed.specs().items()},
        ledger.SOURCE_ID: {
            table: EmbeddedFile(ledger.FOLDER / f"{spec.name}.csv", spec) for table, spec in compiled.items()
        },
    }


OPTIONAL = frozenset(
    {
        "ledger_corrections",
        "ledger_landmarks",
        "ledger_page_moves",
        "accepted_changes",
        "publishers_of_totals",
        "published_totals",
    }
)
"""Tables that a folder of an earlier version lacks; they are then empty."""


def lying_there(reference: Path, files: Mapping[str, EmbeddedFile]) -> list[Table]:
    """A source's tables as they lie in the folder.

    Raises:
        BrokenSource: a file is missing.
    """
    return [Table(table, file.path, file.spec, content_of(reference, table, file)) for table, file in files.items()]


def hold(store: SnapshotStore, reference: Path, source: str, today: date) -> list[Table]:
    """A source's tables, once they keep every rule and lost nothing since they were last read that nobody explained.

    Args:
        store: where the snapshots of earlier runs are.
        today: the day of the run, whatever the as-of date.

    Raises:
        BrokenSource: a table is missing or holds a fault, or rows are gone or rewritten without a word.
    """
    tables = lying_there(reference, files(reference)[source])
    parsed = guard.read(tables)
    if source == ledger.SOURCE_ID:
        guard.corrections_hold(tables, store, _accepted(reference))
    guard.nothing_lost(guard.compare(tables, store, steps(reference)))
    guard.judge(tables, parsed, today)
    return tables


def steps(reference: Path) -> corrections.Steps:
    """What corrections and acceptances in the folder explain."""
    path = reference / ledger.FOLDER / f"{corrections.CORRECTIONS.name}.csv"
    return corrections.steps(path.read_bytes() if path.is_file() else b"", _accepted(reference))


def losses(store: SnapshotStore, reference: Path) -> list[tuple[Table, Snapshot, guard.Loss]]:
    """What all reviewed tables lost since they were last read that nobody explained, whatever faults they have."""
    explained = steps(reference)
    return [
        lost
        for group in files(reference).values()
        for lost in guard.compare(lying_there(reference, group), store, explained)
    ]


def take(
    store: SnapshotStore, reference: Path, source: str, moment: datetime, today: date
) -> list[tuple[str, Snapshot]]:
    """Keep the bytes of a source's tables, all of them or none: what `hold` stops is never what a later run compares
    with.

    Raises:
        BrokenSource: see `hold`.
    """
    return [(table.name, _keep(store, table, moment)) for table in hold(store, reference, source, today)]


def take_snapshot(store: SnapshotStore, reference: Path, table: str, file: EmbeddedFile, moment: datetime) -> Snapshot:
    """Keep one file's bytes as they are now, unjudged.

    Raises:
        BrokenSource: the file is missing.
    """
    return _keep(store, Table(table, file.path, file.spec, content_of(reference, table, file)), moment)


def _keep(store: SnapshotStore, table: Table, moment: datetime) -> Snapshot:
    return store.store(
        table.name, table.content, file_name=table.path.as_posix(), url="", licence=ledger.LICENCE, fetched_at=moment
    )


def content_of(reference: Path, table: str, file: EmbeddedFile) -> bytes:
    """A table's bytes as they lie in the folder; a header alone where an earlier version had no such table.

    Raises:
        BrokenSource: the file is missing.
    """
    path = reference / file.path
    if table in OPTIONAL and not path.is_file():
        return ",".join(file.spec.columns).encode() + b"\n"
    if not path.is_file():
        raise BrokenSource(
            f"there is no {path}.",
            expected="the reviewed tables of this version",
            next_step="restore the file, or correct `reference` in corridorwatch.toml",
        )
    return path.read_bytes()


def _accepted(reference: Path) -> bytes:
    path = reference / corrections.ACCEPTED_FILE
    return path.read_bytes() if path.is_file() else b""
