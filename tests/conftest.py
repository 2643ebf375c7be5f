"""Fixtures that several kinds of tests share."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import ROOT
from tests import world


@pytest.fixture(scope="session")
def real_world(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The project's own reference tables, every model built, as of the day the ledger was compiled. Read only."""
    connection = world.load(ROOT / "reference", tmp_path_factory.mktemp("snapshots"))
    world.build_models(connection)
    return connection


@pytest.fixture
def small_world(tmp_path: Path) -> Callable[..., duckdb.DuckDBPyConnection]:
    """Builds every model over a ledger of the rows given, beside the project's own districts, names and sites."""

    def build(*, as_of: date = world.AS_OF, **tables: world.Rows) -> duckdb.DuckDBPyConnection:
        reference = world.write_ledger(world.copy_reference(tmp_path), **tables)
        connection = world.load(reference, tmp_path / "snapshots")
        world.build_models(connection, as_of)
        return connection

    return build
