"""What is held of each publisher, as a table: so that every page can say how old its sources are."""

from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb

from corridorwatch.config import Settings
from corridorwatch.fetching import publishers
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.warehouse import transaction

_TABLE = """
create or replace table raw.source_snapshots (
    source_id varchar, series varchar, is_enabled boolean, taken_on date, checked_on date, max_age_days integer,
    outcome varchar, sha256 varchar, bytes bigint, declared_count bigint, received_count bigint,
    last_attempt_on date, last_error varchar
)
"""


def load_state(
    connection: duckdb.DuckDBPyConnection, store: SnapshotStore, settings: Settings, moment: datetime
) -> int:
    """Replace `raw.source_snapshots`: one row per source and series held, and one per enabled source without any.

    `checked_on` is the day on which the publisher was last known to have nothing newer; `outcome` and `last_error` are
    those of the last try. Days are told by the clock of the settings.

    Returns:
        The number of rows.
    """
    zone = ZoneInfo(settings.timezone)
    rows = []
    for source in publishers.PUBLISHERS:
        state = publishers.held(source, store, settings, moment)
        last = state.last
        tail = (_day(last.at, zone), last.error or None) if last else (None, None)
        outcome = last.outcome if last else None
        for snapshot in state.snapshots:
            checked = publishers.last_seen(snapshot, store.attempts(source))
            taken = (_day(snapshot.fetched_at, zone), _day(checked, zone), state.max_age_days, outcome)
            counts = (snapshot.sha256, snapshot.bytes, snapshot.declared_count, snapshot.received_count)
            rows.append((source, snapshot.series, state.is_enabled, *taken, *counts, *tail))
        if not state.snapshots and (state.is_enabled or last):
            rows.append(
                (source, "", state.is_enabled, None, None, state.max_age_days, outcome, None, None, None, None, *tail)
            )
    with transaction(connection):
        connection.execute("create schema if not exists raw")
        connection.execute(_TABLE)
        if rows:
            connection.executemany(f"insert into raw.source_snapshots values ({', '.join('?' * 13)})", rows)
    return len(rows)


def _day(at: str, zone: ZoneInfo) -> object:
    return datetime.fromisoformat(at).astimezone(zone).date()
