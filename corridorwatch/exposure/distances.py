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

from corridorwatch.exposure.locations import Location, Site
from corridorwatch.exposure.overlap import even_sequence, moved
from corridorwatch.exposure.within import probabilities

COARSE = 512
"""Points spread for averages of distance and decay, which are smooth."""
LEAST = 1e-6
"""What may be is never 0 and what may not be is never 1, however unlikely: a probability stays this far from both
unless a bound settles it. It is the last decimal that the weekly table keeps."""

FAR_KM, FEW = 150, 64
"""Beyond this many kilometres so few do: the average is then off by less than 1 %, the decay is below 0.003."""


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
    """Points spread evenly over a shape (n, 2), or the one point it is (1, 2), and beside each two numbers (n, 2)
    from 0 to 1 for its blur.

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
    spread = _spread(location.shape)
    rows = [_against(location, site, spread, radii, decay_km) for site in sites]
    nearest, expected, farthest, decay, within = (np.array(column) for column in zip(*rows, strict=True))
    return Measured(nearest, expected, farthest, decay, within.reshape(len(sites), len(radii)))


def _against(location: Location, site: Site, spread: Spread, radii: np.ndarray, decay_km: float) -> tuple:
    # The same road: its course may be off the straight legs, but not off itself.
    same_road = site.site_id in location.on_sites
    blur, site_blur = (0.0, 0.0) if same_road else (location.blur_km, site.blur_km)
    shape_km = shapely.distance(location.shape, site.shape)
    nearest = max(0.0, shape_km - blur - site_blur - site.extent_km)
    corners = np.vstack((shapely.get_coordinates(location.shape), spread.points))
    near = _near(spread, blur, site_blur, COARSE if nearest < FAR_KM else FEW)
    distance = site.distance_km(np.vstack((corners, near))) - site.extent_km
    farthest = max(0.0, distance[: len(corners)].max() + blur + site_blur)
    distance = np.maximum(distance[len(corners) :], 0)
    reach = radii + site.extent_km
    within = np.where(radii >= farthest, 1.0, 0.0)
    open_ones = (radii < farthest) & (radii > nearest)
    if open_ones.any():
        found = probabilities(location.shape, blur, site, site_blur, reach[open_ones])
        within[open_ones] = np.clip(found, LEAST, 1 - LEAST)
    return nearest, distance.mean(), farthest, np.exp(-distance / decay_km).mean(), within


def _near(spread: Spread, blur: float, site_blur: float, count: int) -> np.ndarray:
    """Equally likely places, seen from the site as if it stood still: (count, 2)."""
    if blur == site_blur == 0:
        return spread.points[:count]
    if len(spread.points) == 1:
        return spread.points + _moves(count, blur, site_blur)
    return spread.points[:count] + moved(spread.shares[:count], blur, site_blur)


@lru_cache(maxsize=256)
def _moves(count: int, blur: float, site_blur: float) -> np.ndarray:
    return moved(even_sequence(count, 2), blur, site_blur)


def _spread(shape: shapely.Geometry) -> Spread:
    if shape.geom_type == "Point":
        return Spread(shapely.get_coordinates(shape), even_sequence(1, 2))
    if shape.area == 0:
        sequence = even_sequence(COARSE, 3)
        parts = np.array([part for part in shapely.get_parts(shape) if part.length > 0])
        ends = np.cumsum(shapely.length(parts))
        steps = sequence[:, 0] * ends[-1]
        part = np.searchsorted(ends, steps, side="right").clip(max=len(parts) - 1)
        along = steps - np.concatenate(([0.0], ends))[part]
        return Spread(shapely.get_coordinates(shapely.line_interpolate_point(parts[part], along)), sequence[:, 1:])
    west, south, east, north = shape.bounds
    shapely.prepare(shape)
    sequence = even_sequence(int(COARSE * shape.envelope.area / shape.area * 1.1) + 256, 4)
    points = sequence[:, :2] * (east - west, north - south) + (west, south)
    inside = np.flatnonzero(shapely.contains_xy(shape, points[:, 0], points[:, 1]))[:COARSE]
    return Spread(points[inside], sequence[inside, 2:])
