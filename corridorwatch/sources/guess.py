"""What a table of one's own probably means: a first mapping, and the questions that only its owner can answer.

Columns are recognised by their names and then held to their content; a column nobody named is recognised by content
alone (days, districts of the alias table, degrees). What the content does not decide is asked, never guessed: in
03/04/2024 no cell says which number is the month.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from corridorwatch.sources.filetypes import Cells
from corridorwatch.sources.mapping import UNKNOWN
from corridorwatch.sources.own_fields import FIELDS
from corridorwatch.sources.own_tables import read_day

SAMPLE = 5_000
"""How many filled cells of a column are looked at."""

MOSTLY = 0.5
"""The share of a column's filled cells that must be what its name says; below it the name is not believed."""

DISTRICTS_FROM = 0.5
"""The share of known names from which a column that nobody named is one of districts or places."""

PLAIN_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%B-%Y", "%B %d, %Y",
    "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%Y-%m", "%B %Y", "%b %Y", "%Y",
)  # fmt: skip
ORDERED_FORMATS = tuple(
    (f"%d{mark}%m{mark}{year}", f"%m{mark}%d{mark}{year}") for year in ("%Y", "%y") for mark in "/-."
)

KnownNames = Callable[[list[str]], set[str]]
"""Of the names given, those that the alias table knows."""


@dataclass(frozen=True)
class DayFormat:
    """How a column writes days.

    `format` is empty where the column does not decide; `candidates` are then the formats to choose from and `why` says
    what is missing. `share` is the part of the filled cells that it reads.
    """

    format: str
    share: float
    candidates: tuple[str, ...] = ()
    why: str = ""


@dataclass
class Guess:
    """A first mapping of columns, and what has to be asked.

    `columns`: field -> column. `day_format` of the date column; None where there is none. `unused`: columns nothing was
    made of. `doubts`: what was not believed, and why.
    """

    columns: dict[str, str] = field(default_factory=dict)
    day_format: DayFormat | None = None
    unused: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def guess_columns(cells: Cells, known_names: KnownNames) -> Guess:
    """Recognise the columns of a table."""
    filled = {name: _filled(cells, place) for place, name in enumerate(cells.header) if name}
    guess = Guess()
    by_name = {alias: name for name, known in FIELDS.items() for alias in known.names.split("|") if alias}
    for column in filled:
        name = by_name.get(_plain(column)) or (_plain(column).replace(" ", "_") if _is_field(column) else "")
        if not name or name in guess.columns:
            continue
        if doubt := _doubt(name, filled[column]):
            guess.doubts.append(f"{column!r} is not taken as {name}: {doubt}")
        else:
            guess.columns[name] = column
    _by_content(guess, filled, known_names)
    if "date" in guess.columns:
        guess.day_format = guess_day_format(filled[guess.columns["date"]])
    guess.unused = [column for column in cells.header if column and column not in guess.columns.values()]
    return guess


def guess_day_format(cells: Iterable[str]) -> DayFormat:
    """How days are written, or what leaves it open.

    Where numbers alone stand for day and month, only a number above 12 decides; a column that has such numbers on both
    sides was put together from two habits, and its other cells mean either.
    """
    words = list(cells)
    if not words:
        return DayFormat("", 0.0, why="the column is empty")
    plain = max(PLAIN_FORMATS, key=lambda format: sum(_reads(word, format) for word in words))
    plain_share = sum(_reads(word, plain) for word in words) / len(words)
    best = DayFormat(plain, plain_share)
    for pair in ORDERED_FORMATS:
        reads = [tuple(_reads(word, format) for format in pair) for word in words]
        share = sum(any(each) for each in reads) / len(words)
        if share <= best.share:
            continue
        sides = {each for each in reads if any(each)}
        example = next(word for word, each in zip(words, reads, strict=True) if any(each))
        if pair[0].endswith("%y"):
            best = DayFormat(
                "",
                share,
                (*pair, "%y" + pair[0][2] + "%m" + pair[0][2] + "%d"),
                f"{example!r} has a year of two digits",
            )
        elif (True, False) in sides and (False, True) in sides:
            best = DayFormat("", share, pair, "some cells only read day first, others only month first")
        elif (True, False) in sides:
            best = DayFormat(pair[0], share)
        elif (False, True) in sides:
            best = DayFormat(pair[1], share)
        else:
            best = DayFormat("", share, pair, f"{example!r} and every other cell read day first and month first alike")
    return best if best.share else DayFormat("", 0.0, why=f"{words[0][:40]!r} is written in no known way")


