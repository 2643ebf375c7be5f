"""Before and after against the rest of the province: sites, towns and incidents of a small made-up province."""

import json
from collections.abc import Iterable
from datetime import date, timedelta

import duckdb
import polars as pl
import pytest

from corridorwatch.exposure import comparison, controls

FIRST = date(2000, 1, 3)
BUILT, RUNS = date(2006, 1, 2), date(2008, 1, 7)
BEFORE, DURING, AFTER = date(2002, 1, 7), date(2007, 1, 1), date(2009, 1, 5)
VALUES = {"radii_km": [5, 10, 25, 50, 100]}
PLANT, ROAD = "plant", "road"
FAR = ((28.0, 62.0), (28.0, 63.0), (28.0, 64.0))
"""Towns far from all else, a degree of longitude apart."""

Incident = tuple[date, str]


def spread(count: int, start: date, place: str, every: int = 2) -> list[Incident]:
    """So many incidents at a place from a day on, one every so many weeks."""
    return [(start + timedelta(weeks=every * number), place) for number in range(count)]


def province(
    incidents: Iterable[Incident],
    *,
    sites: Iterable[tuple[str, float, float]] = ((PLANT, 30.0, 67.0),),
    lines: Iterable[str] = (),
    towns: Iterable[tuple[float, float]] = FAR,
    likely: Iterable[tuple[str, str, float]] = (),
    phases: Iterable[tuple[str, date, date | None]] = (("construction", BUILT, RUNS), ("operating", RUNS, None)),
    kinds: Iterable[tuple[str, str]] = (("census", "census"),),
) -> duckdb.DuckDBPyConnection:
    """Incidents lie at 'near' (surely within 25 km of every site), 'far' (surely not), a town by its number, or a place
    of which `likely` says (site, place, probability).
    """
    incidents, towns, sites, phases = list(incidents), list(towns), list(sites), list(phases)
    connection = duckdb.connect()
    connection.execute("""
        create schema core; create schema ref;
        create table core.incidents (source_id varchar, incident_id varchar, week date, date date, date_precision varchar, is_landmark boolean);
        create table core.incident_locations (source_id varchar, incident_id varchar, location_id varchar);
        create table core.locations (location_id varchar, model varchar, latitude double, longitude double, radius_km double,
            line_ids varchar[], ground_ids varchar[]);
        create table core.location_reach (location_id varchar, site_id varchar, radius_km integer, probability double);
        create table ref.cpec_sites (site_id varchar, geometry varchar, latitude double, longitude double, waypoints json,
            extent_km double, coord_uncertainty_km double, in_balochistan boolean);
        create table ref.site_phases (site_id varchar, phase varchar, date_start date, date_precision varchar, date_end date);
        create table ref.district_aliases (alias varchar, district_id varchar, kind varchar, script varchar, latitude double, longitude double, point_kind varchar, is_ambiguous boolean, valid_to date);
        create table ref.district_shapes (district_id varchar, geometry varchar, is_used boolean);
        create table ref.named_lines (line_id varchar, site_ids varchar[], ways json, course_km double,
            waypoint_km double, course_growth double);
        create table ref.source_weeks as
            select '' as source_id, '' as kind, null::date as week, true as in_period, false as is_down, false as is_filling, false as is_cut limit 0
    """)
    for source_id, kind in kinds:
        connection.execute(
            "insert into ref.source_weeks select $source, $kind, unnest(generate_series($first::date, date '2014-12-22', interval 7 day))::date, true, false, false, false",
            {"source": source_id, "kind": kind, "first": FIRST},
        )
        rows = pl.DataFrame(
            [(f"i{number:04}", *row) for number, row in enumerate(incidents)], ["id", "day", "place"], orient="row"
        )
        connection.register("given", rows.to_arrow())
        connection.execute("insert into core.incidents select $1, id, day, day, 'day', false from given", [source_id])
        connection.execute("insert into core.incident_locations select $1, id, place from given", [source_id])
    places = {"near": (30.0, 67.0), "far": (27.0, 68.0)} | {str(n): town for n, town in enumerate(towns)}
    places |= {place: (27.0, 68.0) for _, place, _ in likely}
    for name, (latitude, longitude) in places.items():
        connection.execute(
            "insert into core.locations values ($1, 'disc', $2, $3, 5, [], [])", [name, latitude, longitude]
        )
    for site_id, latitude, longitude in sites:
        connection.execute(
            "insert into ref.cpec_sites values ($1, 'point', $2, $3, null, 0, 2, true)", [site_id, latitude, longitude]
        )
        connection.execute("insert into core.location_reach values ('near', $1, 25, 1)", [site_id])
    for site_id in lines:
        way = json.dumps([[30.0, 67.0, "here"], [30.2, 67.0, "there"]])
        connection.execute("insert into ref.cpec_sites values ($1, 'line', null, null, $2, 0, 2, true)", [site_id, way])
        connection.execute("insert into core.location_reach values ('near', $1, 25, 1)", [site_id])
    for site_id, place, probability in likely:
        connection.execute("insert into core.location_reach values ($1, $2, 25, $3)", [place, site_id, probability])
    for site_id in [*(row[0] for row in sites), *lines]:
        for phase, start, end in phases:
            connection.execute(
                "insert into ref.site_phases values ($1, $2, $3, 'day', $4)", [site_id, phase, start, end]
            )
    for number, (latitude, longitude) in enumerate(towns):
        connection.execute(
            "insert into ref.district_aliases values ($1, 'here', 'tehsil', 'latin', $2, $3, 'town', false, null)",
            [f"town {number}", latitude, longitude],
        )
    return connection


