"""Fixtures that several kinds of tests share."""

import ipaddress
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import settings

from corridorwatch.config import ROOT
from tests import world

# The same examples in every run: a suite that fails once in ten says nothing of the change it fails on.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")

# No run of a test asks a publisher of its own accord; a test that wants it says so, and names a server on loopback.
os.environ["CORRIDORWATCH_FETCH_ON_RUN"] = "false"


def _only_loopback(event: str, args: tuple) -> None:
    """No test reaches another machine: a test that would is told so at once."""
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    try:
        is_here = host in (None, "", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = host.endswith(".invalid")
    if not is_here:
        raise PermissionError(f"a test would ask {host}")


sys.addaudithook(_only_loopback)

Build = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture(scope="session")
def reference_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds the project's districts, names and sites, and no ledger yet."""
    folder = tmp_path_factory.mktemp("base")
    with world.open_database(folder / "base.duckdb") as connection:
        world.load(connection, ROOT / "reference", folder / "snapshots", ["reference"])
        world.build_models(connection, only=lambda table: not world.follows_from_the_ledger(table))
    return folder / "base.duckdb"


@pytest.fixture(scope="session")
def real_database(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> Path:
    """A database of the project's own tables, every model built, as of the day the ledger was compiled."""
    folder = tmp_path_factory.mktemp("real")
    path = Path(shutil.copy(reference_database, folder / "real.duckdb"))
    with world.open_database(path) as connection:
        world.load(connection, ROOT / "reference", folder / "snapshots", ["ledger"])
        world.build_models(connection, only=world.follows_from_the_ledger)
    return path


@pytest.fixture(scope="session")
def real_world(real_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The project's own tables, to read."""
    with duckdb.connect(real_database, read_only=True) as connection:
        yield connection


@pytest.fixture
def real_world_as_of(tmp_path: Path, real_database: Path) -> Callable[..., duckdb.DuckDBPyConnection]:
    """Rebuilds the project's own tables as known on a day, or those of them that `only` accepts."""
    databases = iter(range(1_000))

    def build(as_of: date, only: Callable[[str], bool] = world.follows_from_the_ledger) -> duckdb.DuckDBPyConnection:
        connection = world.open_database(Path(shutil.copy(real_database, tmp_path / f"real{next(databases)}.duckdb")))
        world.build_models(connection, as_of, only)
        return connection

    return build


@pytest.fixture
def small_world(tmp_path: Path, reference_database: Path) -> Build:
    """Builds the models over a ledger of the rows given, beside the project's own districts, names and sites.

    `of` names the one table a test asks for; what it is not made from is then left out.
    """
    reference = world.copy_reference(tmp_path)
    databases = iter(range(1_000))

    def build(*, as_of: date = world.AS_OF, of: str = "", **tables: world.Rows) -> duckdb.DuckDBPyConnection:
        path = Path(shutil.copy(reference_database, tmp_path / f"world{next(databases)}.duckdb"))
        connection = world.open_database(path)
        world.write_ledger(reference, **tables)
        world.load(connection, reference, tmp_path / "snapshots", ["ledger"])
        wanted = world.needed_for(of) if of else {model.table for model in world.MODELS}
        world.build_models(
            connection,
            as_of,
            lambda table: table in wanted and (world.follows_from_the_ledger(table) or table in world.SPOKEN_FOR),
        )
        return connection

    return build
