"""Tables of one's own in a run: taken and loaded where anything about them changed, and told of either way."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.kept_loads import KeptLoad, bytes_of, facts
from corridorwatch.ingest.told import refused_of_own
from corridorwatch.reviewed_files import Folder
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.own_tables import held
from corridorwatch.sources.own_tables.mapping import SUFFIX, parse_mapping
from corridorwatch.sources.own_tables.take import replace_own_tables, take_own_tables, taken_back_later
from corridorwatch.sources.reference.reviewed import VOCABULARY_FILES, read_vocabularies
from corridorwatch.warehouse import transaction


@dataclass(frozen=True)
class OwnLoaded:
    """What tables of one's own held: how many they are, rows accepted, rows received, records refused, rows left out as
    no records; and in words, a text for each table that has some, its refusals and its rows without a day.
    """

    tables: int
    rows: int
    received: int
    refused: int
    left_out: int
    refusals: Sequence[str]
    undated: Sequence[str]


def read_own_tables(
    connection: duckdb.DuckDBPyConnection, store: SnapshotStore, folder: Path, reference: Folder, moment: datetime
) -> OwnLoaded:
    """Take every table that a mapping file of `folder` describes, and load them, where anything about them changed.

    Args:
        reference: the folder with the closed lists.
        moment: an aware time, at which the files are read.

    Raises:
        BrokenSource: see `take_own_tables`.
    """
    if told := _kept_load(connection, store, folder, reference).told():
        return OwnLoaded(**told)
    tables = take_own_tables(store, folder, read_vocabularies(reference), moment)
    refusals = [refused_of_own(table.mapping.source.id, table.parsed) for table in tables]
    undated = [(table.mapping.source.id, held.not_to_the_day(table.parsed)) for table in tables]
    loaded = OwnLoaded(
        len(tables),
        sum(table.parsed.rows.height for table in tables),
        sum(table.parsed.received for table in tables),
        sum(table.parsed.broken["row_number"].n_unique() for table in tables),
        sum(len(table.parsed.left_out) for table in tables),
        [told for told in refusals if told],
        [f"{source}: {said}" for source, said in undated if said],
    )
    # What was taken just now is what is held from now on: read again it would be the same rows.
    load = _kept_load(connection, store, folder, reference)
    with transaction(connection):
        replace_own_tables(connection, tables)
        load.keep(asdict(loaded))
    return loaded


def _kept_load(
    connection: duckdb.DuckDBPyConnection, store: SnapshotStore, folder: Path, reference: Folder
) -> KeptLoad:
    mappings = sorted(folder.glob(f"*{SUFFIX}"))
    ids = sorted(each.name.removesuffix(".mapping") for each in store.root.glob("*.mapping"))
    rests_on = {
        "mappings": [(path.name, bytes_of(path)) for path in mappings],
        "beside": [(path.name, bytes_of(path)) for path in _beside(mappings)],
        "held": [[facts(each) for each in store.history(name)] for one in ids for name in (one, f"{one}.mapping")],
        "taken_back_later": taken_back_later(store),
        "lists": [bytes_of(reference / name) for name in VOCABULARY_FILES],
    }
    return KeptLoad(connection, "own_tables", ("own_records", "own_sources"), rests_on)


def _beside(mappings: Sequence[Path]) -> list[Path]:
    """The tables that lie beside their mappings; a mapping that cannot be read has none, and is refused later."""
    found = []
    for path in mappings:
        try:
            mapping = parse_mapping(path.read_bytes(), path.name)
        except BrokenSource:
            continue
        found.append(path.with_name(mapping.file.name))
    return found
