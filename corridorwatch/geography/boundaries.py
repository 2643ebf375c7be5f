"""District boundaries from a publisher's file: matched by reviewed names, measured, and kept with licence and vintage.

A file enters by `corridorwatch boundaries add`; whoever downloads one hands its bytes to `add` the same way. The
bytes are kept as a snapshot, with a small second one that says what the file does not: vintage, licence, publisher.
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import shapely

from corridorwatch.errors import BrokenSource
from corridorwatch.geography import projection
from corridorwatch.geography.shapes import PUBLISHER, as_geojson
from corridorwatch.ingest.csv_rows import named_twice
from corridorwatch.ingest.raw import record_received
from corridorwatch.names.resolve import district_readings
from corridorwatch.reviewed_files import Folder
from corridorwatch.snapshots import Snapshot, SnapshotStore

SOURCE_ID = "district_boundaries"
FACTS_ID = "district_boundaries_facts"
EXPECTED_KM2 = 347_190
"""Square kilometres of the province (Pakistan Bureau of Statistics); files differ from it by some 1 %."""

_PROVINCE_WORDS = ("balochistan", "baluchistan")
_COLUMNS = {
    "feature": pl.Int64,
    "name_as_written": pl.String,
    "district_id": pl.String,
    "area_km2": pl.Float64,
    "vintage": pl.String,
    "licence": pl.String,
    "source": pl.String,
    "note": pl.String,
    "geometry": pl.String,
    "snapshot_sha256": pl.String,
}


@dataclass(frozen=True)
class Facts:
    """What a boundary file does not say of itself: day of its borders, licence, publisher, and the page it came
    from.
    """

    vintage: str
    licence: str
    source: str
    url: str


@dataclass(frozen=True)
class Polygon:
    """One polygon of the file: its place in it, its name as written, the district it means, its shape in degrees and
    area.
    """

    feature: int
    name: str
    district_id: str
    shape: shapely.Geometry
    area_km2: float
    note: str | None


def read(content: bytes, vintage: date, reference: Folder, *, file_name: str) -> list[Polygon]:
    """The districts of Balochistan in a GeoJSON file, each matched to a district by the reviewed names.

    Raises:
        BrokenSource: no GeoJSON in degrees; a name of the province that no reviewed alias resolves, or that means a
            district which did not exist on that day; one name twice; polygons that overlap; or a total that is not the
            province's.
    """
    features = _features(content, file_name)
    names, decided = _named(features, vintage, reference, file_name)
    parts: dict[str, list[tuple[int, str, shapely.Geometry]]] = {}
    for number, (feature, name) in enumerate(zip(features, names, strict=True), 1):
        if district_id := decided[name]:
            shape = shapely.make_valid(shapely.from_geojson(json.dumps(feature["geometry"])))
            parts.setdefault(district_id, []).append((number, name, shape))
    meant = {name: district_id for name in names if (district_id := decided[name])}
    _of_their_day(meant, vintage, reference, file_name)
    _check_references(parts, file_name)
    return [_joined(district_id, parts[district_id]) for district_id in sorted(parts)]


def _joined(district_id: str, parts: list[tuple[int, str, shapely.Geometry]]) -> Polygon:
    """Polygons that mean one district are one: a file may still draw a district that had been dissolved (Lehri in
    2022).
    """
    shape = shapely.union_all([part for _, _, part in parts])
    note = f"joined from {' and '.join(repr(name) for _, name, _ in parts)}" if len(parts) > 1 else None
    return Polygon(parts[0][0], parts[0][1], district_id, shape, round(_flat(shape).area, 1), note)


def add(
    store: SnapshotStore, content: bytes, facts: Facts, reference: Folder, *, file_name: str, moment: datetime
) -> tuple[Snapshot, list[Polygon]]:
    """Check a file and keep it; the next run draws and measures with it.

    Raises:
        BrokenSource: the file is refused (see `read`), or vintage, licence or publisher is missing.
    """
    for name in ("vintage", "licence", "source"):
        if not getattr(facts, name).strip():
            raise BrokenSource(
                f"{file_name} comes without its {name}.",
                expected="the day of the borders, the licence and the publisher: every map carries them",
                next_step=f"give --{name}",
            )
    found = read(content, _day(facts.vintage), reference, file_name=file_name)
    kept = store.store(
        SOURCE_ID,
        content,
        file_name=f"{Path(file_name).stem}.geojson",
        url=facts.url,
        licence=facts.licence,
        fetched_at=moment,
        details={"vintage": facts.vintage, "source": facts.source},
    )
    beside = json.dumps({**asdict(facts), "sha256": kept.sha256}, ensure_ascii=False).encode()
    store.store(FACTS_ID, beside, file_name="facts.txt", url=facts.url, licence=facts.licence, fetched_at=moment)
    return kept, found


def load(connection: duckdb.DuckDBPyConnection, store: SnapshotStore, reference: Folder) -> int:
    """Replace `raw.district_boundaries` by the newest file's polygons, none where no file was added; how many there
    are.

    Raises:
        BrokenSource: the snapshot and the facts beside it do not belong together, or the file is refused.
    """
    snapshot, beside = store.newest(SOURCE_ID), store.newest(FACTS_ID)
    rows: list[Mapping[str, Any]] = []
    if snapshot is not None:
        stated = json.loads(beside.read()) if beside else {}
        if stated.pop("sha256", None) != snapshot.sha256:
            raise BrokenSource(
                f"the newest boundary file, {snapshot.path}, has no facts beside it.",
                expected="vintage, licence and publisher, stored with the file",
                next_step="corridorwatch boundaries add it again",
            )
        facts = Facts(**stated)
        rows = [
            {
                "feature": polygon.feature,
                "name_as_written": polygon.name,
                "district_id": polygon.district_id,
                "area_km2": polygon.area_km2,
                "vintage": facts.vintage,
                "licence": facts.licence,
                "source": facts.source,
                "note": polygon.note,
                "geometry": as_geojson(polygon.shape),
                "snapshot_sha256": snapshot.sha256,
            }
            for polygon in read(snapshot.read(), _day(facts.vintage), reference, file_name=snapshot.file_name)
        ]
    connection.register("_boundaries", pl.DataFrame(rows, schema=_COLUMNS).to_arrow())
    connection.execute("create schema if not exists raw")
    connection.execute(f"create or replace table {PUBLISHER} as select * from _boundaries order by feature")
    connection.unregister("_boundaries")
    record_received(connection, SOURCE_ID, snapshot, len(rows))
    return len(rows)


def _day(vintage: str) -> date:
    try:
        return date.fromisoformat(vintage)
    except ValueError as error:
        raise BrokenSource(
            f"vintage {vintage!r} is no day.",
            expected="YYYY-MM-DD, the day whose borders are drawn",
            next_step="correct it",
        ) from error


def _features(content: bytes, file_name: str) -> list[dict]:
    try:
        features = json.loads(content)["features"]
        bounds = [shapely.from_geojson(json.dumps(feature["geometry"])).bounds for feature in features]
    except (ValueError, KeyError, TypeError, shapely.errors.GEOSException) as error:
        raise BrokenSource(
            f"{file_name} is no GeoJSON with polygons: {error}.",
            expected="a FeatureCollection of districts",
            next_step="convert the file, for instance with ogr2ogr -f GeoJSON -t_srs EPSG:4326",
        ) from error
    west, south = min(b[0] for b in bounds), min(b[1] for b in bounds)
    east, north = max(b[2] for b in bounds), max(b[3] for b in bounds)
    if not (west > 55 and east < 80 and south > 20 and north < 40):
        raise BrokenSource(
            f"{file_name} spans {west:.1f} to {east:.1f} east and {south:.1f} to {north:.1f} north.",
            expected="degrees, longitude first, in Pakistan (60 to 78 east, 23 to 38 north)",
            next_step="reproject to EPSG:4326, or swap the axes",
        )
    return features


def _named(
    features: list[dict], vintage: date, reference: Folder, file_name: str
) -> tuple[list[str], dict[str, str | None]]:
    """The features' names and the district of each; None for a feature outside the province."""
    written = {
        key: {str(feature["properties"].get(key) or "") for feature in features} - {""}
        for key in sorted({key for feature in features for key in feature["properties"]})
    }
    meanings = _meanings(set().union(*written.values()), vintage, reference)
    # The property whose values mean most districts, and of those the one with fewest features left over.
    key = max(
        written,
        key=lambda key: (
            len({meanings[name] for name in written[key]} - {None}),
            -sum(meanings.get(str(feature["properties"].get(key) or "")) is None for feature in features),
            key,
        ),
        default=None,
    )
    decided = {name: meanings[name] for name in written[key]} if key else {}
    if not any(decided.values()):
        raise BrokenSource(
            f"no property of {file_name} holds names of districts of Balochistan.",
            expected="a property such as ADM2_EN or shapeName",
            next_step="look at the file's properties, or add the names to reference/district_aliases.csv",
        )
    names = [str(feature["properties"].get(key) or "") for feature in features]
    open_ones = [
        name
        for feature, name in zip(features, names, strict=True)
        if decided.get(name) is None and _says_balochistan(feature["properties"])
    ]
    if open_ones:
        raise BrokenSource(
            f"{file_name} has {open_ones[0]!r} in Balochistan, which no reviewed name resolves.",
            expected="every district's name, or an alias of it",
            next_step="corridorwatch names resolve district NAME; add the alias to reference/district_aliases.csv",
        )
    # Only where no feature says its province could such a polygon be passed over as one of another.
    if not any(_says_balochistan(feature["properties"]) for feature in features):
        undecided = {name for name in names if decided.get(name) is None}
        other_days = _meanings(undecided, None, reference)
        if dated := sorted(name for name in undecided if other_days.get(name)):
            raise _not_then(
                file_name, dated[0], vintage, f"means {other_days[dated[0]]} on other days, not on that one"
            )
    # A district of another province may share a name with one here: it is told by its province, where the file says
    # one.
    says_province = any(_says_balochistan(feature["properties"]) for feature in features)
    inside = {
        name
        for feature, name in zip(features, names, strict=True)
        if not says_province or _says_balochistan(feature["properties"])
    }
    return names, {name: decided.get(name) if name in inside else None for name in names}


