"""`python -m tests.killed_nights WAREHOUSE STEP`: a night after a change, killed as its STEP-th statement begins."""

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from types import FrameType

import duckdb

from corridorwatch.cutoff import Cutoff
from corridorwatch.sqlmodels import SqlFile
from corridorwatch.warehouse import open_warehouse
from tests import world

DAY = date(2026, 11, 20)


KNOWN_BY = ("ref.known_by", "core.known_by")
ON_THE_DAY = [
    replace(model, sql="select $as_of::date as known_by") if model.table in KNOWN_BY else model
    for model in world.MODELS
]
"""The models, asking what was known by the as-of date of that date itself."""


def night(
    connection: duckdb.DuckDBPyConnection,
    day: date,
    *,
    full: bool = False,
    models: Sequence[SqlFile] = tuple(world.MODELS),
) -> set[str]:
    """Make every table as of a day, and say which were made anew."""
    cutoff = Cutoff(connection, full=full)
    return {model.table for model in models if cutoff.make(model, world.parameters(day)).is_new}


def change(connection: duckdb.DuckDBPyConnection) -> None:
    """One more dead in every incident whose toll is known, and one alias less."""
    connection.execute("update raw.ledger_incidents set killed_total = killed_total::integer + 1")
    connection.execute("delete from raw.district_aliases where alias = (select max(alias) from raw.district_aliases)")


def killed_at(step: int) -> None:
    """Kill this process as its step-th statement begins."""
    begun = count(1)

    def watch(frame: FrameType, event: str, function: object) -> None:
        if event == "c_call" and function.__name__ == "execute" and next(begun) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)


if __name__ == "__main__":
    with open_warehouse(Path(sys.argv[1])) as warehouse:
        # What a run makes reaches the file now and then: here with every table.
        warehouse.execute("set checkpoint_threshold = '16KB'")
        killed_at(int(sys.argv[2]))
        change(warehouse)
        night(warehouse, DAY)
