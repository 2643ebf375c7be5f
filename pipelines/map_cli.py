"""`corridorwatch map FILE`: the mapping file that makes a table of one's own a source: guessed, shown, asked."""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import cyclopts
import polars as pl
from pydantic import ValidationError

from corridorwatch.config import load_settings
from corridorwatch.errors import CorridorwatchError
from corridorwatch.names.resolve import Resolver
from corridorwatch.sources.filetypes import Cells, read_cells
from corridorwatch.sources.guess import Guess, KnownNames, guess_columns
from corridorwatch.sources.mapping import SUFFIX, OwnMapping, write_mapping
from corridorwatch.sources.own_fields import FIELDS
from corridorwatch.sources.own_tables import parse_cells
from corridorwatch.sources.reviewed import read_vocabularies
from corridorwatch.sources.tables import ParsedTable

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
    date_format: str = "",
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    column: Annotated[list[str], cyclopts.Parameter(name="--column", negative=())] = [],  # noqa: B006 - cyclopts copies it
    constant: Annotated[list[str], cyclopts.Parameter(name="--constant", negative=())] = [],  # noqa: B006
    yes: Annotated[bool, cyclopts.Parameter(name="--yes", negative=())] = False,
    as_json: Annotated[bool, cyclopts.Parameter(name="--json", negative=())] = False,
) -> None:
    """Guess what a table's columns are, show what would be taken and refused, ask, and write the mapping file.

    Parameters
    ----------
    file
        The table: CSV, XLSX, JSON or Parquet.
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
        Its rows may be published; without it only counts leave this machine.
    date_format
        How days are written, such as %d/%m/%Y: needed where the column does not decide.
    encoding
        utf-8, utf-16, cp1252 or latin-1; guessed when left out.
    delimiter
        What separates the cells of a CSV; guessed when left out.
    sheet
        The sheet of a workbook that has several.
    column
        FIELD=COLUMN, for a column that was not recognised, or FIELD= to leave one out; may be repeated.
    constant
        FIELD=VALUE for every row, such as event_class=attack; may be repeated.
    yes
        Write without asking; what only you can know must then be given.
    as_json
        Print one JSON object instead of text; writes only with --yes.
    """
    settings = load_settings()
    content = _content(file)
    cells = read_cells(content, file.name, encoding=encoding, delimiter=delimiter, sheet=sheet)
    known = _known_names(settings.reference)
    guess = guess_columns(cells, known)
    columns = _changed(guess.columns, column, cells.header)
    constants = {"event_class": "attack", **_pairs(constant, "--constant")}
    for name in columns.keys() & constants.keys() - _pairs(constant, "--constant").keys():
        constants.pop(name)
    if "event_class" in constants and "event_class=" not in " ".join(constant):
        guess.doubts.append("every row is taken as an attack; say otherwise with event_class as column or constant")
    facts = {
        "id": source or _id_of(file.stem),
        "title": title or source or file.stem,
        "kind": kind,
        "licence": licence or "not stated",
        "credit": credit or title or source or file.stem,
        "rows_may_leave": rows_may_leave,
    }
    may_ask = not yes and not as_json and sys.stdin.isatty()
    if may_ask:
        _ask_facts(facts, {"id": source, "title": title, "licence": licence, "credit": credit})
    encoding_question = "" if cells.encoding_is_sure else _encoding_question(cells)
    if encoding_question and may_ask and _ask(f"{encoding_question} Is it right? [y/n] ") != "y":
        raise CorridorwatchError(
            f"{file.name} is not in {cells.encoding}.", expected="its encoding", next_step="say it: --encoding latin-1"
        )
    format = date_format or _date_format(guess, columns, cells, file.name, may_ask=may_ask)
    mapping = _mapping(facts, cells, file.name, format, columns, constants)
    parsed = parse_cells(cells, mapping, read_vocabularies(settings.reference), came_on=datetime.now(UTC).date())
    report = _report(mapping, parsed, guess, encoding_question) | {"open_names": _open_names(parsed, known)}
    if not as_json:
        print(_text(report, mapping))
    target = settings.own_tables / f"{mapping.source.id}{SUFFIX}"
    if yes or (may_ask and _ask(f"\nwrite {target}? [y/n] ") == "y"):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(write_mapping(mapping), encoding="utf-8")
        report["written"] = str(target)
    if as_json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    elif "written" in report:
        print(f"written. next: corridorwatch add {mapping.source.id} {file}")
    else:
        print("nothing was written; correct a guess with --column FIELD=COLUMN, or write it with --yes.")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CorridorwatchError(
            f"{file} cannot be read: {error.strerror}.", expected="a table of your own", next_step="correct the path"
        ) from error


