"""`corridorwatch trace`: from a number to the rows of publishers' files. Its own module: sqlglot is read here alone."""

import sys
from typing import Annotated, Any

import cyclopts

from corridorwatch import release as releases
from corridorwatch.config import load_settings
from corridorwatch.display import readable
from corridorwatch.local import Local, read_local
from corridorwatch.query import frame
from corridorwatch.trace import rows_query, steps, summed


def trace(
    column: str,
    /,
    *,
    where: str = "",
    release: str = "",
    local: Annotated[bool, cyclopts.Parameter(negative=())] = False,
) -> None:
    """Print the tables that a column is made from, down to publishers' files, and the rows behind a number.

    Parameters
    ----------
    column
        The column with its table: marts.weekly_casualties_by_district.killed_best.
    where
        A condition on the rows of that table, in SQL: "district_id = 'quetta' and week = '2026-01-26'". The incidents
        or claims behind them are printed, each with the file and the row (the header line is row 1) it was read from.
    release
        The release to ask, as `corridorwatch releases` names it; the latest when left out.
    local
        Ask the local database of the newest run, with the rows that may not leave this machine: not for release.
    """
    table, _, name = column.rpartition(".")
    for step in steps(table, name):
        print(f"{step.table} ({', '.join(step.columns)}): {step.sql}" if where else step)
    if not where:
        return
    settings = load_settings()
    found = read_local(settings) if local else releases.find(settings, release)
    if isinstance(found, Local):
        print(found.notice, file=sys.stderr)
    told = frame(found.path, f"select {name} from {table} where {where}")
    more = f" and {told.height - 5} rows more" if told.height > 5 else ""
    print(f"\n{column} where {where}: {', '.join(map(str, told[name].head(5)))}{more}")
    rows = frame(found.path, rows_query(table, where))
    for row in rows.iter_rows(named=True):
        print(readable(f"  {_place(row)}: {_said(row)}"))
    print(summed(rows))
    if name != "killed_best" and "incident" in set(rows["kind"]):
        print(f"These are the dead on all sides by the records' best figures: not {name}, where that counts others.")


def _place(row: dict[str, Any]) -> str:
    number = f"row {row['row_number']}" if row["row_number"] else "no longer in it"
    return f"{row['publisher']}, {row['file_name']} {number}"


def _said(row: dict[str, Any]) -> str:
    # A claim says itself whether it counts killed, injured or others.
    unit = " killed" if row["kind"] == "incident" else ""
    killed = "no toll" if row["killed"] is None else f"{row['killed']}{unit}"
    share = f" x {row['share']:.4f}" if row["share"] != 1 else ""
    url = f" {row['source_url']}" if row["source_url"] else ""
    return f"{row['day'] or 'undated'} {row['what']}: {killed}{share} ({row['record_id']}){url}"
