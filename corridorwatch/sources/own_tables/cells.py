"""The cells of one's own tables as people write them: days, counts, points; in Latin, Arabic and Urdu digits.

Nothing is guessed here: a text is read in the one way it can be, or not at all.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from corridorwatch.config import Settings
from corridorwatch.ingest.cell_rules import plain_text

SERIAL = "excel"
"""The format of days that a spreadsheet wrote as numbers: days since 30 December 1899."""

_MONTHS = {
    "جنوری": "January", "فروری": "February", "مارچ": "March", "اپریل": "April", "مئی": "May", "جون": "June",
    "جولائی": "July", "اگست": "August", "ستمبر": "September", "اکتوبر": "October", "نومبر": "November",
    "دسمبر": "December",
}  # fmt: skip
_NAMES = tuple(_MONTHS.values())
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(?=\S)", re.I)
_TIME = re.compile(
    r"(?:[T ]|,\s*)\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\s*[AP]M)?(\s*(Z|[+-]\d{2}:?\d{2}|PKT|PST|UTC))?$", re.I
)
_ZONED = re.compile(
    r"(?P<mark>[T ,])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?P<seconds>:\d{2}(?:\.\d+)?)?\s*(?P<half>[AP]M)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})$",
    re.I,
)
_CLOCK = ZoneInfo(Settings.model_fields["timezone"].default)
_BETWEEN = re.compile(r"\s+(?:to|until|till|and)\s+|\s*[–—]\s*|\s+-\s+", re.I)
_DAYS_OF = re.compile(r"^(\d{1,2})\s*(?:[-–—/&]|to|and)\s*(\d{1,2})\s+([A-Za-z]+,?\s+\d{4})$", re.I)
_DAYS_IN = re.compile(r"^([A-Za-z]+)\s+(\d{1,2})\s*(?:[-–—/&]|to|and)\s*(\d{1,2})(,?\s+\d{4})$", re.I)
_WHOLE = re.compile(
    r"^\+?(\d{1,6})(?:\.0+)?(?:\s*(?:killed|dead|deaths?|died|martyred|injured|wounded|persons?|people))?$", re.I
)
# No count of people has decimals: 1,024 is a thousand and 24, but 1,000 may be 1 written to the third.
_COMMAS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)
_THOUSANDS = re.compile(r"\+?[1-9]\d{0,2}(?:[.,]\d{3})+")
_OF_PEOPLE = re.compile(r"\s*(?:killed|dead|deaths?|died|martyred|injured|wounded|persons?|people)$")
_LEAST = re.compile(
    r"(?:at (?:the )?least|min(?:imum)?\.?(?: of)?|no(?:t)? (?:fewer|less) than|>=|≥|کم از کم)\s*(\d{1,6})\+?"
    r"|(\d{1,6})\s*(?:\+|plus|or more|and more|and above)"
)
_ABOVE = re.compile(r"(?:more than|over|above|>|سے زائد)\s*(\d{1,6})")
_MOST = re.compile(r"(?:up to|at (?:the )?most|max(?:imum)?\.?(?: of)?|no more than|not more than|<=|≤)\s*(\d{1,6})")
_RANGE = re.compile(r"(?:between\s+)?(\d{1,6})\s*(?:-|–|—|to|and|~)\s*(\d{1,6})")
_NONE_DIED = {"nil", "zero", "no one", "nobody"}
_DMS = (
    r"(\d{1,3}(?:\.\d+)?)\s*[°º]?\s*(?:(\d{1,2}(?:\.\d+)?)\s*['’′]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|”|″|''|’’)\s*)?"
)
_ONE_SIDED = re.compile(rf"^([NSEW])?\s*([+-])?{_DMS}([NSEW])?$", re.I)
_PAIR = re.compile(
    r"^(?:POINT\s*)?[(\[]?\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*(?:[,;/|]|\s)\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*[)\]]?$",
    re.I,
)
_TWO_SIDED = re.compile(r"^(.*?\d.*?[NS]|[NS]\s*\d.*?)[\s,;/|]+(.*[EW]|[EW].*)$", re.I)


def read_count(text: str) -> int | None:
    """A whole number of people, or None where the text is none. `nil` and `zero` are 0."""
    if _COMMAS.fullmatch(text) and not text.endswith(",000"):
        text = text.replace(",", "")
    if may_group_thousands(text):
        return None
    found = (
        _WHOLE.match(plain_text(text)) if not text.isdecimal() or not text.isascii() else re.match(r"^(\d{1,6})$", text)
    )
    if found:
        return int(found[1])
    return 0 if text.casefold().strip() in _NONE_DIED else None


def may_group_thousands(text: str) -> bool:
    """Whether a number has marks that may part its thousands: `1.000` and `1,000` are read in two ways."""
    return bool(_THOUSANDS.fullmatch(plain_text(text)))


def sheet_month(name: str) -> tuple[str, str]:
    """Year and month of a sheet's name, each as it stands there or empty: `Jan 2026`, `2026-01`, `جنوری 2026`."""
    plain = plain_text(name)
    if (found := re.fullmatch(r"(\d{4})[-_/. ]?(\d{1,2})", plain)) and read_month(found[2]):
        return found[1], found[2]
    if (found := re.fullmatch(r"(\d{1,2})[-_/. ](\d{4})", plain)) and read_month(found[1]):
        return found[2], found[1]
    words = re.findall(r"[^\W\d_]+|\d+", plain)
    months = [word for word in words if not word.isdecimal() and read_month(word)]
    years = [word for word in words if re.fullmatch(r"(?:19|20)\d\d", word)]
    years = years or [f"20{word}" for word in words if re.fullmatch(r"\d\d", word)]
    return (years[0] if len(years) == 1 else "", months[0]) if len(months) == 1 else ("", "")


