"""The release: tables, site and manifest, published whole or not at all."""

import dagster as dg

from assets.models import MODELS, model_keys
from assets.resources import Clock, Store, Warehouse
from corridorwatch import release as releases


@dg.asset(
    key=["release"],
    group_name="release",
    kinds={"duckdb", "parquet", "csv"},
    deps=[dg.AssetKey(["site"]), *model_keys()],
    description="The published folder behind `latest`: DuckDB file, Parquet, CSV, site, data package and manifest.",
)
def release(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
    """Export, seal and publish."""
    published = releases.publish(
        warehouse.connection,
        MODELS,
        store.settings,
        moment=clock.moment,
        as_of=clock.day,
    )
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(str(published.path)),
            "edition": published.edition,
            "as_of": str(published.as_of),
            "dagster/row_count": published.rows,
            "bytes": published.bytes,
        }
    )
