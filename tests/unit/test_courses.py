"""Courses whose blur tapers to the towns on the way: against draws of the course that know no formula."""

import itertools

import numpy as np
import pytest
import shapely

from corridorwatch.exposure import courses
from corridorwatch.exposure.distances import measure
from corridorwatch.exposure.locations import Ground, Location, Site
from corridorwatch.geography import projection

RADII = (5, 10, 25, 50, 100)
LINE = shapely.LineString([(0, 60), (60, 65), (120, -10), (150, -10)])
ROAD = shapely.LineString([(-20, 20), (40, 55), (90, 60)])
MOST, LEAST, GROWTH = 25.0, 2.0, 0.35
SITE = Site("l", courses.tapered(LINE, MOST, LEAST, GROWTH), MOST)
PLACES = {
    "a town on the way": Location(shapely.Point(60, 65), 5),
    "beside a leg": Location(shapely.Point(30, 50), 5),
    "near a town on the way": Location(shapely.Point(110, 0), 25),
    "a surveyed point": Location(shapely.Point(90, 40), 0),
    "a district": Location(shapely.box(20, 30, 70, 90), 0),
    "a road by its towns": Location(courses.tapered(ROAD, MOST, LEAST, GROWTH), MOST),
    "a road known badly": Location(ROAD, 15),
}


def blur_at(line: shapely.LineString, along: np.ndarray) -> np.ndarray:
    """The blur by its words: least at a waypoint, growing along the leg from the nearer one, up to the most."""
    waypoints = shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(line)))
    return np.minimum(MOST, LEAST + GROWTH * np.abs(along[:, None] - waypoints).min(axis=1))


def drawn(place: Location, count: int = 40_000) -> np.ndarray:
    """Distances to the line of `SITE`, the place and the course drawn at random."""
    random = np.random.default_rng(3)

    def disc() -> np.ndarray:
        angle, far = random.uniform(0, 2 * np.pi, count), np.sqrt(random.uniform(0, 1, count))
        return np.column_stack((far * np.cos(angle), far * np.sin(angle)))

    if place.shape.geom_type == "Point":
        points, blur = np.repeat(shapely.get_coordinates(place.shape), count, axis=0), place.blur_km
    elif place.shape.area:
        west, south, east, north = place.shape.bounds
        points, blur = random.uniform((west, south), (east, north), (count, 2)), 0
    else:
        along = random.uniform(0, ROAD.length, count)
        points = shapely.get_coordinates(shapely.line_interpolate_point(ROAD, along))
        blur = blur_at(ROAD, along)[:, None] if place.shape.has_z else place.blur_km
    points = points + blur * disc()
    ends = shapely.line_locate_point(LINE, shapely.points(shapely.get_coordinates(LINE)))
    grid = np.unique(np.concatenate([np.linspace(a, b, 21) for a, b in itertools.pairwise(ends)]))
    corners = shapely.get_coordinates(shapely.line_interpolate_point(LINE, grid))
    course = corners + blur_at(LINE, grid)[:, None] * disc()[:, None]
    return shapely.distance(shapely.points(points), shapely.linestrings(course))


@pytest.mark.parametrize("place", PLACES)
def test_a_course_that_tapers_is_where_draws_of_it_are(place: str) -> None:
    found = measure(PLACES[place], [SITE], RADII, 25.0)
    distance = drawn(PLACES[place])
    assert found.within[0] == pytest.approx([(distance <= radius).mean() for radius in RADII], abs=0.012)
    assert found.expected_km[0] == pytest.approx(distance.mean(), abs=0.7)
    assert found.nearest_km[0] <= distance.min() + 1e-9 and found.farthest_km[0] >= distance.max()
    assert (np.diff(found.within[0]) >= 0).all()


def beside_a_growing_leg(place: Location, start_km: float, growth: float, reach: float) -> float:
    """The same beside one straight leg whose blur is `start_km` at x = 0 and grows: for each place the moves that bring
    the leg within reach lie between two chords of the unit disc, whose distances from its middle a quadratic gives.
    """
    [[x, y]], step = shapely.get_coordinates(place.shape), np.linspace(-1, 1, 401)
    east, north = np.meshgrid(step, step)
    inside = east**2 + north**2 <= 1
    along, height = x + place.blur_km * east[inside], y + place.blur_km * north[inside]
    blur = start_km + growth * along
    a, b, c = blur**2 - (reach * growth) ** 2, blur * height, height**2 - reach**2
    root = np.sqrt(b**2 - a * c)
    below = []
    for slope in ((b - root) / a, (b + root) / a):
        far = np.clip(slope / np.sqrt(1 + (growth * slope) ** 2), -1, 1)
        below.append(0.5 + (far * np.sqrt(1 - far**2) + np.arcsin(far)) / np.pi)
    return float((below[1] - below[0]).mean())


@pytest.mark.parametrize("radius", [0.0, 5.0, 10.0, 20.0])
@pytest.mark.parametrize("off", [0, 12, 30])
@pytest.mark.parametrize("growth", [0.0, 0.2, 0.5])
def test_a_blur_that_grows_along_a_leg_is_averaged_to_a_thousandth(radius: float, off: float, growth: float) -> None:
    most = 20 + 150 * growth
    leg = Site("l", shapely.LineString([(-35, 0, 20 - 35 * growth), (150, 0, most)]), most)
    place = Location(shapely.Point(40, off), radius)
    found = measure(place, [leg], (5, 10), 25.0).within[0]
    expected = [beside_a_growing_leg(place, 20, growth, reach) for reach in (5, 10)]
    assert found == pytest.approx(expected, abs=0.0015)


