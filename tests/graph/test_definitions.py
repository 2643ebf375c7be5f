"""The code location: what Dagster is told."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from assets.models import MODELS
from corridorwatch.config import ROOT, SQL
from pipelines.definitions import build_definitions


@pytest.fixture(scope="module")
def graph() -> Iterator[dg.RepositoryDefinition]:
    yield build_definitions().get_repository_def()


def deps(graph: dg.RepositoryDefinition, *path: str) -> set[str]:
    return {"/".join(key.path) for key in graph.asset_graph.get(dg.AssetKey(list(path))).parent_keys}


def test_dependencies_are_those_the_sql_reads(graph: dg.RepositoryDefinition) -> None:
    assert deps(graph, "core", "campaigns") == {"raw/ledger_campaigns", "ref/known_by"}
    # What another model's preparation wrote is an input, too.
    assert deps(graph, "core", "line_stretches") == {"core/location_distances", "core/line_stops"}
    assert deps(graph, "core", "incidents") >= {"core/reports", "core/toll_intervals"}


def test_who_reads_the_doors_own_tables_waits_for_every_file(graph: dg.RepositoryDefinition) -> None:
    raw = {"/".join(key.path) for key in graph.asset_graph.get_all_asset_keys() if key.path[0] == "raw"}
    assert raw <= deps(graph, "marts", "conservation")


def test_the_release_waits_for_the_site_and_every_table(graph: dg.RepositoryDefinition) -> None:
    assert deps(graph, "release") == {"site", *(model.table.replace(".", "/") for model in MODELS)}


def test_every_asset_has_a_group_and_a_description(graph: dg.RepositoryDefinition) -> None:
    nodes = [graph.asset_graph.get(key) for key in graph.asset_graph.get_all_asset_keys()]
    assert {node.group_name for node in nodes} == {"snapshots", "raw", "ref", "core", "marts", "site", "release"}
    assert [node.key for node in nodes if not node.description] == []


def test_every_model_tells_its_columns(graph: dg.RepositoryDefinition) -> None:
    for model in MODELS:
        schema = graph.asset_graph.get(dg.AssetKey(model.table.split("."))).metadata["dagster/column_schema"]
        assert [column.name for column in schema.columns] == [column.name for column in model.columns]


def test_every_asset_says_whose_it_is_and_where_its_code_lies(graph: dg.RepositoryDefinition) -> None:
    nodes = {"/".join(key.path): graph.asset_graph.get(key) for key in graph.asset_graph.get_all_asset_keys()}
    assert {tuple(node.owners) for node in nodes.values()} == {("team:corridorwatch",)}
    files = {
        name: [each.file_path for each in node.metadata["dagster/code_references"].code_references]
        for name, node in nodes.items()
    }
    assert all(Path(file).is_file() for found in files.values() for file in found)
    assert Path(files["core/incidents"][0]) == SQL / "models" / "core" / "incidents.sql"
    assert str(SQL / "checks" / "core.incidents.best_within_interval.sql") in files["core/incidents"]
    assert nodes["core/incidents"].metadata["dagster/table_name"] == "core.incidents"
    assert nodes["core/records"].tags["released"] == "no"


def test_a_source_that_is_asked_every_night_is_stale_past_the_age_that_the_settings_allow(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_text("[sources.acled]\nenabled = true\nmax_age_days = 9\n")
    monkeypatch.setenv("CORRIDORWATCH_CONFIG", str(tmp_path / "settings.toml"))
    assets = build_definitions().get_repository_def().asset_graph
    policy = assets.get(dg.AssetKey(["snapshots", "acled"])).freshness_policy
    assert policy.fail_window.to_timedelta() == timedelta(days=9)
    assert assets.get(dg.AssetKey(["snapshots", "ucdp_ged"])).freshness_policy is None
    assert assets.get(dg.AssetKey(["release"])).freshness_policy is not None


def test_nothing_of_dagsters_private_parts_is_used() -> None:
    private = re.compile(r"dagster\._|from dagster\.\S+ import _")
    for folder in ("assets", "pipelines", "corridorwatch"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not private.search(path.read_text(encoding="utf-8")), path


def test_the_schedule_fires_at_two_in_pakistan(graph: dg.RepositoryDefinition) -> None:
    schedule = graph.get_schedule_def("nightly")
    assert schedule.job_name == "nightly"
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Karachi")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2026, 11, 19, 21, tzinfo=UTC))
    assert len(schedule.evaluate_tick(context).run_requests) == 1


def test_the_nightly_job_holds_everything_in_one_process(graph: dg.RepositoryDefinition) -> None:
    job = graph.get_job("nightly")
    assert set(job.asset_layer.executable_asset_keys) == set(graph.asset_graph.get_all_asset_keys())
    assert job.executor_def.name == "in_process"
