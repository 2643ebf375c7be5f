"""How right, and how fast, distances to sites are: against a sampler of a million points, and for 420 thousand reports.

python -m benchmarks.exposure            probabilities against brute force over a grid of cases
python -m benchmarks.exposure --speed    420 thousand reports at 1,500 places, by 65 sites
"""

import argparse
import itertools
import resource
import time
from collections import defaultdict
from collections.abc import Callable

import duckdb
import numpy as np
import polars as pl
import shapely

from corridorwatch.exposure import courses
from corridorwatch.exposure.distances import measure
from corridorwatch.exposure.locations import Location, Site

RADII = (5, 10, 25, 50, 100)
ROAD = shapely.LineString([(0, 40), (60, 45), (90, 0), (160, 30)])
ROADS = shapely.MultiLineString([[(0, 40), (2, 62)], [(2, 62), (5, 60)], [(2, 62), (1, 65)], [(40, 40), (48, 60)]])
LINE = shapely.LineString([(0, 60), (60, 65), (120, -10)])
AT_TOWN, GROWTH = 2.0, 0.35
DISTRICT = shapely.Polygon([(0, 0), (60, 10), (80, 50), (30, 90), (40, 40), (-20, 60)])


def cases() -> dict[str, tuple[Location, Site]]:
    """Discs, roads and a district against points, areas and roads, near and far, known well and badly."""
    places = {
        **{f"disc {blur}": Location(shapely.Point(20, 20), blur) for blur in (0, 5, 10, 25, 40)},
        "district": Location(DISTRICT, 0),
        "disc 25 on a line's end": Location(shapely.Point(0, 60), 25),
        "disc 5 on a line": Location(shapely.Point(60, 65), 5),
        "road 0": Location(ROAD, 0),
        "road 25": Location(ROAD, 25),
        "road 25 beside a line": Location(shapely.LineString([(5, 62), (45, 64)]), 25),
        "roads 15": Location(ROADS, 15),
        "road 25 by its towns": Location(courses.tapered(ROAD, 25, AT_TOWN, GROWTH), 25),
        "road 10 by its towns": Location(courses.tapered(ROAD, 10, AT_TOWN, GROWTH), 10),
    }
    sites = {
        **{f"point {blur} at {x}": Site("p", shapely.Point(x, 35), blur) for blur in (0, 2, 25) for x in (25, 60, 110)},
        "area 10": Site("a", shapely.Point(70, 60), 2, 10),
        **{f"line {blur}": Site("l", LINE, blur) for blur in (0, 25, 50)},
        "line 25 by its towns": Site("t", courses.tapered(LINE, 25, AT_TOWN, GROWTH), 25),
        "line 50 from 8 at towns": Site("8", courses.tapered(LINE, 50, 8, GROWTH), 50),
    }
    return {
        f"{one} - {other}": (place, site)
        for (one, place), (other, site) in itertools.product(places.items(), sites.items())
    }


def blur_of(
    name: str, shape: shapely.Geometry, most: float
) -> tuple[shapely.Geometry, Callable[[np.ndarray], np.ndarray]]:
    """The plain line of a place or site, and its blur at kilometres along it: by the words of the model alone."""
    if "town" not in name:
        return shapely.force_2d(shape), lambda along: np.full(len(along), float(most))
    plain, least = ROAD if name.startswith("road") else LINE, 8.0 if "from 8" in name else AT_TOWN
    waypoints = shapely.line_locate_point(plain, shapely.points(shapely.get_coordinates(plain)))

    def blur(along: np.ndarray) -> np.ndarray:
        return np.minimum(most, least + GROWTH * np.abs(along[:, None] - waypoints).min(axis=1))

    return plain, blur


