"""Campaigns: a toll of their own, by whose account, never spread over districts; the case of 31 January 2026."""

from datetime import date

import duckdb
import pytest

from tests.conftest import Build

CLAIM = {"event_id": "c", "event_kind": "campaign", "scope": "campaign", "victim_group": "militant"}


def claim(claim_id: str, value: int, said_at: str, **more: str) -> dict[str, object]:
    return {**CLAIM, "claim_id": claim_id, "value": value, "said_at": said_at, **more}


def test_first_lowest_highest_and_latest_follow_what_was_said_whatever_the_order_of_rows(small_world: Build) -> None:
    claims = [
        claim("4", 150, "2024-05-08"),
        claim("1", 37, "2024-05-06"),
        claim("3", 58, "2024-05-06T15:12+05:00", said_at_precision="hour"),
        claim("stale", 37, "2024-05-09", stale_repeat="yes"),
        claim("part", 4, "2024-05-09", is_part="yes"),
        claim("garbled", 1500, "2024-05-09", garbled="yes"),
        claim("one district", 9, "2024-05-09", scope="district"),
    ]
    for rows in (claims, claims[::-1]):
        world = small_world(campaigns=[{"campaign_id": "c"}], claims=rows)
        found = world.execute(
            "select claims, first_value, lowest_value, highest_value, latest_value from marts.campaigns"
        ).fetchall()
        assert found == [(3, 37, 37, 150, 150)]


def test_sides_and_groups_are_never_added(small_world: Build) -> None:
    with_sides = small_world(
        campaigns=[{"campaign_id": "c"}],
        claims=[
            claim("1", 10, "2024-05-06", victim_group="security", claimant_side="state"),
            claim("2", 84, "2024-05-06", victim_group="security", claimant_side="militant"),
            claim("3", 37, "2024-05-06", victim_group="militant", claimant_side="state"),
        ],
    )
    found = with_sides.execute(
        "select claimant_side, victim_group, latest_value from marts.campaigns order by all"
    ).fetchall()
    assert found == [("militant", "security", 84), ("state", "militant", 37), ("state", "security", 10)]


def test_a_campaigns_toll_is_in_no_district_week_and_what_its_incidents_hold_is_taken_off(small_world: Build) -> None:
    world = small_world(
        campaigns=[{"campaign_id": "c"}],
        incidents=[{"incident_id": "a", "killed_militant": 6, "killed_total": 6, "campaign_id": "c"}],
        claims=[claim("1", 216, "2024-05-08")],
    )
    assert world.execute("select held_by_incidents, remainder from marts.campaigns").fetchall() == [(6, 210)]
    assert world.execute("select sum(killed_best)::int from marts.weekly_casualties_by_district").fetchone() == (6,)
    assert world.execute(
        "select campaign_ids from marts.weekly_casualties_by_district where incidents > 0"
    ).fetchall() == [(["c"],)]


@pytest.mark.parametrize(
    ("held", "remainder"),
    [
        ([{"killed_militant": 6}, {}], (6, 210)),
        ([{}], (None, None)),
        ([{"killed_militant": 0}, {}], (0, 216)),
        ([{"killed_militant": 0}, {"killed_militant": 0}], (0, 216)),
        ([{"killed_militant": 217}], (217, None)),
    ],
)
def test_a_remainder_is_left_only_where_the_incidents_say_a_number_and_no_more_than_the_claim(
    small_world: Build, held: list[dict], remainder: tuple
) -> None:
    """What the incidents did not say was taken for zero, what they held beyond the claim was cut off, and a zero that
    one of them says was taken for unknown where another says nothing.
    """
    incidents = [
        {"incident_id": str(number), "campaign_id": "c", "killed_civilian": 1, **row} for number, row in enumerate(held)
    ]
    world = small_world(campaigns=[{"campaign_id": "c"}], incidents=incidents, claims=[claim("1", 216, "2024-05-08")])
    assert world.execute("select held_by_incidents, remainder from marts.campaigns").fetchall() == [remainder]


def test_a_campaign_nobody_counted_is_still_a_row(small_world: Build) -> None:
    world = small_world(campaigns=[{"campaign_id": "c"}])
    assert world.execute("select campaign_id, claims, latest_value from marts.campaigns").fetchall() == [("c", 0, None)]


