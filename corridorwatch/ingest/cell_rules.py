"""What a cell says, whoever reads it: days, whole numbers, degrees, and the words for unknown.

One set of rules for every reader: own tables, ACLED, UCDP and the Global Terrorism Database. A spreadsheet, R or pandas
changes how a file is written and nothing of what it says.

A day such as 1/3/2026 is read by the order that its whole column shows, never by itself: `DayEvidence` looks at the
cells, `decide` says the order or asks for it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from corridorwatch.errors import BrokenSource

UNKNOWN_WORDS = ("", "-", "--", "–", "—", ".", "n/a", "na", "n.a.", "n.a", "nan", "none", "null", "#n/a", "<na>", "\\n")
"""What programs write where nothing is known, in small letters: R, pandas, Stata, SQL and spreadsheets."""

NO_FIGURE = (
    *UNKNOWN_WORDS,
    *("---", "?", "??", "n.k.", "unk", "unk."),
    *("unknown", "not known", "not stated", "not said", "not given", "not available"),
    *("not reported", "not clear", "unclear", "unspecified", "not specified"),
    *("not confirmed", "unconfirmed", "tbd", "tbc"),
    *("نامعلوم", "معلوم نہیں"),
)
"""What people write where they know no figure, in small letters. Never read as zero."""

MONTH_FIRST, DAY_FIRST = "%m/%d/%Y", "%d/%m/%Y"
"""The two orders of day and month, as `--date-format` names them."""

_UNKNOWN = frozenset(UNKNOWN_WORDS)
_NO_FIGURE = frozenset(NO_FIGURE)
_WHOLE = re.compile(r"\+?([0-9]{1,18})(?:\.0+)?")
_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]{1,3}),([0-9]+)")
_TIME = r"(?:,?[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII)
_NUMBERS = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}", re.ASCII)
_DAY_NAMED = re.compile(rf"(\d{{1,2}})[-/ ]([A-Za-z]{{3,9}})\.?,?[-/ ](\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_MONTH_NAMED = re.compile(rf"([A-Za-z]{{3,9}})\.? (\d{{1,2}}),? (\d{{4}}){_TIME}", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_SERIALS = range(25_569, 73_051)
"""Days since the last of 1899 that a spreadsheet has for 1970 to 2099."""
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip


def known(text: object) -> str | None:
    """A cell without blanks around it; None where it is empty or one of `UNKNOWN_WORDS`."""
    if text is None:
        return None
    bare = str(text).strip()
    return None if bare.casefold() in _UNKNOWN else bare


def figure(text: str | None) -> str | None:
    """A cell of a figure; None where it says that none is known, in one of the words of `NO_FIGURE`."""
    return None if (text or "").strip().casefold() in _NO_FIGURE else text


def whole(text: str | None) -> str | None:
    """The digits of a whole number from zero ("2", "2.0", "+2"), else None."""
    found = _WHOLE.fullmatch(text or "")
    return str(int(found[1])) if found else None


def as_whole(text: str | None) -> str | None:
    """The same, but what is no such number stays as it is written, for a rule to judge."""
    return whole(text) or text


def as_degrees(text: str | None) -> str | None:
    """Degrees with a decimal point, also where a comma was written; what is none stays as it is."""
    found = _DECIMAL_COMMA.fullmatch(text or "")
    return f"{found[1]}.{found[2]}" if found else text


def column_name(name: str) -> str:
    """A column's name without blanks, quotes and byte order marks, which editors leave before the first."""
    return name.strip().removeprefix("ï»¿").strip("\ufeff").strip().strip('"').strip()


def plain_day(text: str) -> date | None:
    """The day of a cell that says by itself which number is the month: year first, or the month in letters.

    A time of day after it is let go, whatever zone it names.
    """
    if found := _ISO.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _DAY_NAMED.fullmatch(text):
        return _day(_year(found[3]), _month(found[2]), found[1])
    if found := _MONTH_NAMED.fullmatch(text):
        return _day(found[3], _month(found[1]), found[2])
    return None


@dataclass(frozen=True)
class DayForm:
    """How a column writes its days beside the plain ones.

    `order`: `MONTH_FIRST`, `DAY_FIRST` or empty. `is_serial`: its cells are a spreadsheet's numbers of days.
    """

    order: str = ""
    is_serial: bool = False

    def day(self, text: str | None) -> date | None:
        """The day of a cell, or None where it is none."""
        if not text:
            return None
        if self.is_serial and (found := _SERIAL.fullmatch(text)):
            return _serial_day(found[1])
        if self.order and (found := _NUMBERS.fullmatch(text)):
            return _in_order(found, self.order)
        return plain_day(text)


