"""The mapping file of a table of your own: which column is which field, and what the source is.

`<source>.mapping.toml`, written by `corridorwatch map FILE` or by hand:

    [source]        who it is from, under which licence, whether its rows may leave the machine
    [file]          name, and how to read it: encoding, delimiter, sheet
    [dates]         how days are written: `format = "%d/%m/%Y"`
    [columns]       field = "name of the column in the file"
    [constants]     field = "a value for every row"
    [values.FIELD]  "what the file writes" = "the code it means"
"""

import json
import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corridorwatch.errors import BrokenSource
from corridorwatch.sources.cell_rules import UNKNOWN_WORDS
from corridorwatch.sources.encodings import ENCODINGS
from corridorwatch.sources.own_fields import FIELDS

SUFFIX = ".mapping.toml"
TAKEN = frozenset({"ledger", "reference", "ucdp", "ucdp_ged", "ucdp_candidate", "acled", "gtd", "gdelt", "boundaries"})
"""Source ids that are not for tables of one's own."""

UNKNOWN = (*UNKNOWN_WORDS, "?", "unknown", "not known", "not stated")
"""What people write where they know no figure. Never read as zero."""

_Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f]+$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceFacts(_Part):
    """What `ref.sources` says of the source. `kind` is `sample` unless it claims completeness under a definition."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
    title: _Line
    kind: Literal["sample", "census"] = "sample"
    licence: _Line
    licence_url: str = Field("", pattern=r"^(https?://[^\s\x00-\x1f]*)?$")
    credit: _Line
    url: str = Field("", pattern=r"^(https?://[^\s\x00-\x1f]*)?$")
    rows_may_leave: bool = False
    period_start: date | None = None
    period_end: date | None = None

    @model_validator(mode="after")
    def _has_a_name_and_period_of_its_own(self) -> "SourceFacts":
        if self.id in TAKEN:
            raise ValueError(f"the id {self.id!r} belongs to a source of the project")
        if self.period_start and self.period_end and self.period_start > self.period_end:
            raise ValueError("the period ends before it starts")
        return self


class FileFacts(_Part):
    """How to read the file; an empty text leaves it to the format."""

    name: _Line
    encoding: str = ""
    delimiter: str = Field("", max_length=1)
    sheet: str = ""

    @model_validator(mode="after")
    def _is_a_plain_name(self) -> "FileFacts":
        if Path(self.name).name != self.name:
            raise ValueError("a file's name without its folder, beside the mapping file")
        if self.encoding and self.encoding not in ENCODINGS:
            raise ValueError(f"encoding {self.encoding!r} is none of {', '.join(ENCODINGS)}")
        return self


class Dates(_Part):
    """How days are written, as `strptime` directives; without %d or %m it is a month or a year."""

    format: _Line

    @model_validator(mode="after")
    def _names_a_year(self) -> "Dates":
        if not re.search(r"%[Yy]", self.format) or re.search(r"%(?![YymdbBaAHMSf%])", self.format):
            raise ValueError(f"format {self.format!r} holds no year (%Y), or more than %d %m %b %B %y %a %H %M %S %f")
        return self


class OwnMapping(_Part):
    """A mapping file."""

    source: SourceFacts
    file: FileFacts
    dates: Dates = Dates(format="%Y-%m-%d")
    unknown: tuple[str, ...] = UNKNOWN
    columns: dict[str, _Line]
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}

    @model_validator(mode="after")
    def _speaks_of_fields_that_exist(self) -> "OwnMapping":
        for part in ("columns", "constants", "values"):
            odd = sorted(set(getattr(self, part)) - FIELDS.keys())
            if odd:
                raise ValueError(f"[{part}] names {odd[0]!r}, which is no field; the fields are {', '.join(FIELDS)}")
        both = sorted(self.columns.keys() & self.constants.keys())
        if both:
            raise ValueError(f"{both[0]!r} is both a column and a constant")
        if "date" not in self.columns:
            raise ValueError("[columns] does not say which column holds the `date`")
        if not {"district_as_written", "place_as_written", "province_as_written"} & {*self.columns, *self.constants}:
            raise ValueError("no field says where: a district, a place or a province")
        return self


def read_mapping(path: Path) -> OwnMapping:
    """The mapping in a file.

    Raises:
        BrokenSource: it is no TOML, or says what no mapping says.
    """
    try:
        return parse_mapping(path.read_bytes(), path.name)
    except OSError as error:
        raise BrokenSource(
            f"there is no mapping {path}.",
            expected="the file that `corridorwatch map` writes",
            next_step="corridorwatch map FILE",
        ) from error


def parse_mapping(content: bytes, file_name: str) -> OwnMapping:
    """The mapping in the bytes of a file.

    Raises:
        BrokenSource: as `read_mapping`.
    """
    try:
        return OwnMapping(**tomllib.loads(content.decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong(file_name, f"cannot be read as TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _wrong(file_name, f"{where or 'the mapping'}: {first['msg'].removeprefix('Value error, ')}") from error
    except TypeError as error:
        raise _wrong(file_name, str(error)) from error


def write_mapping(mapping: OwnMapping) -> str:
    """The mapping as TOML with comments: what `parse_mapping` reads back."""
    source, file = mapping.source, mapping.file
    lines = [
        "# How this table is read. Change it by hand, or make it anew with: corridorwatch map FILE",
        "",
        "[source]",
        *_pairs(source, ("id", "title")),
        "# sample: nothing says that it is complete. census: it claims completeness under a definition.",
        *_pairs(source, ("kind", "licence", "licence_url", "credit", "url")),
        "# false: rows stay on this machine; only counts are published.",
        *_pairs(source, ("rows_may_leave",)),
        "# The days it speaks for; the first and last day in the table where left out.",
        *(f"{name} = {value}" for name in ("period_start", "period_end") if (value := getattr(source, name))),
        "",
        "[file]",
        *_pairs(file, ("name", "encoding", "delimiter", "sheet")),
        "",
        "[dates]",
        *_pairs(mapping.dates, ("format",)),
        "",
        "# field = column of the file",
        "[columns]",
        *_table(mapping.columns),
        "",
        "# field = the value of every row",
        "[constants]",
        *_table(mapping.constants),
    ]
    for field, codes in mapping.values.items():
        lines += ["", f"[values.{field}]", *_table(codes)]
    if mapping.unknown != UNKNOWN:
        lines.insert(1, f"unknown = [{', '.join(_quoted(word) for word in mapping.unknown)}]")
    return "\n".join(lines) + "\n"


def _pairs(part: BaseModel, names: Collection[str]) -> list[str]:
    values = {name: getattr(part, name) for name in names}
    return [
        f"{name} = {str(value).lower() if isinstance(value, bool) else _quoted(value)}"
        for name, value in values.items()
        if value != "" or name in ("licence", "credit")
    ]


def _table(values: Mapping[str, str]) -> list[str]:
    return [f"{_key(name)} = {_quoted(value)}" for name, value in values.items()]


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _quoted(text: object) -> str:
    """A TOML string: JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _wrong(file_name: str, why: str) -> BrokenSource:
    return BrokenSource(
        f"the mapping {file_name}: {why}.",
        expected="[source], [file], [dates], [columns] and [constants] as `corridorwatch map` writes them",
        next_step="correct it, or make it anew: corridorwatch map FILE",
    )
