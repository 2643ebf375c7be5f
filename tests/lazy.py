"""A world whose tables are made when a statement first names them: a test pays for what it looks at."""

import re
from collections.abc import Callable, Sequence

import duckdb

from corridorwatch import sqlmodels
from tests import world

_TABLE = re.compile(r"\b(?:ref|core|marts)\.\w+")
_READS_NAMED_TABLES = re.compile(r"\s*(?:--.*\n\s*)*(?:select|from|with|describe|use|explain)\b", re.I)
_LOOKS_AT_ALL = re.compile(r"duckdb_|information_schema|sqlite_master|\bprepared\.|\bshow\b|query_table|\$\{", re.I)


class LazyWorld:
    """A connection to a world with models still to make, each as of the same day.

    A statement that only reads makes the tables it names, and what they are made from; any other statement, and any
    question about which tables there are, makes all of them first. So no test can tell it from a world made whole.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, models: Sequence[sqlmodels.SqlFile], values: dict[str, object]
    ) -> None:
        self._connection = connection
        self._waiting = {model.table: model for model in models}
        self._values = values

    def execute(self, statement: str, *parameters: object) -> duckdb.DuckDBPyConnection:
        self._make_for(statement)
        return self._connection.execute(statement, *parameters)

    def sql(self, statement: str, **options: object) -> duckdb.DuckDBPyRelation:
        self._make_for(statement)
        return self._connection.sql(statement, **options)

    def cursor(self) -> "LazyWorld":
        other = LazyWorld(self._connection.cursor(), (), self._values)
        other._make_for = self._make_for
        return other

    def alter(self, table: str, statement: str) -> None:
        """Change a table that was made; what rests on it is made from what is left."""
        self._make(world.needed_for(table))
        made = {model.table for model in world.GRAPH.resting_on([table])} - self._waiting.keys()
        assert not made, f"{sorted(made)} were made before {table} was changed"
        self._connection.execute(statement)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> "LazyWorld":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Callable:
        self._make(set(self._waiting))
        return getattr(self._connection, name)

    def _make_for(self, statement: str) -> None:
        is_plain = _READS_NAMED_TABLES.match(statement) and not _LOOKS_AT_ALL.search(statement)
        named = set(_TABLE.findall(statement))
        self._make(world.needed_for(*named) if is_plain else set(self._waiting))

    def _make(self, tables: set[str]) -> None:
        for table in [each for each in self._waiting if each in tables]:
            sqlmodels.build(self._connection, self._waiting.pop(table), self._values)
