"""Which texts name a line: what DuckDB says of each text and pattern, found with every pattern compiled once."""

from pathlib import Path

import duckdb
import pytest

from corridorwatch.errors import BrokenModel
from corridorwatch.exposure import line_names
from corridorwatch.ingest.raw import load_said_of_sources

PATTERNS = {
    "b": r"\bm-?8\b|coastal",
    "a": "coastal highway",
    "it's": "o'clock|^start",
    "n": r"n-?25\s+road$",
    "u": "ہائی وے",
}
TEXTS = [
    ("s", "Coastal Highway", None, "M-8"),
    ("s", "COASTAL", "M8 bridge", None),
    ("ucdp_ged", "at five O'Clock", None, "on the Coastal Highway"),
    ("ucdp_candidate", "start of\nn25\nroad", "N-25 road", "ہائی وے"),
    ("ucdp_ged", None, None, None),
    ("s", "nothing", "m88", "coastal"),
]
PAIRWISE = """
with texts as (
    select lower(concat_ws(' ', place_as_written, target_as_written)) as text from core.incidents
    union
    select lower(note) from core.incidents where starts_with(source_id, 'ucdp')
)
select text, list(line_id order by line_id)
from texts join ref.named_lines on regexp_matches(text, pattern)
group by text order by text
"""


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("""
        create schema core; create schema ref;
        create table core.incidents (source_id varchar, place_as_written varchar, target_as_written varchar, note varchar);
        create table ref.named_lines (line_id varchar, pattern varchar);
    """)
    connection.executemany("insert into core.incidents values (?, ?, ?, ?)", TEXTS)
    load_said_of_sources(connection)
    return connection


def found(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    line_names.prepare(connection, {})
    return connection.execute("select text, line_ids from prepared.line_names order by text").fetchall()


def test_they_are_those_of_each_text_held_against_each_pattern(connection: duckdb.DuckDBPyConnection) -> None:
    connection.executemany("insert into ref.named_lines values (?, ?)", list(PATTERNS.items()))
    names = found(connection)
    assert names == connection.execute(PAIRWISE).fetchall()
    assert {line for _, lines in names for line in lines} == set(PATTERNS)


def test_so_they_are_in_the_projects_own_tables(real_database: Path) -> None:
    with duckdb.connect(real_database, read_only=True) as real:
        assert real.execute("select text, line_ids from prepared.line_names order by text").fetchall() == (
            real.execute(PAIRWISE).fetchall()
        )


def test_without_lines_no_text_names_one(connection: duckdb.DuckDBPyConnection) -> None:
    assert found(connection) == []


def test_a_pattern_that_is_none_is_told_of(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("insert into ref.named_lines values ('x', 'n(25')")
    with pytest.raises(BrokenModel, match="named lines is no regular expression"):
        found(connection)
