"""Running the nightly job in this process, for the command line and whoever has no daemon."""

import os

import dagster as dg

from corridorwatch.config import Settings
from corridorwatch.errors import CheckFailed
from pipelines import failures
from pipelines.definitions import defs
from pipelines.progress import shown, was_interrupted
from pipelines.unrecorded import unrecorded


def run_nightly(settings: Settings, as_of: str, *, fetch: bool, full: bool = False) -> None:
    """Run the job `nightly` to its end; progress and failures go to standard error.

    Where `DAGSTER_HOME` is set the run is recorded there and `dagster dev` shows it; else its record ends with it.

    Args:
        as_of: YYYY-MM-DD, or empty for today.
        fetch: whether the sources that the settings enable, and those due, are asked for what is new.
        full: whether every table is made anew, also those that rest on nothing that changed.

    Raises:
        CheckFailed: a step or a check failed; nothing was published.
        KeyboardInterrupt: somebody stopped the run.
    """
    job = defs.resolve_job_def("nightly")
    config = {
        "resources": {
            "clock": {"config": {"as_of": as_of, "timezone": settings.timezone}},
            "network": {"config": {"fetch": fetch}},
            "warehouse": {"config": {"full": full}},
        },
        "loggers": {"progress": {}},
    }
    with _instance() as instance, shown(len(job.asset_layer.executable_asset_keys)):
        result = job.execute_in_process(instance=instance, run_config=config, raise_on_error=False)
    if any(was_interrupted(event) for event in result.all_events):
        raise KeyboardInterrupt
    if not result.success:
        why, next_step = failures.told(result)
        raise CheckFailed(
            "\n".join(
                filter(None, ("the run failed; nothing was published and the latest release is unchanged.", why))
            ),
            expected="every step to end and every hard check to hold",
            next_step=next_step,
        )


def _instance() -> dg.DagsterInstance:
    # Recording a run costs seconds of small writes, so it is done where somebody will look: where DAGSTER_HOME is set.
    return dg.DagsterInstance.get() if os.environ.get("DAGSTER_HOME") else unrecorded()
