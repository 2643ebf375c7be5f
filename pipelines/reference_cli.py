"""`corridorwatch reference`: what our own tables lost since they were last read, and saying that it is meant."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import cyclopts

from corridorwatch.config import Settings, load_settings
from corridorwatch.errors import CorridorwatchError
from corridorwatch.ingest import corrections
from corridorwatch.ingest.changes import Loss, loss
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.reference import embedded
from corridorwatch.sources.reference.guard import Table

app = cyclopts.App(name="reference", help="The reviewed tables: what changed since they were last read.")


@app.command
def changes(*, before: Path | None = None) -> None:
    """Print what the reviewed tables lost since the last run read them that no correction and no acceptance explains.

    Parameters
    ----------
    before
        Compare with the tables in this folder, an older copy of `reference`, instead of what was last read.
    """
    settings = load_settings()
    found = _losses(settings, before)
    for table, lost in found:
        print(f"{table.path}: {lost.gone} of {lost.rows} rows gone, {lost.rewritten} rewritten")
        for change in lost.changes:
            print(f"  {change.sentence()}")
    if not found:
        print("nothing is gone or rewritten that is not explained.")


@app.command
def accept(*tables: str, why: str, who: str = "", before: Path | None = None) -> None:
    """Say that rows are meant to be gone, or to say something else; then the next run passes.

    Each change becomes a row of `entered/accepted.csv` in the data home, with the digest of the file. Whoever takes the
    changed tables over needs it too: `corridorwatch entered patch` makes it a row of the tables' own. Where a page
    tells of the change, enter a row of `ledger/corrections.csv` instead: it says where that was read.

    Parameters
    ----------
    tables
        The tables by name (claims, incidents, ...); all that changed when left out.
    why
        The reason.
    who
        Who says so; this user when left out.
    before
        Compare with the tables in this folder, an older copy of `reference`, instead of what was last read.
    """
    settings = load_settings()
    found = _losses(settings, before)
    names = [table.spec.name for table, _ in found]
    if idle := [name for name in tables if name.removesuffix(".csv") not in names]:
        raise CorridorwatchError(
            f"{idle[0]} has nothing to accept.",
            expected=f"a table that lost rows or says something else: {', '.join(names) or 'none does'}",
            next_step="corridorwatch reference changes",
        )
    today = datetime.now(UTC).astimezone(ZoneInfo(settings.timezone)).date()
    chosen = {name.removesuffix(".csv") for name in tables or names}
    for table, lost in found:
        if table.spec.name in chosen:
            path = corrections.accept(
                settings.facts,
                lost,
                table.content,
                who=who or getpass.getuser(),
                at=datetime.now(UTC),
                today=today,
                why=why,
            )
            print(f"{table.path}: {lost.gone} rows gone and {lost.rewritten} rewritten accepted; written to {path}")
    if not found:
        print("nothing is gone or rewritten that is not explained.")


def _losses(settings: Settings, before: Path | None) -> list[tuple[Table, Loss]]:
    if before is None:
        found = embedded.losses(SnapshotStore(settings.snapshots), settings.facts)
        return [(table, lost) for table, _, lost in found]
    if not before.is_dir():
        raise CorridorwatchError(
            f"there is no folder {before}.", expected="an older copy of `reference`", next_step="correct the path"
        )
    return [
        (table, lost)
        for group in embedded.files(settings.facts).values()
        for table in embedded.lying_there(settings.facts, group)
        if (before / table.path).is_file()
        and (
            lost := loss(table.spec, (before / table.path).read_bytes(), table.content, embedded.steps(settings.facts))
        )
    ]
