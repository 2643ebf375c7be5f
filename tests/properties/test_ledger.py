"""Whatever the ledger says: nothing is lost, no order matters, and a past day stays as it was."""

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import world as tests_world
from tests.conftest import Build

DAYS = st.dates(date(2024, 4, 29), date(2024, 5, 20))
DISTRICTS = st.sampled_from(["Quetta", "Gwadar", "Hub", "Panjgur; Harnai", "Nowhereabad", None])
CLAIMANTS = ["ispr", "police", "bla", "edhi"]
COMPILED_ON = date(2026, 11, 20)
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
        "value": st.integers(0, 9) | st.integers(0, 400),
        "said_at": (st.tuples(DAYS, st.none() | st.none() | st.integers(0, 23)) | st.none()).map(
            lambda when: (
                "" if when is None else str(when[0]) if when[1] is None else f"{when[0]}T{when[1]:02d}:00+05:00"
            )
        ),
        "published_date": DAYS.map(str),
        "victim_group": st.sampled_from(["security", "militant"]),
        "claimant_side": st.sampled_from(["state", "militant", "hospital"]),
        "claimant_id": st.sampled_from(CLAIMANTS),
        "qualifier": st.sampled_from(["exact", "at_least"]),
        "includes_prior_operation": st.sampled_from(["", "", "yes", "no"]),
        "is_part": st.sampled_from(["no", "no", "no", "yes"]),
        "counting": st.sampled_from(["cumulative", "cumulative", "incremental"]),
        "garbled": st.sampled_from(["no"] * 9 + ["yes"]),
    }
)


def precision(said_at: str) -> str:
    return "undated" if not said_at else "hour" if "T" in said_at else "day"


def linked(rows: list[dict], data: st.DataObject | None) -> list[dict]:
    """The rows as claims about campaign c, some of which repeat or correct an earlier one."""
    claims = [
        {
            **row,
            "event_id": "c",
            "event_kind": "campaign",
            "scope": "campaign",
            "said_at_precision": precision(row["said_at"]),
        }
        for row in named(rows, "claim_id")
    ]
    for claim in claims:
        earlier = [
            other["claim_id"] for other in claims if other["said_at"][:10] < claim["said_at"][:10] and other["said_at"]
        ]
        if earlier and data:
            claim[data.draw(st.sampled_from(["repeats_claim_id", "corrects_claim_id", "ignored"]))] = data.draw(
                st.sampled_from(earlier)
            )
        claim.pop("ignored", None)
    return claims


SLOW = settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

QUICK = settings(SLOW, max_examples=8)


def named(rows: list[dict], key: str) -> list[dict]:
    return [{**row, key: f"{key}-{number}"} for number, row in enumerate(rows)]


CAMPAIGNS = [{"campaign_id": "c", "date_start": "2024-04-29", "date_end": "2024-05-20", "known_from": "2024-04-29"}]


@pytest.fixture(scope="module")
def claimed(
    tmp_path_factory: pytest.TempPathFactory, reference_database: Path
) -> Callable[..., duckdb.DuckDBPyConnection]:
    """Builds the tables of claims alone, as of a day, from the claims given; all in one database."""
    folder = tmp_path_factory.mktemp("claims")
    reference = tests_world.copy_reference(folder)
    connection = tests_world.open_database(Path(shutil.copy(reference_database, folder / "claims.duckdb")))
    tests_world.write_ledger(reference, campaigns=CAMPAIGNS)
    tests_world.load(connection, reference, folder / "snapshots", ["ledger"])
    ledger = tests_world.follows_from_the_ledger
    wanted = tests_world.needed_for("marts.claimed_tolls", "marts.reconciled_tolls")
    tests_world.build_models(connection, only=lambda table: table in wanted and ledger(table))
    tables = {table for table in wanted if "claim" in table or "toll" in table or table == "ref.known_by"}

    def build(day: date, claims: list[dict]) -> duckdb.DuckDBPyConnection:
        tests_world.write_ledger(reference, campaigns=CAMPAIGNS, claims=claims)
        tests_world.load_table(connection, reference, folder / "snapshots", "ledger_claims")
        tests_world.build_models(connection, day, tables.__contains__)
        return connection

    return build


def series(world: duckdb.DuckDBPyConnection) -> list[list[tuple]]:
    tables = ("core.claim_standing", "core.claim_series", "marts.claimed_tolls", "marts.reconciled_tolls")
    return [world.execute(f"from {table} order by all").fetchall() for table in tables]


def figures(world: duckdb.DuckDBPyConnection) -> dict[str, list[tuple]]:
    # An incident says in which row of the file it stands, which is the order of the rows.
    incidents = "(select * exclude (row_number) from core.incidents)"
    tables = [incidents, "marts.campaigns", "marts.conservation", "marts.weekly_casualties_by_district"]
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


@QUICK
@given(rows=st.lists(CLAIM, min_size=1, max_size=25), data=st.data())
def test_any_order_of_arrival_gives_the_same_series_and_later_claims_change_no_past_day(
    claimed: Callable[..., duckdb.DuckDBPyConnection], rows: list[dict], data: st.DataObject
) -> None:
    # Twins, of one voice, day and figure: only an order that arrival does not decide tells which was the first.
    claims = linked([*rows, *rows[:3]], data)
    day = data.draw(DAYS)
    known = [claim for claim in claims if (claim["said_at"] or claim["published_date"])[:10] <= str(day)]
    then = series(claimed(day, known))
    assert series(claimed(day, data.draw(st.permutations(claims)))) == then


