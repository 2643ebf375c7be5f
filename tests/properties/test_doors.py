"""Loads night after night: what stands in `raw` is what reading everything would write, whatever came or was killed."""

import csv
import io
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import PACKAGE, ROOT, SQL, Settings
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import kept_loads, publishers
from corridorwatch.manifests import registry
from corridorwatch.taking_back import take_back
from corridorwatch.warehouse import open_warehouse
from tests import ucdp_file, world
from tests.door_nights import Home, load, tables
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows
from tests.own_table import FIELDS, mapping
from tests.servers.acled import event as acled_event

SEEDS = range(1)
KILLS = (25, 160, 330)
FIRST = date(2026, 11, 20)


def _home(folder: Path) -> Home:
    reference = world.copy_reference(folder)
    incidents = [{"incident_id": f"i{n}", "killed_total": n, "date": f"2024-0{n}-06"} for n in range(1, 5)]
    world.write_ledger(reference, incidents=incidents)
    return Home(folder, reference, FIRST)


def _add(home: Home, source: str, name: str, data: bytes) -> None:
    file = home.folder / name
    file.write_bytes(data)
    publishers.add(source, file, home.snapshots, home.moment)


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def nothing(home: Home) -> None:
    """A night without news."""


def ledger_is_edited(home: Home) -> None:
    path = home.reference / "ledger" / "incidents.csv"
    world.edit_row(path, "incident_id", "i1", note=f"read again on {home.day}")
    _accept(home, "note", f"read again on {home.day}")


def _accept(home: Home, column: str, now: str) -> None:
    held = home.snapshots.newest("ledger_incidents")
    if held is None:
        return
    was = next(row for row in _rows(held.read()) if row["incident_id"] == "i1")[column]
    with (home.reference / "accepted.csv").open("a", encoding="utf-8") as file:
        file.write(f"incidents,i1,{column},{was},{now},{'0' * 64},me,{home.day},a test\n")


def a_name_is_decided(home: Home) -> None:
    path = home.reference / "district_aliases.csv"
    rows = _rows(path.read_bytes())
    world.write_csv(path, list(rows[0]), [*rows, {**rows[0], "alias": f"Nowhere {home.day}", "kind": "locality"}])


def ucdp_comes(home: Home) -> None:
    days = [f"20{year}-03-06" for year in (14, 18)]
    rows = [{"date_start": day, "date_end": day} for day in days] + [{"best": "none", "country": "India"}]
    _add(home, "ucdp_ged", f"GEDEvent_v{home.day.day}_1.csv", ucdp_file.content(rows))


def ucdp_is_revised(home: Home) -> None:
    _add(home, "ucdp_ged", "GEDEvent_v26_1.csv", ucdp_file.content([{"best": str(home.day.day), "high": "99"}]))


def a_month_of_ucdp_comes(home: Home) -> None:
    day = {"date_start": "2026-08-02", "date_end": "2026-08-02", "year": "2026"}
    _add(home, "ucdp_candidate", "GEDEvent_v26_0_8.csv", ucdp_file.content([{"id": "77", **day}]))


def acled_comes(home: Home) -> None:
    events = [acled_event(number, 1_700_000_000 + home.day.toordinal()) for number in range(1, 4)]
    bad = acled_event(9, 1_700_000_000, fatalities="many")
    _add(home, "acled", "acled.csv", csv_bytes(list(events[0]), [*events, bad]))


def gtd_comes(home: Home) -> None:
    _add(home, "gtd", "gtd.csv", csv_bytes(GTD_COLUMNS, gtd_rows({"nkill": str(home.day.day)}, {"iday": "77"})))


def own_table_comes(home: Home) -> None:
    (home.own / "desk.mapping.toml").write_text(mapping(FIELDS), encoding="utf-8")
    rows = [{"id": "1", "date": "2024-01-02", "killed": home.day.day}, {"id": "2", "date": "soon", "killed": 1}]
    (home.own / "desk.csv").write_bytes(csv_bytes(list(FIELDS.values()), rows))


def own_mapping_is_edited(home: Home) -> None:
    path = home.own / "desk.mapping.toml"
    if path.is_file():
        path.write_text(path.read_text(encoding="utf-8").replace('"The desk', '"The desk, again', 1), encoding="utf-8")


def a_file_is_taken_back(home: Home) -> None:
    known = frozenset(registry().publishers)
    for source in ("ucdp_ged", "gtd"):
        if home.snapshots.newest(source):
            take_back(Settings(home=home.folder), source, at=home.moment, by="me", why="an error", known=known)


def an_earlier_day_is_asked(home: Home) -> None:
    home.day -= timedelta(days=2)


