"""GDELT as an index of media volume: weekly counts of articles, and nothing else of it."""

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corridorwatch import sqlmodels
from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.gdelt.load import load as load_gdelt
from corridorwatch.sources.gdelt.parse import WIDTH, parse_gdelt
from tests import world

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def row(
    event: int, articles: object = 3, added: str = "20240506101500", adm1: str = "PK02", country: str = "PK"
) -> str:
    cells = [""] * WIDTH
    cells[0], cells[33], cells[53], cells[54], cells[59] = str(event), str(articles), country, adm1, added
    return "\t".join(cells)


def test_articles_are_counted_by_province_and_the_week_they_were_added(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "20240506101500.export.CSV", "\n".join([row(1), row(2, 4), row(3, adm1="PK05"), row(4, country="IN")])
        )
    later = row(5, added="20240512234500").encode()
    for name, content in {
        "20240506101500.export.CSV.zip": packed.getvalue(),
        "20240512234500.export.CSV": later,
    }.items():
        store.store("gdelt", content, file_name=name, url="", licence="free with citation", fetched_at=NOON)
    with world.open_database(Path(":memory:")) as connection:
        assert load_gdelt(connection, store) == 2
        connection.execute("create schema marts")
        model = next(model for model in world.MODELS if model.table == "marts.weekly_media_volume")
        sqlmodels.build(connection, model, {})
        assert connection.execute("select * from marts.weekly_media_volume").fetchall() == [
            ("PK02", "Balochistan", date(2024, 5, 6), 2, 3, 10),
            ("PK05", None, date(2024, 5, 6), 1, 1, 3),
        ]


def test_nothing_that_counts_the_dead_reads_it() -> None:
    readers = {model.table for model in world.MODELS if "raw.gdelt_counts" in model.reads}
    assert readers == {"marts.weekly_media_volume"}
    assert [model.table for model in world.MODELS if "marts.weekly_media_volume" in model.reads] == []


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        (row(2).removesuffix("\t"), "row has 60 cells, not 61"),
        (row(2, "many"), "NumArticles 'many' is no number"),
        (row(2, added="2024-05-06"), "DATEADDED '2024-05-06' is no time"),
        (row(1), "event 1 is twice in the file"),
    ],
)
def test_a_row_that_cannot_be_read_is_quarantined(bad: str, rule: str) -> None:
    parsed = parse_gdelt(f"{row(1)}\n{bad}\n".encode(), file_name="a.export.CSV")
    assert parsed.quarantine.select("row_number", "rule").rows() == [(2, rule)]
    assert parsed.received == parsed.rows.height + parsed.refused


def test_another_kind_of_file_is_refused_whole() -> None:
    with pytest.raises(BrokenSource, match="holds no row of 61 tab-separated cells"):
        parse_gdelt(b"id,date\n1,2024-05-06\n", file_name="a.export.CSV")
    with pytest.raises(BrokenSource, match="cannot be unpacked"):
        parse_gdelt(b"PK\x03\x04", file_name="a.export.CSV.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packed_bytes_that_no_longer_unpack_are_refused_whatever_packed_them(method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("a.export.CSV", "".join(f"{number**3 % 97}\t" for number in range(900)))
    whole = packed.getvalue()
    for position in range(46, len(whole) - 110, 101):
        with pytest.raises(BrokenSource, match="cannot be unpacked"):
            parse_gdelt(whole[:position] + bytes(40) + whole[position + 40 :], file_name="a.export.CSV.zip")
