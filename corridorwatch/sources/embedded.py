"""The embedded files: everything under `reference/`, read through the same door as any publisher's file."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import Snapshot, SnapshotStore
from corridorwatch.sources import ledger, reviewed
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


def take_snapshot(store: SnapshotStore, reference: Path, table: str, file: EmbeddedFile, moment: datetime) -> Snapshot:
    """Keep the file's bytes as they are now.

    Raises:
        BrokenSource: the file is missing.
    """
    path = reference / file.path
    if not path.is_file():
        raise BrokenSource(
            f"there is no {path}.",
            expected="the reviewed tables of this version",
            next_step="restore the file, or correct `reference` in corridorwatch.toml",
        )
    return store.store(
        table, path.read_bytes(), file_name=file.path.as_posix(), url="", licence=ledger.LICENCE, fetched_at=moment
    )
