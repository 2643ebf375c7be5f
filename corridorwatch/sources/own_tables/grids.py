"""The cells of one's own files as they lie there, before anybody says which row is the header: rows of text.

CSV of any delimiter, workbooks with their merged cells, JSON with its records wherever they lie (a list, an envelope,
an object a line, GeoJSON), Parquet.
"""

import csv
import io
import json
import logging
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import csv_rows
from corridorwatch.ingest.archive import damaged, too_large
from corridorwatch.ingest.encodings import decode, guess_encoding
from corridorwatch.ingest.filetypes import (
    FORMATS,
    Written,
    json_text,
    kind_of,
    no_number,
    once_each,
    read_cells,
    sheet_rows,
)
from corridorwatch.ingest.workbooks import MAX_CELLS, column, hold_to_size

OWN_FORMATS = {**FORMATS, ".geojson": "json", ".ndjson": "json", ".xlsm": "xlsx"}
_ENVELOPES = (
    *("data", "results", "result", "features", "rows", "records"),
    *("items", "incidents", "events", "value", "values"),
)
_TRIED_ROWS = 60


@dataclass(frozen=True)
class Merged:
    """A merged range: rows as numbered in the sheet, columns from 0, all four inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """A sheet. `rows`: number and trimmed cells of every row that has any, as many as the row has; `faults`: row number
    -> why its cells cannot be taken. `has_header`: the first row names the columns, as in JSON and Parquet.
    """

    name: str
    rows: list[tuple[int, list[str]]]
    faults: dict[int, str] = field(default_factory=dict)
    merged: tuple[Merged, ...] = ()
    has_header: bool = False


@dataclass(frozen=True)
class Grids:
    """A file: its sheets with content, and how it was read; empty where the format has no such thing."""

    sheets: list[Grid]
    format: str
    encoding: str = ""
    delimiter: str = ""
    encoding_is_sure: bool = True


def read_grids(
    content: bytes, file_name: str, *, encoding: str = "", delimiter: str = "", wanted: Sequence[str] = ()
) -> Grids:
    """Read a file of one's own.

    Args:
        encoding, delimiter: as a mapping states them; guessed where empty.
        wanted: the sheets of a workbook to read, or the key of a JSON file's records; empty for all.

    Raises:
        BrokenSource: the file as a whole cannot be read, or is larger than can be.
    """
    kind = kind_of(content, file_name, OWN_FORMATS)
    if kind == "csv":
        return _csv(content, file_name, encoding, delimiter)
    if kind == "xlsx":
        return Grids(_sheets(content, file_name, wanted), kind)
    if kind == "json":
        return Grids([_json(content, file_name, wanted)], kind)
    cells = read_cells(content, file_name)
    rows = [(number, [cell or "" for cell in record]) for number, record in cells.records]
    return Grids([Grid("", [(0, cells.header), *rows], dict(cells.unreadable), has_header=True)], kind)


def _csv(content: bytes, file_name: str, encoding: str, delimiter: str) -> Grids:
    guessed, is_sure = (encoding, True) if encoding else guess_encoding(content, file_name)
    text = decode(content, guessed, file_name)
    delimiter = delimiter or _delimiter(text)
    rows: list[tuple[int, list[str]]] = []
    kept = 0
    for number, row in enumerate(csv_rows.rows(io.StringIO(text, newline=""), file_name, delimiter), 1):
        cells = [cell.strip() for cell in row]
        kept += len(cells)
        if any(cells):
            rows.append((number, cells))
        if kept > MAX_CELLS:
            raise too_large(file_name, f"has more than {MAX_CELLS:,} cells", "a table of records")
    return Grids([Grid("", rows)], "csv", guessed, delimiter, is_sure)


def _delimiter(text: str) -> str:
    """The candidate that cuts most of the first rows into the same number of cells; titles are outvoted."""
    head = "\n".join(text[:200_000].splitlines()[:_TRIED_ROWS])

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if any(row)]
        except csv.Error:
            return (0, 0)
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        return (widths.count(common), common) if common > 1 else (0, 0)

    return max(csv_rows.DELIMITERS, key=score)


def _sheets(content: bytes, file_name: str, wanted: Sequence[str]) -> list[Grid]:
    hold_to_size(content, file_name)
    import fastexcel

    logging.getLogger("fastexcel").setLevel(logging.ERROR)  # it remarks on every empty column
    found = []
    try:
        book = fastexcel.read_excel(content)
        for name in wanted:
            if name not in book.sheet_names:
                raise BrokenSource(
                    f"{file_name} has no sheet {name!r}; it has {', '.join(map(repr, book.sheet_names))}.",
                    expected="the sheets that the mapping file names",
                    next_step="correct `sheet` in the mapping file, or make it anew: corridorwatch map FILE",
                )
        kept = 0
        for name in wanted or book.sheet_names:
            if not book.load_sheet(name, header_row=None, n_rows=1).width:
                continue
            loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            kept += loaded.width * loaded.height
            if kept > MAX_CELLS:
                raise too_large(file_name, f"has {kept:,} cells", f"at most {MAX_CELLS:,}")
            batch, errors = loaded.to_arrow_with_errors()
            rows = [(number, [cell.strip() for cell in row]) for number, row in enumerate(sheet_rows(batch), 1)]
            faults = {
                error.position[0]
                + 1: f"a cell holds an error of the spreadsheet ({error.detail.rsplit('got ', 1)[-1]})"
                for error in (errors.errors if errors else ())
            }
            filled = [(number, row) for number, row in rows if any(row) or number in faults]
            if filled:
                found.append(Grid(name, filled, faults, _merged(content, name)))
    except fastexcel.FastExcelError as error:
        raise damaged(file_name, "workbook", str(error).splitlines()[0]) from error
    if not found:
        raise BrokenSource(
            f"{file_name} has no sheet with content.", expected="a header row and records", next_step="fill a sheet"
        )
    return found


def _merged(content: bytes, sheet: str) -> tuple[Merged, ...]:
    """The merged ranges of a sheet, which the reader of its cells does not tell. Nothing where they cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
            ways = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
            told = [dict(re.findall(r'([\w:]+)="([^"]*)"', tag)) for tag in re.findall(r"<sheet\b[^>]*>", book)]
            way = {
                found["Id"]: found["Target"]
                for tag in re.findall(r"<Relationship\b[^>]*>", ways)
                if (found := dict(re.findall(r'(\w+)="([^"]*)"', tag))).keys() >= {"Id", "Target"}
            }
            target = next(way[each["r:id"]] for each in told if _unescaped(each["name"]) == sheet)
            text = archive.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}").decode(
                "utf-8", "replace"
            )
    except (KeyError, StopIteration, OSError, ValueError, zipfile.BadZipFile):
        return ()
    refs = re.findall(r'<mergeCell\b[^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', text)
    if not refs:
        return ()
    # The reader begins with the first column that has a cell.
    first = min(map(_place, set(re.findall(r'<c\b[^>]*?\br="([A-Z]+)\d+"', text))), default=0)
    return tuple(
        Merged(int(top), _place(left) - first, int(bottom), _place(right) - first) for left, top, right, bottom in refs
    )


