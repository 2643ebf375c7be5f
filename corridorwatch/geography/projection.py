"""The flat map on which everything is measured: kilometres east and north of the middle of Balochistan.

Azimuthal equidistant on the WGS 84 ellipsoid, centred on 28.5 N 65.8 E. Distances from the centre are exact; across
it they grow too long by rho^2 / (6 R^2) where rho is the distance from the centre (Snyder, Map Projections: A Working
Manual, 1987, p. 192): 0.13 % at the farthest corners of the province, 560 km off. All is therefore made 0.05 %
shorter, and no distance within the province is more than 0.1 % wrong; a test measures it against the geodesic.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pyproj import Transformer


CENTRE = (28.5, 65.8)
"""Latitude and longitude that become (0, 0)."""
SCALE = 0.9995
"""Kilometres on the map per kilometre on the ground at the centre: spreads the error to both sides of zero."""


@cache
def _transformer() -> Transformer:
    from pyproj import Transformer  # a second of imports and a database that a run with nothing to measure does without

    latitude, longitude = CENTRE
    flat = f"+proj=aeqd +lat_0={latitude} +lon_0={longitude} +datum=WGS84 +units=km"
    return Transformer.from_crs("EPSG:4326", flat, always_xy=True)


def to_km(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """Degrees to the flat map: an array (n, 2) of kilometres east and north of the centre."""
    east, north = _transformer().transform(
        np.atleast_1d(longitude).astype(float), np.atleast_1d(latitude).astype(float)
    )
    return np.column_stack((east, north)) * SCALE


def to_degrees(points: np.ndarray) -> np.ndarray:
    """The flat map to degrees: an array (n, 2) of longitude and latitude, the order of GeoJSON."""
    points = np.atleast_2d(points) / SCALE
    return np.column_stack(_transformer().transform(points[:, 0], points[:, 1], direction="INVERSE"))
