"""Tolls of a report and an incident: what is stated, what follows from it, what stays unknown."""

from datetime import date

import pytest

from tests.conftest import Build

SIDES = "killed_security, killed_civilian, killed_militant, killed_unknown, killed_total"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"killed_total": 5}, (None, None, None, 5, 5)),
        ({"killed_security": 2, "killed_total": 5}, (2, None, None, 3, 5)),
        ({"killed_security": 2, "killed_militant": 3, "killed_total": 5}, (2, 0, 3, 0, 5)),
        ({"killed_security": 7}, (7, None, None, 0, 7)),
        ({"killed_total": 0}, (None, None, None, 0, 0)),
        ({}, (None, None, None, None, None)),
    ],
)
def test_parts_and_total(small_world: Build, stated: dict[str, int], expected: tuple) -> None:
    world = small_world(incidents=[{"incident_id": "a", **stated}])
    assert world.execute(f"select {SIDES} from core.reports").fetchone() == expected


def test_a_second_report_counts_no_death_twice_and_widens_the_interval(small_world: Build) -> None:
    world = small_world(
        incidents=[{"incident_id": "a", "killed_total": 5}],
        second_reports=[{"incident_id": "a2", "second_report_of": "a", "killed_total": 7}],
    )
    assert world.execute("select reports, killed_low, killed_best, killed_high from core.incidents").fetchone() == (
        2,
        5,
        5,
        7,
    )
    excluded = world.execute("select record_id, reason, deaths from core.exclusions").fetchall()
    assert excluded == [("a2", "second_report", 7)]
    assert world.execute("select sum(killed_best)::int from marts.weekly_casualties_by_district").fetchone() == (5,)


def test_an_armed_groups_own_count_is_no_best_estimate_and_its_deaths_are_accounted_for(small_world: Build) -> None:
    world = small_world(incidents=[{"incident_id": "a", "killed_security": 8, "figures_claimant_side": "militant"}])
    found = world.execute(
        "select killed_best, killed_low, killed_high, killed_high_armed_group, killed_security, killed_claimed_by_armed_group"
        " from core.incidents"
    ).fetchone()
    assert found == (None, None, None, 8, None, 8)
    week = world.execute(
        "select incidents, incidents_without_toll, killed_best, killed_high from marts.weekly_casualties_by_district where incidents > 0"
    ).fetchall()
    assert week == [(1, 1, None, None)]
    assert world.execute("select reason, record_counts, deaths from core.exclusions").fetchall() == [
        ("claimed_only_by_armed_group", False, 8)
    ]


def test_the_interval_holds_what_stands_of_each_side_and_nothing_superseded_garbled_stale_or_in_part(
    small_world: Build,
) -> None:
    state = {"claimant_id": "assistant-commissioner-khuzdar", "claimant_side": "state"}
    claim = {**state, "event_id": "a", "claim_id": "first", "value": 10, "said_at": "2024-05-06"}
    media = {"event_id": "a", "claimant_id": "dawn", "claimant_side": "media"}
    world = small_world(
        incidents=[{"incident_id": "a", "killed_total": 12}, {"incident_id": "open"}],
        # What a second page said on the 7th, its side left for 13.
        second_reports=[{"incident_id": "a2", "second_report_of": "a", "killed_total": 30}],
        claims=[
            claim,
            {**claim, "claim_id": "later", "value": 14, "said_at": "2024-05-08"},
            {**claim, "claim_id": "part", "value": 2, "said_at": "2024-05-09", "is_part": "yes"},
            {**claim, "claim_id": "garbled", "value": 140, "said_at": "2024-05-09", "garbled": "yes"},
            {**claim, "claim_id": "stale", "value": 9, "said_at": "2024-05-09", "stale_repeat": "yes"},
            {**media, "claim_id": "m1", "value": 13, "said_at": "2024-05-09"},
            {**claim, "event_id": "open", "claim_id": "o1", "value": 5, "qualifier": "at_least"},
            {
                **media,
                "event_id": "open",
                "claim_id": "o2",
                "value": 8,
                "qualifier": "at_least",
                "said_at": "2024-05-06",
            },
        ],
    )
    assert world.execute(
        "select killed_low, killed_best, killed_high, low, high from core.incidents as incident"
        " join marts.reconciled_tolls as toll on event_id = incident_id and victim_group = 'total' order by incident_id"
    ).fetchall() == [(12, 12, 14, 13, 14), (8, None, 8, 8, 8)]


def test_the_figures_of_a_row_are_claims_too(small_world: Build) -> None:
    world = small_world(
        incidents=[
            {"incident_id": "a", "killed_security": 8, "figures_claimant_side": "militant", "figures_claimant": "BLF"}
        ]
    )
    claims = world.execute(
        "select claim_id, claimant_side, claimant_as_written, victim_group, value from core.claims"
    ).fetchall()
    assert claims == [("a:killed_security", "militant", "BLF", "security", 8)]


def test_a_report_is_known_from_its_pages_date_and_an_undated_page_late_rather_than_early(small_world: Build) -> None:
    incidents = [
        {"incident_id": "dated", "date": "2024-05-06", "published_date": "2024-05-09", "killed_total": 1},
        {"incident_id": "undated", "date": "2024-05-06", "published_date": None, "killed_total": 2},
    ]
    known = {
        day: small_world(incidents=incidents, as_of=date.fromisoformat(day)).execute(
            "select list(incident_id order by incident_id) from core.incidents"
        ).fetchone()[0]
        for day in ("2024-05-08", "2024-05-09", "2024-06-04", "2024-06-05")
    }  # fmt: skip
    assert known == {
        "2024-05-08": None,
        "2024-05-09": ["dated"],
        "2024-06-04": ["dated"],
        "2024-06-05": ["dated", "undated"],
    }


def test_at_least_says_nothing_against_a_higher_figure(small_world: Build) -> None:
    """Jaffar Express, 64 dead, once read "[10-64]" because day one said "at least ten"."""
    claims = [{"event_id": "a", "claim_id": "1", "value": 10, "qualifier": "at_least"}]
    world = small_world(incidents=[{"incident_id": "a", "killed_total": 64}], claims=claims)
    assert world.execute("select killed_low, killed_high from core.incidents").fetchall() == [(64, 64)]
