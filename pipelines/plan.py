"""Every asset, in no order: what a run makes, through Dagster's engine or without it."""

from functools import cache

import dagster as dg

from assets.byhand import byhand_assets
from assets.charts import site
from assets.fetched import fetched_assets
from assets.inbox import claims_inbox
from assets.models import model_assets
from assets.publishers import publisher_assets
from assets.release import release
from assets.snapshots import district_boundaries, embedded_assets


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
        *publisher_assets(),
        *byhand_assets(),
        *fetched_assets(),
        district_boundaries,
        *model_assets(),
        site,
        release,
    )
