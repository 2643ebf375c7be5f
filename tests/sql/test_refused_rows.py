"""Rows that ingest refused: the weeks beside them tell a minimum, no figure of them is lost, and they open no days."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corridorwatch.ingest import publishers
from corridorwatch.snapshots import SnapshotStore
from tests import world
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows
from tests.lazy import LazyWorld
from tests.sql.test_coverage import OF_REF, Desk, desk  # noqa: F401
from tests.ucdp_file import content, of_every

TABLES = (
    "core.exclusions",
    "core.record_versions",
    "marts.weekly_casualties_by_district",
    "marts.weekly_casualties_by_actor",
    "marts.weekly_casualties_by_family",
    "marts.weekly_casualties_by_boundary",
    "marts.monthly_casualties",
    "marts.headline_by_month",
    "marts.weekly_exposure_by_site",
)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def built(desk: Desk) -> LazyWorld:  # noqa: F811
    """Every table that tells weeks or months, over what the desk was given."""
    wanted = set().union(*(world.needed_for(table) for table in TABLES))
    world.load_empty_ledger(desk.connection, desk.folder / "of the ledger")
    tables = {each for each in wanted if each in OF_REF or world.follows_from_the_ledger(each)}
    models = [model for model in world.MODELS if model.table in tables]
    return LazyWorld(desk.read(tables=set()), models, world.parameters())


def day(month: int, number: int, **cells: str) -> dict[str, str]:
    return {"event_date": f"2024-{month:02}-{number:02}", **cells}


def test_a_week_beside_a_refused_row_tells_that_its_figures_are_a_minimum(desk: Desk) -> None:  # noqa: F811
    """A week in which half of the rows were refused read plainly as reported."""
    kech = {"admin2": "Kech", "location": "Turbat", "latitude": "26.0", "longitude": "63.05"}
    days = [
        day(1, 3),
        day(1, 16, fatalities="4"),
        day(1, 17, fatalities="12x", **kech),
        day(1, 24),
        day(2, 7),
        day(2, 21),
    ]
    desk.acled("odd", days)
    desk.ucdp(
        "ucdp_ged",
        "GEDEvent_v16_1.csv",
        {"date_start": "2015-05-06", "date_end": "2015-05-06"},
        {"date_start": "2015-05-07", "date_end": "2015-05-07", "best": "x"},
        {"date_start": "2015-07-07", "date_end": "2015-07-07"},
        *of_every(*map(str, range(1989, 2016))),
    )
    connection = built(desk)
    told = {
        table: connection.execute(
            f"select distinct status, status_reason from marts.weekly_casualties_by_{table} where source_id = 'acled'"
            " and week = ?::date and incidents > 0 order by all",
            [week],
        ).fetchall()
        for table, week in {
            "district": "2024-01-15",
            "actor": "2024-01-15",
            "family": "2024-01-15",
            "boundary": "2024-01-15",
        }.items()
    }
    assert set(map(tuple, told.values())) == {(("reported", "rows_left_out"),)}, told
    weeks = connection.execute(
        "select week::varchar, status_reason from marts.weekly_casualties_by_district where source_id = 'acled'"
        " and district_id = 'quetta' and status = 'reported' order by 1"
    ).fetchall()
    assert weeks == [("2024-01-15", "rows_left_out"), ("2024-01-22", None), ("2024-02-05", None)]
    months = "select distinct month::varchar, status_reason from marts.{} where {} and incidents > 0 order by 1"
    assert connection.execute(months.format("monthly_casualties", "source_id = 'acled'")).fetchall() == [
        ("2024-01-01", "rows_left_out"),
        ("2024-02-01", None),
    ]
    assert connection.execute(months.format("headline_by_month", "area_id in ('province', 'quetta')")).fetchall() == [
        ("2015-05-01", "rows_left_out"),
        ("2015-07-01", None),
    ]
    assert connection.execute(
        "select distinct status_reason from marts.weekly_exposure_by_site where source_id = 'acled'"
        " and week = '2024-01-15' and status = 'reported'"
    ).fetchall() == [("rows_left_out",)]
    # No zero in the district that the refused row names, nor in any other.
    assert connection.execute(
        "select count(*) from marts.weekly_casualties_by_district where source_id = 'acled' and week = '2024-01-15'"
        " and status = 'reported_zero'"
    ).fetchone() == (0,)
    check = next(each for each in world.CHECKS if each.name == "core.weekly_counts.null_is_not_zero")
    assert connection.execute(check.sql).fetchall() == []
    connection.execute("update core.weekly_counts set status_reason = 'rows_left_out' where status = 'reported_zero'")
    assert connection.execute(check.sql).fetchall() != []


def test_a_refused_row_without_a_day_that_there_was_may_be_of_any_of_its_files_days(desk: Desk) -> None:  # noqa: F811
    desk.acled("odd", [day(1, 3), day(1, 20), day(2, 10), {"event_date": "soon"}])
    desk.gtd(
        "gtd_0616dist.csv",
        {"iyear": "2013", "imonth": "5"},
        {"iyear": "2013", "imonth": "2", "iday": "30", "nkill": "3"},
        {"iyear": "2014", "imonth": "5", "country": "45", "country_txt": "Iran"},
    )
    found = built(desk).execute(
        "select source_id, first_day::varchar, last_day::varchar from core.possible_members where dimension = 'province' order by 1"
    )
    assert found.fetchall() == [("acled", "2024-01-03", "2024-02-10"), ("gtd", "2013-02-01", "2013-02-28")]


@pytest.mark.parametrize("said", ["", "N/A", "-", "NULL", "n.a.", "unknown", "نامعلوم"])
def test_a_record_of_acled_that_says_no_figure_is_an_event_without_a_toll(desk: Desk, said: str) -> None:  # noqa: F811
    taken = desk.acled("odd", [day(1, 3), day(1, 16, fatalities=said), day(1, 17, fatalities="12x")])
    assert (
        taken.details["told"][0] == "3 rows received, 2 accepted, 1 refused (1 of them of the province, which state 0)"
    )
    assert "note: fatalities says no figure, the event counts without a toll: 1 x, row 3" in taken.details["told"][2]
    connection = built(desk)
    assert connection.execute(
        "select date::varchar, killed_best, killed_low, killed_high, killed_unknown from core.incidents where source_id = 'acled' order by 1"
    ).fetchall() == [("2024-01-03", 0, 0, 0, 0), ("2024-01-16", None, None, None, None)]
    assert connection.execute(
        "select incidents, incidents_without_toll, killed_best from marts.weekly_casualties_by_district"
        " where source_id = 'acled' and district_id = 'quetta' and week = '2024-01-15'"
    ).fetchone() == (1, 1, None)
    assert connection.execute(
        "select status, killed_total from core.record_versions where source_id = 'acled' order by report_id"
    ).fetchall() == [
        ("stated", 0),
        ("stated", None),
    ]


def test_add_and_the_run_count_the_same_dead_of_refused_rows(tmp_path: Path, desk: Desk) -> None:  # noqa: F811
    """`1,024` was counted by neither, and a figure without a day by one of the two."""
    when = {"event_date": "soon"}
    days = [day(1, 3), *(day(1, 4) for _ in range(8))]
    odd = [when | {"fatalities": each} for each in ("7", "1,024", "12.0", "-5", "12x", "N/A")]
    taken = desk.acled("odd", [*days, *odd, day(9, 9, event_date="3025-01-01", fatalities="6")])
    assert ", 7 refused, which state 1,049 deaths" in taken.details["told"][0]
    rows = [{}] * 30 + [{"best": "1,024"}, {"date_start": "x", "best": "5.0"}, {"best": "-4"}]
    gtd = [{}] * 4 + [
        {"iday": "31", "imonth": "2", "nkill": "2.33"},
        {"nkill": "1,024"},
        {"imonth": "2", "iday": "30", "nkill": "-99"},
    ]
    for source, name, file in (
        ("ucdp_ged", "ged.csv", content(rows)),
        ("gtd", "gtd_0616dist.csv", csv_bytes(GTD_COLUMNS, gtd_rows(*({"iday": "6", **row} for row in gtd)))),
    ):
        (tmp_path / name).write_bytes(file)
        told = publishers.add(source, tmp_path / name, desk.store, NOON).details["told"]
        assert f"3 refused, which state {1029 if source == 'ucdp_ged' else 1026:,} deaths" in told[0], told
    connection = built(desk)
    assert connection.execute(
        "select source_id, sum(deaths)::int, count(*) from core.exclusions where reason = 'quarantined' group by 1 order by 1"
    ).fetchall() == [("acled", 1049, 7), ("gtd", 1026, 3), ("ucdp_ged", 1029, 3)]


def test_a_refused_row_dated_ahead_is_an_exclusion_with_its_dead(desk: Desk) -> None:  # noqa: F811
    desk.acled("ahead", [day(1, 3), day(1, 4), day(1, 5, event_date="2026-12-24", fatalities="6")])
    assert built(desk).execute(
        "select record_id, deaths, detail from core.exclusions where source_id = 'acled'"
    ).fetchall() == [("ahead.csv row 4", 6, "event_date: not after the day the file came")]


def test_of_two_rows_of_one_version_the_second_is_refused_and_told(desk: Desk) -> None:  # noqa: F811
    same = {"event_id_cnty": "PAK9", "event_date": "2024-01-04", "fatalities": "5"}
    taken = desk.acled("twice", [day(1, 3), same, {**same, "fatalities": "3"}])
    assert taken.details["told"][1:] == [
        "  refused: event_id_cnty: one row a version, and this one repeats an earlier row: 1 x, row 4 for instance"
        " (event_id_cnty PAK9)"
    ]
    assert built(desk).execute(
        "select (select sum(killed_best)::int from core.incidents where source_id = 'acled'), list((record_id, deaths))"
        " from core.exclusions where source_id = 'acled'"
    ).fetchone() == (5, [("twice.csv row 4", 3)])


@pytest.mark.parametrize(
    "row",
    [
        {"admin2": "Total", "event_id_cnty": "PAK77", "fatalities": "900"},
        {"admin1": "Balochistan Total", "fatalities": "900"},
        {"event_id_cnty": "Grand Total", "event_date": "", "fatalities": "900"},
        {"event_id_cnty": "", "event_date": "", "location": "", "fatalities": "900"},
        {"event_id_cnty": "", "event_date": "کل", "location": "", "fatalities": "900"},
    ],
)
def test_a_row_of_totals_is_no_record_and_its_dead_are_those_of_the_rows_above(desk: Desk, row: dict) -> None:  # noqa: F811
    taken = desk.acled("sums", [day(1, 3), day(1, 20, fatalities="4"), row | {"notes": "", "actor1": ""}])
    assert (
        taken.details["told"][0] == "3 rows received, 2 accepted, 1 refused (1 of them of the province, which state 0)"
    )
    assert "no record: 1 x, row 4" in taken.details["told"][1]
    connection = built(desk)
    assert connection.execute(
        "select deaths, (select count(*) from core.possible_members where dimension = 'province'), (select count(*) from core.incidents where source_id = 'acled')"
        " from core.exclusions where source_id = 'acled'"
    ).fetchone() == (None, 0, 2)


def test_add_shows_the_cells_that_were_refused(tmp_path: Path, desk: Desk) -> None:  # noqa: F811
    """`fatalities is empty` was printed of a rule that `12x` broke."""
    taken = desk.acled(
        "odd", [*[day(1, 3)] * 5, *(day(1, 4, fatalities=each) for each in ("12x", "1,024", "12x", "-3"))]
    )
    assert taken.details["told"][1] == (
        "  refused: fatalities: a whole number not below zero: 4 x, row 7 for instance (fatalities 12x),"
        " row 8 (fatalities 1,024), row 10 (fatalities -3)"
    )
    path = tmp_path / "ged.csv"
    path.write_bytes(content([{}] * 30 + [{"best": "N/A"}, {"best": "x"}, {"best": ""}]))
    told = publishers.add("ucdp_ged", path, SnapshotStore(tmp_path / "s"), NOON).details["told"]
    assert told[1] == (
        "  refused: best: a whole number not below zero: 3 x, row 32 for instance (best N/A), row 33 (best x),"
        " row 34 (best is empty)"
    )


def test_a_refused_row_of_gtd_opens_no_month(desk: Desk) -> None:  # noqa: F811
    """A day that there never was, 30 February 2013, opened the two years before the first record."""
    desk.gtd(
        "gtd_0616dist.csv",
        {"iyear": "2013", "imonth": "2", "iday": "30"},
        {"iyear": "2015", "imonth": "3", "iday": "4"},
        {"iyear": "2015", "imonth": "6", "iday": "4", "country": "45", "country_txt": "Iran"},
        {"iyear": "2016", "imonth": "2", "iday": "31", "country": "45", "country_txt": "Iran"},
        {"iyear": "2017", "imonth": "2", "iday": "3", "nkill": "x"},
    )
    assert desk.spans("gtd") == [("2015-03-01", "2015-06-30", "publisher")]


def test_years_cut_out_of_one_export_are_not_covered_unless_declared(desk: Desk) -> None:  # noqa: F811
    """Events of 2016 and 2020 in one file covered every week between."""
    days = ["2016-01-04", "2016-02-01", "2020-03-01", "2020-03-29", "2020-04-27"]
    taken = desk.acled("parts", days)
    assert desk.spans("acled") == [
        ("2016-01-04", "2016-02-01", "own_events"),
        ("2020-03-01", "2020-03-29", "own_events"),
        ("2020-04-27", "2020-04-27", "own_events"),
    ]
    assert desk.weeks("acled", "in_period and week between '2016-02-08' and '2020-02-17'") == []
    assert [each.split(":")[0] for each in taken.details["holes"]] == [
        "no event in Pakistan from 2016-02-02 to 2020-02-29",
        "no event in Pakistan from 2020-03-30 to 2020-04-26",
    ]
    desk.acled("parts", days, says=("2016-01-01", "2020-04-30"))
    assert desk.spans("acled") == [("2016-01-01", "2020-04-30", "declared")]


def test_the_record_of_a_refused_row_is_kept_as_it_was_written(desk: Desk) -> None:  # noqa: F811
    desk.ucdp("ucdp_ged", "ged.csv", *[{}] * 30, {"best": "N/A", "where_description": "near NA-4"})
    record = desk.read().execute("select record from raw.quarantine where table_name = 'ucdp_ged'").fetchone()[0]
    assert json.loads(record)["best"] == "N/A"