def _known_names(reference: Path) -> KnownNames:
    opened: list[Resolver] = []

    def known(names: list[str]) -> set[str]:
        opened[:] = opened or [Resolver(reference)]
        return {answer.name for answer in opened[0].resolve("district", names) if answer.id}

    return known


def _open_names(parsed: ParsedTable, known: KnownNames) -> list[str]:
    """The places that no reviewed alias decides without more context, most frequent first."""
    names = Counter(parsed.rows.select(pl.coalesce("district_as_written", "place_as_written")).to_series().drop_nulls())
    found = known(list(names)) if names else set()
    return [name for name, _ in names.most_common() if name not in found][:PREVIEW_REASONS]


def _pairs(given: Iterable[str], option: str) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not mark or name not in FIELDS:
            raise CorridorwatchError(
                f"{option} {text}: {name!r} is no field.",
                expected=f"FIELD=..., FIELD being one of {', '.join(FIELDS)}",
                next_step="correct the option",
            )
        pairs[name] = value
    return pairs


def _changed(columns: dict[str, str], given: Iterable[str], header: list[str]) -> dict[str, str]:
    changes = _pairs(given, "--column")
    for name, column in changes.items():
        if column and column not in header:
            raise CorridorwatchError(
                f"--column {name}={column}: the table has no column {column!r}.",
                expected=f"one of {', '.join(header)}",
                next_step="correct the option",
            )
    taken = set(changes.values())
    kept = {name: column for name, column in columns.items() if name not in changes and column not in taken}
    found = kept | {name: column for name, column in changes.items() if column}
    return {name: found[name] for name in FIELDS if name in found}


def _id_of(stem: str) -> str:
    letters = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in stem.casefold()).strip("_")
    return (letters if letters[:1].isalpha() else f"table_{letters}")[:31].rstrip("_")


def _encoding_question(cells: Cells) -> str:
    words = (cell for _, record in cells.records for cell in record if cell and not cell.isascii())
    shown = [word for word, _ in zip(words, range(3), strict=False)]
    return f"the file is not UTF-8; as {cells.encoding} it holds {', '.join(map(repr, shown))[:200]}."


def _date_format(guess: Guess, columns: dict[str, str], cells: Cells, name: str, *, may_ask: bool) -> str:
    """The format of the date column, asked for where its cells do not decide it.

    Raises:
        CorridorwatchError: they do not, and there is nobody to ask.
    """
    found = guess.day_format
    if "date" in columns and columns["date"] != guess.columns.get("date"):
        found = guess_columns(_only(cells, columns["date"]), lambda names: set()).day_format
    if "date" not in columns or found is None:
        raise CorridorwatchError(
            f"{name}: no column holds the day of the event; it has {', '.join(cells.header)[:400]}."
            + "".join(f" {doubt}." for doubt in guess.doubts),
            expected="a column of days",
            next_step="say which: --column date=COLUMN",
        )
    if found.format:
        return found.format
    if may_ask and found.candidates:
        answer = _ask(f"{columns['date']!r}: {found.why}. Which is it: {', '.join(found.candidates)}? ")
        if answer in found.candidates:
            return answer
    raise CorridorwatchError(
        f"{name}: the column {columns['date']!r} does not say how its days are written: {found.why}.",
        expected=" or ".join(found.candidates) or "days such as 2024-05-06",
        next_step=f"say it: --date-format {found.candidates[0] if found.candidates else '%d/%m/%Y'}",
    )


