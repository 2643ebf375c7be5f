"""The code location: one function builds it, for production and for tests alike."""

from collections.abc import Mapping
from functools import cache

import dagster as dg

from assets.inbox import claims_inbox
from assets.models import model_assets
from assets.own_tables import raw_of_own_tables
from assets.publishers import row_assets, snapshot_assets
from assets.reference import district_boundaries, embedded_assets
from assets.release import release
from assets.resources import Clock, Network, Store, Warehouse
from assets.site import site
from pipelines.jobs import nightly
from pipelines.recorded import progress_logger
from pipelines.schedules import nightly_schedule


@cache
def all_assets() -> tuple[dg.AssetsDefinition, ...]:
    """Every asset: what the job `nightly` makes.

    Raises:
        BrokenModel: an SQL file's header or dependencies are wrong.
        BrokenSource: the closed lists are missing.
    """
    return (
        claims_inbox,
        *embedded_assets(),
        *row_assets(),
        raw_of_own_tables,
        *snapshot_assets(),
        district_boundaries,
        *model_assets(),
        site,
        release,
    )


def build_definitions(*, overrides: Mapping[str, object] | None = None) -> dg.Definitions:
    """Everything Dagster is to know.

    Args:
        overrides: resource name (`clock`, `store`, `warehouse`, `network`) -> the resource to use in its place.

    Raises:
        BrokenModel, BrokenSource: as `all_assets`.
    """
    resources: dict[str, object] = {"clock": Clock(), "store": Store(), "network": Network(), **(overrides or {})}
    resources.setdefault("warehouse", Warehouse(store=resources["store"]))
    return dg.Definitions(
        assets=all_assets(),
        jobs=[nightly],
        schedules=[nightly_schedule],
        resources=resources,
        loggers={"progress": progress_logger},
        # One run, one process, one writer: a process per step would take the time and fight over the warehouse.
        executor=dg.in_process_executor,
    )


defs = build_definitions()
