"""`corridorwatch map FILE`: the mapping file that makes a table of one's own a source: guessed, shown, asked."""

import json
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import cyclopts
import polars as pl
from pydantic import ValidationError

from corridorwatch.config import load_settings
from corridorwatch.errors import CorridorwatchError, first_fault
from corridorwatch.ingest.filetypes import Cells
from corridorwatch.ingest.refusals import kinds_of_refusals, remedy
from corridorwatch.ingest.tables import ParsedTable
from corridorwatch.names.resolve import Resolver
from corridorwatch.reviewed_files import Folder
from corridorwatch.sources.own_tables.codes import codes_of
from corridorwatch.sources.own_tables.fields import FIELDS
from corridorwatch.sources.own_tables.guess import Guess, KnownNames, few, guess_columns
from corridorwatch.sources.own_tables.headings import DATE_PARTS
from corridorwatch.sources.own_tables.held import doubts_of_rows, fills_down, held_to_cells, told_of_places, tolls
from corridorwatch.sources.own_tables.layout import read_own
from corridorwatch.sources.own_tables.mapping import SUFFIX, OwnMapping, write_mapping
from corridorwatch.sources.own_tables.parse import parse_cells
from corridorwatch.sources.reference.reviewed import read_vocabularies
from pipelines.asking import ask
from pipelines.questions import OpenQuestions

PREVIEW_ROWS = 5
PREVIEW_REASONS = 12

app = cyclopts.App(name="map", help="Make the mapping file of a table of your own: guessed, previewed, asked.")


