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
from tests.lazy import LazyWorld
from tests.once import once

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

QUICK = {ROOT / "tests" / "unit", ROOT / "tests" / "sql"}
"""Where tests are quick that need no world of the project's tables and start no browser."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, and what `make check` runs, by what a test asks for: no list of names that grows old."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")
        needs_a_world = {"reference_database", "resolver"} & set(item.fixturenames)
        if item.path.parent in QUICK and not needs_a_world and not any(map(item.get_closest_marker, ("crash", "long"))):
            item.add_marker("quick")


Build = Callable[..., LazyWorld]


@pytest.fixture(scope="session")
def reference_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds the project's districts, names and sites, and no ledger yet."""

    def make(folder: Path) -> None:
        with world.open_database(folder / "base.duckdb") as connection:
            world.load(connection, ROOT / "reference", folder / "snapshots", ["reference"])
            world.build_models(connection, only=lambda table: not world.follows_from_the_ledger(table))

    return once(tmp_path_factory, "reference", make) / "base.duckdb"


@pytest.fixture(scope="session")
def real_database(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> Path:
    """A database of the project's own tables, every model built, as of the day the ledger was compiled."""

    def make(folder: Path) -> None:
        with world.open_database(Path(shutil.copy(reference_database, folder / "real.duckdb"))) as connection:
            world.load(connection, ROOT / "reference", folder / "snapshots", ["ledger"])
            world.build_models(connection, only=world.follows_from_the_ledger)

    return once(tmp_path_factory, "real", make) / "real.duckdb"


@pytest.fixture(scope="session")
def real_world(real_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The project's own tables, to read."""
    with duckdb.connect(real_database, read_only=True) as connection:
        yield connection


@pytest.fixture
def real_world_as_of(tmp_path: Path, real_database: Path) -> Callable[..., LazyWorld]:
    """Rebuilds the project's own tables as known on a day, or those of them that `only` accepts."""
    databases = iter(range(1_000))

    def build(as_of: date, only: Callable[[str], bool] = world.follows_from_the_ledger) -> LazyWorld:
        connection = world.open_database(Path(shutil.copy(real_database, tmp_path / f"real{next(databases)}.duckdb")))
        # What was known by the day, whatever else is wanted of it.
        wanted = [model for model in world.MODELS if only(model.table) or model.table == "ref.known_by"]
        return LazyWorld(connection, wanted, world.parameters(as_of))

    return build


@pytest.fixture
def small_world(tmp_path: Path, reference_database: Path) -> Build:
    """Builds worlds over a ledger of the rows given, beside the project's own districts, names and sites."""
    return _builder(tmp_path, reference_database)


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> Build:
    """The same for worlds that several tests of a module read and none changes."""
    return _builder(tmp_path_factory.mktemp("shared"), reference_database)


def _builder(folder: Path, reference_database: Path) -> Build:
    reference = world.copy_reference(folder)
    databases = iter(range(1_000))

    def build(*, as_of: date = world.AS_OF, change: str = "", **tables: world.Rows) -> LazyWorld:
        """`change`: statements on `raw`, run before any model is made."""
        path = Path(shutil.copy(reference_database, folder / f"world{next(databases)}.duckdb"))
        connection = world.open_database(path)
        world.write_ledger(reference, **tables)
        world.load(connection, reference, folder / "snapshots", ["ledger"], publishers=False)
        if change:
            connection.execute(change)
        waiting = [m for m in world.MODELS if world.follows_from_the_ledger(m.table) or m.table in world.SPOKEN_FOR]
        if "raw.source" in change:
            waiting = [m for m in world.MODELS if m in waiting or m.table.startswith("ref.source")]
        return LazyWorld(connection, waiting, world.parameters(as_of))

    return build
