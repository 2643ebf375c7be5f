"""Publishers in the nightly graph: asked when enabled, a warning when they fail, a stop when what is held is too old."""

from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.publishers import snapshot_assets, source_snapshots
from assets.resources import Clock, Network, Store, Warehouse
from tests.servers.ucdp import Ucdp, candidate, ucdp, yearly

Night = Callable[..., dg.ExecuteInProcessResult]

_SETTINGS = """
[publishers]
ucdp_files = "{url}/downloads"
[sources.ucdp_ged]
enabled = true
max_age_days = 10
"""


@pytest.fixture
def publisher() -> Iterator[Ucdp]:
    with ucdp() as server:
        server.files = {"ged/ged261-csv.zip": yearly(candidate(1, 2, 3))}
        yield server


@pytest.fixture
def night(tmp_path: Path, publisher: Ucdp, monkeypatch: pytest.MonkeyPatch) -> Night:
    """Runs the steps of the nightly job that fetch, with UCDP GED enabled."""
    settings = tmp_path / "corridorwatch.toml"
    settings.write_text(_SETTINGS.format(url=publisher.web.url), encoding="utf-8")
    monkeypatch.setenv("CORRIDORWATCH_CONFIG", str(settings))

    def run(day: int, *, fetch: bool = True, as_of: str = "") -> dg.ExecuteInProcessResult:
        store = Store(home=str(tmp_path / "data"))
        resources = {
            "clock": Clock(now=f"2026-11-{day:02d}T02:00:00+05:00", as_of=as_of),
            "store": store,
            "network": Network(fetch=fetch, attempts=2, wait_seconds=0),
            "warehouse": Warehouse(store=store),
        }
        wanted = {dg.AssetKey(["snapshots", "ucdp_ged"]), source_snapshots.key}
        assets = [each for each in snapshot_assets() if wanted & each.keys]
        with dg.DagsterInstance.ephemeral() as instance:
            return dg.materialize(assets, resources=resources, instance=instance, raise_on_error=False)

    return run


def verdicts(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    return {check.check_name: check for check in result.get_asset_check_evaluations()}


def outcome(result: dg.ExecuteInProcessResult) -> str:
    [made] = result.asset_materializations_for_node("snapshots__ucdp_ged")
    return made.metadata["outcome"].value


def test_a_failed_fetch_warns_and_goes_on_and_past_the_age_the_run_stops(
    tmp_path: Path, night: Night, publisher: Ucdp
) -> None:
    first = night(1)
    assert first.success
    assert outcome(first) == "success"
    publisher.files.clear()
    second = night(2)
    assert second.success
    failed = verdicts(second)["fetch_went_well"]
    assert not failed.passed
    assert failed.severity == dg.AssetCheckSeverity.WARN
    assert "404" in failed.description
    assert "1 days old" in failed.description
    with duckdb.connect(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        [row] = warehouse.sql("select * from raw.source_snapshots").pl().rows(named=True)
    assert (str(row["taken_on"]), str(row["last_attempt_on"]), row["outcome"]) == ("2026-11-01", "2026-11-02", "failed")
    assert row["received_count"] == 3
    assert "404" in row["last_error"]
    # A look back asks nobody, and age is no matter of it.
    asked = len(publisher.web.requests)
    assert night(20, as_of="2026-11-01").success
    assert len(publisher.web.requests) == asked
    with duckdb.connect(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        then = "select last_attempt_on::varchar, outcome, last_error from raw.source_snapshots"
        assert warehouse.execute(then).fetchall() == [("2026-11-01", "success", None)]
    late = night(13)
    assert not late.success
    blocked = verdicts(late)["is_young_enough"]
    assert "12 days ago, and at most 10" in blocked.description
    assert "next: corridorwatch fetch ucdp_ged" in blocked.description


def test_an_enabled_source_that_never_came_stops_the_run_and_without_fetching_nobody_is_asked(
    night: Night, publisher: Ucdp
) -> None:
    kept = night(1, fetch=False)
    assert publisher.web.requests == []
    assert not kept.success
    assert "nothing of it is held" in verdicts(kept)["is_young_enough"].description
