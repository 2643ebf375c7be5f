"""Reviewed tables as they are read and written: those that are shipped, and what was entered on this machine."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corridorwatch.errors import CorridorwatchError
from corridorwatch.locks import alone
from corridorwatch.whole_files import write_whole

Row = dict[str, str]

ENTERED = Path("entered")
"""Where entered tables lie, as paths of `Facts` say it."""
BY, AT = "entered_by", "entered_at"
"""Columns of every entered table: who entered a row, and when (ISO 8601, UTC)."""


@dataclass(frozen=True)
class Facts:
    """The folder of the reviewed tables that are shipped, and that of the rows entered on this machine."""

    shipped: Path
    entered: Path

    def __truediv__(self, path: Path | str) -> Path:
        """The file that `path` names: below `entered/` one of those entered, else one of those shipped."""
        first, *rest = Path(path).parts
        return self.entered.joinpath(*rest) if first == ENTERED.name else self.shipped / path


Folder = Path | Facts
"""Where reviewed tables are read: also a folder alone, whose entered tables lie below it."""


def entered(path: Path | str) -> Path:
    """The file of the rows entered for a shipped table: `ledger/claims.csv` -> `entered/claims.csv`."""
    return ENTERED / Path(path).name


def rows_of(path: Path) -> list[Row]:
    """The rows of a table's file, as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def all_rows(folder: Folder, path: Path | str) -> list[Row]:
    """The rows of a shipped table, where there is one, and after them those entered for it."""
    files = (folder / path, folder / entered(path))
    return [row for file in files if file.is_file() for row in rows_of(file)]


def with_rows(content: bytes, rows: Iterable[Row]) -> bytes:
    """The bytes of a table with rows added after its own, in its own columns."""
    header = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    lines = io.StringIO(newline="")
    csv.DictWriter(lines, header, lineterminator="\n", restval="", extrasaction="ignore").writerows(rows)
    return content + (b"" if content.endswith(b"\n") else b"\n") + lines.getvalue().encode("utf-8")


def header_of(columns: Iterable[str]) -> bytes:
    """A table without a row."""
    return ",".join(columns).encode() + b"\n"


def entering(folder: Folder):
    """Hold what is entered on this machine against other processes that would enter something."""
    return alone(folder / ENTERED / ".lock")


def enter(
    folder: Folder, path: Path | str, columns: Sequence[str], rows: Sequence[Row], *, by: str, at: datetime
) -> Path:
    """Append rows to those entered for a shipped table; what is there stays, byte for byte. To be called in `entering`.

    Args:
        path: the shipped table's.
        columns: its columns.
        by: who enters them; a row that says so itself, in `entered_by` and `entered_at`, keeps that.
        at: when, an aware time.

    Returns:
        The file.

    Raises:
        CorridorwatchError: the file cannot be written.
    """
    file = folder / entered(path)
    told = {BY: by, AT: at.astimezone(UTC).isoformat(timespec="seconds")}
    held = file.read_bytes() if file.is_file() else header_of([*columns, BY, AT])
    replace(file, with_rows(held, [{**told, **row} for row in rows]))
    return file


def replace(path: Path, content: bytes) -> None:
    """Put new bytes in the place of a file, in one step.

    Raises:
        CorridorwatchError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise CorridorwatchError(
            f"{path} cannot be written: {error}.",
            expected="a folder in which this user may write",
            next_step="set `home` in corridorwatch.toml, or CORRIDORWATCH_HOME, to a folder of your own",
        ) from error
