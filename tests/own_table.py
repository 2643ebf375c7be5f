"""A table of one's own, through the door and all models: its rows as CSV and a mapping whose columns have the fields' names."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from corridorwatch import byhand
from corridorwatch.config import ROOT
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.mapping import parse_mapping
from tests import world
from tests.files import csv_bytes
from tests.hostile import vocabularies

FIELDS = {
    "report_id": "id", "date": "date", "country_as_written": "country", "province_as_written": "province",
    "district_as_written": "district", "place_as_written": "place", "point_latitude": "lat", "point_longitude": "lon",
    "perpetrator_as_written": "by", "killed_total": "killed",
}  # fmt: skip
MAPPING = """
[source]
id = "desk"
title = "Desk"
licence = "own"
credit = "The desk"
[file]
name = "desk.csv"
[dates]
format = "%Y-%m-%d"
[columns]
"""
Accepts = Callable[[str], bool]


def build(
    base: Path, folder: Path, rows: Iterable[Mapping[str, object]], only: Accepts = lambda table: True
) -> duckdb.DuckDBPyConnection:
    """Every model, or those that `only` accepts, over the shipped ledger and a table of these rows."""
    columns = "".join(f'{field} = "{column}"\n' for field, column in FIELDS.items())
    own = folder / "own"
    own.mkdir()
    mapping = (MAPPING + columns).encode()
    assert parse_mapping(mapping, "desk.mapping.toml").source.id == "desk"
    (own / "desk.mapping.toml").write_bytes(mapping)
    filled = [{"id": number, "date": "2024-01-02", "killed": 1, **row} for number, row in enumerate(rows, 1)]
    (own / "desk.csv").write_bytes(csv_bytes(list(FIELDS.values()), filled))
    connection = world.open_database(Path(shutil.copy(base, folder / "own.duckdb")))
    world.load(connection, ROOT / "reference", folder / "snapshots", ["ledger"])
    moment = datetime(2026, 11, 19, tzinfo=UTC)
    tables = byhand.take_own_tables(SnapshotStore(folder / "snapshots"), own, vocabularies(), moment)
    byhand.load_own_tables(connection, tables)
    world.build_models(
        connection,
        only=lambda table: only(table) and (world.follows_from_the_ledger(table) or table.startswith("ref.source")),
    )
    return connection
