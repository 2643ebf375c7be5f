"""The reviewed tables of actors and CPEC sites."""

import json
from itertools import pairwise

import duckdb

from tests.reference_tables import PAKISTAN, actor_meanings, inside, km, listed, rows


def test_lineages_of_actors_lead_to_actors_and_run_in_no_circle(actors: dict) -> None:
    for actor_id, row in actors.items():
        for column in ("parent_id", "umbrella_ids", "member_ids"):
            assert set(listed(row[column])) <= set(actors) - {actor_id}, actor_id
        seen, above = {actor_id}, row["parent_id"]
        while above:
            assert above not in seen, actor_id
            seen.add(above)
            above = actors[above]["parent_id"]


def test_a_faction_is_of_its_parents_family(actors: dict) -> None:
    odd = [
        actor_id
        for actor_id, row in actors.items()
        if row["parent_id"] and actors[row["parent_id"]]["family"] != row["family"]
    ]
    assert odd == []


def test_placeholders_are_there_and_are_no_groups(actors: dict) -> None:
    expected = {
        "unknown": "unknown",
        "several": "unknown",
        "baloch-separatists": "baloch_separatist",
        "islamist-unknown": "islamist",
        "security-forces": "state",
    }
    assert {name: actors[name]["family"] for name in expected} == expected
    assert {actors[name]["is_label"] for name in expected} == {"yes"}


def test_no_form_means_two_actors(folded: duckdb.DuckDBPyConnection) -> None:
    assert (
        folded.execute(
            """select folded from actor_aliases where is_ambiguous = 'no'
        group by folded having count(distinct actor_id) > 1"""
        ).fetchall()
        == []
    )


def test_every_actor_alias_points_to_an_actor_and_names_its_rivals(actors: dict) -> None:
    for row in rows("actor_aliases"):
        assert row["actor_id"] in actors, row
        assert set(listed(row["ambiguous_with"])) <= set(actors) - {row["actor_id"]}, row
        if row["is_ambiguous"] == "yes":
            assert row["ambiguous_with"] or row["ambiguous_note"], row


def test_official_labels_name_a_family_not_a_group(folded: duckdb.DuckDBPyConnection) -> None:
    labels = {
        "Fitna al-Hindustan": "baloch-separatists",
        "Fitna-ul-Hindustan": "baloch-separatists",
        "Fitna al-Khawarij": "islamist-unknown",
        "Khawarij": "islamist-unknown",
    }
    expected = {(label, "2026-01-01"): {placeholder} for label, placeholder in labels.items()}
    assert actor_meanings(folded, expected) == expected
    marked = {(row["alias"], row["is_official_label"]) for row in rows("actor_aliases") if row["alias"] in labels}
    assert marked == {(label, "yes") for label in labels}


def test_actor_names_resolve_or_abstain(folded: duckdb.DuckDBPyConnection) -> None:
    names = {
        "BLA": {"bla"},
        "BLA (Jeeyand)": {"bla-jeeyand"},
        "suspected BLA": {"bla"},
        "BLA; BLF": set(),
        "unknown gunmen": {"unknown"},
        "Security forces": {"security-forces"},
        "CTD": {"ctd"},
        "FC": set(),
        "Islamic State": {"islamic-state"},
        "ISKP": {"iskp"},
        "Jundullah": set(),
        "Indian proxy": set(),
    }
    expected = {(name, "2025-06-30"): actor_ids for name, actor_ids in names.items()}
    assert actor_meanings(folded, expected) == expected


def test_sites_name_districts_that_exist_and_say_where_the_rest_lies(districts: dict) -> None:
    sites = rows("cpec_sites")
    assert len(sites) == 65
    for row in sites:
        assert set(listed(row["district_ids"])) <= set(districts), row["site_id"]
        assert (row["in_balochistan"] == "yes") == bool(listed(row["district_ids"])), row["site_id"]
        assert all("@" in area for area in listed(row["other_area_ids"])), row["site_id"]
        assert row["in_balochistan"] == "yes" or listed(row["other_area_ids"]), row["site_id"]


def test_points_and_lines_of_sites_are_whole_and_in_the_country() -> None:
    for row in rows("cpec_sites"):
        assert (row["geometry"] == "area") == bool(row["extent_km"]) == bool(row["extent_note"]), row["site_id"]
        if row["geometry"] != "line":
            assert inside(PAKISTAN, float(row["latitude"]), float(row["longitude"])), row["site_id"]
            assert not row["waypoints"], row["site_id"]
            continue
        waypoints = json.loads(row["waypoints"])
        assert len(waypoints) >= 2 and not row["latitude"] and not row["longitude"], row["site_id"]
        for latitude, longitude, label in waypoints:
            assert inside(PAKISTAN, latitude, longitude) and label, row["site_id"]


def test_lines_in_the_province_neither_leap_nor_turn_back() -> None:
    for row in rows("cpec_sites"):
        if row["geometry"] != "line" or row["in_balochistan"] == "no" or row["site_id"] == "gwadar-nawabshah-lng":
            continue
        way = [(latitude, longitude) for latitude, longitude, _ in json.loads(row["waypoints"])]
        assert max(km(one, other) for one, other in pairwise(way)) < 250, row["site_id"]
        for one, middle, other in zip(way, way[1:], way[2:], strict=False):
            assert km(one, other) > max(km(one, middle), km(middle, other)) * 0.9, row["site_id"]


def test_every_site_states_how_far_off_its_point_may_be() -> None:
    for row in rows("cpec_sites"):
        assert 0 < float(row["coord_uncertainty_km"]) <= 50, row["site_id"]
        if row["coord_source"].startswith("approx"):
            assert float(row["coord_uncertainty_km"]) >= 2, row["site_id"]
