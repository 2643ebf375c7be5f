"""The probability that a place as it is known lies within reach of a site as it is known.

Exact where the geometry allows: a disc against a point (the lens of two circles), any shape against a site where
neither has a blur (areas or lengths of polygons). Elsewhere as much as can be stays in closed form, and an average over
few points, the same ones each time, does the rest:

    disc against point          the larger disc's lens, over the moves of the smaller
    area against anything       the area in common, over the moves of the site
    road against point          the larger blur's lens, over steps along the road and the moves of the smaller
    disc or road against line   cells around the place, or around each step along the road, cut as if by a plane

A benchmark holds all of it to a sampler of a million points (docs/decisions/0007-exposure.md).
"""

import math

import numpy as np
import shapely

from corridorwatch.exposure.locations import Site
from corridorwatch.exposure.overlap import GOLDEN_ANGLE, GOLDEN_RATIO, averaged, density_of_difference, share_within

MOVES = (6, 16)
"""Rings and angles of the moves of a site, or of the smaller of two blurs: an area in common changes smoothly with the
move, so few do."""
SMALL, SMALL_MOVES = 0.2, (3, 8)
"""Moves of less than this share of an area's radius change it so little that fewer do: 0.0002 off at most in 356 pairs
of UCDP's and the ledger's districts with sites, as against 0.0019 for larger moves."""
STEPS = 16
"""Steps along a road in the length of the larger blur, at the least."""
FOR_EACH, FOR_ONE = (24, 96), (48, 96)
"""Rings and angles around each step along a road, and around a single place."""


def probabilities(
    shape: shapely.Geometry, blur_km: float, site: Site, site_blur_km: float, reach_km: np.ndarray
) -> np.ndarray:
    """The probability of each reach: (m,), from 0 to 1.

    Args:
        shape: point, line or polygon, kilometres on the flat map, and `blur_km`, how far the place may be from it.
        site: the site, of which only the shape counts: `site_blur_km` is how far it may be from that.
        reach_km: distances to the site's shape (m,), kilometres.
    """
    if blur_km == site_blur_km == 0:
        return _share_of_shape(shape, site.shape, reach_km)
    is_point = site.shape.geom_type == "Point"
    if shape.area > 0:
        is_small = blur_km + site_blur_km < SMALL * shapely.minimum_bounding_radius(shape)
        moves = _moves(blur_km, site_blur_km, *(SMALL_MOVES if is_small else MOVES))
        return _area_of_moved(shape, site, moves, reach_km)
    places, weight = _steps(shape, max(blur_km, site_blur_km))
    if is_point:
        moves = _moves(min(blur_km, site_blur_km), 0.0, *MOVES)
        return _lenses(places, weight, site, max(blur_km, site_blur_km), moves, reach_km)
    return _cells(places, weight, site, blur_km, site_blur_km, reach_km)


def _moves(blur: float, other: float, rings: int, angles: int) -> tuple[np.ndarray, np.ndarray]:
    """Where two blurs may move what has them: (n, 2) kilometres, and weights (n,) that add to 1."""
    if blur == other == 0:
        return np.zeros((1, 2)), np.ones(1)
    place, weight = np.polynomial.legendre.leggauss(rings)
    share = (place + 1) / 2
    weight *= density_of_difference(blur, other, share)
    angle = 2 * np.pi * (np.arange(angles) / angles + np.arange(rings)[:, None] * GOLDEN_ANGLE)
    far = (blur + other) * share[:, None]
    moves = np.stack((far * np.cos(angle), far * np.sin(angle)), axis=-1)
    return moves.reshape(-1, 2), np.repeat(weight / weight.sum() / angles, angles)


def _share_of_shape(shape: shapely.Geometry, site: shapely.Geometry, reach: np.ndarray) -> np.ndarray:
    """The share of a shape's area (of its length, where it is a line) within reach of a site: exact to the arcs' 256
    corners.
    """
    measured = shapely.area if shape.area > 0 else shapely.length
    if measured(shape) == 0:
        return (shapely.distance(shape, site) <= reach).astype(float)
    near = shapely.buffer(site, reach, quad_segs=64)
    return np.clip(measured(shapely.intersection(shape, near)) / measured(shape), 0, 1)


def _area_of_moved(
    shape: shapely.Geometry, site: Site, moves: tuple[np.ndarray, np.ndarray], reach: np.ndarray
) -> np.ndarray:
    """The share of a shape's area within reach of a site, averaged over where the site may be."""
    by, weight = moves
    circle = shapely.minimum_bounding_circle(shape)
    middle, radius = shapely.get_coordinates(circle.centroid)[0], shapely.minimum_bounding_radius(shape)
    distance = site.distance_km(middle - by) - reach[:, None]
    share = (distance <= -radius).astype(float)
    # Only where the reach ends within the circle around the shape does it cut the shape; of the site only what lies
    # near enough can, and a long road has many corners.
    cut = np.abs(distance) < radius
    beyond = radius + reach.max() + np.abs(by).max() + 1
    near = shapely.buffer(shapely.clip_by_rect(site.shape, *(middle - beyond), *(middle + beyond)), reach, quad_segs=16)
    number, move = np.nonzero(cut)
    near = near[number]
    each = np.repeat(by[move], shapely.get_num_coordinates(near), axis=0)
    near = shapely.transform(near, lambda corners: corners + each)
    shapely.prepare(shape)
    share[cut] = shapely.area(shapely.intersection(shape, near)) / shape.area
    return averaged(share, weight)


