"""One step a publisher: ask it for what is new, or go on with what is held; then the rows of what is held.

A fetch that fails warns, and the run goes on with the last good snapshot; past the age that is allowed it stops. Which
publishers there are, and into which tables their rows go, their manifests say; what a publisher's server and files must
look like is in its folder of `corridorwatch.sources`.
"""

from collections.abc import Iterator

import dagster as dg

from assets.checks import NO_ROW_IS_REFUSED, refusals_spec, verdict
from assets.resources import Clock, Network, Store, Warehouse
from corridorwatch.ingest import publishers
from corridorwatch.ingest.loading import Night
from corridorwatch.ingest.publishers import Held
from corridorwatch.ingest.raw import load_said_of_sources
from corridorwatch.ingest.state import load_state
from corridorwatch.ingest.told import refused_in_run
from corridorwatch.manifests import Manifest, registry


def snapshot_assets() -> list[dg.AssetsDefinition]:
    """The snapshots of every publisher, and the tables that say of all sources what they are and what is held."""
    return [*(_snapshots(each) for each in registry().publishers.values()), source_snapshots, said_of_sources]


def row_assets() -> list[dg.AssetsDefinition]:
    """The raw tables of every publisher; empty where no file was ever taken."""
    return [_rows(each) for each in registry().publishers.values()]


def publisher_keys() -> list[dg.AssetKey]:
    """The keys of the raw tables made here."""
    made = (table for each in registry().publishers.values() for table in each.tables)
    return [source_snapshots.key, said_of_sources.key, *(dg.AssetKey(["raw", table]) for table in made)]


def snapshot_key(source: str) -> dg.AssetKey:
    """Where the bytes of a publisher come in: its rows wait for it."""
    return dg.AssetKey(["snapshots", source])


def _snapshots(publisher: Manifest) -> dg.AssetsDefinition:
    source = publisher.source_id
    key = snapshot_key(source)

    @dg.asset(
        key=key,
        deps=[snapshot_key(each) for each in publisher.after],
        group_name="snapshots",
        description=f"{publisher.name}: the publisher's bytes as they came. {publisher.terms}.",
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
                verdict(key, "fetch_went_well", error),
                verdict(key, "is_young_enough", f"{blocks}\n  next: {state.next_step}" if blocks else "", stops=True),
            ],
        )

    return snapshots


def _failed(publisher: Manifest, state: Held, error: str) -> str:
    """What a run says, in a line, and does whose source did not come."""
    kept = f"Going on with what is held ({state.age_days} days old)" if state.snapshots else "Going on without it"
    if state.is_enabled:
        return f"{error} {kept}."
    when = "a later run asks again" if state.snapshots else "the next run asks again"
    return (
        f"{publisher.name} did not come: {error} {kept}; {when}. Not to ask: --no-fetch, or"
        f" sources.{state.source_id}.fetch_on_run = false."
    )


@dg.asset(
    key=["raw", "source_snapshots"],
    group_name="raw",
    kinds={"duckdb"},
    deps=[snapshot_key(source) for source in registry().publishers],
    description="What is held of each publisher, how old it is, and how the last try to get more ended.",
)
def source_snapshots(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
    """Write the table."""
    rows = load_state(warehouse.connection, store.snapshots.as_of(clock.day), store.settings, clock.day)
    return dg.MaterializeResult(metadata={"dagster/row_count": rows})


@dg.asset(
    key=["raw", "sources"],
    group_name="raw",
    kinds={"duckdb"},
    description="What the manifests say of each source: title, licence, credit, and how its rows come.",
)
def said_of_sources(warehouse: Warehouse) -> dg.MaterializeResult:
    """Write the table."""
    return dg.MaterializeResult(metadata={"dagster/row_count": load_said_of_sources(warehouse.connection)})


def _rows(publisher: Manifest) -> dg.AssetsDefinition:
    keys = [dg.AssetKey(["raw", table]) for table in publisher.tables]

    @dg.multi_asset(
        name=f"raw_of_{publisher.source_id}",
        specs=[
            dg.AssetSpec(
                key,
                deps=[snapshot_key(publisher.source_id)],
                group_name="raw",
                kinds={"duckdb"},
                description=holds,
                metadata=_as_reported(publisher) if key == keys[0] else {},
            )
            for key, holds in zip(keys, publisher.tables.values(), strict=True)
        ],
        check_specs=[
            refusals_spec(keys[0]),
            *(dg.AssetCheckSpec(name, asset=keys[0], description=holds) for name, holds in publisher.checks.items()),
        ],
    )
    def rows(store: Store, clock: Clock, warehouse: Warehouse) -> Iterator[dg.MaterializeResult]:
        settings, source = store.settings, publisher.source_id
        night = Night(
            warehouse.connection, source, store.snapshots.as_of(clock.day), clock.day, settings.timezone, settings.scope
        )
        loaded = publisher.module("load").load_night(night)
        yield dg.MaterializeResult(
            asset_key=keys[0],
            metadata=loaded.facts,
            check_results=[
                *(verdict(keys[0], name, loaded.found.get(name, ())) for name in publisher.checks),
                verdict(keys[0], NO_ROW_IS_REFUSED, refused_in_run(warehouse.connection, source)),
            ],
        )
        for key in keys[1:]:
            yield dg.MaterializeResult(asset_key=key)

    return rows


def _as_reported(publisher: Manifest) -> dict[str, object]:
    names = [name for kept in publisher.columns.values() for name in kept]
    columns = [dg.TableColumn(name, "VARCHAR", description="as reported") for name in names]
    return {"dagster/column_schema": dg.TableSchema(columns=columns)} if columns else {}
