"""Published totals: a revision is kept, a later one is not known before, and two publishers are never one figure."""

import csv
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.config import SQL
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.tables import parse_table
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.published_totals.parse import TOTALS
from corridorwatch.sources.reference import embedded
from tests import world
from tests.reference_tables import REFERENCE, SHARED, WITH_SHARED

pytestmark = pytest.mark.long

TABLES = ("ref.publishers_of_totals", "core.published_totals", "marts.published_totals")
FIGURE = sqlmodels.load_queries(SQL / "figures")["published_totals"]
BESIDE = sqlmodels.load_queries(SQL / "pages")["ledger_beside_pips"]
ONE_FIGURE = "marts.published_totals.one_current_figure"
Row = Mapping[str, object]
Totals = Callable[..., duckdb.DuckDBPyConnection]


def total(number: int, definition_id: str = "pips_attacks", value: object = 100, **changes: object) -> Row:
    return {
        "total_id": f"T{number}",
        "definition_id": definition_id,
        "area": "balochistan",
        "date_start": "2021-01-01",
        "date_end": "2021-12-31",
        "metric": "killed",
        "victim_group": "total",
        "value": value,
        "qualifier": "exact",
        "basis": "stated",
        "published_date": "2022-01-05",
        "published_precision": "day",
        "source_url": f"https://example.org/{number}",
        "source_name": "Example",
        **changes,
    }


@pytest.fixture
def totals(tmp_path: Path) -> Totals:
    """Builds the tables of published totals from the rows given, or from the project's own."""
    databases = iter(range(100))

    def build(*rows: Row, as_of: date = world.AS_OF) -> duckdb.DuckDBPyConnection:
        folder = tmp_path / str(next(databases))
        folder.mkdir()
        reference = world.copy_reference(folder)
        if rows:
            world.write_csv(reference / "published_totals.csv", list(TOTALS.columns), rows)
        connection = world.open_database(folder / "totals.duckdb")
        for table in ("publishers_of_totals", "published_totals"):
            world.load_table(connection, reference, folder / "snapshots", table)
        assert connection.execute("select rule from raw.quarantine").fetchall() == []
        world.build_models(connection, as_of, lambda table: table in TABLES)
        return connection

    return build


def broken(connection: duckdb.DuckDBPyConnection) -> set[str]:
    checks = [check for check in world.CHECKS if check.table in TABLES]
    assert len(checks) == 3
    return {check.name for check in checks if not sqlmodels.judge(connection, check, world.parameters()).passed}


def drawn(connection: duckdb.DuckDBPyConnection, as_of: date = world.AS_OF) -> list[tuple]:
    """Definition, year, period and value of every bar and stub."""
    frame = connection.sql(FIGURE.sql, params=FIGURE.parameters({"as_of": as_of})).pl()
    return frame.select("definition_id", "year", "period", "value").rows()


def test_a_revised_figure_is_current_from_its_own_day_and_the_older_one_is_kept(totals: Totals) -> None:
    """Month-on-month percentages of a publisher did not fit its bulletins: it had revised the month before in silence."""
    month = {"date_start": "2025-01-01", "date_end": "2025-01-31", "victim_group": "militant"}
    rows = (
        total(1, value=185, **month, published_date="2025-02-03"),
        total(2, value=208, **month, published_date="2025-03-02"),
    )
    told = "select value, is_current, revised_from, first_known_at from marts.published_totals order by total_id"
    first = date(2025, 2, 3)
    assert totals(*rows).execute(told).fetchall() == [(185, False, None, first), (208, True, 185, first)]
    assert totals(*rows, as_of=date(2025, 3, 1)).execute(told).fetchall() == [(185, True, None, first)]
    assert totals(*rows, as_of=date(2025, 2, 2)).execute(told).fetchall() == []


def test_two_figures_of_one_day_are_a_fault_unless_one_says_that_it_revises_the_other(totals: Totals) -> None:
    assert broken(totals(total(1, value=248), total(2, value=284))) == {ONE_FIGURE}
    revised = totals(total(1, value=248), total(2, value=284, revises="T1"))
    assert broken(revised) == set()
    assert revised.execute("select value, revised_from from marts.published_totals where is_current").fetchall() == [
        (284, 248)
    ]


def test_what_it_revises_is_a_version_of_the_same_figure(totals: Totals) -> None:
    other = totals(total(1, value=248), total(2, "satp_all", 284, revises="T1"))
    assert broken(other) == {"marts.published_totals.every_known_figure_is_there"}


