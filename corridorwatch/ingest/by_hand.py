"""What sources whose files come by hand have in common: which of the files count, and what they say of their weeks."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from corridorwatch.config import Settings
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.raw import WeeksOfFile
from corridorwatch.ingest.tables import ParsedTable
from corridorwatch.manifests import FACTS
from corridorwatch.snapshots import Snapshot, SnapshotStore

_CLOCK = ZoneInfo(Settings.model_fields["timezone"].default)


def weeks_of_file(snapshot: Snapshot, days: Iterable[date], *, is_current: bool) -> WeeksOfFile:
    """How many of these days lie in each week."""
    mondays = Counter(day - timedelta(days=day.weekday()) for day in days)
    return WeeksOfFile(snapshot.sha256, day_of(snapshot), is_current, mondays)


def if_readable(read: Callable[[], ParsedTable]) -> list[ParsedTable]:
    """The rows of a former file; none where it cannot be read, which is no reason to publish nothing."""
    try:
        return [read()]
    except BrokenSource:
        return []


def load_sources(
    connection: duckdb.DuckDBPyConnection, table: str, sources: Mapping[str, Mapping[str, str | None]]
) -> None:
    """Replace `raw.<table>` by what is said of each source: id -> `FACTS`. To be called in a transaction."""
    names = ("source_id", *FACTS)
    connection.execute(f"create or replace table raw.{table} ({', '.join(f'{name} varchar' for name in names)})")
    for source_id, said in sources.items():
        connection.execute(
            f"insert into raw.{table} values ({', '.join(f'${name}' for name in names)})",
            {"source_id": source_id, **{name: said.get(name) for name in FACTS}},
        )


def newest_of_each_name(store: SnapshotStore, source: str) -> list[Snapshot]:
    """The files of a source that count: of each name the newest, and the same bytes once."""
    newest: dict[str, Snapshot] = {}
    digests: set[str] = set()
    for snapshot in reversed(store.history(source)):
        if snapshot.file_name not in newest and snapshot.sha256 not in digests:
            newest[snapshot.file_name] = snapshot
            digests.add(snapshot.sha256)
    return list(newest.values())


def day_of(snapshot: Snapshot) -> date:
    """The day on which a file came."""
    return local_day(datetime.fromisoformat(snapshot.fetched_at))


def local_day(moment: datetime) -> date:
    """The day by the clock of the province: an event of its night is not of the day after."""
    return moment.astimezone(_CLOCK).date()
