"""Texts of strangers in CSV files, on pages and in terminals: nothing runs, nothing moves."""

import duckdb
import polars as pl
import pytest

from corridorwatch.display import LONGEST, readable
from corridorwatch.spreadsheets import plain, plain_frame, plain_sql

FORMULAS = ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "－1"]
TEXTS = ["", "Quetta", "3-4 killed", " =1", "'=1", "a\n=1", "–5"]


@pytest.mark.parametrize("write", ["python", "frame", "sql"])
def test_a_text_that_a_spreadsheet_would_run_carries_an_apostrophe_and_others_stay(write: str) -> None:
    cells = [*FORMULAS, *TEXTS]
    if write == "python":
        written = [plain(cell) for cell in cells]
    elif write == "frame":
        written = plain_frame(pl.DataFrame({"cell": cells}))["cell"].to_list()
    else:
        frame = pl.DataFrame({"number": range(len(cells)), "cell": cells})
        with duckdb.connect() as connection:
            connection.register("given", frame.to_arrow())
            query = f"select {plain_sql('cell', 'VARCHAR')} from given order by number"
            written = [row[0] for row in connection.execute(query).fetchall()]
    assert written == [*(f"'{formula}" for formula in FORMULAS), *TEXTS]


def test_a_number_below_zero_stays_a_number() -> None:
    assert plain(-3) == -3
    assert plain_frame(pl.DataFrame({"n": [-3]}))["n"].to_list() == [-3]
    assert plain_sql("n", "INTEGER") == '"n"'


def test_marks_that_reverse_text_and_codes_a_terminal_obeys_are_shown_as_replaced() -> None:
    assert readable("a\u202eb\x1b[31m\u2067c\nکوئٹہ") == "a\ufffdb\ufffd[31m\ufffdc\nکوئٹہ"


def test_a_text_nobody_can_read_to_its_end_is_cut_and_says_how_long_it_is() -> None:
    shown = readable("x" * 100_000)
    assert shown == "x" * LONGEST + "… (100,000 characters)"