def read_bounds(text: str) -> tuple[int | None, int | None] | None:
    """The least and the most of a figure that is none: `at least 4` and `4+` are 4 and open, `2-3` is 2 and 3."""
    plain = _OF_PEOPLE.sub("", plain_text(text).casefold())
    if found := _LEAST.fullmatch(plain):
        return int(found[1] or found[2]), None
    if found := _ABOVE.fullmatch(plain):
        return int(found[1]) + 1, None
    if found := _MOST.fullmatch(plain):
        return None, int(found[1])
    found = _RANGE.fullmatch(plain)
    return (int(found[1]), int(found[2])) if found and int(found[1]) < int(found[2]) else None


def read_day(text: str, format: str) -> tuple[date, str]:
    """A day as the format writes it, and how far it is sure: day, month or year (then its first day).

    A weekday before it and the letters of `3rd` are let go, and a time of day after it; where that names its distance
    from UTC, the day is that of the province: 19:30Z is half past midnight of the next.

    Raises:
        ValueError: it is no such day.
    """
    if format == SERIAL:
        return _serial(text), "day"
    try:
        day, precision = _strictly(text, format)
    except ValueError:
        plain = _plain_day(text)
        bare = _TIME.sub("", plain)
        if bare == text:
            raise
        day, precision = _strictly(bare, format)
    return (_local(day, text) if precision == "day" and ":" in text else day), precision


def read_days(text: str, formats: Sequence[str]) -> tuple[date, date | None, str]:
    """A day, or a first and a last day, in the first of the formats that reads it; and how far it is sure.

    Raises:
        ValueError: none does.
    """
    for format in formats:
        try:
            day, precision = read_day(text, format)
        except ValueError:
            continue
        return day, None, precision
    for first, last in _spans(plain_text(text)):
        for format in formats:
            try:
                (start, precision), (end, _) = read_day(first, format), read_day(last, format)
            except ValueError:
                continue
            if start <= end and precision == "day":
                return start, end, precision
    raise ValueError("it is no day in any of the formats")


def read_month(text: str) -> int | None:
    """A month as number, English name or its beginning, or Urdu name."""
    plain = plain_text(text).strip(".").casefold()
    plain = _MONTHS.get(plain, plain).casefold()
    number = re.fullmatch(r"(\d{1,2})(?:\.0+)?", plain)
    if number:
        return int(number[1]) if 1 <= int(number[1]) <= 12 else None
    named = [at for at, name in enumerate(_NAMES, 1) if len(plain) >= 3 and name.casefold().startswith(plain)]
    return 9 if plain == "sept" else named[0] if named else None


