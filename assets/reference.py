"""The tables of `reference/` and what was entered on this machine: their bytes as they came, and rows in `raw`."""

from collections.abc import Iterator, Mapping

import dagster as dg

from assets.checks import NO_ROW_IS_REFUSED, refusals_spec, verdict
from assets.inbox import INBOX_KEY
from assets.resources import Clock, Store, Warehouse
from corridorwatch.config import ROOT
from corridorwatch.geography.shapes import forget_publisher
from corridorwatch.sources.ledger import entered
from corridorwatch.sources.reference import embedded
from corridorwatch.sources.reference.embedded import EmbeddedFile


def embedded_assets() -> list[dg.AssetsDefinition]:
    """Snapshots and raw tables of the files of `reference/`, source by source: a broken file stops its whole source."""
    return [
        asset
        for source, files in embedded.files(ROOT / "reference").items()
        for asset in (_snapshots(source, files), _raw(source, files))
    ]


@dg.asset(
    key=["raw", "district_boundaries"],
    group_name="raw",
    kinds={"duckdb"},
    description="A publisher's district polygons, where a boundary file was added by hand; else no row.",
)
def district_boundaries(store: Store, warehouse: Warehouse) -> dg.MaterializeResult:
    """The newest boundary file's polygons. The library that reads it is imported only where there is one."""
    rows = 0
    if store.snapshots.newest("district_boundaries") is None:
        forget_publisher(warehouse.connection)
    else:
        from corridorwatch.geography import boundaries

        rows = boundaries.load(warehouse.connection, store.snapshots, store.settings.facts)
    return dg.MaterializeResult(metadata={"dagster/row_count": rows})


def reference_keys() -> list[dg.AssetKey]:
    """The keys of all raw tables."""
    return [
        district_boundaries.key,
        *(_raw_key(table) for files in embedded.files(ROOT / "reference").values() for table in files),
    ]


def _snapshots(source: str, files: Mapping[str, EmbeddedFile]) -> dg.AssetsDefinition:
    @dg.asset(
        key=_snapshot_key(source),
        # What lies in the inbox is entered before what was entered is read.
        deps=[INBOX_KEY] if source == entered.SOURCE_ID else [],
        group_name="snapshots",
        kinds={"csv"},
        description=f"The bytes of {len(files)} {_where(source)} as the run read them, once they keep every rule and"
        " lost nothing since the last run that nobody explained.",
    )
    def snapshots(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
        kept = embedded.take(
            store.snapshots, store.settings.facts, source, clock.moment, clock.today, warehouse.connection
        )
        taken = [snapshot for _, snapshot in kept]
        changed = [snapshot.file_name for snapshot in taken if snapshot.outcome != "unchanged"]
        return dg.MaterializeResult(
            metadata={
                "outcome": "success" if changed else "unchanged",
                "changed": changed,
                "bytes": sum(snapshot.bytes for snapshot in taken),
                "sha256": {snapshot.file_name: snapshot.sha256 for snapshot in taken},
                "licence": ", ".join(sorted({snapshot.licence for snapshot in taken})),
            }
        )

    return snapshots


def _raw(source: str, files: Mapping[str, EmbeddedFile]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"raw_of_{source}",
        specs=[
            dg.AssetSpec(
                _raw_key(table),
                deps=[_snapshot_key(source)],
                group_name="raw",
                kinds={"duckdb", "polars"},
                description=f"The rows of {_where(source, file)} as reported; refused rows are in raw.quarantine.",
                metadata={
                    "dagster/column_schema": dg.TableSchema(
                        columns=[
                            dg.TableColumn(name, "VARCHAR", description="as reported") for name in file.spec.columns
                        ]
                    )
                },
            )
            for table, file in files.items()
        ],
        check_specs=[refusals_spec(_raw_key(table)) for table in files],
    )
    def raw(store: Store, warehouse: Warehouse) -> Iterator[dg.MaterializeResult]:
        settings = store.settings
        loaded = embedded.load(
            warehouse.connection, store.snapshots, settings.facts, source, timezone=settings.timezone
        )
        for table, held in loaded.items():
            yield dg.MaterializeResult(
                asset_key=_raw_key(table),
                metadata={"dagster/row_count": held.rows, "received": held.received, "refused": held.refused},
                check_results=[_refusals(table, held)],
            )

    return raw


def _refusals(table: str, held: embedded.Loaded) -> dg.AssetCheckResult:
    found = [f"{held.refused} row(s) are in quarantine", *held.refusals[:10]] if held.refusals else []
    # A fault of our own, which the step before stops; here only where that step was left out.
    return verdict(_raw_key(table), NO_ROW_IS_REFUSED, found, stops=True, refused=held.refused)


def _where(source: str, file: EmbeddedFile | None = None) -> str:
    if source == entered.SOURCE_ID:
        return str(file.path) if file else "files of entered/"
    return f"reference/{file.path}" if file else "files of reference/"


def _snapshot_key(source: str) -> dg.AssetKey:
    return dg.AssetKey(["snapshots", source])


def _raw_key(table: str) -> dg.AssetKey:
    return dg.AssetKey(["raw", table])
