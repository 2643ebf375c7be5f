"""The release's `datapackage.json`: what each file holds, for people and for Frictionless tools (Data Package v1)."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

import duckdb

from corridorwatch.contracts import Column
from corridorwatch.lineage_kept import Lineage
from corridorwatch.spreadsheets import NOTE
from corridorwatch.sqlmodels import SqlFile

_TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "JSON": "object",
}


def describe(
    connection: duckdb.DuckDBPyConnection,
    models: Sequence[SqlFile],
    tables: Mapping[str, Mapping[str, Any]],
    edition: str,
    as_of: date,
    lineage: Lineage,
) -> dict[str, Any]:
    """The descriptor of a release: one resource per table, with its columns' types and meanings.

    It is the CSV where the release has one, else the Parquet.

    Args:
        tables: table -> its `rows`, `parquet_sha256` and, where it has one, `csv_sha256`.
        lineage: what each column is made from.
    """
    sources = connection.execute(
        "select title, url, credit, licence, licence_url from ref.sources where rows_may_leave order by source_id"
    ).fetchall()
    return {
        "name": "corridorwatch",
        "title": "Political violence in Balochistan and the sites of the China-Pakistan Economic Corridor",
        "version": version("corridorwatch"),
        "id": edition,
        "as_of": str(as_of),
        "sources": [{"title": credit, **({"path": url} if url else {})} for _, url, credit, _, _ in sources],
        "licenses": [
            {"name": licence.replace(" ", "-"), "title": licence, **({"path": path} if path else {})}
            for licence, path in sorted({(row[3], row[4] or "") for row in sources})
        ],
        "description": NOTE,
        "resources": [
            {
                "name": model.table.replace("_", "-"),
                **_file(model, tables[model.table]),
                "description": model.description,
                "rows": tables[model.table]["rows"],
                "schema": {
                    "fields": [_field(column, lineage[model.table][column.name]) for column in model.columns],
                    "primaryKey": list(model.grain),
                    "missingValues": [""],
                },
            }
            for model in models
        ],
    }


def _file(model: SqlFile, facts: Mapping[str, Any]) -> dict[str, Any]:
    if not model.has_csv:
        return {
            "path": f"parquet/{model.table}.parquet",
            "profile": "data-resource",
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "hash": f"sha256:{facts['parquet_sha256']}",
        }
    return {
        "path": f"csv/{model.table}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "hash": f"sha256:{facts['csv_sha256']}",
    }


def _field(column: Column, made_from: Sequence[tuple[str, str]]) -> dict[str, Any]:
    # Lists are written into CSV as text: [quetta, mastung].
    kind = _TYPES.get(column.type, "string")
    described = {"name": column.name, "type": kind, "description": column.meaning}
    if made_from:
        described["madeFrom"] = [".".join(filter(None, origin)) for origin in made_from]
    return {**described, "format": "%Y-%m-%d %H:%M:%S"} if kind == "datetime" else described
