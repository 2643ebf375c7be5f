"""Reading the reviewed tables as files, for the tests of what they hold."""

import csv
import math
from collections import Counter
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
    "named_lines": {"kind": "line_kind"},
    "cpec_site_phases": {"phase": "site_phase", "confidence": "reference_confidence"},
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
