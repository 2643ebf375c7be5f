"""What was entered on this machine, carried elsewhere: copied out, taken in, and as a patch of the shipped tables."""

import csv
import difflib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from corridorwatch.claims.entry import PAGES, append, judge, rules_broken
from corridorwatch.claims.mend import wrong_with_move
from corridorwatch.errors import CorridorwatchError
from corridorwatch.ingest.tables import TableSpec
from corridorwatch.names.review import hold_to_names
from corridorwatch.reviewed_files import AT, BY, Facts, Row, all_rows, enter, entering, header_of, rows_of, with_rows
from corridorwatch.sources.ledger import entered
from corridorwatch.sources.reference import embedded
from corridorwatch.whole_files import write_whole


@dataclass(frozen=True)
class _Table:
    """An entered table: its name in `raw`, its file as `Facts` takes it, the shipped one's, and that one's spec."""

    name: str
    file: Path
    shipped: Path
    spec: TableSpec


_SAME = {
    "entered_pages": ("url",),
    "entered_page_moves": ("url", "moved_to"),
    "entered_district_aliases": ("alias", "district_id"),
    "entered_actor_aliases": ("alias", "actor_id"),
    "entered_accepted": ("table", "key", "column", "was", "is"),
}
"""What makes two rows one, whoever said it and when; of claims it is `claims.entry` that says so."""


@dataclass(frozen=True)
class Brought:
    """What became of the rows for one table: how many were added, and how many were there already."""

    table: str
    added: int
    present: int


def export(facts: Facts, folder: Path) -> list[Path]:
    """Copy the files of what was entered, as they are.

    Args:
        folder: where to; it is made.

    Returns:
        The copies; none where nothing was entered.

    Raises:
        CorridorwatchError: a file of such a name is there already, or a copy cannot be written.
    """
    with entering(facts):
        copies = {
            folder / each.file.name: facts / each.file for each in _tables(facts) if (facts / each.file).is_file()
        }
        if there := next((path for path in copies if path.exists()), None):
            raise CorridorwatchError(
                f"{there} is there already.", expected="a folder without these files", next_step="name another folder"
            )
        try:
            for path, file in copies.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, file.read_bytes())
        except OSError as error:
            raise CorridorwatchError(
                f"{folder} cannot be written: {error}.", next_step="name a folder in which this user may write"
            ) from error
    return list(copies)


def bring_in(facts: Facts, files: Sequence[tuple[str, bytes]], today: date, *, by: str, at: datetime) -> list[Brought]:
    """Enter the rows of exported files, all or none, by the rules of what is entered by hand; what is there stays once.

    Claims keep their number and the day they were recorded, and every row keeps who entered it, and when.

    Args:
        files: names and bytes.
        today: after which nothing can have happened.
        by: who entered the rows that do not say so.
        at: when, an aware time.

    Raises:
        CorridorwatchError: a file is no table of entered rows, or rows are refused.
        BrokenSource: rows contradict each other or the shipped tables.
    """
    tables = _tables(facts)
    given: dict[str, list[Row]] = {table.name: [] for table in tables}
    for name, content in files:
        table, rows = _read(name, content, tables)
        given[table.name] += rows
    with entering(facts):
        new: dict[str, list[Row]] = {}
        faults: list[str] = []
        for table in tables:
            new[table.name], refused = _fresh(facts, table, given[table.name], new, today)
            faults += [f"{table.file.name}: {why}" for why in refused]
        if faults:
            raise CorridorwatchError(
                "\n".join(f"row refused: {why}" for why in faults),
                expected="rows as `corridorwatch entered export` writes them, that do not contradict what is held",
                next_step="correct or take out these rows and try again; nothing was written",
            )
        told = {BY: by, AT: at.isoformat(timespec="seconds")}
        embedded.hold_with(facts, {name: [{**told, **row} for row in rows] for name, rows in new.items()}, today)
        for table in tables:
            if rows := new[table.name]:
                if table.name == "entered_claims":
                    append(facts, rows, by=by, at=at)
                else:
                    enter(facts, table.shipped, list(table.spec.columns), rows, by=by, at=at)
    return [
        Brought(table.file.name, len(new[table.name]), len(given[table.name]) - len(new[table.name]))
        for table in tables
        if given[table.name]
    ]


def patch(facts: Facts) -> str:
    """What was entered and is not shipped, as a unified diff of `reference/` that `git apply` takes in a checkout.

    Who entered a row and when stays here. Each row goes where the order of the table's first column has it.
    """
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for table in _tables(facts)
        for line in _difference(facts, table)
    )


def _tables(facts: Facts) -> list[_Table]:
    """The entered tables; pages before the claims that were read on them, and before their moves."""
    groups = embedded.files(facts)
    shipped = {
        name: file for source, group in groups.items() if source != entered.SOURCE_ID for name, file in group.items()
    }
    order = sorted(groups[entered.SOURCE_ID], key=lambda name: name != "entered_pages")
    return [
        _Table(
            name, groups[entered.SOURCE_ID][name].path, shipped[entered.OF[name]].path, shipped[entered.OF[name]].spec
        )
        for name in order
    ]


