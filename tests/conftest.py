"""Fixtures that several kinds of tests share."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import ROOT
from tests import world

Build = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture(scope="session")
def real_world(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The project's own reference tables, every model built, as of the day the ledger was compiled. Read only."""
    folder = tmp_path_factory.mktemp("real")
    connection = world.open_database(folder / "world.duckdb")
    world.load(connection, ROOT / "reference", folder / "snapshots")
    world.build_models(connection)
    return connection


@pytest.fixture(scope="session")
def reference_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds the project's districts, names and sites, and no ledger yet."""
    folder = tmp_path_factory.mktemp("base")
    connection = world.open_database(folder / "base.duckdb")
    world.load(connection, ROOT / "reference", folder / "snapshots", ["reference"])
    connection.close()
    return folder / "base.duckdb"


@pytest.fixture
def small_world(tmp_path: Path, reference_database: Path) -> Build:
    """Builds every model over a ledger of the rows given, beside the project's own districts, names and sites."""
    reference = world.copy_reference(tmp_path)
    databases = iter(range(1_000))

    def build(*, as_of: date = world.AS_OF, **tables: world.Rows) -> duckdb.DuckDBPyConnection:
        path = tmp_path / f"world{next(databases)}.duckdb"
        shutil.copy(reference_database, path)
        connection = world.open_database(path)
        world.write_ledger(reference, **tables)
        world.load(connection, reference, tmp_path / "snapshots", ["ledger"])
        world.build_models(connection, as_of)
        return connection

    return build
