"""Loading accepted rows into the `raw` schema: text as reported, with the snapshot's digest and the row number."""

import duckdb
import polars as pl

from corridorwatch.snapshots import Snapshot
from corridorwatch.sources.tables import ParsedTable
from corridorwatch.warehouse import transaction

_RECEIVED = """
create table if not exists raw.received (
    table_name varchar primary key, file_name varchar, snapshot_sha256 varchar,
    received bigint, accepted bigint, refused bigint
)
"""
_QUARANTINE = """
create table if not exists raw.quarantine (
    table_name varchar, file_name varchar, row_number bigint, rule varchar, record varchar, snapshot_sha256 varchar
)
"""
_RECORDS = "create table if not exists raw.records (table_name varchar, row_number bigint, record_id varchar)"


def load_raw(connection: duckdb.DuckDBPyConnection, table: str, parsed: ParsedTable, snapshot: Snapshot) -> None:
    """Replace `raw.<table>` by the accepted rows of one snapshot, and record what came and what was refused.

    Every column is VARCHAR but `row_number`; `snapshot_sha256` is added. `raw.quarantine` gets one row per broken rule,
    `raw.received` one row per table, `raw.records` one row per accepted record with its key: the list that later
    stages are held to.
    """
    with transaction(connection):
        _load(connection, table, parsed, snapshot)


def record_received(
    connection: duckdb.DuckDBPyConnection, table: str, snapshot: Snapshot | None, received: int
) -> None:
    """Say in `raw.received` what a table that is no list of records was read from; nothing where no file came."""
    connection.execute("create schema if not exists raw")
    connection.execute(_RECEIVED)
    connection.execute("delete from raw.received where table_name = $table", {"table": table})
    if snapshot is not None:
        connection.execute(
            "insert into raw.received values ($table, $file, $sha256, $received, $received, 0)",
            {"table": table, "file": snapshot.file_name, "sha256": snapshot.sha256, "received": received},
        )


def _load(connection: duckdb.DuckDBPyConnection, table: str, parsed: ParsedTable, snapshot: Snapshot) -> None:
    connection.execute("create schema if not exists raw")
    connection.execute(_RECEIVED)
    connection.execute(_QUARANTINE)
    connection.execute(_RECORDS)
    _replace(connection, table, parsed, snapshot)
    for name in ("received", "quarantine", "records"):
        connection.execute(f"delete from raw.{name} where table_name = $table", {"table": table})
    connection.execute(
        "insert into raw.received values ($table, $file, $sha256, $received, $accepted, $refused)",
        {
            "table": table,
            "file": snapshot.file_name,
            "sha256": snapshot.sha256,
            "received": parsed.received,
            "accepted": parsed.rows.height,
            "refused": parsed.refused,
        },
    )
    connection.register(
        "_named",
        parsed.rows.select(
            "row_number", record_id=pl.concat_str(parsed.key, separator="/", ignore_nulls=True)
        ).to_arrow(),
    )
    connection.execute("insert into raw.records select $table, row_number, record_id from _named", {"table": table})
    connection.unregister("_named")
    connection.register("_refused", parsed.quarantine.to_arrow())
    connection.execute(
        "insert into raw.quarantine select $table, file_name, row_number, rule, record, $sha256 from _refused",
        {"table": table, "sha256": snapshot.sha256},
    )
    connection.unregister("_refused")


def _replace(connection: duckdb.DuckDBPyConnection, table: str, parsed: ParsedTable, snapshot: Snapshot) -> None:
    connection.register("_accepted", parsed.rows.to_arrow())
    connection.execute(
        f"create or replace table raw.{table} as"
        " select *, $sha256 as snapshot_sha256 from _accepted order by row_number",
        {"sha256": snapshot.sha256},
    )
    connection.unregister("_accepted")
