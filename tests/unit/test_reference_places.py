"""The reviewed tables of places, and what holds for every coded table."""

from collections import Counter, defaultdict
from datetime import date

import duckdb
import pytest

from tests.reference_tables import (
    BALOCHISTAN,
    CLOSED_LISTS,
    REFERENCE,
    SETTLEMENT_KM,
    group_populations,
    inside,
    km,
    listed,
    meanings,
    rows,
)


@pytest.mark.parametrize("table", CLOSED_LISTS)
def test_every_coded_cell_is_in_its_closed_list(table: str) -> None:
    codes = defaultdict(set)
    for row in rows("vocabularies_places_actors"):
        codes[row["vocabulary"]].add(row["code"])
    strange = [
        (column, row[column])
        for row in rows(table)
        for column, vocabulary in CLOSED_LISTS[table].items()
        if row[column] and row[column] not in codes[vocabulary]
    ]
    assert strange == []


def test_every_code_of_the_closed_lists_is_used() -> None:
    used = defaultdict(set)
    for table, columns in CLOSED_LISTS.items():
        for row in rows(table):
            for column, vocabulary in columns.items():
                used[vocabulary].add(row[column])
    assert [
        (row["vocabulary"], row["code"])
        for row in rows("vocabularies_places_actors")
        if row["code"] not in used[row["vocabulary"]]
    ] == []


@pytest.mark.parametrize("table", [*CLOSED_LISTS, "vocabularies_places_actors"])
def test_files_are_plain_utf8_with_unix_line_ends_and_no_stray_spaces(table: str) -> None:
    content = (REFERENCE / f"{table}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf") and b"\r" not in content and len(content) < 1_000_000
    assert [cell for row in rows(table) for cell in row.values() if cell != cell.strip()] == []


def test_vocabularies_do_not_clash_with_those_of_the_ledger() -> None:
    other = REFERENCE / "vocabularies.csv"
    if not other.is_file():
        pytest.skip("no vocabularies of the ledger here")
    ours = {row["vocabulary"] for row in rows("vocabularies_places_actors")}
    assert ours & {row["vocabulary"] for row in rows("vocabularies")} == set()


def test_the_34_districts_of_the_census_sum_to_the_published_population(districts: dict) -> None:
    census = [row for row in districts.values() if row["set_34"] == "yes"]
    assert len(census) == 34
    assert sum(int(row["population_2023"]) for row in census) == 14_894_402
    assert {row["population_basis"] for row in census} == {"census_row"}


def test_the_36_set_divides_the_population_of_the_34_without_loss(districts: dict) -> None:
    total = sum(
        int(row["population_2023_after_split"] or row["population_2023"])
        for row in districts.values()
        if row["set_36"] == "yes"
    )
    assert total == 14_894_402


def test_the_sets_have_their_sizes(districts: dict) -> None:
    sizes = {"set_34": 34, "set_36": 36, "set_2026": 41}
    assert {column: sum(row[column] == "yes" for row in districts.values()) for column in sizes} == sizes
    assert Counter(row["status"] for row in districts.values()) == {"current": 36, "new_2026": 7, "former": 2}


def test_a_child_district_is_never_older_than_its_parent_nor_longer_lived_by_mistake(districts: dict) -> None:
    for row in districts.values():
        if row["valid_from"]:
            date.fromisoformat(row["valid_from"])
            assert not row["valid_to"] or row["valid_from"] < row["valid_to"], row["district_id"]
        if row["parent_id"]:
            parent = districts[row["parent_id"]]
            assert (parent["valid_from"] or "0") <= (row["valid_from"] or "0"), row["district_id"]
            assert not parent["valid_to"] or (row["valid_from"] or "0") <= parent["valid_to"], row["district_id"]


def test_a_date_and_its_precision_come_together(districts: dict) -> None:
    undated = {"before_1989", "unknown"}
    for row in districts.values():
        assert bool(row["valid_from"]) != (row["valid_from_precision"] in undated), row["district_id"]
        assert bool(row["valid_to"]) == bool(row["valid_to_precision"]), row["district_id"]


@pytest.mark.parametrize(
    ("district_id", "first_day"),
    [
        ("duki", "2017-08-01"),
        ("surab", "2017-08-01"),
        ("chaman", "2021-06-29"),
        ("hub", "2022-09-01"),
        ("usta-muhammad", "2022-09-13"),
        ("tump", "2026-02-24"),
    ],
)
def test_known_splits_have_their_day(districts: dict, district_id: str, first_day: str) -> None:
    assert districts[district_id]["valid_from"] == first_day


@pytest.mark.parametrize(
    ("column", "since"), [("constant_group_id", "1989-01-01"), ("constant_group_2018_id", "2018-02-01")]
)
def test_a_constant_group_holds_every_district_split_since_its_date(districts: dict, column: str, since: str) -> None:
    for row in districts.values():
        assert districts[row[column]][column] == row[column], "a group is named after one of its members"
        if row["parent_id"] and row["valid_from"] >= since:
            assert row[column] == districts[row["parent_id"]][column], row["district_id"]
    assert sum(group_populations(column).values()) == 14_894_402


def test_groups_since_2018_join_only_the_districts_that_changed(districts: dict) -> None:
    members = defaultdict(set)
    for row in districts.values():
        if row["set_36"] == "yes":
            members[row["constant_group_2018_id"]].add(row["district_id"])
    assert {frozenset(group) for group in members.values() if len(group) > 1} == {
        frozenset({"lasbela", "hub"}),
        frozenset({"killa-abdullah", "chaman"}),
        frozenset({"jaffarabad", "usta-muhammad"}),
    }


