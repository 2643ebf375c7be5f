"""Nights: the job `nightly` of the shipped code location, run in this process for a data home of the test's."""

from functools import cache
from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import defs
from pipelines.unrecorded import unrecorded


@cache
def _job() -> dg.JobDefinition:
    return defs.resolve_job_def("nightly")


def run_night(
    home: Path, reference: Path, now: str, as_of: str = "", own_tables: Path | None = None
) -> dg.ExecuteInProcessResult:
    """Run everything at the moment `now` (ISO 8601 with offset); what fails is in the result."""
    folders = {
        "CORRIDORWATCH_HOME": str(home),
        "CORRIDORWATCH_REFERENCE": str(reference),
        "CORRIDORWATCH_OWN_TABLES": str(own_tables or home / "own"),
    }
    config = {"resources": {"clock": {"config": {"now": now, "as_of": as_of}}}, "loggers": {"progress": {}}}
    with pytest.MonkeyPatch.context() as here, unrecorded() as instance:
        for name, folder in folders.items():
            here.setenv(name, folder)
        return _job().execute_in_process(instance=instance, run_config=config, raise_on_error=False)
