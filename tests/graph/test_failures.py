"""A run that failed ends with what stopped it, the rows that were refused, and the next command."""

from datetime import UTC, datetime
from pathlib import Path

from assets.own_tables import raw_of_own_tables
from assets.publishers import row_assets
from assets.resources import Clock, Network, Store
from corridorwatch.ingest import publishers
from corridorwatch.snapshots import SnapshotStore
from pipelines import failures
from pipelines.events import Judged
from pipelines.nightly import ready
from pipelines.walk import walk
from tests import own_table
from tests.graph.test_refusals import acled

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MAPPING = own_table.mapping({"date": "date", "district_as_written": "district", "killed_total": "killed"})


def test_the_end_of_a_failed_run_names_file_row_rule_and_next_command(tmp_path: Path) -> None:
    """It ended in "mend what is named above", and named no row."""
    home = tmp_path / "data"
    store = SnapshotStore(home / "snapshots")
    (tmp_path / "export.csv").write_bytes(acled({}, {}, {"fatalities": "12x"}))
    publishers.add("acled", tmp_path / "export.csv", store, NOON)
    store.store("gtd", b"nothing,of\nit,all\n", file_name="gtd.csv", url="", licence="closed", fetched_at=NOON)
    own = home / "own"
    own.mkdir()
    (own / "desk.mapping.toml").write_text(MAPPING, encoding="utf-8")
    (own / "desk.csv").write_text("date,district,killed\n2024-01-02,Kech,3\n2024-01-03,Kech,x\n", encoding="utf-8")
    clock = Clock(now="2026-11-21T02:00:00+05:00")
    with ready(clock, Store(home=str(home), own_tables=str(own)), Network(fetch=False)) as resources:
        events = list(walk([raw_of_own_tables, *row_assets()], resources))
    why, next_step = failures.told(events)
    assert "raw_of_gtd: gtd.csv has none of the columns looked for; it has nothing, of" in why
    assert "export.csv row 4" in why
    assert "fatalities: a whole number not below zero: 1 x" in why
    assert "desk: 1 of 2 records of desk.csv are refused" in why
    assert "row 3 for instance (killed_total 'x' is no whole number" in why
    assert next_step == "get the file again from its publisher"
    judged = {event.asset: event.description for event in events if isinstance(event, Judged)}
    assert judged["raw.acled_current"].endswith("corridorwatch add acled FILE")
    assert judged["raw.own_records"].endswith("corridorwatch add desk FILE")
