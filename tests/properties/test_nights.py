"""Nights one after the other: what is kept is what a full rebuild would make, whatever came, changed, or was killed."""

import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import ROOT, Settings
from corridorwatch.cutoff import Cutoff, contents
from corridorwatch.ingest import publishers
from corridorwatch.manifests import registry
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.own_tables import take as byhand
from corridorwatch.sources.reference.reviewed import read_vocabularies
from corridorwatch.taking_back import take_back
from corridorwatch.warehouse import open_warehouse
from tests import own_table, ucdp_file, world
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows
from tests.killed_nights import KNOWN_BY, ON_THE_DAY, change, night
from tests.servers.acled import event as acled_event

SEEDS = range(1)
KILLS = (3, 40, 150, 300, 420)
FIRST = date(2026, 11, 20)


def test_a_night_that_keeps_what_stands_equals_a_full_rebuild(
    tmp_path_factory: pytest.TempPathFactory, reference_database: Path
) -> None:
    kept = 0
    for seed in SEEDS:
        folder = tmp_path_factory.mktemp(f"nights-{seed}")
        random_ = random.Random(seed)
        home = Home(folder, random_)
        path = Path(shutil.copy(reference_database, folder / "nights.duckdb"))
        connection = world.open_database(path)
        for what in ["begins", *random_.sample(NEWS, len(NEWS))]:
            home.day += timedelta(days=random_.choice([0, 1, 1, 7, 30]))
            if what != "begins":
                what(home)
            home.load(connection)
            kept += len(world.MODELS) - len(night(connection, home.day))
            connection.execute("checkpoint")
            with world.open_database(Path(shutil.copy(path, folder / "anew.duckdb"))) as anew:
                night(anew, home.day, full=True, models=ON_THE_DAY)
                assert _told(connection) == _told(anew), (seed, what)
    # Keys that never hold would pass, too.
    assert kept > 0.3 * len(SEEDS) * (1 + len(NEWS)) * len(world.MODELS)