NEWS: list[Callable[[Home], None]] = [
    nothing, ledger_is_edited, a_name_is_decided, ucdp_comes, ucdp_is_revised, a_month_of_ucdp_comes, acled_comes,
    gtd_comes, own_table_comes, own_mapping_is_edited, a_file_is_taken_back, an_earlier_day_is_asked,
]  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_doors_that_keep_what_stands_write_and_tell_what_reading_everything_does(seed: int, tmp_path: Path) -> None:
    random_ = random.Random(seed)
    home = _home(tmp_path)
    with world.open_database(tmp_path / "nights.duckdb") as kept:
        for what in [nothing, *random_.sample(NEWS, len(NEWS)), nothing]:
            home.day += timedelta(days=random_.choice([0, 1, 1, 7]))
            what(home)
            told = load(kept, home)
            with world.open_database(":memory:") as fresh:
                assert (told, tables(kept)) == (load(fresh, home), tables(fresh)), what


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which every source has a file, and its warehouse after a night."""
    folder = tmp_path_factory.mktemp("doors")
    home = _home(folder)
    for comes in (ucdp_comes, a_month_of_ucdp_comes, acled_comes, gtd_comes, own_table_comes):
        comes(home)
    with open_warehouse(folder / "warehouse.duckdb") as connection:
        load(connection, home)
    return folder


@pytest.fixture
def home(tmp_path: Path, read_once: Path) -> Home:
    place = Path(shutil.copytree(read_once, tmp_path / "home"))
    return Home(place, place / "reference", FIRST)


@pytest.fixture
def warehouse(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(home.folder / "warehouse.duckdb") as connection:
        yield connection


OF_DOORS = [
    "districts",
    "ledger_incidents",
    "ucdp_ged",
    "ucdp_candidate",
    "acled_current",
    "gtd_incidents",
    "own_records",
]
"""A table of `raw` of each loader that has a file."""


def _mark(connection: duckdb.DuckDBPyConnection) -> None:
    """Rows that a loader which reads takes away."""
    for table in OF_DOORS:
        connection.execute(f"insert into raw.{table} select * from raw.{table}")


def _stand(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The tables that hold every row twice still, since nothing was read."""
    twice = "select count(*) = 2 * count(distinct told) from raw.{0} as told"
    return {table for table in OF_DOORS if connection.execute(twice.format(table)).fetchone()[0]}


def test_on_a_later_day_with_the_same_files_nothing_is_read(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    """Every night each file was read again, years of them."""
    told = load(warehouse, home)
    _mark(warehouse)
    home.day += timedelta(days=40)
    assert load(warehouse, home) == told
    assert _stand(warehouse) == set(OF_DOORS)


def test_as_of_a_day_before_a_file_came_its_source_is_read_again(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    home.day += timedelta(days=2)
    ucdp_is_revised(home)
    load(warehouse, home)
    later = tables(warehouse)
    home.day -= timedelta(days=1)
    load(warehouse, home)
    assert tables(warehouse)["ucdp_ged"] != later["ucdp_ged"]
    home.day += timedelta(days=1)
    load(warehouse, home)
    assert tables(warehouse) == later


def test_a_file_that_came_is_read_and_the_others_are_not(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    _mark(warehouse)
    gtd_comes(home)
    ucdp_is_revised(home)
    home.day += timedelta(days=1)
    gtd_comes(home)
    load(warehouse, home)
    assert _stand(warehouse) == set(OF_DOORS) - {"gtd_incidents", "ucdp_ged"}


@pytest.mark.parametrize("table", ["ucdp_ged", "gtd_sources", "acled_deleted", "ledger_incidents"])
@pytest.mark.parametrize("how", ["drop table raw.{0}", "create or replace table raw.{0} as from raw.{0} limit 0"])
def test_a_table_that_is_gone_or_was_written_by_something_else_is_loaded_anew(
    table: str, how: str, home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    before = tables(warehouse)
    warehouse.execute(how.format(table))
    load(warehouse, home)
    assert tables(warehouse) == before


@pytest.mark.parametrize("table", ["received", "source_spans", "sightings"])
def test_what_all_loaders_write_together_is_written_by_all_when_it_is_gone(
    table: str, home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    before = tables(warehouse)
    warehouse.execute(f"drop table raw.{table}")
    load(warehouse, home)
    assert tables(warehouse) == before


def test_a_door_that_was_forgotten_is_gone_through(home: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    before = tables(warehouse)
    _mark(warehouse)
    kept_loads.forget(warehouse)
    load(warehouse, home)
    assert tables(warehouse) == before


def test_other_code_reads_everything_again(tmp_path: Path) -> None:
    package = Path(shutil.copytree(PACKAGE, tmp_path / "corridorwatch"))
    sql = Path(shutil.copytree(SQL, tmp_path / "sql"))
    assert kept_loads.code(package, sql) == kept_loads.code()
    for file in (
        package / "ingest" / "rules.py",
        package / "sources" / "acled" / "source.toml",
        sql / "macros" / "said_country.sql",
    ):
        before = kept_loads.code(package, sql)
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        kept_loads.code.cache_clear()
        assert kept_loads.code(package, sql) != before


def test_a_snapshot_that_was_changed_is_refused_though_nothing_is_read(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    held = home.snapshots.newest("ucdp_ged").path
    held.chmod(0o644)
    held.write_bytes(held.read_bytes().replace(b"Quetta town", b"Turbat town"))
    with pytest.raises(BrokenSource, match="snapshots never change once stored"):
        load(warehouse, home)


def test_a_verdict_on_reviewed_tables_holds_on_later_days_only(
    home: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """What lies not ahead of a day may lie ahead of an earlier one: a clock that was set back."""
    world.edit_row(home.reference / "ledger" / "incidents.csv", "incident_id", "i4", published_date=str(FIRST))
    with (home.reference / "accepted.csv").open("a", encoding="utf-8") as file:
        file.write(f"incidents,i4,published_date,2024-05-07,{FIRST},{'0' * 64},me,{FIRST},a test\n")
    load(warehouse, home)
    home.day -= timedelta(days=1)
    with pytest.raises(BrokenSource, match="lies ahead"):
        load(warehouse, home)


@pytest.mark.parametrize("at", KILLS)
def test_a_run_that_is_killed_at_a_door_leaves_no_key_without_its_rows(at: int, home: Home) -> None:
    home.day += timedelta(days=1)
    for comes in (ledger_is_edited, a_name_is_decided, ucdp_is_revised, acled_comes, gtd_comes, own_table_comes):
        comes(home)
    done = subprocess.run(
        [sys.executable, "-m", "tests.door_nights", home.folder, str(at), str(home.day)], cwd=ROOT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    with open_warehouse(home.folder / "warehouse.duckdb") as kept, world.open_database(":memory:") as fresh:
        assert (load(kept, home), tables(kept)) == (load(fresh, home), tables(fresh))
