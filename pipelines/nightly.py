"""Running the nightly job in this process, for the command line and whoever has no daemon."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from assets.resources import Clock, Network, Store, Warehouse
from corridorwatch.config import Settings
from corridorwatch.errors import CheckFailed
from pipelines import failures
from pipelines.events import Event, Failed, failed
from pipelines.plan import all_assets
from pipelines.progress import shown
from pipelines.walk import walk


def run_nightly(settings: Settings, as_of: str, *, fetch: bool, full: bool = False) -> None:
    """Run the job `nightly` to its end; progress and failures go to standard error.

    Where `DAGSTER_HOME` is set the run is recorded there and `dagster dev` shows it; else nothing is written of it.

    Args:
        as_of: YYYY-MM-DD, or empty for today.
        fetch: whether the sources that the settings enable, and those due, are asked for what is new.
        full: whether every table is made anew, also those that rest on nothing that changed.

    Raises:
        CheckFailed: a step or a check failed; nothing was published.
        WarehouseBusy: another run is going.
        KeyboardInterrupt: somebody stopped the run.
    """
    events: list[Event] = []
    with shown(sum(len(asset.keys) for asset in all_assets())) as progress:

        def tell(event: Event) -> None:
            events.append(event)
            progress.show(event)

        if os.environ.get("DAGSTER_HOME"):
            # Dagster's storage, and what only its pages show, is read only by who records.
            from pipelines.definitions import defs
            from pipelines.recorded import run_recorded

            config = {
                "resources": {
                    "clock": {"config": {"as_of": as_of, "timezone": settings.timezone}},
                    "network": {"config": {"fetch": fetch}},
                    "warehouse": {"config": {"full": full}},
                }
            }
            with dg.DagsterInstance.get() as instance:
                run_recorded(defs.resolve_job_def("nightly"), config, instance, tell)
        else:
            clock = Clock(as_of=as_of, timezone=settings.timezone)
            try:
                with ready(clock, Store(), Network(fetch=fetch), full=full) as resources:
                    for event in walk(all_assets(), resources):
                        tell(event)
            except Exception as error:
                # What could not be opened, or closed: a folder that may not be written, a warehouse that is damaged.
                stopped = failed("", error)
                if stopped.is_ours:
                    raise
                tell(stopped)
    if any(isinstance(event, Failed) for event in events):
        why, next_step = failures.told(events)
        raise CheckFailed(
            "\n".join(
                filter(None, ("the run failed; nothing was published and the latest release is unchanged.", why))
            ),
            expected="every step to end and every hard check to hold",
            next_step=next_step,
        )


@contextmanager
def ready(clock: Clock, store: Store, network: Network, *, full: bool = False) -> Generator[dict[str, Any]]:
    """What assets are handed, opened and closed: name -> resource.

    Raises:
        WarehouseBusy: another run is going.
    """
    for resource in (clock, store, network):
        resource.begin()
    with Warehouse(store=store, full=full).opened() as warehouse:
        yield {"clock": clock, "store": store, "network": network, "warehouse": warehouse}