@dataclass
class DayEvidence:
    """What the cells of a column show of how it writes days. It does not grow with the column."""

    cells: int = 0
    serials: int = 0
    years_that_fit: int = 0
    years_that_do_not: int = 0
    only: dict[str, str] = field(default_factory=dict)
    differing: str = ""
    months: dict[str, set[tuple[int, int]]] = field(default_factory=lambda: {MONTH_FIRST: set(), DAY_FIRST: set()})

    def see(self, text: str | None, year: str | None = None) -> None:
        """Look at a cell, and at the year that another column of its row states."""
        if not text:
            return
        self.cells += 1
        if found := _NUMBERS.fullmatch(text):
            readings = {order: _in_order(found, order) for order in (MONTH_FIRST, DAY_FIRST)}
            possible = {order: day for order, day in readings.items() if day}
            if len(possible) == 1:
                self.only.setdefault(next(iter(possible)), text)
            elif possible and readings[MONTH_FIRST] != readings[DAY_FIRST]:
                self.differing = self.differing or text
            for order, day in possible.items():
                self.months[order].add((day.year, day.month))
        elif (found := _SERIAL.fullmatch(text)) and (day := _serial_day(found[1])):
            self.serials += 1
            stated = whole(year)
            if stated:
                self.years_that_fit += int(stated) == day.year
                self.years_that_do_not += int(stated) != day.year


def decide(
    evidence: DayEvidence,
    *,
    file: str,
    column: str,
    add: str,
    date_format: str = "",
    months: Iterable[tuple[int, int]] = (),
) -> DayForm:
    """How a column writes its days: as whoever brought the file says, else as its cells show.

    Args:
        add: the command that adds the file, for the question.
        date_format: what was said with `--date-format`, or empty.
        months: the years and months that the file's name says it speaks of, or none.

    Raises:
        BrokenSource: the cells do not tell which number is the month, or contradict each other.
    """
    if date_format:
        return DayForm(order_of(date_format))
    if evidence.serials and evidence.serials == evidence.cells:
        # A workbook that counts from 1904 is four years off: the year beside it tells.
        return DayForm(is_serial=evidence.years_that_fit >= evidence.years_that_do_not)
    if len(evidence.only) > 1:
        raise BrokenSource(
            f"{file}: {column} holds {evidence.only[MONTH_FIRST]}, which only a month before its day makes, and"
            f" {evidence.only[DAY_FIRST]}, which only a day before its month makes: a spreadsheet has changed a part.",
            expected="one order in the whole column",
            next_step=f"get the file again as its publisher made it; or say which order counts, and cells of the other"
            f" are refused: {add} --date-format {MONTH_FIRST} (or {DAY_FIRST})",
        )
    if evidence.only:
        return DayForm(next(iter(evidence.only)))
    if not evidence.differing:
        return DayForm(MONTH_FIRST)  # no cell would be read otherwise with the other order
    spoken_of = set(months)
    fitting = [order for order, found in evidence.months.items() if spoken_of and found <= spoken_of]
    if len(fitting) == 1:
        return DayForm(fitting[0])
    found = _NUMBERS.fullmatch(evidence.differing)
    first, second = (f"{_in_order(found, order):%-d %B %Y}" for order in (MONTH_FIRST, DAY_FIRST) if found)
    raise BrokenSource(
        f"{file}: {column} holds {evidence.differing}, which is {first} or {second}, and no cell of the column tells.",
        expected="dates such as 2026-01-31, or a day above 12 somewhere in the column",
        next_step=f"say which it is: {add} --date-format {MONTH_FIRST} ({first}), or --date-format {DAY_FIRST}"
        f" ({second})",
    )


def order_of(date_format: str) -> str:
    """The order of day and month that a format in `strptime`'s directives has.

    Raises:
        BrokenSource: it does not name both.
    """
    day, month = date_format.find("%d"), date_format.find("%m")
    if day < 0 or month < 0:
        raise BrokenSource(
            f"the date format {date_format!r} does not say where the day and the month stand.",
            expected=f"{MONTH_FIRST} or {DAY_FIRST}",
            next_step=f"--date-format {MONTH_FIRST}",
        )
    return DAY_FIRST if day < month else MONTH_FIRST


def _in_order(found: re.Match[str], order: str) -> date | None:
    first, second, year = found[1], found[2], found[3]
    return _day(year, first, second) if order == MONTH_FIRST else _day(year, second, first)


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _serial_day(digits: str) -> date | None:
    return date(1899, 12, 30) + timedelta(days=int(digits)) if int(digits) in _SERIALS else None


def _year(digits: str) -> int:
    """Two digits are of this century up to 68, as in C and Python."""
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < 69 else 1900)


def _month(name: str) -> int:
    """1 to 12, or 0, which no date has."""
    low = name.lower().removesuffix(".")
    low = "sep" if low == "sept" else low
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(low)), 0)


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ", "ۀ": "ہ", "،": ",", "\u200c": " ", "\xa0": " "}
)


def plain_text(text: str) -> str:
    """A text in one form of its letters and digits, with single blanks."""
    return " ".join(text.translate(_LETTERS).translate(_DIGITS).split())