def test_the_dissolved_lehri_is_one_group_with_both_districts_it_was_made_of(districts: dict) -> None:
    assert len({districts[name]["constant_group_id"] for name in ("lehri", "sibi", "kachhi")}) == 1


def test_headquarters_lie_near_the_centroid_and_both_in_the_province(districts: dict) -> None:
    for row in districts.values():
        seat = float(row["hq_latitude"]), float(row["hq_longitude"])
        centre = float(row["latitude"]), float(row["longitude"])
        assert inside(BALOCHISTAN, *seat) and inside(BALOCHISTAN, *centre), row["district_id"]
        assert km(seat, centre) < 150, row["district_id"]


def test_every_alias_points_to_a_district_and_names_its_rivals(districts: dict) -> None:
    for row in rows("district_aliases"):
        assert row["district_id"] in districts, row
        assert set(listed(row["ambiguous_with"])) <= set(districts) - {row["district_id"]}, row
        if row["is_ambiguous"] == "yes":
            assert row["ambiguous_with"] or row["ambiguous_note"], row
        else:
            assert not row["ambiguous_with"], row


def test_no_form_means_two_districts_on_one_day(folded: duckdb.DuckDBPyConnection) -> None:
    assert (
        folded.execute(
            """select one.alias, one.district_id, other.alias, other.district_id
        from district_aliases as one join district_aliases as other
            on other.folded = one.folded and other.district_id > one.district_id
            and coalesce(one.valid_from, '0001') < coalesce(other.valid_to, '9999')
            and coalesce(other.valid_from, '0001') < coalesce(one.valid_to, '9999')
        where one.is_ambiguous = 'no' and other.is_ambiguous = 'no'"""
        ).fetchall()
        == []
    )


def test_a_form_is_ambiguous_in_all_its_rows_or_in_none_but_for_names_read_in_a_district_column(
    folded: duckdb.DuckDBPyConnection,
) -> None:
    assert (
        folded.execute(
            """select folded from district_aliases where match_scope <> 'district_field'
        group by folded having count(distinct is_ambiguous) > 1"""
        ).fetchall()
        == []
    )


def test_every_district_answers_to_its_own_name_with_and_without_the_word_district(
    districts: dict,
    folded: duckdb.DuckDBPyConnection,
) -> None:
    written = {(row["alias"], row["district_id"]) for row in rows("district_aliases")}
    expected = {}
    for district_id, row in districts.items():
        last = {"lehri": "2017-06-01", "karezat": "2022-09-01"}.get(district_id, "2026-10-01")
        for form in (row["name"], f"{row['name']} District"):
            assert (form, district_id) in written
            expected[form, last] = {district_id}
    assert meanings(folded, expected, column="district") == expected


def test_names_change_hands_on_the_day_their_district_did(folded: duckdb.DuckDBPyConnection) -> None:
    expected = {
        ("Tump", "2026-02-23"): {"kech"},
        ("Tump", "2026-02-24"): {"tump"},
        ("Mand", "2025-09-15"): {"kech"},
        ("Wadh", "2025-01-01"): {"khuzdar"},
        ("Wadh", "2026-08-01"): {"wadh"},
        ("Barshore", "2020-01-01"): {"pishin"},
        ("Lehri", "2012-01-01"): {"sibi"},
        ("Lehri", "2015-01-01"): {"lehri"},
        ("Lehri", "2019-01-01"): {"sibi"},
        ("Bhag", "2015-01-01"): {"lehri"},
        ("Bhag", "2025-10-27"): {"kachhi"},
        ("Karezat", "2022-08-01"): {"karezat"},
        ("Karezat", "2024-01-01"): {"pishin"},
        ("Pasni", "2026-01-31"): {"gwadar"},
        ("Bela", "2024-08-26"): {"lasbela"},
        ("Bolan", "2025-03-11"): {"kachhi"},
        ("Noshki", "2026-01-31"): {"nushki"},
        ("Quetta", "2026-09-01"): {"quetta"},
    }
    assert meanings(folded, expected, column="place") == expected


def test_names_of_several_places_decide_nothing_alone(folded: duckdb.DuckDBPyConnection) -> None:
    names = ["Dasht", "Nasirabad", "Zehri", "Kolpur", "Shaban", "Nag", "Khattan", "Kalag", "Spezand"]
    expected = {(name, "2025-01-01"): set() for name in names}
    assert meanings(folded, expected, column="place") == expected


def test_nasirabad_in_a_district_column_is_the_district(folded: duckdb.DuckDBPyConnection) -> None:
    asked = ("Nasirabad district", "2021-01-01")
    assert meanings(folded, [asked], column="district") == {asked: {"nasirabad"}}


def test_points_lie_in_the_province_and_near_their_district(districts: dict) -> None:
    for row in rows("district_aliases"):
        assert bool(row["point_latitude"]) == bool(row["point_longitude"]) == bool(row["point_kind"]), row["alias"]
        if not row["point_latitude"]:
            continue
        point = float(row["point_latitude"]), float(row["point_longitude"])
        district = districts[row["district_id"]]
        assert inside(BALOCHISTAN, *point), row["alias"]
        assert km(point, (float(district["latitude"]), float(district["longitude"]))) < SETTLEMENT_KM[row["point_kind"]]


def test_one_written_form_has_one_point() -> None:
    points = defaultdict(set)
    for row in rows("district_aliases"):
        if row["is_ambiguous"] == "no" and row["point_latitude"]:
            points[row["alias"]].add((row["point_latitude"], row["point_longitude"]))
    assert {alias: found for alias, found in points.items() if len(found) > 1} == {}
