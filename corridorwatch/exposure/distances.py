"""How far a place as it is known is from each site: expected distance, bounds, and the probability of lying within a
radius.

Distances and decay are averages over points spread evenly, the same ones each time; probabilities are nearly exact
(`within.py`).

Distance to a line is to its nearest point, to an area to its edge, and zero on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from corridorwatch.exposure import courses
from corridorwatch.exposure.locations import Location, Site
from corridorwatch.exposure.overlap import draws, even_sequence, in_disc, moved
from corridorwatch.exposure.within import probabilities

COARSE = 2048
"""Points spread for averages of distance and decay, which are smooth: of districts against sites, the average distance
is then off by 0.1 % on average and by 1.5 % at most (131,072 points); with 512 it was by up to 3.5 %."""
LEAST = 1e-6
"""What may be is never 0 and what may not be is never 1, however unlikely: a probability stays this far from both
unless a bound settles it. It is the last decimal that the weekly table keeps."""

FAR_KM, FEW = 150, 256
"""Beyond this many kilometres so few do: the average is then off by 1.5 % at most, the decay is below 0.003."""


@dataclass(frozen=True)
class Measured:
    """One place against n sites and m radii: kilometres (n,), decay (n,) from 0 to 1, and probabilities (n, m)."""

    nearest_km: np.ndarray
    expected_km: np.ndarray
    farthest_km: np.ndarray
    decay: np.ndarray
    within: np.ndarray


@dataclass(frozen=True)
class Spread:
    """Points spread evenly over a shape, or the one point it is, with the blur there (n, 3), and beside each four
    numbers (n, 4) from 0 to 1: two for where in its blur it is, two for where the site is.

    Any first part of them is spread evenly too.
    """

    points: np.ndarray
    shares: np.ndarray


def measure(location: Location, sites: Sequence[Site], radii_km: Sequence[float], decay_km: float) -> Measured:
    """Measure one place against sites.

    Args:
        location: the place as it is known.
        sites: the sites.
        radii_km: the radii, kilometres.
        decay_km: the scale of the kernel exp(-distance / decay_km), whose average is the decay.
    """
    radii = np.asarray(radii_km, float)
    spread = _spread(location)
    rows = [_against(location, site, spread, radii, decay_km) for site in sites]
    nearest, expected, farthest, decay, within = (np.array(column) for column in zip(*rows, strict=True))
    return Measured(nearest, expected, farthest, decay, within.reshape(len(sites), len(radii)))


def _against(location: Location, site: Site, spread: Spread, radii: np.ndarray, decay_km: float) -> tuple:
    # The same road: its course may be off the straight legs, but not off itself.
    same_road = site.site_id in location.on_sites
    blur, site_blur = (0.0, 0.0) if same_road else (location.blur_km, site.blur_km)
    if site.shape.geom_type == "Point" and not location.shape.has_z and not same_road:
        nearest, farthest, distance = _from_point(location, site, spread)
    else:
        nearest, farthest, distance = _from_course(location, site, spread, 0.0 if same_road else 1.0)
    reach = radii + site.extent_km
    within = np.where(radii >= farthest, 1.0, 0.0)
    open_ones = (radii < farthest) & (radii > nearest)
    if open_ones.any():
        found = probabilities(location, blur, site, site_blur, reach[open_ones])
        within[open_ones] = np.clip(found, LEAST, 1 - LEAST)
    return nearest, distance.mean(), farthest, np.exp(-distance / decay_km).mean(), within


def _from_point(location: Location, site: Site, spread: Spread) -> tuple[float, float, np.ndarray]:
    """The least and greatest distance to a point or an area's edge, and distances of equally likely places (n,)."""
    blur = location.blur_km + site.blur_km
    if len(spread.points) == 1:
        apart = float(site.distance_km(spread.points[:, :2])[0])
        nearest, farthest = max(0.0, apart - blur - site.extent_km), max(0.0, apart - site.extent_km + blur)
    else:
        nearest = max(0.0, shapely.distance(location.shape, site.shape) - blur - site.extent_km)
        corners = np.vstack((shapely.get_coordinates(location.shape), spread.points[:, :2]))
        farthest = max(0.0, site.distance_km(corners).max() - site.extent_km + blur)
    near = _near(spread, location.blur_km, site.blur_km, COARSE if nearest < FAR_KM else FEW)
    return nearest, farthest, np.maximum(site.distance_km(near) - site.extent_km, 0)