AWKWARD = st.fixed_dictionaries(
    {
        "value": st.sampled_from([3, 5, 10, 10, 12, 40]),
        "day": DAYS,
        "clock": st.sampled_from(
            ["", "", "T00:00+05:00", "T18:59+00:00", "T19:00+00:00", "T23:30-12:00", "T01:00+14:00"]
        ),
        "dated_to": st.sampled_from(["day", "day", "week", "undated"]),
        "published_date": st.none() | DAYS.map(str),
        "recorded_at": st.none() | DAYS.map(str),
        "victim_group": st.sampled_from(["security", "militant"]),
        "claimant_id": st.sampled_from(CLAIMANTS),
        "includes_prior_operation": st.sampled_from(["", "", "yes", "no"]),
        "counting": st.sampled_from(["cumulative"] * 5 + ["incremental"]),
        "stale_repeat": st.sampled_from(["no"] * 9 + ["yes"]),
    }
)


def awkward(rows: list[dict], data: st.DataObject) -> dict[str, tuple[date, dict]]:
    """Claims by id, each with the day on which it could be known, reckoned here; some name any other, also a later one."""
    claims = {}
    for row in named(rows, "claim_id"):
        day, clock, dated_to = row.pop("day"), row.pop("clock"), row.pop("dated_to")
        said_at = "" if dated_to == "undated" else f"{day}{clock}"
        if clock and said_at:
            day = datetime.fromisoformat(said_at).astimezone(timezone(timedelta(hours=5))).date()
        if dated_to == "week":
            day += timedelta(days=6)
        if not said_at:
            read = row["published_date"] or row["recorded_at"]
            day = date.fromisoformat(read) if read else COMPILED_ON
        reference = data.draw(st.sampled_from(["repeats_claim_id", "corrects_claim_id", None, None]))
        claims[row["claim_id"]] = (
            day,
            {
                **row,
                "event_id": "c",
                "event_kind": "campaign",
                "scope": "campaign",
                "said_at": said_at,
                "said_at_precision": "hour" if clock and dated_to == "day" else dated_to,
                **({reference: f"claim_id-{data.draw(st.integers(0, len(rows) - 1))}"} if reference else {}),
            },
        )
    return claims


@QUICK
@given(rows=st.lists(AWKWARD, min_size=4, max_size=25), data=st.data())
def test_a_claim_of_any_hour_precision_or_reference_changes_no_day_before_it_was_known(
    claimed: Callable[..., duckdb.DuckDBPyConnection], rows: list[dict], data: st.DataObject
) -> None:
    claims = awkward(rows, data)
    day = data.draw(st.sampled_from(sorted({known for known, _ in claims.values()}))) - timedelta(
        days=data.draw(st.integers(0, 1))
    )
    then = series(claimed(day, [claim for known, claim in claims.values() if known <= day]))
    now = claimed(day, data.draw(st.permutations([claim for _, claim in claims.values()])))
    assert series(now) == then
    dated = "select claim_id, known_at from core.claims where event_id = 'c'"
    known_then = now.execute(dated).fetchall()
    assert dict(known_then) == {name: known for name, (known, _) in claims.items() if known <= day}
    known_at_last = claimed(date(2026, 12, 1), [claim for _, claim in claims.values()]).execute(dated).fetchall()
    assert dict(known_at_last) == {name: known for name, (known, _) in claims.items()}


@QUICK
@given(rows=st.lists(CLAIM, min_size=1, max_size=25))
def test_an_interval_holds_every_claim_of_its_side_that_no_later_one_superseded(
    claimed: Callable[..., duckdb.DuckDBPyConnection], rows: list[dict]
) -> None:
    claims = [
        {**row, "garbled": "no", "claimant_id": f"voice-{number}"} for number, row in enumerate(linked(rows, None))
    ]
    world = claimed(date(2024, 6, 30), claims)
    intervals = {
        tuple(row[:5]): row[5:]
        for row in world.execute(
            "select claimant_side, victim_group, coalesce(contains_prior, ''), series_kind = 'part', series_kind = 'increment', stands_low, stands_high"
            " from core.claim_series"
        ).fetchall()
    }

    def key(claim: dict) -> tuple:
        increment = claim["counting"] == "incremental"
        return (
            claim["claimant_side"], claim["victim_group"], claim["includes_prior_operation"],
            claim["is_part"] == "yes" and not increment, increment,
        )  # fmt: skip

    for claim in claims:
        later = [
            other for other in claims
            if key(other) == key(claim) and claim["said_at"] and (
                other["said_at"][:10] > claim["said_at"][:10]
                or ("T" in claim["said_at"] and "T" in other["said_at"] and other["said_at"] > claim["said_at"])
            )
        ]  # fmt: skip
        if not claim["said_at"] and any(other["said_at"] and key(other) == key(claim) for other in claims):
            continue  # undated beside dated: no end
        low, high = intervals[key(claim)]
        assert (later and claim["counting"] != "incremental") or low <= claim["value"] <= high, claim


@pytest.mark.parametrize("as_of", [date(2018, 1, 1), date(2024, 8, 27), date(2026, 1, 31), date(2026, 2, 3)])
def test_the_shipped_ledger_is_conserved_as_of_any_day(
    real_world_as_of: Callable[..., duckdb.DuckDBPyConnection], as_of: date
) -> None:
    assert tests_world.broken_rules(real_world_as_of(as_of), as_of) == {}
