"""Is it more than before, and than elsewhere? Incidents near a site before anything of it was recorded and in a phase
of its life, against the rest of the province in the same weeks.

An incident counts near by its probability of lying within `NEAR_KM`, and in the rest by what is left of it. The rate
near, after over before, is divided by that of the rest: what the whole province did cancels, and so do the weeks. The
test is conditional (`conditional.py`), widened by the clusters that the incidents come in. Beside it stand
other places of the province (`controls.py`) and the ratio without the day with most incidents near. Comparisons are
many, and the p-value is adjusted for their number by Holm's method, over all comparisons of all sources.

All of it is association. A sample source says nothing: more incidents after a date may be more pages read.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

import duckdb
import numpy as np

from corridorwatch.exposure import cache, comparison_words
from corridorwatch.exposure.comparison_words import LEAST_BEFORE, LEAST_EXPECTED
from corridorwatch.exposure.conditional import change, design_effect, holm, p_value, ratio_of_sums
from corridorwatch.exposure.controls import CHANCES, NEAR_KM, Controls, counted, mapped
from corridorwatch.exposure.windows import Window, window

CLUSTER_WEEKS = (4, 13, 26, 52)
"""The blocks of time in which incidents that come in clusters are looked for; the largest effect counts. With fewer
lengths one test in ten found a change in simulated worlds without any (`python -m benchmarks.comparison`)."""
_PHASES = ("construction", "operating")
_TABLE = """
    source_id varchar, site_id varchar, phase varchar, date_start date, kind varchar, compared_as varchar,
    before_from date, before_to date, weeks_before bigint, after_from date, after_to date, weeks_after bigint,
    near_before double, near_after double, rest_before double, rest_after double, ratio_near double, ratio double,
    ratio_low double, ratio_high double, p_value double, test varchar, comparisons bigint, p_adjusted double,
    dispersion double, ratio_without_largest_day double, direction varchar, places bigint,
    places_with_incidents bigint, places_as_much bigint, usual_comparisons bigint, usual_changes bigint,
    usual_changes_adjusted bigint, usual_places bigint, usual_most_at varchar, usual_most bigint, usual varchar,
    compared varchar, verdict varchar, sentence varchar, beside varchar
"""
_COLUMNS = dict(re.findall(r"(\w+) ([\w\[\]]+)", _TABLE))
_INCIDENTS = """
select incident.week, incident.date, place.location_id
from core.incidents as incident
join core.incident_locations as place
    on place.source_id = incident.source_id and place.incident_id = incident.incident_id