def _from_course(location: Location, site: Site, spread: Spread, blurred: float) -> tuple[float, float, np.ndarray]:
    """The same where the site or the place is a line, whose blur changes along it; all blurs times `blurred`."""
    place, course, points = location.legs, site.legs, spread.points
    if not blurred:
        place, course, points = (each * (1, 1, 0) for each in (place, course, points))
    if len(points) == 1:
        near, far = courses.bounds_km(points, course)
        blur = points[0, 2]
        of_use = course[near[0] <= far.min() + 2 * blur]
        nearest, farthest = near.min() - blur - site.extent_km, far.min() + blur - site.extent_km
        here, there = draws(COARSE if nearest < FAR_KM else FEW)
        points = points[:, :2] + blur * here
    else:
        meet = shapely.intersects(location.shape, site.shape)
        nearest = 0.0 if meet else courses.nearest_km(place, course) - site.extent_km
        corners = np.concatenate((place.reshape(-1, 3), points))
        farthest = (courses.bounds_km(corners, course)[1].min(axis=1) + corners[:, 2]).max() - site.extent_km
        count = COARSE if nearest < FAR_KM else FEW
        of_use = courses.of_use(points[:, :2], course, points[:, 2].max())
        points = points[:count, :2] + points[:count, 2:] * in_disc(spread.shares[:count, :2])
        there = in_disc(spread.shares[:count, 2:])
    distance = courses.distance_km(points, of_use, there) - site.extent_km
    return max(0.0, float(nearest)), max(0.0, float(farthest)), np.maximum(distance, 0)


def _near(spread: Spread, blur: float, site_blur: float, count: int) -> np.ndarray:
    """Equally likely places, seen from a point as if it stood still: (count, 2)."""
    points = spread.points[:, :2]
    if blur == site_blur == 0:
        return points[:count]
    if len(points) == 1:
        return points + _moves(count, blur, site_blur)
    return points[:count] + moved(spread.shares[:count, :2], blur, site_blur)


@lru_cache(maxsize=256)
def _moves(count: int, blur: float, site_blur: float) -> np.ndarray:
    return moved(even_sequence(count, 2), blur, site_blur)


def _spread(location: Location) -> Spread:
    shape = location.shape
    if shape.geom_type == "Point":
        return Spread(location.with_blur(np.array([shape])), even_sequence(1, 4))
    if shape.area == 0:
        sequence = even_sequence(COARSE, 5)
        parts = np.array([part for part in shapely.get_parts(shape) if part.length > 0])
        ends = np.cumsum(shapely.length(parts))
        steps = sequence[:, 0] * ends[-1]
        part = np.searchsorted(ends, steps, side="right").clip(max=len(parts) - 1)
        along = steps - np.concatenate(([0.0], ends))[part]
        return Spread(location.with_blur(shapely.line_interpolate_point(parts[part], along)), sequence[:, 1:])
    west, south, east, north = shape.bounds
    shapely.prepare(shape)
    sequence = even_sequence(int(COARSE * shape.envelope.area / shape.area * 1.1) + 256, 6)
    points = sequence[:, :2] * (east - west, north - south) + (west, south)
    inside = np.flatnonzero(shapely.contains_xy(shape, points[:, 0], points[:, 1]))[:COARSE]
    return Spread(location.with_blur(shapely.points(points[inside])), sequence[inside, 2:])
