"""What a table probably means: columns by name and content; what the content does not decide is asked."""

import pytest

from corridorwatch.ingest.filetypes import read_cells
from corridorwatch.sources.own_tables.guess import Guess, guess_columns, guess_day_format


def guess(text: str) -> Guess:
    return guess_columns(read_cells(text.encode(), "table.csv"), lambda names: {"Quetta", "Kech"} & set(names))


@pytest.mark.parametrize(
    ("days", "format"),
    [
        (["2024-05-06", "2024-12-01"], "%Y-%m-%d"),
        (["06/05/2024", "13/05/2024"], "%d/%m/%Y"),
        (["05/06/2024", "05/13/2024"], "%m/%d/%Y"),
        (["6 May 2024", "12 June 2024"], "%d %B %Y"),
        (["6-May-2024", "12-Jun-2024"], "%d-%b-%Y"),
        (["May 6, 2024", "June 12, 2024"], "%B %d, %Y"),
        (["20240506"], "%Y%m%d"),
        (["2024-05-06 00:00:00"], "%Y-%m-%d"),
    ],
)
def test_a_column_that_decides_how_its_days_are_written_is_believed(days: list[str], format: str) -> None:
    assert guess_day_format(days).format == format


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (["03/04/2024", "01/02/2024"], "read day first and month first alike"),
        (["13/04/2024", "04/13/2024"], "some cells only read day first, others only month first"),
        (["03/04/24"], "a year of two digits"),
    ],
)
def test_a_column_that_does_not_decide_day_and_month_is_never_guessed(days: list[str], why: str) -> None:
    found = guess_day_format(days)
    assert not found.format
    assert why in found.why
    assert {"%d/%m/%Y", "%m/%d/%Y"} <= {candidate.replace("%y", "%Y") for candidate in found.candidates}


def test_columns_are_recognised_by_their_names() -> None:
    found = guess(
        "Sr No,Incident Date,District,Civilians Killed,Wounded,Latitude,Longitude,Remarks\n1,2024-05-06,Kech,2,n/a,26,63,x\n"
    )
    assert list(found.columns) == [
        "report_id", "date", "district_as_written", "killed_civilian", "injured_total", "point_latitude",
        "point_longitude", "note",
    ]  # fmt: skip


def test_columns_nobody_named_are_recognised_by_what_they_hold() -> None:
    found = guess("a,b,c,d,e\n6 May 2024,Quetta,30.2,67.0,x\n7 May 2024,Kech,26.0,63.0,y\n")
    assert found.columns == {
        "date": "a", "district_as_written": "b", "point_latitude": "c", "point_longitude": "d",
    }  # fmt: skip
    assert found.unused == ["e"]


def test_a_name_is_not_believed_against_the_content() -> None:
    found = guess("Date,District,Killed\n2024-05-06,Kech,none were\n2024-05-07,Kech,many\n")
    assert "killed_total" not in found.columns
    assert found.doubts == ["'Killed' is not taken as killed_total: 'none were' is no count"]
