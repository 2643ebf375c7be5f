"""Rows of UCDP's file that are surely of elsewhere are added up as they are read: a guess that changes only the cost."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import Scope
from corridorwatch.errors import CorridorwatchError
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.ucdp import load as ucdp_door
from corridorwatch.sources.ucdp import reading as ucdp_reading
from corridorwatch.sources.ucdp.parse import GED, layout
from corridorwatch.sources.ucdp.rules import DAY, PLAIN, RULES, UNKNOWN_CODE
from corridorwatch.warehouse import load_macros
from tests import ucdp_file, world
from tests.world import MOMENT

_COUNTRIES = (
    *("Pakistan", "India", "Country 17", "Pakistan ", "pakistan", "", "unknown", "Islamic Republic of Pakistan"),
    *("Pakistn", "Iran; Pakistan", "PAK", "Türkiye", "n/a", "Balochistan", "Cote d'Ivoire", 'So "called"'),
)
_PROVINCES = (
    *("Balochistan province", "Balochistan", "Sindh province", "", "Punjab province", "unknown", "Belochistan"),
    *("Sistan va Baluchestan", "Baluchistan, Pakistan", "Unit 3", "Kabul province", "FATA", "pakistan"),
)
_DAYS = ("2015-05-06 00:00:00.000", "2015-05-07", "1999-12-31 00:00:00.000", "1989-01-01", "2026-11-20 00:00:00.000")
_ODD = {
    "id": ("", "x", "12.0", "007", "-5", "1e3"),
    "country": ("", "null", "Unknown", "-"),
    "adm_1": ("none", "NA", "Sindh province"),
    "date_start": ("1988-12-31", "2027-01-01", "2015-02-30", "", "x", "6 May 2015", "2015-5-6", "5/16/2015"),
    "date_end": ("1988-12-31", "2015-05-05", "2026-11-21", "2026-11-22", "2027-01-01", "", "2015-05-06x"),
    "where_prec": ("0", "8", "01", "1.0", "", "x", "٣"),
    "date_prec": ("0", "6", "05", "+5", ""),
    "type_of_violence": ("0", "4", "5", "03", "1e0", ""),
    "active_year": ("TRUE", "False", "tRuE", "2", "", "yes"),
    "latitude": ("90", "-90.5", "90.1", "", "x", "nan", "inf", "1e1", "33_3"),
    "longitude": ("180", "180.1", "-181", "", "nan", "67,01"),
    **dict.fromkeys(
        ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
        ("0", "9999999", "10000000", "-1", "3.0", "3.5", "1e3", "1_0", " 3", "+3", "007", "", "x", "9" * 20),
    ),
}
"""Cells that break a rule, or look as if they did."""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        load_macros(connection)
        connection.execute("set variable ucdp_came_on = date '2026-11-21'")
        yield connection


@pytest.mark.parametrize("seed", range(12))
def test_what_is_added_up_as_it_is_read_comes_to_what_every_row_judged_by_itself_does(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    facts = {"file_name": "ged.csv", "url": "", "licence": "", "fetched_at": MOMENT}
    store.store(GED, _file(random.Random(seed)), **facts)
    quick = _loaded(store, tmp_path / "quick.duckdb")
    monkeypatch.setattr(ucdp_reading, "_MOST_TEXTS", 0)  # no text is known beforehand: every row is judged
    assert quick == _loaded(store, tmp_path / "slow.duckdb")


def test_the_files_of_that_test_are_of_both_kinds(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Else it would hold one way of judging to itself."""
    kinds = set()
    for seed in range(12):
        path = tmp_path / f"{seed}.csv"
        path.write_bytes(_file(random.Random(seed)))
        _read(connection, path)
        kinds |= {
            kind
            for (kind,) in connection.execute(
                "select outside from ucdp_elsewhere union from (select 'staged'"
                " from ucdp_staged where broken > 0 limit 1)"
            ).fetchall()
        }
    assert kinds == {"another_country", "another_province", "staged"}


