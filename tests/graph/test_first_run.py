"""A first run with a server in UCDP's place: the real command line, a fresh data home, and what the front page draws."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.publishers import snapshot_assets
from assets.resources import Clock, Network, Store, Warehouse
from corridorwatch.config import ROOT
from corridorwatch.ingest.download import PROGRESS, told_to_log
from corridorwatch.snapshots import SnapshotStore
from pipelines.progress import RunProgress, shown
from tests import world
from tests.servers.ucdp import Ucdp, download_page, ucdp, yearly
from tests.servers.web import Answer
from tests.ucdp_file import content, edition

YEARLY = [
    {"date_start": f"{year}-03-0{number} 00:00:00.000", "date_end": f"{year}-03-0{number} 00:00:00.000"}
    | {"year": str(year), "deaths_a": str(number), "deaths_b": "0", "best": str(number), "low": "0", "high": "9"}
    for year in range(2012, 2026)
    for number in (1, 2)
]
OF_JANUARY = {
    "id": "9001", "year": "2026", "date_start": "2026-01-31 00:00:00.000", "date_end": "2026-01-31 00:00:00.000",
    "deaths_a": "0", "deaths_b": "0", "best": "0", "low": "0", "high": "7",
}  # fmt: skip
"""An event whose dead nobody could establish: none by the best estimate, seven at most."""


@pytest.fixture(scope="module")
def publisher() -> Iterator[Ucdp]:
    with ucdp() as server:
        server.files = {
            "ged/ged261-csv.zip": yearly(edition([{"id": str(100 + n), **row} for n, row in enumerate(YEARLY)], 2025)),
            "candidateged/GEDEvent_v26_0_1.csv": content([OF_JANUARY]),
        }
        server.page = download_page("ged/ged251-csv.zip", *server.files)
        yield server


def command(folder: Path, publisher: Ucdp, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    settings = folder / "corridorwatch.toml"
    settings.write_text(f'[publishers]\nucdp_files = "{publisher.web.url}/downloads"\n', encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", *words],
        capture_output=True, text=True, cwd=ROOT, check=False,
        env={
            **os.environ, "CORRIDORWATCH_HOME": str(folder / "data"), "CORRIDORWATCH_CONFIG": str(settings),
            "CORRIDORWATCH_REFERENCE": str(folder / "reference"), "NO_COLOR": "1",
            "CORRIDORWATCH_FETCH_ON_RUN": "true", **environ,
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, publisher: Ucdp) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A home after one plain `corridorwatch run`."""
    folder = tmp_path_factory.mktemp("first")
    world.write_ledger(world.copy_reference(folder), incidents=[{"incident_id": "a", "killed_total": 5}])
    return folder, command(folder, publisher, "run")


def test_a_first_run_asks_for_the_newest_editions_and_draws_their_events(
    first: tuple[Path, subprocess.CompletedProcess[str]], publisher: Ucdp
) -> None:
    folder, ran = first
    assert ran.returncode == 0, ran.stderr
    assert "warning: snapshots" not in ran.stderr
    names = [request.path.rpartition("/")[2] for request in publisher.web.requests]
    assert names == ["", "ged261-csv.zip", "", "GEDEvent_v26_0_1.csv"]
    with duckdb.connect(folder / "data" / "latest" / "corridorwatch.duckdb", read_only=True) as release:
        events = "select source_id, count(*), sum(killed_best) from core.incidents group by all order by all"
        assert release.execute(events).fetchall() == [("ledger", 1, 5), ("ucdp_candidate", 1, 0), ("ucdp_ged", 28, 42)]
    site = folder / "data" / "latest" / "site"
    assert 'id="fig-trend"' in (site / "index.html").read_text(encoding="utf-8")
    with (site / "csv" / "trend.csv").open(encoding="utf-8", newline="") as file:
        drawn = {
            row["year"]: (row["source_id"], row["killed_best"], row["killed_high"]) for row in csv.DictReader(file)
        }
    assert drawn["2012"] == drawn["2025"] == ("ucdp_ged", "3", "18")
    assert drawn["2026"] == ("ucdp_candidate", "0", "7")
    # What is fetched is kept with its edition.
    [kept] = SnapshotStore(folder / "data" / "snapshots").history("ucdp_ged")
    assert (kept.details["version"], kept.licence) == ("26.1", "CC BY 4.0")


