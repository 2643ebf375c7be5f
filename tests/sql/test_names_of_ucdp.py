"""UCDP's records of Balochistan, when the project's shared data is at hand: whole records resolve, none wrongly."""

import csv
from collections import Counter

import duckdb
import polars as pl
import pytest

from corridorwatch.config import ROOT
from corridorwatch.names.resolve import Resolver
from tests import world
from tests.reference_tables import SHARED

FILE = SHARED / "ucdp" / "ucdp_ged_pakistan_1989_2021_hdx.csv"
pytestmark = [
    pytest.mark.skipif(not FILE.is_file(), reason="the project's shared data is not beside this repository"),
    pytest.mark.long,
]

# What the 29 strings of adm_2 mean; district boundaries of the day may make of it the district that held the ground.
STRINGS = {
    "Bolan district": "kachhi",
    "Jafarabad Distrcit": "jaffarabad",
    "Musa Khel district": "musakhel",
    "Dera Bugti district": "dera-bugti",
    "Killa Abdullah district": "killa-abdullah",
    "Killa Saifullah district": "killa-saifullah",
    "Jhal Magsi district": "jhal-magsi",
}


# Where the record's own place contradicts its coded district: Dalbandin, Besima, Sohbatpur and Lehri.
BY_PLACE = {
    "274893": "chagai", "225242": "chagai", "120841": "chagai", "194787": "washuk", "57969": "jaffarabad", "58331": "jaffarabad",
    "194844": "lehri",
}  # fmt: skip


def meaning(adm_2: str) -> str:
    return STRINGS.get(adm_2) or adm_2.removesuffix(" district").lower()


@pytest.fixture(scope="module")
def records() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["adm_1"] == "Balochistan province"]


@pytest.fixture(scope="module")
def resolved(records, tmp_path_factory) -> dict[str, tuple]:
    folder = tmp_path_factory.mktemp("ucdp")
    connection = world.open_database(folder / "w.duckdb")
    world.load(connection, ROOT / "reference", folder / "snapshots", ["reference"])
    return place(connection, records)


def place(connection: duckdb.DuckDBPyConnection, records: list[dict[str, str]]) -> dict[str, tuple]:
    rows = pl.DataFrame(
        {
            "record_id": [row["id"] for row in records],
            "on_date": [row["date_start"][:10] for row in records],
            "adm_1": [row["adm_1"] for row in records],
            "adm_2": [row["adm_2"] or None for row in records],
            "place": [row["where_coordinates"] for row in records],
            "where_prec": [int(row["where_prec"]) for row in records],
            "latitude": [float(row["latitude"]) for row in records],
            "longitude": [float(row["longitude"]) for row in records],
        }
    )
    mentions = connection.from_arrow(rows.to_arrow()).select(
        "'ucdp' as source_id, 'incident' as record_kind, record_id, on_date::date as on_date, 'Pakistan' as country_as_written,"
        " adm_1 as province_as_written, adm_2 as district_as_written, place as place_as_written, null::varchar as located_at,"
        " where_prec >= 4 as is_province_wide, where_prec::integer as where_prec, latitude as point_latitude,"
        " longitude as point_longitude"
    )
    given = {"core.place_mentions": mentions, "core.actor_mentions": None}
    world.GRAPH.build(connection, ["core.place_resolutions"], world.parameters(), given)
    found = connection.execute(
        "select record_id, district_id, named_district_id, method, flag, latitude from core.place_resolutions"
    ).fetchall()
    return {row[0]: row[1:] for row in found}


def test_every_string_of_a_district_resolves(records) -> None:
    strings = sorted({row["adm_2"] for row in records if row["adm_2"]})
    assert len(strings) == 29
    answers = Resolver(ROOT / "reference").resolve("district", strings)
    assert {answer.name: answer.id for answer in answers} == {name: meaning(name) for name in strings}


def test_every_side_resolves_or_is_one_of_those_known_to_be_open(records) -> None:
    sides = sorted({row[column] for row in records for column in ("side_a", "side_b")})
    answers = Resolver(ROOT / "reference").resolve("actor", sides)
    assert {answer.name.split(" ")[0] for answer in answers if answer.id is None} <= {"High"}


def test_97_in_100_records_are_in_a_district_or_the_right_bucket_and_none_is_wrong(records, resolved) -> None:
    wrong, right = [], 0
    for row in records:
        district, named, method, *_ = resolved[row["id"]]
        if int(row["where_prec"]) >= 4:
            if (district, method) == ("balochistan", "province_only"):
                right += 1
            else:
                wrong.append((row["id"], row["adm_2"], row["where_coordinates"], district))
        elif row["id"] in BY_PLACE:
            right += district == BY_PLACE[row["id"]]
        elif not row["adm_2"]:
            right += district == "balochistan"
        elif named == meaning(row["adm_2"]):
            right += 1
        elif district != "balochistan":
            wrong.append((row["id"], row["adm_2"], row["where_coordinates"], district))
    assert not wrong
    assert right >= 0.97 * len(records), Counter(found[2] for found in resolved.values())


def test_records_known_only_to_the_province_are_in_no_district(records, resolved) -> None:
    """Their point is the province's centroid, in Kharan."""
    wide = [row for row in records if row["where_prec"] == "4"]
    assert len(wide) == 25
    assert {resolved[row["id"]][0] for row in wide} == {"balochistan"}


@pytest.mark.parametrize(
    ("place_name", "count", "district"), [("Sui town", 24, "dera-bugti"), ("Machh town", 9, "kachhi")]
)
def test_a_wrong_point_keeps_the_names_district_is_flagged_and_dropped(
    records, resolved, place_name: str, count: int, district: str
) -> None:
    rows = [row for row in records if row["where_coordinates"] == place_name]
    assert len(rows) == count
    assert {resolved[row["id"]][1:] for row in rows} == {(district, "district_alias", "name_and_point_disagree", None)}


def test_few_other_points_are_doubted(records, resolved) -> None:
    flagged = Counter(
        row["where_coordinates"] for row in records if resolved[row["id"]][3] == "name_and_point_disagree"
    )
    assert sum(flagged.values()) - 33 <= 21, flagged
