"""How right, and how fast, distances to sites are: against a sampler of a million points, and for 420 thousand reports.

python -m benchmarks.exposure            probabilities against brute force over a grid of cases
python -m benchmarks.exposure --speed    420 thousand reports at 1,500 places, by 65 sites
"""

import argparse
import itertools
import resource
import time
from collections import defaultdict

import duckdb
import numpy as np
import polars as pl
import shapely

from corridorwatch.exposure.distances import measure
from corridorwatch.exposure.locations import Location, Site

RADII = (5, 10, 25, 50, 100)
ROAD = shapely.LineString([(0, 40), (60, 45), (90, 0), (160, 30)])
ROADS = shapely.MultiLineString([[(0, 40), (2, 62)], [(2, 62), (5, 60)], [(2, 62), (1, 65)], [(40, 40), (48, 60)]])
LINE = shapely.LineString([(0, 60), (60, 65), (120, -10)])
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
    }
    sites = {
        **{f"point {blur} at {x}": Site("p", shapely.Point(x, 35), blur) for blur in (0, 2, 25) for x in (25, 60, 110)},
        "area 10": Site("a", shapely.Point(70, 60), 2, 10),
        **{f"line {blur}": Site("l", LINE, blur) for blur in (0, 25, 50)},
    }
    return {
        f"{one} - {other}": (place, site)
        for (one, place), (other, site) in itertools.product(places.items(), sites.items())
    }


def brute_force(place: Location, site: Site, count: int, random: np.random.Generator) -> np.ndarray:
    """The shares of `count` random places within each radius."""
    shape = place.shape
    if shape.geom_type == "Point":
        points = np.repeat(shapely.get_coordinates(shape), count, axis=0)
    elif shape.area:
        west, south, east, north = shape.bounds
        points = random.uniform((west, south), (east, north), (count * 4, 2))
        points = points[shapely.contains_xy(shape, points[:, 0], points[:, 1])][:count]
    else:
        points = shapely.get_coordinates(shapely.line_interpolate_point(shape, random.uniform(0, shape.length, count)))
    for radius, sign in ((place.blur_km, 1), (site.blur_km, -1)):
        angle, far = random.uniform(0, 2 * np.pi, len(points)), radius * np.sqrt(random.uniform(0, 1, len(points)))
        points = points + sign * np.column_stack((far * np.cos(angle), far * np.sin(angle)))
    distance = np.maximum(shapely.distance(shapely.points(points), site.shape) - site.extent_km, 0)
    return np.array([(distance <= radius).mean() for radius in RADII])


def accuracy(count: int) -> None:
    """Print, for each kind of place and site, the largest difference, and in standard errors of the sampler."""
    random = np.random.default_rng(1)
    errors = defaultdict(list)
    for name, (place, site) in cases().items():
        found = measure(place, [site], RADII, 25.0).within[0]
        error = np.abs(found - brute_force(place, site, count, random))
        kind = tuple(side.split()[0].rstrip("s") for side in name.split(" - "))
        errors[kind] += zip(error, error / np.sqrt(np.maximum(found * (1 - found), 1 / count) / count), strict=True)
    print(f"sampler of {count:,} points; its standard error is {0.5 / count**0.5:.4f} at the most")
    for (place, site), found in sorted(errors.items()):
        error, in_standard_errors = np.array(found).T
        print(
            f"{place + ' - ' + site:<20}{len(found):4} probabilities, largest difference {error.max():.4f}, "
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
        Site(str(number), shape, 25.0 if shape.length else 2.0) for number, shape in enumerate([*points, *legs])
    ]
    start = time.perf_counter()
    within = np.stack([measure(place, registry, RADII, 25.0).within for place in made])
    measured = time.perf_counter()
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
    print(f"{places:,} places x {sites} sites: {measured - start:.1f} s, once")
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
