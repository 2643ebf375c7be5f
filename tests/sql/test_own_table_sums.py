"""What is counted of a table of one's own: the province alone, and no single week for what is dated to the month."""

import re
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import ROOT
from corridorwatch.sqlmodels import load_queries
from tests import own_table, world

ROWS = [
    {"province": "Balochistan", "district": "Kech", "killed": 4},
    {"province": "Baluchistan", "district": "Quetta", "killed": 6},
    {"province": "Balochistan", "place": "Nowhereabad", "killed": 1},
    {"province": "Sindh", "district": "Karachi South", "killed": 50},
    {"country": "Iran", "province": "Sistan and Baluchestan", "district": "Saravan", "killed": 60},
    {"country": "Afghanistan", "province": "Kandahar", "district": "Spin Boldak", "killed": 70},
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> duckdb.DuckDBPyConnection:
    wanted = world.needed_for("core.incidents")
    return own_table.build(reference_database, tmp_path_factory.mktemp("sums"), ROWS, lambda table: table in wanted)


def test_the_documented_look_at_ones_own_table_counts_the_province_alone(desk: duckdb.DuckDBPyConnection) -> None:
    """The query of the docs told 62 dead of a table that has 51 in Balochistan."""
    shown = (ROOT / "docs/files-by-hand.md").read_text(encoding="utf-8")
    query = re.search(r'corridorwatch sql --local "(select [^"]*)"', shown)[1]
    assert desk.execute(query).fetchall() == [(3, 11)]


def test_the_cookbook_counts_the_province_alone_by_source(desk: duckdb.DuckDBPyConnection) -> None:
    query = load_queries(ROOT / "sql/queries")["dead_in_the_province_by_source"]
    found = {row[0]: row[1:] for row in desk.execute(query.sql).fetchall()}
    assert found["desk"] == (3, 11, 0)


def test_an_incident_dated_to_the_month_or_the_year_is_given_no_week(desk: duckdb.DuckDBPyConnection) -> None:
    """A record of 2024 without a month was told as one of the week of 1 January."""
    desk.execute(
        "update raw.own_records set date_precision = case province_as_written when 'Balochistan' then 'month'"
        " when 'Sindh' then 'year' else 'day' end"
    )
    wanted = world.needed_for("core.incidents")
    world.build_models(desk, only=lambda table: table in wanted and (world.follows_from_the_ledger(table)))
    found = desk.execute(
        "select distinct date_precision, week::varchar from core.incidents where source_id = 'desk' order by all"
    ).fetchall()
    assert found == [("day", "2024-01-01"), ("month", None), ("year", None)]
