"""As of, in SQL: table macros that a release carries, so that any DuckDB client can ask what was known on a day.

`from killed_as_of(DATE '2026-02-01')` gives what a run with `--as-of 2026-02-01` would publish: the macro's body is the
model's own SELECT, with the day in the place of `$as_of` and the tables it reads cut at that day in the same way.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import duckdb

from corridorwatch.config import SQL
from corridorwatch.graph import Graph
from corridorwatch.sqlmodels import SqlFile, load_queries, tables_named
from corridorwatch.warehouse import literal, load_macros, transaction

FILTERED = ("core.reports", "core.claims")
"""Tables of records: known by a day is a filter on `known_at`."""

ASKED = ("core.incidents", "marts.claimed_tolls", "marts.reconciled_tolls")
"""Tables that follow from those and can be asked for. They, and what they are made from, are the model's SELECT again,
on what was known."""

_OF_RECORDS = {"core.reports", "core.incidents"}
_NEWEST_ROWS = (
    " Records of publishers that rewrite their rows (UCDP, ACLED) are those of the release's newest snapshot, cut at"
    " the day they came in; what such a publisher said by then is in claimed_tolls_as_of, and a run --as-of gives both."
)
_PARAMETERS = "as_of_day, recorded_by := DATE '9999-12-31'"


class Macro(NamedTuple):
    """A table macro: its name, what it gives, and its SELECT."""

    name: str
    description: str
    sql: str


def tables_cut(models: Sequence[SqlFile]) -> dict[str, str]:
    """The tables that can be asked for as of a day, and those between: table -> name of its macro, each after those
    that its SELECT calls.
    """
    graph = Graph(models)
    resting = {model.table for model in graph.resting_on(FILTERED)}
    between = graph.needed(graph.models.keys() & set(ASKED), FILTERED)
    cut = [*(graph.models.keys() & set(FILTERED)), *(model.table for model in between if model.table in resting)]
    return {table: f"{table.partition('.')[2]}_as_of" for table in cut}


def macros(models: Sequence[SqlFile], values: Mapping[str, Any]) -> list[Macro]:
    """The macros of a release, each after those that it calls.

    Args:
        models: all models; macros of tables that are not among them are left out.
        values: the settings that the models name as `$name`, which become part of the macros.
    """
    by_table = {model.table: model for model in models}
    cut = tables_cut(models)
    found = []
    for table, name in cut.items():
        model, of_records = by_table[table], _NEWEST_ROWS * (table in _OF_RECORDS)
        if table in FILTERED:
            said = f"As known on a day, and recorded by another where one is given: {model.description}"
            recorded = " and recorded_at <= recorded_by" if table == "core.claims" else ""
            body = f"select * from {table} where known_at <= as_of_day::date{recorded}"
        else:
            said, body = f"As known on a day: {model.description}", _cut(model, cut, values)
        found.append(Macro(name, said + of_records, body))
    for name, query in load_queries(SQL / "as_of").items():
        if query.reads <= by_table.keys():
            said = query.description + _NEWEST_ROWS * bool(query.reads & _OF_RECORDS)
            found.append(Macro(name, said, _cut(query, cut, values)))
    return found


def write_macros(connection: duckdb.DuckDBPyConnection, wanted: Sequence[Macro]) -> None:
    """Add the macros to the DuckDB file of a release.

    Args:
        connection: on the file, which is the database in use, with its tables.
    """
    load_macros(connection)
    with transaction(connection):
        for macro in wanted:
            connection.execute(f"create macro {macro.name}({_PARAMETERS}) as table\n{macro.sql}")
            connection.execute(f"comment on macro table {macro.name} is {literal(macro.description)}")


def _cut(file: SqlFile, cut: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """The file's SELECT with the day for `$as_of`, the settings written out, and its tables cut at the day."""
    sql = re.sub(r"\$as_of\b", "as_of_day", file.select)
    for name, value in file.parameters({"as_of": None, **values}).items():
        sql = re.sub(rf"\${name}\b", str(value), sql)
    text = sql.encode()
    for named in reversed(tables_named(sql, file.path)):
        if named.table in cut:
            call = f"{cut[named.table]}(as_of_day, recorded_by := recorded_by)"
            alias = "" if named.has_alias else f" as {named.table.partition('.')[2]}"
            text = text[: named.start] + f"{call}{alias}".encode() + text[named.start + len(named.table) :]
    return text.decode()
