"""One step a publisher: ask it for what is new, or go on with what is held; then the table of what is held, and ACLED.

A fetch that fails warns, and the run goes on with the last good snapshot; past the age that is allowed it stops.
What a publisher's server and files must look like is in its folder of `corridorwatch.sources`.
"""

from collections.abc import Iterator

import dagster as dg

from assets.resources import Clock, Network, Store, Warehouse
from corridorwatch.ingest import publishers
from corridorwatch.ingest.publishers import PUBLISHERS, Held, Publisher
from corridorwatch.ingest.state import load_state
from corridorwatch.ingest.told import refused_in_run
from corridorwatch.sources.acled import load as acled_door
from corridorwatch.sources.acled import parse as acled

_ACLED_CURRENT = dg.AssetKey(["raw", "acled_current"])


def fetched_assets() -> list[dg.AssetsDefinition]:
    """The snapshots of every publisher, the table that says what is held, and the raw tables of ACLED."""
    return [*(_snapshots(publisher) for publisher in PUBLISHERS.values()), source_snapshots, raw_of_acled]


def fetched_keys() -> list[dg.AssetKey]:
    """The keys of the raw tables made here."""
    return [dg.AssetKey(["raw", table]) for table in ("source_snapshots", *acled_door.TABLES)]


def snapshot_key(source: str) -> dg.AssetKey:
    """Where the bytes of a publisher come in: its rows wait for it."""
    return dg.AssetKey(["snapshots", source])


def refusals_spec(key: dg.AssetKey) -> dg.AssetCheckSpec:
    """The check that a source's rows all keep the rules."""
    return dg.AssetCheckSpec("no_row_is_refused", asset=key, description="Every row keeps the rules of its columns.")


def refusals_check(warehouse: Warehouse, key: dg.AssetKey, source: str) -> dg.AssetCheckResult:
    """Its verdict: a warning with the counts and the commonest rules, a row of each, where rows are in quarantine."""
    told = refused_in_run(warehouse.connection, source)
    return dg.AssetCheckResult(
        asset_key=key,
        check_name="no_row_is_refused",
        passed=not told,
        severity=dg.AssetCheckSeverity.WARN,
        description=told or None,
    )


def _snapshots(publisher: Publisher) -> dg.AssetsDefinition:
    source = publisher.source_id
    key = snapshot_key(source)

    @dg.asset(
        key=key,
        # Candidate events are those of the months after the yearly release.
        deps=[snapshot_key("ucdp_ged")] if source == "ucdp_candidate" else [],
        group_name="snapshots",
        description=f"{publisher.title}: the publisher's bytes as they came. {publisher.licence}.",
        check_specs=[
            dg.AssetCheckSpec("fetch_went_well", asset=key, description="The last try to get what is new went well."),
            dg.AssetCheckSpec(
                "is_young_enough",
                asset=key,
                description="An enabled source is held, and no older than sources.<id>.max_age_days.",
                blocking=True,
            ),
        ],
    )
    def snapshots(store: Store, clock: Clock, network: Network) -> dg.MaterializeResult:
        fetched = None
        if network.may_ask(store, source, clock):
            fetched = publishers.fetch(source, network.job(store, source, clock))
        state = publishers.held(source, store.snapshots, store.settings, clock.moment)
        error = _failed(publisher, state, fetched.error) if fetched and fetched.error else ""
        if error and not state.is_enabled:
            fetched = None
        blocks = "" if clock.looks_back else state.blocks
        return dg.MaterializeResult(
            metadata={
                "outcome": fetched.outcome if fetched else "cached" if state.snapshots else "not held",
                "bytes": sum(snapshot.bytes for snapshot in state.snapshots),
                "records": sum(snapshot.received_count or 0 for snapshot in state.snapshots),
                "sha256": ", ".join(snapshot.sha256 for snapshot in state.snapshots),
                "checked_at": state.checked_at,
                "age_days": -1 if state.age_days is None else state.age_days,
            },
            check_results=[
                dg.AssetCheckResult(
                    check_name="fetch_went_well",
                    passed=not error,
                    severity=dg.AssetCheckSeverity.WARN,
                    description=error or None,
                ),
                dg.AssetCheckResult(
                    check_name="is_young_enough",
                    passed=not blocks,
                    severity=dg.AssetCheckSeverity.ERROR,
                    description=f"{blocks}\n  next: {state.next_step}" if blocks else None,
                ),
            ],
        )

    return snapshots


def _failed(publisher: Publisher, state: Held, error: str) -> str:
    """What a run says, in a line, and does whose source did not come."""
    kept = f"Going on with what is held ({state.age_days} days old)" if state.snapshots else "Going on without it"
    if state.is_enabled:
        return f"{error} {kept}."
    when = "a later run asks again" if state.snapshots else "the next run asks again"
    return (
        f"{publisher.title} did not come: {error} {kept}; {when}. Not to ask: --no-fetch, or"
        f" sources.{state.source_id}.fetch_on_run = false."
    )


@dg.asset(
    key=["raw", "source_snapshots"],
    group_name="raw",
    kinds={"duckdb"},
    deps=[snapshot_key(source) for source in PUBLISHERS],
    description="What is held of each publisher, how old it is, and how the last try to get more ended.",
)
def source_snapshots(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
    """Write the table."""
    rows = load_state(warehouse.connection, store.snapshots.as_of(clock.day), store.settings, clock.day)
    return dg.MaterializeResult(metadata={"dagster/row_count": rows})


@dg.multi_asset(
    name="raw_of_acled",
    specs=[
        dg.AssetSpec(
            ["raw", table],
            deps=[snapshot_key(acled.SOURCE_ID)],
            group_name="raw",
            kinds={"duckdb", "polars"},
            description=f"ACLED's {table.removeprefix('acled_')}, from all its snapshots; empty where there is none.",
        )
        for table in acled_door.TABLES
    ],
    check_specs=[refusals_spec(_ACLED_CURRENT)],
)
def raw_of_acled(store: Store, clock: Clock, warehouse: Warehouse) -> Iterator[dg.MaterializeResult]:
    """Load them."""
    loaded = acled_door.load(
        warehouse.connection,
        store.snapshots.as_of(clock.day),
        as_of=clock.day,
        timezone=store.settings.timezone,
        scope=store.settings.scope,
    )
    for table in acled_door.TABLES:
        yield dg.MaterializeResult(
            asset_key=dg.AssetKey(["raw", table]),
            metadata={"versions": loaded.versions, "events": loaded.events, "refused": loaded.refused},
            check_results=[refusals_check(warehouse, _ACLED_CURRENT, acled.SOURCE_ID)]
            if table == "acled_current"
            else [],
        )