def _place(letters: str) -> int:
    return column(letters.encode()) - 1


def _unescaped(text: str) -> str:
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(name, sign)
    return text


def _json(content: bytes, file_name: str, wanted: Sequence[str]) -> Grid:
    text = decode(content, guess_encoding(content, file_name)[0], file_name)
    try:
        records = _records(_loaded(text), file_name, wanted[0] if wanted else "")
    except (ValueError, RecursionError) as error:
        raise damaged(file_name, "JSON file", str(error) or "nested too deep") from error
    flat = [_flat(record) if isinstance(record, dict) else record for record in records]
    if flat and all(isinstance(record, list) for record in flat):  # rows of cells, the first of them the header
        rows = [(number, [json_text(cell).strip() for cell in record]) for number, record in enumerate(flat, 1)]
        return Grid("", [(number, row) for number, row in rows if any(row)])
    header = list(dict.fromkeys(key for record in flat if isinstance(record, dict) for key in record))
    if len(header) * len(flat) > MAX_CELLS:
        raise too_large(file_name, f"has {len(header) * len(flat):,} cells", f"at most {MAX_CELLS:,}")
    rows, faults = [(0, header)], {}
    for number, record in enumerate(flat, 1):
        if isinstance(record, dict):
            rows.append((number, [record.get(key, "").strip() for key in header]))
        else:
            rows.append((number, [json.dumps(record, ensure_ascii=False)[:200], *[""] * (len(header) - 1)]))
            faults[number] = "the record is no object with named fields"
    return Grid("", rows, faults, has_header=True)


