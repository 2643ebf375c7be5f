"""As of: a view of a past day holds what could be known then, and nothing that came later changes it."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch import as_of as macros
from tests.conftest import Build
from tests.world import GRAPH, MODELS, follows_from_the_ledger, needed_for, parameters

THEN = date(2024, 5, 20)
INCIDENTS = [
    {"incident_id": "a", "killed_total": 5},
    {"incident_id": "b", "district_as_written": "Panjgur; Harnai", "killed_total": 41},
]
CLAIM = {"event_id": "c", "event_kind": "campaign", "scope": "campaign", "victim_group": "militant"}
CAMPAIGN = {"campaign_id": "c"}
FROM_CLAIMS = needed_for("marts.campaigns") & {model.table for model in GRAPH.resting_on(["raw.ledger_claims"])}


def contents(world: duckdb.DuckDBPyConnection) -> dict[str, list[tuple]]:
    """Every released table that follows from data, without the file's digest and row numbers, which follow the file."""
    released = [model.table for model in MODELS if model.is_released and follows_from_the_ledger(model.table)]
    of_the_file = "exclude (snapshot_sha256, row_number)"
    tables_of_rows = ("reports", "incidents", "claims", "claims_of_ledger", "claims_of_records", "claims_of_versions")
    drop = {f"core.{table}": of_the_file for table in tables_of_rows} | {
        "core.record_files": "exclude (snapshot_sha256)"
    }
    return {
        table: world.execute(f"select * {drop.get(table, '')} from {table} order by all").fetchall()
        for table in released
    }


def test_what_is_said_later_changes_no_figure_of_a_past_day(small_world: Build) -> None:
    first = {**CLAIM, "claim_id": "1", "value": 37, "said_at": "2024-05-06"}
    place = {"campaign_id": "c", "place_as_written": "Quetta"}
    before = small_world(as_of=THEN, incidents=INCIDENTS, campaigns=[CAMPAIGN], claims=[first], campaign_places=[place])
    later = small_world(
        as_of=THEN,
        incidents=[
            *INCIDENTS,
            {"incident_id": "late", "published_date": "2024-05-21", "killed_total": 7, "place_as_written": "Nowherepur"},
            {"incident_id": "refused", "published_date": "2024-05-21", "killed_total": "seven", "date": "2024-05-21"},
        ],
        second_reports=[
            {"incident_id": "a2", "second_report_of": "a", "killed_total": 50, "published_date": "2024-06-01"}
        ],
        campaigns=[CAMPAIGN, {"campaign_id": "d", "known_from": "2024-05-21"}],
        campaign_places=[
            place,
            {**place, "listed_by": "others", "published_date": "2024-05-21"},
            {**place, "campaign_id": "d", "place_as_written": "Elsewherabad"},
        ],
        claims=[
            {**first, "claim_id": "2", "value": 216, "said_at": "2024-05-21"},
            first,
            {**first, "claim_id": "3", "value": 99, "event_id": "a", "said_at": "2024-05-25", "event_kind": "incident",
             "scope": "incident", "victim_group": "total", "district_as_written": "Nowhereabad"},
            {**first, "claim_id": "4", "value": 12, "said_at": "2024-05-21", "corrects_claim_id": "1"},
        ],
    )  # fmt: skip
    assert contents(later) == contents(before)


def test_the_same_later_facts_do_change_todays_figures(small_world: Build) -> None:
    later = small_world(
        incidents=INCIDENTS,
        second_reports=[
            {"incident_id": "a2", "second_report_of": "a", "killed_total": 50, "published_date": "2024-06-01"}
        ],
    )
    assert later.execute("select killed_high from core.incidents where incident_id = 'a'").fetchone() == (50,)


