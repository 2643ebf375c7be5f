"""Text that a spreadsheet would run as a formula, made text again wherever a CSV is written.

A cell that begins with = + - @, a tab or a line end is a formula to Excel and its kin, whoever wrote it. An apostrophe
before it makes it text (OWASP, "CSV Injection"). Only texts are touched, never numbers or days.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_STARTS = "=+-@\t\r\n＝＋－＠"
"""What begins a formula; the last four are the same signs in full width."""

_CLASS = _STARTS.replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n").replace("-", "\\-")
"""The same as the inside of a class of a regular expression."""

NOTE = (
    "A text that begins with = + - @, a tab or a line end has an apostrophe before it, so that no spreadsheet runs it."
)


def plain(cell: object) -> object:
    """A cell as it may stand in a CSV: texts that would be formulas begin with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] and cell[0] in _STARTS else cell


def plain_frame(frame: "pl.DataFrame") -> "pl.DataFrame":
    """The same for every text of a frame."""
    import polars as pl  # commands that only print do without

    text = pl.col(pl.String)
    return frame.with_columns(pl.when(text.str.contains(f"^[{_CLASS}]")).then("'" + text).otherwise(text).name.keep())


def plain_sql(name: str, type: str) -> str:
    """The same for a column of a query: an expression that keeps its name."""
    quoted = '"' + name.replace('"', '""') + '"'
    if type != "VARCHAR":
        return quoted
    return f"case when regexp_matches({quoted}, '^[{_CLASS}]') then '''' || {quoted} else {quoted} end as {quoted}"
