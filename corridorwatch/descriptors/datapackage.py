"""`datapackage.json`: what each file of a release holds, by the Data Package standard, version 2.0.

The standard: https://datapackage.org/standard/data-package/. What the standard has no word for stands under names of
our own: `as_of`, `temporal`, `rows` and, of a field, `madeFrom`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from corridorwatch.contracts import Column
from corridorwatch.descriptors.about import CREATOR, DESCRIPTION, KEYWORDS, NAME, TITLE
from corridorwatch.lineage_kept import Lineage
from corridorwatch.spreadsheets import NOTE
from corridorwatch.sqlmodels import SqlFile

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    # Every JSON column holds a list: of points, of stretches of a line.
    "JSON": "array",
}
_UNKNOWN = {"csv": [""], "parquet": ["", "nan", "NaT", "None"]}
"""How a reader meets an unknown value. A Parquet file holds none of the words: frictionless reads it by way of pandas,
which writes them for what is missing.
"""


def describe(
    connection: duckdb.DuckDBPyConnection,
    models: Sequence[SqlFile],
    tables: Mapping[str, Mapping[str, Any]],
    folder: Path,
    *,
    edition: str,
    as_of: date,
    lineage: Lineage,
    site_url: str = "",
) -> dict[str, Any]:
    """The descriptor of a release: one resource per table, with its columns' types and meanings.

    It is the CSV where the release has one, else the Parquet.

    Args:
        tables: table -> its `rows`, `parquet_sha256` and, where it has one, `csv_sha256`.
        folder: the release, with its tables.
        edition: the release's name.
        lineage: what each column is made from.
        site_url: where the site is published; empty where nobody said.
    """
    sources = connection.execute(
        "select title, url, credit, licence, licence_url from ref.sources where rows_may_leave order by source_id"
    ).fetchall()
    first_day, last_day = connection.execute(
        "select min(period_start)::varchar, max(period_end)::varchar from ref.sources where rows_may_leave"
    ).fetchall()[0]
    return {
        "$schema": PROFILE,
        "name": NAME,
        "title": TITLE,
        "description": f"{DESCRIPTION} {NOTE}",
        "version": version("corridorwatch"),
        "id": edition,
        "as_of": str(as_of),
        "temporal": {"start": first_day, "end": last_day},
        **({"homepage": site_url} if site_url else {}),
        "keywords": list(KEYWORDS),
        "contributors": [{"title": CREATOR, "roles": ["author"]}],
        "sources": [{"title": credit, **({"path": url} if url else {})} for _, url, credit, _, _ in sources],
        "licenses": [
            {"name": licence.replace(" ", "-"), "title": licence, **({"path": path} if path else {})}
            for licence, path in sorted({(row[3], row[4] or "") for row in sources})
        ],
        "resources": [
            {
                "name": model.table.replace("_", "-"),
                "type": "table",
                "title": model.table,
                "description": model.description,
                **_file(model, tables[model.table], folder),
                "rows": tables[model.table]["rows"],
                "schema": _schema(model, lineage[model.table]),
            }
            for model in models
        ],
    }


def _file(model: SqlFile, facts: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    kind = _kind(model)
    path = f"{kind}/{model.table}.{kind}"
    media = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}[kind]
    return {
        "path": path,
        "format": kind,
        "mediatype": media,
        # Of a Parquet file frictionless counts no bytes, and faults a descriptor that states them.
        **({"encoding": "utf-8", "bytes": (folder / path).stat().st_size} if kind == "csv" else {}),
        "hash": f"sha256:{facts[f'{kind}_sha256']}",
    }


def _kind(model: SqlFile) -> str:
    return "csv" if model.has_csv else "parquet"


def _schema(model: SqlFile, lineage: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, Any]:
    kind = _kind(model)
    return {
        "fields": [_field(column, lineage[column.name], kind) for column in model.columns],
        "primaryKey": list(model.grain),
        "missingValues": _UNKNOWN[kind],
    }


def _field(column: Column, made_from: Sequence[tuple[str, str]], kind: str) -> dict[str, Any]:
    # A list is a text in a CSV, [quetta, mastung], and what its reader makes of it in Parquet.
    is_list = column.type.endswith("[]") or column.type.startswith("STRUCT")
    named = "any" if is_list and kind == "parquet" else _TYPES.get(column.type, "string")
    described = {"name": column.name, "type": named, "description": column.meaning}
    if made_from:
        described["madeFrom"] = [".".join(filter(None, origin)) for origin in made_from]
    return {**described, "format": "%Y-%m-%d %H:%M:%S"} if named == "datetime" else described
