"""How tolls grow: which of them tell, one an event, whose they are; and the range on a week is the one that was scored."""

from collections.abc import Iterable
from datetime import date, timedelta

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.warehouse import load_macros
from tests import world
from tests.conftest import Build

AS_OF = date(2026, 11, 20)
MODELS = (
    "development_tolls",
    "development_factors",
    "development_backtest",
    "development_scores",
    "weeks_still_filling",
)


def claimed(
    event: str, *said: tuple[int, int], side: str = "state", group: str = "total", day: str = "2024-05-06"
) -> list[dict]:
    """Claims of one side about one group: the day of the event, the first being 1, and the figure."""
    return [
        {
            "claim_id": f"{event}-{side}-{group}-{number}", "event_id": event, "value": figure, "claimant_side": side,
            "victim_group": group, "said_at": str(date.fromisoformat(day) + timedelta(after - 1)),
            "claimant_id": {"state": "police", "militant": "bla"}.get(side),
        }
        for number, (after, figure) in enumerate(said)
    ]  # fmt: skip


def test_a_toll_that_nobody_counted_again_after_an_age_says_nothing_of_how_tolls_grow_from_it(
    small_world: Build,
) -> None:
    """A second figure of the same day, or of years later, made the factor 1 by construction."""
    claims = [
        *claimed("same-day", (1, 4), (1, 6)), *claimed("years-later", (1, 4), (900, 6)), *claimed("once-more", (1, 4), (2, 6)),
        *claimed("stayed", (1, 4), (9, 4)), *claimed("grew", (1, 4), (20, 6)),
    ]  # fmt: skip
    events = sorted({claim["event_id"] for claim in claims})
    tables = small_world(
        incidents=[{"incident_id": event, "killed_total": None} for event in events],
        claims=[{key: value for key, value in claim.items() if key != "claimant_id"} for claim in claims],
    )
    found = tables.execute(
        "select event_id, age, factor from marts.claim_development where factor is not null and age < 30 order by 1, 2"
    ).fetchall()
    assert found == [
        ("grew", 1, 1.5), ("grew", 3, 1.5), ("grew", 7, 1.5), ("once-more", 1, 1.5),
        ("stayed", 1, 1.0), ("stayed", 3, 1.0), ("stayed", 7, 1.0),
    ]  # fmt: skip


@pytest.fixture
def tables() -> duckdb.DuckDBPyConnection:
    """The tables that growth is counted from, empty."""
    connection = duckdb.connect()
    load_macros(connection)
    connection.execute(
        "create schema core; create schema marts;"
        "create table marts.claim_development (source_id varchar, event_kind varchar, event_id varchar, claimant_side varchar,"
        " victim_group varchar, metric varchar, age integer, first_day date, district_id varchar, is_landmark boolean,"
        " known_value integer, settled_value integer, latest_value integer, factor double);"
        "create table marts.week_development (source_id varchar, week date, district_id varchar, age integer,"
        " known_value integer, settled_value integer, latest_value integer, factor double);"
        "create table marts.weekly_casualties_by_district as select 'ledger' as source_id, date '2026-11-09' as week,"
        " 'provisional' as status, 1 as incidents, 20 as killed_best"
    )
    return connection


def add(
    tables: duckdb.DuckDBPyConnection, number: int, factor: float, *, side: str = "state", group: str = "total",
    kind: str = "incident", is_landmark: bool = False, known: int = 10,
) -> None:  # fmt: skip
    """A toll of the number-th event, two months after the one before, known on day 3 and settled at factor times that."""
    day = date(2018, 1, 1) + timedelta(60 * number)
    settled = round(known * factor)
    tables.execute(
        "insert into marts.claim_development values ('ledger', ?, ?, ?, ?, 'killed', 3, ?, 'quetta', ?, ?, ?, ?, ?)",
        [kind, f"e{number:02}", side, group, day, is_landmark, known, settled, settled, settled / known],
    )


def build(tables: duckdb.DuckDBPyConnection) -> None:
    for model in world.MODELS:
        if model.table.removeprefix("marts.") in MODELS:
            sqlmodels.build(tables, model, world.parameters(AS_OF))


