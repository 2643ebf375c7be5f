"""Tables in files of several kinds, as text: CSV, Excel workbooks, JSON, Parquet.

Every reader returns the same thing: a header and numbered records of text as the file has it. Nothing is typed, filled
or dropped here but lines without a single value. What would grow past the limits is refused before it is unpacked.
"""

import io
import json
import logging
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import csv_rows
from corridorwatch.ingest.archive import damaged, too_large
from corridorwatch.ingest.cell_rules import column_name
from corridorwatch.ingest.encodings import decode, guess_encoding
from corridorwatch.ingest.workbooks import MAX_CELLS, hold_to_size
from corridorwatch.warehouse import one

FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".json": "json",
    ".jsonl": "json",
    ".parquet": "parquet",
}

MAX_BYTES = 512 * 1024**2
"""The largest file read at all: the Global Terrorism Database's CSV, the largest known, has 193 MB."""

if TYPE_CHECKING:
    import fastexcel
    import pyarrow as pa

Record = tuple[int, list[str | None]]


@dataclass(frozen=True)
class Cells:
    """A table as a file has it.

    `header`: names of the columns, trimmed, each once. `records`: row number (1 is a CSV's or sheet's first line; the
    first record of a JSON or Parquet file is 1) and the cells, null where empty, as many as the row has.
    `unreadable`: row number -> why a row's cells cannot be taken as they are. `encoding`, `delimiter`, `sheet`: how the
    file was read, for the mapping file; empty where the format has none.

    Of tables of one's own: `left_out` are rows that are no records (totals, notes), among those of `unreadable`;
    `twice` headings that several columns have; `sheets` the sheets read together, where they are several.
    """

    header: list[str]
    records: list[Record]
    unreadable: dict[int, str]
    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    encoding_is_sure: bool = True
    left_out: frozenset[int] = frozenset()
    twice: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


def kind_of(content: bytes, file_name: str, formats: Mapping[str, str]) -> str:
    """What a file is to be read as, by the end of its name.

    Args:
        formats: how names end -> kind.

    Raises:
        BrokenSource: the name ends in none of them, or the file is empty, or larger than `MAX_BYTES`.
    """
    kind = formats.get(Path(file_name).suffix.lower())
    if kind is None:
        raise BrokenSource(
            f"{file_name} is no kind of file that can be read as a table.",
            expected=f"a name that ends in {', '.join(formats)}",
            next_step="save the table in one of these formats",
        )
    if not content:
        raise BrokenSource(f"{file_name} is empty.", expected="a header row and records", next_step="restore the file")
    if len(content) > MAX_BYTES:
        raise too_large(file_name, f"has {len(content):,} bytes", f"at most {MAX_BYTES:,}")
    return kind


def read_cells(
    content: bytes,
    file_name: str,
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    columns: Sequence[str] = (),
    sheet_has: Collection[str] = (),
) -> Cells:
    """Read a table.

    Args:
        encoding, delimiter, sheet: as a mapping file states them; where empty they are guessed from the content.
        columns: the columns wanted, where a table has many; empty for all.
        sheet_has: names, in small letters, by most of which the sheet is known where a workbook has several.

    Raises:
        BrokenSource: the file as a whole cannot be read, or is larger than the limits of this module.
    """
    kind = kind_of(content, file_name, FORMATS)
    if kind == "xlsx":
        return _workbook(content, file_name, sheet, columns, sheet_has)
    if kind == "json":
        return _json(content, file_name)
    if kind == "parquet":
        return _parquet(content, file_name, columns)
    return _csv(content, file_name, encoding, delimiter, columns)


def _csv(content: bytes, file_name: str, encoding: str, delimiter: str, columns: Sequence[str]) -> Cells:
    guessed, is_sure = (encoding, True) if encoding else guess_encoding(content, file_name)
    text = decode(content, guessed, file_name)
    delimiter = delimiter or _delimiter(text)
    reader = csv_rows.rows(io.StringIO(text, newline=""), file_name, delimiter)
    rows: list[list[str]] = []
    faults: dict[int, str] = {}
    kept = 0
    header = next(reader, [])
    places = [place for place, name in enumerate(header) if not columns or column_name(name) in columns]
    if any(header) and not places:
        raise BrokenSource(
            f"{file_name} has none of the columns looked for; it has {', '.join(header)[:400]}.",
            expected=f"among its columns {', '.join(columns)[:400]}",
            next_step="get the file again from its publisher",
        )
    rows.append([header[place] for place in places])
    for number, row in enumerate(reader, 2):
        if len(row) == len(header):
            rows.append([row[place] for place in places])
        else:
            rows.append(row)
            if any(cell.strip() for cell in row):
                faults[number] = f"row has {len(row)} fields, the header {len(header)}"
        kept += len(rows[-1])
        if kept > MAX_CELLS:
            raise too_large(file_name, f"has more than {MAX_CELLS:,} cells", "a table of records")
    return _table(
        rows, 1, file_name, "csv", faults=faults, encoding=guessed, delimiter=delimiter, encoding_is_sure=is_sure
    )


