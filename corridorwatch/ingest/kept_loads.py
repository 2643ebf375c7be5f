"""Kept loads: what a loader wrote into `raw` stands for as long as all that it follows from is what it was.

The rows follow from snapshots, settings, other files that the loader names, and code: their digest is ingest's key.
Where the key is the one that the tables were loaded with, nothing is read, and what was told of the reading is told
again. As-of days are no part of it: which snapshots are known by the day is.

The key is written in the transaction that writes the rows: in `prepared.kept_loads`, and as the comment of each of the
loader's tables. A table that was dropped, or that anything else wrote in its place, carries no key, and is loaded.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from corridorwatch.config import PACKAGE, SQL
from corridorwatch.snapshots import Snapshot
from corridorwatch.warehouse import literal

SHARED = (
    *("received", "quarantine", "records", "elsewhere", "source_files", "source_spans", "file_weeks", "files_read"),
    "sightings",
)
"""Tables of `raw` that all loaders write together."""

_KEPT = """
create schema if not exists prepared;
create table if not exists prepared.kept_loads (name varchar primary key, key varchar not null, told varchar not null)
"""
_COMMENTS = (
    "select table_name, comment from duckdb_tables() where database_name = current_database() and schema_name = 'raw'"
)
_LIBRARIES = ("duckdb", "polars", "fastexcel", "pyproj", "shapely")


class KeptLoad:
    """What one loader wrote, and what it follows from, in one run.

    Args:
        connection: the warehouse.
        name: the loader's own.
        tables: the tables of `raw` that it alone writes; none for what is only judged.
        rests_on: all that its rows follow from but code, of values that JSON can write. Days and paths as text.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, name: str, tables: Sequence[str], rests_on: object
    ) -> None:
        self._connection, self._name, self._tables = connection, name, tables
        self._key = _key(rests_on)

    def told(self) -> dict[str, Any] | None:
        """What was told when the tables were loaded from the same; None where they must be loaded."""
        self._connection.execute(_KEPT)
        found = self._connection.execute(
            "select told from prepared.kept_loads where name = $name and key = $key",
            {"name": self._name, "key": self._key},
        ).fetchone()
        if found is None:
            return None
        if self._tables:
            held = dict(self._connection.execute(_COMMENTS).fetchall())
            if not held.keys() >= set(SHARED) or any(held.get(table) != self._key for table in self._tables):
                return None
        return json.loads(found[0])

    def keep(self, told: dict[str, Any]) -> None:
        """Say what was told of the tables as they now are. To be called in the transaction that loads them.

        Args:
            told: of values that JSON can write.
        """
        self._connection.execute(_KEPT)
        self._connection.execute(
            "insert or replace into prepared.kept_loads values ($name, $key, $told)",
            {"name": self._name, "key": self._key, "told": json.dumps(told, ensure_ascii=False)},
        )
        for table in self._tables:
            self._connection.execute(f"comment on table raw.{table} is {literal(self._key)}")


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget every key: all tables are loaded anew."""
    connection.execute(_KEPT)
    connection.execute("delete from prepared.kept_loads")


def facts(snapshot: Snapshot) -> dict[str, Any]:
    """All that a snapshot's rows may follow from: its sidecar, and its file's name in the store."""
    return {**asdict(snapshot), "path": snapshot.path.name}


def bytes_of(path: Path) -> str | None:
    """The digest of a file's bytes; None where there is no file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _key(rests_on: object) -> str:
    text = json.dumps([code(), rests_on], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def code(package: Path = PACKAGE, sql: Path = SQL) -> str:
    """The digest of all code that reads, of the macros that it uses, and of the libraries that read for it."""
    files = [
        *sorted(package.rglob("*.py")),
        *sorted(package.rglob("source.toml")),
        *sorted((sql / "macros").glob("*.sql")),
    ]
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    return hashlib.sha256(b"\0".join([*(file.read_bytes() for file in files), repr(libraries).encode()])).hexdigest()
