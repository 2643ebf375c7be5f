"""The mapping file of a table of your own: which column is which field, and what the source is.

`<source>.mapping.toml`, written by `corridorwatch map FILE` or by hand:

    [source]        who it is from, under which licence, whether its rows may leave the machine
    [file]          name, and how to read it: encoding, delimiter, sheet (`*` for all, or `sheets`, a list)
    [dates]         how days are written: `format = "%d/%m/%Y"`, `also` other ways; or columns `year`, `month`, `day`
    [columns]       field = "name of the column in the file"; a point in one cell is both its latitude and its longitude
    [sums]          field = ["columns", "that add up to it"]
    [counts]        `empty_is_zero = true` where an empty cell means nobody
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

from corridorwatch.errors import BrokenSource, first_fault
from corridorwatch.ingest.cell_rules import NO_FIGURE
from corridorwatch.ingest.encodings import ENCODINGS
from corridorwatch.manifests import FOLDER, registry
from corridorwatch.sources.own_tables.cells import SERIAL
from corridorwatch.sources.own_tables.fields import FIELDS
from corridorwatch.sources.own_tables.headings import DATE_PARTS

SUFFIX = ".mapping.toml"
TAKEN = frozenset({*registry().sources, *(path.parent.name for path in FOLDER.glob("*/*.py"))})
"""Source ids that are not for tables of one's own."""

UNKNOWN = NO_FIGURE
"""The words for unknown where a mapping names none of its own."""

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
    """How to read the file; an empty text leaves it to the format. `sheet` may be `*`: all sheets, read as one.

    `fill_down`: fields whose empty cells mean what the row above says.
    """

    name: _Line
    encoding: str = ""
    delimiter: str = Field("", max_length=1)
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()

    @property
    def wanted(self) -> tuple[str, ...]:
        """The sheets to read; empty where the file says it."""
        return self.sheets or ((self.sheet,) if self.sheet else ())

    @model_validator(mode="after")
    def _is_a_plain_name(self) -> "FileFacts":
        if Path(self.name).name != self.name:
            raise ValueError("a file's name without its folder, beside the mapping file")
        if self.encoding and self.encoding not in ENCODINGS:
            raise ValueError(f"encoding {self.encoding!r} is none of {', '.join(ENCODINGS)}")
        return self


class Dates(_Part):
    """How days are written, as `strptime` directives, or `excel` for a spreadsheet's serial days.

    Without %d or %m it is a month or a year. `also` are further formats, tried in turn. `year`, `month` and `day` are
    columns that make the day together; or `year` alone is the column, or `year_is` the year, that the days lack.
    """

    format: Annotated[str, Field(max_length=40)] = ""
    also: tuple[str, ...] = ()
    year: str = ""
    month: str = ""
    day: str = ""
    year_is: Annotated[int, Field(ge=1970, le=2100)] | None = None

    @property
    def formats(self) -> tuple[str, ...]:
        """Every format, in the order in which they are tried."""
        return (self.format, *self.also) if self.format else ()

    @property
    def parts(self) -> dict[str, str]:
        """The columns of the parts that are there."""
        return {name: column for name in DATE_PARTS if (column := getattr(self, name))}

    @model_validator(mode="after")
    def _names_a_year(self) -> "Dates":
        for format in self.formats:
            if format == SERIAL:
                continue
            if not re.search(r"%[Yy]", format) or re.search(r"%(?![YymdbBaAHMSfpI%])", format):
                raise ValueError(f"format {format!r} holds no year (%Y), or more than %d %m %b %B %y %a %H %M %S %f")
        if self.day and not self.month:
            raise ValueError("a column of days of the month wants a column `month`")
        return self


class Counts(_Part):
    """What an empty cell of a count means: unknown, or nobody."""

    empty_is_zero: bool = False


class OwnMapping(_Part):
    """A mapping file."""

    source: SourceFacts
    file: FileFacts
    dates: Dates = Dates(format="%Y-%m-%d")
    unknown: tuple[str, ...] = UNKNOWN
    columns: dict[str, _Line]
    sums: dict[str, tuple[_Line, ...]] = {}
    counts: Counts = Counts()
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}

    @model_validator(mode="after")
    def _speaks_of_fields_that_exist(self) -> "OwnMapping":
        for part in ("columns", "sums", "constants", "values"):
            odd = sorted(set(getattr(self, part)) - FIELDS.keys())
            if odd:
                raise ValueError(f"[{part}] names {odd[0]!r}, which is no field; the fields are {', '.join(FIELDS)}")
        given = [*self.columns, *self.constants, *self.sums]
        both = sorted(name for name in given if given.count(name) > 1)
        if both:
            raise ValueError(f"{both[0]!r} is given twice, as a column, a sum or a constant")
        if odd := sorted(name for name in self.sums if FIELDS[name].kind != "count"):
            raise ValueError(f"[sums] names {odd[0]!r}, which is no count")
        if "date" not in self.columns and not ((self.dates.year or self.dates.year_is) and (self.dates.parts)):
            raise ValueError("[columns] does not say which column holds the `date`, nor [dates] its `year` and `month`")
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
        where, fault = first_fault(error)
        raise _wrong(file_name, f"{where or 'the mapping'}: {fault}") from error
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
        "# false: nothing made of its rows is published; they are seen on this machine: corridorwatch sql --local.",
        *_pairs(source, ("rows_may_leave",)),
        "# The days it speaks for; the first and last day in the table where left out.",
        *(f"{name} = {value}" for name in ("period_start", "period_end") if (value := getattr(source, name))),
        "",
        "[file]",
        *_pairs(file, ("name", "encoding", "delimiter", "sheet")),
        *([f"sheets = {_list(file.sheets)}"] if file.sheets else []),
        *([f"fill_down = {_list(file.fill_down)}"] if file.fill_down else []),
        "",
        "[dates]",
        *_pairs(mapping.dates, ("format",)),
        *([f"also = {_list(mapping.dates.also)}"] if mapping.dates.also else []),
        *_pairs(mapping.dates, DATE_PARTS),
        *([f"year_is = {mapping.dates.year_is}"] if mapping.dates.year_is else []),
        "",
        "# field = column of the file",
        "[columns]",
        *_table(mapping.columns),
        "",
        *(
            ["# field = the columns that add up to it", "[sums]"]
            + [f"{_key(name)} = {_list(columns)}" for name, columns in mapping.sums.items()]
            + [""]
            if mapping.sums
            else []
        ),
        "# An empty cell of a count: unknown, or nobody. A toll is known where the total is, or every side of it.",
        "[counts]",
        f"empty_is_zero = {str(mapping.counts.empty_is_zero).lower()}",
        "",
        "# field = the value of every row",
        "[constants]",
        *_table(mapping.constants),
    ]
    for field, codes in mapping.values.items():
        lines += ["", f"[values.{field}]", *_table(codes)]
    if mapping.unknown != UNKNOWN:
        lines.insert(1, f"unknown = {_list(mapping.unknown)}")
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


def _list(texts: Collection[str]) -> str:
    return f"[{', '.join(_quoted(text) for text in texts)}]"


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