def read_whole(text: str) -> int | None:
    """A number such as a year or a day of the month: `2024`, `2024.0`, `3rd`."""
    found = re.fullmatch(r"(\d{1,4})(?:\.0+|st|nd|rd|th)?", plain_text(text), re.I)
    return int(found[1]) if found else None


def read_degrees(text: str) -> float | None:
    """Degrees, with sign or letter, decimal or in minutes and seconds; a comma may stand for the point."""
    plain = plain_text(text)
    plain = plain.replace(",", ".") if re.fullmatch(r"[+-]?\d{1,3},\d+", plain) else plain
    found = _ONE_SIDED.match(plain)
    if not found or (found[1] and found[6]):
        return None
    before, sign, degrees, minutes, seconds, after = found.groups()
    value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    side = (before or after or "").upper()
    return round(-value if sign == "-" or side in ("S", "W") else value, 6)


def read_point(text: str) -> tuple[float, float] | None:
    """Latitude and longitude from one cell: `26.0, 63.1`, `30°11'N 66°59'E`, `POINT (63.1 26.0)`, `[63.1, 26.0]`."""
    plain = plain_text(text)
    if bare := _PAIR.match(plain):
        first, second = float(bare[1]), float(bare[2])
        turned = plain.upper().startswith("POINT") or plain.startswith("[")
        latitude, longitude = (second, first) if turned else (first, second)
    elif sided := _TWO_SIDED.match(plain):
        latitude, longitude = read_degrees(sided[1].strip(" ,;")), read_degrees(sided[2].strip(" ,;"))
        if latitude is None or longitude is None:
            return None
    else:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _plain_day(text: str) -> str:
    plain = plain_text(text)
    if plain.isascii() and not any(sign.isalpha() for sign in plain):
        return plain
    for name, english in _MONTHS.items():
        plain = plain.replace(name, english)
    plain = _WEEKDAY.sub("", plain)
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b(?:\s+of\b)?", "", plain, flags=re.I)
    plain = re.sub(r"\bsept\b", "Sep", plain, flags=re.I)
    plain = re.sub(r"\b([A-Za-z]{3})\.", r"\1", plain)
    return " ".join(plain.replace(" ,", ",").split())


def _spans(text: str) -> list[tuple[str, str]]:
    spans = []
    if found := _DAYS_OF.match(text):
        spans.append((f"{found[1]} {found[3]}", f"{found[2]} {found[3]}"))
    if found := _DAYS_IN.match(text):
        spans.append((f"{found[1]} {found[2]}{found[4]}", f"{found[1]} {found[3]}{found[4]}"))
    parts = _BETWEEN.split(text)
    return [*spans, (parts[0], parts[1])] if len(parts) == 2 and all(parts) else spans


@lru_cache(maxsize=200_000)
def _strictly(text: str, format: str) -> tuple[date, str]:
    found = datetime.strptime(text, format)  # noqa: DTZ007 - a day has no zone
    if re.search(r"%Y%[mb]|%[md]%[mdY]", format) and found.strftime(format) not in text:
        raise ValueError("without separators every digit counts")
    if "%m" not in format and "%b" not in format and "%B" not in format:
        return found.date(), "year"
    return found.date(), "day" if "%d" in format else "month"


def _local(day: date, text: str) -> date:
    found = _ZONED.search(plain_text(text))
    if not found:
        return day
    hour, minute, zone = int(found["hour"]), int(found["minute"]), found["zone"].upper()
    half = (found["half"] or "").upper()
    if zone[0] in "+-" and found["mark"].upper() != "T" and not found["seconds"]:
        return day  # 10:00-12:00 is from ten to twelve
    hour = hour % 12 + 12 * (half == "PM") if half else hour
    away = timedelta(0)
    if zone not in ("Z", "UTC"):
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        away = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
    if hour > 23 or minute > 59 or abs(away) > timedelta(hours=14):
        return day
    moment = datetime.combine(day, time(hour, minute), timezone(away))
    return moment.astimezone(_CLOCK).date()


def _serial(text: str) -> date:
    number = re.fullmatch(r"(\d{5})(?:\.\d+)?", plain_text(text))
    if not number or not 20_000 <= int(number[1]) <= 80_000:
        raise ValueError("it is no serial day of a spreadsheet")
    return date(1899, 12, 30) + timedelta(days=int(number[1]))