where incident.source_id = $source_id and incident.date_precision in ('day', 'week') and not incident.is_landmark
order by incident.date, incident.incident_id
"""
_NEAR = f"""
select site_id, location_id, probability from core.location_reach where radius_km = {NEAR_KM} order by all
"""
_SITE_PHASES = """
select site.site_id, site.geometry, phase.phase, phase.date_start, phase.date_precision, phase.date_end
from ref.cpec_sites as site
join ref.site_phases as phase on phase.site_id = site.site_id
where site.in_balochistan
order by site.site_id, phase.date_start, phase.phase
"""
_COVERED = """
select source_id, kind, week from ref.source_weeks
where in_period and not is_down and not is_filling and not is_cut
order by all
"""


def prepare(connection: duckdb.DuckDBPyConnection, values: Mapping[str, Any]) -> None:
    """Fill `prepared.before_and_after`: one row per source, site and phase that begins within reach of the source."""
    connection.execute(CHANCES)
    connection.execute(f"create or replace table prepared.before_and_after ({_TABLE})")
    covered: dict[tuple[str, str], list[date]] = {}
    for source_id, kind, week in connection.execute(_COVERED).fetchall():
        covered.setdefault((source_id, kind), []).append(week)
    sites: dict[str, list[dict]] = {}
    for row in cache.rows(connection, _SITE_PHASES):
        sites.setdefault(row["site_id"], []).append(row)
    controls = Controls(connection, NEAR_KM) if any(kind == "census" for _, kind in covered) else None
    made = [
        row
        for (source_id, kind), weeks in covered.items()
        for row in _of_source(connection, source_id, kind, weeks, sites, controls)
    ]
    _adjust([row for row in made if row["compared_as"] == row["site_id"]])
    _finish(made)
    cache.insert(
        connection,
        "before_and_after",
        [tuple(row[name] for name in _COLUMNS) for row in made],
        schema=cache.schema(_COLUMNS),
    )


@dataclass(frozen=True)
class _Incidents:
    """The incidents of one source, in order: days and weeks as whole numbers, how likely each lies near each site and
    each other place.
    """

    days: np.ndarray
    weeks: np.ndarray
    near: Mapping[str, np.ndarray]
    elsewhere: np.ndarray

    def sides(self, span: Window) -> tuple[np.ndarray, np.ndarray]:
        """Which of them lie in the window, and which of those lie after."""
        before, after = (np.isin(self.weeks, [week.toordinal() for week in side]) for side in (span.before, span.after))
        inside = before | after
        return inside, after[inside]


def _incidents(
    connection: duckdb.DuckDBPyConnection, source_id: str, sites: Iterable[str], controls: Controls
) -> _Incidents:
    rows = connection.execute(_INCIDENTS, {"source_id": source_id}).fetchall()
    chances: dict[str, dict[str, float]] = {}
    for site_id, location_id, probability in connection.execute(_NEAR).fetchall():
        chances.setdefault(site_id, {})[location_id] = probability
    places = [row[2] for row in rows]
    return _Incidents(
        days=np.array([row[1].toordinal() for row in rows], np.int64),
        weeks=np.array([row[0].toordinal() for row in rows], np.int64),
        near={
            site_id: np.array([chances.get(site_id, {}).get(place, 0.0) for place in places], float)
            for site_id in sites
        },
        elsewhere=mapped(controls.near if rows else {}, places, len(controls.points)),
    )


def _of_source(
    connection: duckdb.DuckDBPyConnection,
    source_id: str,
    kind: str,
    weeks: list[date],
    sites: Mapping[str, list[dict]],
    controls: Controls | None,
) -> list[dict]:
    spans = [
        (phases[number], window(phases, number, weeks))
        for phases in sites.values()
        for number in range(len(phases))
        if phases[number]["phase"] in _PHASES
    ]
    made: list[dict] = []
    speaks = kind == "census" and any(span.speaks for _, span in spans)
    incidents = _incidents(connection, source_id, sites, controls) if controls and speaks else None
    usual = _usual(incidents, weeks, controls.names) if controls and incidents else {}
    firsts: list[tuple[Window, dict]] = []
    for phase, span in spans:
        if not span.is_touched:
            continue
        row = dict.fromkeys(_COLUMNS)
        row.update({name: phase[name] for name in ("site_id", "phase", "date_start")}, source_id=source_id, kind=kind)
        row["is_line"] = phase["geometry"] == "line"
        made.append(row)
        row["sentence"] = comparison_words.cannot(kind, span)
        if row["sentence"] or controls is None or incidents is None:
            continue
        row["compared"] = comparison_words.compared(span)
        same = next((one for other, one in firsts if _is_same(controls, other, one, span, row)), None)
        if same is not None:
            row["as"] = same
            continue
        row.update(_figures(row, span, incidents, controls))
        row.update(usual)
        if row["compared_as"] is not None:
            firsts.append((span, row))
    return made


def _is_same(controls: Controls, other: Window, one: Mapping, span: Window, row: Mapping) -> bool:
    """Whether two comparisons are one: the same weeks at the same place."""
    weeks_are = (other.before, other.after) == (span.before, span.after)
    return weeks_are and controls.same_place(str(one["site_id"]), str(row["site_id"]))


def _figures(row: Mapping[str, Any], span: Window, incidents: _Incidents, controls: Controls) -> dict[str, Any]:
    site_id = str(row["site_id"])
    inside, is_after = incidents.sides(span)
    near = incidents.near[site_id][inside]
    after, before = int(is_after.sum()), int((~is_after).sum())
    near_after, near_before = fsum(near[is_after]), fsum(near[~is_after])
    figures: dict[str, Any] = {
        "before_from": span.before[0],
        "before_to": span.before[-1],
        "weeks_before": len(span.before),
        "after_from": span.after[0],
        "after_to": span.after[-1],
        "weeks_after": len(span.after),
        "near_before": near_before,
        "near_after": near_after,
        "rest_before": fsum(1 - near[~is_after]),
        "rest_after": fsum(1 - near[is_after]),
    }
    if near_before + near_after < LEAST_EXPECTED or not after or not before:
        return figures | {"sentence": comparison_words.nothing_near(near_before, near_after)}
    weeks = incidents.weeks[inside]
    design = dispersion(near, is_after, weeks)
    tested = change(near, is_after, design)
    is_ratio = near_before >= LEAST_BEFORE
    without, largest_days = _without_largest_day(near, is_after, incidents.days[inside])
    figures |= {
        "compared_as": site_id,
        "ratio_near": near_after / near_before * len(span.before) / len(span.after) if is_ratio else None,
        "ratio": tested.ratio if is_ratio else None,
        "ratio_low": tested.low,
        "ratio_high": tested.high,
        "p_value": tested.p_value,
        "test": tested.test,
        "dispersion": design,
        "ratio_without_largest_day": without if is_ratio else None,
        "largest_days": largest_days,
    }
    if not row["is_line"]:
        places = incidents.elsewhere[inside][:, controls.beside(site_id)]
        others = counted(
            (near_before, near_after),
            (places[~is_after].sum(axis=0), places[is_after].sum(axis=0)),
            after,
            before,
            LEAST_EXPECTED,
        )
        figures |= {
            "others": others,
            "direction": others.direction,
            "places": others.places,
            "places_with_incidents": others.with_incidents,
            "places_as_much": others.as_much,
        }
    return figures


def dispersion(near: np.ndarray, is_after: np.ndarray, weeks: np.ndarray) -> float:
    """By how much clusters widen the variance: the largest effect of blocks of a month to a year, never below 1.

    The effect of a length is the mean over every week that its blocks can begin with (`conditional.design_effect`).

    Args:
        near, is_after: as in `conditional.change`.
        weeks: the Monday of each incident as a whole number (n,).
    """
    effects = [design_effect(near, is_after, weeks // 7, length) for length in CLUSTER_WEEKS]
    return max(1.0, *effects)


def _without_largest_day(near: np.ndarray, is_after: np.ndarray, days: np.ndarray) -> tuple[float | None, int]:
    """The ratio without the day on which most incidents are expected near, the earliest of such; and how many days
    there are with as many.
    """
    names, where = np.unique(days, return_inverse=True)
    of_days = np.round(np.bincount(where, near), 9)
    kept = days != names[int(np.argmax(of_days))]
    as_many = int((of_days == of_days.max()).sum())
    near, is_after = near[kept], is_after[kept]
    if near[~is_after].sum() < LEAST_BEFORE:
        return None, as_many
    left, left_before = int(is_after.sum()), int((~is_after).sum())
    return ratio_of_sums(fsum(near[is_after]), fsum(near[~is_after]), left, left_before), as_many


def _usual(incidents: _Incidents, weeks: list[date], names: list[str]) -> dict[str, Any]:
    """The same test where no site is: at every other place, with the turn of every year as the date. How many such
    tests there are, and how many show a change: by themselves (p below 0.05), and adjusted for their number; at how
    many places they are, and the place at which most of those that show one by themselves are.
    """
    p_values: list[float] = []
    where: list[str] = []
    for year in range(weeks[0].year + 1, weeks[-1].year + 1):
        row = {"phase": "operating", "date_start": date(year, 1, 1), "date_precision": "day", "date_end": None}
        span = window([row], 0, weeks)
        if not span.speaks:
            continue
        inside, is_after = incidents.sides(span)
        if is_after.all() or not is_after.any():
            continue
        for name, near in zip(names, incidents.elsewhere[inside].T, strict=True):
            if near.sum() >= LEAST_EXPECTED:
                p_values.append(p_value(near, is_after, dispersion(near, is_after, incidents.weeks[inside])))
                where.append(name)
    changes = [name for name, value in zip(where, p_values, strict=True) if value < comparison_words.SURE]
    most_at = min(set(changes), key=lambda name: (-changes.count(name), name), default=None)
    told = {
        "usual_comparisons": len(p_values),
        "usual_changes": len(changes),
        "usual_changes_adjusted": sum(value < comparison_words.SURE for value in holm(p_values)),
        "usual_places": len(set(where)),
        "usual_most_at": most_at,
        "usual_most": changes.count(most_at) if most_at else 0,
    }
    return told | {"usual": comparison_words.usual(told)}


def _adjust(comparisons: list[dict]) -> None:
    """Holm's adjustment over all comparisons made: of all sources, each place and span of weeks once."""
    for row, adjusted in zip(comparisons, holm([row["p_value"] for row in comparisons]), strict=True):
        row["comparisons"], row["p_adjusted"] = len(comparisons), adjusted


def _finish(rows: list[dict]) -> None:
    """Write the sentences, and give to what is compared as another site what was found there."""
    for row in rows:
        if row["compared_as"] == row["site_id"]:
            row["verdict"] = comparison_words.verdict(row["p_value"], row["p_adjusted"], row["comparisons"])
            row["sentence"] = comparison_words.found(row)
            row["beside"] = comparison_words.beside({"others": None, **row})
    for row in rows:
        if "as" in row:
            kept = ("site_id", "phase", "date_start")
            row.update({name: row["as"][name] for name in _COLUMNS if name not in kept})
