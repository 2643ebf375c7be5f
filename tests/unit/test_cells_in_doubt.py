"""Cells that can be read in two ways, sheets that are months, and what is told of columns and rows that are refused."""

from datetime import date
from pathlib import Path

import pytest

from corridorwatch.errors import CorridorwatchError
from corridorwatch.ingest.refusals import kinds_of_refusals, remedy
from corridorwatch.sources.own_tables.cells import may_group_thousands, read_count, read_day, sheet_month
from corridorwatch.sources.own_tables.day_formats import guess_day_format
from corridorwatch.sources.own_tables.guess import guess_columns
from corridorwatch.sources.own_tables.held import told_of_places
from corridorwatch.sources.own_tables.layout import SHEET, read_own
from corridorwatch.sources.own_tables.mapping import OwnMapping, read_mapping
from corridorwatch.sources.own_tables.parse import parse_cells
from pipelines.map_cli import make_mapping
from tests.files import workbook
from tests.hostile import CAME_ON, vocabularies
from tests.unit.test_own_tables import parse

pytestmark = pytest.mark.long


@pytest.fixture
def own_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CORRIDORWATCH_OWN_TABLES", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.mark.parametrize("text", ["1.000", "1.200", "12.000", "1,000", "1.000.000", "۱٬۰۰۰".replace("٬", ",")])
def test_a_mark_that_may_part_thousands_makes_no_count(text: str) -> None:
    """`1.000` was one dead, beside 1.200 that was refused."""
    assert may_group_thousands(text)
    assert read_count(text) is None


@pytest.mark.parametrize(("text", "count"), [("1.0", 1), ("0.000", 0), ("12.00", 12), ("1000", 1000), ("1,024", 1024)])
def test_a_mark_that_can_be_read_in_one_way_only_is_read(text: str, count: int) -> None:
    assert read_count(text) == count


def test_the_refusal_of_such_a_cell_names_both_readings() -> None:
    parsed = parse("06/05/2024,Kech,1.000,", "07/05/2024,Hub,2,")
    assert parsed.quarantine["rule"].to_list() == ["killed_total '1.000' is 1000 or 1.000: its mark may part thousands"]
    assert parsed.rows["killed_total"].to_list() == ["2"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-04-12T19:30Z", date(2024, 4, 13)),
        ("2024-04-12T19:30:00Z", date(2024, 4, 13)),
        ("2024-04-12T18:59:59.123Z", date(2024, 4, 12)),
        ("2024-04-12 22:00:00+00:00", date(2024, 4, 13)),
        ("2024-04-12T23:30:00+05:00", date(2024, 4, 12)),
        ("2024-04-13T01:00:00+09:00", date(2024, 4, 12)),
        ("2024-12-31T20:00:00Z", date(2025, 1, 1)),
        ("2024-04-12 11:30 PM UTC", date(2024, 4, 13)),
        ("2024-04-12T23:30", date(2024, 4, 12)),
        ("2024-04-12 22:00-23:00", date(2024, 4, 12)),
    ],
)
def test_a_time_with_its_distance_from_utc_is_of_the_day_in_the_province(text: str, day: date) -> None:
    """2024-04-12T19:30Z is half past midnight of the 13th in Quetta."""
    assert read_day(text, "%Y-%m-%d") == (day, "day")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Jan 2026", ("2026", "Jan")), ("January-26", ("2026", "January")), ("Feb'26", ("2026", "Feb")),
        ("2026-03", ("2026", "03")), ("03.2026", ("2026", "03")), ("جنوری 2026", ("2026", "جنوری")),
        ("Sept 2025 attacks", ("2025", "Sept")), ("Mar", ("", "Mar")), ("Kech", ("", "")), ("2026", ("", "")),
        ("Jan-Mar 2026", ("", "")), ("Sheet1", ("", "")), ("13-2026", ("", "")),
    ],
)  # fmt: skip
def test_what_a_sheets_name_says_of_month_and_year(name: str, said: tuple[str, str]) -> None:
    assert sheet_month(name) == said


MONTHS = {
    "Jan 2026": [["Day", "District", "Killed"], [5, "Kech", 2], [None, "Hub", 1]],
    "فروری 2026": [["Day", "District", "Killed"], [2, "Nushki", 14]],
}


@pytest.mark.parametrize("head", ["Day", "Date"])
@pytest.mark.parametrize("sheets", [2, 1])
def test_sheets_named_as_months_say_month_and_year_of_their_rows(
    tmp_path: Path, own_tables: Path, head: str, sheets: int, capsys: pytest.CaptureFixture[str]
) -> None:
    named = {name: [[head, *rows[0][1:]], *rows[1:]] for name, rows in list(MONTHS.items())[:sheets]}
    file = tmp_path / "desk.xlsx"
    file.write_bytes(workbook(named))
    make_mapping(file, source="desk", yes=True)
    mapping = read_mapping(own_tables / "desk.mapping.toml")
    assert mapping.dates.parts == {"year": SHEET, "month": SHEET, "day": head}
    parsed = parse_cells(
        read_own(file.read_bytes(), file.name, sheets=mapping.file.wanted), mapping, vocabularies(), came_on=CAME_ON
    )
    days = [("2026-01-05", "day"), ("2026-01-01", "month"), ("2026-02-02", "day")][: sheets + 1]
    assert parsed.rows.select("date", "date_precision").rows() == days


