"""Other places of the province, of which none is near a site of the corridor: what happened there in the same weeks.

The points of towns among the reviewed names are taken in the order of their first names in the alphabet, then of their
latitudes. One is a place unless it lies within the radius of any site of the registry, or within twice the radius of a
place taken before it: so no incident can be near two of them. Places without incidents stay. Beside a site stand those
farther from it than twice the radius. `marts.comparison_places` lists every point, kept or left, and why.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

import duckdb
import numpy as np

from corridorwatch.exposure import cache
from corridorwatch.exposure.overlap import share_within

NEAR_KM = 25
"""The radius: about the least that a town known to 5-25 km can be placed within."""
_TOWNS = """
select min(alias.alias) as name, alias.latitude, alias.longitude,
    list(distinct alias.alias order by alias.alias) as aliases,
    list(distinct alias.kind order by alias.kind) as kinds,
    list(distinct alias.district_id order by alias.district_id) as district_ids
from ref.district_aliases as alias
where alias.point_kind = 'town' and not alias.is_ambiguous and alias.valid_to is null
group by alias.latitude, alias.longitude
order by name, alias.latitude, alias.longitude
"""
_SITES = """
select site_id, geometry, latitude, longitude, waypoints, extent_km, coord_uncertainty_km
from ref.cpec_sites where in_balochistan order by site_id
"""
_SHAPES = "select district_id, geometry from ref.district_shapes where is_used order by all"
_LINES = "from ref.named_lines order by line_id"
CHANCES = """
create schema if not exists prepared;
create table if not exists prepared.chances_elsewhere (key varchar, chances double[])
"""
"""How likely places of incidents are near each of the other places, those that are no discs: kept from run to run."""
_TABLE = """
    place varchar, latitude double, longitude double, aliases varchar[], kinds varchar[], district_ids varchar[],
    is_place boolean, reason varchar, nearest_site_id varchar, nearest_site_km double, not_beside varchar[]