@app.default
def make_mapping(
    file: Path,
    /,
    *,
    source: str = "",
    title: str = "",
    kind: Literal["sample", "census"] = "sample",
    licence: str = "",
    credit: str = "",
    rows_may_leave: bool = False,
    date_format: Annotated[list[str], cyclopts.Parameter(name="--date-format", negative=())] = [],  # noqa: B006
    encoding: str = "",
    delimiter: str = "",
    sheet: Annotated[list[str], cyclopts.Parameter(name="--sheet", negative=())] = [],  # noqa: B006
    column: Annotated[list[str], cyclopts.Parameter(name="--column", negative=())] = [],  # noqa: B006 - cyclopts copies it
    constant: Annotated[list[str], cyclopts.Parameter(name="--constant", negative=())] = [],  # noqa: B006
    fill_down: Annotated[list[str], cyclopts.Parameter(name="--fill-down", negative=())] = [],  # noqa: B006
    empty_is_zero: Annotated[bool, cyclopts.Parameter(name="--empty-is-zero", negative=())] = False,
    despite_refusals: Annotated[bool, cyclopts.Parameter(name="--despite-refusals", negative=())] = False,
    yes: Annotated[bool, cyclopts.Parameter(name="--yes", negative=())] = False,
    as_json: Annotated[bool, cyclopts.Parameter(name="--json", negative=())] = False,
) -> None:
    """Guess what a table's columns are, show what would be taken and refused, ask, and write the mapping file.

    Parameters
    ----------
    file
        The table: CSV, XLSX, JSON, GeoJSON or Parquet.
    source
        Short id of the source, small letters, digits and `_`; made from the file's name when left out.
    title
        Name to print; the id when left out.
    kind
        `census` only if it claims to hold every event of a definition.
    licence
        Licence of its rows.
    credit
        Credit line of its figures.
    rows_may_leave
        Its rows, and what is counted from them, may be published; without it they are seen on this machine only, with
        `corridorwatch sql --local`.
    date_format
        How days are written, such as %d/%m/%Y: needed where the column does not decide; may be repeated for a column
        that writes them in several ways.
    encoding
        utf-8, utf-16, cp1252 or latin-1; guessed when left out.
    delimiter
        What separates the cells of a CSV; guessed when left out.
    sheet
        The sheet of a workbook that has several, again for each of those to read together, or * for all; of JSON the
        key of the records.
    column
        FIELD=COLUMN, for a column that was not recognised, or FIELD= to leave one out; may be repeated. Beside the
        fields of a record: year, month and day, the columns that make a day together.
    constant
        FIELD=VALUE for every row, such as event_class=attack, or year=2024 where the days lack it; may be repeated.
    fill_down
        A field, such as date, or year or month, whose empty cells mean what the row above says; may be repeated.
        Without it an empty cell is unknown; only cells merged in a workbook hold for all their rows.
    empty_is_zero
        An empty cell of a count means that nobody died or was hurt; without it, that it is not known.
    despite_refusals
        Write the mapping although most records would be refused.
    yes
        Write without asking; what only you can know must then be given.
    as_json
        Print one JSON object instead of text; writes only with --yes.
    """
    settings = load_settings()
    content = _content(file)
    cells = read_own(content, file.name, encoding=encoding, delimiter=delimiter, sheets=sheet)
    may_ask = not yes and not as_json and sys.stdin.isatty()
    known, vocabularies = _known_names(settings.facts), read_vocabularies(settings.reference)
    guess = guess_columns(cells, known, vocabularies)
    given = _pairs(column, "--column")
    columns = _changed(guess, given, cells.header)
    constants = {"event_class": "attack", **_pairs(constant, "--constant")}
    for name in (columns.keys() | guess.sums.keys()) & constants.keys() - _pairs(constant, "--constant").keys():
        constants.pop(name)
    if "event_class" in constants and "event_class=" not in " ".join(constant):
        guess.doubts.append("every row is taken as an attack; say otherwise with event_class as column or constant")
    if "province_as_written" not in columns and "province_as_written" not in constants:
        guess.doubts.append(
            "no column says the province: a row counts only where a reviewed name of its own, or its point, is in"
            " Balochistan; if the whole table is, say --constant province_as_written=Balochistan"
        )
    facts = {
        "id": source or _id_of(file.stem),
        "title": title or source or file.stem,
        "kind": kind,
        "licence": licence or "not stated",
        "credit": credit or title or source or file.stem,
        "rows_may_leave": rows_may_leave,
    }
    if may_ask:
        _ask_facts(facts, {"id": source, "title": title, "licence": licence, "credit": credit})
    open_questions = OpenQuestions(file, may_ask=may_ask)
    open_questions.encoding(cells)
    year = constants.pop("year", "")
    open_questions.columns(guess, columns, given, has_year=bool(year))
    dates = open_questions.dates(guess, columns, cells, tuple(date_format), year)
    open_questions.settle()
    mapping = _mapping(facts, cells, file.name, dates, columns, constants, guess, empty_is_zero, vocabularies)
    mapping = mapping.model_copy(update={"file": mapping.file.model_copy(update={"fill_down": tuple(fill_down)})})
    came_on = datetime.now(UTC).date()
    parsed = parse_cells(cells, mapping, vocabularies, came_on=came_on)
    held = held_to_cells(mapping, parsed, cells, given.keys(), guess.doubts)
    if held != mapping:
        mapping, parsed = held, parse_cells(cells, held, vocabularies, came_on=came_on)
    report: dict[str, Any] = _report(mapping, parsed, guess, cells) | {"open_names": _open_names(parsed, known)}
    if not as_json:
        print(_text(report, mapping))
    judged = parsed.received - len(cells.left_out)
    undated = parsed.quarantine.filter(pl.col("rule") == "date is empty").height
    if not few(undated, judged) and not fill_down and not despite_refusals and (yes or may_ask):
        raise CorridorwatchError(
            f"{file.name}: {undated} of {judged} records have no date. Nothing was written.",
            expected="a day in each row, or an owner who says that an empty cell means the one above it",
            next_step=f"say it: {fills_down(mapping)} (or --despite-refusals, to leave these rows out)",
        )
    refused = parsed.refused - len(cells.left_out)
    if refused * 2 > judged and not despite_refusals and (yes or may_ask):
        reason = report["reasons"][0]
        raise CorridorwatchError(
            f"{file.name}: {refused} of {judged} records would be refused, most because of: {reason['reason']}. Nothing"
            " was written.",
            expected="a mapping that takes most of the records",
            next_step="correct it with --column FIELD=COLUMN or --date-format, or take it so: --despite-refusals",
        )
    target = settings.own_tables / f"{mapping.source.id}{SUFFIX}"
    if yes or (may_ask and ask(f"\nwrite {target}? [y/n] ") == "y"):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(write_mapping(mapping), encoding="utf-8")
        report["written"] = str(target)
        report["next"] = f"corridorwatch add {mapping.source.id} {shlex.quote(str(file.resolve()))}"
    if as_json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    elif "written" in report:
        print(f"written: {target}\nnext: {report['next']}")
    elif may_ask:
        print("nothing was written; correct a guess with --column FIELD=COLUMN, or write it with --yes.")
    else:
        raise CorridorwatchError(
            "nothing was written: nobody is at a terminal to say yes.",
            expected="--yes once the preview above is right",
            next_step=f"corridorwatch map {shlex.quote(str(file))} --yes, with --column FIELD=COLUMN for a wrong guess",
        )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CorridorwatchError(
            f"{file} cannot be read: {error.strerror}.", expected="a table of your own", next_step="correct the path"
        ) from error


