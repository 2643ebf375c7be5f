"""UCDP's files at ingest: what passes, what is counted elsewhere, what is quarantined, and what is refused whole."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import Scope
from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.ucdp import load as ucdp_door
from corridorwatch.sources.ucdp.load import Loaded
from corridorwatch.sources.ucdp.parse import COLUMNS
from tests.field_files import UCDP
from tests.reference_tables import SHARED, WITH_SHARED
from tests.ucdp_file import content

pytestmark = pytest.mark.long

MANY = [{}] * 30


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": "1"}) as opened:
        yield opened


@pytest.fixture
def load(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> Callable[..., Loaded]:
    store = SnapshotStore(tmp_path / "snapshots")

    def load(
        *files: bytes, name: str = "GEDEvent.csv", source: str = "ucdp_ged", as_of: date = date(2026, 11, 20)
    ) -> Loaded:
        for number, file in enumerate(files):
            moment = datetime(2026, 11, 1 + number, tzinfo=UTC)
            store.store(source, file, file_name=name.format(number), url="", licence="", fetched_at=moment)
        return ucdp_door.load(connection, source, store, Scope(), as_of=as_of, timezone="Asia/Karachi")

    return load


def rows(connection: duckdb.DuckDBPyConnection, select: str) -> list[tuple]:
    return connection.execute(select).fetchall()


def test_rows_elsewhere_are_counted_by_place_and_not_kept(load, connection) -> None:
    elsewhere = [
        {"country": "Iran", "adm_1": "Balochistan province"},
        {"adm_1": "", "where_prec": "6"},
        {"adm_1": "Sindh province"},
    ]
    assert load(content([{}, *elsewhere])) == Loaded(received=4, kept=1, elsewhere=3)
    assert rows(connection, "select reason, place, records, deaths from raw.elsewhere order by 1") == [
        ("another_country", "Iran", 1, 3),
        ("another_province", "Sindh province", 1, 3),
        ("no_province_named", None, 1, 3),
    ]
    assert rows(connection, "select id, source_original, row_number from raw.ucdp_ged") == [
        ("1", "police,\nby telephone", 2)
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"active_year": "TRUE"},
        {"active_year": "0"},
        {"date_start": "2015-05-06", "date_end": "2015-05-06T00:00:00"},
        {"gwnoa": "770, 700"},
        {"number_of_sources": "-1"},
        {"low": "5"},
    ],
    ids=str,
)
def test_what_releases_differ_in_passes(load, change: dict[str, str]) -> None:
    assert load(content([change])) == Loaded(received=1, kept=1)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"id": ""}, "id: a whole number"),
        ({"date_start": "2015-02-30"}, "date_start: a date that exists, not before 1989"),
        ({"date_end": "2015-05-05"}, "date_end: not before date_start"),
        ({"best": "3.5"}, "best: a whole number not below zero"),
        ({"deaths_a": "-1"}, "deaths_a: a whole number not below zero"),
        ({"where_prec": "town"}, "where_prec: a code"),
        ({"active_year": "maybe"}, "active_year: 0, 1, TRUE or FALSE"),
        ({"latitude": "301872"}, "latitude: degrees"),
    ],
    ids=str,
)
def test_a_row_that_breaks_a_rule_is_quarantined_with_the_rule(load, connection, change: dict, rule: str) -> None:
    assert load(content([{}, change])) == Loaded(received=2, kept=1, refused=1)
    found = rows(connection, "select row_number, rule, record ->> 'side_b' from raw.quarantine")
    assert found == [(3, rule, "BLA")]


def test_a_line_that_is_no_record_is_quarantined_as_it_stands(load, connection) -> None:
    assert load(content([{}]) + b"2,cut\n" + content([{}]).partition(b"\n")[2]).refused == 1
    [(rule, line)] = rows(connection, "select rule, record ->> 'line' from raw.quarantine")
    assert (rule, line) == ("line: a whole record (missing columns)", "2,cut")


@pytest.mark.parametrize(
    ("file", "fact"),
    [
        (b"", "lacks the column 'id'"),
        (content([{}], columns=COLUMNS[1:]), "lacks the column 'id'"),
        (content([{}], columns=(*COLUMNS, "best")), "names the column 'best' twice"),
        (content([]), "holds no event that can be read"),
        (content([{"country": "Iran"}]), "holds no event in Pakistan"),
        (content([{"type_of_violence": "5"}]), "holds type_of_violence 5, a code that this version does not know"),
        (content([{"type_of_violence": "4"}] * 2), "holds nothing but type_of_violence 4: it is UCDP's product on"),
        (content([{}, {"country": "Iran", "where_prec": "9"}]), "holds where_prec 9, a code that this version"),
        (content([{"best": "many"}] * 30), "has 30 rows of 30 that break the rules; most often: best"),
        (content([{"date_start": "00:00.0"}] * 3), "has no dates: 3 of 3 rows hold a time of day"),
        (content(MANY)[:-200], "ends in the middle of a record: it was cut short"),
        (content(MANY)[:-4], "ends in the middle of a record: it was cut short"),
        (content([{}]).decode().encode("utf-16"), "lacks the column 'id'"),
    ],
)
def test_a_file_is_refused_whole_with_what_is_wrong_and_nothing_changes(load, connection, file, fact: str) -> None:
    load(content([{}]))
    with pytest.raises(BrokenSource) as error:
        load(b"", file)
    assert fact in error.value.fact
    assert "corridorwatch add ucdp_ged" in error.value.next_step
    assert rows(connection, "select count(*) from raw.ucdp_ged") == [(1,)]


def test_columns_are_found_by_name_and_a_change_of_them_is_told(load, connection) -> None:
    columns = ("new_one", *reversed([name for name in COLUMNS if name != "relid"]))
    assert "not read: new_one; columns it lacks: relid" in load(content([{}], columns=columns, delimiter=";")).note
    [(fingerprint,)] = rows(connection, "select fingerprint from raw.source_files")
    load(b"", content([{}]))
    assert rows(connection, "select fingerprint from raw.source_files") != [(fingerprint,)]
    assert rows(connection, "select side_b, best from raw.ucdp_ged") == [("BLA", "3")]


def test_tags_in_the_second_row_are_no_record(load, connection) -> None:
    tags = dict.fromkeys(COLUMNS, "") | {"id": "", "date_start": "#date+start", "best": "#affected+killed"}
    assert load(content([tags, {}])) == Loaded(received=1, kept=1)
    assert rows(connection, "select row_number from raw.ucdp_ged") == [(3,)]


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files.items():
            archive.writestr(name, file)
    return packed.getvalue()


def test_the_csv_in_its_zip_is_read(load) -> None:
    assert load(zipped(**{"GEDEvent_v26_1.csv": content([{}])}), name="ged.zip") == Loaded(received=1, kept=1)


@pytest.mark.parametrize(
    ("file", "fact"),
    [
        (b"PK\x03\x04 cut", "cannot be unpacked"),
        (zipped(**{"../../out.csv": b""}), "leads out of the folder"),
        (zipped(**{"a.csv": b"", "b.csv": b""}), "holds 2 .csv files"),
        (zipped(**{"a.csv": b"0" * 5_000_000}), "unpacks to more than"),
    ],
)
def test_a_zip_that_is_broken_or_unpacks_to_too_much_is_refused(load, file: bytes, fact: str) -> None:
    with pytest.raises(BrokenSource, match=fact):
        load(file, name="ged.zip")


def test_of_ged_the_newest_file_taken_by_the_date_counts(load, connection) -> None:
    load(content([{}]), content([{}, {}]), as_of=date(2026, 11, 1))
    assert rows(connection, "select count(*), max(taken_on) from raw.source_files, raw.ucdp_ged") == [
        (1, date(2026, 11, 1))
    ]


def test_of_candidate_every_file_counts_and_speaks_for_its_months(load, connection) -> None:
    october = {"date_start": "2026-10-31", "date_end": "2026-11-01"}
    november = {"date_start": "2026-11-02", "date_end": "2026-11-02"}
    loaded = load(content([october]), content([october, november]), name="v26_0_1{}.csv", source="ucdp_candidate")
    assert loaded == Loaded(received=3, kept=3)
    # The second came on 2 November: it speaks for no day after it.
    assert rows(connection, "select first_day, last_day, basis from raw.source_spans order by came_order") == [
        (date(2026, 10, 1), date(2026, 10, 31), "publisher"),
        (date(2026, 11, 1), date(2026, 11, 2), "publisher"),
    ]


def test_without_a_snapshot_the_table_is_there_and_empty(load, connection) -> None:
    assert load() == Loaded()
    assert rows(connection, "select count(*) from raw.ucdp_ged") == [(0,)]
    assert rows(connection, "select count(*) from raw.received") == [(0,)]


@WITH_SHARED
def test_the_publishers_own_file_passes() -> None:
    ucdp_door.inspect(SHARED / "ucdp/ucdp_ged_pakistan_1989_2021_hdx.csv", "a.csv")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("GEDEvent_v26_0_4_dates_destroyed.csv", "has no dates: 4 of 4 rows"),
        ("ged191_old_schema.csv", "holds no event in Pakistan"),
    ],
)
def test_a_file_without_dates_or_without_pakistan_is_refused(name: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(UCDP[name])
    with pytest.raises(BrokenSource, match=said):
        ucdp_door.inspect(tmp_path / name, "a.csv")


def test_a_file_of_42_columns_is_read_like_one_of_50(load, tmp_path: Path) -> None:
    old = UCDP["ged191_old_schema.csv"]
    columns = old.partition(b"\n")[0].decode("utf-8-sig").strip().split(",")
    ours = content([{}], columns=columns).partition(b"\n")[2]
    loaded = load(old + (b"" if old.endswith(b"\n") else b"\n") + ours)
    assert (loaded.received, loaded.kept, loaded.elsewhere) == (4, 1, 3)
    assert "columns it lacks: relid, code_status" in loaded.note


def test_a_date_too_narrow_for_its_column_is_no_tag_and_is_not_dropped_without_a_word(load, connection) -> None:
    tags = dict.fromkeys(COLUMNS, "") | {"id": "", "date_start": "#date+start"}
    assert load(content([tags, {}, {"date_start": "########"}])) == Loaded(received=2, kept=1, refused=1)
    assert rows(connection, "select row_number, rule from raw.quarantine") == [
        (4, "date_start: a date that exists, not before 1989")
    ]


def test_a_headline_that_begins_with_a_hash_makes_no_row_of_tags(load, connection) -> None:
    assert load(content([{"source_headline": "#Quetta"}, {}])) == Loaded(received=2, kept=2)
    assert rows(connection, "select row_number from raw.ucdp_ged") == [(2,), (3,)]


def test_a_row_has_the_number_it_has_in_the_file_also_after_lines_that_are_no_record(load, connection) -> None:
    whole = content([{}] * 5).splitlines(keepends=True)  # each record spans two lines
    assert load(b"".join([*whole[:5], b"2,cut\n", b"3,cut\n", *whole[5:]])).refused == 2
    assert rows(connection, "select id, row_number from raw.ucdp_ged") == [
        ("1", 2), ("2", 3), ("3", 6), ("4", 7), ("5", 8)
    ]  # fmt: skip
    assert rows(connection, "select row_number from raw.quarantine order by 1") == [(4,), (5,)]
    assert rows(connection, "select row_number from raw.records order by 1") == [(2,), (3,), (6,), (7,), (8,)]


@pytest.mark.parametrize("figure", ["1e3", "1_000", " 3", "+3"])
def test_a_figure_that_only_a_lenient_reader_takes_for_a_number_is_quarantined(load, connection, figure: str) -> None:
    assert load(content([{}, {"best": figure}])) == Loaded(received=2, kept=1, refused=1)


def test_a_quote_that_may_have_swallowed_records_refuses_the_file(load) -> None:
    file = content(MANY).replace(b"Quetta district", b'"Quetta district', 1)
    with pytest.raises(BrokenSource, match=r"has a quote in row 2 that does not open or close a field"):
        load(file)


@pytest.mark.parametrize("name", ["GEDEvent.csv", "ged.zip"])
def test_a_snapshot_that_was_changed_after_it_was_stored_is_not_read(load, tmp_path: Path, name: str) -> None:
    file = zipped(**{"GEDEvent.csv": content([{}])}) if name.endswith(".zip") else content([{}])
    load(file, name=name)
    stored = next(path for path in (tmp_path / "snapshots/ucdp_ged").iterdir() if path.suffix == Path(name).suffix)
    stored.chmod(0o644)
    stored.write_bytes(zipped(**{"GEDEvent.csv": content([{}, {}])}) if name.endswith(".zip") else content([{}, {}]))
    with pytest.raises(BrokenSource, match="its sidecar says"):
        load()
