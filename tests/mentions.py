"""Records as core.place_mentions holds them, made up by hand, and the models that judge them, built over the project's own names."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from corridorwatch import sqlmodels
from tests import world

JUDGED_BY = (
    "core.written_names",
    "core.name_forms",
    "core.actor_forms",
    "core.actor_readings",
    "core.name_readings",
    "core.record_scope",
    "core.place_resolutions",
)
_COLUMNS = {
    "source_id": "varchar", "record_kind": "varchar", "record_id": "varchar", "on_date": "date", "country_as_written": "varchar",
    "province_as_written": "varchar", "district_as_written": "varchar", "place_as_written": "varchar", "located_at": "varchar",
    "is_province_wide": "boolean", "where_prec": "integer", "point_latitude": "double", "point_longitude": "double",
}  # fmt: skip
_ORDINARY = {"source_id": "desk", "record_kind": "incident", "on_date": "2024-01-02", "is_province_wide": False}


def judge(
    base: Path, folder: Path, records: Iterable[Mapping[str, object]], tables: Iterable[str] = JUDGED_BY
) -> duckdb.DuckDBPyConnection:
    """A database over `base` with the records, numbered from 1 where they have no id, and `tables` built from them.

    A record with a `point` (latitude, longitude) has precision 1 unless it says otherwise.
    """
    connection = world.open_database(Path(shutil.copy(base, folder / "mentions.duckdb")))
    connection.execute("create schema if not exists core")
    columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    connection.execute(f"create table core.place_mentions ({columns})")
    connection.execute(
        "create table core.actor_mentions (source_id varchar, record_kind varchar, record_id varchar, on_date date,"
        " field varchar, written varchar)"
    )
    for number, record in enumerate(records, 1):
        point = record.get("point")
        given = {"record_id": str(number), **_ORDINARY, "where_prec": 1 if point else None, **record}
        if point:
            given |= {"point_latitude": point[0], "point_longitude": point[1]}
        connection.execute(
            f"insert into core.place_mentions values ({', '.join('?' for _ in _COLUMNS)})",
            [given.get(name) for name in _COLUMNS],
        )
    models = {model.table: model for model in world.MODELS}
    for table in tables:
        sqlmodels.build(connection, models[table], world.parameters())
    return connection
