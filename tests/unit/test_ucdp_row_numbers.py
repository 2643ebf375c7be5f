"""Rows of a large file of UCDP keep the numbers that a spreadsheet shows, however many threads read it."""

from datetime import date
from pathlib import Path

import pytest

from corridorwatch.config import Scope
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.ucdp import load as ucdp_door
from tests import ucdp_file, world
from tests.world import MOMENT

pytestmark = pytest.mark.long

ROWS, EVERY = 24_000, 500


def test_a_file_that_several_threads_read_keeps_its_row_numbers(tmp_path: Path) -> None:
    """Of 418,000 rows the 432nd was the 217,961st in one run, and another one in the next."""
    long = "as reported " * 150
    rows = (
        {"adm_1": "Balochistan province" if number % EVERY == 0 else "Sindh province", "source_original": long}
        for number in range(1, ROWS + 1)
    )
    store = SnapshotStore(tmp_path / "snapshots")
    facts = {"file_name": "ged.csv", "url": "", "licence": "", "fetched_at": MOMENT}
    store.store("ucdp_ged", ucdp_file.content(rows), **facts)
    for attempt in range(3):
        with world.open_database(tmp_path / f"{attempt}.duckdb") as connection:
            connection.execute("set threads = 4")
            ucdp_door.load(connection, "ucdp_ged", store, Scope(), as_of=date(2026, 11, 21), timezone="Asia/Karachi")
            found = connection.execute("select row_number, record_id::bigint from raw.records").fetchall()
        assert sorted(found) == [(number + 1, number) for number in range(EVERY, ROWS + 1, EVERY)]
