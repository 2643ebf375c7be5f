"""What is held of each publisher, as a table: so that every page can say how old its sources are."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import duckdb

from corridorwatch.config import Settings
from corridorwatch.ingest import publishers
from corridorwatch.manifests import registry
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.warehouse import transaction

_TABLE = """
create or replace table raw.source_snapshots (
    source_id varchar, series varchar, is_enabled boolean, taken_on date, checked_on date, max_age_days integer,
    outcome varchar, sha256 varchar, bytes bigint, declared_count bigint, received_count bigint,
    last_attempt_on date, last_error varchar, is_by_hand boolean
)
"""


def load_state(connection: duckdb.DuckDBPyConnection, store: SnapshotStore, settings: Settings, as_of: date) -> int:
    """Replace `raw.source_snapshots`: one row per source and series held, and one per enabled source without any.

    What was taken and tried after the as-of date says nothing about that day. `checked_on` is the day on which the
    publisher was last known to have nothing newer; `outcome` and `last_error` are those of the last try. Days are told
    by the clock of the settings.

    Returns:
        The number of rows.
    """
    zone = ZoneInfo(settings.timezone)
    rows = []
    for source in registry().publishers:
        tries = [each for each in store.attempts(source) if _day(each.at, zone) <= as_of]
        held = {each.series: each for each in store.history(source) if _day(each.fetched_at, zone) <= as_of}
        is_enabled = publishers.is_enabled(settings, source)
        max_age_days = getattr(settings.sources, source).max_age_days if is_enabled else None
        last = tries[-1] if tries else None
        tail = (_day(last.at, zone), last.error or None) if last else (None, None)
        outcome = last.outcome if last else None
        for series, snapshot in sorted(held.items()):
            checked = publishers.last_seen(snapshot, tries)
            taken = (_day(snapshot.fetched_at, zone), _day(checked, zone), max_age_days, outcome)
            counts = (snapshot.sha256, snapshot.bytes, snapshot.declared_count, snapshot.received_count)
            by_hand = bool(snapshot.details.get("added_by_hand"))
            rows.append((source, series, is_enabled, *taken, *counts, *tail, by_hand))
        if not held and (is_enabled or last):
            rows.append(
                (source, "", is_enabled, None, None, max_age_days, outcome, None, None, None, None, *tail, False)
            )
    with transaction(connection):
        connection.execute("create schema if not exists raw")
        connection.execute(_TABLE)
        if rows:
            connection.executemany(f"insert into raw.source_snapshots values ({', '.join('?' * 14)})", rows)
    return len(rows)


def _day(at: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(at).astimezone(zone).date()
