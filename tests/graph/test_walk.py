"""A run that nobody records makes, judges and leaves out what Dagster's engine would, and stops when it is told to."""

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from corridorwatch.config import load_settings
from corridorwatch.errors import BrokenSource, CheckFailed
from pipelines.events import Event, Failed, Judged, Made
from pipelines.nightly import run_nightly
from pipelines.walk import walk
from tests import world
from tests.nights import Ran, run_night

INCIDENT = {"incident_id": "a", "killed_total": 5}


def as_told(ran: Ran) -> set[tuple[object, ...]]:
    """What the run made, judged and failed at, whatever the order of steps that do not depend on each other."""

    def plain(event: Event) -> tuple[object, ...] | None:
        match event:
            case Made(asset, metadata):
                # How long a thing took, where it lies, and what only Dagster's pages show.
                return ("made", asset, metadata.get("dagster/row_count"), metadata.get("deaths"))
            case Judged():
                return ("judged", event.name, event.passed, event.is_error, event.said)
            # The engine tells of the run itself too that it failed.
            case Failed(step) if step:
                return ("failed", event.where, event.said, event.is_ours, event.next_step)
        return None

    return {told for event in ran.events if (told := plain(event))}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda reference: None, ""),
        (
            lambda reference: world.write_ledger(reference, incidents=[{**INCIDENT, "campaign_id": "no-such"}]),
            "campaign_id=no-such",
        ),
        (
            lambda reference: (reference / "ledger" / "incidents.csv").write_bytes(b"incident_id\n\xe9\n"),
            "ledger/incidents.csv",
        ),
    ],
    ids=["good", "rows that a blocking check finds", "file that stops its source"],
)
def test_the_engine_and_the_walk_tell_the_same(tmp_path: Path, change: Callable[[Path], None], said: str) -> None:
    reference = world.copy_reference(tmp_path)
    world.write_ledger(reference, incidents=[INCIDENT])
    change(reference)
    now = "2026-12-05T12:00:00+05:00"
    walked = run_night(tmp_path / "walked", reference, now)
    recorded = run_night(tmp_path / "recorded", reference, now, is_recorded=True)
    assert as_told(walked) == as_told(recorded)
    assert walked.success == recorded.success == (not said)
    assert said in walked.said
    assert (tmp_path / "walked" / "latest").exists() == walked.success


def assets(broken: Callable[[], object]) -> list[dg.AssetsDefinition]:
    """`first`, made by `broken`; `second` after it; `beside` it; `last` after `second`."""

    @dg.asset
    def first() -> dg.MaterializeResult:
        broken()
        return dg.MaterializeResult()

    @dg.asset(deps=[first])
    def second() -> dg.MaterializeResult:
        return dg.MaterializeResult()

    @dg.asset
    def beside() -> dg.MaterializeResult:
        return dg.MaterializeResult()

    @dg.asset(deps=[second])
    def last() -> dg.MaterializeResult:
        return dg.MaterializeResult()

    return [last, second, first, beside]


def test_what_is_downstream_of_a_failed_step_is_left_out_and_all_else_is_made() -> None:
    def broken() -> None:
        raise BrokenSource("the file is cut.", next_step="get it again") from ValueError("short")

    events = list(walk(assets(broken), {}))
    assert [event.asset for event in events if isinstance(event, Made)] == ["beside"]
    [failed] = [event for event in events if isinstance(event, Failed)]
    assert (failed.step, failed.is_ours, failed.next_step) == ("first", True, "get it again")
    assert [event.asset for event in walk(assets(lambda: None), {}) if isinstance(event, Made)][-1] == "last"


def test_an_error_that_is_not_ours_is_told_with_its_class() -> None:
    [failed] = [event for event in walk(assets(lambda: {}["key"]), {}) if isinstance(event, Failed)]
    assert (failed.said, failed.is_ours) == ("KeyError: 'key'", False)


@pytest.mark.parametrize("told", [KeyboardInterrupt(), RuntimeError("Query interrupted")], ids=["python", "duckdb"])
def test_who_presses_ctrl_c_ends_the_run_whatever_it_is_at(told: BaseException) -> None:
    def stopped() -> None:
        raise told

    events = walk(assets(stopped), {})
    with pytest.raises(KeyboardInterrupt):
        list(events)
    assert list(events) == []


def test_a_warehouse_that_cannot_be_opened_is_told_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes(b"no database" * 1000)
    monkeypatch.setenv("CORRIDORWATCH_HOME", str(tmp_path))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    with pytest.raises(CheckFailed, match="nothing was published"):
        run_nightly(load_settings(), "", fetch=False)
    assert "failed: the run: " in capsys.readouterr().err
