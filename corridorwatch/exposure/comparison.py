"""Is it more than elsewhere? Incidents near a site before and after a phase of its life, beside places where no site
is.

Counted is an incident more likely than not within `NEAR_KM`. The rates are compared by the exact conditional test:
given the sum of two Poisson counts the second is binomial, and Clopper and Pearson's interval of its share gives that
of the ratio of rates (Przyborowski and Wilenski, Biometrika 31, 1940). Events come in clusters, so the interval is if
anything too narrow: the dispersion of the monthly counts and the ratio without the day with most incidents stand
beside it. Placebo places are towns of the province far from the site, all at random or of a like district and a like
number of incidents before. A road, railway or pipeline has none: it passes many towns, and no other line of the
province is like it.

All of it is association. A sample source says nothing: more incidents after a date may be more pages read.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import duckdb
import numpy as np

from corridorwatch.exposure import cache
from corridorwatch.exposure.overlap import share_within

NEAR_KM = 25
"""The radius: about the least that a town known to 5-25 km can be placed within."""
YEARS = 5
"""How far to look to either side."""
LEAST_WEEKS = 104
"""Weeks that a source must cover on either side: two of every season."""
APART_KM = 100
"""A placebo place lies at least this far from the site: no incident is near both."""
RANDOM_PLACES = 20
SEED = 20260131
NO_LINE_IS_LIKE = (
    "Not compared with elsewhere: there are few roads, railways and pipelines and they meet in the same towns, so no"
    " other is like this one. A change of the whole province would look the same."
)
_PHASES = ("construction", "operating")


@dataclass(frozen=True)
class Ratio:
    """Incidents and weeks before and after, and the ratio of the rates with its 95 % interval; None where nothing
    happened before.
    """

    before: int
    weeks_before: int
    after: int
    weeks_after: int
    ratio: float | None
    low: float
    high: float | None
    p_value: float


def rate_ratio(before: int, weeks_before: int, after: int, weeks_after: int) -> Ratio:
    """Compare two counts by the exact conditional test, two-sided; weeks are those that the source covers."""
    scale = weeks_before / weeks_after
    total = before + after
    low_share, high_share = clopper_pearson(after, total)
    low = low_share / (1 - low_share) * scale
    high = None if high_share >= 1 else high_share / (1 - high_share) * scale
    p_value = exact_test(before, weeks_before, after, weeks_after)
    return Ratio(
        before, weeks_before, after, weeks_after, after / before * scale if before else None, low, high, p_value
    )


def exact_test(before: int, weeks_before: int, after: int, weeks_after: int) -> float:
    """The two-sided p-value for equal rates: twice the smaller binomial tail."""
    total, share = before + after, weeks_after / (weeks_before + weeks_after)
    return min(1.0, 2 * min(_at_most(after, total, share), 1 - _at_most(after - 1, total, share)))


def clopper_pearson(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share: all shares that the count does not reject at (1 - level) / 2 to either side."""
    tail = (1 - level) / 2
    low = 0.0 if successes == 0 else _solve(lambda share: 1 - _at_most(successes - 1, trials, share) - tail)
    high = 1.0 if successes == trials else _solve(lambda share: tail - _at_most(successes, trials, share))
    return low, high


def _solve(rising: object) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def _at_most(successes: int, trials: int, share: float) -> float:
    """The binomial probability of no more than so many."""
    if successes < 0:
        return 0.0
    if successes >= trials or share <= 0:
        return 1.0
    if share >= 1:
        return 0.0
    # The tail on the side away from the mean, from its largest term outwards: past twelve standard deviations nothing
    # is left that a double could hold, however many trials there were.
    odds = math.log(share) - math.log1p(-share)
    terms = int(12 * math.sqrt(trials * share * (1 - share))) + 60
    is_low = successes <= trials * share
    if is_low:
        first = successes
        k = np.arange(first, max(first - terms, 0), -1)
        steps = np.log(k / (trials - k + 1)) - odds
    else:
        first = successes + 1
        k = np.arange(first, min(first + terms, trials))
        steps = np.log((trials - k) / (k + 1)) + odds
    largest = math.lgamma(trials + 1) - math.lgamma(first + 1) - math.lgamma(trials - first + 1)
    largest += first * math.log(share) + (trials - first) * math.log1p(-share)
    tail = math.exp(largest) * (1 + float(np.exp(np.cumsum(steps)).sum()))
    return min(1.0, tail) if is_low else max(0.0, 1 - tail)