def rows(tables: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return tables.execute(query).fetchall()


def test_an_event_counts_once_its_total_before_a_part_and_the_sides_apart(tables: duckdb.DuckDBPyConnection) -> None:
    """A total and its parts, and both sides of one event, were as many tolls as if they had been as many events."""
    for side, group, factor in (
        ("state", "total", 2.0), ("state", "militant", 3.0), ("media", "total", 1.5), ("militant", "security", 13.0),
    ):  # fmt: skip
        add(tables, 1, factor, side=side, group=group)
    add(tables, 2, 1.2, side="media", group="security", known=20)
    add(tables, 2, 1.1, side="media", group="civilian", known=30)
    add(tables, 3, 13.0, side="militant")
    add(tables, 3, 1.3, group="security")
    build(tables)
    counted = "select event_id, claimant_side, factor from marts.development_tolls where grouping = '{}' order by all"
    assert rows(tables, counted.format("event")) == [("e01", "any", 2.0), ("e02", "any", 1.1), ("e03", "any", 1.3)]
    assert rows(tables, counted.format("side")) == [
        ("e01", "media", 1.5), ("e01", "militant", 13.0), ("e01", "state", 2.0), ("e02", "media", 1.1),
        ("e03", "militant", 13.0), ("e03", "state", 1.3),
    ]  # fmt: skip
    assert len(rows(tables, counted.format("side_and_group"))) == 8


def test_attacks_chosen_because_they_were_large_and_campaigns_are_in_no_factor(
    tables: duckdb.DuckDBPyConnection,
) -> None:
    add(tables, 1, 2.0, is_landmark=True)
    add(tables, 2, 2.0, kind="campaign")
    build(tables)
    assert rows(tables, "select * from marts.development_factors") == []


def grow(tables: duckdb.DuckDBPyConnection, factors: Iterable[float], side: str = "state") -> None:
    for number, factor in enumerate(factors):
        add(tables, number, factor, side=side)


def test_the_range_on_a_week_is_the_one_that_was_scored_and_is_drawn_where_it_beats_no_change(tables) -> None:
    """The quartiles of all tolls were drawn, and the smallest to largest of a side and group scored."""
    grow(tables, (1.5, 2.0, 2.5, 3.0, 2.0) * 6)
    build(tables)
    assert rows(
        tables, "select scored, held, moved_held, verdict from marts.development_scores where grouping = 'event'"
    ) == [(21, 21, 21, "better")]
    [(low, high)] = rows(tables, "select band_low, band_high from marts.development_factors where grouping = 'event'")
    assert (low, high) == (1.5, 3.0)
    assert rows(tables, "select expected_low, expected_high, known_value from marts.development_backtest where grouping = 'event'"
                        " and event_id = 'e29'") == [(15, 30, 10)]  # fmt: skip
    assert rows(tables, "select known_best, expected_low, expected_high from marts.weeks_still_filling") == [
        (20, 30, 60)
    ]


def test_eight_of_ten_are_meant_to_settle_within_the_range(tables: duckdb.DuckDBPyConnection) -> None:
    grow(tables, [1 + number / 10 for number in range(29)])
    build(tables)
    [(low, high)] = rows(tables, "select band_low, band_high from marts.development_factors where grouping = 'event'")
    assert (low, high) == (1.2, 3.6)  # the third smallest and the third largest of 29


@pytest.mark.parametrize(
    ("factors", "verdict"),
    [
        ([2.0] * 18, "too_few"),
        ([1.0] * 30, "no_better"),
        ([*([1.0] * 14), 1.5, *([1.0] * 15)], "holds_too_few"),
        ([1.1**number for number in range(1, 31)], "holds_too_few"),
        ([*([2.0, 2.5, 3.0] * 3), *(each for step in range(10) for each in (2.5, 3.2 + step / 5))], "holds_too_few"),
    ],
)
def test_where_a_range_cannot_be_shown_to_beat_no_change_none_is_drawn(
    tables, factors: list[float], verdict: str
) -> None:
    grow(tables, factors)
    build(tables)
    assert rows(tables, "select verdict from marts.development_scores where grouping = 'event'") == [(verdict,)]
    assert rows(tables, "select verdict, expected_low, expected_high from marts.weeks_still_filling") == [
        (verdict, None, None)
    ]


def test_how_the_counts_of_armed_groups_grow_is_no_measure_of_a_weeks_dead(tables: duckdb.DuckDBPyConnection) -> None:
    """A group's count that grew thirteenfold was in the factor of a sum to which no armed group contributes."""
    grow(tables, (1.5, 2.0, 2.5, 3.0, 2.0) * 6)
    grow(tables, [13.0] * 30, side="militant")
    build(tables)
    assert rows(tables, "select known_best, expected_low, expected_high from marts.weeks_still_filling") == [
        (20, 30, 60)
    ]
    tables.execute("delete from marts.claim_development where claimant_side <> 'militant'")
    build(tables)
    assert rows(tables, "select expected_low, expected_high from marts.weeks_still_filling") == [(None, None)]


def test_how_tolls_of_other_provinces_grow_is_in_no_factor(tables: duckdb.DuckDBPyConnection) -> None:
    """A table of one's own that holds the whole country would have stretched the range on the province's weeks."""
    grow(tables, (1.5, 2.0))
    tables.execute("update marts.claim_development set district_id = null where event_id = 'e01'")
    build(tables)
    assert rows(tables, "select distinct event_id from marts.development_tolls") == [("e00",)]


def test_how_weeks_fill_with_incidents_is_measured_by_their_pages_apart_from_their_tolls(small_world: Build) -> None:
    tables = small_world(
        incidents=[
            {"incident_id": "soon", "date": "2024-05-06", "published_date": "2024-05-07", "killed_total": 3},
            {"incident_id": "late", "date": "2024-05-07", "published_date": "2024-06-20", "killed_total": 5},
            {"incident_id": "undated", "date": "2024-05-08", "published_date": None, "killed_total": 7},
        ],
    )
    assert rows(
        tables,
        "select age, weeks, incidents, known_by_then, killed, killed_known_by_then, left_out from marts.week_arrivals"
        " where source_id = 'ledger' order by age",
    ) == [(age, 1, 2, known, 8, dead, 1) for age, known, dead in
          ((1, 1, 3), (3, 1, 3), (7, 1, 3), (30, 1, 3), (90, 2, 8), (180, 2, 8))]  # fmt: skip


def test_the_first_page_on_an_incident_may_be_a_claims_and_incidents_of_elsewhere_fill_no_week(
    small_world: Build,
) -> None:
    """Only the page of the report counted: an incident whose claim stood on an earlier page seemed to come late."""
    late = {"incident_id": "late", "date": "2024-05-07", "published_date": "2024-06-20", "killed_total": 5}
    tables = small_world(
        incidents=[
            late,
            {**late, "incident_id": "told", "published_date": None, "killed_total": 3},
            {
                **late,
                "incident_id": "karachi",
                "province": "Sindh",
                "district_as_written": "Karachi",
                "killed_total": 40,
            },
        ],
        claims=[
            {
                "claim_id": "C1",
                "event_id": "late",
                "said_at": None,
                "said_at_precision": "undated",
                "published_date": "2024-05-08",
                "value": 4,
            },
            {"claim_id": "C2", "event_id": "told", "said_at": "2024-05-07", "published_date": "2024-05-14", "value": 3},
        ],
    )
    found = "select age, incidents, known_by_then, killed, killed_known_by_then, left_out from marts.week_arrivals where age < 30 order by age"
    assert rows(tables, found) == [(1, 2, 1, 8, 5, 0), (3, 2, 2, 8, 8, 0), (7, 2, 2, 8, 8, 0)]


def test_a_publishers_weeks_fill_by_the_files_that_first_held_an_event_and_only_where_it_was_watched() -> None:
    """A bulk file of thirty years taken today would say that every event became known today."""
    tables = duckdb.connect()
    load_macros(tables)
    tables.execute(
        "create schema core; create schema marts;"
        "create table core.reports (source_id varchar, incident_id varchar, known_at date, known_at_basis varchar);"
        "create table core.claims (source_id varchar, event_id varchar, event_kind varchar, published_date date, recorded_at date);"
        "create table marts.week_development as select 'ucdp' as source_id, date '2026-01-05' as week, null::varchar as district_id;"
        "create table core.record_versions as select 'ucdp' as source_id, * from (values ('a', date '2026-01-20'),"
        " ('b', date '2026-03-01'), ('a', date '2026-05-01'), ('old', date '2026-01-20')) as t(report_id, known_at);"
        "create table core.incidents as select 'ucdp' as source_id, *, 'kech' as district_id, 'day' as date_precision, false as is_landmark from (values"
        " ('a', date '2026-01-05', 4), ('b', date '2026-01-05', 6), ('old', date '2015-01-05', 9)) as t(incident_id, week, killed_best)"
    )
    [model] = [model for model in world.MODELS if model.table == "marts.week_arrivals"]
    sqlmodels.build(tables, model, world.parameters(AS_OF))
    found = "select basis, age, incidents, known_by_then, killed_known_by_then, left_out from marts.week_arrivals order by age"
    assert rows(tables, found) == [
        ("snapshot", 1, 2, 0, 0, 0), ("snapshot", 3, 2, 0, 0, 0), ("snapshot", 7, 2, 0, 0, 0), ("snapshot", 30, 2, 1, 4, 0),
        ("snapshot", 90, 2, 2, 10, 0), ("snapshot", 180, 2, 2, 10, 0),
    ]  # fmt: skip
