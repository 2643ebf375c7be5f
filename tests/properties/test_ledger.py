"""Whatever the ledger says: nothing is lost, no order matters, and a past day stays as it was."""

from collections.abc import Callable
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import world as tests_world
from tests.conftest import Build

DAYS = st.dates(date(2024, 4, 29), date(2024, 5, 20))
DISTRICTS = st.sampled_from(["Quetta", "Gwadar", "Hub", "Panjgur; Harnai", "Nowhereabad", None])
COUNTS = st.none() | st.integers(0, 50)

INCIDENT = st.fixed_dictionaries(
    {
        "date": DAYS.map(str),
        "published_date": (st.none() | DAYS).map(lambda day: day and str(day)),
        "district_as_written": DISTRICTS,
        "province": st.sampled_from(["Balochistan", "Sindh"]),
        "killed_security": COUNTS,
        "killed_militant": COUNTS,
        "figures_claimant_side": st.sampled_from(["media", "state", "militant"]),
        "event_class": st.sampled_from(["attack", "security_operation"]),
        "claimed_by_as_written": st.sampled_from(["BLA", "BLF", "BLA; TTP", None]),
    }
)
CLAIM = st.fixed_dictionaries(
    {
        "value": st.integers(0, 400),
        "said_at": DAYS.map(str),
        "victim_group": st.sampled_from(["security", "militant"]),
        "claimant_side": st.sampled_from(["state", "militant"]),
        "is_part": st.sampled_from(["no", "no", "yes"]),
    }
)
SLOW = settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def named(rows: list[dict], key: str) -> list[dict]:
    return [{**row, key: f"{key}-{number}"} for number, row in enumerate(rows)]


def figures(world: duckdb.DuckDBPyConnection) -> dict[str, list[tuple]]:
    tables = ["core.incidents", "marts.campaigns", "marts.conservation", "marts.weekly_casualties_by_district"]
    return {table: world.execute(f"from {table} order by all").fetchall() for table in tables}


@SLOW
@given(rows=st.lists(INCIDENT, max_size=25), seconds=st.lists(INCIDENT, max_size=6), data=st.data())
def test_deaths_are_conserved_and_the_order_of_rows_never_matters(
    small_world: Build, rows: list[dict], seconds: list[dict], data: st.DataObject
) -> None:
    incidents = named(rows, "incident_id")
    second_reports = [
        {
            **row,
            "incident_id": f"again-{number}",
            "second_report_of": data.draw(st.sampled_from(incidents))["incident_id"],
        }
        for number, row in enumerate(seconds if incidents else [])
    ]
    day = data.draw(DAYS) + timedelta(days=30)
    world = small_world(as_of=day, incidents=incidents, second_reports=second_reports)
    assert tests_world.broken_rules(world, day) == {}
    shuffled = small_world(
        as_of=day,
        incidents=data.draw(st.permutations(incidents)),
        second_reports=data.draw(st.permutations(second_reports)),
    )
    assert figures(shuffled) == figures(world)


@SLOW
@given(rows=st.lists(CLAIM, min_size=1, max_size=25), data=st.data())
def test_any_order_of_arrival_gives_the_same_series_and_later_claims_change_no_past_day(
    small_world: Build, rows: list[dict], data: st.DataObject
) -> None:
    claims = [
        {**row, "event_id": "c", "event_kind": "campaign", "scope": "campaign"} for row in named(rows, "claim_id")
    ]
    day = data.draw(DAYS)
    known = [claim for claim in claims if claim["said_at"] <= str(day)]
    campaigns = [{"campaign_id": "c", "date_start": "2024-04-29", "date_end": "2024-05-20", "known_from": "2024-04-29"}]
    then = small_world(as_of=day, campaigns=campaigns, claims=known)
    with_all = small_world(as_of=day, campaigns=campaigns, claims=data.draw(st.permutations(claims)))
    assert figures(with_all) == figures(then)


@pytest.mark.parametrize("as_of", [date(2018, 1, 1), date(2024, 8, 27), date(2026, 1, 31), date(2026, 2, 3)])
def test_the_shipped_ledger_is_conserved_as_of_any_day(
    real_world_as_of: Callable[..., duckdb.DuckDBPyConnection], as_of: date
) -> None:
    assert tests_world.broken_rules(real_world_as_of(as_of), as_of) == {}