def _known_names(reference: Folder) -> KnownNames:
    return lambda names: {answer.name for answer in _resolver(reference).resolve("district", names) if answer.id}


@lru_cache(maxsize=1)
def _resolver(reference: Folder) -> Resolver:
    # Opened when the first name is asked, and once a process: it takes a second.
    return Resolver(reference)


def _open_names(parsed: ParsedTable, known: KnownNames) -> list[str]:
    """The places that no reviewed alias decides without more context, most frequent first."""
    names = Counter(parsed.rows.select(pl.coalesce("district_as_written", "place_as_written")).to_series().drop_nulls())
    found = known(list(names)) if names else set()
    return [name for name, _ in names.most_common() if name not in found][:PREVIEW_REASONS]


def _pairs(given: Iterable[str], option: str) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not mark or name not in (*FIELDS, *DATE_PARTS):
            raise CorridorwatchError(
                f"{option} {text}: {name!r} is no field.",
                expected=f"FIELD=..., FIELD being one of {', '.join((*FIELDS, *DATE_PARTS))}",
                next_step="correct the option",
            )
        pairs[name] = value
    return pairs


def _changed(guess: Guess, changes: dict[str, str], header: list[str]) -> dict[str, str]:
    """The columns as guessed and then as given; parts of a date and sums are changed in the guess itself."""
    for name, column in changes.items():
        if column and column not in header:
            raise CorridorwatchError(
                f"--column {name}={column}: the table has no column {column!r}.",
                expected=f"one of {', '.join(header)}",
                next_step="correct the option",
            )
        guess.sums.pop(name, None)
        # What the owner decides is no longer in doubt.
        guess.doubts = [
            doubt for doubt in guess.doubts if not (column and doubt.startswith(f"{column!r} is not taken"))
        ]
        if name in DATE_PARTS:
            guess.parts = {part: at for part, at in {**guess.parts, name: column}.items() if at}
    if "date" in changes:
        guess.parts = {part: column for part, column in guess.parts.items() if part in changes}
    taken = set(changes.values())
    kept = {name: column for name, column in guess.columns.items() if name not in changes and column not in taken}
    found = kept | {name: column for name, column in changes.items() if column}
    return {name: found[name] for name in FIELDS if name in found}


def _id_of(stem: str) -> str:
    letters = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in stem.casefold()).strip("_")
    return (letters if letters[:1].isalpha() else f"table_{letters}")[:31].rstrip("_")


def _mapping(
    facts: dict,
    cells: Cells,
    name: str,
    dates: dict[str, Any],
    columns: dict[str, str],
    constants: dict[str, str],
    guess: Guess,
    empty_is_zero: bool,
    vocabularies: Mapping[str, set[str]],
) -> OwnMapping:
    file = {
        "name": name,
        "encoding": cells.encoding,
        "delimiter": cells.delimiter,
        "sheet": cells.sheet,
        "sheets": cells.sheets,
    }
    values = {}
    for field, column in columns.items():
        if FIELDS[field].kind == "code":
            place = cells.header.index(column)
            words = [word for _, record in cells.records if place < len(record) and (word := record[place])]
            same = guess.columns.get(field) == column
            codes = guess.values.get(field) if same else None
            values[field] = codes or codes_of(field, words, vocabularies.get(FIELDS[field].vocabulary, ()))[0]
    try:
        return OwnMapping(
            source=facts,
            file=file,
            dates=dates,
            columns=columns,
            sums=guess.sums,
            counts={"empty_is_zero": empty_is_zero},
            constants=constants,
            values={field: codes for field, codes in values.items() if codes},
        )
    except ValidationError as error:
        where, fault = first_fault(error)
        raise CorridorwatchError(
            f"{name}: {where or 'the mapping'}: {fault}." + "".join(f" {doubt}." for doubt in guess.doubts[:3]),
            expected="columns that say when and where, and facts of a source",
            next_step="corridorwatch map FILE --column FIELD=COLUMN --source ID",
        ) from error