def test_sheets_that_name_months_without_a_year_ask_for_it_and_the_answer_works(
    tmp_path: Path, own_tables: Path
) -> None:
    file = tmp_path / "desk.xlsx"
    file.write_bytes(workbook({name[:3]: rows for name, rows in {"Jan": MONTHS["Jan 2026"]}.items()}))
    with pytest.raises(CorridorwatchError) as caught:
        make_mapping(file, yes=True)
    assert "--constant year=" in caught.value.next_step
    make_mapping(file, source="desk", constant=["year=2026"], yes=True)
    assert read_mapping(own_tables / "desk.mapping.toml").dates.year_is == 2026


def test_a_question_about_the_killed_shows_the_cells_that_are_no_number_and_its_option_works(
    tmp_path: Path, own_tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It named '7', which is a number, and offered only to go without a toll."""
    file = tmp_path / "odd.csv"
    cells = ["7", "15-20", "N/A", "two", "~6", "3 (incl. 1 child)", "0", "4", "two"]
    rows = [f"2025-01-{day:02},Balochistan,Kech,{cell}" for day, cell in enumerate(cells, 1)]
    file.write_text("\n".join(["Date,Province,District,Killed", *rows, ""]), encoding="utf-8")
    with pytest.raises(CorridorwatchError) as caught:
        make_mapping(file, yes=True)
    assert "'Killed' holds 'two', '~6', '3 (incl. 1 child)' (4 of 8 filled cells)" in caught.value.fact
    assert "'7'" not in caught.value.fact
    assert "--column 'killed_total=Killed'" in caught.value.next_step
    make_mapping(file, source="odd", column=["killed_total=Killed"], yes=True)
    shown = capsys.readouterr().out
    assert "killed_total             <- 'Killed'" in shown
    assert "'Killed' is not taken" not in shown
    assert "2x, first in row 5: killed_total 'two' is no whole number" not in shown
    assert "4x, first in row 5: killed_total 'two' is no whole number from 0 to 999999; row 6: '~6'; row 7: " in shown
    assert "(next: write a number, a bound such as at least 4" in shown


def test_the_total_inside_a_nested_record_is_taken_by_its_whole_name() -> None:
    content = b'{"data": [{"a": {"day": "2024-01-03", "adm2": "Kech", "killed": {"total": 2}}}]}'
    assert guess_columns(read_own(content, "j.json"), lambda names: set()).columns["killed_total"] == "a.killed.total"


def test_a_kind_of_refusal_shows_up_to_three_cells_and_each_has_a_next_step() -> None:
    parsed = parse(
        "06/05/2024,Kech,two,", "7 May,Kech,1,", "06/05/2024,Hub,six,", "06/05/2024,Hub,x,", "06/05/2024,Zhob,y,"
    )
    kinds = kinds_of_refusals(parsed.quarantine)
    assert kinds[0] == (
        "killed_total 'two' is no whole number from 0 to 999999; row 4: 'six'; row 5: 'x'", 2, 4
    )  # fmt: skip
    assert kinds[1][1:] == (3, 1)
    assert all(remedy(rule) for rule, _, _ in kinds)
    assert remedy("'Total': a total, no record") == ""


def test_two_digit_years_offer_only_what_reads_every_cell() -> None:
    assert guess_day_format(["01/02/24", "13/02/24"]).candidates == ("%d/%m/%y", "%y/%m/%d")
    assert guess_day_format(["01/02/24", "13/02/24", "31/12/23", "14/02/40"]).candidates[0] == "%d/%m/%y"


def test_a_code_that_a_program_wrote_as_a_float_is_that_code() -> None:
    """1.0 was no code, and 2.0 read as 2."""
    content = b"Date,District,Killed,Geo Precision\n2024-01-03,Kech,1,1.0\n2024-01-04,Hub,1,2\n2024-01-05,Hub,1,3.0\n"
    cells = read_own(content, "c.csv")
    guess = guess_columns(cells, lambda names: set(names), vocabularies())
    mapping = OwnMapping(
        source={"id": "desk", "title": "Desk", "licence": "own", "credit": "The desk"},
        file={"name": "c.csv"},
        columns=guess.columns,
        values=guess.values,
    )
    parsed = parse_cells(cells, mapping, vocabularies(), came_on=CAME_ON)
    assert (parsed.refused, parsed.rows["where_prec"].to_list()) == (0, ["1", "3", "4"])


def test_map_and_add_tell_what_of_a_table_lies_elsewhere() -> None:
    """61 dead were told of a table that has 50 in Balochistan."""
    rows = [
        "06/05/2024,Kech,4,,Balochistan", "07/05/2024,Karachi South,5,,Sindh", "08/05/2024,Zahedan,2,,Sistan and Baluchestan",
        "09/05/2024,Hub,1,,Baluchistan",
    ]  # fmt: skip
    columns = {"date": "Day", "district_as_written": "Where", "killed_total": "Dead", "province_as_written": "Province"}
    parsed = parse(*rows, header="Day,Where,Dead,Text,Province", columns=columns)
    assert told_of_places(parsed) == "2 of them of other countries or provinces, 5 dead in Balochistan"
    assert told_of_places(parse("06/05/2024,Kech,4,")) == (
        "0 of them of other countries or provinces, 1 name neither province nor another country: their places decide in"
        " the run"
    )


def test_sides_without_militants_say_how_to_make_them_a_toll(
    tmp_path: Path, own_tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sides.csv"
    file.write_text(
        "Date,Province,District,Forces killed,Civilians killed\n2024-01-03,Balochistan,Kech,2,1\n", encoding="utf-8"
    )
    make_mapping(file, source="sides", yes=True)
    assert "--constant killed_militant=0" in capsys.readouterr().out
    make_mapping(file, source="sides", constant=["killed_militant=0"], yes=True)
    assert "with 3 killed" in capsys.readouterr().out
