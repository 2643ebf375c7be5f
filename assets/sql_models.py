"""The factory: `sql/models/<schema>/<table>.sql` -> asset `<schema>/<table>`, `sql/checks/*.sql` -> its asset checks.

Dependencies, columns and descriptions are read from the files; nothing is typed twice.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path

import dagster as dg
import duckdb

from assets.resources import Clock, Store, Warehouse, sql_parameters
from corridorwatch.sqlmodels import SqlFile
from corridorwatch.warehouse import one

DOOR_TABLES = frozenset(
    {
        *("raw.received", "raw.quarantine", "raw.records", "raw.elsewhere", "raw.source_files", "raw.source_spans"),
        *("raw.file_weeks", "raw.files_read", "raw.sightings"),
    }
)
"""What the loaders of all raw tables write together; whoever reads one waits for all of them."""


def sql_asset(model: SqlFile, checks: Sequence[SqlFile], raw_keys: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset of one model. A hard check that finds rows stops everything downstream and names the rows."""
    key = asset_key(model.table)
    reads = model.reads.union(model.after, *(check.reads for check in checks)) - {model.table}
    file = f"sql/models/{model.table.replace('.', '/')}.sql"
    deps = {asset_key(table) for table in reads - DOOR_TABLES} | (set(raw_keys) if reads & DOOR_TABLES else set())

    @dg.asset(
        key=key,
        group_name=model.table.split(".")[0],
        kinds={"duckdb", "sql"},
        deps=sorted(deps),
        code_version=model.digest,
        description=f"{model.description}\n\n{file}, one row per {', '.join(model.grain)}",
        metadata={
            "dagster/column_schema": dg.TableSchema(
                columns=[
                    dg.TableColumn(column.name, column.type, description=column.meaning) for column in model.columns
                ]
            ),
            "dagster/table_name": model.table,
            "dagster/code_references": code_references(model.path, *(check.path for check in checks)),
        },
        tags={"released": "yes" if model.is_released else "no"},
        check_specs=[
            dg.AssetCheckSpec(check.rule, asset=key, description=check.description, blocking=not check.is_soft)
            for check in checks
        ],
    )
    def build(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
        values = sql_parameters(store, clock)
        made = warehouse.cutoff.make(model, values)
        verdicts = [warehouse.cutoff.judge(check, values) for check in checks]
        return dg.MaterializeResult(
            data_version=dg.DataVersion(made.contents.replace(" ", "-")),
            metadata={
                "dagster/row_count": made.rows,
                "unchanged_since": str(made.since),
                "made_again": made.is_new,
                **_deaths(warehouse.connection, model),
                **(_lineage(warehouse, model) if warehouse.is_shown else {}),
                **({"preview": _preview(warehouse.connection, model)} if warehouse.is_shown else {}),
            },
            check_results=[
                dg.AssetCheckResult(
                    passed=verdict.passed,
                    check_name=verdict.check.rule,
                    severity=dg.AssetCheckSeverity.WARN if verdict.check.is_soft else dg.AssetCheckSeverity.ERROR,
                    description=None if verdict.passed else verdict.sentence(),
                    metadata={"rows": verdict.count},
                )
                for verdict in verdicts
            ],
        )

    return build


def code_references(*files: Path) -> dg.CodeReferencesMetadataValue:
    """Where Dagster's pages find the files that an asset is made by."""
    with warnings.catch_warnings():
        # Dagster calls them unfinished; they are shown, and nothing rests on them.
        warnings.simplefilter("ignore", dg.BetaWarning)
        return dg.CodeReferencesMetadataValue(
            code_references=[
                dg.LocalFileCodeReference(file_path=str(file), line_number=1, label=file.name) for file in files
            ]
        )


def _lineage(warehouse: Warehouse, model: SqlFile) -> dict[str, dg.TableColumnLineage]:
    deps = {
        name: [dg.TableColumnDep(asset_key(table), column) for table, column in found if column]
        for name, found in warehouse.lineage()[model.table].items()
    }
    return {"dagster/column_lineage": dg.TableColumnLineage({name: found for name, found in deps.items() if found})}


def asset_key(table: str) -> dg.AssetKey:
    """`core.reports` -> core/reports."""
    return dg.AssetKey(table.split("."))


def _deaths(connection: duckdb.DuckDBPyConnection, model: SqlFile) -> dict[str, int]:
    column = next(
        (name for name in ("killed_best", "killed_total", "deaths") if name in {c.name for c in model.columns}), None
    )
    if column is None:
        return {}
    total = one(connection.execute(f"select coalesce(sum({column}), 0)::bigint from {model.table}"))[0]
    return {"deaths": total}


def _preview(connection: duckdb.DuckDBPyConnection, model: SqlFile) -> dg.MetadataValue:
    """The first rows, cut so that they fit a panel."""
    names = [column.name for column in model.columns[:8]]
    selected = ", ".join(f'left("{name}"::varchar, 40) as "{name}"' for name in names)
    rows = connection.execute(f"select {selected} from {model.table} limit 5").fetchall()
    lines = [
        names,
        ["---"] * len(names),
        *[["" if cell is None else cell.replace("|", "\\|") for cell in row] for row in rows],
    ]
    return dg.MetadataValue.md("\n".join(f"| {' | '.join(line)} |" for line in lines))