def _delimiter(text: str) -> str:
    """The candidate that the first line holds most often outside quotes; a comma where it holds none."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(part for part in line.split('"')[::2])
    return max(csv_rows.DELIMITERS, key=bare.count)


def _workbook(content: bytes, file_name: str, sheet: str, columns: Sequence[str], sheet_has: Collection[str]) -> Cells:
    hold_to_size(content, file_name)
    import fastexcel

    logging.getLogger("fastexcel").setLevel(logging.ERROR)  # it remarks on every empty column
    try:
        book = fastexcel.read_excel(content)
        names = book.sheet_names
        sheet = sheet or _sheet_with(book, sheet_has)
        if sheet and sheet not in names:
            raise BrokenSource(
                f"{file_name} has no sheet {sheet!r}; it has {', '.join(map(repr, names))}.",
                expected="the sheet that the mapping file names",
                next_step="correct `sheet` in the mapping file",
            )
        wanted = [sheet] if sheet else names
        filled = [name for name in wanted if book.load_sheet(name, header_row=None, n_rows=1).width]
        if not filled:
            raise BrokenSource(
                f"{file_name} has no cell with content: its sheets ({', '.join(map(repr, wanted))}) are empty.",
                expected="a sheet with the names of the columns in a row, then records",
                next_step="open the workbook, see whether the table is in it, and save it again",
            )
        if len(filled) != 1:
            raise BrokenSource(
                f"{file_name} has {len(filled)} sheets with content: {', '.join(map(repr, filled))}.",
                expected="one, or the name of one",
                next_step="say which: --sheet NAME, or `sheet` in the mapping file",
            )
        head = book.load_sheet(filled[0], header_row=None, skip_rows=0, n_rows=20, dtypes="string").to_polars().rows()
        top = next((number for number, row in enumerate(head) if any(row)), 0)
        names = [(name or "").strip() for name in head[top]] if head else []
        places = [place for place, name in enumerate(names) if name in columns]
        loaded = book.load_sheet(filled[0], header_row=None, skip_rows=top, dtypes="string", use_columns=places or None)
        if loaded.width * loaded.height > MAX_CELLS:
            raise too_large(file_name, f"has {loaded.width * loaded.height:,} cells", f"at most {MAX_CELLS:,}")
        batch, errors = loaded.to_arrow_with_errors()
    except fastexcel.FastExcelError as error:
        raise damaged(file_name, "workbook", str(error).splitlines()[0]) from error
    rows = sheet_rows(batch)
    faults = {
        error.position[0] + 1: f"a cell holds an error of the spreadsheet ({error.detail.rsplit('got ', 1)[-1]})"
        for error in (errors.errors if errors else ())
    }
    return _table(_pad_out(rows), top + 1, file_name, "xlsx", sheet=filled[0], faults=faults)


def _sheet_with(book: "fastexcel.ExcelReader", columns: Collection[str]) -> str:
    """The one sheet that has most of these columns; empty where none stands out. Publishers add sheets of notes."""
    found = []
    for name in book.sheet_names if columns else ():
        head = book.load_sheet(name, header_row=None, n_rows=20, dtypes="string").to_polars().rows()
        most = max((len({(cell or "").strip().lower() for cell in row} & set(columns)) for row in head), default=0)
        found += [name] if most * 2 > len(columns) else []
    return found[0] if len(found) == 1 else ""


def sheet_rows(batch: "pa.RecordBatch") -> list[list[str]]:
    """The rows of a sheet as text, empty where a cell is; days that come as midnight are days."""
    frame = pl.DataFrame(batch).select(pl.all().fill_null("").str.replace(r"^(.{10}) 00:00:00$", "$1"))
    return [list(row) for row in frame.rows()]


def excel_text(cell: str | None) -> str:
    """Days come as midnight; a spreadsheet has no other way to write a day."""
    text = cell or ""
    return text.removesuffix(" 00:00:00") if len(text) == 19 else text


def _pad_out(rows: list[list[str]]) -> list[list[str]]:
    """A sheet is a rectangle: what lies right of the header and is empty is no cell."""
    width = max((index for index, name in enumerate(rows[0], 1) if name.strip()), default=0) if rows else 0
    return [row[:width] if not any(cell.strip() for cell in row[width:]) else row for row in rows]


def _json(content: bytes, file_name: str) -> Cells:
    text = decode(content, guess_encoding(content, file_name)[0], file_name)
    try:
        records = _json_records(text)
    except (ValueError, RecursionError) as error:
        raise damaged(file_name, "JSON file", str(error) or "nested too deep") from error
    if not isinstance(records, list):
        raise damaged(file_name, "JSON file", "it holds no list of records")
    header = list(dict.fromkeys(key for record in records if isinstance(record, dict) for key in record))
    if len(header) * len(records) > MAX_CELLS:
        raise too_large(file_name, f"has {len(header) * len(records):,} cells", f"at most {MAX_CELLS:,}")
    rows, faults = [], {}
    for number, record in enumerate(records, 1):
        if isinstance(record, dict):
            rows.append([json_text(record.get(key)) for key in header])
        else:
            rows.append([json.dumps(record, ensure_ascii=False)[:200], *[""] * (len(header) - 1)])
            faults[number] = "the record is no object with named fields"
    return _table([header, *rows], 0, file_name, "json", faults=faults)


def _json_records(text: str) -> object:
    """A list of objects, such a list under one key, or one object a line."""
    options: dict[str, Any] = {
        "parse_int": Written,
        "parse_float": Written,
        "parse_constant": no_number,
        "object_pairs_hook": once_each,
    }
    try:
        value = json.loads(text, **options)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if error.msg != "Extra data" or len(lines) < 2:
            raise
        return [json.loads(line, **options) for line in lines]
    if isinstance(value, dict):
        lists = [inner for inner in value.values() if isinstance(inner, list)]
        return lists[0] if len(lists) == 1 else [value]
    return value


class Written(str):
    """A number, in the digits of the file."""

    __slots__ = ()


def no_number(name: str) -> None:
    """Refuse the names that Python's JSON reader takes for numbers (`Infinity`).

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{name} is no number")


