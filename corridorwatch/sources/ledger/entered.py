"""The rows that were entered on this machine: what their files look like, and how they fit to the shipped tables."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.rules import text
from corridorwatch.ingest.tables import ROW, ParsedTable, TableSpec
from corridorwatch.reviewed_files import AT, BY
from corridorwatch.sources.ledger import parse as ledger

SOURCE_ID = "entered"
OF = {
    "entered_claims": "ledger_claims",
    "entered_pages": "ledger_pages",
    "entered_page_moves": "ledger_page_moves",
    "entered_district_aliases": "district_aliases",
    "entered_actor_aliases": "actor_aliases",
    "entered_accepted": "accepted_changes",
}
"""Table of `raw` -> the shipped table to whose rows its own are added."""


def specs(shipped: Mapping[str, TableSpec]) -> dict[str, TableSpec]:
    """`raw` table name -> what the file must look like: the shipped table's columns, and who entered a row and when.

    Args:
        shipped: the specs of the shipped tables.
    """
    told = {BY: text(required=True), AT: text(required=True)}
    return {
        table: replace(shipped[name], name=table, columns={**shipped[name].columns, **told}, is_appended=True)
        for table, name in OF.items()
    }


def fit(entered: Mapping[str, ParsedTable], shipped: Mapping[str, ParsedTable]) -> None:
    """Hold the entered rows to the shipped ones.

    A row that the shipped table has come to hold, word for word, is no fault: it counts once.

    Raises:
        BrokenSource: a row has the key of a shipped one and says something else, or speaks of what no file holds.
    """
    if faults := [fault for table, name in OF.items() for fault in _faults(table, entered[table], shipped[name])]:
        raise BrokenSource(
            f"what was entered contradicts what is shipped: {'; '.join(faults[:5])}"
            + (f" and {len(faults) - 5} more." if faults[5:] else "."),
            expected="one meaning for every key",
            next_step="mend these rows of the entered file: its rows count beside the shipped ones",
        )
    claims = [shipped["ledger_claims"], entered["entered_claims"]]
    ledger.check_references({**shipped, "ledger_claims": _joined(*claims)})


def _faults(table: str, entered: ParsedTable, shipped: ParsedTable) -> Iterator[str]:
    columns = [name for name in shipped.rows.columns if name != ROW]
    both = entered.rows.join(
        shipped.rows.select(columns), on=entered.key, how="inner", suffix=" shipped", nulls_equal=True
    )
    for row in both.iter_rows(named=True):
        differ = [name for name in columns if name not in entered.key and row[name] != row[f"{name} shipped"]]
        if differ:
            key = " / ".join(str(row[name]) for name in entered.key if row[name])
            yield f"{table.removeprefix('entered_')}.csv row {row[ROW]}: {key} has another {', '.join(differ[:3])}"


def _joined(shipped: ParsedTable, entered: ParsedTable) -> ParsedTable:
    rows = pl.concat([shipped.rows, entered.rows.select(shipped.rows.columns)])
    return replace(shipped, rows=rows, quarantine=pl.concat([shipped.quarantine, entered.quarantine]))
