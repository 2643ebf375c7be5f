"""The rules a cell must keep. Every check's name reads as the end of a sentence."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

EARLIEST = date(1970, 1, 1)
"""The Global Terrorism Database begins in 1970; nothing this project reads is older."""

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?$"


@dataclass(frozen=True)
class Cell:
    """A cell of text: whether it must be there, and what it must parse to (name of the check -> whether it holds; null
    where the cell is empty).
    """

    required: bool = False
    check: Mapping[str, Callable[[pl.Expr], pl.Expr]] = field(default_factory=dict)


def text(*, required: bool = False) -> Cell:
    """Free text, kept as written."""
    return Cell(required)


def code(vocabulary: Collection[str], *, required: bool = False) -> Cell:
    """One code of a closed list."""
    codes = sorted(vocabulary)
    return Cell(required, check={"a_code_of_its_closed_list": lambda cell: cell.is_in(codes)})


def codes(vocabulary: Collection[str]) -> Cell:
    """Codes of a closed list, separated by `;`."""
    known = sorted(vocabulary)
    return Cell(
        check={
            "codes_of_its_closed_list": lambda cell: (
                cell.str.split(";").list.eval(pl.element().str.strip_chars().is_in(known)).list.all()
            )
        },
    )


def count() -> Cell:
    """A number of people or things: a whole number from zero."""
    return Cell(
        # Not \d, which other scripts' digits match too: they would pass here and fail as numbers later.
        check={"a_whole_number_from_0_to_999999": lambda cell: cell.str.contains(r"^[0-9]{1,6}$")},
    )


def number(*, required: bool = False) -> Cell:
    """A decimal number."""
    return Cell(required, check={"a_number": lambda cell: cell.is_null() | cell.str.contains(_NUMBER)})


def degrees(low: float, high: float) -> Cell:
    """Degrees of latitude or longitude between two bounds."""
    rule = f"degrees_from_{low}_to_{high}"
    return Cell(
        check={
            rule: lambda cell: (
                cell.is_null()
                | (
                    cell.str.contains(_NUMBER)
                    & cell.cast(pl.Float64, strict=False).is_between(low, high).fill_null(False)
                )
            )
        },
    )


def identifier(*, required: bool = False) -> Cell:
    """A key that also names pages and files: small letters, digits, `-` and `_`."""
    return Cell(
        required,
        check={
            "an_id_of_small_letters_digits_and_dashes": lambda cell: cell.str.contains(r"^[a-z0-9][a-z0-9_-]{0,99}$")
        },
    )


def named(*, required: bool = False) -> Cell:
    """A name: text with a letter in it."""
    return Cell(required, check={"a_name_with_a_letter": lambda cell: cell.str.contains(r"\p{L}")})


def route() -> Cell:
    """Points of a line as JSON: `[[latitude, longitude, "name"], ...]`, two or more; the names may be left out."""
    pair = r"\[ *-?[0-9]+(\.[0-9]+)? *, *-?[0-9]+(\.[0-9]+)? *(, *\"[^\"]*\" *)?\]"
    return Cell(
        check={"points_as_latitude_and_longitude": lambda cell: cell.str.contains(rf"^\[ *{pair}( *, *{pair})+ *\]$")},
    )


def day(*, required: bool = False) -> Cell:
    """A calendar date, YYYY-MM-DD, that exists and is not before 1970."""
    return Cell(required, check={"a_date_that_exists_as_YYYY_MM_DD": _is_day})


def address() -> Cell:
    """The address of a page that a reader can open: http or https, a host, no white space."""
    return Cell(
        required=True,
        check={"an_address_that_begins_with_http": lambda cell: cell.str.contains(r"^https?://[^\s/?#]+\.[^\s]+$")},
    )


def moment() -> Cell:
    """A date, or a time with its offset as 2026-01-31T15:12+05:00."""
    return Cell(check={"a_date_or_a_time_with_offset": lambda cell: _is_day(cell) | _is_time(cell)})


def _is_day(cell: pl.Expr) -> pl.Expr:
    parsed = cell.str.to_date("%Y-%m-%d", strict=False)
    return cell.is_null() | (cell.str.contains(DAY) & parsed.is_not_null() & (parsed >= EARLIEST))


def _is_time(cell: pl.Expr) -> pl.Expr:
    return cell.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$") & (
        cell.str.to_datetime("%Y-%m-%dT%H:%M%:z", strict=False).is_not_null()
    )