def _lenses(
    places: np.ndarray,
    weight: np.ndarray,
    site: Site,
    large: float,
    moves: tuple[np.ndarray, np.ndarray],
    reach: np.ndarray,
) -> np.ndarray:
    """The share of the larger blur around places (n, 2) within reach of a point, averaged over the smaller's moves."""
    by, each = moves
    distance = site.distance_km((places[:, None] + by).reshape(-1, 2))
    return averaged(share_within(large, reach[:, None], distance), np.outer(weight, each).ravel())


def _cells(
    places: np.ndarray, weight: np.ndarray, site: Site, blur: float, site_blur: float, reach: np.ndarray
) -> np.ndarray:
    """The share within reach of a site of the ground to which two blurs may move places (n, 2): cell by cell of rings
    and angles around each, the distance taken as a plane within a cell.
    """
    # Of a long road most places are near enough to a crossing road for no ring, and need none.
    can = site.distance_km(places) < reach.max() + blur + site_blur
    if not can.any():
        return np.zeros(len(reach))
    places, weight = places[can], weight[can]
    rings, angles = FOR_ONE if len(places) == 1 else FOR_EACH
    # The rings of each step along a road lie between those of the others: what one step errs the next makes good.
    between = (np.arange(len(places)) + 0.5) * GOLDEN_RATIO % 1 if len(places) > 1 else np.array([0.5])
    between += 0.5 - between.mean()
    share = (np.arange(rings) + between[:, None]) / rings
    density = density_of_difference(blur, site_blur, share)
    ring_weight = density * (weight / density.sum(axis=1))[:, None]
    angle = 2 * np.pi * (np.arange(angles) + 0.5) / angles
    radius = (blur + site_blur) * share[:, :, None]
    east = places[:, :1, None] + radius * np.cos(angle)
    north = places[:, 1:, None] + radius * np.sin(angle)
    distance = site.distance_km(np.stack((east, north), axis=-1).reshape(-1, 2)).reshape(east.shape)
    # Of the rises to either side the steeper: a cell beside the site has the site's far bank for a neighbour.
    out = np.abs(np.diff(distance, axis=1))
    across = np.maximum(np.concatenate((out[:, :1], out), axis=1), np.concatenate((out, out[:, -1:]), axis=1))
    on = np.abs(distance - np.roll(distance, 1, axis=2))
    around = np.maximum(on, np.roll(on, -1, axis=2))
    wide, narrow = np.maximum(np.maximum(across, around), 1e-6), np.maximum(np.minimum(across, around), 1e-6)
    return np.array([(_below(far - distance, wide, narrow).mean(axis=2) * ring_weight).sum() for far in reach])


def _below(level: np.ndarray, wide: np.ndarray, narrow: np.ndarray) -> np.ndarray:
    """The share of cells in which a plane lies below a level, given from its middle height: the plane rises by `wide`
    from one side of the cell to the other, and by `narrow` between the other two.
    """
    # Few cells are cut: the others lie below as a whole, or not at all.
    share = (level > 0).astype(float)
    cut = np.abs(level) < (wide + narrow) / 2
    level, wide, narrow = level[cut], wide[cut], narrow[cut]

    def volume(height: np.ndarray) -> np.ndarray:
        return (np.clip(height, -wide / 2, wide / 2) + wide / 2) ** 2 / (2 * wide) + np.maximum(height - wide / 2, 0)

    share[cut] = (volume(level + narrow / 2) - volume(level - narrow / 2)) / narrow
    return share


def _steps(shape: shapely.Geometry, blur: float) -> tuple[np.ndarray, np.ndarray]:
    """A point, or the middles of equal steps along each part of a road: (n, 2); and weights (n,) that add to 1."""
    if shape.geom_type == "Point":
        return shapely.get_coordinates(shape), np.ones(1)
    parts = [part for part in shapely.get_parts(shape) if part.length > 0]
    counts = [max(STEPS, math.ceil(STEPS * part.length / blur)) for part in parts]
    middles = [
        shapely.line_interpolate_point(part, (np.arange(count) + 0.5) / count * part.length)
        for part, count in zip(parts, counts, strict=True)
    ]
    weights = [np.full(count, part.length / count) for part, count in zip(parts, counts, strict=True)]
    return shapely.get_coordinates(np.concatenate(middles)), np.concatenate(weights) / shape.length