def compared(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict]:
    """(site, phase) -> its row."""
    comparison.prepare(connection, VALUES)
    result = connection.execute("select * from prepared.before_and_after order by all")
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {(row["site_id"], row["phase"]): row for row in rows}


HALVED = [
    *spread(20, BEFORE, "near"),
    *spread(60, BEFORE, "far"),
    *spread(10, AFTER, "near"),
    *spread(30, AFTER, "far"),
]
ROSE = [
    *spread(8, BEFORE, "near", 9),
    *spread(120, BEFORE, "far", 1),
    *spread(16, AFTER, "near", 9),
    *spread(60, AFTER, "far", 2),
]


def test_a_fall_of_the_whole_province_is_no_change_near_the_site() -> None:
    """The province's incidents halved between 2011-15 and 2016-20, so every ratio of that time read as a fall."""
    row = compared(province(HALVED))[PLANT, "operating"]
    assert (row["near_before"], row["near_after"], row["rest_before"], row["rest_after"]) == (20, 10, 60, 30)
    assert row["ratio"] == pytest.approx(1) and row["p_value"] > 0.9
    assert row["verdict"] == "No change relative to the rest of the province is shown."


def test_a_road_is_compared_with_the_rest_of_the_province_too() -> None:
    """Lines had no comparison: an M-8 whose share of the province rose fourfold read "no change is shown"."""
    row = compared(province(ROSE, sites=[], lines=[ROAD]))[ROAD, "operating"]
    assert row["ratio"] == pytest.approx(16 / 8 * 120 / 60)
    assert row["ratio_low"] > 1 and row["p_value"] < 0.05 and row["places"] is None
    assert row["verdict"] == "A change relative to the rest of the province is shown."
    assert "No other place is set beside a road" in row["beside"]


def test_an_incident_counts_by_its_probability_also_below_a_half() -> None:
    incidents = [*spread(20, BEFORE, "far"), *spread(10, AFTER, "maybe"), *spread(20, AFTER, "far")]
    row = compared(province(incidents, likely=[(PLANT, "maybe", 0.3)]))[PLANT, "operating"]
    assert row["near_after"] == pytest.approx(3) and row["rest_after"] == pytest.approx(27)


def test_what_happened_while_it_was_built_is_in_no_baseline_and_in_no_operation() -> None:
    rows = compared(province([*HALVED, *spread(40, DURING, "near", 1)]))
    assert (rows[PLANT, "operating"]["near_before"], rows[PLANT, "operating"]["near_after"]) == (20, 10)
    assert rows[PLANT, "construction"]["near_after"] == 40
    assert rows[PLANT, "operating"]["before_to"] < BUILT and rows[PLANT, "construction"]["after_to"] < RUNS


FELL = [
    *spread(12, BEFORE, "near", 6),
    *spread(3, AFTER, "near", 6),
    *spread(40, BEFORE, "far"),
    *spread(40, AFTER, "far"),
]


def test_under_a_fall_are_counted_the_places_that_fell_as_much() -> None:
    """18 of 20 places "changed by as much or more" under a fall were those that rose or fell less."""
    elsewhere = [
        *spread(30, BEFORE, "0", 4),
        *spread(2, AFTER, "0", 4),
        *spread(2, BEFORE, "1"),
        *spread(20, AFTER, "1"),
    ]
    row = compared(province([*FELL, *elsewhere]))[PLANT, "operating"]
    assert (row["direction"], row["places_as_much"], row["places"], row["places_with_incidents"]) == ("fall", 1, 3, 2)
    assert "Of 3 other places of the province, far from every site (2 with an incident or more" in row["beside"]
    assert "1 fell by as much or more, each with one incident added" in row["beside"]


