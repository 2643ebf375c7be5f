"""How far a place as it is known is from each site: expected distance, bounds, and the probability of lying within a
radius.

Exact where the geometry allows: a disc against a point (the lens of two circles), a district or a stretch of road
against a point known exactly, a district or disc against a line known exactly (areas of polygons). Elsewhere an
average over points spread evenly, the same ones each time; where the site is a point its own blur stays in closed
form, so that only one of the two places is spread. A benchmark holds all of it to a sampler of a million points
(docs/decisions/0007-exposure.md).

Distance to a line is to its nearest point, to an area to its edge, and zero on it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from corridorwatch.exposure.locations import Location, Site
from corridorwatch.exposure.overlap import disc_nodes, even_sequence, moved, share_within

NODES, NODES_ON_A_LINE = 4096, 8192
"""Points spread where a probability is not exact: its error is then below 0.007, and 0.0001 on average (measured). A
line takes more: its points go along it and its blur to both sides, and another line cuts through both."""
COARSE = 512
"""Points spread for averages of distance and decay, which are smooth."""

RARE = 0.05
"""Below this share too few of the points count: only the part of the shape that can reach is spread, and its share of
the whole exact."""
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
    spread = _spread(location.shape, _nodes(location.shape))
    rows = [_against(location, site, spread, radii, decay_km) for site in sites]
    nearest, expected, farthest, decay, within = (np.array(column) for column in zip(*rows, strict=True))
    return Measured(nearest, expected, farthest, decay, within.reshape(len(sites), len(radii)))


def _against(location: Location, site: Site, spread: Spread, radii: np.ndarray, decay_km: float) -> tuple:
    # The same road: its course may be off the straight legs, but not off itself.
    same_road = site.site_id in location.on_sites
    blur, site_blur = (0.0, 0.0) if same_road else (location.blur_km, site.blur_km)
    is_point = site.shape.geom_type == "Point"
    shape_km = shapely.distance(location.shape, site.shape)
    nearest = max(0.0, shape_km - blur - site_blur - site.extent_km)
    corners = np.vstack((shapely.get_coordinates(location.shape), spread.points[:COARSE]))
    farthest = max(0.0, _to(site, corners).max() + blur + site_blur - site.extent_km)
    near = _near(spread, blur, site_blur, COARSE if nearest < FAR_KM else FEW)
    distance = np.maximum(_to(site, near) - site.extent_km, 0)
    reach = radii + site.extent_km
    within = np.where(radii >= farthest, 1.0, 0.0)
    open_ones = (radii < farthest) & (radii > nearest)
    if open_ones.any():
        share = _within_point if is_point else _within_line
        found = share(location, site, spread, blur, site_blur, reach[open_ones])
        if location.shape.geom_type != "Point" and blur + site_blur > 0:
            for number in np.flatnonzero(found < RARE):
                found[number] = _rarely(share, location, site, blur, site_blur, reach[open_ones][number])
        within[open_ones] = np.clip(found, LEAST, 1 - LEAST)
    return nearest, distance.mean(), farthest, np.exp(-distance / decay_km).mean(), within


def _rarely(share: Callable, location: Location, site: Site, blur: float, site_blur: float, reach: float) -> float:
    """A small share: of the part of the shape from which the reach can be had, times that part's share of all of it."""
    part = shapely.intersection(location.shape, shapely.buffer(site.shape, reach + blur + site_blur, quad_segs=64))
    measured = shapely.area if location.shape.area > 0 else shapely.length
    if measured(part) < LEAST * measured(location.shape):
        return 0.0
    [found] = share(location, site, _spread(part, _nodes(part) // 4), blur, site_blur, np.array([reach]))
    return found * measured(part) / measured(location.shape)


def _within_point(
    location: Location, site: Site, spread: Spread, blur: float, site_blur: float, reach: np.ndarray
) -> np.ndarray:
    if location.shape.geom_type == "Point":
        distance = shapely.distance(location.shape, site.shape)
        large, small = max(blur, site_blur), min(blur, site_blur)
        if small == 0:
            return share_within(large, reach, distance)
        # The larger disc in closed form, averaged over the smaller one's points.
        seen = np.hypot(*(disc_nodes(COARSE) * small + (distance, 0.0)).T)
        return share_within(large, reach[:, None], seen[None, :]).mean(axis=1)
    if blur == 0 and site_blur == 0:
        return _share_of_shape(location.shape, site.shape, reach)
    near = _near(spread, blur, 0.0, max(NODES, len(spread.points)))
    distance = np.hypot(*(near - shapely.get_coordinates(site.shape)[0]).T)
    return share_within(site_blur, reach[:, None], distance[None, :]).mean(axis=1)


def _within_line(
    location: Location, site: Site, spread: Spread, blur: float, site_blur: float, reach: np.ndarray
) -> np.ndarray:
    if site_blur == 0 and (blur == 0 or location.shape.geom_type == "Point"):
        disc = location.shape.buffer(blur, quad_segs=64) if blur else location.shape
        return _share_of_shape(disc, site.shape, reach)
    distance = _to(site, _near(spread, blur, site_blur, max(NODES, len(spread.points))))
    return (distance[None, :] <= reach[:, None]).mean(axis=1)


def _share_of_shape(shape: shapely.Geometry, site: shapely.Geometry, reach: np.ndarray) -> np.ndarray:
    """The share of a shape's area (of its length, where it is a line) within reach of a site: exact to the arcs' 256
    corners.
    """
    measured = shapely.area if shape.area > 0 else shapely.length
    if measured(shape) == 0:
        return (shapely.distance(shape, site) <= reach).astype(float)
    near = shapely.buffer(site, reach, quad_segs=64)
    return np.clip(measured(shapely.intersection(shape, near)) / measured(shape), 0, 1)


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


def _nodes(shape: shapely.Geometry) -> int:
    return NODES_ON_A_LINE if shape.length > 0 and shape.area == 0 else NODES


def _spread(shape: shapely.Geometry, count: int) -> Spread:
    if shape.geom_type == "Point":
        return Spread(shapely.get_coordinates(shape), even_sequence(1, 2))
    if shape.area == 0:
        sequence = even_sequence(count, 3)
        parts = np.array([part for part in shapely.get_parts(shape) if part.length > 0])
        ends = np.cumsum(shapely.length(parts))
        steps = sequence[:, 0] * ends[-1]
        part = np.searchsorted(ends, steps, side="right").clip(max=len(parts) - 1)
        along = steps - np.concatenate(([0.0], ends))[part]
        return Spread(shapely.get_coordinates(shapely.line_interpolate_point(parts[part], along)), sequence[:, 1:])
    west, south, east, north = shape.bounds
    shapely.prepare(shape)
    sequence = even_sequence(int(count * shape.envelope.area / shape.area * 1.1) + 256, 4)
    points = sequence[:, :2] * (east - west, north - south) + (west, south)
    inside = np.flatnonzero(shapely.contains_xy(shape, points[:, 0], points[:, 1]))[:count]
    return Spread(points[inside], sequence[inside, 2:])


def _to(site: Site, points: np.ndarray) -> np.ndarray:
    """Kilometres from points (n, 2) to the nearest point of a site's shape: (n,)."""
    corners = shapely.get_coordinates(site.shape)
    if len(corners) == 1:
        return np.hypot(*(points - corners[0]).T)
    squared = np.full(len(points), np.inf)
    for (x, y), (east, north) in zip(corners[:-1].tolist(), np.diff(corners, axis=0).tolist(), strict=True):
        right, up = points[:, 0] - x, points[:, 1] - y
        along = np.clip((right * east + up * north) / max(east * east + north * north, 1e-12), 0, 1)
        np.minimum(squared, (right - along * east) ** 2 + (up - along * north) ** 2, out=squared)
    return np.sqrt(squared)
