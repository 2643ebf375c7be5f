"""Asking a release: SQL on its DuckDB file, through a connection that can only read that file."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from corridorwatch.errors import CorridorwatchError

if TYPE_CHECKING:
    import polars as pl

_LOCKED: dict[str, str | float | list[str]] = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "lock_configuration": "true",
}


def ask(folder: Path, query: str) -> tuple[list[str], list[tuple]]:
    """Run one query on the database in `folder`: that of a release, or the local one.

    Returns:
        The columns' names, and the rows.

    Raises:
        CorridorwatchError: the query is wrong, or wants more than to read.
    """
    with _reading(folder) as connection:
        result = connection.execute(query)
        return [column[0] for column in result.description or ()], result.fetchall()


def frame(folder: Path, query: str, values: Mapping[str, Any] | None = None) -> "pl.DataFrame":
    """The same as a Polars frame. `values` are those of the `$name` parameters.

    Raises:
        CorridorwatchError: as `ask`.
    """
    with _reading(folder) as connection:
        return connection.sql(query, params=dict(values or {})).pl()


@contextmanager
def _reading(folder: Path) -> Generator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(folder / "corridorwatch.duckdb", read_only=True, config=_LOCKED)
    try:
        yield connection
    except duckdb.Error as error:
        raise CorridorwatchError(
            str(error).strip(),
            expected="a query that reads tables of ref, core and marts",
            next_step='corridorwatch sql "select table_schema, table_name from information_schema.tables"',
        ) from error
    finally:
        connection.close()
