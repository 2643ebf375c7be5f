"""What was read of ACLED's snapshots stands for them, night after night, and goes with them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import Scope
from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import Snapshot, SnapshotStore
from corridorwatch.sources.acled import load as acled_door
from tests import world
from tests.files import csv_bytes
from tests.servers.acled import event

FIRST = datetime(2026, 9, 1, 20, tzinfo=UTC)
_KEPT = "select (select count(*) from prepared.acled_readings), (select count(*) from prepared.acled_rows)"


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with world.open_database(tmp_path / "nights.duckdb") as connection:
        yield connection


def test_nights_that_read_only_what_came_end_where_reading_everything_does(
    store: SnapshotStore, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """A night with a new snapshot read those of all nights before: 6 seconds for 30, and more each night."""
    came = [_come(store, night, revised=night % 3, bad=night == 1) for night in range(4)]
    nights = [
        lambda: _come(store, 4, revised=1),
        lambda: _come(store, 5, revised=2, date_format="%m/%d/%Y"),
        # The same bytes again, with the order of their days: they are to be read in another way.
        lambda: _come(store, 5, revised=2, date_format="%d/%m/%Y", again=1),
        lambda: store.withdraw(came[1], at=FIRST, by="me", why="a test"),
        lambda: _come(store, 7, revised=0, bad=True),
    ]
    for number, happens in enumerate(nights):
        happens()
        assert len({each.taken_at for each in store.history("acled")}) == (5, 6, 7, 6, 7)[number]
        _load(store, warehouse)
        with world.open_database(tmp_path / f"fresh{number}.duckdb") as fresh:
            _load(store, fresh)
            assert _tables(warehouse) == _tables(fresh), number


def test_a_snapshot_is_read_once(store: SnapshotStore, warehouse: duckdb.DuckDBPyConnection) -> None:
    _come(store, 0, revised=0)
    _load(store, warehouse)
    warehouse.execute("update prepared.acled_rows set actor1 = 'as it was kept'")
    _come(store, 1, revised=1)
    _load(store, warehouse)
    found = warehouse.execute("select first_seen, actor1 from raw.acled_versions group by all order by all").fetchall()
    assert found == [(date(2026, 9, 2), "as it was kept"), (date(2026, 9, 3), "BLA: Baloch Liberation Army")]


def test_what_was_read_of_a_snapshot_goes_when_it_is_taken_back(
    store: SnapshotStore, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """ACLED's terms ask for its rows to go when its user goes."""
    held = [_come(store, night, revised=night) for night in range(2)]
    _load(store, warehouse)
    assert warehouse.execute(_KEPT).fetchone() == (2, 12)
    for left, snapshot in zip((6, 0), held, strict=True):
        store.withdraw(snapshot, at=FIRST, by="me", why="a test")
        _load(store, warehouse)
        assert warehouse.execute(_KEPT).fetchone() == (left // 6, left)


def test_a_snapshot_that_was_changed_is_refused_though_it_was_read(
    store: SnapshotStore, warehouse: duckdb.DuckDBPyConnection
) -> None:
    held = _come(store, 0, revised=0)
    _load(store, warehouse)
    held.path.chmod(0o600)
    held.path.write_bytes(held.path.read_bytes().replace(b"Quetta", b"Ziarat"))
    _come(store, 1, revised=1)
    with pytest.raises(BrokenSource, match="never change once stored"):
        _load(store, warehouse)


def _come(
    store: SnapshotStore, night: int, *, revised: int, bad: bool = False, date_format: str = "", again: int = 0
) -> Snapshot:
    """A file of six events comes on that night, of which so many were revised; with `bad`, one has no day; with
    `date_format`, days and months are told apart by that alone."""
    events = [event(number, 1_700_000_000 + (night if number <= revised else 0)) for number in range(1, 7)]
    if date_format:
        events = [{**each, "event_date": f"0{number}/02/2026"} for number, each in enumerate(events, 1)]
    if bad:
        events.append(event(9, 1_700_000_000, event_date="some day"))
    return store.store(
        "acled",
        csv_bytes(list(events[0]), events),
        **{
            "file_name": f"acled{night}.csv",
            "url": "",
            "licence": "",
            "fetched_at": FIRST + timedelta(days=night + again),
        },
        **({"details": {"date_format": date_format}} if date_format else {}),
    )


def _load(store: SnapshotStore, connection: duckdb.DuckDBPyConnection) -> None:
    acled_door.load(connection, store, as_of=date(2026, 11, 20), timezone="Asia/Karachi", scope=Scope())


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple]]:
    names = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'raw' order by all"
    ).fetchall()
    return {name: connection.execute(f"from raw.{name} order by all").fetchall() for (name,) in names}