def _only(cells: Cells, column: str) -> Cells:
    place = cells.header.index(column)
    records = [(number, record[place : place + 1]) for number, record in cells.records]
    return Cells(["date"], records, cells.unreadable, cells.format)


def _mapping(
    facts: dict, cells: Cells, name: str, format: str, columns: dict[str, str], constants: dict[str, str]
) -> OwnMapping:
    file = {"name": name, "encoding": cells.encoding, "delimiter": cells.delimiter, "sheet": cells.sheet}
    try:
        return OwnMapping(source=facts, file=file, dates={"format": format}, columns=columns, constants=constants)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CorridorwatchError(
            f"{name}: {where or 'the mapping'}: {first['msg'].removeprefix('Value error, ')}.",
            expected="columns that say when and where, and facts of a source",
            next_step="corridorwatch map FILE --column FIELD=COLUMN --source ID",
        ) from error


def _report(mapping: OwnMapping, parsed: ParsedTable, guess: Guess, encoding_question: str) -> dict[str, object]:
    """What would come of the table: counts that add up, why rows are refused, the first rows, what is in doubt."""
    reasons = Counter(_kind_of(rule) for rule in parsed.quarantine["rule"])
    examples = {
        _kind_of(rule): (row, rule) for row, rule in parsed.quarantine.select("row_number", "rule").rows()[::-1]
    }
    return {
        "source": mapping.source.id,
        "received": parsed.received,
        "accepted": parsed.rows.height,
        "refused": parsed.refused,
        "reasons": [
            {"reason": examples[reason][1], "row": examples[reason][0], "rows": number}
            for reason, number in reasons.most_common(PREVIEW_REASONS)
        ],
        "columns": mapping.columns,
        "constants": mapping.constants,
        "date_format": mapping.dates.format,
        "unused_columns": [name for name in guess.unused if name not in mapping.columns.values()],
        "doubts": [*guess.doubts, *([encoding_question] if encoding_question else [])],
        "first_rows": [
            {name: value for name, value in row.items() if value is not None}
            for row in parsed.rows.head(PREVIEW_ROWS).to_dicts()
        ],
    }


def _kind_of(rule: str) -> str:
    """A rule without its value: what makes two refusals the same."""
    words = rule.split()
    return f"{words[0]} {' '.join(words[2:])[:40]}" if len(words) > 2 else rule


def _text(report: dict, mapping: OwnMapping) -> str:
    lines = [f"{mapping.file.name} as source {report['source']!r}; days as {report['date_format']}"]
    lines += [f"  {name:<24} <- {column!r}" for name, column in report["columns"].items()]
    lines += [f"  {name:<24} =  {value!r} in every row" for name, value in report["constants"].items()]
    lines += [f"  not used: {', '.join(map(repr, report['unused_columns']))}"] if report["unused_columns"] else []
    lines += [f"  in doubt: {doubt}" for doubt in report["doubts"]]
    if report["open_names"]:
        lines.append(f"  places for the review queue: {', '.join(_shortly(name) for name in report['open_names'])}")
    lines.append(f"{report['received']} records: {report['accepted']} would be accepted, {report['refused']} refused")
    lines += [f"  {each['rows']}x, first in row {each['row']}: {each['reason']}" for each in report["reasons"]]
    for row in report["first_rows"]:
        lines.append("  " + "; ".join(f"{name}={_shortly(value)}" for name, value in row.items()))
    return "\n".join(lines)


def _shortly(value: object) -> str:
    text = str(value)
    shown = text if len(text) <= 40 else text[:40] + "…"
    return shown if shown.isprintable() else ascii(shown)


def _ask_facts(facts: dict, given: dict[str, str]) -> None:
    for name, value in given.items():
        if not value and (answer := _ask(f"{name} of the source [{facts[name]}]: ")):
            facts[name] = answer


def _ask(question: str) -> str:
    print(question, end="", flush=True)
    return sys.stdin.readline().strip()
