"""Courses of roads, railways and pipelines: where a line may run that is known by the towns on its way.

A line is straight legs between its waypoints, and a blur beside each point of them. At a waypoint its course is known
by construction; from there the blur grows along the leg to the most that is known of the line. One draw of the course
moves every point of the legs by its own blur times the same point u of the unit disc: between two corners the blur is
linear, so a course that is moved is straight legs again. A shape carries its blur as the third coordinate of its
corners; where it has none, one number holds for all of it.
"""

import itertools
import math
from collections.abc import Iterable

import numpy as np
import shapely

LEAST_KM = 1e-3
"""The least blur of a corner where a line has any: a metre, so that shares of a blur have a scale."""
SAME_KM = 0.5
"""Two ways of one road that run beside one another no farther apart are the same ground."""
_HAIR_KM = 1e-6
"""What rounding may keep apart."""
_ALONG = 10
"""A piece that stays beside another for so many times that distance runs along it; a shorter one crosses or joins."""


def tapered(line: shapely.LineString, most_km: float, at_waypoint_km: float, growth: float) -> shapely.LineString:
    """A line with its blur as third coordinate: kilometres on the flat map.

    Args:
        line: straight legs between waypoints.
        most_km: the blur far from any waypoint.
        at_waypoint_km: the blur at a waypoint; not below `most_km`, and all of the line has `most_km`.
        growth: kilometres of blur for each kilometre along the leg from the nearer waypoint, above 0.
    """
    corners = shapely.get_coordinates(line)
    least = min(at_waypoint_km, most_km)
    far = (most_km - least) / growth
    found = [(*corners[0], least)]
    for start, end in itertools.pairwise(corners):
        leg = math.dist(start, end)
        along = [far, leg - far] if 2 * far < leg else [leg / 2]
        found += [
            (*(start + (end - start) * km / leg), least + growth * min(km, leg - km, far))
            for km in along
            if 0 < km < leg
        ]
        found.append((*end, least))
    return shapely.LineString(found)


def once(ways: Iterable[shapely.Geometry], same_km: float = _HAIR_KM) -> shapely.Geometry:
    """The ground of ways without their blur, each stretch once: however often, in whatever order, direction and parts
    it is listed. The same ground gives the same geometry.

    Args:
        ways: lines.
        same_km: ways that run along one another no farther apart are one; `SAME_KM` for those of one road.
    """
    # Without the corners where a blur changes: a hair's breadth off the leg, they would keep two lines apart.
    flat = [_merged(shapely.simplify(shapely.force_2d(way), _HAIR_KM, preserve_topology=False)) for way in ways]
    parts = sorted((part for way in flat for part in shapely.get_parts(way)), key=lambda part: (-part.length, part.wkb))
    whole: list[shapely.Geometry] = []
    for part in parts:
        ground = shapely.union_all(whole)
        left = part.difference(ground)
        for apart in (_HAIR_KM, same_km):
            if whole and not left.is_empty:
                left = _beyond(left, ground.buffer(apart), _ALONG * apart)
        whole += [piece for piece in shapely.get_parts(left) if piece.length > 0]
    return _merged(shapely.union_all(whole))


def _beyond(part: shapely.Geometry, beside: shapely.Geometry, along_km: float) -> shapely.Geometry:
    """A line without what of it runs along others: what lies in the ground beside them, unless it only crosses it."""
    if beside.covers(part):
        return shapely.MultiLineString()
    inside = [piece for piece in shapely.get_parts(_merged(part.intersection(beside))) if piece.length <= along_km]
    return _merged(shapely.union_all([part.difference(beside), *inside]))


def _merged(shape: shapely.Geometry) -> shapely.Geometry:
    """Lines noded where they meet, merged where no third begins, in one order and direction."""
    lines = shapely.line_merge(shapely.union_all([part for part in shapely.get_parts(shape) if part.length > 0]))
    return shapely.normalize(shapely.simplify(lines, _HAIR_KM))


def pieces(shape: shapely.Geometry, blur_km: float) -> np.ndarray:
    """The straight pieces of a shape's outline, a point as one of no length: (k, 2, 3) with the blur of both ends."""
    parts = [part for polygon in shapely.get_parts(shape) for part in _rings(polygon)]
    found = []
    for part in parts:
        corners = shapely.get_coordinates(part, include_z=True)
        corners[:, 2] = np.maximum(corners[:, 2], min(LEAST_KM, corners[:, 2].max())) if part.has_z else blur_km
        apart = np.append(True, (np.diff(corners[:, :2], axis=0) != 0).any(axis=1))
        corners = corners[apart] if apart.sum() > 1 else corners[[0, 0]]
        found.append(np.stack((corners[:-1], corners[1:]), axis=1))
    return np.concatenate(found)


def _rings(part: shapely.Geometry) -> list[shapely.Geometry]:
    return [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]


