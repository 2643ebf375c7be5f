"""A Dagster instance for a run whose record nobody will look at.

Dagster writes every event to a database and reads it back to tell data versions. Its own ephemeral instance does so in
memory, where it ends with the run and still costs a third of it; here no event is written. Those who follow the run are
told by its logger. Nor is the plan of the run written down, twice, as the text that Dagster's pages would show.
"""

from collections.abc import Mapping, Sequence

import dagster as dg
from dagster._core.instance import InstanceType
from dagster._core.launcher.sync_in_memory_run_launcher import SyncInMemoryRunLauncher
from dagster._core.run_coordinator import DefaultRunCoordinator
from dagster._core.storage.event_log import InMemoryEventLogStorage
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager
from dagster._core.storage.root import TemporaryLocalArtifactStorage
from dagster._core.storage.runs import InMemoryRunStorage
from dagster._core.utils import make_new_run_id


def unrecorded() -> dg.DagsterInstance:
    """An instance that lasts as long as its run and keeps no event of it."""
    return _Unrecorded(
        instance_type=InstanceType.EPHEMERAL,
        local_artifact_storage=TemporaryLocalArtifactStorage(),
        run_storage=InMemoryRunStorage(),
        event_storage=_NoEvents(),
        compute_log_manager=NoOpComputeLogManager(),
        run_coordinator=DefaultRunCoordinator(),
        run_launcher=SyncInMemoryRunLauncher(),
    )


class _Unrecorded(dg.DagsterInstance):
    def create_run_for_job(
        self,
        job_def: dg.JobDefinition,
        *,
        run_id: str | None = None,
        run_config: Mapping[str, object] | None = None,
        tags: Mapping[str, str] | None = None,
        **_: object,
    ) -> dg.DagsterRun:
        return self.run_storage.add_run(
            dg.DagsterRun(
                job_name=job_def.name, run_id=run_id or make_new_run_id(), run_config=run_config or {}, tags=tags or {}
            )
        )


class _NoEvents(InMemoryEventLogStorage):
    def store_event(self, event: dg.EventLogEntry) -> None:
        pass

    def get_asset_records(self, asset_keys: Sequence[dg.AssetKey] | None = None) -> Sequence[object]:
        return []

    def fetch_observations(self, *_: object, **__: object) -> dg.EventRecordsResult:
        return dg.EventRecordsResult([], "", has_more=False)