def _by_content(guess: Guess, filled: dict[str, list[str]], known_names: KnownNames) -> None:
    free = [column for column in filled if column not in guess.columns.values() and filled[column]]
    if "date" not in guess.columns:
        shares = {column: guess_day_format(filled[column]).share for column in free}
        best = max(shares, key=shares.__getitem__, default="")
        if best and shares[best] >= MOSTLY and not all(word.isdigit() and len(word) <= 4 for word in filled[best]):
            guess.columns["date"] = best
            free.remove(best)
    if not {"district_as_written", "place_as_written"} & guess.columns.keys():
        names = {column: Counter(filled[column]) for column in free}
        known = known_names(sorted({name for counted in names.values() for name in counted if len(name) <= 80}))
        shares = {
            column: sum(number for name, number in counted.items() if name in known) / counted.total()
            for column, counted in names.items()
        }
        best = max(shares, key=shares.__getitem__, default="")
        if best and shares[best] >= DISTRICTS_FROM:
            guess.columns["district_as_written"] = best
            free.remove(best)
    if not {"point_latitude", "point_longitude"} & guess.columns.keys():
        for name, (low, high) in {"point_latitude": (22, 39), "point_longitude": (59, 80)}.items():
            fits = [column for column in free if all(_within(word, low, high) for word in filled[column])]
            if len(fits) == 1:
                guess.columns[name] = fits[0]
        if len({"point_latitude", "point_longitude"} & guess.columns.keys()) == 1:
            guess.columns.pop("point_latitude", None)
            guess.columns.pop("point_longitude", None)


def _doubt(name: str, words: list[str]) -> str:
    """Why a column is not what its name says; empty where it may be."""
    kind = FIELDS[name].kind
    tests: dict[Literal["day", "count", "number", "url"], Callable[[str], bool]] = {
        "count": lambda word: word.casefold() in UNKNOWN or bool(re.fullmatch(r"\d+(\.0+)?", word)),
        "number": lambda word: _within(word, -180, 180),
        "url": lambda word: word.startswith(("http://", "https://")),
    }
    if not words:
        return "it is empty"
    if kind == "day":
        return "" if guess_day_format(words).share >= MOSTLY else f"{words[0][:40]!r} is no day"
    if kind not in tests:
        return ""
    odd = [word for word in words if not tests[kind](word)]
    return f"{odd[0][:40]!r} is no {kind}" if len(odd) > MOSTLY * len(words) else ""


def _filled(cells: Cells, place: int) -> list[str]:
    found = (
        record[place] for number, record in cells.records if number not in cells.unreadable and place < len(record)
    )
    return [word for word, _ in zip((word for word in found if word), range(SAMPLE), strict=False)]


def _reads(word: str, format: str) -> bool:
    try:
        read_day(word, format)
    except ValueError:
        return False
    return True


def _within(word: str, low: float, high: float) -> bool:
    return bool(re.fullmatch(r"-?\d{1,3}(\.\d+)?", word, re.ASCII)) and low <= float(word) <= high


def _plain(column: str) -> str:
    return " ".join(re.sub(r"[^0-9a-z]+", " ", column.casefold()).split())


def _is_field(column: str) -> bool:
    return _plain(column).replace(" ", "_") in FIELDS
