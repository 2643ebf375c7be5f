"""The corridor map as SVG: districts, roads, incidents as the discs in which they may lie, sites sized by exposure.

Plain SVG and not a Plotly map: it needs no script, no projection data and no network, takes the page's colours, and
prints.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

_MIDDLE = (28.5, 65.8)
_KM = (111.32 * math.cos(math.radians(28.5)), 110.85)
_TOWNS = {
    "Quetta": "start", "Gwadar": "end", "Turbat": "start", "Panjgur": "start", "Khuzdar": "start", "Kalat": "start",
    "Nushki": "end", "Dalbandin": "start", "Sibi": "start", "Zhob": "start", "Chaman": "end", "Kharan": "start",
    "Awaran": "start", "Uthal": "start", "Hub": "start", "Dera Bugti": "start",
}  # fmt: skip
"""Headquarters that are named on the map, with the side on which the name stands."""
SITE_KM = 34.0
"""Radius of the circle of the most exposed site, in kilometres of the map."""


def corridor_map(
    districts: Sequence[Mapping[str, object]],
    lines: Sequence[Mapping[str, object]],
    incidents: Sequence[Mapping[str, object]],
    sites: Sequence[Mapping[str, object]],
    *,
    label: str,
) -> Markup:
    """Draw the map.

    Args:
        districts: `district_id`, `name`, `basis`, `geometry` (GeoJSON), `incidents` known to the district only,
        headquarters. lines: `name`, `kind`, `ways`.
        incidents: `latitude`, `longitude`, `radius_km`, `incidents`, `place`.
        sites: `site_id`, `name`, `latitude`, `longitude`, `expected` (null: nothing known).
        label: what the map shows, for those who cannot see it.
    """
    shapes = [(row, _rings(json.loads(str(row["geometry"])))) for row in districts]
    points = [point for _, rings in shapes for ring in rings for point in ring]
    west, east = min(x for x, _ in points) - 15, max(x for x, _ in points) + 15
    north, south = min(y for _, y in points) - 15, max(y for _, y in points) + 45
    parts = [
        f'<svg class="map" viewBox="{west:.0f} {north:.0f} {east - west:.0f} {south - north:.0f}" role="img"'
        f' aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">',
        *(_district(row, rings) for row, rings in shapes),
        *(_line(row) for row in lines),
        *(_disc(row) for row in incidents),
        *_sites(sites),
        *(_town(row) for row in districts if row["headquarters"] in _TOWNS),
        _scale(west + 25, south - 22),
        "</svg>",
    ]
    return Markup("".join(parts))


def _flat(latitude: float, longitude: float) -> tuple[float, float]:
    """Kilometres right and down of the middle; within 3 % of true over the province, enough for a drawing."""
    return (longitude - _MIDDLE[1]) * _KM[0], (_MIDDLE[0] - latitude) * _KM[1]


def _rings(geometry: Mapping[str, object]) -> list[list[tuple[float, float]]]:
    polygons: Iterable = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[_flat(latitude, longitude) for longitude, latitude in ring] for polygon in polygons for ring in polygon]


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _district(row: Mapping[str, object], rings: list[list[tuple[float, float]]]) -> str:
    count = int(row["incidents"])
    depth = min(4, math.ceil(math.sqrt(count))) if count else 0
    known = (
        f"{count} incident{'' if count == 1 else 's'} known only to the district"
        if count
        else "none known only to the district"
    )
    path = "Z".join(_path(ring) for ring in rings) + "Z"
    return f'<path class="district d{depth}" d="{path}"><title>{escape(row["name"])}: {known}</title></path>'


def _line(row: Mapping[str, object]) -> str:
    ways = [[_flat(stop[0], stop[1]) for stop in way] for way in json.loads(str(row["ways"]))]
    path = "".join(_path(way) for way in ways)
    return f'<path class="way {escape(row["kind"])}" d="{path}"><title>{escape(row["name"])}</title></path>'


def _disc(row: Mapping[str, object]) -> str:
    x, y = _flat(float(row["latitude"]), float(row["longitude"]))
    count, radius = int(row["incidents"]), float(row["radius_km"])
    shade = min(0.75, 0.16 * math.sqrt(count) + 0.06)
    told = f"{count} incident{'' if count == 1 else 's'} within {radius:g} km of here: {row['place'] or ''}"
    return (
        f'<circle class="where" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill-opacity="{shade:.2f}">'
        f"<title>{escape(told)}</title></circle>"
    )


def _sites(sites: Sequence[Mapping[str, object]]) -> Iterable[str]:
    """Circles whose area follows the exposure, the largest first so that none hides another; a cross where nothing is
    known.
    """
    most = max((float(row["expected"] or 0) for row in sites), default=0.0) or 1.0
    for row in sorted(sites, key=lambda row: (-float(row["expected"] or 0), str(row["site_id"]))):
        x, y = _flat(float(row["latitude"]), float(row["longitude"]))
        expected = row["expected"]
        radius = 2.5 + SITE_KM * math.sqrt(float(expected or 0) / most)
        told = "no figure" if expected is None else f"{float(expected):.1f} incidents expected in 52 weeks"
        at = f'cx="{x:.1f}" cy="{y:.1f}"'
        yield (
            f'<a href="sites/{escape(row["site_id"])}.html"><circle class="site" {at} r="{radius:.1f}"/>'
            f'<circle class="site-dot" {at} r="2.5"><title>{escape(row["name"])}: {told}</title></circle></a>'
        )


def _town(row: Mapping[str, object]) -> str:
    x, y = _flat(float(row["hq_latitude"]), float(row["hq_longitude"]))
    side = _TOWNS[str(row["headquarters"])]
    offset = 7 if side == "start" else -7
    name = escape(row["headquarters"])
    return f'<text class="town" x="{x + offset:.1f}" y="{y + 4:.1f}" text-anchor="{side}">{name}</text>'


def _scale(x: float, y: float) -> str:
    return (
        f'<g class="scale"><path d="M{x:.0f} {y - 4:.0f}V{y:.0f}H{x + 100:.0f}V{y - 4:.0f}"/>'
        f'<text x="{x + 50:.0f}" y="{y - 7:.0f}" text-anchor="middle">100 km</text></g>'
    )
