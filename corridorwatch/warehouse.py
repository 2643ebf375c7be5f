"""The warehouse: one DuckDB file, one writer at a time, never opened by analysts (they get releases).

DuckDB's own lock makes a second process wait or fail without saying who holds the file; ours answers at once with the
holder's pid, and is released by the operating system however the holder ends.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from corridorwatch.config import SQL
from corridorwatch.errors import WarehouseBusy
from corridorwatch.locks import alone

MEMORY_LIMIT = "1200MB"
"""What DuckDB may hold in memory; beyond it, it spills beside the warehouse, whatever the size of a source's files."""

THREADS = 1
"""Threads that work on a statement. DuckDB shares tables out in parts of 122,880 rows, which few of ours have, and it
numbers rows with one thread; where that is not the one that asked, the one that asked goes round and round until it is
done. With two a first night took 30 seconds of processor, with one 27, and both 26 by the clock. A thread of ours
with a cursor of its own works beside it."""

CHECKPOINT_AFTER = "32MB"
"""How much a run makes before DuckDB writes it into the file, and again when the run ends. Until then it is held in
memory: with 100 MB a night with news among 418,000 rows took 664 MB, with 32 MB 576, in as much time."""

GIVEN_BACK = "1MB"
"""Freed memory beyond this is given back at once. With DuckDB's own 128 and 512 MB, a model that needed 250 MB for a
second kept 230 of it from all that came after."""

NOT_TRIED = "fsst"
"""Compression that DuckDB does not try: it took half of the time of a checkpoint and saved 3 % of a release's file."""


@contextmanager
def open_warehouse(path: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing, with the project's macros loaded.

    Raises:
        WarehouseBusy: another process, or another connection of this one, is writing it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with alone(path.with_suffix(".lock"), lambda holder: _busy(path, holder)):
        connection = duckdb.connect(
            config={
                "memory_limit": MEMORY_LIMIT,
                "threads": THREADS,
                "temp_directory": f"{path}.tmp",
                "checkpoint_threshold": CHECKPOINT_AFTER,
                "allocator_flush_threshold": GIVEN_BACK,
                "allocator_bulk_deallocation_flush_threshold": GIVEN_BACK,
            }
        )
        try:
            # Progress is shown by whoever runs it; DuckDB's own bar would write into logs.
            connection.execute("set enable_progress_bar = false")
            # As a statement: where a connection is made with it, DuckDB does not heed it.
            connection.execute(f"set disabled_compression_methods = {literal(NOT_TRIED)}")
            # Without a log what a run makes reaches the file now and then, and when the run ends. One that is killed
            # leaves whole tables, some of the run before; the next makes them all anew.
            connection.execute(f"attach {literal(str(path))} as warehouse (recovery_mode no_wal_writes)")
            connection.execute("use warehouse")
            load_macros(connection)
            yield connection
        finally:
            connection.close()


def own_cursor(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A cursor for another thread, or for results of its own: on the same databases, and with the same one in use.

    DuckDB's own starts in the database that the connection was made with, which is not the warehouse.
    """
    cursor = connection.cursor()
    cursor.execute(f'use "{one(connection.execute("select current_database()"))[0]}"')
    return cursor


def one(found: duckdb.DuckDBPyConnection) -> tuple[Any, ...]:
    """The row of a query that gives one by its form, such as a count.

    Raises:
        LookupError: it gave none.
    """
    row = found.fetchone()
    if row is None:
        raise LookupError("a query that gives one row gave none")
    return row


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Generator[None]:
    """All statements inside count together or not at all; one flush to the disk instead of one a statement."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def load_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the macros of `sql/macros/*.sql` in `connection`; each file holds one."""
    for file in sorted((SQL / "macros").glob("*.sql")):
        connection.execute(file.read_text(encoding="utf-8"))


def _busy(path: Path, holder: str) -> WarehouseBusy:
    return WarehouseBusy(
        f"the warehouse {path} is being written by process {holder}.",
        expected="one run at a time",
        next_step=f"wait for it to end (ps -p {holder}), then run again",
    )