def test_a_figure_of_a_definition_that_nobody_described_is_not_lost_in_silence(totals: Totals) -> None:
    assert broken(totals(total(1, "nobody"))) == {"marts.published_totals.every_known_figure_is_there"}


def test_a_figure_published_before_its_period_ended_is_a_fault(totals: Totals) -> None:
    assert broken(totals(total(1, published_date="2021-12-23"))) == {"marts.published_totals.every_figure_is_whole"}


@pytest.mark.parametrize(
    ("published", "known"),
    [
        ({}, date(2022, 1, 5)),
        ({"published_date": "2022-02-01", "published_precision": "month"}, date(2022, 2, 28)),
        ({"published_date": "2022-01-01", "published_precision": "year"}, date(2022, 12, 31)),
        ({"published_date": None, "published_precision": None}, date(2022, 1, 30)),
    ],
    ids=["day", "month", "year", "undated"],
)
def test_a_page_dated_to_its_month_or_year_counts_as_known_when_that_is_over(
    totals: Totals, published: Row, known: date
) -> None:
    row = total(1, **published)
    assert totals(row).execute("select known_at from marts.published_totals").fetchall() == [(known,)]
    day_before = date.fromordinal(known.toordinal() - 1)
    assert totals(row, as_of=day_before).execute("select * from core.published_totals").fetchall() == []
    assert totals(row, as_of=known).execute("select value from marts.published_totals").fetchall() == [(100,)]


def test_publishers_stand_side_by_side_and_are_never_added_or_averaged(totals: Totals) -> None:
    """Bars of different definitions, added, would be nobody's figure."""
    rows = (total(1, value=136), total(2, "satp_all", 300), total(3, "ucdp_ged", 184, value_low=164, value_high=202))
    shown = [row for row in drawn(totals(*rows)) if row[1] == 2021]
    assert shown == [
        ("ucdp_ged", 2021, "year", 184),
        ("pips_attacks", 2021, "year", 136),
        ("satp_all", 2021, "year", 300),
    ]


def test_a_year_without_a_figure_is_unknown_and_a_zero_is_a_zero(totals: Totals) -> None:
    rows = (
        total(1),
        total(2, "satp_all", 0),
        total(3, "satp_all", 7, date_start="2023-01-01", date_end="2023-12-31", published_date="2024-01-09"),
    )
    assert drawn(totals(*rows), date(2024, 2, 1)) == [
        ("pips_attacks", 2021, "year", 100),
        *(("pips_attacks", year, "no_figure", None) for year in (2022, 2023, 2024)),
        ("satp_all", 2021, "year", 0),
        ("satp_all", 2022, "no_figure", None),
        ("satp_all", 2023, "year", 7),
        ("satp_all", 2024, "no_figure", None),
    ]


def test_a_figure_worked_out_from_a_percentage_is_kept_and_not_drawn(totals: Totals) -> None:
    later = {"date_start": "2022-01-01", "date_end": "2022-12-31", "published_date": "2023-01-09"}
    rows = (
        total(1),
        total(2, "satp_all"),
        total(3, value=411, **later, basis="derived", note="90 percent less than 782"),
    )
    built = totals(*rows)
    assert [row for row in drawn(built, date(2022, 12, 31)) if row[1] == 2022] == [
        ("pips_attacks", 2022, "no_figure", None),
        ("satp_all", 2022, "no_figure", None),
    ]
    assert built.execute("select value, is_current from marts.published_totals where basis = 'derived'").fetchall() == [
        (411, True)
    ]


def test_a_derived_figure_takes_the_place_of_no_stated_one(totals: Totals) -> None:
    rows = (
        total(1, value=400),
        total(2, value=411, basis="derived", note="from a percentage", published_date="2024-01-01"),
    )
    assert totals(*rows).execute("select value, is_current from marts.published_totals order by 1").fetchall() == [
        (400, True),
        (411, True),
    ]


def test_a_part_of_a_year_is_said_to_be_one_and_gives_way_to_the_whole(totals: Totals) -> None:
    part = total(1, "home_department", 453, date_end="2021-12-23", published_date="2021-12-23")
    assert ("home_department", 2021, "part_of_year", 453) in drawn(totals(part, total(2)))
    whole = total(3, "home_department", 470)
    assert [row for row in drawn(totals(part, total(2), whole)) if row[0] == "home_department" and row[3]] == [
        ("home_department", 2021, "year", 470)
    ]


