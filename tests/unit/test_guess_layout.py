"""Where in a file the table is: headings found, each name once, and rows that are no records left out with a reason."""

import json

import pytest

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.filetypes import Cells
from corridorwatch.sources.own_tables.layout import SHEET, read_own
from tests.files import workbook


def read(text: str, name: str = "desk.csv") -> Cells:
    return read_own(text.encode(), name)


def kept(cells: Cells) -> list[int]:
    return [number for number, _ in cells.records if number not in cells.unreadable]


def test_titles_above_notes_below_and_months_between_are_no_records() -> None:
    cells = read("Incidents 2024,,\n\nDate,District,Killed\nJANUARY,,\n2024-01-03,Kech,2\n\nSource: the press,,\n")
    assert cells.header == ["Date", "District", "Killed"]
    assert kept(cells) == [5]
    assert cells.left_out == {4, 7}


@pytest.mark.parametrize(
    "total",
    ["Total,,5", "2024-01-31,Grand Total,5", "Sub-total:,,5", "کل,,5", "Kech Total,,5", "January total,,5", ",,5"],
)
def test_a_total_is_no_incident_and_stays_counted(total: str) -> None:
    cells = read(f"Date,District,Killed\n2024-01-03,Kech,2\n{total}\n")
    assert kept(cells) == [2]
    assert len(cells.records) == 2
    assert "no record" in cells.unreadable[3]


@pytest.mark.parametrize(
    "row", ["2024-01-04,Total Parco pump,5", "2024-01-04,Quetta,5 in total", "2024-01-04,Summar,5"]
)
def test_a_place_or_a_note_that_speaks_of_a_total_is_a_record(row: str) -> None:
    assert kept(read(f"Date,Place,Killed\n2024-01-03,Kech,2\n{row}\n")) == [2, 3]


@pytest.mark.parametrize(
    "head",
    [
        "Date,District,Killed,,Injured\n,,Sec,Civ,\n",
        ",,Killed,,Injured\nDate,District,Sec,Civ,\n",
        "Date,District,Killed,Killed,Injured\n,,Sec,Civ,\n",
    ],
    ids=["below", "above", "repeated"],
)
def test_headings_of_two_rows_become_one_name_a_column(head: str) -> None:
    cells = read(f"{head}2024-01-03,Kech,1,2,3\n2024-01-04,Kech,1,2,3\n")
    assert cells.header == ["Date", "District", "Killed Sec", "Killed Civ", "Injured"]
    assert kept(cells) == [3, 4]


def test_headings_have_one_line_each_name_once_and_blank_ones_a_number() -> None:
    cells = read(',"Date of\nattack",District,,Killed,Killed,\n0,2024-01-03,Kech,a,1,2,\n')
    assert cells.header == ["column 1", "Date of attack", "District", "column 4", "Killed (1)", "Killed (2)"]
    assert cells.twice == ("Killed",)


def test_a_file_without_headings_is_refused() -> None:
    with pytest.raises(BrokenSource, match="its first row looks like a record"):
        read("2024-01-03,Kech,2\n2024-01-04,Quetta,3\n")


def test_a_title_with_commas_does_not_hide_the_semicolons() -> None:
    cells = read(
        "Incidents, all districts, January, 2024\nDate;District;Killed\n2024-01-03;Kech;2\n2024-01-04;Kech;3\n"
    )
    assert (cells.delimiter, cells.header, kept(cells)) == (";", ["Date", "District", "Killed"], [3, 4])


def test_sheets_with_the_same_headings_are_one_table_and_others_a_question() -> None:
    head = ["Date", "District", "Killed"]
    months = {"Jan": [head, ["2024-01-03", "Kech", 2], ["Total", None, 2]], "Feb": [head, ["2024-02-03", "Kech", 3]]}
    cells = read_own(workbook(months), "desk.xlsx")
    assert cells.header == [*head, SHEET]
    assert [record[-1] for number, record in cells.records if number not in cells.unreadable] == ["Jan", "Feb"]
    assert "sheet 'Jan' row 3" in next(iter(cells.unreadable.values()))
    assert len({number for number, _ in cells.records}) == 3
    with pytest.raises(BrokenSource, match="sheets with content, whose headings differ") as caught:
        read_own(workbook({**months, "About": [["A note"]]}), "desk.xlsx")
    assert "--sheet" in caught.value.next_step
    assert len(read_own(workbook({**months, "About": [["A note"]]}), "desk.xlsx", sheets=["Feb"]).records) == 1


def test_cells_merged_downwards_hold_for_each_row_but_a_toll_for_the_first_only() -> None:
    rows = [["Date", "District", "Place", "Killed"], ["2024-01-03", "Kech", "Turbat", 2], [None, None, "Tump", None]]
    merged = (
        '<mergeCells count="3"><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/><mergeCell ref="D2:D3"/></mergeCells>'
    )
    cells = read_own(_with(workbook({"S": rows}), merged), "desk.xlsx")
    assert cells.records[1][1] == ["2024-01-03", "Kech", "Tump", None]


@pytest.mark.parametrize(
    "value",
    [
        {"status": 200, "meta": [{"page": 1}], "data": [{"date": "2024-01-03", "killed": 2}]},
        {"response": {"total": 1, "items": [{"date": "2024-01-03", "killed": 2}]}},
        {"columns": ["date", "killed"], "data": [["2024-01-03", 2]]},
        [["date", "killed"], ["2024-01-03", 2]],
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None, "properties": {"date": "2024-01-03", "killed": 2}}]},
    ],
    ids=["envelope", "nested", "split", "rows", "GeoJSON"],
)  # fmt: skip
def test_the_records_of_a_json_file_are_found_wherever_they_lie(value: object) -> None:
    cells = read(json.dumps(value), "api.json")
    assert cells.header == ["date", "killed"]
    assert [record for _, record in cells.records] == [["2024-01-03", "2"]]


def test_a_geojson_point_is_latitude_and_longitude_in_that_order() -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [63.05, 26.0]},
        "properties": {"date": "x"},
    }
    cells = read(json.dumps({"type": "FeatureCollection", "features": [feature]}), "points.geojson")
    assert dict(zip(cells.header, cells.records[0][1], strict=True)) == {
        "date": "x",
        "longitude": "63.05",
        "latitude": "26.0",
    }


def test_two_lists_of_records_are_a_question() -> None:
    with pytest.raises(BrokenSource, match="2 lists of records: 'north', 'south'"):
        read(json.dumps({"north": [{"date": "x"}], "south": [{"date": "y"}]}), "api.json")


def _with(content: bytes, merged: str) -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(
                name, text.replace(b"</sheetData>", b"</sheetData>" + merged.encode()) if "sheet1" in name else text
            )
    return out.getvalue()


def test_a_row_of_groups_above_many_sides_is_part_of_the_headings() -> None:
    cells = read(",,Killed,,,Injured\nDate,District,SF,Civ,Mil,Total\n2024-01-03,Kech,1,2,3,7\n")
    assert cells.header == ["Date", "District", "Killed SF", "Killed Civ", "Killed Mil", "Injured Total"]
