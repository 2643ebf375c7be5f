"""Archives of others: bombs, names that climb, links, passwords, cuts. Nothing is written outside, nothing hangs."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.archive import Bounds, unpack, unpacked
from corridorwatch.ingest.inspection import inspect
from corridorwatch.sources.acled import parse as acled
from tests.files import workbook

HEADER = ",".join(acled.REQUIRED).encode() + b"\n"


def packed(
    path: Path, members: dict[str, bytes], change: Callable[[zipfile.ZipInfo], None] = lambda info: None
) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo("placeholder")
            info.filename, info.compress_type = name, zipfile.ZIP_DEFLATED
            change(info)
            archive.writestr(info, content)
    return path


def link(info: zipfile.ZipInfo) -> None:
    info.external_attr = 0o120777 << 16


@pytest.mark.parametrize(
    ("members", "change", "said"),
    [
        ({"../../etc/out.csv": b"a"}, None, "leads out of the folder"),
        ({"/out.csv": b"a"}, None, "leads out of the folder"),
        ({"..\\out.csv": b"a"}, None, "leads out of the folder"),
        ({"C:out.csv": b"a"}, None, "leads out of the folder"),
        ({"out.csv": b"/etc/passwd"}, link, "holds the link"),
        ({"a.csv": b"a", "b/c.zip": b"PK"}, None, "another archive"),
        ({"a/x.csv": b"a", "b/X.CSV": b"a"}, None, "two files of the same name"),
        ({f"{number}.txt": b"" for number in range(11)}, None, "holds 11 files"),
        ({"bomb.csv": bytes(3 << 20)}, None, "unpacks to more than"),
        ({"x" * 300 + ".csv": b"a"}, None, "holds a name of 304 characters"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_archive_that_means_harm_is_refused_and_writes_nothing_outside(
    tmp_path: Path, members: dict[str, bytes], change: Callable | None, said: str
) -> None:
    archive = packed(tmp_path / "a.zip", members, change or (lambda info: None))
    (tmp_path / "in").mkdir()
    with pytest.raises(BrokenSource, match=said):
        unpack(archive, tmp_path / "in", suffix=".csv", bounds=Bounds(max_members=10, max_ratio=50))
    assert {path.name for path in tmp_path.iterdir()} == {"a.zip", "in"}


def test_an_archive_cut_or_flipped_anywhere_is_unpacked_right_or_refused(tmp_path: Path) -> None:
    rows = b"id,best\n" + b"".join(b"%d,%d\n" % (number, number * 7 % 11) for number in range(60))
    whole = packed(tmp_path / "a.zip", {"a.csv": rows}).read_bytes()
    refused = 0
    for position in range(0, len(whole), 3):
        flipped = whole[:position] + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :]
        for content in (whole[:position], flipped):
            (tmp_path / "b.zip").write_bytes(content)
            try:
                with unpacked(tmp_path / "b.zip") as member:
                    assert member.read_bytes() == rows
            except BrokenSource:
                refused += 1
    assert refused > len(whole) / 3
    assert {path.name for path in tmp_path.iterdir()} == {"a.zip", "b.zip"}


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_packed_bytes_that_no_longer_unpack_are_refused_whatever_packed_them(
    tmp_path: Path, name: str, method: int
) -> None:
    with zipfile.ZipFile(tmp_path / name, "w", method) as archive:
        archive.writestr("a.csv", b"".join(b"%d,%d\n" % (number, number**3 % 97) for number in range(500)))
    whole = (tmp_path / name).read_bytes()
    for position in range(36, len(whole) - 100, 101):
        (tmp_path / name).write_bytes(whole[:position] + bytes(40) + whole[position + 40 :])
        with pytest.raises(BrokenSource):
            inspect("acled", tmp_path / name, name)


def test_an_archive_whose_directory_lies_before_its_beginning_is_refused_also_as_a_workbook(tmp_path: Path) -> None:
    whole = packed(tmp_path / "a.xlsx", {"a.csv": b"a,b\n1,2\n" * 50}).read_bytes()
    (tmp_path / "a.xlsx").write_bytes(whole[:20] + whole[50:])
    with pytest.raises(BrokenSource):
        inspect("acled", tmp_path / "a.xlsx", "a.xlsx")


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(packed(tmp_path / "a.zip", {"a.csv": b"a"}).read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(BrokenSource, match="password"), unpacked(tmp_path / "a.zip"):
        pass


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"<html>down</html>", "no header of columns"),
        ("a.csv", b"", "no header of columns"),
        ("a.csv", b"a,b\n1,2\n", "lacks the column 'event_id_cnty'"),
        ("a.csv", HEADER + b"1,2,3,4,5,6,7,8\n3", "has 1 fields in row 3"),
        ("a.csv", HEADER + b'1,2,3,4,5,6,7,"8\n3,4\n', "cannot be read as CSV"),
        ("a.csv", HEADER + b"1,2024-01-02,3,4,5,6,caf\xe9,8\n", ""),
        ("a.xlsx", b"PK not", "cannot be unpacked: File is not a zip file"),
        ("a.exe", b"MZ", "no file that can be added"),
    ],
)
def test_a_file_that_is_no_table_is_refused_before_it_is_kept(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    if said:
        with pytest.raises(BrokenSource, match=said):
            inspect("acled", tmp_path / name, name)
    else:
        assert inspect("acled", tmp_path / name, name).received_count == 1


@pytest.mark.parametrize("source", ["ucdp_ged", "ucdp_candidate", "gdelt"])
def test_a_workbook_of_a_source_that_is_read_from_csv_is_refused_before_it_is_kept(tmp_path: Path, source: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook({"Data": [["id", "best"], ["1", "2"]]}))
    with pytest.raises(BrokenSource, match=f"is a workbook, and {source} is read from its publisher's CSV"):
        inspect(source, tmp_path / "a.xlsx", "a.xlsx")
