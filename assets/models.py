"""The SQL models as assets: one per file under `sql/models`, with the checks of `sql/checks` that name its table."""

import dagster as dg

from assets.own_tables import OWN_RECORDS, OWN_SOURCES
from assets.publishers import publisher_keys
from assets.reference import reference_keys
from assets.sql_models import asset_key, sql_asset
from corridorwatch import sqlmodels
from corridorwatch.config import SQL
from corridorwatch.errors import BrokenModel
from corridorwatch.graph import Graph

MODELS = list(Graph.known().models.values())
"""Every SQL model, each after the tables it reads."""


def model_assets() -> list[dg.AssetsDefinition]:
    """Every SQL model as an asset.

    Raises:
        BrokenModel: a check names a table that no model makes.
    """
    checks = sqlmodels.load_checks(SQL / "checks")
    tables = {model.table for model in MODELS}
    for check in checks:
        if check.table not in tables:
            raise BrokenModel(
                f"{check.path} checks {check.table}, which no model makes.",
                expected="sql/checks/<schema>.<table>.<rule>.sql with a table of sql/models",
                next_step="rename the file",
            )
    keys = [*reference_keys(), *publisher_keys(), OWN_RECORDS, OWN_SOURCES]
    return [sql_asset(model, [check for check in checks if check.table == model.table], keys) for model in MODELS]


def model_keys() -> list[dg.AssetKey]:
    """The keys of every model: what the site and the release wait for."""
    return [asset_key(model.table) for model in MODELS]
