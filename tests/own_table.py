"""Tables of one's own: their mapping files, and one of given rows through ingest and all models."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from corridorwatch.config import ROOT
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.own_tables import take as byhand
from tests import world
from tests.files import csv_bytes
from tests.hostile import vocabularies
from tests.lazy import LazyWorld

FIELDS = {
    "report_id": "id", "date": "date", "country_as_written": "country", "province_as_written": "province",
    "district_as_written": "district", "place_as_written": "place", "point_latitude": "lat", "point_longitude": "lon",
    "perpetrator_as_written": "by", "killed_total": "killed",
}  # fmt: skip
Accepts = Callable[[str], bool]


def mapping(
    columns: Mapping[str, str],
    *,
    source: str = "desk",
    title: str = "Desk",
    licence: str = "own",
    credit: str = "The desk",
    file: str = "desk.csv",
    kind: str = "",
    constants: Mapping[str, str] | None = None,
) -> str:
    """The mapping file of a table of one's own: our field -> its column, and constants for fields it has no column for."""
    sections = {
        "source": {
            "id": source,
            "title": title,
            **({"kind": kind} if kind else {}),
            "licence": licence,
            "credit": credit,
        },
        "file": {"name": file},
        "dates": {"format": "%Y-%m-%d"},
        "constants": constants or {},
        "columns": columns,
    }
    lines = []
    for name, keys in sections.items():
        if keys:
            lines += [f"[{name}]", *(f'{key} = "{value}"' for key, value in keys.items())]
    return "\n".join(lines) + "\n"


def build(
    base: Path, folder: Path, rows: Iterable[Mapping[str, object]], only: Accepts = lambda table: True
) -> LazyWorld:
    """Every model, or those that `only` accepts, over the shipped ledger and a table of these rows."""
    own = folder / "own"
    own.mkdir()
    (own / "desk.mapping.toml").write_text(mapping(FIELDS), encoding="utf-8")
    filled = [{"id": number, "date": "2024-01-02", "killed": 1, **row} for number, row in enumerate(rows, 1)]
    (own / "desk.csv").write_bytes(csv_bytes(list(FIELDS.values()), filled))
    connection = world.open_database(Path(shutil.copy(base, folder / "own.duckdb")))
    world.load(connection, ROOT / "reference", folder / "snapshots", ["ledger"])
    moment = datetime(2026, 11, 19, tzinfo=UTC)
    tables = byhand.take_own_tables(SnapshotStore(folder / "snapshots"), own, vocabularies(), moment)
    byhand.load_own_tables(connection, tables)
    models = [
        model
        for model in world.MODELS
        if only(model.table) and (world.follows_from_the_ledger(model.table) or model.table.startswith("ref.source"))
    ]
    return LazyWorld(connection, models, world.parameters())
