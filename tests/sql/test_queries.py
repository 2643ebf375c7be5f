"""The analysts' cookbook: every query runs on a release's tables and answers something."""

import duckdb
import pytest

from corridorwatch.config import SQL
from corridorwatch.sqlmodels import SqlFile, load_queries

QUERIES = load_queries(SQL / "queries")


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_a_query_of_the_cookbook_answers(real_world: duckdb.DuckDBPyConnection, query: SqlFile) -> None:
    assert {table.split(".")[0] for table in query.reads} <= {"ref", "core", "marts"}
    assert real_world.execute(query.sql).fetchall()


def test_the_case_of_31_january_reads_right_in_the_cookbook(real_world: duckdb.DuckDBPyConnection) -> None:
    result = real_world.execute(QUERIES["campaign_toll_by_claimant"].sql)
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    told = {(row["claimant_side"], row["victim_group"]): (row["first_value"], row["latest_value"]) for row in rows}
    assert told["state", "militant"] == (37, 216)
    assert told["state", "security"] == (10, 22)
    assert told["militant", "security"][1] == 362
