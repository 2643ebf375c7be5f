"""The flat map, the schematic cells and boundary files."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest
import shapely
from pyproj import Geod

from corridorwatch.config import Publishers, Settings
from corridorwatch.errors import BrokenSource, CorridorwatchError
from corridorwatch.exposure import locations
from corridorwatch.geography import boundaries, cells, projection, shapes
from corridorwatch.geography import fetch as fetch_boundaries
from corridorwatch.ingest.credentials import Secrets
from corridorwatch.ingest.http import Patience
from corridorwatch.ingest.job import Job
from corridorwatch.manifests import registry
from corridorwatch.snapshots import Snapshot, SnapshotStore
from tests import world
from tests.reference_tables import REFERENCE, SHARED, WITH_SHARED, rows
from tests.servers.web import Answer, Request, Web, serving

FILES = {
    "balochistan_36_2022set_DERIVED_APPROX": date(2022, 9, 30),
    "cod_ab_2022_adm2_balochistan_simplified": date(2022, 9, 9),
    "osm_census2023_districts_balochistan_small": date(2023, 3, 1),
}
FACTS = boundaries.Facts(vintage="2022-06-01", licence="CC BY 4.0", source="A publisher", url="https://example.org")


@pytest.fixture(scope="module")
def ref(reference_database: Path) -> duckdb.DuckDBPyConnection:
    with duckdb.connect(reference_database, read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def drawn(ref: duckdb.DuckDBPyConnection) -> dict[str, shapely.Geometry]:
    """The schematic cells on the flat map."""
    return {
        name: shapes.flat(text)
        for name, text in ref.execute("select district_id, geometry from ref.district_shapes").fetchall()
    }


def province() -> shapely.Polygon:
    points = np.array([(float(row["latitude"]), float(row["longitude"])) for row in rows("province_outline")])
    return cells.outline(projection.to_km(points[:, 0], points[:, 1]))


def test_the_flat_map_keeps_distances_across_the_province_to_a_thousandth() -> None:
    border = np.array([(float(row["latitude"]), float(row["longitude"])) for row in rows("province_outline")])
    flat = projection.to_km(border[:, 0], border[:, 1])
    one, other = np.triu_indices(len(border), 1)
    true = Geod(ellps="WGS84").inv(border[one, 1], border[one, 0], border[other, 1], border[other, 0])[2] / 1000
    error = np.abs(np.hypot(*(flat[one] - flat[other]).T) / true - 1)
    assert error.max() < 0.001


def test_quetta_to_gwadar_is_723_9_km() -> None:
    """571.7 km means latitude and longitude were swapped."""
    (quetta, gwadar) = projection.to_km(np.array([30.1798, 25.1264]), np.array([66.9750, 62.3225]))
    assert np.hypot(*(quetta - gwadar)) == pytest.approx(723.9, rel=0.001)


def test_degrees_come_back_from_the_flat_map() -> None:
    there = projection.to_km(np.array([25.12, 31.9]), np.array([62.33, 69.4]))
    assert projection.to_degrees(there) == pytest.approx(np.array([[62.33, 25.12], [69.4, 31.9]]), abs=1e-9)


def test_cells_fill_the_province_once(drawn: dict[str, shapely.Geometry]) -> None:
    whole = province()
    assert len(drawn) == 36
    assert sum(cell.area for cell in drawn.values()) == pytest.approx(whole.area, rel=0.001)
    assert cells.overlap(shapely.union_all(list(drawn.values())), whole) > 0.999


def test_a_place_takes_the_ground_nearer_to_it() -> None:
    square = shapely.box(0, 0, 10, 10)
    found = cells.cells([cells.Place(2, 5, "west"), cells.Place(8, 5, "east"), cells.Place(8, 9, "east")], square)
    assert {name: round(cell.area) for name, cell in found.items()} == {"west": 47, "east": 53}


def test_every_place_lies_in_the_cell_of_its_district(
    ref: duckdb.DuckDBPyConnection, drawn: dict[str, shapely.Geometry]
) -> None:
    for district_id, latitude, longitude in ref.execute(
        "select district_id, hq_latitude, hq_longitude from ref.districts where is_in_36"
    ).fetchall():
        point = shapely.Point(projection.to_km(np.array([latitude]), np.array([longitude]))[0])
        assert drawn[district_id].distance(point) < 2, district_id


@WITH_SHARED
@pytest.mark.parametrize(("name", "least"), list(zip(FILES, (0.65, 0.65, 0.64), strict=True)))
def test_cells_overlap_true_districts_by_two_thirds(
    name: str, least: float, drawn: dict[str, shapely.Geometry]
) -> None:
    """A concave hull of the same places reached 0.52."""
    content = (SHARED / "boundaries" / f"{name}.geojson").read_bytes()
    true = {
        polygon.district_id: shapes.flat(shapely.to_geojson(polygon.shape))
        for polygon in boundaries.read(content, FILES[name], REFERENCE, file_name=name)
    }
    # A file may draw with Lasbela and Jaffarabad what was later split from them.
    later = {"lasbela": ("lasbela", "hub"), "jaffarabad": ("jaffarabad", "usta-muhammad")}
    merged = {} if "hub" in true else later
    overlaps = {
        district_id: cells.overlap(
            shapely.union_all([drawn[part] for part in merged.get(district_id, (district_id,))]), shape
        )
        for district_id, shape in true.items()
    }
    assert len(overlaps) == len(true) >= 34
    assert np.mean(list(overlaps.values())) >= least, sorted(overlaps.items(), key=lambda pair: pair[1])
    assert min(overlaps.values()) > 0.35
    assert cells.overlap(province(), shapely.union_all(list(true.values()))) > 0.95


def collection(named: dict[str, shapely.Geometry]) -> bytes:
    """A publisher's file of these districts, with a neighbour's."""
    features = [
        {
            "type": "Feature",
            "properties": {"ADM2_EN": name, "ADM1_EN": "Balochistan"},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for name, shape in named.items()
    ]
    sindh = {"ADM2_EN": "Jacobabad", "ADM1_EN": "Sindh"}
    features.append(
        {
            "type": "Feature",
            "properties": sindh,
            "geometry": json.loads(shapely.to_geojson(shapely.box(68, 27, 68.5, 27.5))),
        }
    )
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture(scope="module")
def published(ref: duckdb.DuckDBPyConnection) -> dict[str, shapely.Geometry]:
    """A file of June 2022: no Hub and no Usta Muhammad yet, and a Lehri that had been dissolved."""
    found = {
        name: shapely.from_geojson(text)
        for name, text in ref.execute(
            "select name, geometry from ref.district_shapes join ref.districts using (district_id)"
        ).fetchall()
    }
    found["Lasbela"] = shapely.union_all([found["Lasbela"], found.pop("Hub")])
    found["Jaffarabad"] = shapely.union_all([found["Jaffarabad"], found.pop("Usta Muhammad")])
    west, south, east, north = found["Sibi"].bounds
    half = shapely.box(west, south, (west + east) / 2, north)
    found["Lehri"], found["Sibi"] = found["Sibi"].difference(half), found["Sibi"].intersection(half)
    return found


def test_a_boundary_file_replaces_the_cells_whole(
    tmp_path: Path, reference_database: Path, published: dict[str, shapely.Geometry]
) -> None:
    store = SnapshotStore(tmp_path)
    boundaries.add(store, collection(published), FACTS, REFERENCE, file_name="adm2.geojson", moment=world.MOMENT)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{reference_database}' as base (read_only)")
        connection.execute("create schema ref")
        for table in ("district_aliases", "district_landmarks", "province_outline", "districts"):
            connection.execute(f"create table ref.{table} as from base.ref.{table}")
        assert boundaries.load(connection, store, REFERENCE) == 34
        shapes.prepare(connection, {})
        found = {
            row[0]: row[1:]
            for row in connection.execute(
                "select district_id, vintage, licence, note, geometry from prepared.district_shapes where basis = 'publisher'"
            ).fetchall()
        }
    assert len(found) == 36 and "lehri" not in found
    assert {row[:2] for row in found.values()} == {("2022-06-01", "CC BY 4.0")}
    assert found["sibi"][2] == "joined from 'Sibi' and 'Lehri'"
    assert found["hub"][2] == "cut from the file's polygon of lasbela by nearest known places"
    hub = shapely.from_geojson(found["hub"][3])
    assert hub.contains(shapely.Point(66.9, 25.06)) and not hub.contains(shapely.Point(66.6, 25.81))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda named: named | {"Atlantis": named.pop("Awaran")}, "has 'Atlantis' in Balochistan"),
        (lambda named: {name: shape for name, shape in named.items() if name != "Chagai"}, "square kilometres"),
        (lambda named: named | {"Chagai": named["Chagai"].buffer(0.3)}, "overlap by"),
        (
            lambda named: {name: shapely.transform(shape, lambda p: p[:, ::-1]) for name, shape in named.items()},
            "spans",
        ),
        (lambda named: {}, "no property"),
    ],
)
def test_a_boundary_file_that_cannot_be_right_is_refused(
    published: dict[str, shapely.Geometry], change: object, said: str
) -> None:
    with pytest.raises(BrokenSource, match=said):
        boundaries.read(collection(change(dict(published))), date(2022, 6, 1), REFERENCE, file_name="adm2.geojson")


@pytest.mark.parametrize(
    ("vintage", "said"),
    [
        (date(2021, 1, 1), "draws 'Chaman' and is said to show the borders of 2021-01-01; Chaman is a district"),
        (date(2017, 1, 1), "Chaman is a district .chaman. since 2021-06-29"),
    ],
)
def test_a_boundary_file_that_draws_a_district_which_did_not_exist_on_its_day_is_refused(
    published: dict[str, shapely.Geometry], vintage: date, said: str
) -> None:
    """Maps of 2022 drew a district of September in June, and the file was taken."""
    with pytest.raises(BrokenSource, match=said) as caught:
        boundaries.read(collection(published), vintage, REFERENCE, file_name="adm2.geojson")
    assert "--vintage" in caught.value.next_step
    with pytest.raises(BrokenSource, match="draws 'Hub'"):
        hub = {**published, "Hub": shapely.box(66.5, 24.9, 67, 25.4)}
        boundaries.read(collection(hub), date(2022, 6, 1), REFERENCE, file_name="adm2.geojson")


def test_a_name_that_means_a_district_on_other_days_only_is_not_passed_over_as_another_provinces(
    tmp_path: Path, published: dict[str, shapely.Geometry]
) -> None:
    """Without a province in the file, its polygon was left out of the map in silence."""
    reference = world.copy_reference(tmp_path)
    path = reference / "district_aliases.csv"
    text = path.read_text(encoding="utf-8").splitlines()
    columns = text[0].split(",")
    alias = dict.fromkeys(columns, "") | {
        "alias": "Newland", "district_id": "awaran", "kind": "former_name", "is_ambiguous": "no",
        "valid_from": "2023-01-01",
    }  # fmt: skip
    path.write_text("\n".join([*text, ",".join(alias[name] for name in columns), ""]), encoding="utf-8")
    named = {name: shape for name, shape in published.items() if name != "Sohbatpur"}
    content = json.loads(collection(named | {"Newland": published["Sohbatpur"]}))
    for feature in content["features"]:
        del feature["properties"]["ADM1_EN"]
    with pytest.raises(BrokenSource, match="Newland means awaran on other days"):
        boundaries.read(json.dumps(content).encode(), date(2022, 6, 1), reference, file_name="adm2.geojson")


@pytest.mark.parametrize("missing", ["vintage", "licence", "source"])
def test_a_boundary_file_enters_with_its_licence_and_vintage_only(
    tmp_path: Path, published: dict[str, shapely.Geometry], missing: str
) -> None:
    facts = boundaries.Facts(**{**FACTS.__dict__, missing: " "})
    with pytest.raises(BrokenSource, match=f"without its {missing}"):
        boundaries.add(
            SnapshotStore(tmp_path), collection(published), facts, REFERENCE, file_name="a", moment=world.MOMENT
        )


def test_sites_lie_in_the_districts_that_they_name(
    ref: duckdb.DuckDBPyConnection, drawn: dict[str, shapely.Geometry]
) -> None:
    """Allowed for: how far the site may be off, and 25 km by which a schematic border may."""
    rows = ref.execute(
        "select site_id, latitude, longitude, waypoints, coord_uncertainty_km, extent_km, district_ids from ref.cpec_sites"
        " where in_balochistan"
    ).fetchall()
    for site_id, latitude, longitude, waypoints, uncertainty, extent, district_ids in rows:
        place = {"site_id": site_id, "latitude": latitude, "longitude": longitude}
        place |= {"coord_uncertainty_km": uncertainty, "extent_km": extent}
        site = locations.site(place, json.loads(waypoints) if waypoints else None)
        for district_id in district_ids:
            assert drawn[district_id].distance(site.shape) <= uncertainty + 25, (site_id, district_id)


def test_lines_of_sites_reach_every_district_that_they_cross(
    ref: duckdb.DuckDBPyConnection, drawn: dict[str, shapely.Geometry]
) -> None:
    """A road that runs 60 km through a district's middle, unlisted, is a district forgotten."""
    rows = ref.execute(
        "select site_id, waypoints, district_ids, note from ref.cpec_sites where in_balochistan and geometry = 'line'"
    ).fetchall()
    forgotten = []
    for site_id, waypoints, district_ids, note in rows:
        line = locations.line(json.loads(waypoints))
        for district_id, cell in drawn.items():
            if district_id not in district_ids and cell.buffer(-20).intersection(line).length > 20:
                forgotten.append((site_id, district_id, note))
    # Straight legs between far towns, as the rows' notes say: the course is not published.
    assert {site_id for site_id, _, _ in forgotten} <= {
        "gwadar-nawabshah-lng",
        "quetta-water-pat-feeder",
        "n40-quetta-taftan",
    }


