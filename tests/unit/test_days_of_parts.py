"""Days that stand in columns of year, month and day: what is empty is unknown, and nothing is carried down unasked."""

import pytest

from corridorwatch.ingest.tables import ParsedTable
from corridorwatch.sources.own_tables.held import doubts_of_rows
from corridorwatch.sources.own_tables.layout import read_own
from corridorwatch.sources.own_tables.mapping import OwnMapping
from corridorwatch.sources.own_tables.parse import parse_cells
from tests.files import workbook
from tests.hostile import CAME_ON, vocabularies

HEAD = ["Year", "Month", "Day", "District", "Killed"]


def mapping(name: str, *fill_down: str) -> OwnMapping:
    return OwnMapping(
        source={"id": "desk", "title": "Desk", "licence": "own", "credit": "The desk"},
        file={"name": name, "fill_down": fill_down},
        dates={"year": "Year", "month": "Month", "day": "Day"},
        columns={"district_as_written": "District", "killed_total": "Killed"},
    )


def parse(*dates: str, fill_down: tuple[str, ...] = ()) -> ParsedTable:
    content = "\n".join([",".join(HEAD), *(f"{date},Kech,{row}" for row, date in enumerate(dates))]).encode()
    return parse_cells(read_own(content, "k.csv"), mapping("k.csv", *fill_down), vocabularies(), came_on=CAME_ON)


def days(parsed: ParsedTable) -> list[tuple[str, str]]:
    return parsed.rows.select("date", "date_precision").rows()


def test_an_empty_month_of_a_csv_is_not_that_of_the_row_above() -> None:
    """`2024,,5` below a row of November 2023 was 5 November 2024, at the precision of a day."""
    parsed = parse("2023,11,3", "2024,,5", "2024,,", "2024,5,", "2025,-,20", "2025,n/a,")
    assert days(parsed) == [
        ("2023-11-03", "day"), ("2024-01-01", "year"), ("2024-01-01", "year"), ("2024-05-01", "month"),
        ("2025-01-01", "year"), ("2025-01-01", "year"),
    ]  # fmt: skip
    told = next(each for each in doubts_of_rows(mapping("k.csv"), parsed) if "no full day" in each)
    assert told.startswith("5 rows have no full day (1 to the month and 4 to the year): they are in no single week")
    assert "--fill-down month" in told


def test_an_empty_year_is_no_date() -> None:
    parsed = parse("2023,11,3", ",5,9", ",,")
    assert days(parsed) == [("2023-11-03", "day")]
    assert parsed.quarantine.select("row_number", "rule").rows() == [(3, "date is empty"), (4, "date is empty")]
    assert any("--fill-down year" in each for each in doubts_of_rows(mapping("k.csv"), parsed))


def test_what_is_said_to_carry_down_does_and_no_month_into_another_year() -> None:
    dates = ("2023,11,3", ",,5", "2024,,7", ",2,", ",,9")
    assert days(parse(*dates, fill_down=("year", "month"))) == [
        ("2023-11-03", "day"), ("2023-11-05", "day"), ("2024-01-01", "year"), ("2024-02-01", "month"),
        ("2024-02-09", "day"),
    ]  # fmt: skip
    assert days(parse("2023,11,3", ",5,", fill_down=("year", "day"))) == [
        ("2023-11-03", "day"),
        ("2023-05-01", "month"),
    ]


@pytest.mark.parametrize("is_merged", [True, False])
def test_in_a_workbook_only_merged_cells_hold_for_their_rows(is_merged: bool) -> None:
    from tests.unit.test_guess_layout import _with

    content = workbook({"S": [HEAD, [2024, 11, 3, "Kech", 1], [None, None, 5, "Hub", 2], [2024, None, 7, "Zhob", 3]]})
    if is_merged:
        content = _with(content, '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/></mergeCells>')
    parsed = parse_cells(read_own(content, "k.xlsx"), mapping("k.xlsx"), vocabularies(), came_on=CAME_ON)
    second = [("2024-11-05", "day")] if is_merged else []
    assert days(parsed) == [("2024-11-03", "day"), *second, ("2024-01-01", "year")]