def bounds_km(points: np.ndarray, legs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As near as each piece (k, 2, 3) may come to points (n, 2), and as far as it may be off, wherever the course is:
    (n, k) each, kilometres: the least of distance less blur over the places on it, and of distance plus blur.

    Along a piece both are convex, and least where the distance falls as fast as the blur changes.
    """
    start_x, start_y, blur = legs[:, 0].T
    span_x, span_y, rise = (legs[:, 1] - legs[:, 0]).T
    length = np.hypot(span_x, span_y)
    # A piece of no length has no direction; any will do.
    span_x, measured = np.where(length > 0, span_x, 1.0), np.where(length > 0, length, 1.0)
    span_x, span_y, rise = span_x / measured, span_y / measured, rise / measured
    east, north = points[:, :1] - start_x, points[:, 1:2] - start_y
    foot, height = east * span_x + north * span_y, np.abs(east * span_y - north * span_x)
    if not rise.any():
        along = np.minimum(np.maximum(foot, 0), length)
        apart = np.hypot(height, along - foot)
        return apart - blur, apart + blur
    steep = np.minimum(np.maximum(rise, -0.999999), 0.999999)
    ahead = height * (steep / np.sqrt(1 - steep * steep))
    near = np.minimum(np.maximum(foot + ahead, 0), length)
    far = np.minimum(np.maximum(foot - ahead, 0), length)
    return np.hypot(height, near - foot) - blur - rise * near, np.hypot(height, far - foot) + blur + rise * far


def nearest_km(one: np.ndarray, other: np.ndarray) -> float:
    """As near as two outlines (k, 2, 3) may come that do not cross, each moved by its blur; below 0 where they may
    meet.

    Of two pieces whose blur is linear the least lies at an end of one of them.
    """
    return min(
        float((bounds_km(ends, legs)[0].min(axis=1) - ends[:, 2]).min())
        for ends, legs in ((one.reshape(-1, 3), other), (other.reshape(-1, 3), one))
    )


def distance_km(points: np.ndarray, legs: np.ndarray, moves: np.ndarray) -> np.ndarray:
    """Kilometres from points (n, 2), each to its own draw of a course: pieces (k, 2, 3) moved by their blur times
    `moves` (n, 2) of the unit disc. (n,)
    """
    squared = np.full(len(points), np.inf)
    (east, north), (move_east, move_north) = points.T, moves.T
    for (start_x, start_y, blur), (end_x, end_y, end_blur) in legs.tolist():
        right, up = east - start_x - blur * move_east, north - start_y - blur * move_north
        span_x = (end_x - start_x) + (end_blur - blur) * move_east
        span_y = (end_y - start_y) + (end_blur - blur) * move_north
        share = (right * span_x + up * span_y) / np.maximum(span_x * span_x + span_y * span_y, 1e-12)
        share = np.minimum(np.maximum(share, 0), 1)
        right, up = right - share * span_x, up - share * span_y
        np.minimum(squared, right * right + up * up, out=squared)
    return np.sqrt(squared)


def of_use(points: np.ndarray, legs: np.ndarray, beyond_km: float) -> np.ndarray:
    """The pieces of (k, 2, 3) that may be nearest to points (n, 2) moved by up to `beyond_km`, wherever the course is.

    One whose least distance from the middle of the points is above the most that another may be off, by their width to
    either side, is nearest to none of them.
    """
    middle = points.mean(axis=0)
    width = np.hypot(*(points - middle).T).max() + beyond_km
    least, most = bounds_km(middle[None], legs)
    return legs[least[0] <= most.min() + 2 * width]


def with_blur(shape: shapely.Geometry, legs: np.ndarray) -> shapely.MultiLineString:
    """Lines that were cut out of others, given as pieces (k, 2, 3), with the blur that is theirs as third coordinate.

    Where two lines run on the same ground, the lesser of their blurs.
    """
    start, span = legs[:, 0], legs[:, 1] - legs[:, 0]
    squared = np.maximum((span[:, :2] ** 2).sum(axis=1), 1e-12)

    def share_and_off(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        to = points[:, None] - start[:, :2]
        share = np.clip((to * span[:, :2]).sum(axis=2) / squared, 0, 1)
        return share, np.hypot(*np.moveaxis(to - share[..., None] * span[:, :2], 2, 0))

    parts, ends = [], shapely.points(legs[..., :2].reshape(-1, 2))
    for part in shapely.get_parts(shape):
        # Corners of the part, and of the pieces that lie on it: between two of them the blur is linear.
        on_it = ends[shapely.distance(ends, part) < 1e-6]
        own = np.cumsum(np.hypot(*np.diff(shapely.get_coordinates(part), axis=0).T))
        along = np.unique(np.concatenate(([0.0], own, shapely.line_locate_point(part, on_it))))
        along = along[np.append(True, np.diff(along) > 1e-6)]
        corners = shapely.get_coordinates(shapely.line_interpolate_point(part, along))
        blur = np.full(len(corners), np.inf)
        _, off = share_and_off((corners[:-1] + corners[1:]) / 2)
        is_on = off < 1e-6 + off.min(axis=1, keepdims=True)
        for end in (slice(None, -1), slice(1, None)):
            share, _ = share_and_off(corners[end])
            found = np.where(is_on, start[:, 2] + share * span[:, 2], np.inf).min(axis=1)
            blur[end] = np.minimum(blur[end], found)
        parts.append(shapely.LineString(np.column_stack((corners, blur))))
    return shapely.MultiLineString(parts)
