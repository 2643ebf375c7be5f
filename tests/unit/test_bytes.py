"""Bytes that are not UTF-8 have one answer: what is sure is read, what is a guess is said or asked, the rest is refused."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import csv_rows, publishers
from corridorwatch.ingest.filetypes import read_cells
from corridorwatch.ingest.rules import text
from corridorwatch.ingest.tables import TableSpec, parse_table
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.own_tables.grids import read_grids
from tests.graph.test_refusals import acled

GUESSED = "place,killed\nZh\xf3b \x93bazaar\x94,3\n".encode("latin-1")
NO_TEXT = b"place,killed\nZh\x81b,3\n"


def test_a_table_of_ones_own_in_cp1252_is_a_guess_to_be_confirmed() -> None:
    for read in (read_cells, read_grids):
        found = read(GUESSED, "desk.csv")
        assert (found.encoding, found.encoding_is_sure) == ("cp1252", False)


def test_a_publishers_file_in_cp1252_is_read_as_that_and_says_so(tmp_path: Path) -> None:
    """It was read as Latin-1 without a word, which makes control signs of its quotation marks."""
    file = tmp_path / "export.csv"
    file.write_bytes(acled({"notes": "the MARK"}).replace(b"MARK", b"\x93bazaar\x94"))
    store = SnapshotStore(tmp_path / "snapshots")
    taken = publishers.add("acled", file, store, datetime(2026, 11, 20, tzinfo=UTC))
    assert any("not UTF-8 and read as cp1252" in line for line in taken.details["told"])


def test_what_is_no_text_in_any_encoding_is_refused_everywhere_with_the_byte(tmp_path: Path) -> None:
    for read in (read_cells, read_grids):
        with pytest.raises(BrokenSource, match="byte 0x81 at offset 15, line 2"):
            read(NO_TEXT, "desk.csv")
    file = tmp_path / "export.csv"
    file.write_bytes(acled({"notes": "MARK"}).replace(b"MARK", b"\x81"))
    with pytest.raises(BrokenSource, match="byte 0x81"):
        publishers.add("acled", file, SnapshotStore(tmp_path / "snapshots"), datetime(2026, 11, 20, tzinfo=UTC))


def test_a_reviewed_table_is_utf_8_or_refused() -> None:
    spec = TableSpec("desk", {"place": text(), "killed": text()}, ("place",))
    with pytest.raises(BrokenSource, match=r"desk\.csv is not UTF-8: byte 0xf3 at offset 15, line 2"):
        parse_table(GUESSED, spec, file_name="desk.csv")


def test_a_column_that_is_named_twice_is_refused_by_every_reader() -> None:
    spec = TableSpec("desk", {"a": text()}, ("a",))
    content = b"a,b,a\n1,2,3\n"
    for read in (read_cells, lambda given, name: parse_table(given, spec, file_name=name)):
        with pytest.raises(BrokenSource, match=r"desk\.csv names the column 'a' twice"):
            read(content, "desk.csv")


def test_a_field_of_a_length_that_one_table_may_have_is_refused_in_the_next() -> None:
    """The csv module has one limit for all readers: what one is allowed must not stay for the others."""
    former = csv.field_size_limit()
    long = f"a\n{'x' * (former + 1)}\n"
    assert len(list(csv_rows.rows(io.StringIO(long), "a.csv", longest=former + 10))) == 2
    with pytest.raises(BrokenSource, match=f"no field of more than {former:,} characters"):
        list(csv_rows.rows(io.StringIO(long), "a.csv"))