def test_under_a_rise_are_counted_the_places_that_rose_as_much() -> None:
    elsewhere = [
        *spread(30, BEFORE, "0", 4),
        *spread(2, AFTER, "0", 4),
        *spread(2, BEFORE, "1"),
        *spread(40, AFTER, "1"),
    ]
    row = compared(province([*ROSE, *elsewhere]))[PLANT, "operating"]
    assert (row["direction"], row["places_as_much"]) == ("rise", 1)
    assert "1 rose by as much or more, each with one incident added" in row["beside"]


def test_places_where_nothing_happened_stay_and_did_not_change() -> None:
    """Places without incidents were dropped: 0 of 1 remained of 60 far towns, and with unequal windows they "rose"."""
    short = (("construction", BUILT, RUNS),)
    rows = compared(province([*FELL, *spread(20, DURING, "far"), *spread(1, DURING, "near")], phases=short))
    row = rows[PLANT, "construction"]
    assert row["weeks_before"] > 2 * row["weeks_after"]
    assert (row["places"], row["places_with_incidents"], row["places_as_much"]) == (3, 0, 0)


def test_towns_that_share_their_incidents_are_one_place_and_towns_near_a_site_are_none() -> None:
    towns = [(28.0, 62.0), (28.1, 62.1), (28.0, 64.0), (30.1, 67.1), (25.1, 62.3)]
    row = compared(province(HALVED, towns=towns, sites=[(PLANT, 30.0, 67.0), ("port", 25.1, 62.35)]))[
        PLANT, "operating"
    ]
    assert row["places"] == 2


def test_every_town_that_was_looked_at_is_listed_with_what_became_of_it() -> None:
    """The places beside a comparison could not be rebuilt from a release."""
    towns = [(28.0, 62.0), (28.1, 62.1), (28.0, 64.0), (30.1, 67.1), (30.4, 67.0)]
    connection = province(HALVED, towns=towns, lines=[ROAD])
    controls.prepare(connection, VALUES)
    rows = connection.execute(
        "select place, is_place, reason, nearest_site_id, not_beside, aliases, latitude from prepared.comparison_places order by place"
    ).fetchall()
    assert [(row[0], row[1]) for row in rows] == [(f"town {n}", n in (0, 2)) for n in range(5)]
    assert rows[1][2] == "left: within 50 km of town 0, which was taken before"
    assert rows[3][2] == rows[4][2].replace("road", "plant, road") == "left: within 25 km of plant, road"
    assert rows[0][2:] == (
        "kept: no site within 25 km, no place taken before within 50 km", "plant", [], ["town 0"], 28.0
    )  # fmt: skip


def test_beside_a_site_stand_the_listed_places_that_are_not_left_out_for_it() -> None:
    towns = [*FAR, (30.4, 67.0), (29.0, 66.0)]
    connection = province(HALVED, towns=towns, sites=[(PLANT, 30.0, 67.0), ("port", 25.1, 62.35)])
    controls.prepare(connection, VALUES)
    listed = connection.execute("select not_beside from prepared.comparison_places where is_place").fetchall()
    rows = compared(connection)
    assert [row[0] for row in listed] == [[], [], [], [PLANT], []]
    for site in (PLANT, "port"):
        assert rows[site, "operating"]["places"] == sum(site not in row[0] for row in listed)
    assert rows[PLANT, "operating"]["places"] == 4


def test_what_was_rounded_stands_beside_the_comparison() -> None:
    incidents = [*HALVED, *spread(3, AFTER, "maybe"), *spread(1, BEFORE, "maybe")]
    third = compared(province(incidents, likely=[(PLANT, "maybe", 1 / 3)]))[PLANT, "operating"]
    assert third["test"] == "rounded" and "rounded to the thousandth" in third["beside"]
    sure = compared(province(HALVED))[PLANT, "operating"]
    assert sure["test"] == "exact" and "rounded" not in sure["beside"] and "approximation" not in sure["beside"]


def test_two_sites_at_one_place_are_one_comparison() -> None:
    sites = [("college", 30.0, 67.0), ("hospital", 30.01, 67.0), ("mine", 30.5, 67.0)]
    rows = compared(province(HALVED, sites=sites, phases=[("operating", RUNS, None)]))
    assert {site: row["compared_as"] for (site, _), row in rows.items()} == {
        "college": "college",
        "hospital": "college",
        "mine": "mine",
    }
    assert {row["comparisons"] for row in rows.values()} == {2}
    same = [{k: v for k, v in rows[site, "operating"].items() if k != "site_id"} for site in ("college", "hospital")]
    assert same[0] == same[1]


def test_p_is_adjusted_for_all_comparisons_of_all_sources() -> None:
    kinds = [("one", "census"), ("two", "census"), ("sample", "sample")]
    connection = province(ROSE, lines=[ROAD], kinds=kinds, phases=[("operating", RUNS, None)])
    rows = compared(connection)
    assert {row["comparisons"] for row in rows.values() if row["compared_as"]} == {4}
    found = connection.execute(
        "select p_value, p_adjusted from prepared.before_and_after where p_value is not null"
    ).fetchall()
    assert len(found) == 4 and all(adjusted == pytest.approx(min(1, 4 * alone)) for alone, adjusted in found)