def _of_their_day(meant: Mapping[str, str], vintage: date, reference: Folder, file_name: str) -> None:
    """Hold every district that the file draws to have existed on the day that its borders are said to be of.

    Args:
        meant: name in the file -> district.

    Raises:
        BrokenSource: one was made later, or was no more.
    """
    with (reference / "districts.csv").open(encoding="utf-8-sig", newline="") as file:
        lived = {row["district_id"]: (row["valid_from"], row["valid_to"]) for row in csv.DictReader(file)}
    for name, district_id in sorted(meant.items()):
        first, last = lived.get(district_id, ("", ""))
        if first and date.fromisoformat(first) > vintage:
            raise _not_then(file_name, name, vintage, f"is a district ({district_id}) since {first}")
        if last and date.fromisoformat(last) <= vintage:
            raise _not_then(file_name, name, vintage, f"was a district ({district_id}) until {last}")


def _not_then(file_name: str, name: str, vintage: date, fact: str) -> BrokenSource:
    return BrokenSource(
        f"{file_name} draws {name!r} and is said to show the borders of {vintage}; {name} {fact}.",
        expected="districts that existed on the day of the vintage",
        next_step="give the day whose borders the file draws as --vintage; if that is right, correct valid_from or"
        " valid_to in reference/districts.csv",
    )


