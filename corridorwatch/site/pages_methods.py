"""The methods page, and the pages of queries and tables that every number on a page leads to."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Any

from corridorwatch.config import SQL
from corridorwatch.site.context import Site
from corridorwatch.sqlmodels import SqlFile, read_headers

_TABLE = re.compile(r"\b(?:raw|ref|core|marts|prepared)\.[a-z_]+\b(?!\()")


def write_methods(site: Site, sources: list[dict[str, Any]]) -> None:
    """Write `methods.html`."""
    reader = site.reader
    columns = _grouped(reader.rows("columns"), ("schema_name", "table_name"))
    site.page(
        "methods.html",
        "methods.html.j2",
        title="Methods, sources and data dictionary",
        sources=sources,
        trend_source=site.trend_source,
        radii=reader.rows("place_radii"),
        courses=reader.rows("courses"),
        is_schematic=any(row["basis"] == "schematic" for row in reader.rows("map_districts")),
        vocabularies=_grouped(reader.rows("vocabularies"), ("vocabulary",)),
        tables=[_described(row, columns) for row in reader.rows("tables")],
        conservation=site.conservation,
        exclusions=reader.rows("exclusions"),
        unresolved=reader.rows("unresolved"),
    )


@cache
def _models() -> dict[str, SqlFile]:
    return read_headers(SQL / "models")


def _described(table: dict[str, Any], columns: Mapping[tuple[Any, ...], list[dict]]) -> dict[str, Any]:
    """A table and its columns with what they mean, as the headers of the models say it.

    The comments of a release's tables are made of them; the warehouse that the site is drawn from has none.
    """
    key = (table["schema_name"], table["table_name"])
    model = _models().get(".".join(map(str, key)))
    meanings = {column.name: column.meaning for column in model.columns} if model else {}
    return table | {
        "comment": table["comment"] or (model.description if model else None),
        "columns": [
            row | {"comment": row["comment"] or meanings.get(row["column_name"])} for row in columns.get(key, [])
        ],
    }


def write_queries(site: Site) -> None:
    """Write `queries.html`: the text of every query behind a figure or a page."""
    site.page(
        "queries.html",
        "queries.html.j2",
        title="The queries behind the figures",
        groups=[
            ("figures", "Figures", _in_order(site.reader.figures.values())),
            ("pages", "Tables and facts on pages", _in_order(site.reader.pages.values())),
        ],
    )


def write_models(site: Site) -> None:
    """Write `models.html`: the text of every table's SQL, with the tables that it reads."""
    models = [
        {
            "schema": name.partition(".")[0],
            "table": name,
            "description": model.description,
            "grain": model.grain,
            "is_released": model.is_released,
            "reads": sorted(
                {*_TABLE.findall(model.sql), *_TABLE.findall(model.header.get("prepared_from", ""))} - {name}
            ),
            "sql": model.sql,
        }
        for name, model in _models().items()
    ]
    made = frozenset(_models())
    site.page("models.html", "models.html.j2", title="How the tables are made", models=models, made=made)


def _in_order(queries: Iterable[SqlFile]) -> list[SqlFile]:
    return sorted(queries, key=lambda query: query.path.stem)


def _grouped(rows: list[dict[str, Any]], names: tuple[str, ...]) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    def key(row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in names)

    return {found: list(of_group) for found, of_group in groupby(rows, key=key)}
