"""The SQL models as assets: one per file under `sql/models`, with the checks of `sql/checks` that name its table."""

import dagster as dg

from assets.snapshots import raw_keys
from assets.sql_models import sql_asset
from corridorwatch import sqlmodels
from corridorwatch.config import SQL
from corridorwatch.errors import BrokenModel


def model_assets() -> list[dg.AssetsDefinition]:
    """Every SQL model.

    Raises:
        BrokenModel: a check names a table that no model makes.
    """
    models = sqlmodels.load_models(SQL / "models")
    checks = sqlmodels.load_checks(SQL / "checks")
    tables = {model.table for model in models}
    for check in checks:
        if check.table not in tables:
            raise BrokenModel(
                f"{check.path} checks {check.table}, which no model makes.",
                expected="sql/checks/<schema>.<table>.<rule>.sql with a table of sql/models",
                next_step="rename the file",
            )
    keys = raw_keys()
    return [sql_asset(model, [check for check in checks if check.table == model.table], keys) for model in models]


def released_keys() -> list[dg.AssetKey]:
    """The keys of every model: what the site and the release wait for."""
    return [dg.AssetKey(model.table.split(".")) for model in sqlmodels.load_models(SQL / "models")]