def test_what_would_pass_by_itself_is_not_called_a_change_among_many() -> None:
    far = [*spread(120, BEFORE, "far", 1), *spread(60, AFTER, "far", 2)]
    rose = [*spread(5, BEFORE, "near", 9), *far, *spread(9, AFTER, "near", 9)]
    kinds = [(f"source {number:02}", "census") for number in range(12)]
    row = compared(province(rose, sites=[], lines=[ROAD], kinds=kinds, phases=[("operating", RUNS, None)]))[
        ROAD, "operating"
    ]
    assert row["p_value"] < 0.05 < row["p_adjusted"]
    assert row["verdict"] == "By itself it would pass for a change, among 12 comparisons it does not: none is shown."


def test_a_sample_is_not_compared() -> None:
    row = compared(province(ROSE, kinds=[("ledger", "sample")]))[PLANT, "operating"]
    assert row["ratio"] is None and row["p_value"] is None and row["comparisons"] is None
    assert row["sentence"].startswith("Cannot be said: the source is a sample")


def test_where_nothing_is_near_there_is_nothing_to_compare_and_nothing_to_adjust_for() -> None:
    incidents = [*spread(60, BEFORE, "far"), *spread(60, AFTER, "far")]
    row = compared(province(incidents))[PLANT, "operating"]
    assert (row["near_before"], row["near_after"], row["p_value"], row["verdict"]) == (0, 0, None, None)
    assert row["sentence"].startswith("Nothing to compare: ") and "0.0 before, 0.0 after" in row["sentence"]


def test_nothing_near_before_gives_an_interval_and_no_ratio() -> None:
    incidents = [*spread(40, BEFORE, "far"), *spread(12, AFTER, "near", 9), *spread(40, AFTER, "far")]
    row = compared(province(incidents))[PLANT, "operating"]
    assert row["ratio"] is None and row["ratio_low"] > 1 and row["ratio_high"] is None
    assert "Too few before for a ratio" in row["sentence"] and "without an upper end" in row["sentence"]


def test_words_hold_for_a_fall_and_claim_no_cause() -> None:
    row = compared(province(FELL))[PLANT, "operating"]
    assert (
        "Within 25 km 12.0 incidents are expected before and 3.0 after; in the rest of the province 40.0 and 40.0."
        in row["sentence"]
    )
    assert "the rate near is 0.25 times what it was (95 % interval" in row["sentence"]
    assert row["sentence"].endswith("Association, not cause.")
    assert row["beside"].startswith("p = 0.")


def test_the_same_test_where_no_site_is_is_counted() -> None:
    elsewhere = [*spread(50, BEFORE, "0", 4), *spread(50, date(2006, 1, 2), "1", 4)]
    row = compared(province([*HALVED, *elsewhere]))[PLANT, "operating"]
    assert 0 < row["usual_changes_adjusted"] <= row["usual_changes"] < row["usual_comparisons"]
    assert 0 < row["usual_most"] <= row["usual_changes"] and row["usual_most_at"]
    assert row["usual"].startswith(
        f"Where no site is, of {row['usual_comparisons']} such tests, made at {row['usual_places']}"
    )
    assert f", {row['usual_changes']} have p below 0.05 by themselves" in row["usual"]
    assert f"{row['usual_changes_adjusted']} when adjusted for their number" in row["usual"]


def test_the_table_is_the_same_to_the_bit_with_one_thread_and_with_two_and_in_any_order() -> None:
    tables = []
    spots = [
        *spread(60, BEFORE, "far"),
        *[(day, f"spot {n}") for n, (day, _) in enumerate([*spread(50, BEFORE, "", 3), *spread(50, AFTER, "", 3)])],
    ]
    likely = [
        (site, f"spot {n}", (n * 0.6180339887 + shift) % 1)
        for n in range(100)
        for site, shift in ((PLANT, 0), (ROAD, 0.3))
    ]
    for threads in (1, 2):
        connection = province([*ROSE, *spots], lines=[ROAD], likely=likely)
        connection.execute(f"set threads = {threads}")
        if threads == 2:
            connection.execute(
                "create or replace table core.location_reach as select * from core.location_reach order by hash(location_id || site_id)"
            )
            connection.execute(
                "create or replace table core.incidents as select * from core.incidents order by hash(incident_id)"
            )
        compared(connection)
        tables.append(connection.execute("select * from prepared.before_and_after order by all").fetchall())
    assert tables[0] == tables[1] and any(row[17] is not None for row in tables[0])
