"""Tables of one's own, by their mappings, kept and read into `raw`."""

from collections.abc import Iterator

import dagster as dg

from assets.checks import NO_ROW_IS_REFUSED, verdict
from assets.resources import Clock, Store, Warehouse
from corridorwatch.ingest.told import left_out_words
from corridorwatch.sources.own_tables import parse
from corridorwatch.sources.own_tables.nights import read_own_tables

OWN_RECORDS = dg.AssetKey(["raw", "own_records"])
OWN_SOURCES = dg.AssetKey(["raw", "own_sources"])


@dg.multi_asset(
    name="raw_of_own_tables",
    specs=[
        dg.AssetSpec(
            OWN_RECORDS,
            group_name="raw",
            kinds={"duckdb", "polars"},
            description="The rows of the tables of one's own, by their mappings; refused ones are in raw.quarantine.",
            metadata={
                "dagster/column_schema": dg.TableSchema(
                    columns=[dg.TableColumn(name, "VARCHAR", description="as reported") for name in parse.COLUMNS]
                )
            },
        ),
        dg.AssetSpec(
            OWN_SOURCES, group_name="raw", kinds={"duckdb"}, description="What their mapping files say of each source."
        ),
    ],
    check_specs=[
        dg.AssetCheckSpec(NO_ROW_IS_REFUSED, asset=OWN_RECORDS, description="Every row keeps the rules of its fields."),
        dg.AssetCheckSpec("every_row_has_a_day", asset=OWN_RECORDS, description="Every row is dated to a day."),
    ],
)
def raw_of_own_tables(store: Store, clock: Clock, warehouse: Warehouse) -> Iterator[dg.MaterializeResult]:
    """Keep, read and load every table that has a mapping file."""
    settings = store.settings
    loaded = read_own_tables(
        warehouse.connection, store.snapshots.as_of(clock.day), settings.own_tables, settings.facts, clock.moment
    )
    yield dg.MaterializeResult(
        asset_key=OWN_RECORDS,
        metadata={
            "dagster/row_count": loaded.rows,
            "received": loaded.received,
            "refused": loaded.refused,
            **({"outcome": left_out_words(loaded.left_out)} if loaded.left_out else {}),
        },
        check_results=[
            verdict(OWN_RECORDS, "every_row_has_a_day", loaded.undated),
            verdict(OWN_RECORDS, NO_ROW_IS_REFUSED, loaded.refusals),
        ],
    )
    yield dg.MaterializeResult(asset_key=OWN_SOURCES, metadata={"dagster/row_count": loaded.tables})
