"""Ingest: what a file must look like, and what happens to a row or a file that does not."""

import pytest

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.rules import code, codes, count, day, moment, number, text
from corridorwatch.ingest.tables import ParsedTable, TableSpec, parse_table

SPEC = TableSpec(
    "reports",
    {
        "id": text(required=True),
        "date": day(required=True),
        "side": code({"state", "militant"}, required=True),
        "tactics": codes({"ied", "ambush"}),
        "killed": count(),
        "latitude": number(),
        "said_at": moment(),
    },
    ("id",),
)
HEADER = "id,date,side,tactics,killed,latitude,said_at"
GOOD = "a,2024-05-06,state,ied;ambush,3,30.2,2024-05-06T15:12+05:00"


def parse(*rows: str, header: str = HEADER) -> ParsedTable:
    return parse_table("\n".join([header, *rows, ""]).encode(), SPEC, file_name="reports.csv")


def test_a_good_row_passes_unchanged_with_its_row_number() -> None:
    [row] = parse(GOOD).rows.to_dicts()
    assert row == {
        "row_number": 2, "id": "a", "date": "2024-05-06", "side": "state", "tactics": "ied;ambush", "killed": "3",
        "latitude": "30.2", "said_at": "2024-05-06T15:12+05:00",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        ("b,2024-05-06,army,,,,", "side 'army' breaks: a code of its closed list"),
        ("b,2024-02-31,state,,,,", "date '2024-02-31' breaks: a date that exists as YYYY MM DD"),
        ("b,06/05/2024,state,,,,", "date '06/05/2024' breaks: a date that exists as YYYY MM DD"),
        ("b,1066-10-14,state,,,,", "date '1066-10-14' breaks: a date that exists as YYYY MM DD"),
        ("b,2024-05-06,state,,-3,,", "killed '-3' breaks: a whole number from 0 to 999999"),
        ("b,2024-05-06,state,,2.5,,", "killed '2.5' breaks: a whole number from 0 to 999999"),
        ("b,2024-05-06,state,ied;bomb,,,", "tactics 'ied;bomb' breaks: codes of its closed list"),
        ("b,2024-05-06,state,,,north,", "latitude 'north' breaks: a number"),
        ("b,2024-05-06,state,,,,yesterday", "said_at 'yesterday' breaks: a date or a time with offset"),
        (
            "b,2024-05-06,state,,,,2024-05-06T25:00+05:00",
            "said_at '2024-05-06T25:00+05:00' breaks: a date or a time with offset",
        ),
        (",2024-05-06,state,,,,", "id is empty"),
        ("b,,state,,,,", "date is empty"),
        ("a,2024-05-07,state,,,,", "id 'a' repeats an earlier row"),
        ("b,2024-05-06,state", "row has 3 fields, the header 7"),
        ("b,2024-05-06,state,,,,,extra", "row has 8 fields, the header 7"),
    ],
)
def test_one_bad_row_is_quarantined_by_file_row_and_rule_and_the_rest_pass(bad: str, rule: str) -> None:
    parsed = parse(GOOD, bad, GOOD.replace("a,", "c,", 1))
    assert parsed.quarantine.select("file_name", "row_number", "rule").rows() == [("reports.csv", 3, rule)]
    assert parsed.rows["id"].to_list() == ["a", "c"]
    assert (parsed.received, parsed.refused) == (3, 1)


def test_a_row_that_breaks_two_rules_is_one_refused_record_with_both_rules() -> None:
    parsed = parse("b,2024-02-31,army,,,,")
    assert parsed.quarantine["rule"].len() == 2
    assert parsed.refused == 1
    assert parsed.received == 1


def test_the_whole_refused_record_is_kept() -> None:
    assert '"killed": "-3"' in parse("b,2024-05-06,state,,-3,,").quarantine["record"][0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEADER.replace(",side", "").encode(), "lacks the column 'side'"),
        (f"{HEADER},id\n".encode(), "names the column 'id' twice"),
        (f"{HEADER}\n".encode() + b"b,2024-05-06,st\xe9te,,,,\n", "is not UTF-8: byte 0xe9 at offset 60, line 2"),
        (f'{HEADER}\nb,2024-05-06,"state,,,,\nc,2024-05-06,state,,,,\n'.encode(), "cannot be read as CSV"),
        (b"", "is empty"),
    ],
)
def test_a_broken_file_is_refused_whole_with_the_reason(content: bytes, said: str) -> None:
    with pytest.raises(BrokenSource, match=r"reports\.csv") as caught:
        parse_table(content, SPEC, file_name="reports.csv")
    assert said in caught.value.fact
    assert caught.value.expected
    assert caught.value.next_step


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault() -> None:
    content = ("\ufeff" + HEADER + "\r\n" + GOOD + "\r\n").encode()
    assert parse_table(content, SPEC, file_name="reports.csv").rows.height == 1


def test_a_newline_inside_a_quoted_field_is_one_record() -> None:
    parsed = parse('"a\nb",2024-05-06,state,,,,', "c,2024-05-06,state,,,,")
    assert parsed.received == 2
    assert parsed.rows["id"].to_list() == ["a\nb", "c"]


def test_extra_columns_are_let_through_the_door_unread() -> None:
    parsed = parse(GOOD + ",more", header=HEADER + ",new_column")
    assert parsed.refused == 0
    assert "new_column" not in parsed.rows.columns