def test_months_and_half_years_other_areas_and_other_groups_are_in_no_yearly_bar(totals: Totals) -> None:
    others = (
        total(3, value=1, date_end="2021-06-30"),
        total(4, value=2, date_end="2021-01-31"),
        total(5, value=3, victim_group="civilian"),
        total(6, value=4, area="pakistan"),
        total(7, value=5, metric="attacks", victim_group=None),
    )
    built = totals(total(1), total(2, "satp_all", 90), *others)
    assert {row[3] for row in drawn(built)} == {100, 90, None}
    periods = dict(built.execute("select total_id, period from marts.published_totals").fetchall())
    assert (periods["T1"], periods["T3"], periods["T4"]) == ("year", "half_year", "month")


def test_nothing_is_drawn_where_only_one_organisation_has_a_figure(totals: Totals) -> None:
    assert (
        drawn(totals(total(1), total(2, date_start="2022-01-01", date_end="2022-12-31", published_date="2023-01-09")))
        == []
    )


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"date_end": "2020-12-31"}, "date_end lies before date_start"),
        ({"value": ""}, "value is empty"),
        ({"value_low": "101"}, "value_low is above value"),
        ({"value_high": "9"}, "value_high is below value"),
        ({"victim_group": ""}, "victim_group is missing of people, or given of attacks"),
        ({"metric": "attacks"}, "victim_group is missing of people, or given of attacks"),
        ({"published_precision": ""}, "published_precision does not say how exact published_date is"),
        ({"basis": "derived"}, "a computed or derived figure does not say of what in its note"),
        ({"revises": "T1"}, "it revises itself"),
        ({"source_url": "page 7"}, "source_url 'page 7' breaks: an address that begins with http"),
        ({"area": "sindh"}, "area 'sindh' breaks: a code of its closed list"),
    ],
)
def test_the_door_refuses_a_row_that_no_reader_could_follow(tmp_path: Path, changes: Row, rule: str) -> None:
    world.write_csv(tmp_path / "t.csv", list(TOTALS.columns), [{**total(1), **changes}])
    assert parse_table((tmp_path / "t.csv").read_bytes(), TOTALS, file_name="t").quarantine["rule"].to_list() == [rule]


@pytest.mark.parametrize("ahead", [{"published_date": "2027-01-05"}, {"date_end": "2027-12-31"}])
def test_a_total_of_a_day_that_lies_ahead_stops_the_run(tmp_path: Path, ahead: Row) -> None:
    reference = world.copy_reference(tmp_path)
    world.write_csv(reference / "published_totals.csv", list(TOTALS.columns), [total(1, **ahead)])
    with pytest.raises(BrokenSource, match="lies ahead of 2026-11-20"):
        embedded.hold(SnapshotStore(tmp_path / "snapshots"), reference, "reference", world.AS_OF)


@pytest.mark.parametrize("changed", [{"value": "101"}, None], ids=["edited", "taken out"])
def test_a_figure_that_was_edited_or_taken_out_stops_the_next_run(tmp_path: Path, changed: Row | None) -> None:
    reference, store = world.copy_reference(tmp_path), SnapshotStore(tmp_path / "snapshots")
    path, others = reference / "published_totals.csv", [total(number) for number in range(2, 30)]
    world.write_csv(path, list(TOTALS.columns), [total(1), *others])
    embedded.take(store, reference, "reference", world.MOMENT, world.AS_OF)
    remark = total(1, note="a remark may be mended")
    world.write_csv(path, list(TOTALS.columns), [remark, *others, total(30)])
    embedded.take(store, reference, "reference", world.MOMENT + timedelta(days=1), world.AS_OF)
    world.write_csv(path, list(TOTALS.columns), [*([{**remark, **changed}] if changed else []), *others, total(30)])
    with pytest.raises(BrokenSource, match=r"published_totals\.csv: 1 of 30 rows"):
        embedded.hold(store, reference, "reference", world.AS_OF)


def test_a_folder_of_an_earlier_version_has_no_totals_and_says_nothing_of_any_year(tmp_path: Path) -> None:
    reference = world.copy_reference(tmp_path)
    for name in ("published_totals", "publishers_of_totals"):
        (reference / f"{name}.csv").unlink()
    held = embedded.hold(SnapshotStore(tmp_path / "snapshots"), reference, "reference", world.AS_OF)
    assert {table.name: table.content.count(b"\n") for table in held if "totals" in table.name} == {
        "published_totals": 1,
        "publishers_of_totals": 1,
    }


