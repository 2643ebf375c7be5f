"""The jobs. `nightly` rebuilds everything from the snapshots; a backfill is the same job with another as-of date."""

import dagster as dg

nightly = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="Read every source, rebuild every table as known on the as-of date, check, draw, publish.",
    executor_def=dg.in_process_executor,
)
