"""A road is as long as it is, however its ways are listed: once, twice, backwards, or in parts that overlap."""

import math
from functools import cache

import numpy as np
import pytest

shapely = pytest.importorskip("shapely")

from corridorwatch.exposure import courses  # noqa: E402
from corridorwatch.exposure.distances import Measured, measure  # noqa: E402
from corridorwatch.exposure.locations import Ground, Site, course, line, site  # noqa: E402

STOPS = [(28.4928, 66.26, "A"), (29.0266, 66.5936, "B"), (29.7997, 66.8455, "C"), (30.1841, 67.0014, "D")]
STOPS_ONCE = [STOPS]
ROADS = {
    "one way": STOPS_ONCE,
    "twice": [STOPS, STOPS],
    "backwards": [STOPS[::-1]],
    "there and back": [STOPS + STOPS[-2::-1]],
    "a section again": [STOPS, STOPS[1:]],
    "a section again, backwards": [STOPS, STOPS[:1:-1]],
    "in parts": [STOPS[:2], STOPS[1:]],
    "in parts that overlap": [STOPS[:3], STOPS[:0:-1]],
    "the parts first": [STOPS[2:], STOPS[:3], STOPS],
}
TAPERS = {"tapered": {"waypoint_km": 2.0, "course_growth": 0.5}, "one blur": {"waypoint_km": None}}
AROUND_C = {"model": "stretch", "latitude": 29.7997, "longitude": 66.8455, "line_ids": ["road"], "ground_ids": []}
ON_IT = {"model": "line", "line_ids": ["road"], "ground_ids": []}
PLACES = {
    "around a town": AROUND_C | {"radius_km": 25.0},
    "around a place beside it": AROUND_C | {"latitude": 29.9881, "longitude": 66.8875, "radius_km": 25.0},
    "in a district": ON_IT | {"ground_ids": ["district"]},
    "all of it": ON_IT,
}
SITES = [
    Site("point", shapely.Point(0, 0), 5.0),
    Site("area", shapely.Point(-20, 25), 0.0, 4.0),
    Site("line", shapely.LineString([(-60, 10), (80, 30)]), 3.0),
]


def _ground(ways: list, taper: dict) -> Ground:
    drawn = shapely.MultiLineString([course(way, taper, 25.0) for way in ways])
    district = line(STOPS).centroid.buffer(40)
    return Ground({"district": district}, {"road": drawn}, {"road": 25.0}, {"road": frozenset()})


def _near(location: object) -> list[Site]:
    """The sites, moved to where the place is."""
    east, north = shapely.get_coordinates(shapely.force_2d(location.shape).centroid)[0]
    return [
        Site(
            each.site_id,
            shapely.transform(each.shape, lambda at: np.add(at, (east, north))),
            each.blur_km,
            each.extent_km,
        )
        for each in SITES
    ]