def _report(mapping: OwnMapping, parsed: ParsedTable, guess: Guess, cells: Cells) -> dict[str, Any]:
    """What would come of the table: counts that add up, why rows are refused, the first rows, what is in doubt."""
    used = {
        *mapping.columns.values(),
        *mapping.dates.parts.values(),
        *(c for each in mapping.sums.values() for c in each),
    }
    return {
        "source": mapping.source.id,
        "received": parsed.received,
        "accepted": parsed.rows.height,
        "refused": parsed.refused,
        "left_out": len(cells.left_out),
        "reasons": [
            {"reason": rule, "row": row, "rows": number, "next": remedy(rule)}
            for rule, row, number in kinds_of_refusals(parsed.quarantine)[:PREVIEW_REASONS]
        ],
        "columns": mapping.columns,
        "sums": mapping.sums,
        "constants": mapping.constants,
        "date_format": mapping.dates.format,
        "dates": mapping.dates.model_dump(exclude_defaults=True),
        "unused_columns": [name for name in cells.header if name and name not in used],
        "doubts": [*guess.doubts, *doubts_of_rows(mapping, parsed)],
        "killed": sum(tolls(parsed.rows)),
        "places": told_of_places(parsed),
        "first_rows": [
            {name: value for name, value in row.items() if value is not None}
            for row in parsed.rows.head(PREVIEW_ROWS).to_dicts()
        ],
    }


def _text(report: dict, mapping: OwnMapping) -> str:
    dates = mapping.dates
    days = " or ".join(dates.formats) or "parts"
    lines = [f"{mapping.file.name} as source {report['source']!r}; days as {days}"]
    lines += [f"  {'sheets':<24} :  {', '.join(mapping.file.wanted)}"] if mapping.file.wanted else []
    lines += [f"  {f'date ({part})':<24} <- {column!r}" for part, column in dates.parts.items()]
    lines += [f"  {name:<24} <- {column!r}" for name, column in report["columns"].items()]
    lines += [f"  {name:<24} <- {' + '.join(map(repr, each))}" for name, each in mapping.sums.items()]
    lines += [f"  {name:<24} =  {value!r} in every row" for name, value in report["constants"].items()]
    lines += [f"  not used: {', '.join(map(repr, report['unused_columns']))}"] if report["unused_columns"] else []
    lines += [f"  in doubt: {doubt}" for doubt in report["doubts"]]
    if report["open_names"]:
        lines.append(
            f"  places for the review queue: {'; '.join(repr(_shortly(name)) for name in report['open_names'])}"
        )
    refused = report["refused"] - report["left_out"]
    lines.append(
        f"{report['received']} rows: {report['accepted']} records would be accepted with {report['killed']} killed,"
        f" {refused} refused, {report['left_out']} left out as titles, notes or totals"
    )
    lines.append(f"  accepted: {report['places']}")
    for each in report["reasons"]:
        step = f" (next: {each['next']})" if each["next"] else ""
        lines.append(f"  {each['rows']}x, first in row {each['row']}: {each['reason']}{step}")
    for row in report["first_rows"]:
        lines.append("  " + "; ".join(f"{name}={_shortly(value)}" for name, value in row.items()))
    return "\n".join(lines)


def _shortly(value: object) -> str:
    text = str(value)
    shown = text if len(text) <= 40 else text[:40] + "…"
    return shown if shown.isprintable() else ascii(shown)


def _ask_facts(facts: dict, given: dict[str, str]) -> None:
    for name, value in given.items():
        if not value and (answer := ask(f"{name} of the source [{facts[name]}]: ")):
            facts[name] = answer
