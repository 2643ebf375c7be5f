"""What explains a change in a reviewed table: corrections, with where each was read, and acceptances, with their why.

`reference/ledger/corrections.csv` says what a published row said, what it says now, and the page that says so.
`reference/accepted.csv` says that somebody meant a change for which there is no page: rows that were merged, a table
that was tidied. Both lie beside the tables they speak of and travel with them: who takes over the changed tables takes
over the explanation, and no run of theirs stops. What was accepted on one machine counts there, and travels once it is
made a patch of that file (`corridorwatch entered patch`).
"""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from corridorwatch.errors import CorridorwatchError
from corridorwatch.ingest.changes import GONE, ROW, THERE, Cell, Change, Loss, leads, rows_by_key
from corridorwatch.ingest.rules import address, day, text
from corridorwatch.ingest.tables import TableSpec
from corridorwatch.reviewed_files import Folder, enter, entered, entering

_CHANGE = {
    "table": text(required=True),
    "key": text(required=True),
    "column": text(required=True),
    "was": text(),
    "is": text(),
}
CORRECTIONS = TableSpec(
    "corrections",
    {**_CHANGE, "source_url": address(), "read_on": day(required=True), "who": text(required=True), "note": text()},
    tuple(_CHANGE),
)
ACCEPTED = TableSpec(
    "accepted",
    {
        **_CHANGE,
        "file_sha256": text(required=True),
        "who": text(required=True),
        "accepted_on": day(required=True),
        "why": text(required=True),
    },
    tuple(_CHANGE),
)
ACCEPTED_FILE = Path("accepted.csv")

Steps = Mapping[Cell, Sequence[tuple[str, str]]]


def rows(content: bytes) -> list[dict[str, str]]:
    """The rows of either file, as text."""
    read = csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""))
    return [
        {
            name: (cell or "").strip()
            for name, cell in row.items()
            if isinstance(name, str) and not isinstance(cell, list)
        }
        for row in read
    ]


def steps(*contents: bytes) -> Steps:
    """What the files' rows say of each cell: from what to what, in their order."""
    found: dict[Cell, list[tuple[str, str]]] = defaultdict(list)
    for content in contents:
        for row in rows(content):
            cell = (row.get("table", ""), row.get("key", ""), row.get("column", ""))
            found[cell].append((row.get("was", ""), row.get("is", "")))
    return found


def faults(
    corrections: bytes,
    accepted: Sequence[bytes],
    tables: Mapping[str, tuple[TableSpec, bytes]],
    before: Mapping[str, bytes],
) -> list[str]:
    """What the corrections say that the tables do not.

    A cell's last correction says what the cell says now, an earlier one what the next one says it was, and what the
    table said when it was last read is one of them.

    Args:
        corrections: that file.
        accepted: the files of acceptances.
        tables: name -> what the table must look like, and its bytes now.
        before: name -> the bytes that were last read; what was never read is not there.
    """
    also, found = steps(*accepted), []
    chains: dict[Cell, list[tuple[int, str, str]]] = defaultdict(list)
    for number, row in enumerate(rows(corrections), 2):
        cell = (row.get("table", ""), row.get("key", ""), row.get("column", ""))
        chains[cell].append((number, row.get("was", ""), row.get("is", "")))
    read = {name: rows_by_key(content, spec) for name, (spec, content) in tables.items()}
    earlier = {name: rows_by_key(content, tables[name][0]) for name, content in before.items() if name in tables}
    for (table, key, column), chain in chains.items():
        where = f"corrections.csv row {chain[-1][0]}"
        if table not in read:
            found.append(f"{where}: there is no table {table!r} in reference/ledger")
            continue
        now = _says(read[table], key, column)
        if now is None:
            found.append(f"{where}: {table}.csv has no {key}" + (f" with a column {column!r}" if column != ROW else ""))
            continue
        for (_, _, was_is), (number, was, _) in pairwise(chain):
            if was != was_is:
                found.append(
                    f"corrections.csv row {number}: {key}, {column} was {was or 'empty'}, and the correction before it"
                    f" made it {was_is or 'empty'}"
                )
        if not leads(chain[-1][2], now, also.get((table, key, column), ())):
            found.append(
                f"{where}: {key}, {column} is {chain[-1][2] or 'empty'}, and {table}.csv says {now or 'empty'}"
            )
        said = _says(earlier.get(table, {}), key, column)
        told = {value for _, was, after in chain for value in (was, after)}
        told |= {value for step in also.get((table, key, column), ()) for value in step}
        if said is not None and column != ROW and said not in told:
            found.append(
                f"{where}: {key}, {column} was {chain[0][1] or 'empty'}, and when {table}.csv was last read it said"
                f" {said or 'empty'}"
            )
    return found


def _says(table: Mapping[str, Mapping[str, str]], key: str, column: str) -> str | None:
    if column == ROW:
        return THERE if key in table else GONE
    return table.get(key, {}).get(column)


def accept(reference: Folder, loss: Loss, content: bytes, *, who: str, at: datetime, today: date, why: str) -> Path:
    """Write down that a table's changes are meant: one row a change, with the digest of the file as it is.

    Returns:
        The file of acceptances.

    Raises:
        CorridorwatchError: no reason is given, or the file cannot be written.
    """
    if not why.strip():
        raise CorridorwatchError(
            "an acceptance without a reason is not written.", expected="why the rows are gone or changed",
            next_step=f'corridorwatch reference accept {loss.table} --why "..."',
        )  # fmt: skip
    with entering(reference):
        known = steps(*accepted(reference))
        new = [change for change in loss.changes if (change.was, change.now) not in known.get(change.cell, ())]
        rows = [_row(change, sha256(content).hexdigest(), who, today, why) for change in new]
        return enter(reference, ACCEPTED_FILE, list(ACCEPTED.columns), rows, by=who, at=at)


def accepted(reference: Folder) -> list[bytes]:
    """The acceptances that are shipped and those entered on this machine, as far as there are any."""
    files = (reference / ACCEPTED_FILE, reference / entered(ACCEPTED_FILE))
    return [file.read_bytes() for file in files if file.is_file()]


def _row(change: Change, digest: str, who: str, today: date, why: str) -> dict[str, str]:
    return {
        "table": change.table,
        "key": change.key,
        "column": change.column,
        "was": change.was,
        "is": change.now,
        "file_sha256": digest,
        "who": who,
        "accepted_on": today.isoformat(),
        "why": why.strip(),
    }
