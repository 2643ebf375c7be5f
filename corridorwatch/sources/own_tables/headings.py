"""What a heading may mean: the fields that a column of that name can hold, best first. Its cells have the last word."""

import re
from dataclasses import dataclass
from functools import lru_cache

from corridorwatch.ingest.cell_rules import plain_text
from corridorwatch.sources.own_tables.fields import FIELDS

DATE_PARTS = ("year", "month", "day")
POINT = "point"
"""Not fields of a record: parts from which its day, and a cell from which its point is read."""

_PARTS = {
    "year": "year|yr|iyear|event year|incident year|سال",
    "month": "month|mon|imonth|event month|incident month|month name|مہینہ|ماہ",
    "day": "day|iday|day of month|event day|dom|دن",
    POINT: "coordinates|coordinate|coords|gps|gps coordinates|lat long|lat lon|latlong|latlon|lat lng|lat and long"
    "|latitude longitude|latitude and longitude|geo|geo coordinates|geolocation|location coordinates|geopoint|geom|wkt",
}
_FALLBACKS = {
    "target_type": ("target_as_written",),
    "event_class": ("tactic_as_written",),
    "targets_cpec": ("cpec_site_as_written",),
    "source_url": ("source_name",),
    "source_name": ("source_url",),
    "day": ("date",),
    "month": ("date",),
}
"""What a column may be where its cells are not what its heading promised."""

_METRICS = {
    "killed": "killed kill kills dead death deaths fatality fatalities died kia martyred martyrs shaheed deceased lives"
    " lost halak ہلاک ہلاکتیں ہلاکت جاں بحق اموات شہید شہادتیں مرنے جانی نقصان",
    "injured": "injured injuries wounded wia hurt zakhmi زخمی",
}
_SIDES = {
    "killed_security": "security sec sf sfs force forces secforces soldier soldiers troops army military fc frontier"
    " corps police policemen levies personnel lea leas lef law enforcement agencies officials سیکیورٹی سکیورٹی فورسز"
    " فورس اہلکار فوجی پولیس",
    "killed_civilian": "civilian civilians civ civs noncombatant noncombatants عام شہری شہریوں",
    "killed_militant": "militant militants mil mils terrorist terrorists insurgent insurgents rebel rebels extremist"
    " extremists attackers دہشت گرد دہشتگرد عسکریت پسند شدت",
    "killed_unknown": "unknown specified unidentified unspecified others other دیگر نامعلوم",
}
_BOUNDS = {"killed_low": "low min minimum lowest least", "killed_high": "high max maximum highest most"}
SUMS_OF_ROWS = frozenset(
    f"{before}{what}{after}".strip()
    for what in ("incidents", "attacks", "events", "incident", "attack", "event")
    for before in ("", "no of ", "number of ", "total ", "count of ", "total no of ", "total number of ")
    for after in ("", " count", " total")
    if what.endswith("s") or before or after
)
"""Headings of columns that count incidents: a row of such a table is not one."""

_FILLING = frozenset(
    {
        "no", "not", "nos", "number", "num", "of", "in", "the", "total", "totals", "all", "overall", "count", "sum",
        "people", "persons", "person", "confirmed", "reported", "official", "best", "and", "toll", "figure", "qty",
        "estimate", "n", "کل", "تعداد", "افراد", "والے", "کی", "کے", "میں",
    }
)  # fmt: skip
_DROPPED = frozenset(
    {
        "name", "names", "of", "the", "incident", "event", "attack", "occurrence", "en", "eng", "english", "written",
        "text", "wise",
    }
)  # fmt: skip
_WORDS = {word: ("metric", name) for name, words in _METRICS.items() for word in words.split()}
_WORDS |= {word: ("side", name) for name, words in _SIDES.items() for word in words.split()}
_WORDS |= {word: ("bound", name) for name, words in _BOUNDS.items() for word in words.split()}


@dataclass(frozen=True)
class Candidate:
    """A field, or a part of one, that a column may hold. `rank` 0: its own name; 1: the words say so; 2: a hint; 3:
    only beside others, as the injured of one side, or a bare `Total`.
    """

    field: str
    rank: int


def plain_heading(text: str) -> str:
    """A heading in small letters of one form, words only: `Killed\\n(SFs)` is `killed sfs`."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain_text(text))
    return " ".join(re.sub(r"[\W_]+", " ", split.casefold()).split())


_BY_NAME: dict[str, tuple[str, ...]] = {}
"""Plain heading -> the fields that go by it."""

for _field, _known in FIELDS.items():
    for _alias in (*_known.names.split("|"), _field.replace("_", " ")):
        if _alias and _field not in _BY_NAME.get(_alias, ()):
            _BY_NAME[_alias] = (*_BY_NAME.get(_alias, ()), _field)
for _field, _names in _PARTS.items():
    for _alias in _names.split("|"):
        _BY_NAME[_alias] = (_field, *_BY_NAME.get(_alias, ()))


@lru_cache(maxsize=10_000)
def candidates(heading: str) -> tuple[Candidate, ...]:
    """What a column of that heading may hold, best first; empty where its words say nothing."""
    plain = plain_heading(heading)
    found = [Candidate(field, 0) for field in _BY_NAME.get(plain, ())]
    if not found:
        shorter = " ".join(word for word in plain.split() if word not in _DROPPED)
        found = [Candidate(field, 1) for field in _BY_NAME.get(shorter, ())]
    if not found or any(each.field.startswith(("killed_", "injured_")) for each in found):
        counted = _counted(plain)
        found += [each for each in counted if each.field not in {known.field for known in found}]
    if not found and "." in heading:  # a nested field of a JSON record: `attributes.killed.total` is `killed.total`
        found = [Candidate(each.field, max(each.rank, 1)) for each in candidates(heading.split(".", 1)[1])]
    for each in tuple(found):
        known = {other.field for other in found}
        found += [Candidate(field, 2) for field in _FALLBACKS.get(each.field, ()) if field not in known]
    return tuple(found)


def speaks_of_the_killed(heading: str) -> bool:
    """Whether any word of the heading is one for the dead: such a column left out must be told."""
    words = plain_heading(heading).split()
    return any(_WORDS.get(word) == ("metric", "killed") for word in words) or "casualties" in words


def is_count(heading: str) -> bool:
    """Whether the heading's first meaning is a number of people."""
    found = candidates(heading)
    return bool(found) and found[0].field in FIELDS and FIELDS[found[0].field].kind == "count"


def _counted(plain: str) -> list[Candidate]:
    words = plain.split()
    asked = [word for word in words if word not in _FILLING]
    told = [_WORDS[word] for word in asked if word in _WORDS]
    if not words or len(told) < len(asked) or len(words) > 8:
        return []
    metrics = {name for kind, name in told if kind == "metric"}
    sides = {name for kind, name in told if kind == "side"}
    bounds = {name for kind, name in told if kind == "bound"}
    if len(metrics) > 1 or len(sides) > 1 or len(bounds) > 1 or (sides and bounds):
        return []
    if metrics == {"injured"}:
        return [Candidate("injured_total", 3 if sides else 1)] if not bounds else []
    if metrics:
        return [Candidate(next(iter(sides or bounds or {"killed_total"})), 1)]
    if not told and words in (["total"], ["grand", "total"], ["کل"], ["total", "no"]):
        return [Candidate("killed_total", 3)]
    return [Candidate(next(iter(sides)), 2)] if sides and not bounds else []
