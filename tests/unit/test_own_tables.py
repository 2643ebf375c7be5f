"""Tables of one's own: any of four formats by a mapping file, and what happens to rows and files that do not fit."""

import json
from datetime import date

import polars as pl
import pytest

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.filetypes import read_cells
from corridorwatch.ingest.tables import ParsedTable
from corridorwatch.sources.own_tables.mapping import OwnMapping, parse_mapping, write_mapping
from corridorwatch.sources.own_tables.parse import parse_own_table
from tests.files import workbook
from tests.hostile import CAME_ON, vocabularies

COLUMNS = {"date": "Day", "district_as_written": "Where", "killed_total": "Dead", "note": "Text"}


def mapping(file_name: str = "desk.csv", **parts: object) -> OwnMapping:
    facts = {"id": "desk", "title": "Desk", "licence": "own", "credit": "The desk"}
    given = {"source": facts, "file": {"name": file_name}, "dates": {"format": "%d/%m/%Y"}, "columns": COLUMNS}
    return OwnMapping(**{**given, **parts})


def parse(*rows: str, header: str = "Day,Where,Dead,Text", **parts: object) -> ParsedTable:
    content = "\n".join([header, *rows, ""]).encode()
    return parse_own_table(content, mapping(**parts), vocabularies(), came_on=CAME_ON)


def facts(parsed: ParsedTable) -> list[tuple]:
    return parsed.rows.select("row_number", "date", "district_as_written", "killed_total", "note").rows()


@pytest.mark.parametrize(
    "content",
    [
        b"Day,Where,Dead,Text\r\n06/05/2024,Quetta,3,=1+1\r\n",
        "\ufeffDay;Where;Dead;Text\n06/05/2024;Quetta;3;=1+1\n".encode(),
        "Day\tWhere\tDead\tText\n06/05/2024\tQuetta\t3\t=1+1\n".encode("utf-16"),
    ],
    ids=["commas", "semicolons and a mark", "tabs in UTF-16"],
)
def test_a_csv_is_read_whatever_its_delimiter_and_encoding(content: bytes) -> None:
    parsed = parse_own_table(content, mapping(), vocabularies(), came_on=CAME_ON)
    assert facts(parsed) == [(2, "2024-05-06", "Quetta", "3", "=1+1")]


def test_a_workbook_is_read_with_the_row_numbers_it_shows() -> None:
    rows = [
        [None],
        ["Day", "Where", "Dead", "Text"],
        ["06/05/2024", "Quetta", 3, "x"],
        [None],
        ["07/05/2024", "Kech", 0, "y"],
    ]
    parsed = parse_own_table(workbook({"Data": rows}), mapping("desk.xlsx"), vocabularies(), came_on=CAME_ON)
    assert facts(parsed) == [(3, "2024-05-06", "Quetta", "3", "x"), (5, "2024-05-07", "Kech", "0", "y")]


def test_a_formula_of_a_workbook_is_its_result_and_an_error_in_it_is_refused() -> None:
    rows = [["Day", "Where", "Dead", "Text"], ["06/05/2024", "Quetta", 4, "x"], ["06/05/2024", "Kech", "#REF!", "y"]]
    content = workbook({"Data": rows}, formulas={"C2": "2+2", "C3": "A9"})
    parsed = parse_own_table(content, mapping("desk.xlsx"), vocabularies(), came_on=CAME_ON)
    assert facts(parsed) == [(2, "2024-05-06", "Quetta", "4", "x")]
    assert parsed.quarantine["rule"].to_list() == ["a cell holds an error of the spreadsheet ('Error(Ref)')"]


def test_a_workbook_of_two_sheets_wants_to_know_which() -> None:
    content = workbook({"One": [["Day"], ["x"]], "Two": [["Day"], ["y"]], "Empty": []})
    with pytest.raises(BrokenSource, match="2 sheets with content: 'One', 'Two'"):
        read_cells(content, "desk.xlsx")
    assert read_cells(content, "desk.xlsx", sheet="Two").records == [(2, ["y"])]


