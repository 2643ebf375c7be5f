"""The corridor map as SVG: districts, roads, incidents as the discs in which they may lie, sites sized by exposure.

Plain SVG and not a Plotly map: it needs no script, no projection data and no network, takes the page's colours, and
prints.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

_MIDDLE = (28.5, 65.8)
_KM = (111.32 * math.cos(math.radians(28.5)), 110.85)
_TOWNS = (
    "Quetta", "Gwadar", "Turbat", "Khuzdar", "Panjgur", "Zhob", "Dalbandin", "Hub", "Sibi", "Chaman", "Dera Bugti",
)  # fmt: skip
"""Headquarters and towns of the roads that are named on the map, those named first that matter most."""
_SMALL_TOWNS = (
    "Pasni", "Ormara", "Jiwani", "Hoshab", "Nushki", "Kalat", "Mastung", "Kharan", "Awaran", "Uthal", "Surab", "Basima",
    "Washuk", "Loralai", "Barkhan", "Taftan",
)  # fmt: skip
"""Named only where the map is wide."""
_TOWN_KM, _SMALL_TOWN_KM = 31.0, 13.0
"""Sizes of type for which room is found, in kilometres of the map: a phone's, 2.4 a pixel, and a wide one's."""
_NAMES = ((_TOWNS, _TOWN_KM, "town"), (_SMALL_TOWNS, _SMALL_TOWN_KM, "town small"))
SITE_KM = 34.0
"""Radius of the circle of the most exposed site, in kilometres of the map."""


def corridor_map(
    districts: Sequence[Mapping[str, Any]],
    lines: Sequence[Mapping[str, Any]],
    incidents: Sequence[Mapping[str, Any]],
    sites: Sequence[Mapping[str, Any]],
    *,
    label: str,
) -> Markup:
    """Draw the map.

    Args:
        districts: `district_id`, `name`, `basis`, `geometry` (GeoJSON), `incidents` known to the district only,
            `headquarters`, `hq_latitude`, `hq_longitude`.
        lines: `name`, `kind`, `ways`.
        incidents: `latitude`, `longitude`, `radius_km`, `incidents`, `place`.
        sites: `site_id`, `name`, `latitude`, `longitude`, `expected` (null: nothing known).
        label: what the map shows, for those who cannot see it.
    """
    shapes = [(row, _rings(json.loads(str(row["geometry"])))) for row in districts]
    points = [point for _, rings in shapes for ring in rings for point in ring]
    west, east = min(x for x, _ in points) - 15, max(x for x, _ in points) + 15
    north, south = min(y for _, y in points) - 15, max(y for _, y in points) + 45
    circles = list(_circles(sites))
    taken = [(x, y, radius) for x, y, radius, _, _ in circles]
    taken += [(*_flat(float(row["latitude"]), float(row["longitude"])), float(row["radius_km"])) for row in incidents]
    parts = [
        f'<svg class="map" viewBox="{west:.0f} {north:.0f} {east - west:.0f} {south - north:.0f}" role="group"'
        f' aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">',
        *(_district(row, rings) for row, rings in shapes),
        *(_line(row) for row in lines),
        *(_disc(row) for row in incidents),
        *(_site(*circle) for circle in circles),
        *_towns(districts, lines, taken, (west, north, east, south)),
        _scale(west + 25, south - 22),
        "</svg>",
    ]
    return Markup("".join(parts))


def _flat(latitude: float, longitude: float) -> tuple[float, float]:
    """Kilometres right and down of the middle; within 3 % of true over the province, enough for a drawing."""
    return (longitude - _MIDDLE[1]) * _KM[0], (_MIDDLE[0] - latitude) * _KM[1]


def _rings(geometry: Mapping[str, Any]) -> list[list[tuple[float, float]]]:
    polygons: Iterable = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[_flat(latitude, longitude) for longitude, latitude in ring] for polygon in polygons for ring in polygon]


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _district(row: Mapping[str, Any], rings: list[list[tuple[float, float]]]) -> str:
    count = int(row["incidents"])
    depth = min(4, math.ceil(math.sqrt(count))) if count else 0
    known = (
        f"{count} incident{'' if count == 1 else 's'} known only to the district"
        if count
        else "none known only to the district"
    )
    path = "Z".join(_path(ring) for ring in rings) + "Z"
    return f'<path class="district d{depth}" d="{path}"><title>{escape(row["name"])}: {known}</title></path>'


def _line(row: Mapping[str, Any]) -> str:
    ways = [[_flat(stop[0], stop[1]) for stop in way] for way in json.loads(str(row["ways"]))]
    path = "".join(_path(way) for way in ways)
    return f'<path class="way {escape(row["kind"])}" d="{path}"><title>{escape(row["name"])}</title></path>'


def _disc(row: Mapping[str, Any]) -> str:
    x, y = _flat(float(row["latitude"]), float(row["longitude"]))
    count, radius = int(row["incidents"]), float(row["radius_km"])
    shade = min(0.75, 0.16 * math.sqrt(count) + 0.06)
    told = f"{count} incident{'' if count == 1 else 's'} within {radius:g} km of here: {row['place'] or ''}"
    return (
        f'<circle class="where" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill-opacity="{shade:.2f}">'
        f"<title>{escape(told)}</title></circle>"
    )


def _circles(sites: Sequence[Mapping[str, Any]]) -> Iterable[tuple[float, float, float, str, Mapping[str, Any]]]:
    """Middle and radius of each site's circle, what it tells, and the site, the largest first: none hides another."""
    most = max((float(row["expected"] or 0) for row in sites), default=0.0) or 1.0
    for row in sorted(sites, key=lambda row: (-float(row["expected"] or 0), str(row["site_id"]))):
        expected = row["expected"]
        radius = 2.5 + SITE_KM * math.sqrt(float(expected or 0) / most)
        told = "no figure" if expected is None else f"{float(expected):.1f} incidents expected in 52 weeks"
        yield *_flat(float(row["latitude"]), float(row["longitude"])), radius, told, row


