"""The code location: one function builds it, for production and for tests alike."""

import warnings
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import dagster as dg

from assets.resources import Clock, Network, Store, Warehouse
from corridorwatch.config import Settings, load_settings
from corridorwatch.ingest.publishers import is_enabled
from pipelines.jobs import nightly
from pipelines.plan import all_assets
from pipelines.recorded import progress_logger
from pipelines.schedules import nightly_schedule

OWNERS = ["team:corridorwatch"]
"""Who answers for an asset, in Dagster's words."""


def build_definitions(*, overrides: Mapping[str, Any] | None = None) -> dg.Definitions:
    """Everything Dagster is to know.

    Args:
        overrides: resource name (`clock`, `store`, `warehouse`, `network`) -> the resource to use in its place.

    Raises:
        BrokenModel, BrokenSource: as `all_assets`.
    """
    resources: dict[str, Any] = {"clock": Clock(), "store": Store(), "network": Network(), **(overrides or {})}
    resources.setdefault("warehouse", Warehouse(store=resources["store"]))
    return dg.Definitions(
        assets=_described(load_settings()),
        jobs=[nightly],
        schedules=[nightly_schedule],
        resources=resources,
        loggers={"progress": progress_logger},
        # One run, one process, one writer: a process per step would take the time and fight over the warehouse.
        executor=dg.in_process_executor,
    )


def _described(settings: Settings) -> list[dg.AssetsDefinition]:
    """The assets with what only Dagster's pages show: owners, the code of each, and by when it should be made again."""

    def told(spec: dg.AssetSpec) -> dg.AssetSpec:
        kind, *name = spec.key.path
        freshness = None
        if kind == "release":
            freshness = dg.FreshnessPolicy.cron(
                deadline_cron="0 4 * * *", lower_bound_delta=timedelta(hours=2), timezone=settings.timezone
            )
        elif kind == "snapshots" and is_enabled(settings, name[0]):
            days = getattr(settings.sources, name[0]).max_age_days
            freshness = dg.FreshnessPolicy.time_window(fail_window=timedelta(days=days))
        return spec.replace_attributes(owners=OWNERS, freshness_policy=freshness or ...)

    with warnings.catch_warnings():
        # Dagster calls its code references unfinished; they are shown, and nothing rests on them.
        warnings.simplefilter("ignore", dg.BetaWarning)
        found = dg.with_source_code_references(list(all_assets()))
        return list(dg.map_asset_specs(told, [each for each in found if isinstance(each, dg.AssetsDefinition)]))


defs = build_definitions()
