"""Where in a sheet the table is: titles above it, headings of one row or two, notes and totals among its rows.

What is no record is left out with a reason and stays counted: a row that only says `Total` is no incident.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.cell_rules import plain_text
from corridorwatch.ingest.filetypes import Cells
from corridorwatch.ingest.total_rows import says_total, says_total_of
from corridorwatch.sources.own_tables.cells import sheet_month
from corridorwatch.sources.own_tables.grids import Grid, Grids, read_grids
from corridorwatch.sources.own_tables.headings import candidates, is_count

ALL_SHEETS = "*"
SHEET = "(sheet)"
"""The column that says which sheet a row of several stood in."""

_HEAD = 40
"""How many filled rows are looked at for the headings."""

_LONGEST = 200
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_FIGURE = re.compile(r"^[\d\s.,:/+°'\"()NSEW-]*\d[\d\s.,:/+°'\"()NSEW-]*$")
_DAY = re.compile(
    r"^\d{1,2}[\s-]*(?:st|nd|rd|th)?[\s-]*[A-Za-z]{3,9}[\s,.-]+\d{2,4}$|^[A-Za-z]{3,9}\.?\s+\d{1,2},?\s+\d{4}$"
)


_LIKE_A_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\b\d{1,2}[\s-][A-Za-z]{3,9}[\s,-]|[A-Za-z]{3,9}\s\d{1,2},")


@dataclass
class Table:
    """A table in a sheet. `header`: each name once, "" over a column without content; `rows`: number and cells;
    `left_out`: row number -> why it is no record; `twice`: names of which the sheet has several columns.
    """

    name: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    faults: dict[int, str]
    left_out: dict[int, str] = field(default_factory=dict)
    twice: tuple[str, ...] = ()


def read_own(
    content: bytes, file_name: str, *, encoding: str = "", delimiter: str = "", sheets: Sequence[str] = ()
) -> Cells:
    """Read a table of one's own: its headings found, each name once, and every row with why it may be no record.

    Args:
        sheets: the sheets to read together; empty for the only one, or for all where all have the same headings;
            `*` for all.

    Raises:
        BrokenSource: the file cannot be read, has no headings, or has sheets of which somebody must say which count.
    """
    wanted = [name for name in sheets if name != ALL_SHEETS]
    grids = read_grids(content, file_name, encoding=encoding, delimiter=delimiter, wanted=wanted)
    tables = [_table(grid, file_name) for grid in grids.sheets]
    if len(tables) > 1 and not sheets and len({frozenset(table.header) - {""} for table in tables}) > 1:
        names = [table.name for table in tables]
        raise BrokenSource(
            f"{file_name} has {len(names)} sheets with content, whose headings differ: {', '.join(map(repr, names))}.",
            expected="sheets with the same headings, or the name of those that hold the records",
            next_step=f"say which: --sheet {names[0]!r}, again for each of several, or {ALL_SHEETS!r} for all",
        )
    is_alone = len(tables) == 1 and not (grids.format == "xlsx" and sheet_month(tables[0].name)[1])
    joined = tables[0] if is_alone else _joined(tables)
    return _cells(joined, grids, tables, sheets)


def _cells(table: Table, grids: Grids, tables: Sequence[Table], sheets: Sequence[str]) -> Cells:
    records, unreadable = [], dict(table.left_out)
    width = len(table.header)
    for number, row in table.rows:
        record = row
        if len(row) > width and not any(row[width:]):
            record = row[:width]
        records.append((number, [cell or None for cell in record]))
        if number in table.faults:
            unreadable[number] = table.faults[number]
        elif number not in unreadable and len(record) != width:
            unreadable[number] = f"row has {len(record)} fields, the header {width}"
        elif any("\x00" in cell for cell in record):
            unreadable.setdefault(number, "a cell holds a NUL byte, which no text has")
    named = sheets or ([ALL_SHEETS] if len(tables) > 1 else [tables[0].name] if tables[0].name else [])
    return Cells(
        table.header,
        records,
        unreadable,
        grids.format,
        grids.encoding,
        grids.delimiter,
        named[0] if len(named) == 1 else "",
        grids.encoding_is_sure,
        left_out=frozenset(table.left_out),
        twice=table.twice,
        sheets=tuple(named) if len(named) > 1 else (),
    )


def _joined(tables: Sequence[Table]) -> Table:
    """Several sheets as one table: rows numbered on, with the sheet's name in a column of its own."""
    header = list(dict.fromkeys(name for table in tables for name in table.header if name))
    joined = Table("", [*header, SHEET], [], {}, twice=tuple(dict.fromkeys(name for t in tables for name in t.twice)))
    before = 0
    for table in tables:
        places = [table.header.index(name) if name in table.header else -1 for name in header]
        for number, row in table.rows:
            at = before + number
            where = f"sheet {table.name!r} row {number}"
            if number in table.faults or len(row) < len(table.header) or any(row[len(table.header) :]):
                why = table.faults.get(number, f"row has {len(row)} fields, the header {len(table.header)}")
                joined.faults[at] = f"{why}, in {where}"
            if number in table.left_out:
                joined.left_out[at] = f"{table.left_out[number]}, in {where}"
            joined.rows.append((at, [*(row[place] if -1 < place < len(row) else "" for place in places), table.name]))
        before += max((number for number, _ in table.rows), default=0)
    return joined


