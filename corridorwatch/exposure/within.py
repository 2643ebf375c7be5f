"""The probability that a place as it is known lies within reach of a site as it is known.

Exact where the geometry allows: a disc against a point (the lens of two circles), any shape against a site where
neither has a blur (areas or lengths of polygons). Elsewhere as much as can be stays in closed form, and an average over
few points, the same ones each time, does the rest:

    disc against point          the larger disc's lens, over the moves of the smaller
    area against anything       the area in common, over the moves of the site
    road against point          the larger blur's lens, over steps along the road and the moves of the smaller
    disc or road against line   chords of the larger blur, over the smaller's moves and steps along the road (chords.py)

A line's blur changes along it (`courses.py`).

A benchmark holds all of it to a sampler of a million points (docs/decisions/0007-exposure.md).
"""

import math

import numpy as np
import shapely

from corridorwatch.exposure.chords import within
from corridorwatch.exposure.courses import bounds_km, distance_km, of_use
from corridorwatch.exposure.locations import Location, Site
from corridorwatch.exposure.overlap import GOLDEN_ANGLE, averaged, density_of_difference, share_within, unit_moves

MOVES = (6, 16)
"""Rings and angles of the moves of a site, or of the smaller of two blurs: an area in common changes smoothly with the
move, so few do."""
SMALL, SMALL_MOVES = 0.2, (3, 8)
"""Moves of less than this share of an area's radius change it so little that fewer do: 0.0002 off at most in 356 pairs
of UCDP's and the ledger's districts with sites, as against 0.0019 for larger moves."""
BLURRED_MOVES = (4, 12)
"""The same of an area that has a blur, and of the course beside it, each: no record is one."""
STEPS = 16
"""Steps along a road in the length of the largest blur, at the least."""


def probabilities(
    location: Location, blur_km: float, site: Site, site_blur_km: float, reach_km: np.ndarray
) -> np.ndarray:
    """The probability of each reach: (m,), from 0 to 1.

    Args:
        location: the place; `blur_km`, how far it may be from its shape at the most, or 0 to take the shape as it is.
        site: the site, of which only the shape counts, and `site_blur_km` as much.
        reach_km: distances to the site's shape (m,), kilometres.
    """
    shape = location.shape
    if blur_km == site_blur_km == 0:
        return _share_of_shape(shape, site.shape, reach_km)
    is_point = site.shape.geom_type == "Point"
    if shape.area > 0:
        is_small = blur_km + site_blur_km < SMALL * shapely.minimum_bounding_radius(shape)
        rings_angles = SMALL_MOVES if is_small else MOVES
        if is_point:
            return _area_of_moved(shape, site, _moves(blur_km, site_blur_km, *rings_angles), reach_km)
        return _area_beside(location, site, rings_angles, reach_km)
    places, weight = _steps(location, max(blur_km, site_blur_km))
    if is_point:
        return _lenses(places, weight, site, site_blur_km, reach_km)
    return within(places, weight, site.legs, reach_km)


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


def _area_beside(location: Location, site: Site, rings_angles: tuple[int, int], reach: np.ndarray) -> np.ndarray:
    """The share of a shape's area within reach of a course, averaged over where the course, and the area, may be."""
    shape, legs = location.shape, site.legs
    move, weight = unit_moves(*rings_angles)
    by = np.zeros_like(move)
    if location.blur_km:
        move, weight = unit_moves(*BLURRED_MOVES)
        by, move, weight = (
            np.repeat(move, len(move), 0),
            np.tile(move, (len(move), 1)),
            np.outer(weight, weight).ravel(),
        )
    circle = shapely.minimum_bounding_circle(shape)
    middle, radius = shapely.get_coordinates(circle.centroid)[0], shapely.minimum_bounding_radius(shape)
    places = middle + location.blur_km * by
    distance = distance_km(places, of_use(middle[None], legs, location.blur_km), move) - reach[:, None]
    share = (distance <= -radius).astype(float)
    number, which = np.nonzero(np.abs(distance) < radius)
    # Of the course only what may come near enough to the circle around the shape can cut it.
    can = np.flatnonzero(bounds_km(middle[None], legs)[0][0] <= radius + location.blur_km + reach.max() + 1)
    if not len(number) or not len(can):
        return averaged(share, weight)
    can = legs[can[0] : can[-1] + 1]
    corners = np.concatenate((can[:, 0], can[-1:, 1]))
    drawn = corners[:, :2] + corners[:, 2:] * move[:, None] - (location.blur_km * by)[:, None]
    near = shapely.buffer(shapely.linestrings(drawn)[which], reach[number], quad_segs=16)
    shapely.prepare(shape)
    share[number, which] = shapely.area(shapely.intersection(shape, near)) / shape.area
    return averaged(share, weight)


def _lenses(places: np.ndarray, weight: np.ndarray, site: Site, site_blur: float, reach: np.ndarray) -> np.ndarray:
    """The share of the larger blur around places (n, 3) within reach of a point, averaged over the smaller's moves."""
    large, small = np.maximum(places[:, 2], site_blur), np.minimum(places[:, 2], site_blur)
    by, each = unit_moves(*MOVES) if small.max() > 0 else (np.zeros((1, 2)), np.ones(1))
    at = places[:, None, :2] + small[:, None, None] * by
    distance = site.distance_km(at.reshape(-1, 2)).reshape(at.shape[:2])
    found = share_within(large[:, None], reach[:, None, None], distance)
    return averaged(averaged(found, each), weight)


def _steps(location: Location, blur: float) -> tuple[np.ndarray, np.ndarray]:
    """A point, or the middles of equal steps along each part of a road: (n, 3) with the blur there; and weights (n,)
    that add to 1.
    """
    shape = location.shape
    if shape.geom_type == "Point":
        return np.append(shapely.get_coordinates(shape), [[location.blur_km]], axis=1), np.ones(1)
    parts = [part for part in shapely.get_parts(shape) if part.length > 0]
    counts = [max(STEPS, math.ceil(STEPS * part.length / blur)) for part in parts]
    middles = np.concatenate(
        [
            shapely.line_interpolate_point(part, (np.arange(count) + 0.5) / count * part.length)
            for part, count in zip(parts, counts, strict=True)
        ]
    )
    weights = [np.full(count, part.length / count) for part, count in zip(parts, counts, strict=True)]
    return location.with_blur(middles), np.concatenate(weights) / shape.length