def _read(name: str, content: bytes, tables: Sequence[_Table]) -> tuple[_Table, list[Row]]:
    """Which table a file's rows are for, by its columns, and the rows."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = list(reader)
        header = reader.fieldnames or []
    except (UnicodeDecodeError, csv.Error) as error:
        raise _no_table(name, str(error)) from error
    table = next((each for each in tables if set(header) - {BY, AT} == set(each.spec.columns)), None)
    if table is None or len(set(header)) != len(header):
        raise _no_table(name, "its columns are those of no table")
    if any(None in row or None in row.values() for row in rows):
        raise _no_table(name, "a row has more or fewer fields than the header")
    return table, [{column: (cell or "").strip() for column, cell in row.items()} for row in rows]


def _no_table(name: str, why: str) -> CorridorwatchError:
    return CorridorwatchError(
        f"{name} is no file of entered rows: {why}.",
        expected="a CSV file in UTF-8 as `corridorwatch entered export` writes it",
        next_step="for a file of new claims: corridorwatch claims add --csv FILE",
    )


def _fresh(
    facts: Facts, table: _Table, given: Sequence[Row], new: Mapping[str, Sequence[Row]], today: date
) -> tuple[list[Row], list[str]]:
    """The rows that are not held yet, once each, and why others are refused.

    Args:
        new: those of the tables before it.
    """
    own = [{name: row[name] for name in (BY, AT) if row.get(name)} for row in given]
    rows = [{name: row[name] for name in table.spec.columns} for row in given]
    if table.name == "entered_claims":
        judged = judge(facts, rows, today, recorded_earlier=True)
        told = {row["claim_id"]: each for row, each in zip(rows, own, strict=True)}
        accepted = [{**claim, **told.get(claim["claim_id"], {})} for claim in judged.accepted]
        return accepted, [f"{row['claim_id'] or row['value']}: {why}" for row, why in judged.refused]
    held, fresh, refused = all_rows(facts, table.shipped), [], []
    same = {_cells(row, _SAME[table.name]) for row in held}
    for number, (row, each) in enumerate(zip(rows, own, strict=True)):
        if _cells(row, _SAME[table.name]) in same or row in rows[:number]:
            continue
        why = rules_broken(table.spec, row) or _clash(facts, table, row, [*held, *fresh], new, today)
        if why:
            refused.append(f"{' / '.join(row[name] for name in table.spec.key if row[name])}: {'; '.join(why)}")
        else:
            fresh.append({**row, **each})
            if "alias" not in row:
                # A name may mean one thing in several rows, each of its own years.
                same.add(_cells(row, _SAME[table.name]))
    return fresh, refused


def _clash(
    facts: Facts, table: _Table, row: Row, held: Sequence[Row], new: Mapping[str, Sequence[Row]], today: date
) -> list[str]:
    """What of the checks of the command that enters such a row it does not pass."""
    if _cells(row, table.spec.key) in {_cells(other, table.spec.key) for other in held}:
        return ["a row of this key is held and says something else"]
    if table.name == "entered_page_moves":
        wrong = wrong_with_move(row, [*all_rows(facts, PAGES), *new["entered_pages"]], held, today)
        return [wrong] if wrong else []
    if table.name in ("entered_district_aliases", "entered_actor_aliases"):
        try:
            hold_to_names(facts, "district" if "district_id" in row else "actor", row)
        except CorridorwatchError as refusal:
            return [refusal.fact]
    return []


def _difference(facts: Facts, table: _Table) -> Iterator[str]:
    file = facts / table.shipped
    held = rows_of(file) if file.is_file() else []
    mine = rows_of(facts / table.file) if (facts / table.file).is_file() else []
    # A page is known by its address also where the shipped table has it under another key.
    keys = [table.spec.key, *([("url",)] if table.shipped == PAGES else [])]
    rows = [row for row in mine if all(_cells(row, key) not in {_cells(each, key) for each in held} for key in keys)]
    if not rows:
        return
    before = file.read_bytes().decode("utf-8") if file.is_file() else ""
    after = before or header_of(table.spec.columns).decode()
    for row in rows:
        after = _placed(after, row)
    path = PurePosixPath("reference", table.shipped.as_posix())
    yield from difflib.unified_diff(_lines(before), _lines(after), f"a/{path}" if before else "/dev/null", f"b/{path}")


def _placed(text: str, row: Row) -> str:
    """A table with a row after the last one whose first cell is not greater; all others stay byte for byte."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines)
    first, place = next(reader)[0].removeprefix("\ufeff"), reader.line_num
    for cells in reader:
        if cells and cells[0] <= row[first]:
            place = reader.line_num
    head = "".join(lines[:place])
    return with_rows(head.encode(), [row]).decode() + "".join(lines[place:])


def _lines(text: str) -> list[str]:
    """Lines as a patch has them: a carriage return ends none."""
    return list(io.StringIO(text, newline="\n"))


def _cells(row: Row, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(row.get(name) or "" for name in columns)
