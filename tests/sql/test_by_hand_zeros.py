"""Sources that come by hand: their zeros mean what they say, and none is said where most of a file is gone; bounds reach the incident."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.config import ROOT
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.gtd.load import load as load_gtd
from corridorwatch.sources.own_tables import take as byhand
from tests import own_table, world
from tests.hostile import vocabularies
from tests.lazy import LazyWorld
from tests.sql.test_coverage import OF_REF, Desk, desk  # noqa: F401

MAPPING = own_table.mapping(
    {"date": "date", "district_as_written": "district", "killed_total": "killed"},
    kind="census",
    constants={"province_as_written": "Balochistan"},
)
DAYS = [f"2024-{month:02}-{day:02}" for month in range(1, 7) for day in (3, 17)]


def census(folder: Path, base: duckdb.DuckDBPyConnection, *files: list[str]) -> LazyWorld:
    """The weeks of a complete table of one's own, whose files came one a day."""
    own, store = folder / "own", SnapshotStore(folder / "snapshots")
    own.mkdir(exist_ok=True)
    (own / "desk.mapping.toml").write_text(MAPPING, encoding="utf-8")
    for number, days in enumerate(files, 1):
        rows = "\n".join(f"{day},Kech,1" for day in days)
        (own / "desk.csv").write_text(f"date,district,killed\n{rows}\n", encoding="utf-8")
        tables = byhand.take_own_tables(store, own, vocabularies(), datetime(2026, 11, number, 12, tzinfo=UTC))
    byhand.load_own_tables(base, tables)
    wanted = world.needed_for("core.weekly_counts") | world.needed_for("core.exclusions")
    world.load_empty_ledger(base, folder / "of the ledger")
    models = [
        model
        for model in world.MODELS
        if model.table in wanted and (model.table in OF_REF or world.follows_from_the_ledger(model.table))
    ]
    return LazyWorld(base, models, world.parameters())


@pytest.mark.parametrize(("kept", "reason"), [(4, "placed_too_few"), (7, None)])
def test_a_complete_table_that_lost_most_of_its_records_says_no_zero(desk: Desk, kept: int, reason: str | None) -> None:  # noqa: F811
    """A table of which half was deleted said zero of every week that it no longer told."""
    left = [DAYS[0], *DAYS[-kept + 1 :]]
    connection = census(desk.folder, desk.connection, DAYS, left)
    assert connection.execute(
        "select held, held_before, doubt from core.source_placing where source_id = 'desk'"
    ).fetchone() == (kept, len(DAYS) if reason else kept, reason)
    assert connection.execute(
        "select distinct status, status_reason from core.weekly_counts where source_id = 'desk' and member_id = 'kech'"
        " and dimension = 'district' and week = '2024-05-06'"
    ).fetchone() == ("not_covered" if reason else "reported_zero", reason)


def test_what_a_zero_of_a_source_by_hand_means_is_on_record(desk: Desk) -> None:  # noqa: F811
    desk.gtd("gtd_0616dist.csv", {"iyear": "2014"})
    load_gtd(desk.connection, desk.store)
    connection = census(desk.folder, desk.connection, DAYS)
    means = dict(connection.execute("select source_id, zero_means from ref.sources where kind = 'census'").fetchall())
    assert means["desk"].startswith("no record in Desk, whose owner calls it complete")
    assert "operations of the state are not counted" in means["gtd"]


def test_an_edition_of_gtd_that_replaced_a_fuller_one_says_no_zero(desk: Desk) -> None:  # noqa: F811
    full = [{"iyear": "2014", "imonth": str(month)} for month in range(1, 11)]
    other = {"iyear": "2014", "imonth": "12", "country": "45", "country_txt": "Iran"}
    desk.gtd("gtd_0616dist.csv", *full, other)
    desk.gtd("gtd_0716dist.csv", *full[:4], other)
    wanted = world.needed_for("core.source_placing")
    world.load(desk.connection, ROOT / "reference", desk.folder / "of the ledger", ["ledger"])
    connection = desk.read(tables={each for each in wanted if each in OF_REF or world.follows_from_the_ledger(each)})
    assert connection.execute(
        "select held, held_before, doubt from core.source_placing where source_id = 'gtd'"
    ).fetchone() == (4, 10, "placed_too_few")


def test_bounds_of_an_unknown_toll_reach_the_incident_and_no_figure_is_made_of_them(
    reference_database: Path, tmp_path: Path
) -> None:
    """`13+` and `15-20` stood in core.reports, and the incident had no interval."""
    rows = [
        {"province": "Balochistan", "district": "Kech", "killed": each, "date": f"2024-01-{number:02}"}
        for number, each in enumerate(("13+", "15-20", "up to 4", "6", "n.a."), 1)
    ]
    wanted = world.needed_for("core.incidents", "core.weekly_counts", "core.claim_standing")
    connection = own_table.build(reference_database, tmp_path, rows, wanted.__contains__)
    assert connection.execute(
        "select killed_low, killed_best, killed_high from core.incidents where source_id = 'desk' order by date"
    ).fetchall() == [(13, None, None), (15, None, 20), (None, None, 4), (6, 6, 6), (None, None, None)]
    assert connection.execute(
        "select sum(incidents)::int, sum(incidents_without_toll)::int, sum(killed_best)::int from core.weekly_counts"
        " where source_id = 'desk' and dimension = 'district'"
    ).fetchone() == (5, 4, 6)
    check = next(each for each in world.CHECKS if each.name == "core.incidents.best_within_interval")
    assert sqlmodels.judge(connection, check, world.parameters()).passed


def test_a_refused_row_of_ones_own_dated_ahead_is_an_exclusion_and_one_without_a_day_takes_its_zeros(
    desk: Desk,  # noqa: F811
) -> None:
    """A refused row of a table of one's own took no zero of its days."""
    connection = census(desk.folder, desk.connection, [*DAYS, "2026-12-24", "2024-04-31"])
    assert connection.execute(
        "select record_id, deaths from core.exclusions where source_id = 'desk' order by 1"
    ).fetchall() == [("desk.csv row 14", 1), ("desk.csv row 15", 1)]
    found = connection.execute(
        "select distinct week::varchar, status, status_reason from core.weekly_counts where source_id = 'desk'"
        " and dimension = 'district' and member_id = 'kech' and week in ('2024-04-01', '2024-04-08') order by 1"
    ).fetchall()
    assert found == [("2024-04-01", "reported", "rows_left_out"), ("2024-04-08", "not_covered", "may_lie_here")]
