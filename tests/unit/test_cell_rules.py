"""What a cell says: one set of rules, the same in Python and in the SQL that reads UCDP's files."""

import random
from datetime import date

import duckdb
import pytest

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import cell_rules
from corridorwatch.ingest.cell_rules import DAY_FIRST, MONTH_FIRST, DayEvidence, DayForm, decide, known, whole
from corridorwatch.sources.own_tables.mapping import UNKNOWN
from corridorwatch.sources.ucdp import cells as ucdp_cells
from corridorwatch.sources.ucdp.parse import months_of


def seen(*cells: str, years: str | None = None) -> DayEvidence:
    evidence = DayEvidence()
    for cell in cells:
        evidence.see(cell, years)
    return evidence


def decided(*cells: str, **how: object) -> DayForm:
    return decide(seen(*cells), file="f.csv", column="day", add="corridorwatch add acled FILE", **how)


@pytest.mark.parametrize("word", ["NA", "N/A", "NULL", "null", "None", "nan", "NaN", "-", "–", "—", "", "  ", "#N/A"])
def test_a_word_for_unknown_is_one_to_every_reader(word: str) -> None:
    assert known(word) is None
    assert known(word.lower()) is None
    assert word.strip().casefold() in UNKNOWN
    with duckdb.connect() as connection:
        sql = f"select {ucdp_cells.IS_UNKNOWN.format('$word')}"
        assert connection.execute(sql, {"word": word.strip()}).fetchone() == (True,)


@pytest.mark.parametrize("text", ["Nasirabad", "NA-260", "0", "Nanga", "none of them"])
def test_a_text_that_only_begins_like_one_is_kept(text: str) -> None:
    assert known(f" {text} ") == text
    with duckdb.connect() as connection:
        sql = f"select {ucdp_cells.IS_UNKNOWN.format('$text')}"
        assert connection.execute(sql, {"text": text}).fetchone() == (False,)


@pytest.mark.parametrize(
    ("text", "digits"),
    [("2", "2"), ("2.0", "2"), ("2.00", "2"), ("007", "7"), ("+3", "3"), ("0.0", "0")]
    + [(odd, None) for odd in ("2.5", "1e3", "1_000", "1,000", "-1", "٣", "", "NaN", "2.", "0x2")],
)
def test_a_whole_number_is_one_with_and_without_zeros_after_the_point_and_nothing_else_is(text, digits) -> None:
    assert whole(text) == digits


def test_degrees_with_a_decimal_comma_are_degrees() -> None:
    assert cell_rules.as_degrees("26,0031") == "26.0031"
    assert cell_rules.as_degrees("26,0031,1") == "26,0031,1"


@pytest.mark.parametrize("name", ["event_id", "\ufeffevent_id", "ï»¿event_id", ' "event_id" ', '\ufeff"event_id"'])
def test_marks_that_an_editor_left_are_no_part_of_a_columns_name(name: str) -> None:
    assert cell_rules.column_name(name) == "event_id"


PLAIN = {
    "2024-01-05": date(2024, 1, 5),
    "2024-1-5": date(2024, 1, 5),
    "2024/01/05": date(2024, 1, 5),
    "2024-01-05T00:00:00": date(2024, 1, 5),
    "2024-01-05 23:59:59.999": date(2024, 1, 5),
    "2024-01-05T14:30:00Z": date(2024, 1, 5),
    "2024-01-05T14:30:00.5+05:00": date(2024, 1, 5),
    "06 January 2020": date(2020, 1, 6),
    "6 Jan 2020": date(2020, 1, 6),
    "3-Jan-24": date(2024, 1, 3),
    "3-Jan-97": date(1997, 1, 3),
    "03-Sep-2024 00:00": date(2024, 9, 3),
    "January 6, 2020": date(2020, 1, 6),
    "2024-02-30": None,
    "31 June 2020": None,
    "3 Mai 2020": None,
    "soon": None,
    "00:00.0": None,
    "1/3/2024": None,
    "45292": None,
    "20240105": None,
}
SLASHED = {
    "1/3/2024": {MONTH_FIRST: date(2024, 1, 3), DAY_FIRST: date(2024, 3, 1)},
    "1/3/2024 12:00:00 AM": {MONTH_FIRST: date(2024, 1, 3), DAY_FIRST: date(2024, 3, 1)},
    "01.03.2024 00:00": {MONTH_FIRST: date(2024, 1, 3), DAY_FIRST: date(2024, 3, 1)},
    "01-03-2024": {MONTH_FIRST: date(2024, 1, 3), DAY_FIRST: date(2024, 3, 1)},
    "1/25/2024": {MONTH_FIRST: date(2024, 1, 25), DAY_FIRST: None},
    "25/1/2024": {MONTH_FIRST: None, DAY_FIRST: date(2024, 1, 25)},
    "1/25/24": {MONTH_FIRST: None, DAY_FIRST: None},
    "1/2 2024": {MONTH_FIRST: None, DAY_FIRST: None},
}