def test_json_and_parquet_give_the_same_records(tmp_path) -> None:
    table = [{"Day": "06/05/2024", "Where": "Quetta", "Dead": 3, "Text": None}]
    pl.DataFrame(table, schema_overrides={"Text": pl.String}).write_parquet(tmp_path / "desk.parquet")
    lines = "\n".join(json.dumps(record) for record in table)
    for name, content in {
        "desk.json": json.dumps({"rows": table}).encode(),
        "desk.jsonl": lines.encode(),
        "desk.parquet": (tmp_path / "desk.parquet").read_bytes(),
    }.items():
        parsed = parse_own_table(content, mapping(name), vocabularies(), came_on=CAME_ON)
        assert facts(parsed) == [(1, "2024-05-06", "Quetta", "3", None)], name


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("31/02/2024,Quetta,3,x", "date '31/02/2024' is no date as %d/%m/%Y"),
        ("2024-05-06,Quetta,3,x", "date '2024-05-06' is no date as %d/%m/%Y"),
        ("06/05/2031,Quetta,3,x", "date '06/05/2031' lies outside 1970-01-01 to 2026-11-20"),
        (",Quetta,3,x", "date is empty"),
        ("06/05/2024,Quetta,three,x", "killed_total 'three' is no whole number from 0 to 999999"),
        ("06/05/2024,Quetta,-3,x", "killed_total '-3' is no whole number from 0 to 999999"),
        ("06/05/2024,Quetta,2.5,x", "killed_total '2.5' is no whole number from 0 to 999999"),
        ("06/05/2024,Quetta,3,x,more", "row has 5 fields, the header 4"),
        ("06/05/2024,Que\x00tta,3,x", "a cell holds a NUL byte, which no text has"),
        (f"06/05/2024,{'Q' * 100_000},3,x", f"district_as_written '{'Q' * 60}…' has 100,000 characters, more than 500"),
    ],
)
def test_a_row_that_does_not_fit_is_quarantined_with_the_reason_and_the_rest_pass(row: str, rule: str) -> None:
    parsed = parse("06/05/2024,Kech,1,", row, "07/05/2024,Gwadar,0,")
    assert parsed.quarantine.select("row_number", "rule").rows() == [(3, rule)]
    assert parsed.rows["district_as_written"].to_list() == ["Kech", "Gwadar"]
    assert (parsed.received, parsed.refused) == (3, 1)


@pytest.mark.parametrize("word", ["", "n/a", "NA", "-", "?", "Unknown", "not stated"])
def test_what_people_write_for_not_known_is_unknown_and_not_zero(word: str) -> None:
    assert parse(f"06/05/2024,Kech,{word},").rows["killed_total"].to_list() == [None]


def test_whole_numbers_that_a_spreadsheet_made_decimal_are_whole() -> None:
    assert parse("06/05/2024,Kech,3.0,").rows["killed_total"].to_list() == ["3"]


def test_a_month_or_a_year_is_no_day() -> None:
    assert parse("05/2024,Kech,3,", dates={"format": "%m/%Y"}).rows["date_precision"].to_list() == ["month"]
    assert parse("2024,Kech,3,", dates={"format": "%Y"}).rows["date_precision"].to_list() == ["year"]


def test_two_rows_that_are_equal_word_for_word_are_one_and_the_other_is_said() -> None:
    parsed = parse("06/05/2024,Kech,3,x", "06/05/2024,Kech,3,x", "06/05/2024,Kech,3,y")
    assert parsed.quarantine["rule"].to_list() == ["every cell repeats row 2"]
    assert parsed.rows["report_id"].n_unique() == 2


def test_a_page_older_than_its_event_is_refused() -> None:
    columns = COLUMNS | {"published_date": "Page"}
    parsed = parse("06/05/2024,Kech,3,x,05/05/2024", header="Day,Where,Dead,Text,Page", columns=columns)
    assert parsed.quarantine["rule"].to_list() == ["published_date 2024-05-05 lies before date 2024-05-06"]


def test_parts_above_their_total_and_bounds_out_of_order_are_refused() -> None:
    columns = COLUMNS | {"killed_civilian": "Civ", "killed_low": "Low"}
    parsed = parse("06/05/2024,Kech,3,x,4,5", header="Day,Where,Dead,Text,Civ,Low", columns=columns)
    assert parsed.quarantine["rule"].to_list() == [
        "killed_total 3 is less than its parts, 4", "killed low 5, best 3, high None are out of order",
    ]  # fmt: skip


