"""The rules a cell must keep, as dataframely columns. Every check's name reads as the end of a sentence."""

from collections.abc import Collection
from datetime import date

import dataframely as dy
import polars as pl

EARLIEST = date(1970, 1, 1)
"""The Global Terrorism Database begins in 1970; nothing this project reads is older."""

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?$"


def text(*, required: bool = False) -> dy.String:
    """Free text, kept as written."""
    return dy.String(nullable=not required)


def code(vocabulary: Collection[str], *, required: bool = False) -> dy.String:
    """One code of a closed list."""
    codes = sorted(vocabulary)
    return dy.String(nullable=not required, check={"a_code_of_its_closed_list": lambda cell: cell.is_in(codes)})


def codes(vocabulary: Collection[str]) -> dy.String:
    """Codes of a closed list, separated by `;`."""
    known = sorted(vocabulary)
    return dy.String(
        nullable=True,
        check={
            "codes_of_its_closed_list": lambda cell: (
                cell.str.split(";").list.eval(pl.element().str.strip_chars().is_in(known)).list.all()
            )
        },
    )


def count() -> dy.String:
    """A number of people or things: a whole number from zero."""
    return dy.String(
        # Not \d, which other scripts' digits match too: they would pass here and fail as numbers later.
        nullable=True,
        check={"a_whole_number_from_0_to_999999": lambda cell: cell.str.contains(r"^[0-9]{1,6}$")},
    )


def number(*, required: bool = False) -> dy.String:
    """A decimal number."""
    return dy.String(
        nullable=not required, check={"a_number": lambda cell: cell.is_null() | cell.str.contains(_NUMBER)}
    )


def degrees(low: float, high: float) -> dy.String:
    """Degrees of latitude or longitude between two bounds."""
    rule = f"degrees_from_{low}_to_{high}"
    return dy.String(
        nullable=True,
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


def identifier(*, required: bool = False) -> dy.String:
    """A key that also names pages and files: small letters, digits, `-` and `_`."""
    return dy.String(
        nullable=not required,
        check={
            "an_id_of_small_letters_digits_and_dashes": lambda cell: cell.str.contains(r"^[a-z0-9][a-z0-9_-]{0,99}$")
        },
    )


def named(*, required: bool = False) -> dy.String:
    """A name: text with a letter in it."""
    return dy.String(nullable=not required, check={"a_name_with_a_letter": lambda cell: cell.str.contains(r"\p{L}")})


def route() -> dy.String:
    """Points of a line as JSON: `[[latitude, longitude, "name"], ...]`, two or more; the names may be left out."""
    pair = r"\[ *-?[0-9]+(\.[0-9]+)? *, *-?[0-9]+(\.[0-9]+)? *(, *\"[^\"]*\" *)?\]"
    return dy.String(
        nullable=True,
        check={"points_as_latitude_and_longitude": lambda cell: cell.str.contains(rf"^\[ *{pair}( *, *{pair})+ *\]$")},
    )


def day(*, required: bool = False) -> dy.String:
    """A calendar date, YYYY-MM-DD, that exists and is not before 1970."""
    return dy.String(nullable=not required, check={"a_date_that_exists_as_YYYY_MM_DD": _is_day})


def address() -> dy.String:
    """The address of a page that a reader can open: http or https, a host, no white space."""
    return dy.String(
        nullable=False,
        check={"an_address_that_begins_with_http": lambda cell: cell.str.contains(r"^https?://[^\s/?#]+\.[^\s]+$")},
    )


def moment() -> dy.String:
    """A date, or a time with its offset as 2026-01-31T15:12+05:00."""
    return dy.String(nullable=True, check={"a_date_or_a_time_with_offset": lambda cell: _is_day(cell) | _is_time(cell)})


def _is_day(cell: pl.Expr) -> pl.Expr:
    parsed = cell.str.to_date("%Y-%m-%d", strict=False)
    return cell.is_null() | (cell.str.contains(DAY) & parsed.is_not_null() & (parsed >= EARLIEST))


def _is_time(cell: pl.Expr) -> pl.Expr:
    return cell.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$") & (
        cell.str.to_datetime("%Y-%m-%dT%H:%M%:z", strict=False).is_not_null()
    )
