"""Reads the site's queries: every number on a page comes from a file of `sql/figures` or `sql/pages`.

Pages count the rows that they show and print how two figures beside each other differ; they add nothing up.
"""

from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb
import polars as pl

from corridorwatch.config import SQL
from corridorwatch.errors import BrokenModel
from corridorwatch.leaving import drawn_from, sources_that_may_leave
from corridorwatch.sqlmodels import SqlFile, load_queries
from corridorwatch.warehouse import one, own_cursor

_NOBODY = {"campaign_id": ""}


class Reader:
    """Runs the queries of the site on one connection.

    Args:
        connection: as `leaving.drawn_from` gives it: all that its `ref`, `core` and `marts` hold is shown.
        as_of: the day whose knowledge the pages show.
        database: the one that describes its tables; empty for the one in use.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, as_of: date, *, database: str = "") -> None:
        # A cursor of our own: a result that somebody left half read on the connection is none of our business.
        self._connection = own_cursor(connection)
        self.as_of = as_of
        described = database or one(connection.execute("select current_database()"))[0]
        self._values: dict[str, Any] = {"as_of": as_of, "source_id": None, "database": described, **_NOBODY}
        self.figures = load_queries(SQL / "figures")
        self.pages = load_queries(SQL / "pages")

    def speak_for(self, source_id: str) -> None:
        """Choose the headline source: the value of `$source_id` in every query."""
        self._values["source_id"] = source_id

    def figure(self, name: str, **values: str) -> pl.DataFrame:
        """The frame of `sql/figures/<name>.sql`."""
        return self._run(self.figures[name], values)

    def page(self, name: str, **values: str) -> pl.DataFrame:
        """The frame of `sql/pages/<name>.sql`."""
        return self._run(self.pages[name], values)

    def rows(self, name: str, **values: str) -> list[dict[str, Any]]:
        """The rows of `sql/pages/<name>.sql`."""
        return self.page(name, **values).rows(named=True)

    def figure_by(self, key: str, name: str) -> "Parts":
        """The frames of `sql/figures/<name>.sql`, one for each value of the column `key`."""
        return Parts(self.figure(name), key)

    def page_by(self, key: str, name: str) -> "Parts":
        """The frames of `sql/pages/<name>.sql`, one for each value of the column `key`."""
        return Parts(self.page(name), key)

    def _run(self, query: SqlFile, values: Mapping[str, str]) -> pl.DataFrame:
        try:
            relation = self._connection.sql(query.sql, params=query.parameters({**self._values, **values}))
            return relation.pl()
        except duckdb.Error as error:
            raise BrokenModel(
                f"{query.path} failed: {error}",
                expected="one SELECT over the published tables",
                next_step="mend the file, or the model whose column it names",
            ) from error


@contextmanager
def reading(
    connection: duckdb.DuckDBPyConnection, as_of: date, only: str = "", *, tables: Collection[str] | None = None
) -> Generator[Reader]:
    """A reader of what a site may show: of the sources whose rows may leave, or of one source alone.

    Args:
        connection: holds the tables of `ref`, `core` and `marts`.
        as_of: the day whose knowledge they hold.
        only: the one source, also where its rows may not leave; empty for a release.
        tables: those that are read; all without.
    """
    sources = [only] if only else sources_that_may_leave(connection)
    database = one(connection.execute("select current_database()"))[0]
    with drawn_from(connection, sources, alone=bool(only), tables=tables) as drawn:
        yield Reader(drawn, as_of, database=database)


class Parts:
    """A frame read once for all pages of a kind, taken apart by the column that says whose page it is.

    Args:
        frame: the rows of all pages, those of each in order.
        key: the column; no part has it.
    """

    def __init__(self, frame: pl.DataFrame, key: str) -> None:
        self._parts = frame.partition_by(key, as_dict=True, include_key=False, maintain_order=True)
        self._none = frame.drop(key).clear()

    def of(self, value: str) -> pl.DataFrame:
        """The rows of one page, without any where there are none."""
        return self._parts.get((value,), self._none)
