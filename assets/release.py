"""The release: tables, site and manifest, published whole or not at all."""

import dagster as dg

from assets.models import MODELS, model_keys
from assets.resources import Clock, Store, Warehouse
from corridorwatch import release as releases
from corridorwatch.local import write_local


@dg.asset(
    key=["release"],
    group_name="release",
    kinds={"duckdb", "parquet", "csv"},
    deps=[dg.AssetKey(["site"]), *model_keys()],
    description="The published folder behind `latest`: DuckDB file, Parquet, CSV, site, data package and manifest.",
)
def release(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
    """Export, seal and publish; then write what may not leave into the local folder."""
    published = releases.publish(
        warehouse.connection,
        MODELS,
        store.settings,
        moment=clock.moment,
        as_of=clock.day,
        full=warehouse.full,
    )
    # A look back is beside the latest, and the local folder goes with the latest.
    local = (
        write_local(
            warehouse.connection,
            MODELS,
            store.settings,
            as_of=clock.day,
            edition=published.edition,
            full=warehouse.full,
        )
        if published.is_latest
        else None
    )
    return dg.MaterializeResult(
        metadata={
            "local": str(local.path) if local else "",
            "path": dg.MetadataValue.path(str(published.path)),
            "edition": published.edition,
            "as_of": str(published.as_of),
            "dagster/row_count": published.rows,
            "bytes": published.bytes,
            "outcome": published.outcome,
        }
    )
