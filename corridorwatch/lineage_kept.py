"""Column lineage as it was read once, kept in the warehouse: sqlglot is asked only where a model's text changed."""

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version

import duckdb

from corridorwatch.config import PACKAGE, SQL
from corridorwatch.sqlmodels import SqlFile
from corridorwatch.warehouse import transaction

Lineage = dict[str, dict[str, list[tuple[str, str]]]]
"""Table -> column -> the columns that it is made from, each with its table; an empty column: of the whole table."""

_KEPT = """
create schema if not exists prepared;
create table if not exists prepared.column_lineage (key varchar not null, lineage varchar not null)
"""


def column_lineage(connection: duckdb.DuckDBPyConnection, models: Sequence[SqlFile]) -> Lineage:
    """The lineage of every column of the models, as `corridorwatch.lineage` reads it.

    Args:
        connection: the warehouse, which keeps it.
    """
    connection.execute(_KEPT)
    key = _key(models)
    kept = connection.execute("select lineage from prepared.column_lineage where key = ?", [key]).fetchone()
    if kept:
        return json.loads(kept[0])
    found = _in_this_process.get(key) or _read(models)
    _in_this_process[key] = found
    with transaction(connection):
        connection.execute("delete from prepared.column_lineage")
        connection.execute("insert into prepared.column_lineage values (?, ?)", [key, json.dumps(found)])
    return found


_in_this_process: dict[str, Lineage] = {}


def _read(models: Sequence[SqlFile]) -> Lineage:
    from corridorwatch.lineage import of_model

    by_table = {model.table: model for model in models}
    return {
        table: {
            name: [(each.table, each.column) for each in found] for name, found in of_model(model, by_table).items()
        }
        for table, model in by_table.items()
    }


def _key(models: Sequence[SqlFile]) -> str:
    reader = (PACKAGE / "lineage.py").read_bytes()
    macros = [path.read_text(encoding="utf-8") for path in sorted((SQL / "macros").glob("*.sql"))]
    named = [version("sqlglot"), [(model.table, model.digest) for model in models], macros]
    return hashlib.sha256(reader + json.dumps(named).encode()).hexdigest()
