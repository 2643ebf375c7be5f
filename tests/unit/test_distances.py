"""Distances between places and sites that are both uncertain, against a sampler that knows no formula."""

import math
from functools import cache

import numpy as np
import pytest
import shapely

from corridorwatch.exposure.distances import measure
from corridorwatch.exposure.locations import Ground, Location, Site
from corridorwatch.exposure.overlap import share_within
from corridorwatch.geography import projection

pytestmark = pytest.mark.long

RADII = (5, 10, 25, 50, 100)
DECAY_KM = 25.0
ROAD = shapely.LineString([(0, 40), (60, 45), (90, 0)])
DISTRICT = shapely.Polygon([(0, 0), (60, 10), (80, 50), (30, 90), (40, 40), (-20, 60)])

PLACES = {
    "a town": Location(shapely.Point(10, 10), 5),
    "near a town": Location(shapely.Point(40, 10), 25),
    "a surveyed point": Location(shapely.Point(3, 4), 0),
    "a district": Location(DISTRICT, 0),
    "a stretch of road": Location(shapely.MultiLineString([[(0, 0), (50, 30)], [(50, 30), (120, 20)]]), 25),
}
SITES = {
    "an exact point": Site("a", shapely.Point(20, 20), 0),
    "a point": Site("b", shapely.Point(30, 25), 2),
    "a vague point": Site("c", shapely.Point(60, 25), 25),
    "an area": Site("d", shapely.Point(70, 60), 2, 10),
    "an exact road": Site("e", ROAD, 0),
    "a road": Site("f", ROAD, 25),
}


def sampled(place: Location, site: Site, count: int = 30_000) -> np.ndarray:
    """Distances of places drawn at random."""
    random = np.random.default_rng(7)

    def moves(radius: float) -> np.ndarray:
        angle, far = random.uniform(0, 2 * np.pi, count), radius * np.sqrt(random.uniform(0, 1, count))
        return np.column_stack((far * np.cos(angle), far * np.sin(angle)))

    if place.shape.geom_type == "Point":
        points = np.repeat(shapely.get_coordinates(place.shape), count, axis=0)
    elif place.shape.area:
        west, south, east, north = place.shape.bounds
        points = random.uniform((west, south), (east, north), (count * 4, 2))
        points = points[shapely.contains_xy(place.shape, points[:, 0], points[:, 1])][:count]
    else:
        along = random.uniform(0, place.shape.length, count)
        points = shapely.get_coordinates(shapely.line_interpolate_point(shapely.line_merge(place.shape), along))
    moved = points + moves(place.blur_km) - moves(site.blur_km)
    return np.maximum(shapely.distance(shapely.points(moved), site.shape) - site.extent_km, 0)


@pytest.mark.parametrize("place", PLACES)
def test_probabilities_are_those_of_places_drawn_at_random(place: str) -> None:
    for site in SITES.values():
        [found] = measure(PLACES[place], [site], RADII, DECAY_KM).within
        distance = sampled(PLACES[place], site)
        shares = [(distance <= radius).mean() for radius in RADII]
        assert found == pytest.approx(shares, abs=0.01), site.site_id


STEP = 0.02
ACROSS = np.arange(-150, 150 + STEP / 2, STEP)


