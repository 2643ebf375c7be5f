"""What a table promises: its columns with their types and meanings, written once and named wherever they are meant.

A header's `-- columns:` lists them in the table's order:

    --   week DATE: Monday of the ISO week
    --   source_id, killed_best

The second line names columns of the dictionary, `sql/columns.txt`, which has a line `name TYPE: meaning`
for each column that means the same in several tables; a header writes one out where its table differs.

`-- columns of: core.records` promises that table's columns, in its order. A column that `-- columns:` lists as well has
the meaning given there, and one that the other table lacks comes after. The SELECT may leave columns out: they are
null.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corridorwatch.errors import BrokenModel

DICTIONARY = "columns.txt"

_HEADER_LINE = re.compile(r"^--\s?(.*)$")
_KEY = re.compile(r"^[a-z_]+(?: of)?:")
_COLUMN = re.compile(r"^\s+(?P<name>\w+)\s+(?P<type>[A-Z][^:]*):\s*(?P<meaning>.+)$")
_NAMES = re.compile(r"^  (?P<names>\w+(?:, \w+)*)$")


@dataclass(frozen=True)
class Column:
    """A column of a model: its name, DuckDB type, and meaning with its unit."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Header:
    """A file's header: its lines by key, the columns as they are listed (a name alone stands for the dictionary's), and
    how many lines it takes.
    """

    said: Mapping[str, str]
    listed: tuple[Column | str, ...]
    lines: int

    @property
    def columns_of(self) -> str | None:
        """The table whose columns it promises, if any."""
        return self.said.get("columns of")


def read_header(lines: list[str]) -> Header:
    """The header at the top of a file's lines."""
    comments: list[re.Match[str]] = []
    for line in lines:
        if not (comment := _HEADER_LINE.match(line)):
            break
        comments.append(comment)
    said: dict[str, str] = {}
    listed: list[Column | str] = []
    key = ""
    for comment in comments:
        text = comment[1]
        if key == "columns" and text.startswith(" "):
            _list(listed, text)
        elif _KEY.match(text):
            key, _, value = text.partition(":")
            said[key] = value.strip()
        elif key and key != "columns":
            # Below the columns it is a remark on the SELECT, not more of the last column's meaning.
            said[key] = f"{said[key]} {text.strip()}".strip()
    return Header(said, tuple(listed), len(comments))


def _list(listed: list[Column | str], text: str) -> None:
    """Add what a line under `columns:` says: a column, names of several, or more of the last one's meaning."""
    if column := _COLUMN.match(text):
        listed.append(Column(column["name"], column["type"].strip(), column["meaning"].strip()))
    elif names := _NAMES.match(text):
        listed.extend(names["names"].split(", "))
    elif listed and isinstance(last := listed[-1], Column):
        listed[-1] = Column(last.name, last.type, f"{last.meaning} {text.strip()}")


def read_dictionary(folder: Path) -> dict[str, Column]:
    """The columns of `columns.txt` beside the models' folder, by name; none where there is no such file."""
    path = folder.parent / DICTIONARY
    if not path.is_file():
        return {}
    listed: list[Column | str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            _list(listed, f"  {line}")
    return {column.name: column for column in listed if isinstance(column, Column)}


def resolve(headers: Mapping[str, Header], dictionary: Mapping[str, Column]) -> dict[str, tuple[Column, ...]]:
    """The columns of every table: table -> its columns in their order.

    Raises:
        BrokenModel: a header names a column that the dictionary lacks, or a table that is not there or names another in
            its turn; or it gives another table's column another type.
    """
    listed = {
        table: tuple(_known(table, each, dictionary) for each in header.listed) for table, header in headers.items()
    }
    return {
        table: _joined(table, header.columns_of, headers, listed) if header.columns_of else listed[table]
        for table, header in headers.items()
    }


def _known(table: str, listed: Column | str, dictionary: Mapping[str, Column]) -> Column:
    if isinstance(listed, Column):
        return listed
    if listed not in dictionary:
        raise BrokenModel(
            f"the header of {table} names {listed}, which {DICTIONARY} does not have.",
            expected="a column of the dictionary, or `name TYPE: meaning`",
            next_step="write its type and meaning in the header, or in the dictionary where several tables have it",
        )
    return dictionary[listed]


def _joined(
    table: str, base: str, headers: Mapping[str, Header], listed: Mapping[str, tuple[Column, ...]]
) -> tuple[Column, ...]:
    if base not in headers or headers[base].columns_of:
        raise BrokenModel(
            f"{table} has the columns of {base}, which no header lists.",
            expected="a table whose header lists its own columns",
            next_step="correct the name, or list the columns",
        )
    own = {column.name: column for column in listed[table]}
    for column in listed[base]:
        if column.name in own and own[column.name].type != column.type:
            raise BrokenModel(
                f"{table} has the columns of {base}, but {column.name} as {own[column.name].type}.",
                expected=f"{column.type}, as there",
                next_step="make the types agree, or list the table's own columns",
            )
    kept = tuple(own.pop(column.name, column) for column in listed[base])
    return kept + tuple(own.values())