"""
_COLUMNS = dict(re.findall(r"(\w+) ([\w\[\]]+)", _TABLE))


def prepare(connection: duckdb.DuckDBPyConnection, values: Mapping[str, Any]) -> None:
    """Fill `prepared.comparison_places`: one row per town that was looked at, with what became of it."""
    connection.execute("create schema if not exists prepared")
    connection.execute(f"create or replace table prepared.comparison_places ({_TABLE})")
    made = Controls(connection, NEAR_KM).listed()
    cache.insert(connection, "comparison_places", made, schema=cache.schema(_COLUMNS))


@dataclass(frozen=True)
class Counted:
    """What happened at the other places: how many there are, at how many of them an incident is expected, and how
    many changed by as much or more in the direction of the site (`rise`, `fall`, or `either` where it did not change).
    """

    places: int
    with_incidents: int
    as_much: int
    direction: str


class Controls:
    """The other places, and how likely each known place of an incident is near each of them.

    Args:
        connection: a warehouse with core.locations and the reference tables.
        radius_km: how near is near.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, radius_km: float) -> None:
        from corridorwatch.exposure import locations
        from corridorwatch.geography import projection

        self.radius_km = radius_km
        rows = cache.rows(connection, _SITES)
        self.sites = {
            row["site_id"]: locations.site(row, json.loads(row["waypoints"]) if row["waypoints"] else None)
            for row in rows
        }
        self._lines = {row["site_id"] for row in rows if row["geometry"] == "line"}
        self._towns = cache.rows(connection, _TOWNS)
        at = [(town["latitude"], town["longitude"]) for town in self._towns]
        self._all = projection.to_km(*np.array(at, float).reshape(-1, 2).T) if self._towns else np.zeros((0, 2))
        self._km = {site_id: self.km(site_id, self._all) for site_id in self.sites}
        self._taken = places(self._all, list(self._km.values()), radius_km)
        self.points = self._all[self._taken]
        self._connection = connection

    @property
    def names(self) -> list[str]:
        """What the places are called: of each the first of its names."""
        return [str(self._towns[number]["name"]) for number in self._taken]

    def beside(self, site_id: str) -> np.ndarray:
        """Which of the places stand beside a site: those farther from it than twice the radius, (places,)."""
        return self._km[site_id][self._taken] > 2 * self.radius_km

    def listed(self) -> list[list]:
        """Every town in the order in which they are taken, with what became of it: the columns of
        `marts.comparison_places`.
        """
        made = []
        for number, town in enumerate(self._towns):
            away = {site_id: round(float(km[number]), 3) for site_id, km in self._km.items()}
            nearest = min(away, key=lambda site_id: (away[site_id], site_id), default=None)
            reason, not_beside = self._reason(number), []
            is_place = number in self._taken
            if is_place:
                near = [site_id for site_id in self.sites if self._km[site_id][number] <= 2 * self.radius_km]
                not_beside = sorted(site_id for site_id in near if site_id not in self._lines)
            made.append(
                [
                    *(town[name] for name in ("name", "latitude", "longitude", "aliases", "kinds", "district_ids")),
                    *(is_place, reason, nearest, away.get(nearest), not_beside),
                ]
            )
        return made

    def _reason(self, number: int) -> str:
        near = [site_id for site_id, km in self._km.items() if km[number] <= self.radius_km]
        if near:
            return f"left: within {self.radius_km:g} km of {', '.join(sorted(near))}"
        for other in self._taken:
            if other < number and np.hypot(*(self._all[number] - self._all[other])) <= 2 * self.radius_km:
                return f"left: within {2 * self.radius_km:g} km of {self._towns[other]['name']}, which was taken before"
        return f"kept: no site within {self.radius_km:g} km, no place taken before within {2 * self.radius_km:g} km"

    def km(self, site_id: str, points: np.ndarray) -> np.ndarray:
        """Kilometres from points (n, 2) to the edge of a site, to the nearest point of a line: (n,)."""
        import shapely

        site = self.sites[site_id]
        return np.maximum(shapely.distance(shapely.points(points), site.shape) - site.extent_km, 0)

    def same_place(self, one: str, other: str) -> bool:
        """Whether two sites stand at one place, as far as is known: no farther apart than the larger of their
        uncertainties; a line only with a line of the same course.
        """
        first, second = self.sites[one], self.sites[other]
        if "LineString" in (first.shape.geom_type, second.shape.geom_type):
            return bool(first.shape.equals(second.shape))
        return float(first.shape.distance(second.shape)) <= max(first.blur_km, second.blur_km)

    @cached_property
    def near(self) -> dict[str, np.ndarray]:
        """For each place of an incident, how likely it is within the radius of each other place: (places,).

        What is no disc takes thirty times as long: it is kept in `prepared.chances_elsewhere`, by a digest of all that
        decides it, and of what is asked for now only.
        """
        if not len(self.points):
            return {}
        rows = cache.rows(self._connection, f"{cache.LOCATIONS} order by location_id")
        kept = self._kept({row["location_id"]: row for row in rows if row["model"] != "disc"})
        return {
            row["location_id"]: self._of_disc(row) if row["model"] == "disc" else kept[row["location_id"]]
            for row in rows
        }

    def _of_disc(self, row: Mapping[str, float]) -> np.ndarray:
        from corridorwatch.geography import projection

        [middle] = projection.to_km(np.array([row["latitude"]]), np.array([row["longitude"]]))
        return share_within(row["radius_km"], self.radius_km, np.hypot(*(self.points - middle).T))

    def _kept(self, rows: Mapping[str, dict]) -> dict[str, np.ndarray]:
        drawn = [self._connection.execute(query).fetchall() for query in (_SHAPES, _LINES)]
        reckoned_by = [cache.code(), version("numpy"), version("shapely")]
        ground = cache.digest(drawn, self.points.tolist(), self.radius_km, reckoned_by)
        keys = {
            location_id: cache.digest(ground, {name: value for name, value in row.items() if name != "location_id"})
            for location_id, row in rows.items()
        }
        self._connection.execute(CHANCES)
        known = dict(self._connection.execute("select key, chances from prepared.chances_elsewhere").fetchall())
        found = {key: known[key] for key in keys.values() if key in known}
        if unknown := {keys[location_id]: row for location_id, row in rows.items() if keys[location_id] not in found}:
            found |= self._measured(unknown)
        if found.keys() != known.keys():
            self._connection.execute("delete from prepared.chances_elsewhere")
            cache.insert(self._connection, "chances_elsewhere", sorted(found.items()))
        return {location_id: np.array(found[key], float) for location_id, key in keys.items()}

    def _measured(self, rows: Mapping[str, dict]) -> dict[str, list[float]]:
        import shapely

        from corridorwatch.exposure.distances import measure
        from corridorwatch.exposure.locations import Site

        made = cache.ground(self._connection)
        sites = [Site(f"place {number}", shapely.Point(point), 0.0) for number, point in enumerate(self.points)]
        return {
            key: measure(made.location(row), sites, [self.radius_km], self.radius_km).within[:, 0].tolist()
            for key, row in rows.items()
        }


