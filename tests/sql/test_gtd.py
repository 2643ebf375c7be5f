"""Records of the Global Terrorism Database: two files by hand, fractions of a toll, attackers among the dead."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.gtd.load import load as load_gtd
from corridorwatch.sources.gtd.parse import parse_gtd
from tests import world
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows, workbook

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LINKED = "201405060001, 201405060002, 201405060003"
EVENTS = gtd_rows(
    {"nkill": "2.33", "related": LINKED},
    {"nkill": "2.33", "related": LINKED, "city": "Mastung"},
    {"nkill": "2.34", "related": LINKED, "city": "Mach"},
    {"nkill": "5", "nkillter": "2", "city": "Gwadar", "natlty1_txt": "China", "suicide": "1"},
    {"nkill": "", "nkillter": "-99", "nwound": "-99", "city": "Unknown", "specificity": "4"},
    {"iday": "0", "nkill": "1"},
    {"imonth": "0", "iday": "0", "nkill": "1", "specificity": "3"},
    {"nkill": "1", "nkillter": "3", "doubtterr": "1", "success": "0"},
    {"nkill": "1", "extended": "1", "resolution": "5/9/2014", "gname": "A group", "claimed": "1", "vicinity": "1"},
    {"country": "4", "country_txt": "Afghanistan", "nkill": "9"},
    {"iyear": "2021", "nkill": "0.5", "related": "202105060011, 202105060012"},
    {"iyear": "2021", "nkill": "0.5", "nwound": "1.5", "related": "202105060011, 202105060012"},
    {"iyear": "2021", "nkill": "3", "city": "Zhóbi"},
)
FIRST = [row for row in EVENTS if row["iyear"] == "2014"]
SECOND = [row for row in EVENTS if row["iyear"] == "2021"]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """core.records_of_gtd over both files: a workbook and a CSV in latin-1."""
    store = SnapshotStore(tmp_path_factory.mktemp("gtd"))
    table = [GTD_COLUMNS, *[[row[name] or None for name in GTD_COLUMNS] for row in FIRST]]
    for name, content in {
        "globalterrorismdb_0522dist.xlsx": workbook({"Data": table}),
        "globalterrorismdb_2021Jan-June_1222dist.csv": csv_bytes(GTD_COLUMNS, SECOND, encoding="latin-1"),
    }.items():
        store.store("gtd", content, file_name=name, url="", licence="closed", fetched_at=NOON)
    with world.open_database(Path(":memory:")) as connection:
        load_gtd(connection, store)
        connection.execute("create schema core")
        sqlmodels.build(
            connection, next(m for m in world.MODELS if m.table == "core.records_of_gtd"), world.parameters()
        )
        yield connection


def one(records: duckdb.DuckDBPyConnection, report_id: str, columns: str) -> tuple:
    return records.execute(
        f"select {columns} from core.records_of_gtd where report_id = $id", {"id": report_id}
    ).fetchone()


def test_both_files_are_read_together_and_only_pakistan(records: duckdb.DuckDBPyConnection) -> None:
    assert records.execute("select count(*), min(date), max(date) from core.records_of_gtd").fetchone() == (
        12, date(2014, 1, 1), date(2021, 5, 6),
    )  # fmt: skip
    assert records.execute("select received, accepted, refused from raw.received").fetchall() == [(13, 13, 0)]
    assert records.execute("select table_name, reason, place, records, deaths from raw.elsewhere").fetchall() == [
        ("gtd", "another_country", "Afghanistan", 1, 9)
    ]
    assert one(records, "202105060013", "place_as_written") == ("Zhóbi",)


def test_fractions_of_one_toll_add_up_to_the_toll_again(records: duckdb.DuckDBPyConnection) -> None:
    rows = records.execute(
        "select killed_total from core.records_of_gtd where report_id between '201405060001' and '201405060003'"
    ).fetchall()
    assert sorted(row[0] for row in rows) == [2, 2, 3]
    pair = "select sum(killed_total) from core.records_of_gtd where report_id in ('202105060011', '202105060012')"
    assert records.execute(pair).fetchone() == (1,)


def test_no_death_is_lost_by_rounding(records: duckdb.DuckDBPyConnection) -> None:
    told, published = records.execute(
        "select (select sum(killed_total) from core.records_of_gtd), (select sum(nkill::double) from raw.gtd_incidents)"
    ).fetchone()
    assert told == pytest.approx(published, abs=1e-6)


def test_a_whole_figure_is_never_touched_by_the_fractions_beside_it(records: duckdb.DuckDBPyConnection) -> None:
    changed = records.execute(
        "select report_id from core.records_of_gtd join raw.gtd_incidents on eventid = report_id"
        " where nkill::double = floor(nkill::double) and killed_total is distinct from nkill::double::integer"
    ).fetchall()
    assert changed == []


def test_a_fraction_is_flagged_as_a_share_of_a_toll(records: duckdb.DuckDBPyConnection) -> None:
    assert one(records, "201405060001", "record_flags") == (["share_of_a_linked_toll"],)


def test_attackers_are_taken_out_of_the_dead_they_are_counted_among(records: duckdb.DuckDBPyConnection) -> None:
    columns = "killed_total, killed_militant, killed_unknown, killed_security"
    assert one(records, "201405060004", columns) == (5, 2, None, None)


def test_more_attackers_dead_than_dead_is_flagged_and_the_whole_kept(records: duckdb.DuckDBPyConnection) -> None:
    columns = "killed_total, killed_militant, record_flags"
    flags = ["more_attackers_than_dead", "not_surely_terrorism", "attempt_failed"]
    assert one(records, "201405060008", columns) == (1, None, flags)


def test_minus_99_and_an_empty_cell_are_unknown_and_not_zero(records: duckdb.DuckDBPyConnection) -> None:
    assert one(records, "201405060005", "killed_total, killed_militant, injured_total") == (None, None, None)


@pytest.mark.parametrize(
    ("report_id", "span"),
    [
        ("201405000006", (date(2014, 5, 1), date(2014, 5, 31), "month")),
        ("201400000007", (date(2014, 1, 1), date(2014, 12, 31), "year")),
        ("201405060009", (date(2014, 5, 6), date(2014, 5, 9), "day")),
        ("201405060001", (date(2014, 5, 6), None, "day")),
    ],
)
def test_an_unknown_day_or_month_is_a_span_and_no_day(
    records: duckdb.DuckDBPyConnection, report_id: str, span: tuple
) -> None:
    assert one(records, report_id, "date, date_end, date_precision") == span


@pytest.mark.parametrize(
    ("report_id", "place"),
    [
        ("201405060001", (1, False, 30.1)),
        ("201405060009", (2, False, 30.1)),
        ("201400000007", (3, False, None)),
        ("201405060005", (4, True, None)),
    ],
)
def test_specificity_decides_how_much_of_the_place_is_used(
    records: duckdb.DuckDBPyConnection, report_id: str, place: tuple
) -> None:
    assert one(records, report_id, "where_prec, is_province_wide, point_latitude") == place


def test_a_chinese_target_and_a_claim_are_what_the_publisher_codes(records: duckdb.DuckDBPyConnection) -> None:
    assert one(records, "201405060004", "targets_chinese, target_evidence, tactic") == (
        True, "source_names_it", "suicide_bombing",
    )  # fmt: skip
    assert one(records, "201405060009", "claimed_by_as_written") == ("A group",)


def test_a_record_is_known_from_the_release_of_its_file(records: duckdb.DuckDBPyConnection) -> None:
    assert one(records, "201405060001", "known_at, known_at_basis") == (date(2022, 5, 31), "release_date")
    assert one(records, "202105060013", "known_at") == (date(2022, 12, 31),)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"nkill": "-5"}, "nkill '-5' breaks: a number not below zero or minus 9 or minus 99"),
        ({"nkill": "many"}, "nkill 'many' breaks: a number not below zero or minus 9 or minus 99"),
        ({"imonth": "2", "iday": "30"}, "there is no day 2014-02-30"),
        ({"imonth": "0", "iday": "3"}, "day 3 of an unknown month"),
        ({"specificity": "9"}, "specificity '9' breaks: a code of its closed list"),
        ({"eventid": "2.01E+11"}, "eventid '2.01E+11' breaks: an id of twelve digits"),
    ],
)
def test_a_row_that_cannot_be_true_is_quarantined(change: dict[str, str], rule: str) -> None:
    rows = [{**FIRST[0], **change}, FIRST[3]]
    parsed = parse_gtd(csv_bytes(GTD_COLUMNS, rows), file_name="gtd.csv", came_on=NOON.date())
    assert parsed.quarantine["rule"].to_list() == [rule]
    assert (parsed.received, parsed.rows.height, parsed.refused) == (2, 1, 1)


def test_a_file_without_pakistan_is_refused_whole() -> None:
    with pytest.raises(BrokenSource, match="holds no record of Pakistan"):
        parse_gtd(csv_bytes(GTD_COLUMNS, [EVENTS[9]]), file_name="gtd.csv", came_on=NOON.date())


def test_a_later_release_of_the_same_years_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    for name, rows in {
        "gtd_0522dist.csv": FIRST[:5],
        "gtd_0221dist.csv": FIRST[:9],
        "gtd_1222dist.csv": SECOND,
    }.items():
        content = csv_bytes(GTD_COLUMNS, rows)
        store.store("gtd", content, file_name=name, url="", licence="closed", fetched_at=NOON)
    with duckdb.connect() as connection:
        read = load_gtd(connection, store)
        assert [snapshot.file_name for snapshot in read] == ["gtd_0522dist.csv", "gtd_1222dist.csv"]
        assert connection.execute("select received, accepted from raw.received").fetchone() == (8, 8)


def test_an_event_in_both_files_is_counted_once_and_the_other_said(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    for name, rows in {"gtd_0522dist.csv": FIRST, "gtd_1222dist.csv": [*SECOND, {**FIRST[0], "iyear": "2021"}]}.items():
        content = csv_bytes(GTD_COLUMNS, rows)
        store.store("gtd", content, file_name=name, url="", licence="closed", fetched_at=NOON)
    with duckdb.connect() as connection:
        load_gtd(connection, store)
        assert connection.execute("select received, accepted, refused from raw.received").fetchone() == (14, 13, 1)
        assert connection.execute("select file_name, rule from raw.quarantine").fetchall() == [
            ("gtd_0522dist.csv", "eventid '201405060001' is also in gtd_1222dist.csv")
        ]
