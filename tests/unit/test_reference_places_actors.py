"""The reviewed tables of places and actors keep the promises their readers build on."""

import csv
import json
import math
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

import corridorwatch

ROOT = Path(corridorwatch.__file__).parents[1]
REFERENCE = ROOT / "reference"
SHARED = ROOT.parent / "shared" / "data"
WITH_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason="the project's shared data is not beside this repository")

BALOCHISTAN = (24.8, 32.1, 60.8, 70.3)
PAKISTAN = (23.5, 37.1, 60.8, 77.9)
SETTLEMENT_KM = {"town": 200, "locality": 200, "airport": 200, "tehsil_centroid": 200}

CLOSED_LISTS = {
    "districts": {
        "status": "district_status",
        "population_basis": "population_basis",
        "confidence": "reference_confidence",
        "valid_from_precision": "place_date_precision",
        "valid_to_precision": "place_date_precision",
    },
    "district_aliases": {
        "kind": "district_alias_kind",
        "script": "script",
        "match_scope": "match_scope",
        "point_kind": "point_kind",
        "confidence": "reference_confidence",
    },
    "actors": {"kind": "actor_kind", "family": "actor_family", "confidence": "reference_confidence"},
    "actor_aliases": {
        "scheme": "actor_alias_scheme",
        "script": "script",
        "match_scope": "match_scope",
        "confidence": "reference_confidence",
    },
    "cpec_sites": {
        "sector": "site_sector",
        "status": "site_status",
        "geometry": "site_geometry",
        "chinese_operated": "chinese_operated",
        "confidence": "reference_confidence",
    },
}


def rows(name: str, folder: Path = REFERENCE) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def km(one: tuple[float, float], other: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = ((math.radians(lat), math.radians(lon)) for lat, lon in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))


def inside(box: tuple[float, float, float, float], latitude: float, longitude: float) -> bool:
    return box[0] <= latitude <= box[1] and box[2] <= longitude <= box[3]


def group_populations(column: str) -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in rows("districts"):
        if row["set_34"] == "yes":
            sums[row[column]] += int(row["population_2023"])
    return sums


@pytest.fixture(scope="module")
def districts() -> dict[str, dict[str, str]]:
    return {row["district_id"]: row for row in rows("districts")}


@pytest.fixture(scope="module")
def actors() -> dict[str, dict[str, str]]:
    return {row["actor_id"]: row for row in rows("actors")}


@pytest.fixture(scope="module")
def folded() -> duckdb.DuckDBPyConnection:
    """Both alias tables in DuckDB with `folded`, by the macro the models use."""
    con = duckdb.connect()
    con.execute((ROOT / "sql" / "macros" / "fold_name.sql").read_text(encoding="utf-8"))
    for name in ("district_aliases", "actor_aliases"):
        con.execute(
            f"create table {name} as select *, fold_name(alias) as folded "
            "from read_csv($path, header = true, all_varchar = true)",
            {"path": str(REFERENCE / f"{name}.csv")},
        )
    yield con
    con.close()


def meanings(con: duckdb.DuckDBPyConnection, written: str, day: str, *, column: str) -> set[str]:
    """Districts that a name written in a `district` or `place` column means on a day."""
    found = con.execute(
        """select distinct district_id from district_aliases
        where is_ambiguous = 'no' and folded = fold_name($written)
            and (valid_from is null or valid_from <= $day) and (valid_to is null or $day < valid_to)
            and (match_scope <> 'district_field' or $column = 'district')""",
        {"written": written, "day": day, "column": column},
    ).fetchall()
    return {district_id for (district_id,) in found}


def actor_meanings(con: duckdb.DuckDBPyConnection, written: str, day: str) -> set[str]:
    found = con.execute(
        """select distinct actor_id from actor_aliases
        where is_ambiguous = 'no' and folded = fold_name($written) and (valid_from is null or valid_from <= $day)""",
        {"written": written, "day": day},
    ).fetchall()
    return {actor_id for (actor_id,) in found}


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
    for district_id, row in districts.items():
        last = {"lehri": "2017-06-01", "karezat": "2022-09-01"}.get(district_id, "2026-10-01")
        for form in (row["name"], f"{row['name']} District"):
            assert (form, district_id) in written
            assert meanings(folded, form, last, column="district") == {district_id}, form


@pytest.mark.parametrize(
    ("name", "day", "district_id"),
    [
        ("Tump", "2026-02-23", "kech"),
        ("Tump", "2026-02-24", "tump"),
        ("Mand", "2025-09-15", "kech"),
        ("Wadh", "2025-01-01", "khuzdar"),
        ("Wadh", "2026-08-01", "wadh"),
        ("Barshore", "2020-01-01", "pishin"),
        ("Lehri", "2012-01-01", "sibi"),
        ("Lehri", "2015-01-01", "lehri"),
        ("Lehri", "2019-01-01", "sibi"),
        ("Bhag", "2015-01-01", "lehri"),
        ("Bhag", "2025-10-27", "kachhi"),
        ("Karezat", "2022-08-01", "karezat"),
        ("Karezat", "2024-01-01", "pishin"),
        ("Pasni", "2026-01-31", "gwadar"),
        ("Bela", "2024-08-26", "lasbela"),
        ("Bolan", "2025-03-11", "kachhi"),
        ("Noshki", "2026-01-31", "nushki"),
        ("Quetta", "2026-09-01", "quetta"),
    ],
)
def test_names_change_hands_on_the_day_their_district_did(
    folded: duckdb.DuckDBPyConnection,
    name: str,
    day: str,
    district_id: str,
) -> None:
    assert meanings(folded, name, day, column="place") == {district_id}