def _table(grid: Grid, file_name: str) -> Table:
    where = f"{file_name}, sheet {grid.name!r}" if grid.name else file_name
    if not grid.rows:
        raise _no_header(where, "it is empty")
    rows = grid.rows
    at, deep = (0, 1) if grid.has_header else _find_header(rows, grid, where)
    width = max(len(row) for _, row in rows[at : at + deep])
    names = _names(rows[at : at + deep], width, grid)
    body = _filled_down(rows[at + deep :], names, grid)
    filled = [any(place < len(row) and row[place] for _, row in body) for place in range(width)]
    last = max((place for place in range(width) if names[place] or filled[place]), default=-1)
    names = [name or (f"column {place + 1}" if filled[place] else "") for place, name in enumerate(names[: last + 1])]
    counted = Counter(name for name in names if name)
    twice = tuple(name for name, number in counted.items() if number > 1)
    seen: Counter[str] = Counter()
    for place, name in enumerate(names):
        if name in twice:
            seen[name] += 1
            names[place] = f"{name} ({seen[name]})"
    if not any(names):
        raise _no_header(where, "no column has a name")
    table = Table(grid.name, names, body, dict(grid.faults), twice=twice)
    table.left_out = _no_records(body, rows[at : at + deep], grid, len([name for name in names if name]))
    return table


def _find_header(rows: Sequence[tuple[int, list[str]]], grid: Grid, where: str) -> tuple[int, int]:
    """Which filled row has the headings, and whether they take two rows."""
    head = rows[:_HEAD]
    scores = [_score(row) for _, row in head]
    best = max(scores)
    if best:
        at = next(
            at for at, score in enumerate(scores) if score >= max(1, best * 0.6) and not _is_title(head[at][1], best)
        )
    else:
        texts = [at for at, (_, row) in enumerate(head) if not any(_is_value(cell) for cell in row)]
        wide = [at for at in texts if sum(map(bool, head[at][1])) >= 2]
        at = next(iter(wide or texts), -1)
        if at < 0 or at > 5:
            raise _no_header(where, f"its first row looks like a record: {', '.join(filter(None, rows[0][1]))[:120]!r}")
    # One row, or two: with the row below it (`Sec` under `Killed`), or the one above (`Killed` over `Sec`).
    spans = [(at, 1)]
    if at + 1 < len(head) and not any(_is_value(cell) for cell in head[at + 1][1]):
        spans.append((at, 2))
    if at and not any(_is_value(cell) for cell in head[at - 1][1]):
        spans.append((at - 1, 2))
    width = max(len(row) for _, row in head[max(at - 1, 0) : at + 2])
    return max(spans, key=lambda span: len(_meanings(_names(head[span[0] : sum(span)], width, grid))))


