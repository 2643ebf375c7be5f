"""What a table needs is made, and nothing else: the models say it, and no list is kept by hand."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from corridorwatch.errors import BrokenModel
from corridorwatch.graph import Graph
from corridorwatch.sqlmodels import load_models

MODELS = {
    "ref.days": "select day::date as day from raw.days",
    "core.shots": "select days.day, shots::integer as shots from raw.shots join ref.days on days.day = shots.day::date"
    " where shots::integer < $most",
    "marts.sums": "select max(day) as day, sum(shots)::integer as shots from core.shots",
    "marts.other": "select max(day) as day, 1 as shots from raw.nobody_has_it",
}


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    for table, select in MODELS.items():
        path = tmp_path / f"{table.replace('.', '/')}.sql"
        path.parent.mkdir(exist_ok=True)
        shots = "" if table == "ref.days" else "--   shots INTEGER: shots\n"
        path.write_text(f"-- description: One row.\n-- grain: day\n-- columns:\n--   day DATE: day\n{shots}{select}\n")
    return Graph(load_models(tmp_path))


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


DAYS = pl.DataFrame({"day": ["2024-05-06", "2024-05-07"]})
SHOTS = pl.DataFrame({"day": ["2024-05-06", "2024-05-07"], "shots": ["3", "4"]})
RAW = {"raw.days": DAYS, "raw.shots": SHOTS}


def tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {
        f"{row[0]}.{row[1]}"
        for row in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    }


def sums(connection: duckdb.DuckDBPyConnection) -> int | None:
    return connection.execute("select shots from marts.sums").fetchone()[0]


def test_a_table_and_what_it_needs_are_made_and_nothing_else(
    graph: Graph, connection: duckdb.DuckDBPyConnection
) -> None:
    graph.build(connection, ["marts.sums"], {"most": 100}, RAW)
    assert sums(connection) == 7
    assert tables(connection) == {"raw.days", "raw.shots", "ref.days", "core.shots", "marts.sums"}


def test_a_given_table_stands_in_for_all_behind_it_in_the_types_of_its_header(
    graph: Graph, connection: duckdb.DuckDBPyConnection
) -> None:
    graph.build(connection, ["marts.sums"], {}, {"core.shots": pl.DataFrame({"shots": ["5"]})})
    assert tables(connection) == {"core.shots", "marts.sums"}
    assert connection.execute("from core.shots").fetchall() == [(None, 5)]
    assert [row[1] for row in connection.execute("describe core.shots").fetchall()] == ["DATE", "INTEGER"]


def test_a_table_given_without_rows_is_empty_and_typed(graph: Graph, connection: duckdb.DuckDBPyConnection) -> None:
    graph.build(connection, ["core.shots"], {"most": 100}, {"ref.days": None, "raw.shots": SHOTS})
    assert connection.execute("select count(*) from core.shots").fetchone() == (0,)
    assert connection.execute("select data_type from duckdb_columns() where table_name = 'days'").fetchone() == (
        "DATE",
    )


def test_what_rests_on_a_given_table_is_made_again_and_what_does_not_stands(
    graph: Graph, connection: duckdb.DuckDBPyConnection
) -> None:
    graph.build(connection, ["marts.sums"], {"most": 100}, RAW)
    connection.execute("delete from ref.days where day = date '2024-05-07'")
    graph.build(connection, ["marts.sums"], {"most": 100})
    assert sums(connection) == 7
    graph.build(connection, ["marts.sums"], {"most": 100}, {"raw.shots": SHOTS})
    assert sums(connection) == 3


def test_a_stand_in_stays_where_no_model_is_to_make_it(graph: Graph, connection: duckdb.DuckDBPyConnection) -> None:
    """What rests on a new table would be made again, the stand-ins among it."""
    given = {**RAW, "core.shots": None}
    graph.build(connection, ["marts.sums"], {"most": 100}, given)
    graph.without(given).build(connection, ["marts.sums"], {"most": 100}, {"raw.shots": SHOTS})
    assert sums(connection) is None


def test_what_is_neither_there_nor_made_nor_given_is_named(graph: Graph, connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(BrokenModel, match=r"marts.sums cannot be made: there is no raw.days, no raw.shots"):
        graph.build(connection, ["marts.sums"], {"most": 100})
    with pytest.raises(BrokenModel, match=r"raw.days is given without rows"):
        graph.build(connection, ["marts.sums"], {"most": 100}, {"raw.days": None})
    with pytest.raises(BrokenModel, match=r"no model makes marts.none"):
        graph.build(connection, ["marts.none"], {"most": 100})
