"""Every ingest of a run, one after the other; `python -m tests.door_nights FOLDER STEP` is killed as a statement begins."""

import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

import duckdb

from corridorwatch.config import Scope
from corridorwatch.cutoff import contents
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.acled import load as acled_door
from corridorwatch.sources.gdelt.load import load as load_gdelt
from corridorwatch.sources.gtd.load import load as load_gtd
from corridorwatch.sources.own_tables.nights import read_own_tables
from corridorwatch.sources.reference import embedded
from corridorwatch.sources.ucdp import load as ucdp_door
from corridorwatch.warehouse import open_warehouse
from tests.killed_nights import killed_at

ZONE = "Asia/Karachi"


@dataclass
class Home:
    """What a user has on one machine: reviewed tables, tables of one's own, snapshots, the day."""

    folder: Path
    reference: Path
    day: date
    own: Path = field(init=False)

    def __post_init__(self) -> None:
        self.own = self.folder / "own"
        self.own.mkdir(exist_ok=True)

    @property
    def snapshots(self) -> SnapshotStore:
        return SnapshotStore(self.folder / "snapshots")

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.day, time(12), UTC)


def load(connection: duckdb.DuckDBPyConnection, home: Home) -> dict[str, object]:
    """Go through every ingest as a run does: what each of them told."""
    store, day = home.snapshots, home.day
    as_of = store.as_of(day)
    told: dict[str, object] = {}
    for source in ("reference", "ledger"):
        embedded.take(store, home.reference, source, home.moment, day, connection)
        told[source] = embedded.load(connection, store, home.reference, source, timezone=ZONE)
    for source in ucdp_door.SOURCES:
        loaded = ucdp_door.load(connection, source, as_of, Scope(), as_of=day, timezone=ZONE)
        told[source] = (loaded, loaded.warnings)
    told["acled"] = acled_door.load(connection, as_of, as_of=day, timezone=ZONE, scope=Scope())
    told["gtd"] = [snapshot.file_name for snapshot in load_gtd(connection, as_of)]
    told["gdelt"] = load_gdelt(connection, as_of)
    told["own"] = read_own_tables(connection, as_of, home.own, home.reference, home.moment)
    return told


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Every table of `raw`, with the digest of its contents."""
    names = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'raw' and database_name = current_database()"
    ).fetchall()
    return {name: contents(connection, f"raw.{name}") for (name,) in names}


if __name__ == "__main__":
    place = Path(sys.argv[1])
    with open_warehouse(place / "warehouse.duckdb") as warehouse:
        # What a run makes reaches the file now and then: here with every table.
        warehouse.execute("set checkpoint_threshold = '16KB'")
        killed_at(int(sys.argv[2]))
        load(warehouse, Home(place, place / "reference", date.fromisoformat(sys.argv[3])))