@pytest.mark.parametrize("text", PLAIN)
def test_a_day_that_names_its_month_is_read_with_any_time_after_it(text: str) -> None:
    assert DayForm().day(text) == PLAIN[text]


@pytest.mark.parametrize("text", SLASHED)
def test_a_day_in_numbers_is_read_in_the_order_of_its_column_and_not_at_all_without_one(text: str) -> None:
    assert DayForm().day(text) is None
    assert {order: DayForm(order).day(text) for order in (MONTH_FIRST, DAY_FIRST)} == SLASHED[text]


def test_the_sql_that_reads_ucdp_reads_the_same_days() -> None:
    forms = [DayForm(), DayForm(MONTH_FIRST), DayForm(DAY_FIRST), DayForm(is_serial=True)]
    texts = [*PLAIN, *SLASHED, "45292", "45292.5", "99999", "1234"]
    with duckdb.connect() as connection:
        for form in forms:
            for text in texts:
                sql = f"select try_cast(left({ucdp_cells.day('$text', form)}, 10) as date)"
                found = connection.execute(sql, {"text": text}).fetchone()[0]
                assert found == form.day(text), (form, text)


def test_one_value_above_twelve_decides_the_whole_column() -> None:
    assert decided("1/2/2024", "2/5/2024", "1/25/2024") == DayForm(MONTH_FIRST)
    assert decided("1/2/2024", "25/1/2024", "2024-01-07") == DayForm(DAY_FIRST)


def test_a_cell_that_is_no_day_either_way_decides_nothing() -> None:
    assert decided("31/31/2024", "13/1/2024") == DayForm(DAY_FIRST)


def test_where_both_orders_give_the_same_days_nobody_is_asked() -> None:
    assert decided("1/1/2024", "2/2/2024").day("2/2/2024") == date(2024, 2, 2)


def test_the_month_that_a_files_name_speaks_of_decides() -> None:
    january = months_of("GEDEvent_v26_0_1.csv")
    assert january == {(2026, 1)}
    assert decided("1/3/2026", "1/4/2026", months=january) == DayForm(MONTH_FIRST)
    assert decided("3/1/2026", "4/1/2026", months=january) == DayForm(DAY_FIRST)
    assert months_of("GEDEvent_v25_01_25_12.csv") == {(2025, month) for month in range(1, 13)}
    assert months_of("ged251.csv") == set()


def test_a_month_that_fits_neither_order_asks() -> None:
    with pytest.raises(BrokenSource):
        decided("1/3/2026", "1/4/2026", months={(2025, 12)})


def test_a_column_that_does_not_tell_asks_with_both_readings_and_the_option() -> None:
    with pytest.raises(BrokenSource) as question:
        decided("1/1/2024", "1/3/2024")
    assert "1/3/2024, which is 3 January 2024 or 1 March 2024" in question.value.fact
    assert "corridorwatch add acled FILE --date-format %m/%d/%Y" in question.value.next_step
    assert "%d/%m/%Y" in question.value.next_step
    assert decided("1/3/2024", date_format="%d.%m.%Y") == DayForm(DAY_FIRST)


def test_a_column_in_two_orders_is_refused_and_names_a_cell_of_each() -> None:
    with pytest.raises(BrokenSource) as error:
        decided("1/25/2024", "25/1/2024")
    assert "1/25/2024" in error.value.fact
    assert "25/1/2024" in error.value.fact


def test_a_date_format_without_day_or_month_is_no_answer() -> None:
    with pytest.raises(BrokenSource, match="does not say where the day and the month stand"):
        decided("1/3/2024", date_format="%Y")


def test_numbers_of_a_spreadsheet_are_days_only_where_the_whole_column_is() -> None:
    assert decided("45292", "45300.0").day("45292") == date(2024, 1, 1)
    assert decided("45292", "2024-01-03").day("45292") is None


def test_numbers_that_count_from_1904_are_no_days_where_the_year_beside_them_says_so() -> None:
    off = seen("43830", "43831", years="2024")
    form = decide(off, file="f", column="day", add="")
    assert form.day("43830") is None


@pytest.mark.parametrize("seed", range(30))
def test_a_column_of_any_days_written_in_one_way_is_read_as_those_days_or_asked_about(seed: int) -> None:
    chance = random.Random(seed)
    days = [date.fromordinal(chance.randrange(729_000, 739_900)) for _ in range(chance.choice((1, 3, 40)))]
    way = chance.choice(
        ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y", "%d/%m/%Y", "%-m/%-d/%Y 12:00:00 AM", "%d %B %Y", "%-d-%b-%y",
         "serial")
    )  # fmt: skip
    cells = [str((day - date(1899, 12, 30)).days) if way == "serial" else day.strftime(way).lstrip(" ") for day in days]
    try:
        form = decided(*cells)
    except BrokenSource:
        assert way in ("%m/%d/%Y", "%d/%m/%Y", "%-m/%-d/%Y 12:00:00 AM")
        assert all(day.day <= 12 for day in days)
        return
    if all(day.day <= 12 for day in days) and "/" in way:
        assert all(day.day == day.month for day in days)
    assert [form.day(cell) for cell in cells] == days