@dataclass(frozen=True)
class Window:
    """The weeks (Mondays) that a source covers before and after a phase began."""

    before: frozenset[date]
    after: frozenset[date]

    @property
    def speaks(self) -> bool:
        return min(len(self.before), len(self.after)) >= LEAST_WEEKS

    def compare(self, incidents: Mapping[date, int]) -> Ratio:
        """The ratio for so many incidents a week, those outside the window left out."""
        before = sum(count for week, count in incidents.items() if week in self.before)
        after = sum(count for week, count in incidents.items() if week in self.after)
        return rate_ratio(before, len(self.before), after, len(self.after))


def window(began: date, precision: str, covered: Sequence[date]) -> Window:
    """Up to `YEARS` to either side; the month or year in which it began is left out where no more is known."""
    sure_from = began + timedelta(days={"year": 365, "month": 31}.get(precision, 0))
    reach = timedelta(days=round(365.25 * YEARS))
    return Window(
        frozenset(week for week in covered if began - reach <= week and week + timedelta(days=6) < began),
        frozenset(week for week in covered if sure_from <= week < sure_from + reach),
    )


def dispersion(incidents: Mapping[date, int], window_weeks: Collection[date]) -> float | None:
    """Variance over mean of the counts of four-week blocks: 1 where events come alone, more where they come in
    clusters.

    Args:
        incidents: week (its Monday) -> incidents in it.
        window_weeks: the weeks looked at.
    """
    blocks = Counter((week.toordinal() // 28) for week in window_weeks)
    # In the order of time: a set has another order in each process, and a sum of floats other last digits with it.
    whole = sorted(block for block, count in blocks.items() if count == 4)
    found: Counter[int] = Counter()
    for week, count in incidents.items():
        found[week.toordinal() // 28] += count
    counts = np.array([found[block] for block in whole], float)
    return float(counts.var(ddof=1) / counts.mean()) if len(counts) > 1 and counts.mean() > 0 else None


def sentence(
    kind: str,
    phase: str,
    began: date,
    found: Ratio | None,
    others: Mapping[str, tuple[int, int]] | None,
    rest: Ratio | None,
) -> str:
    """What was found, in words, with its uncertainty; or why nothing can be said. `others` is None for a line."""
    if kind == "sample":
        return "Cannot be said: the source is a sample, and more incidents after a date may only mean more pages read."
    if found is None:
        return f"Cannot be said: the source does not cover {LEAST_WEEKS} weeks to either side of {began.isoformat()}."
    after, before = f"{found.weeks_after / 52.18:.1f}", f"{found.weeks_before / 52.18:.1f}"
    if found.before + found.after == 0:
        return (
            f"This source has no incident more likely than not within {NEAR_KM} km, neither in the {after} years after"
            f" {phase} began nor in the {before} before: nothing to compare."
        )
    counts = (
        f"{_incidents(found.after)} more likely than not within {NEAR_KM} km in the {after} years after {phase} began,"
        f" {found.before} in the {before} years before"
    )
    if found.ratio is None:
        told = f"{counts}: at the least {found.low:.1f} times the rate (95 %), with no upper end."
        told += " No change is shown." if found.low <= 1 else ""
        return told + _elsewhere(others) + " Association, not cause."
    high = "without limit" if found.high is None else f"{found.high:.1f}"
    told = f"{counts}: {found.ratio:.1f} times the rate, 95 % interval {found.low:.1f} to {high}."
    if found.low <= 1 and (found.high is None or found.high >= 1):
        told += " The interval holds 1: no change is shown."
    told += _elsewhere(others)
    if rest is not None and rest.ratio is not None:
        told += f" Without the day with most incidents: {rest.ratio:.1f} times."
    return told + " Association, not cause."


def _elsewhere(others: Mapping[str, tuple[int, int]] | None) -> str:
    if others is None:
        return f" {NO_LINE_IS_LIKE}"
    compared = [
        f"{at_least} of {places} {name} places changed by as much or more"
        for name, (at_least, places) in others.items()
        if places
    ]
    return f" Elsewhere, {' and '.join(compared)}." if compared else ""


def _incidents(count: int) -> str:
    return "1 incident" if count == 1 else f"{count} incidents"


_TABLE = """
create schema if not exists prepared;
create or replace table prepared.before_and_after (
    source_id varchar, site_id varchar, phase varchar, date_start date, kind varchar, before bigint, weeks_before
    bigint, after bigint, weeks_after bigint, ratio double, ratio_low double, ratio_high double, p_value double,
    dispersion double, ratio_without_largest_day double, random_places bigint, random_as_much bigint, matched_places
    bigint, matched_as_much bigint, sentence varchar
)
"""
_NEAR = f"""
select incident.source_id, reach.site_id, incident.week, incident.date, count(*)
from core.location_reach as reach
join core.incident_locations as place on place.location_id = reach.location_id
join core.incidents as incident
    on incident.source_id = place.source_id and incident.incident_id = place.incident_id
where reach.radius_km = {NEAR_KM} and reach.probability > 0.5 and incident.date_precision in ('day', 'week')
    and not incident.is_landmark
group by all
order by all
"""
_POINTS = """
select place.latitude, place.longitude, place.radius_km, incident.week, count(*)
from core.incident_locations as place
join core.incidents as incident
    on incident.source_id = place.source_id and incident.incident_id = place.incident_id
where place.model in ('disc', 'stretch') and incident.date_precision in ('day', 'week')
    and incident.source_id = $source_id and not incident.is_landmark
group by all
order by all
"""
_TOWNS = """
select min(alias.alias) as name, alias.latitude, alias.longitude, min(district.population_2023) as population
from ref.district_aliases as alias
join ref.districts as district on district.district_id = alias.district_id
where alias.point_kind = 'town' and not alias.is_ambiguous and alias.valid_to is null
group by alias.latitude, alias.longitude
order by name, alias.latitude
"""
_SITES = """
select site.site_id, site.geometry, site.latitude, site.longitude, phase.phase, phase.date_start, phase.date_precision,
    (select max(population_2023) from ref.districts where list_contains(site.district_ids, district_id)) as population
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


def prepare(connection: duckdb.DuckDBPyConnection, values: Mapping[str, object]) -> None:
    """Fill `prepared.before_and_after`: one row per source, site and phase that begins within reach of the source."""
    connection.execute(_TABLE)
    near: dict[tuple[str, str], list[tuple[date, date, int]]] = {}
    for source_id, site_id, *counted in connection.execute(_NEAR).fetchall():
        near.setdefault((source_id, site_id), []).append(tuple(counted))
    covered: dict[tuple[str, str], list[date]] = {}
    for source_id, kind, week in connection.execute(_COVERED).fetchall():
        covered.setdefault((source_id, kind), []).append(week)
    sites = [row for row in cache.rows(connection, _SITES) if row["phase"] in _PHASES]
    towns = cache.rows(connection, _TOWNS)
    placebos = {
        source_id: _Placebos(towns, weeks, connection.execute(_POINTS, {"source_id": source_id}).fetchall())
        for (source_id, kind), weeks in covered.items()
        if kind == "census"
    }
    found = []
    for (source_id, kind), weeks in covered.items():
        for row in sites:
            span = window(row["date_start"], row["date_precision"], weeks)
            if span.before or span.after:
                found.append(
                    _row(source_id, kind, row, span, near.get((source_id, row["site_id"]), []), placebos.get(source_id))
                )
    if found:
        marks = ", ".join("?" * len(found[0]))
        connection.executemany(f"insert into prepared.before_and_after values ({marks})", found)


def _row(
    source_id: str,
    kind: str,
    row: Mapping[str, object],
    span: Window,
    events: list[tuple[date, date, int]],
    placebos: "_Placebos | None",
) -> tuple:
    head = (source_id, row["site_id"], row["phase"], row["date_start"], kind)
    if kind == "sample" or not span.speaks:
        said = sentence(kind, row["phase"], row["date_start"], None, {}, None)
        return (*head, *(None,) * 14, said)
    ratio = span.compare(_by_week(events))
    rest = None
    days: Counter[date] = Counter()
    for week, day, count in events:
        if week in span.before or week in span.after:
            days[day] += count
    if days:
        [(largest, _)] = days.most_common(1)
        rest = span.compare(_by_week(event for event in events if event[1] != largest))
    is_line = row["geometry"] == "line"
    others = dict.fromkeys(("random", "matched"), (0, 0))
    if placebos is not None and not is_line:
        others = placebos.against(row, span, ratio)
    said = sentence(kind, row["phase"], row["date_start"], ratio, None if is_line else others, rest)
    figures = (ratio.before, ratio.weeks_before, ratio.after, ratio.weeks_after, ratio.ratio, ratio.low, ratio.high)
    clusters = dispersion(_by_week(events), span.before | span.after)
    (random_as_much, random_places), (matched_as_much, matched_places) = others["random"], others["matched"]
    places = (random_places, random_as_much, matched_places, matched_as_much)
    return (*head, *figures, ratio.p_value, clusters, rest.ratio if rest else None, *places, said)


def _by_week(events: Iterable[tuple[date, date, int]]) -> Counter[date]:
    counts: Counter[date] = Counter()
    for week, _, count in events:
        counts[week] += count
    return counts


class _Placebos:
    """Towns of the province and how many incidents are more likely than not near each, by covered week, of one source.

    Args:
        towns: `latitude`, `longitude` in degrees, `population` of the district.
        weeks: Mondays of the weeks that the source covers.
        points: latitude, longitude, radius in km, week, incidents; ordered by place.
    """

    def __init__(self, towns: list[dict], weeks: list[date], points: list[tuple]) -> None:
        self.towns = towns
        self.weeks = weeks
        self.at = np.radians([(town["latitude"], town["longitude"]) for town in towns]).reshape(-1, 2)
        self.counts = np.zeros((len(towns), len(weeks)), dtype=np.int64)
        column = {week: number for number, week in enumerate(weeks)}
        for (latitude, longitude, radius), counted in groupby(points, key=lambda row: row[:3]):
            near = np.flatnonzero(share_within(radius, NEAR_KM, _km(self.at, latitude, longitude)) > 0.5)
            for *_, week, count in counted:
                if week in column:
                    self.counts[near, column[week]] += count

    def against(self, row: Mapping[str, object], span: Window, ratio: Ratio) -> dict[str, tuple[int, int]]:
        """Of the random and of the matched places: how many changed by as much or more, and how many there are."""
        before, after = (
            self.counts[:, [week in side for week in self.weeks]].sum(axis=1) for side in (span.before, span.after)
        )
        far = _km(self.at, row["latitude"], row["longitude"]) >= APART_KM
        usable = np.flatnonzero(far & (before + after > 0))
        change = _change(before, len(span.before), after, len(span.after))
        limit = _change(ratio.before, ratio.weeks_before, ratio.after, ratio.weeks_after)
        alike = [
            number
            for number in usable
            if _within_double(before[number], ratio.before)
            and _within_double(self.towns[number]["population"] or 0, row["population"] or 0)
        ]
        drawn = np.random.default_rng(SEED).permutation(usable)[:RANDOM_PLACES]
        return {
            name: (int((change[chosen] >= limit).sum()), len(chosen))
            for name, chosen in (("random", drawn), ("matched", alike))
        }


def _change(before: np.ndarray, weeks_before: int, after: np.ndarray, weeks_after: int) -> np.ndarray:
    """The ratio of rates with half an event added to both counts, so that none is infinite."""
    return (after + 0.5) / (before + 0.5) * weeks_before / weeks_after


def _within_double(one: float, other: float) -> bool:
    return (one + 1) <= 2 * (other + 1) and (other + 1) <= 2 * (one + 1)


def _km(at: np.ndarray, latitude: float, longitude: float) -> np.ndarray:
    """Great-circle kilometres (haversine) from places (n, 2) in radians to a point in degrees; within 0.4 % of the
    ellipsoid here.
    """
    there = np.radians((latitude, longitude))
    up, across = at[:, 0] - there[0], at[:, 1] - there[1]
    half = np.sin(up / 2) ** 2 + np.cos(at[:, 0]) * np.cos(there[0]) * np.sin(across / 2) ** 2
    return 2 * 6371.0088 * np.arcsin(np.sqrt(half))
