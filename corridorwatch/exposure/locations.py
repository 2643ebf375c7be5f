"""Where an incident is known to be, and where a site is, as shapes on the flat map.

Both are a shape and a blur: the true place is a point of the shape, every part of it equally likely, moved by up to
`blur_km` in any direction. A town's centre is a point with the town's radius as its blur; a highway is its straight
legs with a blur that is least at the towns on its way (`courses.py`); a district has no blur.
docs/decisions/0007-exposure.md gives each radius with its reason, docs/decisions/0015-lines-taper.md that of lines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from corridorwatch.exposure import courses
from corridorwatch.geography import projection


@dataclass(frozen=True)
class Location:
    """A place as it is known.

    `shape`: point, line or polygon, kilometres on the flat map. `blur_km`: how far the true place may be from it, at
    the most; a line whose corners have a third coordinate has there the blur that is theirs.
    `on_sites`: sites that are parts of the named line it lies on; the line's course cannot be off the road that it is.
    """

    shape: shapely.Geometry
    blur_km: float
    on_sites: frozenset[str] = frozenset()

    @cached_property
    def legs(self) -> np.ndarray:
        """The straight pieces of its outline, with the blur of both ends: (k, 2, 3)."""
        return courses.pieces(self.shape, self.blur_km)

    def with_blur(self, points: np.ndarray) -> np.ndarray:
        """Points of the shape (shapely, n) as (n, 3): where they are, and their blur."""
        found = shapely.get_coordinates(points, include_z=True)
        if not self.shape.has_z:
            found[:, 2] = self.blur_km
        return found


@dataclass(frozen=True)
class Site:
    """A site: a point, a line or an area (a disc of `extent_km`), known to `blur_km`; a line whose corners have a third
    coordinate, to that.
    """

    site_id: str
    shape: shapely.Geometry
    blur_km: float
    extent_km: float = 0.0

    @cached_property
    def legs(self) -> np.ndarray:
        """The straight pieces of a line, or a point as one of no length, with the blur of both ends: (k, 2, 3)."""
        return courses.pieces(self.shape, self.blur_km)

    def distance_km(self, points: np.ndarray) -> np.ndarray:
        """Kilometres from points (n, 2) on the flat map to a site that is a point or an area's middle: (n,)."""
        (east, north), (x, y) = points.T, self.legs[0, 0, :2].tolist()
        return np.hypot(east - x, north - y)


def line(way: Iterable[Iterable[object]]) -> shapely.LineString:
    """Waypoints [[latitude, longitude, label], ...] in order as a line on the flat map."""
    points = np.array([tuple(stop)[:2] for stop in way], dtype=float)
    return shapely.LineString(projection.to_km(points[:, 0], points[:, 1]))


def course(way: Iterable[Iterable[object]], row: Mapping[str, Any], most_km: float) -> shapely.LineString:
    """The same with the blur of its course: `waypoint_km` at the waypoints, growing by `course_growth` to `most_km`.

    Where the row has no `waypoint_km`, the course is not known there either, and the line has one blur.
    """
    if row.get("waypoint_km") is None:
        return line(way)
    return courses.tapered(line(way), most_km, float(row["waypoint_km"]), float(row["course_growth"]))


def site(row: Mapping[str, Any], way: list | None) -> Site:
    """A row of ref.cpec_sites; `way` is its waypoints where it is a line."""
    blur = float(row["coord_uncertainty_km"] or 0)
    if way:
        shape: shapely.Geometry = course(way, row, blur)
    else:
        shape = shapely.Point(projection.to_km(np.array([row["latitude"]]), np.array([row["longitude"]]))[0])
    return Site(str(row["site_id"]), shape, blur, float(row["extent_km"] or 0))


@dataclass(frozen=True)
class Ground:
    """What locations are made from: district shapes and named lines on the flat map."""

    districts: Mapping[str, shapely.Geometry]
    lines: Mapping[str, shapely.Geometry]
    course_km: Mapping[str, float]
    sites_of_line: Mapping[str, frozenset[str]]

    @cached_property
    def _once(self) -> dict[str, shapely.Geometry]:
        """The lines with each stretch of a road once, however many of its ways run over it."""
        return {name: courses.once(shapely.get_parts(ways), courses.SAME_KM) for name, ways in self.lines.items()}

    def location(self, row: Mapping[str, Any]) -> Location:
        """A row of core.locations as a shape.

        A line is cut to the district that the record names, or to the point's disc; where it does not come there, the
        name of the line says nothing and the district or disc stands. Its course's uncertainty is the blur, once: to
        cut wider by it as well would let an event lie that much twice over from where it is known to be.
        """
        model, line_ids, ground_ids = row["model"], row["line_ids"], row["ground_ids"]
        if model in ("disc", "stretch"):
            point = shapely.Point(projection.to_km(np.array([row["latitude"]]), np.array([row["longitude"]]))[0])
            radius = float(row["radius_km"])
            if model == "stretch":
                return self._cut(line_ids, point.buffer(radius, quad_segs=32)) or Location(point, radius)
            return Location(point, radius)
        ground = shapely.union_all([self.districts[name] for name in ground_ids or self.districts])
        if model == "line":
            return self._cut(line_ids, ground if ground_ids else None) or Location(ground, 0.0)
        return Location(ground, 0.0)

    def _cut(self, line_ids: list[str], ground: shapely.Geometry | None) -> Location | None:
        """The named lines within `ground`; None where they do not come there."""
        lines = self._once
        named = [name for name in line_ids if _within(lines[name], ground).length > 0]
        if not named:
            return None
        # Together before they are cut: each cut by itself, the ends that a circle gives them differ in the last digit,
        # and what two lines have in common would be there twice.
        whole = courses.once([_within(courses.once(lines[name] for name in named), ground)])
        blur = max(self.course_km[name] for name in named)
        if any(self.lines[name].has_z for name in named):
            legs = np.concatenate([courses.pieces(self.lines[name], self.course_km[name]) for name in named])
            whole = courses.with_blur(whole, legs)
        return Location(whole, blur, frozenset().union(*(self.sites_of_line[name] for name in line_ids)))


def _within(line: shapely.Geometry, ground: shapely.Geometry | None) -> shapely.Geometry:
    return line if ground is None else line.intersection(ground)