def test_of_rows_of_other_countries_none_is_held_however_many_there_are(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    """A row each of 10 million was held, of which 17,000 were of the province."""
    held = []
    for times in (1, 8):
        rows = [{"country": f"Country {number % 7}", "adm_1": "Unit 1"} for number in range(1000 * times)]
        path = tmp_path / f"{times}.csv"
        path.write_bytes(ucdp_file.content([{}, {"adm_1": "Sindh province"}, {"best": "x"}, *rows]))
        _read(connection, path)
        held.append(
            connection.execute(
                "select (select count(*) from ucdp_staged), count(*), sum(records)::bigint from ucdp_elsewhere"
            ).fetchone()
        )
    assert held == [(2, 8, 1001), (2, 8, 8001)]


def test_a_row_whose_cells_are_plain_breaks_no_rule(connection: duckdb.DuckDBPyConnection) -> None:
    columns = {name: [value] for name, value in {"id": "1", "high": "4", "low": "3", **ucdp_file.EVENT}.items()}
    odd = [{name: value} for name, values in _ODD.items() for value in values]
    odd += [{"date_start": start, "date_end": end} for start in _DAYS for end in _DAYS]
    rows = [{**{name: value[0] for name, value in columns.items()}, **each} for each in odd]
    connection.execute(f"create table cells ({', '.join(f'{name} varchar' for name in columns)})")
    for row in rows:
        connection.execute(f"insert into cells values ({', '.join('?' * len(row))})", list(row.values()))
    faults = [f"coalesce({fault}, false)" for rule, fault in RULES.items() if rule != "country: not empty"]
    found = connection.execute(f"""
        select {" and ".join(PLAIN)} as is_plain, {" or ".join([*faults, UNKNOWN_CODE])} as is_broken, count(*)
        from (select *, {DAY.format(name="date_start")} as first_day, {DAY.format(name="date_end")} as last_day from cells)
        where true group by all order by all
    """).fetchall()
    kinds = {(bool(is_plain), bool(is_broken)) for is_plain, is_broken, _ in found}
    assert (True, True) not in kinds
    assert {(True, False), (False, True)} <= kinds


def _file(chance: random.Random) -> bytes:
    """Some hundred rows, most of them ordinary, in an edition's or a spreadsheet's way of writing."""
    rate, share = chance.choice((0, 0.003, 0.05, 0.3)), chance.choice((4, len(_COUNTRIES)))
    way = chance.choice(("plain", "plain", "plain", "zeros", "month first"))
    rows = []
    for number in range(chance.choice((30, 300, 900))):
        row = {
            "id": str(number),
            "country": chance.choice(_COUNTRIES[:share]),
            "adm_1": chance.choice(_PROVINCES),
            "where_prec": str(chance.randint(1, 7)),
            "best": str(chance.choice((0, 1, 3, 12, 200))),
            "date_start": chance.choice(_DAYS),
        }
        row["date_end"] = max(row["date_start"], chance.choice(_DAYS))
        if chance.random() < rate:
            name = chance.choice(list(_ODD))
            row[name] = chance.choice(_ODD[name])
        if way == "month first":
            row |= {name: f"{row[name][5:7]}/{row[name][8:10]}/{row[name][:4]}" for name in ("date_start", "date_end")}
        if way == "zeros":
            row |= {"best": f"{row['best']}.0", "year": "2015.0"}
        rows.append(row)
    return ucdp_file.content(rows)


def _read(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    shape = layout(path, name=path.name, source=GED)
    ucdp_reading.read(connection, path, shape, path.name, GED, Scope())


def _loaded(store: SnapshotStore, path: Path) -> object:
    """What was told, and all rows of all tables that ingest writes."""
    with world.open_database(path) as connection:
        try:
            told = ucdp_door.load(connection, GED, store, Scope(), as_of=date(2026, 11, 21), timezone="Asia/Karachi")
        except CorridorwatchError as error:
            return str(error)
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables()"
            " where schema_name in ('raw', 'prepared') and table_name not in ('kept_loads', 'ucdp_reader') order by all"
        ).fetchall()
        return told, told.warnings, {name: connection.execute(f"from {name}").fetchall() for (name,) in tables}
