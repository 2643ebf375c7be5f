"""Running the nightly job in this process, for the command line and whoever has no daemon."""

import os

import dagster as dg

from corridorwatch.config import Settings
from corridorwatch.errors import CheckFailed
from pipelines.definitions import defs


def run_nightly(settings: Settings, as_of: str) -> None:
    """Run the job `nightly` to its end; progress and failures go to standard error.

    The run is recorded under `DAGSTER_HOME` (by default `<home>/dagster`), where `dagster dev` finds it.

    Args:
        as_of: YYYY-MM-DD, or empty for today.

    Raises:
        CheckFailed: a step or a check failed; nothing was published.
    """
    job = defs.resolve_job_def("nightly")
    config = {
        "resources": {"clock": {"config": {"as_of": as_of, "timezone": settings.timezone}}},
        "loggers": {"progress": {"config": {"assets": len(job.asset_layer.executable_asset_keys)}}},
    }
    with _instance(settings) as instance:
        result = job.execute_in_process(instance=instance, run_config=config, raise_on_error=False)
    if not result.success:
        raise CheckFailed(
            "the run failed; nothing was published and the latest release is unchanged.",
            expected="every step to end and every hard check to hold",
            next_step="mend what is named above and run again",
        )


def _instance(settings: Settings) -> dg.DagsterInstance:
    home = os.environ.get("DAGSTER_HOME")
    if not home:
        folder = settings.home / "dagster"
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "dagster.yaml").exists():
            (folder / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
        os.environ["DAGSTER_HOME"] = str(folder.resolve())
    return dg.DagsterInstance.get()
