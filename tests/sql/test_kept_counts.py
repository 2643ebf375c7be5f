"""Counts beside the best figure: conserved too; events across weeks, districts of a table, pages of a later day."""

from datetime import date

import duckdb

from corridorwatch import sqlmodels
from corridorwatch.site.build import headline_source
from corridorwatch.site.citations import Citations
from corridorwatch.site.reader import Reader
from tests import world as tests_world
from tests.conftest import Build

INCIDENTS = [
    {"incident_id": "placed", "killed_security": 2, "killed_civilian": 3, "killed_total": 6, "injured_total": 9},
    {"incident_id": "bucket", "district_as_written": "Panjgur; Harnai", "killed_militant": 41, "killed_total": 41},
    {
        "incident_id": "elsewhere",
        "province": "Sindh",
        "district_as_written": "Karachi",
        "killed_total": 4,
        "injured_total": 1,
    },
    {"incident_id": "theirs", "killed_security": 8, "figures_claimant_side": "militant", "injured_total": 5},
    {"incident_id": "no_week", "date_precision": "month", "killed_civilian": 1, "killed_total": 1},
]
SECOND = [
    {"incident_id": "again", "second_report_of": "placed", "killed_civilian": 7, "killed_total": 7, "injured_total": 2}
]


def _rebuild(world: duckdb.DuckDBPyConnection) -> list[tuple]:
    [model] = [model for model in tests_world.MODELS if model.table == "marts.conservation_of_counts"]
    sqlmodels.build(world, model, tests_world.parameters())
    [check] = [check for check in tests_world.CHECKS if check.name == "marts.conservation_of_counts.balances"]
    assert not check.is_soft
    return [row[:3] for row in world.execute(check.sql).fetchall()]


def test_sides_injured_and_ends_are_conserved_at_every_stage(small_world: Build) -> None:
    world = small_world(incidents=INCIDENTS, second_reports=SECOND)
    rows = {
        (stage, measure): tuple(counts)
        for stage, measure, *counts in world.execute(
            "select stage, measure, counted_in, counted_placed, counted_bucketed, counted_excluded from marts.conservation_of_counts"
            " where source_id = 'ledger'"
        ).fetchall()
    }
    assert rows["reports", "killed_security"] == (10, 10, 0, 0)
    assert rows["incidents", "killed_security"] == (10, 2, 0, 8)
    assert rows["incidents", "injured_best"] == (17, 10, 0, 7)
    assert rows["incidents", "killed_civilian"] == (11, 4, 0, 7)
    assert rows["districts", "killed_militant"] == (41, 0, 41, 0)
    assert rows["districts", "injured_best"] == (10, 9, 0, 1)
    assert rows["weeks", "killed_civilian"] == (4, 3, 0, 1)
    # The highest of the first is the second page's seven civilians with its own two soldiers.
    assert rows["districts", "killed_high"] == (9 + 41 + 4 + 1, 10, 41, 4)
    assert rows["weeks", "killed_high"] == (51, 9, 41, 1)
    assert rows["weeks", "killed_low"] == (48, 6, 41, 1)
    assert _rebuild(world) == []
    for lost, stage, measure in [
        (
            "update marts.weekly_casualties_by_district set injured_best = 8 where injured_best = 9",
            "weeks",
            "injured_best",
        ),
        (
            "update marts.weekly_casualties_by_district set killed_high = 8 where killed_high = 9",
            "weeks",
            "killed_high",
        ),
        ("update core.incidents set killed_civilian = 2 where incident_id = 'placed'", "incidents", "killed_civilian"),
    ]:
        world.execute(lost)
        assert ("ledger", stage, measure) in _rebuild(world)


def test_an_event_whose_days_lie_in_two_weeks_is_marked_in_the_mart(small_world: Build) -> None:
    world = small_world(
        incidents=[
            {"incident_id": "day", "killed_total": 5},
            {"incident_id": "week", "killed_total": 3, "date_precision": "week"},
            {"incident_id": "month", "killed_total": 2, "date_precision": "month"},
        ],
    )
    assert world.execute("select incident_id, crosses_week from core.incidents order by 1").fetchall() == [
        ("day", False),
        ("month", None),
        ("week", True),
    ]
    assert world.execute(
        "select incidents, killed_best, incidents_across_weeks, killed_across_weeks from marts.weekly_casualties_by_district"
        " where incidents > 0"
    ).fetchall() == [(2, 8, 1, 3)]


def test_a_district_that_had_ended_is_none_of_the_others_of_a_later_table(
    real_world: duckdb.DuckDBPyConnection,
) -> None:
    """Karezat, a district for five months of 2022, was one of the "27 other districts" of 2025."""
    reader = Reader(real_world, tests_world.AS_OF)
    headline_source(reader)
    named = {row["district_id"] for row in reader.rows("districts")} - {"balochistan"}
    [others] = [row for row in reader.rows("movers") if row["part"] == "others"]
    told = {row["district_id"] for row in reader.rows("movers") if row["part"] == "named"}
    assert named - told - set(others["district_ids"]) == {"karezat"}
    assert others["name"].startswith(f"{len(others['district_ids'])} other district")


def test_a_page_dated_after_the_as_of_day_is_cited_as_such(small_world: Build) -> None:
    """A release as of 1 February once cited a page of the 2nd without a word."""
    claim = {"event_id": "a", "claim_id": "c", "value": 5, "said_at": "2024-05-09", "published_date": "2024-05-10"}
    world = small_world(
        as_of=date(2024, 5, 9),
        incidents=[{"incident_id": "a", "killed_total": 4}],
        claims=[{**claim, "source_url": "https://example.org/later"}],
    )
    pages = world.execute("select source_url, is_dated_later from marts.cited_pages order by 1").fetchall()
    assert pages == [("https://example.org/later", True), ("https://example.org/page", False)]
    row = {"page_number": 1, "source_name": "Dawn", "claimant_sides": [], "published_date": date(2024, 5, 10)}
    told = [
        str(
            Citations(
                [{**row, "cited": "1", "source_url": "https://example.org/1", "is_dated_later": later}],
                [{"kind": "k", "key": "", "cited": ["1"]}],
            )("k")
        )
        for later in (True, False)
    ]
    assert "dated after the as-of day" in told[0]
    assert "dated after" not in told[1]