def _told(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    tables = [model.table for model in world.MODELS if model.table not in KNOWN_BY]
    return {table: contents(connection, table) for table in tables}


class Home:
    """What a user has on one machine: reviewed tables, snapshots, the day."""

    def __init__(self, folder: Path, random_: random.Random) -> None:
        self.folder, self.random = folder, random_
        self.day = FIRST
        self.reference = world.copy_reference(folder)
        self.snapshots = folder / "snapshots"
        self.incidents = [{"incident_id": f"i{n}", "killed_total": n, "date": f"2024-0{n}-06"} for n in range(1, 8)]
        world.write_ledger(self.reference, incidents=self.incidents)
        self.own = folder / "own"
        self.own.mkdir()

    def load(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Everything that there is, through ingest."""
        world.load(connection, self.reference, self.snapshots, as_of=self.day)
        store = SnapshotStore(self.snapshots).as_of(self.day)
        tables = byhand.take_own_tables(store, self.own, read_vocabularies(self.reference), world.MOMENT)
        byhand.load_own_tables(connection, tables)

    def add(self, source: str, name: str, data: bytes) -> None:
        file = self.folder / name
        file.write_bytes(data)
        publishers.add(source, file, SnapshotStore(self.snapshots), world.MOMENT)


def nothing(home: Home) -> None:
    """A night without news."""


def ledger_grows(home: Home) -> None:
    home.incidents.append({"incident_id": "later", "killed_total": 9, "date": "2026-10-05"})
    claim = {"claim_id": "c", "event_id": "later", "value": 11, "said_at": "2026-10-06", "published_date": "2026-10-06"}
    world.write_ledger(home.reference, incidents=home.incidents, claims=[claim])


def ledger_is_corrected(home: Home) -> None:
    home.incidents[0]["killed_total"] = 40
    home.incidents.pop()
    world.write_ledger(home.reference, incidents=home.incidents)


def ucdp_comes(home: Home) -> None:
    rows = [{"date_start": f"20{y}-03-06 00:00:00.000", "date_end": f"20{y}-03-06 00:00:00.000"} for y in (14, 18)]
    home.add("ucdp_ged", "GEDEvent_v25_1.csv", ucdp_file.content(rows))


def ucdp_shrinks(home: Home) -> None:
    home.add("ucdp_ged", "GEDEvent_v26_1.csv", ucdp_file.content([{"best": "5", "high": "6", "deaths_b": "4"}]))


def acled_comes(home: Home) -> None:
    events = [acled_event(number, 1_700_000_000) for number in range(1, 5)]
    home.add("acled", "acled.csv", csv_bytes(list(events[0]), events))


def gtd_comes(home: Home) -> None:
    home.add("gtd", "gtd.csv", csv_bytes(GTD_COLUMNS, gtd_rows({"nkill": "2"})))


def ucdp_is_taken_back(home: Home) -> None:
    if SnapshotStore(home.snapshots).newest("ucdp_ged"):
        known = frozenset(registry().publishers)
        take_back(Settings(home=home.folder), "ucdp_ged", at=world.MOMENT, by="me", why="an error", known=known)


def a_name_is_decided(home: Home) -> None:
    with (home.reference / "district_aliases.csv").open(encoding="utf-8") as file:
        columns = file.readline().strip().split(",")
        row = dict(zip(columns, file.readline().strip().split(","), strict=False))
    with (home.reference / "district_aliases.csv").open("a", encoding="utf-8") as file:
        row |= {"alias": "Nowhereabad", "kind": "locality"}
        file.write(",".join(row.get(column, "") for column in columns) + "\n")


def an_own_table_comes(home: Home) -> None:
    (home.own / "desk.mapping.toml").write_text(own_table.mapping(own_table.FIELDS), encoding="utf-8")
    rows = [{"id": "1", "date": "2024-01-02", "killed": 3}, {"id": "2", "date": "soon", "killed": 1}]
    (home.own / "desk.csv").write_bytes(csv_bytes(list(own_table.FIELDS.values()), rows))


def a_source_was_down(home: Home) -> None:
    with (home.reference / "source_outages.csv").open("a", encoding="utf-8") as file:
        file.write("ledger,2024-03-01,2024-03-31,its pages were not read\n")


def an_earlier_day_is_asked(home: Home) -> None:
    home.day -= timedelta(days=200)


NEWS: list[Callable[[Home], None]] = [
    nothing,
    ledger_grows,
    ledger_is_corrected,
    ucdp_comes,
    ucdp_shrinks,
    acled_comes,
    gtd_comes,
    ucdp_is_taken_back,
    a_name_is_decided,
    an_own_table_comes,
    a_source_was_down,
    an_earlier_day_is_asked,
]


@pytest.fixture(scope="module")
def night_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse as a run leaves it."""
    folder = tmp_path_factory.mktemp("night-before")
    with open_warehouse(folder / "warehouse.duckdb") as connection:
        world.load(connection, ROOT / "reference", folder / "snapshots")
        night(connection, FIRST)
    return folder / "warehouse.duckdb"


@pytest.mark.crash
@pytest.mark.parametrize("at", KILLS)
def test_a_night_that_was_killed_leaves_no_key_without_its_table(at: int, tmp_path: Path, night_before: Path) -> None:
    path = Path(shutil.copy(night_before, tmp_path / "warehouse.duckdb"))
    done = subprocess.run([sys.executable, "-m", "tests.killed_nights", path, str(at)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    with open_warehouse(path) as connection:
        assert _unlike_their_keys(connection) == []
        change(connection)
        night(connection, FIRST)
        found = {model.table: contents(connection, model.table) for model in world.MODELS}
        night(connection, FIRST, full=True)
        assert found == {model.table: contents(connection, model.table) for model in world.MODELS}


def _unlike_their_keys(connection: duckdb.DuckDBPyConnection) -> list[str]:
    Cutoff(connection)
    kept = dict(connection.execute("select name, contents from prepared.made where rows > 0").fetchall())
    tables = [model.table for model in world.MODELS if model.table in kept]
    return [table for table in tables if contents(connection, table) != kept[table]]