@pytest.mark.parametrize(
    "name", ["Dasht", "Nasirabad", "Zehri", "Kolpur", "Shaban", "Nag", "Khattan", "Kalag", "Spezand"]
)
def test_names_of_several_places_decide_nothing_alone(folded: duckdb.DuckDBPyConnection, name: str) -> None:
    assert meanings(folded, name, "2025-01-01", column="place") == set()


def test_nasirabad_in_a_district_column_is_the_district(folded: duckdb.DuckDBPyConnection) -> None:
    assert meanings(folded, "Nasirabad district", "2021-01-01", column="district") == {"nasirabad"}


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


@pytest.mark.parametrize(
    ("label", "placeholder"),
    [
        ("Fitna al-Hindustan", "baloch-separatists"),
        ("Fitna-ul-Hindustan", "baloch-separatists"),
        ("Fitna al-Khawarij", "islamist-unknown"),
        ("Khawarij", "islamist-unknown"),
    ],
)
def test_official_labels_name_a_family_not_a_group(
    folded: duckdb.DuckDBPyConnection,
    label: str,
    placeholder: str,
) -> None:
    assert actor_meanings(folded, label, "2026-01-01") == {placeholder}
    assert {row["is_official_label"] for row in rows("actor_aliases") if row["alias"] == label} == {"yes"}


@pytest.mark.parametrize(
    ("written", "actor_ids"),
    [
        ("BLA", {"bla"}),
        ("BLA (Jeeyand)", {"bla-jeeyand"}),
        ("suspected BLA", {"bla"}),
        ("BLA; BLF", set()),
        ("unknown gunmen", {"unknown"}),
        ("Security forces", {"security-forces"}),
        ("CTD", {"ctd"}),
        ("FC", set()),
        ("Islamic State", {"islamic-state"}),
        ("ISKP", {"iskp"}),
        ("Jundullah", set()),
        ("Indian proxy", set()),
    ],
)
def test_actor_names_resolve_or_abstain(folded: duckdb.DuckDBPyConnection, written: str, actor_ids: set[str]) -> None:
    assert actor_meanings(folded, written, "2025-06-30") == actor_ids


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
        if row["geometry"] == "point":
            assert inside(PAKISTAN, float(row["latitude"]), float(row["longitude"])), row["site_id"]
            assert not row["waypoints"], row["site_id"]
            continue
        waypoints = json.loads(row["waypoints"])
        assert len(waypoints) >= 2 and not row["latitude"] and not row["longitude"], row["site_id"]
        for latitude, longitude, label in waypoints:
            assert inside(PAKISTAN, latitude, longitude) and label, row["site_id"]


def test_lines_in_the_province_neither_leap_nor_turn_back() -> None:
    for row in rows("cpec_sites"):
        if row["geometry"] == "point" or row["in_balochistan"] == "no" or row["site_id"] == "gwadar-nawabshah-lng":
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


@WITH_SHARED
def test_no_district_site_or_alias_of_the_source_tables_was_lost(districts: dict) -> None:
    source = SHARED / "reference"
    assert {row["id"] for row in rows("districts", source)} == set(districts)
    assert {row["id"] for row in rows("cpec_sites", source)} == {row["site_id"] for row in rows("cpec_sites")}
    kept = {row["alias"] for row in rows("district_aliases")}
    assert {row["alias"].strip() for row in rows("district_aliases", source)} <= kept


@WITH_SHARED
def test_only_names_of_persons_were_left_out_of_the_actor_aliases(actors: dict) -> None:
    source = SHARED / "reference"
    assert {row["id"] for row in rows("actors", source)} <= set(actors)
    kept = {row["alias"] for row in rows("actor_aliases")}
    lost = [row for row in rows("actor_aliases", source) if row["alias"].strip() not in kept]
    assert len(lost) <= 24  # spokesmen, and forms that name a faction only by its leader


@WITH_SHARED
def test_every_single_district_text_of_the_ledger_resolves(folded: duckdb.DuckDBPyConnection) -> None:
    open_texts = set()
    for table, column, day in (
        ("incidents", "district", "date"),
        ("incident_variants", "district", "date"),
        ("claims", "district", "reported_at"),
    ):
        for row in rows(table, SHARED / "ledger"):
            if row.get("province", "Balochistan") != "Balochistan" or not row[column] or ";" in row[column]:
                continue
            if len(meanings(folded, row[column], row[day][:10] or "2026-01-31", column="district")) != 1:
                open_texts.add(row[column])
    assert open_texts == set()


@WITH_SHARED
def test_places_of_campaigns_resolve_but_for_those_known_to_be_open(folded: duckdb.DuckDBPyConnection) -> None:
    open_texts = {
        row["place_as_written"]
        for row in rows("campaign_districts", SHARED / "ledger")
        if len(meanings(folded, row["place_as_written"], row["start"], column="place")) != 1
    }
    assert open_texts == {"Makran", "Shaban", "Kolpur"}


@WITH_SHARED
def test_every_actor_text_of_the_ledger_resolves_whole_or_in_parts(folded: duckdb.DuckDBPyConnection) -> None:
    open_texts = set()
    for table in ("incidents", "incident_variants"):
        for row in rows(table, SHARED / "ledger"):
            for column in ("perpetrator", "claimed_by"):
                whole = row[column]
                if not whole or actor_meanings(folded, whole, row["date"]):
                    continue
                if not all(actor_meanings(folded, part, row["date"]) for part in whole.replace("/", ";").split(";")):
                    open_texts.add(whole)
    assert open_texts == set()
