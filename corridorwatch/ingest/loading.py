"""What the loader of a publisher's files is handed by a run, and what it hands back.

A source's module `load` has a function `load_night(night) -> Outcome`, which replaces the tables of `raw` that its
manifest names by the rows of its snapshots.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from corridorwatch.config import Scope
from corridorwatch.snapshots import SnapshotStore


@dataclass(frozen=True)
class Night:
    """One run's loading of one source.

    Args:
        store: as of the run's day.
        timezone: the clock by which a snapshot's day is told.
        scope: the country and province whose rows go on.
    """

    connection: duckdb.DuckDBPyConnection
    source: str
    store: SnapshotStore
    as_of: date
    timezone: str
    scope: Scope


@dataclass(frozen=True)
class Outcome:
    """What was loaded: `facts` for the run's log, and of the manifest's checks what was found, in words."""

    facts: Mapping[str, Any]
    found: Mapping[str, Sequence[str]] = field(default_factory=dict)