def _meanings(names: set[str], vintage: date | None, reference: Folder) -> dict[str, str | None]:
    """What each name means in a district column on the day; None where nothing reviewed says, or says several. Without
    a day: what it means on any.
    """
    found = district_readings(reference, names)
    meant = {
        name: {reading.district_id for reading in found[name] if vintage is None or reading.holds_on(vintage)}
        for name in names
    }
    return {name: min(ids) if len(ids) == 1 else None for name, ids in meant.items()}


def _says_balochistan(properties: Mapping[str, Any]) -> bool:
    return any(isinstance(value, str) and value.strip().lower() in _PROVINCE_WORDS for value in properties.values())


def _check_references(parts: Mapping[str, list[tuple[int, str, shapely.Geometry]]], file_name: str) -> None:
    written = [name for group in parts.values() for _, name, _ in group]
    twice = named_twice(written)
    if twice:
        raise BrokenSource(
            f"{file_name} holds {twice[0]!r} twice.",
            expected="one feature a district",
            next_step="dissolve them in the file",
        )
    flat = [_flat(shape) for group in parts.values() for _, _, shape in group]
    total, union = sum(shape.area for shape in flat), shapely.union_all(flat).area
    if total > union * 1.005:
        raise BrokenSource(
            f"the polygons of {file_name} overlap by {total - union:,.0f} square kilometres.",
            expected="districts that share borders, not ground",
            next_step="take the publisher's file as it is, not a simplified copy",
        )
    if abs(union / EXPECTED_KM2 - 1) > 0.05:
        raise BrokenSource(
            f"the polygons of {file_name} cover {union:,.0f} square kilometres.",
            expected=f"the province, {EXPECTED_KM2:,} within 5 %",
            next_step="check that every district is in the file",
        )


def _flat(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda points: projection.to_km(points[:, 1], points[:, 0]))
