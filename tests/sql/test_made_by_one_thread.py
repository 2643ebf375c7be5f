"""A table is made by one thread, and a run's other threads are there again after it."""

from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.cutoff import Cutoff
from corridorwatch.errors import BrokenModel
from tests import world

DAY = world.AS_OF
COUNTS = """-- description: One row: how many threads there are.
-- grain: threads
-- columns:
--   threads BIGINT: threads
select current_setting('threads')::bigint as threads{more}
"""


def model(folder: Path, more: str = "") -> sqlmodels.SqlFile:
    (folder / "core").mkdir()
    (folder / "core/threads.sql").write_text(COUNTS.format(more=more), encoding="utf-8")
    [loaded] = sqlmodels.load_models(folder)
    return loaded


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": "3"})


def threads(connection: duckdb.DuckDBPyConnection) -> int:
    return connection.execute("select current_setting('threads')::int").fetchone()[0]


def test_a_table_is_made_by_one_thread_and_the_others_are_there_again(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    Cutoff(connection).make(model(tmp_path), world.parameters(DAY))
    assert connection.execute("from core.threads").fetchone() == (1,)
    assert threads(connection) == 3


def test_they_are_there_again_after_one_that_could_not_be_made(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(BrokenModel):
        Cutoff(connection).make(model(tmp_path, ", 2 as undeclared"), world.parameters(DAY))
    assert threads(connection) == 3