DATASET = {
    "license_title": "Creative Commons Attribution International",
    "dataset_source": "Pakistan Bureau of Statistics",
    "dataset_date": "[2018-11-30T00:00:00 TO 2022-06-01T23:59:59]",
}


@pytest.fixture
def publisher(published: dict[str, shapely.Geometry]) -> Iterator[Web]:
    """HDX and geoBoundaries on one server; `web.resources` is what HDX's data set lists, `web.file` what a file holds."""

    def answer(request: Request) -> Answer:
        if request.path == "/api/3/action/package_show" and request.query == {"id": "cod-ab-pak"}:
            listed = [{**each, "download_url": web.url + each["download_url"]} for each in web.resources]
            return Answer(json.dumps({"success": True, "result": {**DATASET, "resources": listed}}).encode())
        if request.path == "/api/current/gbOpen/PAK/ADM2/":
            return Answer(
                json.dumps(
                    {
                        "boundaryYearRepresented": "2021", "boundaryLicense": "CC BY 4.0", "boundarySource": "Bureau",
                        "gjDownloadURL": f"{web.url}/geoBoundaries-PAK-ADM2.geojson",
                    }
                ).encode()
            )  # fmt: skip
        return Answer(web.file, cut_at=web.cut_at) if "." in request.path else Answer(b"", 404)

    with serving(answer) as web:
        web.file, web.cut_at = collection(published), None
        web.resources = [
            {"name": "pak_adm2.shp.zip", "format": "SHP", "download_url": "/shp.zip"},
            {"name": "pak_adm1.geojson", "format": "GeoJSON", "download_url": "/pak_adm1.geojson"},
            {"name": "pak_admin2.geojson", "format": "GeoJSON", "download_url": "/pak_admin2.geojson"},
        ]
        yield web