def places(points: np.ndarray, km_to_sites: Sequence[np.ndarray], radius_km: float) -> list[int]:
    """Of towns in order, those that are places of their own: their numbers.

    Args:
        points: the towns, kilometres on the flat map (n, 2).
        km_to_sites: for each site, kilometres to each town (n,).
    """
    taken: list[int] = []
    for number, point in enumerate(points):
        if any(away[number] <= radius_km for away in km_to_sites):
            continue
        if all(np.hypot(*(point - points[other])) > 2 * radius_km for other in taken):
            taken.append(number)
    return taken


def relative_change(near_after: np.ndarray, near_before: np.ndarray, after: int, before: int) -> np.ndarray:
    """The ratio of rates near to that of the rest, finite also where none is near before or after.

    One incident is added near, divided between the two as the whole province's are: where there is none the ratio is 1,
    no change, however long the windows are and whatever the province did.
    """
    near_after, near_before = np.asarray(near_after, float), np.asarray(near_before, float)
    share = after / (after + before)
    rest_after, rest_before = after - near_after, before - near_before
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (near_after + share) / (near_before + 1 - share) * rest_before / rest_after
    return np.where((rest_after > 0) & (rest_before > 0), ratio, 1.0)


def counted(
    site: tuple[float, float], others: tuple[np.ndarray, np.ndarray], after: int, before: int, least: float
) -> Counted:
    """How many other places changed by as much or more, in the direction of the site.

    Args:
        site: incidents expected near the site, before and after.
        others: the same of the other places, each (n,).
        after, before: incidents of the province.
        least: with fewer expected in all a place counts as without incidents.
    """
    limit = float(relative_change(np.array([site[1]]), np.array([site[0]]), after, before)[0])
    moved = relative_change(others[1], others[0], after, before)
    slack = 1e-9
    if limit > 1 + slack:
        direction, as_much = "rise", moved >= limit * (1 - slack)
    elif limit < 1 - slack:
        direction, as_much = "fall", moved <= limit * (1 + slack)
    else:
        direction, as_much = "either", np.ones(len(moved), bool)
    return Counted(len(moved), int((others[0] + others[1] >= least).sum()), int(as_much.sum()), direction)


def mapped(near: Mapping[str, np.ndarray], location_ids: Sequence[str], width: int) -> np.ndarray:
    """The rows of the places of incidents, in the order of the incidents: (incidents, width)."""
    if not location_ids:
        return np.zeros((0, width))
    return np.array([near[location_id] for location_id in location_ids], float).reshape(-1, width)