def test_a_figure_dated_to_a_week_is_known_when_the_week_is_over(small_world: Build) -> None:
    claim = {**CLAIM, "claim_id": "1", "value": 37, "said_at": "2024-05-06", "said_at_precision": "week"}
    known = [
        small_world(as_of=day, campaigns=[CAMPAIGN], claims=[claim])
        .execute("select count(*) from core.claims")
        .fetchone()[0]
        for day in (date(2024, 5, 11), date(2024, 5, 12))
    ]
    assert known == [0, 1]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), (133, 133)),
        (date(2026, 2, 1), (150, 150)),
        (date(2026, 2, 2), (177, 177)),
        (date(2026, 2, 3), (197, 197)),
        (date(2026, 2, 5), (216, 216)),
    ],
)
def test_the_official_militant_toll_of_31_january_as_known_day_by_day(
    real_world_as_of: Callable[..., duckdb.DuckDBPyConnection], day: date, expected: tuple[int, int]
) -> None:
    world = real_world_as_of(day, lambda table: table in FROM_CLAIMS)
    known = world.execute(
        "select highest_value, latest_value from marts.campaigns"
        " where campaign_id = 'herof2' and claimant_side = 'state' and victim_group = 'militant' and metric = 'killed'"
    )
    assert known.fetchall() == [expected]


@pytest.mark.parametrize("day", [date(2024, 8, 28), date(2026, 2, 1)])
def test_the_macros_of_a_release_give_what_a_run_as_of_that_day_builds(
    real_world_as_of: Callable[..., duckdb.DuckDBPyConnection], real_database: Path, tmp_path: Path, day: date
) -> None:
    release = Path(shutil.copy(real_database, tmp_path / "release.duckdb"))
    values = parameters()
    del values["as_of"]
    with duckdb.connect(release) as written:
        carried = macros.macros(MODELS, values)
        macros.write_macros(written, carried)
    run = real_world_as_of(
        day, lambda table: table.startswith(("core.", "marts.c", "marts.r")) and table != "marts.conservation"
    )
    with duckdb.connect(release, read_only=True, config={"enable_external_access": "false"}) as client:
        for table, macro in macros.tables_cut(MODELS).items():
            asked = client.execute(f"from {macro}($day) order by all", {"day": day}).fetchall()
            assert asked == run.execute(f"from {table} order by all").fetchall(), macro
        described = client.execute(
            "select function_name from duckdb_functions() where function_type = 'table_macro' and comment is not null"
        )
        assert {name for (name,) in described.fetchall()} >= {macro.name for macro in carried}
        warned = client.execute(
            "select function_name from duckdb_functions() where comment like '%the release''s newest snapshot%' order by 1"
        )
        # What a macro cannot rebuild, its comment says: figures of records that a publisher has since rewritten.
        assert warned.fetchall() == [("casualties_by_district_as_of",), ("incidents_as_of",), ("reports_as_of",)]
        killed = client.sql("from killed_as_of(DATE '2026-02-01')")
        assert killed.columns == [
            "event_id",
            "claimant_side",
            "victim_group",
            "first",
            "latest",
            "lowest",
            "highest",
            "claims",
        ]
        districts = client.execute(
            "select district_id, killed_best from casualties_by_district_as_of($day) where killed_best > 0",
            {"day": day},
        ).fetchall()
    in_run = run.execute(
        "select district_id, known_sum(killed_best) as killed from core.incidents where district_id is not null"
        " and not is_landmark group by all having killed > 0"
    )
    assert sorted(districts) == sorted(in_run.fetchall())


def test_the_macros_can_be_asked_for_what_was_recorded_by_a_day(real_database: Path, tmp_path: Path) -> None:
    release = Path(shutil.copy(real_database, tmp_path / "release.duckdb"))
    values = parameters()
    del values["as_of"]
    with duckdb.connect(release) as written:
        macros.write_macros(written, macros.macros(MODELS, values))
    with duckdb.connect(release, read_only=True) as client:
        counts = [
            client.execute(
                f"select count(*) from claims_as_of(DATE '2026-02-01', recorded_by := DATE '{day}')"
            ).fetchone()[0]
            for day in ("2026-11-19", "2026-11-20")
        ]
    assert counts[0] == 0
    assert counts[1] > 600


def test_pages_that_came_later_are_not_listed(
    real_world_as_of: Callable[..., duckdb.DuckDBPyConnection],
) -> None:
    world = real_world_as_of(THEN, lambda table: table == "ref.pages")
    assert world.execute(
        "select count(*) > 100, max(published_date) <= $day from ref.pages", {"day": THEN}
    ).fetchone() == (
        True,
        True,
    )
