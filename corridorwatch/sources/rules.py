"""The rules a cell must keep, as dataframely columns. Every check's name reads as the end of a sentence."""

from collections.abc import Collection
from datetime import date

import dataframely as dy
import polars as pl

EARLIEST = date(1989, 1, 1)
"""UCDP GED begins in 1989; nothing this project reads is older."""

DAY = r"^\d{4}-\d{2}-\d{2}$"


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
        nullable=True, check={"a_whole_number_not_below_zero": lambda cell: cell.str.contains(r"^\d{1,6}$")}
    )


def number(*, required: bool = False) -> dy.String:
    """A decimal number."""
    return dy.String(
        nullable=not required,
        check={"a_number": lambda cell: cell.is_null() | cell.cast(pl.Float64, strict=False).is_not_null()},
    )


def day(*, required: bool = False) -> dy.String:
    """A calendar date, YYYY-MM-DD, that exists and is not before 1989."""
    return dy.String(nullable=not required, check={"a_date_that_exists_as_YYYY_MM_DD": _is_day})


def moment() -> dy.String:
    """A date, or a time with its offset as 2026-01-31T15:12+05:00."""
    return dy.String(nullable=True, check={"a_date_or_a_time_with_offset": lambda cell: _is_day(cell) | _is_time(cell)})


def _is_day(cell: pl.Expr) -> pl.Expr:
    parsed = cell.str.to_date("%Y-%m-%d", strict=False)
    return cell.is_null() | (cell.str.contains(DAY) & parsed.is_not_null() & (parsed >= EARLIEST))


def _is_time(cell: pl.Expr) -> pl.Expr:
    return cell.str.contains(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[+-]\d{2}:\d{2}$") & (
        cell.str.to_datetime("%Y-%m-%dT%H:%M%:z", strict=False).is_not_null()
    )
