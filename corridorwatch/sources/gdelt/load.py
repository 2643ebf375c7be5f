"""GDELT's export files, from the snapshot store into `raw` as counts."""

import duckdb

from corridorwatch.ingest.by_hand import day_of, newest_of_each_name
from corridorwatch.ingest.kept_loads import KeptLoad, facts
from corridorwatch.ingest.loading import Night, Outcome
from corridorwatch.ingest.raw import FilesOfSource, replace_files
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.gdelt import parse as gdelt
from corridorwatch.warehouse import transaction


def load(connection: duckdb.DuckDBPyConnection, store: SnapshotStore) -> int:
    """Replace `raw.gdelt_counts` by the counts of every export file that was added; how many files there are.

    Raises:
        BrokenSource: one of them cannot be read.
    """
    load = KeptLoad(
        connection, gdelt.SOURCE_ID, ("gdelt_counts",), [facts(each) for each in store.history(gdelt.SOURCE_ID)]
    )
    if told := load.told():
        return told["files"]
    snapshots = sorted(newest_of_each_name(store, gdelt.SOURCE_ID), key=lambda snapshot: snapshot.file_name)
    files = [
        (gdelt.parse_gdelt(snapshot.read(), file_name=snapshot.file_name, came_on=day_of(snapshot)), snapshot)
        for snapshot in snapshots
    ]
    with transaction(connection):
        loaded = [FilesOfSource(gdelt.SOURCE_ID, files)] if files else []
        replace_files(connection, "gdelt_counts", gdelt.COLUMNS, loaded)
        load.keep({"files": len(files)})
    return len(files)


def load_night(night: Night) -> Outcome:
    """The same for a run; see `corridorwatch.ingest.loading`."""
    return Outcome({"files": load(night.connection, night.store)})
