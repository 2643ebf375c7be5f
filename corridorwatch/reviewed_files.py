"""Reviewed tables as they are read and written: whole, one process at a time, each file replaced in one step."""

import csv
import fcntl
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corridorwatch.errors import CorridorwatchError

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    """The rows of a reviewed table, as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def with_rows(content: bytes, rows: Iterable[Row]) -> bytes:
    """The bytes of a table with rows added after its own, in its own columns."""
    header = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    lines = io.StringIO(newline="")
    csv.DictWriter(lines, header, lineterminator="\n", restval="", extrasaction="ignore").writerows(rows)
    return content + (b"" if content.endswith(b"\n") else b"\n") + lines.getvalue().encode("utf-8")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder against other processes that would write in it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def replace(path: Path, content: bytes) -> None:
    """Put new bytes in the place of a file, in one step.

    Raises:
        CorridorwatchError: the file cannot be written.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        for left_over in path.parent.glob(".*.csv.new"):
            left_over.unlink()  # of a process that was killed while it wrote
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise CorridorwatchError(
            f"{path} cannot be written: {error}.",
            expected="reviewed tables that this user may change",
            next_step="point `reference` in corridorwatch.toml at a copy of them",
        ) from error