def fetched(home: Path, web: Web, publisher: str, **how: str) -> tuple[Snapshot, int]:
    settings = Settings(home=home, publishers=Publishers(hdx=web.url, geoboundaries=web.url))
    patience = Patience(attempts=2, wait_initial=0, wait_max=0, wait_jitter=0, read=5)
    job = Job(SnapshotStore(settings.snapshots), settings, Secrets({}), world.MOMENT, patience)
    kept, found = fetch_boundaries.fetch(publisher, job, **how)
    return kept, len(found)


@pytest.mark.parametrize(
    ("publisher_name", "vintage", "licence", "source"),
    [
        ("ocha", "2022-06-01", DATASET["license_title"], "Pakistan Bureau of Statistics (COD-AB, through HDX)"),
        ("geoboundaries", "2021-12-31", "CC BY 4.0", "geoBoundaries (Bureau)"),
    ],
)
def test_districts_come_from_their_publisher_with_its_licence_and_vintage(
    tmp_path: Path, publisher: Web, publisher_name: str, vintage: str, licence: str, source: str
) -> None:
    kept, number = fetched(tmp_path, publisher, publisher_name)
    assert (kept.licence, kept.details, number) == (licence, {"vintage": vintage, "source": source}, 34)
    assert kept.read() == publisher.file
    assert kept.url == publisher.url + publisher.requests[-1].path
    assert fetched(tmp_path, publisher, publisher_name)[0].outcome == "unchanged"
    with duckdb.connect() as connection:
        assert boundaries.load(connection, SnapshotStore(tmp_path / "snapshots"), REFERENCE) == 34
        assert connection.execute(
            "select distinct vintage, licence, source from raw.district_boundaries"
        ).fetchall() == [(vintage, licence, source)]


