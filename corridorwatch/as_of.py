"""As of, in SQL: table macros that a release carries, so that any DuckDB client can ask what was known on a day.

`from killed_as_of(DATE '2026-02-01')` gives what a run with `--as-of 2026-02-01` would publish: the macro's body is the
model's own SELECT, with the day in the place of `$as_of` and the tables it reads cut at that day in the same way.
"""

import re
from collections.abc import Mapping, Sequence

import duckdb

from corridorwatch.config import SQL
from corridorwatch.sqlmodels import SqlFile, load_queries
from corridorwatch.warehouse import literal, load_macros, transaction

FILTERED = {"core.reports": "reports_as_of", "core.claims": "claims_as_of"}
"""Tables of records: known by a day is a filter on `known_at`."""

REBUILT = {
    "core.claim_standing": "claim_standing_as_of",
    "core.claim_series": "claim_series_as_of",
    "core.interval_claims": "interval_claims_as_of",
    "core.toll_intervals": "toll_intervals_as_of",
    "marts.claimed_tolls": "claimed_tolls_as_of",
    "marts.reconciled_tolls": "reconciled_tolls_as_of",
    "core.incidents": "incidents_as_of",
}
"""Tables that follow from those: the model's SELECT again, on what was known."""

_TABLES = FILTERED | REBUILT
_OF_RECORDS = {"core.reports", "core.incidents"}
_NEWEST_ROWS = (
    " Records of publishers that rewrite their rows (UCDP, ACLED) are those of the release's newest snapshot, cut at"
    " the day they came in; what such a publisher said by then is in claimed_tolls_as_of, and a run --as-of gives both."
)
_TABLE = re.compile(r"\b(" + "|".join(re.escape(table) for table in _TABLES) + r")\b")
_PARAMETERS = "as_of_day, recorded_by := DATE '9999-12-31'"


def write_macros(
    connection: duckdb.DuckDBPyConnection, models: Sequence[SqlFile], values: Mapping[str, object]
) -> list[str]:
    """Add the macros to the DuckDB file of a release.

    Args:
        connection: on the file, which is the database in use, with its tables.
        models: the models whose tables it holds; macros of tables that are not among them are left out.
        values: the settings that the models name as `$name`, which become part of the macros.

    Returns:
        The names of the table macros.
    """
    by_table = {model.table: model for model in models}
    bodies = {
        macro: (
            f"As known on a day, and recorded by another where one is given: {by_table[table].description}"
            + _NEWEST_ROWS * (table in _OF_RECORDS),
            f"select * from {table} where known_at <= as_of_day::date"
            + (" and recorded_at <= recorded_by" if table == "core.claims" else ""),
        )
        for table, macro in FILTERED.items()
        if table in by_table
    }
    # The order of the models puts each after what it reads, as a macro's body must find the macros it calls.
    for model in models:
        if model.table in REBUILT:
            bodies[REBUILT[model.table]] = (
                f"As known on a day: {model.description}" + _NEWEST_ROWS * (model.table in _OF_RECORDS),
                _cut(model, values),
            )
    for name, query in load_queries(SQL / "as_of").items():
        if query.reads <= by_table.keys():
            bodies[name] = (query.description + _NEWEST_ROWS * bool(query.reads & _OF_RECORDS), _cut(query, values))
    load_macros(connection)
    with transaction(connection):
        for name, (description, body) in bodies.items():
            connection.execute(f"create macro {name}({_PARAMETERS}) as table\n{body}")
            connection.execute(f"comment on macro table {name} is {literal(description)}")
    return list(bodies)


def _cut(file: SqlFile, values: Mapping[str, object]) -> str:
    """The file's SELECT with the day for `$as_of`, the settings written out, and its tables cut at the day."""
    sql = re.sub(r"\$as_of\b", "as_of_day", file.sql)
    for name, value in file.parameters({"as_of": None, **values}).items():
        sql = re.sub(rf"\${name}\b", str(value), sql)
    return _TABLE.sub(lambda table: f"{_TABLES[table[0]]}(as_of_day, recorded_by := recorded_by)", sql)
