"""Steps of long models, each run alone on rows made up by hand: nothing before it is built."""

from collections.abc import Iterator, Mapping

import duckdb
import polars as pl
import pytest

from tests import world


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with world.open_database(":memory:") as connection:
        yield connection


def run(connection: duckdb.DuckDBPyConnection, table: str, **given: list[Mapping[str, object]] | None) -> None:
    """Build a table from rows of those it reads; `core__claims` is core.claims."""
    frames = {
        name.replace("__", "."): rows and pl.DataFrame(rows, infer_schema_length=None) for name, rows in given.items()
    }
    world.GRAPH.build(connection, [table], world.parameters(), frames)


CLAIM = {
    "source_id": "ledger", "event_id": "e", "event_kind": "incident", "claimant_side": "state", "victim_group": "militant",
    "metric": "killed", "scope": "incident", "counting": "cumulative", "qualifier": "exact", "is_part": False,
    "is_garbled": False, "is_stale_repeat": False, "said_at_precision": "day", "known_at": "2024-05-06",
}  # fmt: skip


def test_the_key_of_a_claim_tells_what_it_counts_and_what_cannot_be_used(connection: duckdb.DuckDBPyConnection) -> None:
    rows = [
        {**CLAIM, "claim_id": "whole", "value": 5},
        {**CLAIM, "claim_id": "part", "value": 2, "is_part": True},
        {**CLAIM, "claim_id": "more", "value": 1, "counting": "incremental"},
        {**CLAIM, "claim_id": "none"},
        {**CLAIM, "claim_id": "back", "qualifier": "retracted", "corrects_claim_id": "whole", "known_at": "2024-05-07"},
    ]
    run(connection, "core.claim_keys", core__claims=rows)
    found = connection.execute("select claim_id, series_kind, unusable, retracted_by from core.claim_keys").fetchall()
    assert found == [
        ("back", "whole", "no_figure", None),
        ("more", "increment", None, None),
        ("none", "whole", "no_figure", None),
        ("part", "part", None, None),
        ("whole", "whole", "retracted", "back"),
    ]


KEY = {
    "source_id": "ledger", "event_id": "e", "claimant_side": "state", "claimant_id": "police", "victim_group": "militant",
    "metric": "killed", "series_kind": "whole", "family_id": "f", "series_id": "f/", "day": "2024-05-06",
}  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"figure": 5}, {"figure": 7}),
        ({"figure": 7, "hour": "2024-05-06 10:00:00"}, {"figure": 5, "hour": "2024-05-06 11:00:00"}),
        ({"figure": 9, "day": "2024-05-05"}, {"figure": 5}),
    ],
)
def test_the_page_with_the_larger_count_comes_later_unless_hours_or_days_say_otherwise(
    connection: duckdb.DuckDBPyConnection, first: dict[str, object], second: dict[str, object]
) -> None:
    claims = [
        {**KEY, "claim_id": "b-first", "statement_id": "one", "hour": None, **first},
        {**KEY, "claim_id": "a-second", "statement_id": "two", "hour": None, **second},
    ]
    run(connection, "core.claim_order", core__claim_keys=claims)
    assert connection.execute("select claim_id from core.claim_order order by ordinal").fetchall() == [
        ("b-first",), ("a-second",),
    ]  # fmt: skip


def test_a_claimant_that_gives_its_last_figure_again_repeats_the_first_of_them(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    figures = {"1": 5, "2": 5, "3": 6, "4": 5}
    claims = [
        {**KEY, "claim_id": name, "statement_id": name, "figure": value, "high": value}
        for name, value in figures.items()
    ]
    order = [{"source_id": "ledger", "claim_id": name, "page_rank": 1, "ordinal": int(name)} for name in figures]
    run(connection, "core.claim_repeats", core__claim_keys=claims, core__claim_order=order)
    found = connection.execute("select claim_id, root_id from core.claim_repeats order by claim_id").fetchall()
    assert found == [("1", "1"), ("2", "1"), ("3", "3"), ("4", "4")]


def test_records_that_write_the_same_on_the_same_day_are_read_once(connection: duckdb.DuckDBPyConnection) -> None:
    common = {"source_id": "desk", "record_kind": "incident", "place_as_written": "Turbat"}
    rows = [
        {**common, "record_id": "b", "on_date": "2024-05-06"},
        {**common, "record_id": "a", "on_date": "2024-05-06"},
        {**common, "record_id": "c", "on_date": "2024-05-07"},
    ]
    run(connection, "core.mention_representatives", core__place_mentions=rows)
    found = connection.execute(
        "select record_id, representative.record_id, is_read from core.mention_representatives"
    ).fetchall()
    assert found == [("a", "a", True), ("b", "a", False), ("c", "c", True)]


def test_a_name_with_a_hyphen_is_taken_apart_where_each_piece_is_known(connection: duckdb.DuckDBPyConnection) -> None:
    record = {"source_id": "desk", "record_kind": "incident", "record_id": "r"}
    name = {**record, "on_date": "2024-05-06", "field": "place", "kind": "place", "is_joined": False, "piece_of": None}
    names = [
        {**name, "part": 0, "written": "Kech-Panjgur"},
        {**name, "part": 1, "written": "Kech-Panjgur"},
        {**name, "part": 1001, "written": "Kech", "is_joined": True, "piece_of": 1},
        {**name, "part": 1002, "written": "Panjgur", "is_joined": True, "piece_of": 1},
    ]
    known = {"kind": "place", "method": "canonical", "needs_province": False}
    readings = [
        {"kind": "place", "written": "Kech-Panjgur", "method": "no_alias", "needs_province": False},
        {**known, "written": "Kech", "id": "kech"},
        {**known, "written": "Panjgur", "id": "panjgur"},
    ]
    given = {
        "core__place_mentions": [{**record, "place_as_written": "Kech-Panjgur"}],
        "core__mention_representatives": [{**record, "is_read": True}],
        "core__written_names": names,
    }
    run(connection, "core.place_parts", **given, core__name_readings=readings)
    assert connection.execute("select district_id from core.place_parts").fetchall() == [("kech",), ("panjgur",)]
    run(connection, "core.place_parts", **given, core__name_readings=readings[:2])
    assert connection.execute("select district_id from core.place_parts").fetchall() == [(None,)]


def test_a_name_known_elsewhere_is_not_read_by_its_letters(connection: duckdb.DuckDBPyConnection) -> None:
    form = {"kind": "place", "way": 1, "how": "written", "is_district_name": False, "is_division": False}
    letters = {"consonants": "nSk", "sound": "niSki"}
    meaning = {
        "could_be": ["nushki"], "is_open_as_place": False, "is_open_as_district": False, "has_district_reading": False,
        "is_minor": False, "is_small": False, "has_kind_in_name": False,
    }  # fmt: skip
    forms = [{**form, "written": "Naushkee", "folded": "naushki", **letters}]
    known = [{**meaning, "folded": "nushki", **letters}]
    aliases = {"ref__place_meanings": known, "ref__district_aliases": None}
    run(connection, "core.names_by_letters", core__name_forms=forms, **aliases, ref__places_elsewhere=None)
    assert connection.execute("select known_folded, method from core.names_by_letters").fetchall() == [
        ("nushki", "same_sound")
    ]
    there = [{"name": "Naushki", "folded": "naushki", "is_abroad": True}]
    run(connection, "core.names_by_letters", core__name_forms=forms, **aliases, ref__places_elsewhere=there)
    assert connection.execute("select count(*) from core.names_by_letters").fetchone() == (0,)
    assert connection.execute("select is_elsewhere from core.names_found").fetchone() == (True,)