@pytest.mark.parametrize("taper", TAPERS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("ways", [name for name in ROADS if name != "one way"])
def test_a_road_lies_on_the_same_ground_however_its_ways_are_listed(ways: str, place: str, taper: str) -> None:
    plain, other = (_ground(ROADS[name], TAPERS[taper]).location(PLACES[place]) for name in ("one way", ways))
    assert other.shape.length == pytest.approx(plain.shape.length, abs=1e-6)
    corners = [shapely.get_coordinates(shapely.normalize(each.shape), include_z=True) for each in (plain, other)]
    assert corners[0].shape == corners[1].shape
    assert corners[1] == pytest.approx(corners[0], abs=1e-6, nan_ok=True)


@cache
def _measured(ways: str, place: str) -> Measured:
    plain = _ground(STOPS_ONCE, TAPERS["tapered"]).location(PLACES[place])
    return measure(_ground(ROADS[ways], TAPERS["tapered"]).location(PLACES[place]), _near(plain), [10.0, 25.0], 25.0)


@pytest.mark.parametrize("ways", [name for name in ROADS if name != "one way"])
def test_a_road_gives_the_same_figures_however_its_ways_are_listed(ways: str) -> None:
    plain, other = _measured("one way", "around a town"), _measured(ways, "around a town")
    for name in ("nearest_km", "expected_km", "farthest_km", "decay", "within"):
        assert getattr(other, name) == pytest.approx(getattr(plain, name), abs=1e-6), name


def test_a_stretch_is_as_long_as_its_disc_is_wide_whatever_else_runs_there() -> None:
    """A straight road through the middle of discs of many sizes, with a section of it listed again."""
    straight = [(29.0, 66.5, "A"), (29.5, 66.75, "B"), (30.0, 67.0, "C")]
    ground = _ground([straight, straight[1:], straight[:2]], TAPERS["tapered"])
    for radius in (1.0, 2.5, 5.0, 10.0, 17.0, 25.0):
        place = AROUND_C | {"latitude": 29.5, "longitude": 66.75, "radius_km": radius}
        assert ground.location(place).shape.length == pytest.approx(2 * radius, rel=2e-3)


def test_two_lines_on_the_same_ground_are_there_once_also_where_a_disc_cuts_them() -> None:
    ways = {"road": [STOPS], "railway": [STOPS[1:]], "branch": [STOPS[2:]]}
    lines = {
        name: shapely.MultiLineString([course(way, TAPERS["tapered"], 25.0) for way in each])
        for name, each in ways.items()
    }
    ground = Ground({}, lines, dict.fromkeys(lines, 25.0), dict.fromkeys(lines, frozenset()))
    place = PLACES["around a town"]
    alone, all_three = ground.location(place), ground.location(place | {"line_ids": sorted(lines)})
    assert all_three.shape.length == pytest.approx(alone.shape.length, abs=1e-6)


@pytest.mark.parametrize("apart", [0.0, 1e-9, 1e-4, 0.01, 0.3])
def test_a_part_that_was_cut_between_waypoints_counts_once_as_well(apart: float) -> None:
    """Its ends lie on the leg only as far as their figures are rounded."""
    whole = shapely.LineString([(0, 0), (100, 0), (180, 60)])
    part = shapely.LineString([(30, apart), (100, 0), (140, 30 - apart)])
    assert courses.once([whole, part], courses.SAME_KM).length == pytest.approx(200, abs=0.01)


def test_roads_that_cross_or_part_keep_their_length() -> None:
    cross = [shapely.LineString([(-50, 0), (50, 0)]), shapely.LineString([(0, -50), (0, 50)])]
    part = [shapely.LineString([(0, 0), (50, 0)]), shapely.LineString([(50, 0), (90, 30)])]
    fork = [shapely.LineString([(0, 0), (90, 0)]), shapely.LineString([(40, 0), (80, 30)])]
    for ways, length in ((cross, 200), (part, 100), (fork, 140)):
        assert courses.once(ways, courses.SAME_KM).length == pytest.approx(length, abs=1e-6)


def test_a_site_that_is_a_line_is_as_far_however_its_way_is_listed() -> None:
    row = {"site_id": "road", "coord_uncertainty_km": 25.0, "extent_km": None} | TAPERS["tapered"]
    place = Ground({}, {}, {}, {}).location({**AROUND_C, "model": "disc", "radius_km": 10.0, "latitude": 29.4})
    found = [
        measure(place, [site(row, way)], [10.0, 25.0], 25.0) for way in (STOPS, STOPS[::-1], STOPS + STOPS[-2::-1])
    ]
    for other in found[1:]:
        # Which end a leg begins at decides the order of the points that an average is taken over.
        assert math.isclose(other.nearest_km[0], found[0].nearest_km[0], abs_tol=1e-6)
        assert math.isclose(other.expected_km[0], found[0].expected_km[0], abs_tol=1e-6)
        assert other.within == pytest.approx(found[0].within, abs=1e-6)
