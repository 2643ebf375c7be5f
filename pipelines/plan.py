"""Every asset, in no order: what a run makes, through Dagster's engine or without it."""

from functools import cache

import dagster as dg

from assets.inbox import claims_inbox
from assets.models import model_assets
from assets.own_tables import raw_of_own_tables
from assets.publishers import row_assets, snapshot_assets
from assets.reference import district_boundaries, embedded_assets
from assets.release import release
from assets.site import site


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
