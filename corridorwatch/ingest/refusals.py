"""Refused rows of one's own tables, told: by kinds, with up to three different cells of each and what to do."""

import re

import polars as pl

_SHOWN = 3
"""How many different cells of a kind are shown."""

_QUOTED = re.compile(r"'(?:[^'\\\\]|\\\\.)*…?'|\"(?:[^\"\\\\]|\\\\.)*…?\"")
_REMEDIES = (
    ("its mark may part thousands", "write the number without a mark"),
    ("is no whole number", "write a number, a bound such as at least 4, 4+ or 2-3, or leave an unknown one empty"),
    ("is no date as", "mend the cell, or name its way of writing too: --date-format"),
    ("date is empty", "give the day, or say --fill-down where an empty cell means the one above it"),
    ("lies outside", "correct the day: an event lies after 1969 and not after the day its file comes"),
    ("is no code of its closed list", "say which code the word means under [values] in the mapping"),
    ("repeats row", "take one of them out; two events that are equal in every cell want ids of their own"),
    ("is less than its parts", "correct the figures: a total holds its parts"),
    ("out of order", "correct the figures: low, best and high rise"),
    ("lies before date", "correct one of the two days"),
    ("degrees", "write degrees, latitude from -90 to 90"),
    ("latitude", "give both, or neither"),
    ("fields, the header", "put cells that hold the delimiter into quotes"),
    ("no record", ""),
)


def kinds_of_refusals(quarantine: pl.DataFrame) -> list[tuple[str, int, int]]:
    """Why rows are left out, the commonest reason first: the rule, the first row it hit, and how many.

    The rule is told with the cell of that first row, and up to two that say something else.
    """
    kinds: dict[str, list[tuple[int, str]]] = {}
    for row, rule in quarantine.select("row_number", "rule").sort("row_number").rows():
        kinds.setdefault(re.sub(r"\d+(?:-\d+)*", "#", _QUOTED.sub("…", rule, count=1)), []).append((row, rule))
    ordered = sorted(kinds.values(), key=len, reverse=True)
    return [(_with_others(found), found[0][0], len(found)) for found in ordered]


def remedy(rule: str) -> str:
    """What to do about a refused row; empty where there is nothing to do, as of a total."""
    return next((step for said, step in _REMEDIES if said in rule), "mend the row in the file")


def _with_others(found: list[tuple[int, str]]) -> str:
    first = found[0][1]
    others: dict[str, int] = {}
    for row, rule in found:
        quoted = _QUOTED.search(rule)
        others.setdefault(quoted[0] if quoted else rule, row)
    shown = list(others.items())[1:_SHOWN]
    return first + "".join(f"; row {row}: {said}" for said, row in shown)
