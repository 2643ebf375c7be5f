"""Sources that come as files by hand: tables of one's own and the Global Terrorism Database, kept and read into `raw`.

Here belongs which table each becomes. How files are read is in `corridorwatch.sources`.
"""

from collections.abc import Iterator

import dagster as dg

from assets.fetched import refusals_check, refusals_spec
from assets.resources import Clock, Store, Warehouse
from corridorwatch.ingest.told import left_out_words
from corridorwatch.sources.gdelt import load as gdelt_load
from corridorwatch.sources.gdelt import parse as gdelt
from corridorwatch.sources.gtd import load as gtd_load
from corridorwatch.sources.gtd import parse as gtd
from corridorwatch.sources.own_tables import parse as own_tables
from corridorwatch.sources.own_tables.nights import read_own_tables

GTD = dg.AssetKey(["raw", "gtd_incidents"])
GDELT = dg.AssetKey(["raw", "gdelt_counts"])
OWN_RECORDS = dg.AssetKey(["raw", "own_records"])
OWN_SOURCES = dg.AssetKey(["raw", "own_sources"])
GTD_SOURCES = dg.AssetKey(["raw", "gtd_sources"])


def byhand_assets() -> list[dg.AssetsDefinition]:
    """The raw tables of every source that comes by hand; empty where nothing was added."""
    return [raw_of_own_tables, raw_of_gtd, raw_of_gdelt]


def byhand_keys() -> list[dg.AssetKey]:
    """The keys of those tables."""
    return [OWN_RECORDS, OWN_SOURCES, GTD, GTD_SOURCES, GDELT]


def _columns(names: tuple[str, ...]) -> dict[str, object]:
    columns = [dg.TableColumn(name, "VARCHAR", description="as reported") for name in names]
    return {"dagster/column_schema": dg.TableSchema(columns=columns)}


@dg.multi_asset(
    name="raw_of_own_tables",
    specs=[
        dg.AssetSpec(
            OWN_RECORDS,
            group_name="raw",
            kinds={"duckdb", "polars"},
            description="The rows of the tables of one's own, by their mappings; refused ones are in raw.quarantine.",
            metadata=_columns(own_tables.COLUMNS),
        ),
        dg.AssetSpec(
            OWN_SOURCES, group_name="raw", kinds={"duckdb"}, description="What their mapping files say of each source."
        ),
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "no_row_is_refused", asset=OWN_RECORDS, description="Every row keeps the rules of its fields."
        ),
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
            dg.AssetCheckResult(
                asset_key=OWN_RECORDS,
                check_name=name,
                passed=not told,
                severity=dg.AssetCheckSeverity.WARN,
                description="\n  ".join(told) or None,
            )
            for name, told in (("every_row_has_a_day", loaded.undated), ("no_row_is_refused", loaded.refusals))
        ],
    )
    yield dg.MaterializeResult(asset_key=OWN_SOURCES, metadata={"dagster/row_count": loaded.tables})


@dg.multi_asset(
    name="raw_of_gtd",
    specs=[
        dg.AssetSpec(
            GTD,
            group_name="raw",
            kinds={"duckdb", "polars"},
            description="The Global Terrorism Database's records of Pakistan; empty until its files are added.",
            metadata=_columns(gtd.COLUMNS),
        ),
        dg.AssetSpec(
            GTD_SOURCES, group_name="raw", kinds={"duckdb"}, description="The source, once its files are there."
        ),
    ],
    check_specs=[refusals_spec(GTD)],
)
def raw_of_gtd(store: Store, clock: Clock, warehouse: Warehouse) -> Iterator[dg.MaterializeResult]:
    """Read and load the files that were added."""
    read = gtd_load.load(warehouse.connection, store.snapshots.as_of(clock.day))
    yield dg.MaterializeResult(
        asset_key=GTD,
        metadata={"files": [snapshot.file_name for snapshot in read]},
        check_results=[refusals_check(warehouse, GTD, gtd.SOURCE_ID)],
    )
    yield dg.MaterializeResult(asset_key=GTD_SOURCES)


@dg.asset(
    key=GDELT,
    group_name="raw",
    kinds={"duckdb"},
    metadata=_columns(gdelt.COLUMNS),
    description="GDELT's export files as counts of articles by week and province; empty until files are added.",
    check_specs=[refusals_spec(GDELT)],
)
def raw_of_gdelt(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
    """Count and load the files that were added."""
    files = gdelt_load.load(warehouse.connection, store.snapshots.as_of(clock.day))
    return dg.MaterializeResult(
        metadata={"files": files}, check_results=[refusals_check(warehouse, GDELT, gdelt.SOURCE_ID)]
    )
