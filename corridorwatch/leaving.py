"""What may leave this machine: the one rule behind a release's tables, manifest, data package and pages.

Of a source whose rows may not leave nothing does: no row, no count, no day, no name. A release is written, and its
pages are drawn, from what `rows_for` leaves of each table; the local site of a source by the same rule, for that source
alone. Whoever reads a table of the warehouse for something that is published reads it through here.
"""

from collections.abc import Collection, Generator
from contextlib import contextmanager
from itertools import count

import duckdb

from corridorwatch.warehouse import literal, load_macros, one, own_cursor

SCHEMAS = ("ref", "core", "marts")
"""The schemas of which a release holds tables, and pages are drawn."""

_CLOSED = ("sources", "own_sources", "gtd_sources")
"""Tables of `raw` that say of sources, held by the as-of date or not, whether their rows may leave."""
CHOSEN_BY = {"ref.sources", "core.written_names", "core.incident_locations"}
"""Tables by which `rows_for` tells what may leave of others."""
_OF_NO_SOURCE_OF_OURS = {"core.published_totals", "marts.published_totals", "marts.weekly_media_volume"}
"""What others counted: of no source that keeps records, so not in a site that draws one source alone."""
_QUEUE = """* replace (
    (select sum(each.reports)::bigint from (select unnest({by_source}) as each)) as reports,
    (select known_sum(each.deaths) from (select unnest({by_source}) as each)) as deaths,
    (select min(each.example_report_ids[1]) from (select unnest({by_source}) as each)) as example_report_id,
    list_sort(list_distinct(flatten(list_transform({by_source}, lambda each: each.example_report_ids))))[:3]
        as example_report_ids,
    {by_source} as by_source,
    case when trim(name_as_written) in ({others}) then [] else proposals end as proposals
)"""
"""The queue of names as some sources alone make it: see sql/models/core/unresolved_names.sql."""
_number = count(1)


def sources_that_may_leave(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The sources of which this edition holds rows that may be published, in alphabetical order."""
    found = connection.execute("select source_id from ref.sources where rows_may_leave order by source_id").fetchall()
    return tuple(source for (source,) in found)


def sources_that_stay(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The sources whose rows may not leave, by what the warehouse knows of them: those not held by the day too."""
    held = connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database() and schema_name = 'raw'"
    ).fetchall()
    stay: set[str] = set()
    for table in _CLOSED:
        if (table,) in held:
            found = connection.execute(f"select source_id from raw.{table} where rows_may_leave = 'no'").fetchall()
            stay |= {source for (source,) in found}
    closed = connection.execute("select source_id from ref.sources where not rows_may_leave").fetchall()
    return frozenset(stay | {source for (source,) in closed})


def rows_for(
    sources: Collection[str], table: str, columns: Collection[str], *, alone: bool = False, database: str = ""
) -> str:
    """The SELECT of a table, without an order, that leaves what these sources may be told by.

    Of the tables of names: the names that they wrote. What was proposed for a name may follow from a record's point: it
    goes with any other source that wrote the name. Of a table of places: those where one of them has an incident.

    Args:
        sources: ids; of none of the others anything is left.
        table: the table, with its schema.
        columns: names of its columns.
        alone: for a site of these sources alone, on this machine: leave out what others counted, too.
        database: where the tables lie; empty for the one in use.
    """
    inside = f'"{database}".' if database else ""
    listed = ", ".join(map(literal, sorted(sources))) or "''"
    ours = f"source_id in ({listed})"
    others = f"select written from {inside}core.written_names where not {ours}"
    selected, condition = "*", "true"
    if "source_id" in columns:
        condition = ours
    elif table == "core.unresolved_names":
        by_source = f"list_filter(by_source, lambda each: each.source_id in ({listed}))"
        selected, condition = _QUEUE.format(by_source=by_source, others=others), f"len({by_source}) > 0"
    elif table == "core.name_proposals":
        condition = f"written not in ({others})"
    elif "written" in columns:
        kind = "kind" if "kind" in columns else "'actor'"
        condition = f"({kind}, written) in (select (kind, written) from {inside}core.written_names where {ours})"
    elif "location_id" in columns:
        condition = f"location_id in (select location_id from {inside}core.incident_locations where {ours})"
    elif alone and table in _OF_NO_SOURCE_OF_OURS:
        condition = "false"
    return f"select {selected} from {inside}{table} where {condition}"


@contextmanager
def drawn_from(
    connection: duckdb.DuckDBPyConnection,
    sources: Collection[str],
    *,
    alone: bool = False,
    tables: Collection[str] | None = None,
) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection on which `ref`, `core` and `marts` hold only what `rows_for` leaves of them.

    The tables stand under their own names, as views in a database that is gone afterwards.

    Args:
        connection: holds the tables; it stays as it is.
        tables: those that it shall hold; all without.
    """
    here = one(connection.execute("select current_database()"))[0]
    held = connection.execute(
        "select schema_name, table_name, list(column_name order by column_index) from duckdb_columns()"
        f" where database_name = current_database() and schema_name in {SCHEMAS} and not internal"
        " group by all order by all"
    ).fetchall()
    drawn = f"drawn_{next(_number)}"
    with own_cursor(connection) as keeper:
        keeper.execute(f"attach ':memory:' as {drawn}")
        try:
            with own_cursor(connection) as cursor:
                cursor.execute(f"use {drawn}")
                load_macros(cursor)
                for schema in SCHEMAS:
                    cursor.execute(f"create schema {schema}")
                for schema, name, columns in held:
                    if tables is not None and f"{schema}.{name}" not in tables:
                        continue
                    left = rows_for(sources, f"{schema}.{name}", columns, alone=alone, database=here)
                    cursor.execute(f"create view {schema}.{name} as {left}")
                yield cursor
        finally:
            keeper.execute(f"detach {drawn}")
