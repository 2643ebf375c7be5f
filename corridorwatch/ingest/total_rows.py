"""Rows that are the sum of others, as tables made by people have them: they are no records."""

import re
from functools import lru_cache

from corridorwatch.ingest.cell_rules import plain_text

_TOTAL = re.compile(
    r"^(?:(?:grand|sub|overall|monthly|weekly|yearly|annual|running|cumulative|page|year|month|week|quarter|all|net|the"
    r"|\d{4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?(?:[ -]\d{2,4})?)[\s-]*)*totals?"
    r"(?:\s*(?::|=|-|–|\(|for\b|of\b|in\b|to date\b|as of\b|\d{4}).*)?$"
    r"|^sum(?: total)?\s*:?$|^(?:کل|کل تعداد|میزان|مجموعہ|ٹوٹل)\s*:?$",
    re.I,
)
_TOTAL_OF = re.compile(r"^.{1,40}\s+(?:sub-?\s?)?totals?\s*:?$", re.I)


@lru_cache(maxsize=50_000)
def says_total(cell: str | None) -> bool:
    """Whether a cell says that its row is the sum of others: `Total`, `Grand total`, `Total for 2024`, `میزان`."""
    return _may_say_total(cell) and bool(_TOTAL.match(plain_text(cell or "")))


@lru_cache(maxsize=50_000)
def says_total_of(cell: str | None) -> bool:
    """Whether a cell says that its row is the sum of the rows of a part: `Kech Total`, `Balochistan sub-total`."""
    return _may_say_total(cell) and bool(_TOTAL_OF.match(plain_text(cell or "")))


def _may_say_total(cell: str | None) -> bool:
    folded = (cell or "").casefold()
    if not cell or len(cell) > 60:
        return False
    return not cell.isascii() or "total" in folded or folded.startswith("sum")