@pytest.mark.parametrize(
    ("side", "group", "expected"),
    [
        ("state", "militant", (37, 37, 216, 216)),
        ("state", "security", (10, 10, 22, 22)),
        ("militant", "security", (12, 12, 362, 362)),
    ],
)
def test_31_january_2026(
    real_world: duckdb.DuckDBPyConnection, side: str, group: str, expected: tuple[int, ...]
) -> None:
    found = real_world.execute(
        "select first_value, lowest_value, highest_value, latest_value from marts.campaigns"
        " where campaign_id = 'herof2' and metric = 'killed' and claimant_side = $side and victim_group = $group",
        {"side": side, "group": group},
    ).fetchall()
    assert found == [expected]


def test_31_january_2026_names_five_places_of_which_pasni_is_in_gwadar(real_world: duckdb.DuckDBPyConnection) -> None:
    first = real_world.execute(
        "select first_reported_places from core.campaigns where campaign_id = 'herof2'"
    ).fetchone()
    assert first == ("Quetta; Mastung; Nushki; Pasni; Gwadar",)
    pasni = real_world.execute(
        "select distinct district_id from core.campaign_places where campaign_id = 'herof2' and place_as_written = 'Pasni'"
    ).fetchall()
    assert pasni == [("gwadar",)]


def test_31_january_2026_is_not_spread_over_districts(real_world: duckdb.DuckDBPyConnection) -> None:
    in_weeks, in_incidents = real_world.execute(
        "select (select sum(killed_best) from marts.weekly_casualties_by_district where list_contains(campaign_ids, 'herof2')),"
        " (select sum(killed_best) from core.incidents where campaign_id = 'herof2')"
    ).fetchone()
    assert in_weeks >= in_incidents
    others = real_world.execute(
        "select coalesce(sum(killed_best), 0) from core.incidents where campaign_id is distinct from 'herof2' and (district_id, week) in"
        " (select (district_id, week) from core.incidents where campaign_id = 'herof2')"
    ).fetchone()[0]
    assert in_weeks == in_incidents + others
    remainder = real_world.execute(
        "select remainder from marts.campaigns where campaign_id = 'herof2' and claimant_side = 'state' and victim_group = 'militant' and metric = 'killed'"
    ).fetchone()[0]
    assert remainder == 216 - 51


def test_a_figure_of_part_of_a_group_is_no_toll_of_the_whole(small_world: Build) -> None:
    """Fifty dead "attackers not counted" once stood as the state's total beside 78 in its own incidents."""
    world = small_world(
        campaigns=[{"campaign_id": "c"}],
        claims=[
            claim("1", 50, "2024-05-07", victim_group="total", victim_subgroup="security_and_civilian"),
            claim("2", 255, "2024-05-06", victim_group="total"),
        ],
    )
    assert world.execute("select claims, latest_value from marts.campaigns").fetchall() == [(1, 255)]


def test_what_others_hold_is_not_taken_off_an_armed_groups_own_count(small_world: Build) -> None:
    world = small_world(
        campaigns=[{"campaign_id": "c"}],
        incidents=[{"incident_id": "a", "killed_security": 9, "campaign_id": "c"}],
        claims=[claim("1", 362, "2024-05-08", victim_group="security", claimant_side="militant")],
    )
    assert world.execute("select held_by_incidents, remainder from marts.campaigns").fetchall() == [(9, None)]


def test_a_campaign_is_not_named_before_it_could_be_nor_its_end_before_it_came(small_world: Build) -> None:
    """An as-of view of 30 January once told of the attacks of the 31st."""
    campaign = {
        "campaign_id": "c", "date_start": "2024-05-06", "date_end": "2024-05-12", "known_from": "2024-05-08", "summary": "told later",
    }  # fmt: skip
    seen = {
        day.day: small_world(as_of=day, campaigns=[campaign]).execute("select date_end, summary from core.campaigns").fetchall()
        for day in (date(2024, 5, 7), date(2024, 5, 9), date(2024, 5, 12))
    }  # fmt: skip
    assert seen == {7: [], 9: [(date(2024, 5, 9), None)], 12: [(date(2024, 5, 12), "told later")]}