@cache
def _density_across(blur: float, site_blur: float) -> np.ndarray:
    """How likely the two are how far apart across the line: the two half circles that discs are when seen along it."""
    density = np.zeros_like(ACROSS)
    density[len(ACROSS) // 2] = 1 / STEP
    for radius in (blur, site_blur):
        if radius:
            # As many steps on either side: an even number would shift all of it by half a step.
            steps = math.ceil(radius / STEP)
            within = ACROSS[len(ACROSS) // 2 - steps : len(ACROSS) // 2 + steps + 1]
            half_circle = np.sqrt(np.clip(radius**2 - within**2, 0, None))
            density = np.convolve(density, half_circle / half_circle.sum(), "same")
    return density


def _beside_a_straight_line(blur: float, site_blur: float, offsets: np.ndarray, reach: float) -> float:
    """The same probability, by adding up."""
    share = np.concatenate(([0], np.cumsum(_density_across(blur, site_blur)) * STEP))
    edges = np.append(ACROSS, ACROSS[-1] + STEP) - STEP / 2
    return float(np.mean(np.interp(reach - offsets, edges, share) - np.interp(-reach - offsets, edges, share)))


STRAIGHT = shapely.LineString([(-900, 0), (900, 0)])
BESIDE = {
    "a town on the line": (shapely.Point(0, 0), np.zeros(1)),
    "a town off the line": (shapely.Point(0, 18), np.full(1, 18.0)),
    "a road along the line": (shapely.LineString([(-40, 6), (40, 6)]), np.full(1, 6.0)),
    "a road away from the line": (shapely.LineString([(0, 0), (0, 60)]), np.linspace(0, 60, 6001)),
    "three roads of unequal length": (
        shapely.MultiLineString([[(0, 0), (0, 3)], [(5, 10), (5, 12)], [(9, 20), (9, 60)]]),
        np.concatenate((np.linspace(0, 3, 300), np.linspace(10, 12, 200), np.linspace(20, 60, 4000))),
    ),
    "a district": (shapely.box(-50, -10, 50, 70), np.linspace(-10, 70, 8001)),
}


@pytest.mark.parametrize("place", BESIDE)
@pytest.mark.parametrize(("blur", "site_blur"), [(0, 25), (25, 0), (25, 25), (5, 50), (25, 2)])
def test_a_course_known_badly_is_averaged_to_a_thousandth(place: str, blur: float, site_blur: float) -> None:
    shape, offsets = BESIDE[place]
    found = measure(Location(shape, blur), [Site("l", STRAIGHT, site_blur)], RADII, DECAY_KM).within[0]
    expected = [_beside_a_straight_line(blur, site_blur, offsets, radius) for radius in RADII]
    assert found == pytest.approx(expected, abs=0.0015)


@pytest.mark.parametrize("place", PLACES)
def test_averages_and_bounds_are_those_of_places_drawn_at_random(place: str) -> None:
    found = measure(PLACES[place], list(SITES.values()), RADII, DECAY_KM)
    for number, site in enumerate(SITES.values()):
        distance = sampled(PLACES[place], site, 20_000)
        assert found.expected_km[number] == pytest.approx(distance.mean(), abs=0.7), site.site_id
        assert found.decay[number] == pytest.approx(np.exp(-distance / DECAY_KM).mean(), abs=0.01), site.site_id
        assert found.nearest_km[number] <= distance.min() + 1e-9 and found.farthest_km[number] >= distance.max(), (
            site.site_id
        )


@pytest.mark.parametrize("port", [(10, 15), (40, 60), (250, 40)])
def test_the_average_distance_from_a_long_district_is_within_half_a_percent(port: tuple[int, int]) -> None:
    """Pages printed 117 km from a district along the coast where it was 118."""
    coast = shapely.Polygon([(0, 0), (260, 20), (255, 60), (120, 45), (40, 90), (0, 40)])
    east, north = (each.ravel() for each in np.meshgrid(np.linspace(0, 260, 1_000), np.linspace(0, 90, 400)))
    inside = shapely.contains_xy(coast, east, north)
    exact = np.hypot(east[inside] - port[0], north[inside] - port[1]).mean()
    found = measure(Location(coast, 0), [Site("port", shapely.Point(port), 0)], RADII, DECAY_KM)
    assert found.expected_km[0] == pytest.approx(exact, rel=0.005)


def test_a_partition_into_rings_holds_every_event_once() -> None:
    rings = (5, 10, 25, 50, 100, 200, 400)
    within = np.stack([measure(place, list(SITES.values()), rings, DECAY_KM).within for place in PLACES.values()])
    shares = np.diff(within, axis=2, prepend=0)
    assert shares.min() > -0.01
    assert within[:, :, -1] == pytest.approx(1)
    assert shares.sum(axis=(0, 2)) == pytest.approx(len(PLACES))


@pytest.mark.parametrize(
    ("blur", "reach", "distance", "share"),
    [
        (5, 20, 10, 1.0),
        (5, 4, 10, 0.0),
        (20, 10, 0, 0.25),
        (20, 10, 9, 0.25),
        (10, 10, 10, 2 / 3 - np.sqrt(3) / (2 * np.pi)),
        (0, 10, 10, 1.0),
        (0, 10, 10.001, 0.0),
    ],
)
def test_the_lens_of_two_circles(blur: float, reach: float, distance: float, share: float) -> None:
    assert share_within(blur, reach, distance) == pytest.approx(share, abs=1e-12)


def test_an_event_on_a_road_is_on_the_road_whatever_its_course() -> None:
    stretch = shapely.LineString([(10, 40.8333333), (30, 42.5)])
    site = SITES["a road"]
    named = measure(Location(stretch, 25, frozenset({"f"})), [site], RADII, DECAY_KM)
    unnamed = measure(Location(stretch, 25), [site], RADII, DECAY_KM)
    assert named.within[0, 0] == 1 and named.farthest_km[0] < 0.01
    assert unnamed.within[0, 0] < 0.5 and unnamed.farthest_km[0] > 25


def test_a_district_is_never_surely_within_10_km_even_of_a_site_in_its_middle() -> None:
    site = Site("middle", DISTRICT.representative_point(), 0)
    found = measure(PLACES["a district"], [site], RADII, DECAY_KM)
    assert found.farthest_km[0] > 10
    assert 0 < found.within[0, 1] < 0.2


def test_what_may_lie_within_is_never_a_zero_and_what_may_not_never_certain() -> None:
    """133 places that reach into a radius had a probability of 0 there, so their weeks read as zeros."""
    far = {
        "a corner of a district": (Location(DISTRICT, 0), Site("c", shapely.Point(-33.6, 78), 2)),
        "the last metres of two discs": (Location(shapely.Point(0, 0), 25), Site("d", shapely.Point(51.9999, 0), 2)),
        "a road known badly": (Location(shapely.LineString([(0, 0), (100, 0)]), 25), Site("e", ROAD, 25)),
        "two blurs across a road": (Location(shapely.Point(0, 116.5), 27), Site("f", ROAD, 24.6)),
    }
    for name, (place, site) in far.items():
        found = measure(place, [site], (10, 25, 50, 100, 150), DECAY_KM)
        for radius, share in zip((10, 25, 50, 100, 150), found.within[0], strict=True):
            assert (share > 0) == (found.nearest_km[0] < radius), (name, radius)
            assert (share == 1) == (found.farthest_km[0] <= radius), (name, radius)
    rare = measure(*[(far["a corner of a district"][0]), [far["a corner of a district"][1]]], (25,), DECAY_KM).within[
        0, 0
    ]
    assert 0 < rare < 0.02


def test_a_small_share_of_a_large_ground_is_measured_where_it_is() -> None:
    """4,096 points over the province leave one or none within 5 km of a site."""
    ground = shapely.box(0, 0, 600, 600)
    site = Site("a", shapely.Point(300, 311), 2)
    [[found]] = measure(Location(ground, 0), [site], (5,), DECAY_KM).within
    assert found == pytest.approx(np.pi * 25 / 360_000, rel=0.03)


def test_a_named_road_is_cut_at_what_the_record_names_and_blurred_once() -> None:
    """The cut was wider by the course's uncertainty, which the blur then added again."""
    road = shapely.LineString([(-200, 0), (200, 0)])
    ground = Ground({"d": shapely.box(-50, -50, 50, 50)}, {"r": road}, {"r": 25.0}, {"r": frozenset()})
    row = {"line_ids": ["r"], "ground_ids": ["d"], "model": "line"}
    in_district = ground.location(row)
    assert in_district.shape.bounds == (-50, 0, 50, 0) and in_district.blur_km == 25
    latitude, longitude = projection.CENTRE
    near = ground.location(row | {"model": "stretch", "latitude": latitude, "longitude": longitude, "radius_km": 10.0})
    assert near.shape.length == pytest.approx(20, abs=0.1)