def test_of_a_zip_of_all_levels_the_districts_are_taken(tmp_path: Path, publisher: Web) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pak_admin1.geojson", "{}")
        archive.writestr("pak_admin2.geojson", publisher.file)
    publisher.resources = [{"name": "all.zip", "format": "GeoJSON", "download_url": "/all.geojson.zip"}]
    districts, publisher.file = publisher.file, packed.getvalue()
    kept, _ = fetched(tmp_path, publisher, "ocha", vintage="2022-09-09")
    assert (kept.read(), kept.details["vintage"]) == (districts, "2022-09-09")


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (lambda web: setattr(web, "cut_at", 1000), "the connection failed"),
        (lambda web: setattr(web, "file", b"{}"), "is no GeoJSON with polygons"),
        (lambda web: setattr(web, "resources", web.resources[:2]), "offers no GeoJSON of districts"),
        (lambda web: setattr(web, "file", b"<html>down</html>"), "a web page came"),
    ],
    ids=["cut", "no polygons", "not offered", "a page"],
)
def test_a_fetch_of_boundaries_that_fails_is_on_record_and_leaves_what_was_held(
    tmp_path: Path, publisher: Web, change: Callable[[Web], None], fact: str
) -> None:
    held, _ = fetched(tmp_path, publisher, "ocha")
    change(publisher)
    with pytest.raises(CorridorwatchError, match=fact):
        fetched(tmp_path, publisher, "ocha")
    store = SnapshotStore(tmp_path / "snapshots")
    assert store.newest(boundaries.SOURCE_ID) == replace(held, outcome="success")
    assert [each.outcome for each in store.attempts(boundaries.SOURCE_ID)] == ["success", "failed"]


def test_no_run_asks_for_boundaries_by_itself() -> None:
    assert boundaries.SOURCE_ID not in registry().publishers
