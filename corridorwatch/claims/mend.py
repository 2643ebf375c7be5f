"""Mending the ledger by command: a claim that came to share a number, and a page that moved."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from corridorwatch.claims.entry import CLAIMS, PAGES, next_number
from corridorwatch.errors import CorridorwatchError
from corridorwatch.locks import alone
from corridorwatch.reviewed_files import Folder, Row, all_rows, enter, entering, replace
from corridorwatch.sources.ledger import parse as ledger

MOVES = ledger.FOLDER / "page_moves.csv"
COLUMNS = ("url", "moved_to", "moved_on", "recorded_at", "note")


def renumber(reference: Path, number: int) -> tuple[str, str]:
    """Give the claim in a row of the claims file the next free number; all other rows stay as they are.

    What repeats or corrects the old number goes on naming the row that keeps it.

    Args:
        number: the row as a run and a spreadsheet number it; the header is row 1.

    Returns:
        The old number and the new one.

    Raises:
        CorridorwatchError: there is no such row, no other row has its number, or the file cannot be written.
    """
    path = reference / CLAIMS
    with alone(path.with_name(".lock")):
        content = path.read_bytes().decode("utf-8")
        ends = "\r\n" if "\r\n" in content else "\n"
        lines = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))
        place = lines[0].index("claim_id")
        if not 2 <= number <= len(lines):
            raise CorridorwatchError(
                f"claims.csv has no row {number}.",
                expected=f"2 to {len(lines)}",
                next_step="take the row from the message of the run",
            )
        old = lines[number - 1][place]
        if [line[place] for line in lines[1:] if len(line) > place].count(old) < 2:
            raise CorridorwatchError(
                f"no other claim has the number {old}.",
                expected="a row whose number another row has: published numbers stay",
                next_step="take the row from the message of the run",
            )
        held = [dict(zip(lines[0], line, strict=False)) for line in lines[1:]]
        lines[number - 1][place] = new = next_number(held[number - 2], held)
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator=ends)
        writer.writerows(lines)
        mark = "\ufeff" if content.startswith("\ufeff") else ""
        replace(path, (mark + text.getvalue()).encode("utf-8"))
    return old, new


def move_page(
    reference: Folder, url: str, moved_to: str, moved_on: date, today: date, note: str = "", *, by: str, at: datetime
) -> Row:
    """Enter that a page has another address: from that day it is cited there, and the address it was read at is kept.

    Raises:
        CorridorwatchError: the ledger holds no page of that address, the new address is none, the day lies ahead, the
            move is there already, or the file cannot be written.
    """
    with entering(reference):
        row = dict(zip(COLUMNS, (url, moved_to, str(moved_on), str(today), note), strict=True))
        if wrong := wrong_with_move(row, all_rows(reference, PAGES), all_rows(reference, MOVES), today):
            raise CorridorwatchError(
                f"{wrong}.",
                expected="the address as in reference/ledger/pages.csv, its new one, and a day that has come",
                next_step="correct it and try again; nothing was written",
            )
        enter(reference, MOVES, COLUMNS, [row], by=by, at=at)
    return row


def wrong_with_move(row: Row, pages: Sequence[Row], moves: Sequence[Row], today: date) -> str:
    """Why a page's move is not entered beside the pages and moves that are held; empty where nothing is wrong."""
    url, moved_to, moved_on = row["url"], row["moved_to"], row["moved_on"]
    if url not in {page["url"] for page in pages} | {move["moved_to"] for move in moves}:
        return f"the ledger cites no page {url}"
    if not moved_to.startswith(("http://", "https://")) or moved_to == url or any(c.isspace() for c in moved_to):
        return f"{moved_to} is no other address of a page"
    if moved_on > str(today):
        return f"{moved_on} lies ahead of {today}"
    if any((move["url"], move["moved_to"]) == (url, moved_to) for move in moves):
        return f"it is entered already that {url} moved to {moved_to}"
    if any((move["url"], move["moved_on"]) == (url, moved_on) for move in moves):
        return f"it is entered already that {url} moved on {moved_on}"
    return ""