def once_each(pairs: list[tuple[str, object]]) -> dict[str, Any]:
    """The record of a JSON object.

    Raises:
        ValueError: it names a field twice.
    """
    record = dict(pairs)
    if len(record) < len(pairs):
        twice = next(key for key, _ in pairs if [name for name, _ in pairs].count(key) > 1)
        raise ValueError(f"a record names {twice!r} twice")
    return record


def json_text(value: object) -> str:
    """A JSON value as the text of a cell; empty where it is null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parquet(content: bytes, file_name: str, columns: Sequence[str]) -> Cells:
    """DuckDB reads it: a damaged file is an error there, within a limit of memory, and never the end of the process."""
    import duckdb

    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(content)
        file.flush()
        try:
            with duckdb.connect(config={"memory_limit": "2GB", "threads": "1"}) as connection:
                path = {"path": file.name}
                query = "select coalesce(max(num_rows), 0) from parquet_file_metadata($path)"
                (rows_in,) = one(connection.execute(query, path))
                described = connection.execute("describe select * from read_parquet($path)", path).fetchall()
                names = [row[0] for row in described if not columns or row[0].strip() in columns]
                if rows_in * len(names) > MAX_CELLS:
                    raise too_large(file_name, f"has {rows_in * len(names):,} cells", f"at most {MAX_CELLS:,}")
                texts = ", ".join(f"{_quoted(name)}::varchar as {_quoted(name)}" for name in names) or "null as nothing"
                found = connection.execute(f"select {texts} from read_parquet($path)", path)
                header = [column[0] for column in found.description]
                rows = [[cell or "" for cell in row] for row in found.fetchall()]
        except duckdb.Error as error:
            raise damaged(file_name, "Parquet file", str(error).splitlines()[0].replace(file.name, "it")) from error
        except UnicodeDecodeError as error:
            raise damaged(file_name, "Parquet file", f"a text in it is not UTF-8: {error.reason}") from error
    return _table([header, *[[excel_text(cell) for cell in row] for row in rows]], 0, file_name, "parquet")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _table(
    rows: list[list[str]], first: int, file_name: str, kind: str, *, faults: dict[int, str] | None = None, **how: Any
) -> Cells:
    if not rows or not any(name.strip() for name in rows[0]):
        raise BrokenSource(
            f"{file_name} has no header.",
            expected="the names of the columns in the first row, then records",
            next_step="restore the first row",
        )
    header = [column_name(name) for name in rows[0]]
    csv_rows.hold_to_once(header, file_name)
    records: list[Record] = []
    unreadable = dict(faults or {})
    for number, row in enumerate(rows[1:], first + 1):
        if not any(cell.strip() for cell in row):
            continue
        records.append((number, [cell.strip() or None for cell in row]))
        if number not in unreadable and len(row) != len(header):
            unreadable[number] = f"row has {len(row)} fields, the header {len(header)}"
        elif any("\x00" in cell for cell in row):
            unreadable.setdefault(number, "a cell holds a NUL byte, which no text has")
    return Cells(header, records, unreadable, kind, **how)
