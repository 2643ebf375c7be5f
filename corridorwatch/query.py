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
        _one_statement(query)
        result = connection.execute(query)
        return [column[0] for column in result.description or ()], result.fetchall()


def frame(folder: Path, query: str, values: Mapping[str, Any] | None = None) -> "pl.DataFrame":
    """The same as a Polars frame. `values` are those of the `$name` parameters.

    Raises:
        CorridorwatchError: as `ask`.
    """
    with _reading(folder) as connection:
        _one_statement(query)
        return connection.sql(query, params=dict(values or {})).pl()


def _one_statement(query: str) -> None:
    """Of several only the last would be answered, and none has no answer."""
    if (found := len(duckdb.extract_statements(query))) != 1:
        raise CorridorwatchError(
            f"the query holds {found or 'no'} statement{'s' * (found > 1)}.",
            expected="one SELECT",
            next_step='corridorwatch sql "select * from marts.campaigns"',
        )


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
