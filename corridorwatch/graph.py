"""The models as a graph: what a table is made from, what rests on it, and the making of some tables without a night.

`Graph.known().build(connection, ["marts.claimed_tolls"], values, given={"core.place_resolutions": None})` makes that
table and what it needs. What is given stands in for what is not to be computed, and nothing behind it is asked for.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

import duckdb

from corridorwatch import sqlmodels
from corridorwatch.config import SQL
from corridorwatch.errors import BrokenModel
from corridorwatch.sqlmodels import SqlFile

Given = Mapping[str, Any]
"""Table -> its rows: a frame, an Arrow table or a relation; None for the model's table without a row."""

_THERE = """
select schema_name || '.' || table_name from duckdb_tables() where database_name = current_database()
"""


class Graph:
    """Models, each after the tables it reads, and what reads what among them."""

    def __init__(self, models: Iterable[SqlFile]) -> None:
        self.models = {model.table: model for model in models}

    @classmethod
    @cache
    def known(cls) -> "Graph":
        """The project's own models, read once a process."""
        return cls(sqlmodels.load_models(SQL / "models"))

    def without(self, tables: Collection[str]) -> "Graph":
        """The graph in which no model makes `tables`: they stand as they are."""
        return Graph(model for model in self.models.values() if model.table not in tables)

    def needed(self, targets: Iterable[str], given: Collection[str] = ()) -> list[SqlFile]:
        """The models that `targets` are made from, at whatever distance, themselves included, in order; `given` tables,
        and what only they are made from, are not among them.

        Raises:
            BrokenModel: no model makes one of the targets.
        """
        wanted = set(targets) - set(given)
        if unknown := sorted(wanted - self.models.keys()):
            raise BrokenModel(
                f"no model makes {unknown[0]}.",
                expected="tables of sql/models",
                next_step="correct the name, or load the table",
            )
        for model in reversed(self.models.values()):
            if model.table in wanted:
                wanted |= (model.reads | model.after) - set(given)
        return [model for model in self.models.values() if model.table in wanted]

    def inputs(self, targets: Iterable[str], given: Collection[str] = ()) -> set[str]:
        """The tables that the models of `needed` read, that no model makes and nobody gives."""
        read = set().union(*(model.reads for model in self.needed(targets, given)))
        return read - self.models.keys() - set(given)

    def resting_on(self, tables: Iterable[str]) -> list[SqlFile]:
        """The models that read one of `tables`, at whatever distance, in order."""
        reached = set(tables)
        found = []
        for model in self.models.values():
            if (model.reads | model.after) & reached:
                reached.add(model.table)
                found.append(model)
        return found

    def build(
        self,
        connection: duckdb.DuckDBPyConnection,
        targets: Iterable[str],
        values: Mapping[str, Any],
        given: Given | None = None,
    ) -> None:
        """Make `targets` and what they are made from. A table that is there already stands, unless it rests on a given
        one.

        Args:
            connection: a database with the project's macros, and the tables that no model makes.
            values: values for `$name` parameters, among them `as_of`.
            given: tables that are put in place instead of made. Those of models have the columns and types of the
                model's header, null where the rows say nothing; others are as the rows are.

        Raises:
            BrokenModel: a table that no model makes is neither there nor given; or as `sqlmodels.build`.
        """
        given, targets = given or {}, list(targets)
        for table, rows in given.items():
            self._put(connection, table, rows)
        there = {row[0] for row in connection.execute(_THERE).fetchall()}
        stands = there - {model.table for model in self.without(given).resting_on(given)}
        if missing := sorted(self.inputs(targets, stands) - there):
            raise BrokenModel(
                f"{', '.join(targets)} cannot be made: there is no {', no '.join(missing)}.",
                expected="every table that no model makes, in the database or given",
                next_step="load it, or give it",
            )
        for model in self.needed(targets, stands):
            sqlmodels.build(connection, model, values)

    def _put(self, connection: duckdb.DuckDBPyConnection, table: str, rows: object) -> None:
        connection.execute(f"create schema if not exists {table.partition('.')[0]}")
        model = self.models.get(table)
        if rows is None and model is None:
            raise BrokenModel(
                f"{table} is given without rows, and no model says its columns.",
                expected="a frame, if an empty one",
                next_step="give one with the table's columns",
            )
        if rows is not None:
            connection.register("_given", rows)
        if model:
            columns = ", ".join(f'"{column.name}" {column.type}' for column in model.columns)
            connection.execute(f"create or replace table {table} ({columns})")
            if rows is not None:
                connection.execute(f"insert into {table} by name from _given")
        else:
            connection.execute(f"create or replace table {table} as from _given")
        if rows is not None:
            connection.unregister("_given")