def test_an_event_in_a_town_through_which_the_road_runs_is_near_the_road() -> None:
    """One in Khuzdar had one chance in four of lying within 5 km of the road that runs through Khuzdar."""
    constant = Site("l", LINE, MOST)
    town = Location(shapely.Point(60, 65), 5)
    assert measure(town, [constant], (5,), 25.0).within[0, 0] < 0.3
    assert measure(town, [SITE], (5,), 25.0).within[0, 0] > 0.9


def test_a_town_on_the_way_is_surely_within_its_own_radius_and_that_of_the_course_there() -> None:
    found = measure(Location(shapely.Point(60, 65), 5), [SITE], (6, 7, 8), 25.0)
    assert found.farthest_km[0] == pytest.approx(7)
    assert list(found.within[0] == 1) == [False, True, True]
    between = measure(Location(shapely.Point(30, 62.5), 5), [SITE], (7, 20), 25.0)
    assert between.within[0, 0] < 0.8 and between.farthest_km[0] > 10


def test_the_blur_of_a_line_is_that_of_its_words_all_along() -> None:
    along = np.linspace(0, LINE.length, 997)
    points = shapely.line_interpolate_point(LINE, along)
    [z] = [shapely.get_coordinates(shapely.line_interpolate_point(SITE.shape, along), include_z=True)[:, 2]]
    assert z == pytest.approx(blur_at(LINE, along))
    assert shapely.distance(points, shapely.force_2d(SITE.shape)).max() < 1e-9


def test_a_stretch_of_a_road_keeps_the_blur_of_the_road() -> None:
    road = shapely.MultiLineString([courses.tapered(LINE, MOST, LEAST, GROWTH)])
    ground = Ground({"d": shapely.box(-10, 0, 100, 100)}, {"r": road}, {"r": MOST}, {"r": frozenset()})
    latitude, longitude = projection.CENTRE
    row = {"line_ids": ["r"], "ground_ids": ["d"], "latitude": latitude, "longitude": longitude, "radius_km": 70.0}
    for model in ("line", "stretch"):
        cut = ground.location(row | {"model": model})
        corners = shapely.get_coordinates(cut.shape, include_z=True)
        along = shapely.line_locate_point(LINE, shapely.points(corners[:, :2]))
        assert corners[:, 2] == pytest.approx(blur_at(LINE, along), abs=1e-6), model
        # Corners where the blur stops growing are still corners.
        every = np.linspace(0.01, 0.99, 200)
        points = shapely.line_interpolate_point(cut.shape.geoms[0], every, normalized=True)
        z = shapely.get_coordinates(points, include_z=True)[:, 2]
        assert z == pytest.approx(blur_at(LINE, shapely.line_locate_point(LINE, shapely.force_2d(points))), abs=1e-6)


def test_of_two_lines_on_the_same_ground_the_lesser_blur_is_that_of_the_ground() -> None:
    well, badly = courses.tapered(LINE, 10, LEAST, GROWTH), courses.tapered(LINE, MOST, MOST, GROWTH)
    both = Ground({}, {"w": well, "b": badly}, {"w": 10.0, "b": MOST}, {"w": frozenset(), "b": frozenset()})
    row = {"line_ids": ["b", "w"], "ground_ids": [], "model": "stretch", "radius_km": 300.0}
    latitude, longitude = projection.CENTRE
    cut = both.location(row | {"latitude": latitude, "longitude": longitude})
    assert shapely.get_coordinates(cut.shape, include_z=True)[:, 2].max() == pytest.approx(10)
    assert cut.shape.length == pytest.approx(LINE.length)


@pytest.mark.parametrize("site", [Site("p", shapely.Point(45, 70), 2), Site("a", shapely.Point(200, 60), 5, 10)])
def test_bounds_of_a_road_by_its_towns_hold_its_draws_about_a_point(site: Site) -> None:
    random, count = np.random.default_rng(5), 40_000
    along = random.uniform(0, ROAD.length, count)
    points = shapely.get_coordinates(shapely.line_interpolate_point(ROAD, along))
    for blur in (blur_at(ROAD, along), -site.blur_km):
        angle, far = random.uniform(0, 2 * np.pi, count), np.sqrt(random.uniform(0, 1, count))
        points = points + np.column_stack((np.cos(angle), np.sin(angle))) * (far * blur)[:, None]
    distance = np.maximum(shapely.distance(shapely.points(points), site.shape) - site.extent_km, 0)
    found = measure(PLACES["a road by its towns"], [site], RADII, 25.0)
    assert found.nearest_km[0] <= distance.min() <= found.nearest_km[0] + 3
    assert found.farthest_km[0] - 3 <= distance.max() <= found.farthest_km[0]
    assert found.expected_km[0] == pytest.approx(distance.mean(), abs=0.7)
    assert found.within[0] == pytest.approx([(distance <= radius).mean() for radius in RADII], abs=0.012)


@pytest.mark.parametrize("place", PLACES)
def test_rings_around_a_course_hold_each_place_once(place: str) -> None:
    rings = (5, 10, 25, 50, 100, 200, 400)
    within = measure(PLACES[place], [SITE], rings, 25.0).within[0]
    assert (np.diff(within) >= -1e-9).all() and within[-1] == 1