def brute_force(name: str, place: Location, site: Site, count: int, random: np.random.Generator) -> np.ndarray:
    """The shares of `count` random draws of the place and of the site within each radius."""
    of_place, of_site = name.split(" - ")
    shape, blur = blur_of(of_place, place.shape, place.blur_km)
    if shape.geom_type == "Point":
        points, far = np.repeat(shapely.get_coordinates(shape), count, axis=0), np.full(count, place.blur_km)
    elif shape.area:
        west, south, east, north = shape.bounds
        points = random.uniform((west, south), (east, north), (count * 4, 2))
        points = points[shapely.contains_xy(shape, points[:, 0], points[:, 1])][:count]
        far = np.full(count, place.blur_km)
    else:
        along = random.uniform(0, shape.length, count)
        points, far = shapely.get_coordinates(shapely.line_interpolate_point(shape, along)), blur(along)

    def disc() -> np.ndarray:
        angle, radius = random.uniform(0, 2 * np.pi, len(points)), np.sqrt(random.uniform(0, 1, len(points)))
        return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))

    points = points + far[:, None] * disc()
    moves = disc()
    if site.shape.geom_type == "Point" or not site.shape.has_z:
        distance = shapely.distance(shapely.points(points - site.blur_km * moves), site.shape)
    else:
        # A leg that is moved bends where its blur stops growing, and where its other end becomes the nearer.
        line, blur = blur_of(of_site, site.shape, site.blur_km)
        ends = shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(line)))
        along = np.unique(np.concatenate([np.linspace(a, b, 121) for a, b in itertools.pairwise(ends)]))
        bends = np.abs(np.diff(blur(along), 2)) > 1e-9
        grid = np.unique(np.concatenate((ends, *(along[1:-1][bends] + step for step in (-0.7, 0, 0.7)))))
        corners = shapely.get_coordinates(shapely.line_interpolate_point(line, grid))
        distance = np.concatenate(
            [
                shapely.distance(
                    shapely.points(points[some]),
                    shapely.linestrings(corners + blur(grid)[:, None] * moves[some, None]),
                )
                for some in np.array_split(np.arange(len(points)), max(1, count // 50_000))
            ]
        )
    distance = np.maximum(distance - site.extent_km, 0)
    return np.array([(distance <= radius).mean() for radius in RADII])


def accuracy(count: int) -> None:
    """Print, for each kind of place and site, the largest difference, and in standard errors of the sampler."""
    random = np.random.default_rng(1)
    errors = defaultdict(list)
    for name, (place, site) in cases().items():
        found = measure(place, [site], RADII, 25.0).within[0]
        error = np.abs(found - brute_force(name, place, site, count, random))
        kind = tuple(
            side.split()[0].rstrip("s") + (" by towns" if "town" in side else "") for side in name.split(" - ")
        )
        errors[kind] += zip(error, error / np.sqrt(np.maximum(found * (1 - found), 1 / count) / count), strict=True)
    print(f"sampler of {count:,} points; its standard error is {0.5 / count**0.5:.4f} at the most")
    for (place, site), found in sorted(errors.items()):
        error, in_standard_errors = np.array(found).T
        print(
            f"{place + ' - ' + site:<30}{len(found):4} probabilities, largest difference {error.max():.4f}, "
            f"mean {error.mean():.5f}; at most {in_standard_errors.max():.1f} standard errors"
        )


def speed(reports: int, places: int, sites: int) -> None:
    """Print the time to measure every distinct place, and to join every report back."""
    random = np.random.default_rng(1)
    made = [
        Location(shapely.Point(random.uniform(-400, 400, 2)), float(random.choice([5, 10, 25]))) for _ in range(places)
    ]
    bends = [np.cumsum(random.uniform(-60, 60, (5, 2)), axis=0) for _ in range(17)]
    legs = [shapely.LineString(random.uniform(-300, 300, 2) + bend) for bend in bends]
    points = [shapely.Point(random.uniform(-400, 400, 2)) for _ in range(sites - len(legs))]
    registry = [
        Site(
            str(number),
            courses.tapered(shape, 25.0, AT_TOWN, GROWTH) if shape.length else shape,
            25.0 if shape.length else 2.0,
        )
        for number, shape in enumerate([*points, *legs])
    ]
    start, worked = time.perf_counter(), time.process_time()
    within = np.stack([measure(place, registry, RADII, 25.0).within for place in made])
    measured, worked = time.perf_counter(), time.process_time() - worked
    place, site, radius = np.nonzero(within)
    with duckdb.connect() as connection:
        for name, columns in {
            "reach": {"place": place, "site": site, "radius": radius, "probability": within[place, site, radius]},
            "report": {"place": random.integers(0, places, reports), "week": random.integers(0, 1500, reports)},
        }.items():
            connection.register(name, pl.DataFrame(columns).to_arrow())
        cells = "select site, week, radius, sum(probability) from reach join report using (place) group by all"
        rows = connection.execute(f"select count(*) from ({cells})").fetchone()[0]
    joined = time.perf_counter()
    print(f"{places:,} places x {sites} sites: {measured - start:.1f} s, once; {worked:.1f} s of processor")
    print(f"{reports:,} reports joined: {joined - measured:.1f} s, {rows:,} cells")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--places", type=int, default=1_500)
    chosen = parser.parse_args()
    if chosen.speed:
        speed(420_000, chosen.places, 65)
    else:
        accuracy(chosen.points)
