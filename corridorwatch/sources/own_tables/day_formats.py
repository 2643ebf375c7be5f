"""How a column writes its days: the formats that read it, or what leaves it open."""

from collections.abc import Iterable
from dataclasses import dataclass

from corridorwatch.sources.own_tables.cells import SERIAL, read_days

PLAIN_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%B-%Y", "%d/%b/%Y",
    "%d %B, %Y", "%d %b, %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%Y-%m", "%B %Y", "%b %Y", "%b-%Y",
    "%B-%Y", "%B, %Y", "%b, %Y", "%Y %B", "%Y %b", "%Y", SERIAL,
)  # fmt: skip
ORDERED_FORMATS = tuple(
    (f"%d{mark}%m{mark}{year}", f"%m{mark}%d{mark}{year}") for year in ("%Y", "%y") for mark in ("/", "-", ".", " ")
)
SHORT_YEARS = ("%d-%b-%y", "%d %b %y", "%d-%B-%y", "%d %B %y", "%b-%y", "%b %y", "%d/%b/%y")
"""Formats that name the month and give two digits of the year: nothing else can be meant."""

_PLAIN_BEFORE_YEAR = ("%d %b %Y", "%d %B %Y", "%d-%b %Y", "%d-%B %Y", "%d/%b %Y", "%b %d %Y", "%B %d %Y", "%b-%d %Y")
_ORDERED_BEFORE_YEAR = tuple((f"%d{mark}%m %Y", f"%m{mark}%d %Y") for mark in "/-.")


@dataclass(frozen=True)
class DayFormat:
    """How a column writes days.

    `format` is empty where the column does not decide; `candidates` are then the formats to choose from and `why` says
    what is missing. `share` is the part of the filled cells that it reads, together with the formats of `also`.
    """

    format: str
    share: float
    candidates: tuple[str, ...] = ()
    why: str = ""
    also: tuple[str, ...] = ()

    @property
    def formats(self) -> tuple[str, ...]:
        """Every format that is sure."""
        return (self.format, *self.also) if self.format else ()


def guess_day_format(cells: Iterable[str], *, without_year: bool = False) -> DayFormat:
    """How days are written, or what leaves it open.

    Where numbers alone stand for day and month, only a number above 12 decides; a column that has such numbers on both
    sides was put together from two habits, and its other cells mean either.

    Args:
        without_year: the cells are days to which a year was added after a blank.
    """
    words = list(cells)
    if not words:
        return DayFormat("", 0.0, why="the column is empty")
    first = _one_format(words, len(words), without_year)
    if not first.format:
        return first if first.share else DayFormat("", 0.0, why=f"{words[0][:40]!r} is written in no known way")
    found, left = first, [word for word in words if not _reads(word, first.format)]
    while left:
        # Another habit in the same column: only where it, too, can mean one thing.
        more = _one_format(left, len(words), without_year)
        if not more.share:
            break
        share = found.share + more.share
        if not more.format:
            why = f"{more.why}, beside days such as {words[0]!r}"
            return DayFormat("", share, tuple(more.candidates), why)
        if _half_converted(words, found.format, left, more.format):
            return DayFormat(
                "", share, (), _CONVERTED.format(next(w for w in words if _reads(w, found.format)), left[0])
            )
        found = DayFormat(found.format, share, also=(*found.also, more.format))
        left = [word for word in left if not _reads(word, more.format)]
    return found


_CONVERTED = (
    "{!r} and {!r}: a spreadsheet seems to have read some days month first and left the others as text; write all days"
    " in one way"
)


def _half_converted(words: list[str], plain: str, left: list[str], ordered: str) -> bool:
    """Days up to the 12th as real dates, the others as text: the mark of a spreadsheet of another country."""
    ones = {plain, ordered}
    if not ones & {"%Y-%m-%d", SERIAL} or not any(ordered == each for pair in ORDERED_FORMATS for each in pair):
        return False
    read = [read_days(word, (plain,))[0] for word in words if _reads(word, plain)]
    text = [read_days(word, (ordered,))[0] for word in left if _reads(word, ordered)]
    return len(read) > 2 and len(text) > 2 and all(day.day <= 12 for day in read) and all(day.day > 12 for day in text)


def _one_format(words: list[str], of: int, without_year: bool) -> DayFormat:
    plain_formats = _PLAIN_BEFORE_YEAR if without_year else (*PLAIN_FORMATS, *SHORT_YEARS)
    counted = {format: sum(_reads(word, format) for word in words) for format in plain_formats}
    plain = max(plain_formats, key=counted.__getitem__)
    best = DayFormat(plain, counted[plain] / of)
    if best.share == 1:
        return best
    for pair in _ORDERED_BEFORE_YEAR if without_year else ORDERED_FORMATS:
        reads = [tuple(_reads(word, format) for format in pair) for word in words]
        share = sum(any(each) for each in reads) / of
        if share <= best.share:
            continue
        sides = {each for each in reads if any(each)}
        example = next(word for word, each in zip(words, reads, strict=True) if any(each))
        if pair[0].endswith("%y"):
            # Only what reads every cell that any of the three reads: 13/02/24 is no month first.
            three = (*pair, "%y" + pair[0][2] + "%m" + pair[0][2] + "%d")
            some = [word for word in words if any(_reads(word, format) for format in three)]
            whole = tuple(format for format in three if all(_reads(word, format) for word in some))
            best = DayFormat("", share, whole or three, f"{example!r} has a year of two digits")
        elif (True, False) in sides and (False, True) in sides:
            best = DayFormat("", share, pair, "some cells only read day first, others only month first")
        elif (True, False) in sides:
            best = DayFormat(pair[0], share)
        elif (False, True) in sides:
            best = DayFormat(pair[1], share)
        else:
            best = DayFormat("", share, pair, f"{example!r} and every other cell read day first and month first alike")
    return best if best.share else DayFormat("", 0.0)


def all_read(words: Iterable[str], formats: tuple[str, ...]) -> bool:
    """Whether one of the formats reads each of the days."""
    try:
        for word in words:
            read_days(word, formats)
    except ValueError:
        return False
    return True


def _reads(word: str, format: str) -> bool:
    try:
        read_days(word, (format,))
    except ValueError:
        return False
    return True