def _site(x: float, y: float, radius: float, told: str, row: Mapping[str, Any]) -> str:
    at, name = f'cx="{x:.1f}" cy="{y:.1f}"', f"{escape(row['name'])}: {told}"
    return (
        f'<a href="sites/{escape(row["site_id"])}.html" aria-label="{name}">'
        f'<circle class="site" {at} r="{radius:.1f}"/>'
        f'<circle class="site-dot" {at} r="2.5"><title>{name}</title></circle></a>'
    )


def _towns(
    districts: Sequence[Mapping[str, Any]],
    lines: Sequence[Mapping[str, Any]],
    circles: Sequence[tuple[float, float, float]],
    frame: tuple[float, float, float, float],
) -> Iterable[str]:
    """Names beside their towns, on no circle, no other town's dot and no other name; a dot where the town is.

    Of eight places around the town, and farther out by steps, the nearest that is free; a name without one is left out.
    """
    at = {
        str(stop[2]): _flat(stop[0], stop[1]) for row in lines for way in json.loads(str(row["ways"])) for stop in way
    }
    at |= {
        str(row["headquarters"]).split(" (")[0]: _flat(float(row["hq_latitude"]), float(row["hq_longitude"]))
        for row in districts
    }
    named = [(name, size, look) for names, size, look in _NAMES for name in names if name in at]
    circles = [*circles, *((*at[name], 3.0) for name, _, _ in named)]
    taken: list[tuple[float, float, float, float]] = []
    for name, size, look in named:
        x, y = at[name]
        place = _free(x, y, name, size, circles, taken, frame)
        if place is None:
            continue
        at_x, at_y, anchor, box = place
        taken.append(box)
        far = math.hypot(at_x - x, at_y - y) > 16
        leader = f'<path class="leader" d="M{x:.1f} {y:.1f}L{at_x:.1f} {at_y - size * 0.3:.1f}"/>' if far else ""
        yield (
            f'<g class="{look}">{leader}<circle cx="{x:.1f}" cy="{y:.1f}" r="2"/>'
            f'<text x="{at_x:.1f}" y="{at_y:.1f}" text-anchor="{anchor}">{escape(name)}</text></g>'
        )


def _free(
    x: float,
    y: float,
    name: str,
    size: float,
    circles: Sequence[tuple[float, float, float]],
    taken: Sequence[tuple[float, float, float, float]],
    frame: tuple[float, float, float, float],
) -> tuple[float, float, str, tuple[float, float, float, float]] | None:
    wide = 0.56 * size * len(name)
    for reach in range(6, 90, 6):
        for turn in (0, 180, 45, -45, 135, -135, 90, -90):
            right, down = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            anchor = "start" if right > 0.1 else "end" if right < -0.1 else "middle"
            at_x, base = x + reach * right, y + reach * down + size * (0.35 + 0.35 * down)
            left = at_x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            box = (left, base - 0.8 * size, left + wide, base + 0.25 * size)
            inside = frame[0] < box[0] and frame[1] < box[1] and box[2] < frame[2] and box[3] < frame[3] - 35
            if inside and not any(_touch(box, circle) for circle in circles) and not any(_cross(box, b) for b in taken):
                return at_x, base, anchor, box
    return None


def _touch(box: tuple[float, float, float, float], circle: tuple[float, float, float]) -> bool:
    x, y, radius = circle
    return math.hypot(x - min(max(x, box[0]), box[2]), y - min(max(y, box[1]), box[3])) < radius


def _cross(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _scale(x: float, y: float) -> str:
    return (
        f'<g class="scale"><path d="M{x:.0f} {y - 4:.0f}V{y:.0f}H{x + 100:.0f}V{y - 4:.0f}"/>'
        f'<text x="{x + 50:.0f}" y="{y - 7:.0f}" text-anchor="middle">100 km</text></g>'
    )
