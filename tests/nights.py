"""Nights: everything that the job `nightly` makes, made in this process for a data home of the test's."""

from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from assets.resources import Clock, Network, Store
from pipelines.definitions import defs
from pipelines.events import Event, Failed, Judged
from pipelines.nightly import ready
from pipelines.plan import all_assets
from pipelines.recorded import run_recorded
from pipelines.walk import walk
from tests import world

TWO_INCIDENTS = [
    {"incident_id": "a", "killed_total": 5},
    {"incident_id": "b", "district_as_written": "Panjgur; Harnai", "killed_total": 41},
]


@dataclass(frozen=True)
class Ran:
    """A run that came to its end: all that it told."""

    events: tuple[Event, ...]

    @property
    def success(self) -> bool:
        return not any(isinstance(event, Failed) for event in self.events)

    @property
    def judged(self) -> dict[str, Judged]:
        """What each check found, by its table and name."""
        return {event.name: event for event in self.events if isinstance(event, Judged)}

    @property
    def said(self) -> str:
        """What checks that found rows and steps that failed said."""
        checks = [judged.description for judged in self.judged.values() if not judged.passed]
        return "\n".join(filter(None, [*checks, *(each.said for each in self.events if isinstance(each, Failed))]))


def run_night(
    home: Path, reference: Path, now: str, as_of: str = "", own_tables: Path | None = None, *, is_recorded: bool = False
) -> Ran:
    """Run everything at the moment `now` (ISO 8601 with offset); what fails is in the result.

    `is_recorded`: through Dagster's engine.
    """
    folders = {
        "CORRIDORWATCH_HOME": str(home),
        "CORRIDORWATCH_REFERENCE": str(reference),
        "CORRIDORWATCH_OWN_TABLES": str(own_tables or home / "own"),
    }
    with pytest.MonkeyPatch.context() as here:
        for name, folder in folders.items():
            here.setenv(name, folder)
        if is_recorded:
            events: list[Event] = []
            config = {"resources": {"clock": {"config": {"now": now, "as_of": as_of}}}}
            with dg.DagsterInstance.ephemeral() as instance:
                run_recorded(defs.resolve_job_def("nightly"), config, instance, events.append)
            return Ran(tuple(events))
        with ready(Clock(now=now, as_of=as_of), Store(), Network()) as resources:
            return Ran(tuple(walk(all_assets(), resources)))


def night_of_two_incidents(folder: Path) -> None:
    """Fill `folder` with the data of one night that went well, and the reference tables it read."""
    world.write_ledger(world.copy_reference(folder), incidents=TWO_INCIDENTS)
    assert run_night(folder / "data", folder / "reference", "2026-11-20T02:00:00+05:00").success
