"""`corridorwatch map` on tables as offices keep them: the counts are right, or there is a question."""

import json
from pathlib import Path

import pytest

from corridorwatch.errors import CorridorwatchError
from corridorwatch.sources.own_tables.mapping import read_mapping
from pipelines.map_cli import make_mapping
from tests.files import workbook


@pytest.fixture(autouse=True)
def own_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CORRIDORWATCH_OWN_TABLES", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def mapped(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def run(content: str | bytes, name: str = "desk.csv", **options: object) -> dict:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        make_mapping(file, source="desk", yes=True, as_json=True, **options)
        return json.loads(capsys.readouterr().out)

    return run


def test_a_police_sheet_with_sections_subtotals_and_times(mapped) -> None:
    shown = mapped(
        "S#,Distt:,Police Station,Date & Time,Nature of Incident,Killed,Injured\nJANUARY 2024,,,,,,\n"
        "1,Quetta,Sariab,03-01-2024 14:30,IED Blast,2,5\n2,Kech,Turbat,15-01-2024 09:00,Firing,1,0\n"
        "Sub Total,,,,,3,5\nFEBRUARY 2024,,,,,,\n1,Kalat,Kalat,02-02-2024 10:15,Hand Grenade Attack,0,4\nGrand Total,,,,,3,9\n"
    )
    assert (shown["accepted"], shown["killed"], shown["left_out"], shown["refused"]) == (3, 3, 4, 4)
    assert shown["columns"]["event_class"] == "Nature of Incident"


def test_a_workbook_of_months_with_serial_days(mapped, own_tables: Path) -> None:
    head = ["Event Date", "Admin 1", "Admin 2", "Fatalities"]
    sheets = {
        "Jan": [["Press log"], head, [45294, "Balochistan", "Kech", 2], ["Total", None, None, 2]],
        "Feb": [["Press log"], head, [45325, "Balochistan", "Quetta", 3]],
    }
    shown = mapped(workbook(sheets), "log.xlsx")
    assert (shown["accepted"], shown["killed"], shown["left_out"]) == (2, 5, 1)
    assert [row["date"] for row in shown["first_rows"]] == ["2024-01-03", "2024-02-03"]
    assert read_mapping(own_tables / "desk.mapping.toml").file.sheet == "*"


def test_merged_months_in_a_csv_are_those_of_the_row_above_only_where_that_is_said(mapped) -> None:
    table = "Year,Month,Day,District,Killed\n2024,January,3,Kech,2\n,,9,Quetta,3\n,February,1,Kalat,4\n,,,Gwadar,1\n"
    with pytest.raises(CorridorwatchError, match="3 of 4 records have no date") as caught:
        mapped(table)
    assert "--fill-down year --fill-down month" in caught.value.next_step
    shown = mapped(table, fill_down=["year", "month"])
    assert [(row.get("date"), row.get("date_precision")) for row in shown["first_rows"]] == [
        ("2024-01-03", "day"),
        ("2024-01-09", "day"),
        ("2024-02-01", "day"),
        ("2024-02-01", "month"),
    ]
    assert shown["refused"] == 0


def test_an_empty_side_is_unknown_or_nobody_as_the_owner_says(mapped) -> None:
    table = "Date,District,SF,Civilians,Militants\n2024-01-03,Kech,2,,\n2024-01-04,Quetta,1,1,1\n"
    shown = mapped(table)
    assert shown["killed"] == 3
    assert any("--empty-is-zero" in doubt for doubt in shown["doubts"])
    assert mapped(table, empty_is_zero=True)["killed"] == 5


def test_a_second_day_that_would_refuse_rows_is_left_out_and_said(mapped) -> None:
    # A page's date before the event's refuses the row: a column of dates of entry would have emptied the table.
    shown = mapped("Date,District,Report date,Killed\n2024-01-03,Kech,2023-12-01,2\n2024-01-04,Quetta,2023-12-01,3\n")
    assert (shown["accepted"], shown["killed"]) == (2, 5)
    assert "published_date" not in shown["columns"]
    assert any("'Report date' is not taken as published_date" in doubt for doubt in shown["doubts"])


def test_a_bound_is_kept_and_no_row_is_lost_for_it(mapped) -> None:
    shown = mapped("Date,District,Killed\n2024-01-03,Kech,2\n2024-01-04,Quetta,at least 4\n2024-01-05,Kalat,2-3\n")
    assert (shown["accepted"], shown["killed"]) == (3, 2)
    assert [row.get("killed_low") for row in shown["first_rows"]] == [None, "4", "2"]


@pytest.mark.parametrize(
    ("content", "option"),
    [
        ("Date,District,Killed\n13/04/24,Kech,2\n", "--date-format %d/%m/%y"),
        ("Date,District,Killed\n3-Jan,Kech,2\n14-Feb,Quetta,3\n", "--constant year=2024"),
        ("Date,District,Note\n2024-01-03,Kech,Café\n".encode("cp1252"), "--encoding cp1252"),
        ("Date,District,Killed,Fatalities\n2024-01-03,Kech,2,5\n", "--column 'killed_total=Killed'"),
        ("Date,District,Killed/Injured\n2024-01-03,Kech,2/3\n", "--column 'killed_total='"),
        ("District,Jan 2024,Feb 2024\nKech,2,3\n", "--column date=COLUMN"),
        ("Month,District,Attacks,Killed\nJan 2024,Kech,5,7\n", "the table that the sums were made from"),
    ],
    ids=["short years", "no year", "encoding", "two tolls", "two figures in a cell", "months as columns", "sums"],
)
def test_what_is_open_ends_with_what_answers_it_and_nothing_is_written(
    mapped, own_tables: Path, content: str | bytes, option: str
) -> None:
    with pytest.raises(CorridorwatchError) as caught:
        mapped(content)
    assert option in caught.value.next_step
    assert not own_tables.exists()


def test_the_answers_are_taken(mapped) -> None:
    assert (
        mapped("Date,District,Killed\n3-Jan,Kech,2\n", constant=["year=2024"])["first_rows"][0]["date"] == "2024-01-03"
    )
    two = "Date,District,Killed,Fatalities\n2024-01-03,Kech,2,5\n"
    assert mapped(two, column=["killed_total=Fatalities"])["killed"] == 5