def test_the_words_of_a_table_become_codes_by_its_mapping() -> None:
    parts = {
        "columns": COLUMNS | {"event_class": "Kind"}, "values": {"event_class": {"IBO": "security_operation"}},
    }  # fmt: skip
    parsed = parse("06/05/2024,Kech,3,x,IBO", "06/05/2024,Kech,3,x,raid", header="Day,Where,Dead,Text,Kind", **parts)
    assert parsed.rows["event_class"].to_list() == ["security_operation"]
    assert parsed.quarantine["rule"].to_list() == ["event_class 'raid' is no code of its closed list"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Day,Where,Text\n06/05/2024,Kech,x\n", "lacks the column 'Dead'"),
        (b"Day,Day,Where,Dead,Text\n", "names the column 'Day' twice"),
        (b"Day,Where,Dead,Text\n06/05/2024,K\x81ch,3,x\n", "byte 0x81 at offset 32, line 2"),
        ("Day,Where,Dead,Text\n06/05/2024,Kech,3,x\n".encode("utf-16-le"), "UTF-16 without its byte order mark"),
        (b'Day,Where,Dead,Text\n06/05/2024,"Kech,3,x\n', "cannot be read as CSV"),
        (b"", "is empty"),
        (b"\n\n", "has no header"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(content: bytes, said: str) -> None:
    with pytest.raises(BrokenSource) as caught:
        parse_own_table(content, mapping(), vocabularies(), came_on=CAME_ON)
    assert said in caught.value.fact
    assert caught.value.expected
    assert caught.value.next_step


def test_an_encoding_that_is_stated_is_held_to_the_letter() -> None:
    content = "Day,Where,Dead,Text\n06/05/2024,Kech,3,Zhób\n".encode("latin-1")
    stated = mapping(file={"name": "desk.csv", "encoding": "latin-1"})
    assert parse_own_table(content, stated, vocabularies(), came_on=CAME_ON).rows["note"].to_list() == ["Zhób"]
    with pytest.raises(BrokenSource, match="not UTF-8: byte 0xf3 at offset 40, line 2"):
        wrong = mapping(file={"name": "desk.csv", "encoding": "utf-8"})
        parse_own_table(content, wrong, vocabularies(), came_on=CAME_ON)


def test_a_mapping_is_read_back_as_it_was_written() -> None:
    odd = mapping(
        source={
            "id": "desk", "title": 'A "desk"', "licence": "own", "credit": "é\\", "kind": "census",
            "period_start": date(2020, 1, 1), "rows_may_leave": True,
        },
        columns={"date": 'Day "x"', "district_as_written": "ضلع"},
        constants={"note": "a = b # c"},
        values={"event_class": {"I B.O": "attack"}},
        unknown=("", "k.A."),
    )  # fmt: skip
    assert parse_mapping(write_mapping(odd).encode(), "desk.mapping.toml") == odd


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"file": {"name": "../../etc/passwd"}}, "a file's name without its folder"),
        ({"columns": {"date": "Day", "deaths": "x"}}, "'deaths', which is no field"),
        ({"columns": {"date": "Day"}}, "no field says where"),
        ({"columns": {"note": "Text"}}, "which column holds the `date`"),
        ({"dates": {"format": "%d.%m."}}, "holds no year"),
        ({"file": {"name": "desk.csv", "encoding": "koi8-r"}}, "encoding 'koi8-r' is none of"),
        ({"source": {"id": "gtd", "title": "x", "licence": "x", "credit": "x"}}, "belongs to a source of the project"),
        ({"source": {"id": "../x", "title": "x", "licence": "x", "credit": "x"}}, "source.id"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(change: dict, said: str) -> None:
    with pytest.raises(ValueError, match="validation error") as caught:
        mapping(**change)
    assert said in str(caught.value)


def test_a_constant_that_breaks_the_rule_of_its_field_is_refused() -> None:
    with pytest.raises(BrokenSource, match="event_class 'riot' is no code of its closed list"):
        parse("06/05/2024,Kech,3,x", constants={"event_class": "riot"})
