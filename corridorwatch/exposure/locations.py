"""Where an incident is known to be, and where a site is, as shapes on the flat map.

Both are a shape and a blur: the true place is a point of the shape, every part of it equally likely, moved by up to
`blur_km` in any direction. A town's centre is a point with the town's radius as its blur; a highway whose course is
known to 25 km is its straight legs with a blur of 25 km; a district has no blur. docs/decisions/0007-exposure.md
gives each radius with its reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from corridorwatch.geography import projection


@dataclass(frozen=True)
class Location:
    """A place as it is known.

    `shape`: point, line or polygon, kilometres on the flat map. `blur_km`: how far the true place may be from it.
    `on_sites`: sites that are parts of the named line it lies on; the line's course cannot be off the road that it is.
    """

    shape: shapely.Geometry
    blur_km: float
    on_sites: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Site:
    """A site: a point, a line or an area (a disc of `extent_km`), known to `blur_km`."""

    site_id: str
    shape: shapely.Geometry
    blur_km: float
    extent_km: float = 0.0

    def distance_km(self, points: np.ndarray) -> np.ndarray:
        """Kilometres from points (n, 2) on the flat map to the nearest point of the shape: (n,)."""
        corners, legs = self._legs
        if len(corners) == 1:
            return np.hypot(*(points - corners[0]).T)
        middle = points.mean(axis=0)
        far = shapely.distance(legs, shapely.Point(middle))
        # A leg farther from the middle of the points than the nearest by their width is nearest to none of them.
        of_use = far <= far.min() + 2 * np.hypot(*(points - middle).T).max()
        squared = np.full(len(points), np.inf)
        starts, spans = corners[:-1][of_use], np.diff(corners, axis=0)[of_use]
        for (x, y), (east, north) in zip(starts.tolist(), spans.tolist(), strict=True):
            right, up = points[:, 0] - x, points[:, 1] - y
            along = np.clip((right * east + up * north) / max(east * east + north * north, 1e-12), 0, 1)
            np.minimum(squared, (right - along * east) ** 2 + (up - along * north) ** 2, out=squared)
        return np.sqrt(squared)

    @cached_property
    def _legs(self) -> tuple[np.ndarray, np.ndarray]:
        corners = shapely.get_coordinates(self.shape)
        return corners, shapely.linestrings(np.stack((corners[:-1], corners[1:]), axis=1))


def line(way: Iterable[Iterable[object]]) -> shapely.LineString:
    """Waypoints [[latitude, longitude, label], ...] in order as a line on the flat map."""
    points = np.array([tuple(stop)[:2] for stop in way], dtype=float)
    return shapely.LineString(projection.to_km(points[:, 0], points[:, 1]))


def site(row: Mapping[str, object], way: list | None) -> Site:
    """A row of ref.cpec_sites; `way` is its waypoints where it is a line."""
    if way:
        shape: shapely.Geometry = line(way)
    else:
        shape = shapely.Point(projection.to_km(np.array([row["latitude"]]), np.array([row["longitude"]]))[0])
    return Site(str(row["site_id"]), shape, float(row["coord_uncertainty_km"] or 0), float(row["extent_km"] or 0))


@dataclass(frozen=True)
class Ground:
    """What locations are made from: district shapes and named lines on the flat map."""

    districts: Mapping[str, shapely.Geometry]
    lines: Mapping[str, shapely.Geometry]
    course_km: Mapping[str, float]
    sites_of_line: Mapping[str, frozenset[str]]

    def location(self, row: Mapping[str, object]) -> Location:
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
        parts = [self.lines[name] if ground is None else self.lines[name].intersection(ground) for name in line_ids]
        whole = shapely.union_all([part for part in parts if part.length > 0])
        if whole.length == 0:
            return None
        blur = max(self.course_km[name] for name, part in zip(line_ids, parts, strict=True) if part.length > 0)
        return Location(whole, blur, frozenset().union(*(self.sites_of_line[name] for name in line_ids)))
