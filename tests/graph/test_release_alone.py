"""The asset `release` asked for by itself: it holds the tables to what `raw` holds, draws the site, and publishes."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines.definitions import defs
from tests import world
from tests.nights import run_night

pytestmark = pytest.mark.long

NOW = "2026-12-05T12:00:00+05:00"
LATER = "2026-12-05T13:00:00+05:00"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    reference = world.write_ledger(world.copy_reference(tmp_path), incidents=[{"incident_id": "a", "killed_total": 5}])
    assert run_night(tmp_path / "home", reference, NOW).success
    monkeypatch.setenv("CORRIDORWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CORRIDORWATCH_REFERENCE", str(reference))
    yield tmp_path / "home"


def _made(*keys: str, as_of: str = "") -> dg.ExecuteInProcessResult:
    job = defs.resolve_implicit_global_asset_job_def()
    config = {"resources": {"clock": {"config": {"now": LATER, "as_of": as_of}}}}
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(
            instance=instance,
            asset_selection=[dg.AssetKey(key.split("/")) for key in keys],
            run_config=config,
            raise_on_error=False,
        )


def test_a_release_alone_is_published_with_its_site_and_with_tables_that_follow_from_raw(home: Path) -> None:
    """It said that there was no site, and to run everything."""
    with duckdb.connect(home / "warehouse.duckdb") as warehouse:
        warehouse.execute("update raw.ledger_incidents set killed_total = '7'")
    assert _made("release").success
    latest = (home / "latest").resolve()
    assert latest.name == "20261205T080000Z"
    assert (latest / "site" / "index.html").is_file()
    with duckdb.connect(latest / "corridorwatch.duckdb", read_only=True) as read:
        assert read.execute("select killed_best from core.incidents").fetchall() == [(7,)]


def test_a_past_day_is_not_published_from_the_files_of_another(home: Path) -> None:
    assert not _made("release", as_of="2026-12-01").success
    assert (home / "latest").resolve().name == "20261205T070000Z"


def test_dagster_is_told_which_columns_a_column_is_made_from(home: Path) -> None:
    made = _made("core/campaigns", "marts/weekly_casualties_by_district")
    [told] = [
        event.materialization.metadata["dagster/column_lineage"].value
        for event in made.get_asset_materialization_events()
        if event.asset_key.path[-1] == "weekly_casualties_by_district"
    ]
    assert told.deps_by_column["killed_best"] == [
        dg.TableColumnDep(dg.AssetKey(["core", "weekly_counts"]), "killed_best")
    ]
