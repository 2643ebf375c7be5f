"""Reading the reviewed tables as files, for the tests of what they hold."""

import csv
import math
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

import corridorwatch

ROOT = Path(corridorwatch.__file__).parents[1]
REFERENCE = ROOT / "reference"
SHARED = Path(os.environ.get("CORRIDORWATCH_SHARED") or ROOT.parent / "shared") / "data"
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


Asked = tuple[str, str]
"""A name as written, and a day."""


def meanings(con: duckdb.DuckDBPyConnection, asked: Iterable[Asked], *, column: str) -> dict[Asked, set[str]]:
    """Districts that names written in a `district` or `place` column mean on a day."""
    return _meanings(
        con,
        asked,
        f"""alias.district_id from asked join district_aliases as alias on alias.folded = asked.folded
            and (alias.valid_to is null or asked.day < alias.valid_to)
            and (alias.match_scope <> 'district_field' or '{column}' = 'district')""",
        "fold_name",
    )


def actor_meanings(con: duckdb.DuckDBPyConnection, asked: Iterable[Asked]) -> dict[Asked, set[str]]:
    """Actors that names mean on a day."""
    return _meanings(
        con, asked, "alias.actor_id from asked join actor_aliases as alias on alias.folded = asked.folded", "fold_group"
    )


def _meanings(con: duckdb.DuckDBPyConnection, asked: Iterable[Asked], joined: str, fold: str) -> dict[Asked, set[str]]:
    found: dict[Asked, set[str]] = {pair: set() for pair in asked}
    pairs = sorted(found)
    # All names in one query: the folding macro takes longer to plan than to fold a thousand names.
    answers = con.execute(
        f"""with given as (select unnest($written) as written, unnest($days) as day),
        names as materialized (select written, {fold}(written) as folded from (select distinct written from given)),
        asked as (select given.written, given.day, names.folded from given join names using (written))
        select distinct asked.written, asked.day, {joined}
        where alias.is_ambiguous = 'no' and (alias.valid_from is null or alias.valid_from <= asked.day)""",
        {"written": [written for written, _ in pairs], "days": [day for _, day in pairs]},
    ).fetchall()
    for written, day, meaning in answers:
        found[written, day].add(meaning)
    return found