def _loaded(text: str) -> object:
    options: dict[str, Any] = {
        "parse_int": Written,
        "parse_float": Written,
        "parse_constant": lambda name: None if name == "NaN" else no_number(name),
        "object_pairs_hook": once_each,
    }
    try:
        return json.loads(text, **options)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if error.msg != "Extra data" or len(lines) < 2:
            raise
        return [json.loads(line, **options) for line in lines]


def _records(value: object, file_name: str, key: str) -> list:
    """The list of records, wherever it lies: itself, or the one list of objects inside."""
    if isinstance(value, list):
        return [_feature(record) for record in value]
    if not isinstance(value, dict):
        raise ValueError("it holds no list of records")
    if {"columns", "data"} <= value.keys() and isinstance(value["columns"], list):
        return [value["columns"], *value["data"]]
    lists = dict(_lists(value, ""))
    if key:
        if key not in lists:
            raise ValueError(f"it has no list of records under {key!r}; it has {', '.join(map(repr, lists))}")
        return [_feature(record) for record in lists[key]]
    named = [path for path in lists if path.rsplit(".", 1)[-1].casefold() in _ENVELOPES]
    if len(found := named or list(lists)) > 1:
        raise BrokenSource(
            f"{file_name} has {len(found)} lists of records: {', '.join(map(repr, found))}.",
            expected="one, or the name of one",
            next_step=f"say which: --sheet {found[0]}",
        )
    if found:
        return [_feature(record) for record in lists[found[0]]]
    inner = list(value.values())
    if len(inner) > 1 and all(isinstance(each, dict) for each in inner):  # an object of objects
        keys = [set(each) for each in inner]
        if all(each == keys[0] for each in keys) and all(name.isdecimal() for name in keys[0]):
            return [{name: column.get(at) for name, column in value.items()} for at in inner[0]]
        return inner
    return [_feature(value)]


def _lists(value: dict, above: str) -> list[tuple[str, list]]:
    found = []
    for key, inner in value.items():
        path = f"{above}.{key}" if above else key
        if isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner):
            found.append((path, inner))
        elif isinstance(inner, dict):
            found += _lists(inner, path)
    return found


def _feature(record: object) -> object:
    """A GeoJSON feature as a record: its properties, and its point."""
    if (
        not isinstance(record, dict)
        or record.get("type") != "Feature"
        or not isinstance(record.get("properties"), dict)
    ):
        return record
    geometry = record.get("geometry") or {}
    place = geometry.get("coordinates") if geometry.get("type") == "Point" else None
    point = {"longitude": place[0], "latitude": place[1]} if isinstance(place, list) and len(place) >= 2 else {}
    known = {name.casefold() for name in record["properties"]}
    kept = {"id": record["id"]} if "id" in record and "id" not in known else {}
    return {**kept, **record["properties"], **({} if known & {"latitude", "lat"} else point)}


def _flat(record: dict, above: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in record.items():
        path = f"{above}.{key}" if above else key
        if isinstance(value, dict) and value:
            flat |= _flat(value, path)
        else:
            flat[path] = json_text(value)
    return flat
