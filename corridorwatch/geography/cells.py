"""Schematic district cells: what a map can honestly draw where no boundary file has been added.

Every located place of the reviewed tables takes the ground nearer to it than to any other (its Voronoi cell); cells of
one district are joined and cut to a coarse outline of the province. Against three boundary files the cells of the 36
districts overlap the true ones by 0.65 on average (intersection over union; docs/decisions/0007-exposure.md). They
are a scheme: they say which district is where and roughly how large, not where a border runs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely


@dataclass(frozen=True)
class Place:
    """A located place: kilometres east and north on the flat map, and the district it lies in."""

    x: float
    y: float
    district_id: str


def outline(points: np.ndarray) -> shapely.Polygon:
    """The province from its border and coast points in order, (n, 2) kilometres on the flat map.

    Raises:
        ValueError: the border crosses itself.
    """
    polygon = shapely.Polygon(points)
    if not polygon.is_valid:
        raise ValueError(f"the outline crosses itself: {shapely.is_valid_reason(polygon)}")
    return polygon


def cells(places: Iterable[Place], province: shapely.Polygon) -> Mapping[str, shapely.Geometry]:
    """District -> its cell on the flat map; together the cells fill the province once.

    Places that share a point (to 100 m) are one; the first in order of district and position names it.
    """
    named: dict[tuple[float, float], str] = {}
    for place in sorted(places, key=lambda place: (place.district_id, place.x, place.y)):
        named.setdefault((round(place.x, 1), round(place.y, 1)), place.district_id)
    ground = shapely.voronoi_polygons(shapely.MultiPoint(list(named)), extend_to=province.envelope, ordered=True)
    by_district: dict[str, list[shapely.Geometry]] = {}
    for cell, district_id in zip(ground.geoms, named.values(), strict=True):
        by_district.setdefault(district_id, []).append(cell)
    joined = {name: shapely.union_all(parts).intersection(province) for name, parts in sorted(by_district.items())}
    return {name: cell for name, cell in joined.items() if not cell.is_empty}


def overlap(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """Intersection over union of two shapes, 0 to 1."""
    return one.intersection(other).area / one.union(other).area
