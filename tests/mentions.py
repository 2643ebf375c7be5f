"""Records as core.place_mentions holds them, made up by hand, and the models that judge them, built over the project's own names."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import polars as pl

from tests import world

_ORDINARY = {"source_id": "desk", "record_kind": "incident", "on_date": "2024-01-02", "is_province_wide": False}


def judge(base: Path, folder: Path, records: Iterable[Mapping[str, object]]) -> duckdb.DuckDBPyConnection:
    """A database over `base` with the records, numbered from 1 where they have no id, and the places they come to.

    A record with a `point` (latitude, longitude) has precision 1 unless it says otherwise.
    """
    connection = world.open_database(Path(shutil.copy(base, folder / "mentions.duckdb")))
    rows = []
    for number, record in enumerate(records, 1):
        point = record.get("point")
        given = {"record_id": str(number), **_ORDINARY, "where_prec": 1 if point else None, **record}
        given.pop("point", None)
        given["on_date"] = given["on_date"] and str(given["on_date"])
        if point:
            given |= {"point_latitude": point[0], "point_longitude": point[1]}
        rows.append(given)
    mentions = pl.DataFrame(rows, infer_schema_length=None)
    world.GRAPH.build(
        connection,
        ["core.place_resolutions"],
        world.parameters(),
        {"core.place_mentions": mentions, "core.actor_mentions": None},
    )
    return connection
