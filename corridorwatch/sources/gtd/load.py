"""The files of the Global Terrorism Database, from the snapshot store into `raw`."""

from datetime import date
from functools import partial

import duckdb

from corridorwatch.ingest import scope, spans
from corridorwatch.ingest.by_hand import day_of, if_readable, load_sources, newest_of_each_name, weeks_of_file
from corridorwatch.ingest.kept_loads import KeptLoad, facts
from corridorwatch.ingest.loading import Night, Outcome
from corridorwatch.ingest.raw import FilesOfSource, SpanOfFile, replace_files
from corridorwatch.ingest.tables import ParsedTable
from corridorwatch.manifests import registry
from corridorwatch.snapshots import Snapshot, SnapshotStore
from corridorwatch.sources.gtd import parse as gtd
from corridorwatch.warehouse import transaction


def _released(parsed: ParsedTable) -> str:
    """The last release that a file's rows name; empty where none does."""
    return max(parsed.rows["released"].drop_nulls(), default="")


def load(connection: duckdb.DuckDBPyConnection, store: SnapshotStore) -> list[Snapshot]:
    """Replace `raw.gtd_incidents` and `raw.gtd_sources` by what the files that were added by hand hold.

    Of files that begin in the same year the later release counts: the publisher ships 1970 to 2020 in one file, and
    half a year more in another.

    Returns:
        The snapshots that were read; none where the source was never added.

    Raises:
        BrokenSource: one of them cannot be read.
    """
    history = store.history(gtd.SOURCE_ID)
    load = KeptLoad(connection, gtd.SOURCE_ID, ("gtd_incidents", "gtd_sources"), [facts(each) for each in history])
    if told := load.told():
        return [each for name in told["read"] for each in history if each.path.name == name]
    by_first_year: dict[str, tuple[Snapshot, ParsedTable]] = {}
    read = [
        (snapshot, gtd.parse_gtd(snapshot.read(), file_name=snapshot.file_name, came_on=day_of(snapshot)))
        for snapshot in newest_of_each_name(store, gtd.SOURCE_ID)
    ]
    for snapshot, parsed in sorted(read, key=lambda each: (_released(each[1]), each[0].path.name)):
        by_first_year[min(parsed.rows["iyear"].drop_nulls(), default="")] = snapshot, parsed
    snapshots = [snapshot for snapshot, _ in by_first_year.values()]
    once = gtd.without_repeats([(snapshot.file_name, parsed) for snapshot, parsed in by_first_year.values()])
    files = list(zip(once, snapshots, strict=True))
    said = [
        SpanOfFile(
            snapshot.sha256,
            date.fromisoformat(_released(parsed) or str(day_of(snapshot))),
            span and span.until(day_of(snapshot)),
        )
        for parsed, snapshot in files
        for span in [parsed.span and (spans.declared(snapshot) or parsed.span)]
    ]
    weeks = [weeks_of_file(snapshot, _days_of_gtd(parsed), is_current=True) for parsed, snapshot in files]
    weeks += [
        weeks_of_file(each, _days_of_gtd(parsed), is_current=False)
        for each in history
        if each.sha256 not in {snapshot.sha256 for snapshot in snapshots}
        for parsed in if_readable(partial(gtd.parse_gtd, each.read(), file_name=each.file_name, came_on=day_of(each)))
    ]
    loaded = [FilesOfSource(gtd.SOURCE_ID, files, said, weeks)] if files else []
    with transaction(connection):
        replace_files(connection, "gtd_incidents", gtd.COLUMNS, loaded)
        load_sources(
            connection, "gtd_sources", {gtd.SOURCE_ID: registry().sources[gtd.SOURCE_ID].facts} if files else {}
        )
        load.keep({"read": [snapshot.path.name for snapshot in snapshots]})
    return snapshots


def _days_of_gtd(parsed: ParsedTable) -> list[date]:
    rows = parsed.rows.select("iyear", "imonth", "iday", "provstate").iter_rows()
    return [
        date(int(year), int(month), int(day))
        for year, month, day, province in rows
        if int(month) and int(day) and scope.speaks_for_scope([province])
    ]


def load_night(night: Night) -> Outcome:
    """The same for a run; see `corridorwatch.ingest.loading`."""
    return Outcome({"files": [snapshot.file_name for snapshot in load(night.connection, night.store)]})