def _names(head: Sequence[tuple[int, list[str]]], width: int, grid: Grid) -> list[str]:
    """The names of the columns; of two rows the upper reaches over the blanks right of it, as far as it was merged."""
    rows = [_padded(row, width) for _, row in head]
    for merged in grid.merged:
        for at, (number, _) in enumerate(head):
            if merged.top <= number <= merged.bottom and len(head) > 1 and merged.left < width:
                value = next((rows[up][merged.left] for up, (top, _) in enumerate(head) if top == merged.top), "")
                for place in range(max(merged.left, 0), min(merged.right, width - 1) + 1):
                    rows[at][place] = rows[at][place] or value
    if len(rows) == 1:
        return [_heading(cell) for cell in rows[0]]
    upper, lower = rows
    names, over = [], ""
    for place in range(width):
        if upper[place] and not re.fullmatch(r"Unnamed: \d+(_level_\d+)*", upper[place]):
            over = upper[place]
        elif not grid.merged and lower[place] and not upper[place]:
            pass  # what stands left reaches over it
        else:
            over = ""
        below = "" if lower[place] == over or lower[place].startswith("Unnamed: ") else lower[place]
        names.append(_heading(_of_two(over, below)))
    return names


def _of_two(over: str, below: str) -> str:
    """`Killed` over `Civ` is `Killed Civ`; what has a meaning of its own below, and is no count, keeps it."""
    alone = candidates(below)
    if below and alone and (not is_count(below) or not candidates(f"{over} {below}")):
        return below
    return f"{over} {below}".strip()


def _filled_down(
    rows: Sequence[tuple[int, list[str]]], names: Sequence[str], grid: Grid
) -> list[tuple[int, list[str]]]:
    """Cells merged downwards hold for each of their rows; a number of people only for the first, or it counts twice."""
    down = [merged for merged in grid.merged if merged.bottom > merged.top and merged.left == merged.right]
    found = {number: list(row) for number, row in rows}
    for merged in down:
        place = merged.left
        if merged.top not in found or not 0 <= place < len(names) or is_count(names[place]):
            continue
        value = found[merged.top][place] if place < len(found[merged.top]) else ""
        for number in range(merged.top + 1, merged.bottom + 1):
            if number in found and place < len(found[number]):
                found[number][place] = found[number][place] or value
    return list(found.items())


def _no_records(
    body: Sequence[tuple[int, list[str]]], head: Sequence[tuple[int, list[str]]], grid: Grid, width: int
) -> dict[int, str]:
    if grid.has_header:
        return {number: why for number, row in body if (why := _is_total(row))}
    left_out = {}
    headings = [[cell for cell in row if cell] for _, row in head]
    last = body[-1][0] if body else 0
    for number, row in body:
        cells = [cell for cell in row if cell]
        if len(cells) == 1 and width >= 3:
            left_out[number] = f"{cells[0][:60]!r} stands alone in its row: a title or a note, no record"
        elif cells in headings:
            left_out[number] = "the headings again, no record"
        elif (
            cells and all(cell.startswith("#") and len(cell) > 1 for cell in cells) and not any(" " in c for c in cells)
        ):
            left_out[number] = "tags of the columns, no record"
        elif why := _is_total(row):
            left_out[number] = why
        elif number == last and len(cells) <= width / 2 and not row[0] and all(_FIGURE.match(cell) for cell in cells):
            left_out[number] = "only figures in the last row: a total, no record"
    return left_out


def _is_total(row: Sequence[str]) -> str:
    for at, cell in enumerate([cell for cell in row if cell][:3]):
        if says_total(cell):
            return f"{cell!r}: a total, no record"
        if at < 2 and says_total_of(cell) and not any(_LIKE_A_DAY.search(each) for each in row):
            return f"{cell!r}: a total, no record"
    return ""


def _score(row: Sequence[str]) -> int:
    """How many different fields the cells would name, were they headings."""
    return len(_meanings(row))


def _meanings(names: Sequence[str]) -> set[str]:
    return {
        found[0].field
        for name in names
        if name and len(name) <= 60 and (found := candidates(name)) and found[0].rank < 2
    }


def _is_title(row: Sequence[str], best: int) -> bool:
    return best > 1 and sum(map(bool, row)) == 1


def _is_value(cell: str) -> bool:
    plain = plain_text(cell)
    return bool(cell) and bool(_FIGURE.match(plain) or _DAY.match(plain) or cell.startswith(("http://", "https://")))


def _heading(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _no_header(where: str, why: str) -> BrokenSource:
    return BrokenSource(
        f"{where} has no header: {why}.",
        expected="the names of the columns in one row (or two), then records",
        next_step="put a row of headings over the records",
    )
