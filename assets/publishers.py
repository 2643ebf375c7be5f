"""One step a publisher: the rows of its files, in `raw`. What a file must look like is in `corridorwatch.sources`."""

from collections.abc import Iterator

import dagster as dg

from assets.fetched import refusals_check, refusals_spec, snapshot_key
from assets.resources import Clock, Store, Warehouse
from corridorwatch.sources.ucdp import load as ucdp_door
from corridorwatch.sources.ucdp.parse import COLUMNS

_BORNE_OUT = "names_are_borne_out"


def publisher_assets() -> list[dg.AssetsDefinition]:
    """The raw tables of UCDP GED and Candidate; empty where no file was ever taken."""
    return [_raw(source) for source in ucdp_door.SOURCES]


def publisher_keys() -> list[dg.AssetKey]:
    """The keys of their raw tables."""
    return [dg.AssetKey(["raw", f"{source}{end}"]) for source in ucdp_door.SOURCES for end in ("", "_sightings")]


def _raw(source: str) -> dg.AssetsDefinition:
    rows, sightings = (dg.AssetKey(["raw", f"{source}{end}"]) for end in ("", "_sightings"))

    @dg.multi_asset(
        name=f"raw_of_{source}",
        specs=[
            dg.AssetSpec(
                rows,
                deps=[snapshot_key(source)],
                group_name="raw",
                kinds={"duckdb", "csv"},
                description="Rows of the province as UCDP reports them; rows elsewhere are counted in raw.elsewhere.",
                metadata={
                    "dagster/column_schema": dg.TableSchema(
                        columns=[dg.TableColumn(name, "VARCHAR", description="as reported") for name in COLUMNS]
                    )
                },
            ),
            dg.AssetSpec(
                sightings,
                deps=[snapshot_key(source)],
                group_name="raw",
                kinds={"duckdb", "csv"},
                description="What each snapshot taken by the day said of each event, and which it no longer held.",
            ),
        ],
        check_specs=[
            refusals_spec(rows),
            dg.AssetCheckSpec(
                _BORNE_OUT,
                asset=rows,
                description="Every file holds events of the country in all years or months that its name says.",
            ),
        ],
    )
    def raw(store: Store, clock: Clock, warehouse: Warehouse) -> Iterator[dg.MaterializeResult]:
        loaded = ucdp_door.load(
            warehouse.connection,
            source,
            store.snapshots.as_of(clock.day),
            store.settings.scope,
            as_of=clock.day,
            timezone=store.settings.timezone,
        )
        yield dg.MaterializeResult(
            asset_key=rows,
            metadata={
                "dagster/row_count": loaded.kept,
                "received": loaded.received,
                "elsewhere": loaded.elsewhere,
                "refused": loaded.refused,
                "note": loaded.note,
            },
            check_results=[
                dg.AssetCheckResult(
                    check_name=_BORNE_OUT,
                    asset_key=rows,
                    passed=not loaded.warnings,
                    severity=dg.AssetCheckSeverity.WARN,
                    description="\n  ".join(loaded.warnings) or None,
                ),
                refusals_check(warehouse, rows, source),
            ],
        )
        yield dg.MaterializeResult(asset_key=sightings, metadata={"note": loaded.note})

    return raw
