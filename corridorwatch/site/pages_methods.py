"""The methods page, and the page of queries that every figure links to."""

from collections.abc import Iterable
from itertools import groupby

from corridorwatch.site.context import Site
from corridorwatch.site.pages_front import conservation_totals


def write_methods(site: Site, sources: list[dict[str, object]]) -> None:
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
        is_schematic=any(row["basis"] == "schematic" for row in reader.rows("map_districts")),
        vocabularies=_grouped(reader.rows("vocabularies"), ("vocabulary",)),
        tables=[
            row | {"columns": columns.get((row["schema_name"], row["table_name"]), [])} for row in reader.rows("tables")
        ],
        conservation=conservation_totals(reader.rows("conservation")),
        exclusions=reader.rows("exclusions"),
        unresolved=reader.rows("unresolved"),
    )


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


def _in_order(queries: Iterable[object]) -> list[object]:
    return sorted(queries, key=lambda query: query.path.stem)


def _grouped(
    rows: list[dict[str, object]], names: tuple[str, ...]
) -> dict[tuple[object, ...], list[dict[str, object]]]:
    def key(row: dict[str, object]) -> tuple[object, ...]:
        return tuple(row[name] for name in names)

    return {found: list(of_group) for found, of_group in groupby(rows, key=key)}