def test_an_event_without_an_established_death_is_shown_with_what_is_not_ruled_out(
    first: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    site = first[0] / "data" / "latest" / "site"
    incidents = (site / "incidents.html").read_text(encoding="utf-8")
    census = incidents[incidents.index('id="census"') :]
    assert census.count('0 <span class="range">[0–7]</span> killed in 1 event<') == 1
    assert census.count('class="n">0 <span class="range">[0–7]</span></td>') == 1
    figure = (site / "charts" / "front.js").read_text(encoding="utf-8")
    assert r"killed: 0 [0\u20137]" in figure


def test_the_help_of_run_says_who_is_asked_and_how_not_to(publisher: Ucdp, tmp_path: Path) -> None:
    said = " ".join(command(tmp_path, publisher, "run", "--help", COLUMNS="400").stdout.replace("│", " ").split())
    for words in ("first run asks UCDP", "--no-fetch", "fetch_on_run = false", "goes on with the ledger"):
        assert words in said, words


Steps = Callable[..., dg.ExecuteInProcessResult]


@pytest.fixture
def steps(tmp_path: Path, publisher: Ucdp, monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Runs the steps of a run that ask UCDP, as shipped but for the address and the patience."""
    settings = tmp_path / "corridorwatch.toml"
    monkeypatch.setenv("CORRIDORWATCH_CONFIG", str(settings))
    monkeypatch.setenv("CORRIDORWATCH_FETCH_ON_RUN", "")
    publisher.web.requests.clear()

    def run(
        more: str = "", *, at: Ucdp = publisher, fetch: bool = True, as_of: str = "", silence: float = 5
    ) -> dg.ExecuteInProcessResult:
        settings.write_text(f'[publishers]\nucdp_files = "{at.web.url}/downloads"\n{more}', encoding="utf-8")
        store = Store(home=str(tmp_path / "data"))
        resources = {
            "clock": Clock(now="2026-11-20T02:00:00+05:00", as_of=as_of),
            "store": store,
            "network": Network(fetch=fetch, silence_seconds=silence),
            "warehouse": Warehouse(store=store),
        }
        wanted = {dg.AssetKey(["snapshots", source]) for source in ("ucdp_ged", "ucdp_candidate")}
        with dg.DagsterInstance.ephemeral() as instance:
            assets = [each for each in snapshot_assets() if wanted & each.keys]
            return dg.materialize(assets, resources=resources, instance=instance, raise_on_error=False)

    return run


def warnings(result: dg.ExecuteInProcessResult) -> list[str]:
    return [check.description for check in result.get_asset_check_evaluations() if not check.passed]


def test_a_run_that_may_not_ask_asks_nobody_and_a_look_back_never_does(steps: Steps, publisher: Ucdp) -> None:
    off = "[sources.ucdp_ged]\nfetch_on_run = false\n[sources.ucdp_candidate]\nfetch_on_run = false\n"
    for result in (steps(fetch=False), steps(off), steps(as_of="2026-11-19")):
        assert result.success
        assert warnings(result) == []
    assert publisher.web.requests == []
    for _ in range(2):
        # A second run, with everything held, has nothing to ask for.
        assert warnings(steps()) == []
        assert len(publisher.web.requests) == 4


def test_a_publisher_that_hangs_or_is_not_there_is_one_line_and_the_run_goes_on(steps: Steps) -> None:
    with ucdp() as hangs:
        hangs.instead = {"*": Answer(silent=True)}
        result = steps(at=hangs, silence=0.4)
        assert result.success
        [said] = warnings(result)
        assert "UCDP GED, yearly did not come" in said
        assert "\n" not in said
        assert len(hangs.web.requests) == 2
    result = steps(at=hangs)
    assert result.success
    [said] = warnings(result)
    assert "could not be reached" in said
    assert "the next run asks again" in said
    assert "--no-fetch" in said


def test_on_a_terminal_the_bytes_are_shown_as_they_come_and_a_log_is_spared_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = told_to_log("ucdp_ged")
    with shown(3):
        progress(12_300_000, 39_100_000)
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    with shown(3):
        progress(14_300_000, 39_100_000)
        [handler] = [each for each in PROGRESS.handlers if isinstance(each, RunProgress)]
        assert handler.bar.tasks[0].description == "ucdp_ged: 14.3 of 39.1 MB"
        progress(39_000_000, None)
        assert handler.bar.tasks[0].description == "ucdp_ged: 39.0 MB"