def test_the_ledger_stands_beside_what_pips_counts_and_is_silent_outside_its_period(totals: Totals) -> None:
    earlier = {"date_start": "2015-01-01", "date_end": "2015-12-31", "published_date": "2016-01-04"}
    built = totals(
        total(1, value=136),
        total(2, value=81, metric="attacks", victim_group=None),
        total(3, value=218, metric="attacks", victim_group=None, **earlier),
        total(4, "satp_all", 999),
    )
    built.execute(
        "create table ref.sources as select 'ledger' as source_id, date '2018-01-01' as period_start, date '2026-01-31' as period_end"
    )
    built.execute(
        """create table core.incidents as select * from (values
        ('ledger', date '2021-02-01', 'attack', 5, 'kech'), ('ledger', date '2021-03-01', 'attack', null, 'balochistan'),
        ('ledger', date '2021-03-01', 'security_operation', 9, 'kech'), ('other', date '2021-03-01', 'attack', 50, 'kech'),
        -- Of another province, which PIPS does not count here.
        ('ledger', date '2021-04-01', 'attack', 13, null),
        ('ledger', date '2015-03-01', 'attack', 2, 'kech')) as t(source_id, date, event_class, killed_best, district_id)"""
    )
    rows = built.sql(BESIDE.sql, params=BESIDE.parameters({"as_of": world.AS_OF})).pl().rows(named=True)
    told = [
        (
            row["year"],
            row["pips_attacks"],
            row["pips_killed"],
            row["ledger_attacks"],
            row["ledger_killed"],
            row["in_period"],
        )
        for row in rows
    ]
    assert told == [(2021, 81, 136, 2, 5, True), (2015, 218, None, None, None, False)]


def test_the_projects_own_figures_keep_the_rules_and_what_picss_revised(totals: Totals) -> None:
    built = totals()
    assert broken(built) == set()
    revised = """select value, is_current, known_at from marts.published_totals where definition_id = 'picss_all'
        and area = 'pakistan' and date_start = '2025-01-01' and victim_group = 'militant' order by known_at"""
    assert built.execute(revised).fetchall() == [(185, False, date(2025, 2, 3)), (208, True, date(2025, 3, 2))]
    shown = built.sql(FIGURE.sql, params=FIGURE.parameters({"as_of": world.AS_OF})).pl().drop_nulls("value")
    assert shown["organisation_id"].n_unique() >= 4
    assert shown["source_url"].str.contains("^https?://").all()
    assert shown["year"].max() == 2025


def test_the_projects_figures_as_of_a_past_day_hold_nothing_published_later(totals: Totals) -> None:
    then = date(2024, 6, 1)
    built = totals(as_of=then)
    entered = list(csv.DictReader((REFERENCE / "published_totals.csv").open(encoding="utf-8")))
    known = {
        row["total_id"] for row in entered if row["published_precision"] == "day" and row["published_date"] <= str(then)
    }
    later = {row["total_id"] for row in entered if row["published_date"] > str(then)}
    found = {total_id for (total_id,) in built.execute("select total_id from marts.published_totals").fetchall()}
    assert known <= found
    assert later
    assert not later & found
    assert [row for row in drawn(built, then) if row[1] >= 2024 and row[3] is not None] == []


@WITH_SHARED
def test_ucdps_years_are_the_sums_of_its_file(totals: Totals) -> None:
    file = SHARED / "ucdp" / "ucdp_ged_pakistan_1989_2021_hdx.csv"
    if not file.is_file():
        pytest.skip("UCDP's file is not there")
    built = totals()
    sums = built.execute(
        """select year::integer, sum(best::integer)::integer, sum(low::integer)::integer, sum(high::integer)::integer
        from read_csv($file, header = true, all_varchar = true) where adm_1 = 'Balochistan province' group by all order by 1""",
        {"file": str(file)},
    ).fetchall()
    entered = built.execute(
        "select year, value, value_low, value_high from marts.published_totals"
        " where definition_id = 'ucdp_ged' and metric = 'killed' order by 1"
    ).fetchall()
    assert entered == sums
    assert {year: (best, low, high) for year, best, low, high in sums}[2021] == (184, 164, 202)
