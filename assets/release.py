"""The release: tables, site and manifest, published whole or not at all."""

import dagster as dg

from assets.models import MODELS, model_keys
from assets.resources import Clock, Store, Warehouse, sql_parameters
from assets.site import place_site
from corridorwatch import release as releases
from corridorwatch.config import SQL
from corridorwatch.errors import CheckFailed, ReleaseError
from corridorwatch.local import write_local
from corridorwatch.sqlmodels import load_checks


@dg.asset(
    key=["release"],
    group_name="release",
    kinds={"duckdb", "parquet", "csv"},
    deps=[dg.AssetKey(["site"]), *model_keys()],
    description="The published folder behind `latest`: DuckDB file, Parquet, CSV, site, data package and manifest.",
)
def release(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
    """Export, seal and publish; then write what may not leave into the local folder.

    Asked for alone, it holds the tables to what `raw` holds, and draws their site, before it publishes them.
    """
    if not releases.under_way(store.settings.releases, clock.moment).is_dir():
        _hold_tables(store, clock, warehouse)
        place_site(store, clock, warehouse)
    published = releases.publish(
        warehouse.connection, MODELS, store.settings, moment=clock.moment, as_of=clock.day, full=warehouse.full
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


def _hold_tables(store: Store, clock: Clock, warehouse: Warehouse) -> None:
    """Make every table that no longer is what it rests on gives as of the day, and judge all of them.

    Raises:
        ReleaseError: the as-of date is past: `raw` holds what files the last run knew, not those of that day.
        CheckFailed: a hard check found rows.
    """
    if clock.looks_back:
        raise ReleaseError(
            f"a release as of {clock.day} needs the files that were known by then.",
            expected="a run of every step, or a release as of today",
            next_step=f"corridorwatch run --as-of {clock.day}",
        )
    values = sql_parameters(store, clock)
    for model in MODELS:
        warehouse.cutoff.make(model, values)
    for check in load_checks(SQL / "checks"):
        verdict = warehouse.cutoff.judge(check, values)
        if not (verdict.passed or check.is_soft):
            raise CheckFailed(verdict.sentence(), expected="no row that breaks the rule", next_step="corridorwatch run")
