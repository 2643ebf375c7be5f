"""What decides among equals is written down: no figure hangs on the order in which threads come to the rows."""

import os
import re
import subprocess
import sys

import pytest

from corridorwatch.config import ROOT, SQL

PICKS_ANY = re.compile(r"\b(any_value|arbitrary|first|last|mode)\(")
COLLECTS = re.compile(
    r"(list_sort\((?:list_distinct\()?(?:flatten\()?)?\b(list|array_agg|string_agg|group_concat|listagg)\("
)
CHOOSES = re.compile(r"\b(row_number|arg_max|arg_min|arg_max_null|arg_min_null|min_by|max_by)\(|\blimit \d")
UNIQUE = {
    "checks/core.incidents.highest_holds_every_standing_figure": "the claim's key ends the order",
    "checks/core.record_versions.the_last_one_is_the_record": "version counts up within a record",
    "figures/district_weekly": "weeks of a district, one row each",
    "figures/province_monthly": "months of a class, one row each",
    "figures/province_weekly": "weeks, one row each",
    "figures/published_totals": "total_id is the key",
    "figures/site_monthly": "months of a site and radius, one row each",
    "figures/sites_ranked": "radii, one row each",
    "models/core/actor_readings": "step, or rule, step, level and key: the keys of the readings",
    "models/core/actor_resolutions": "field is the key within a record",
    "models/core/claim_series": "position is unique within a series",
    "models/core/claim_keys": "the claim's key ends the order",
    "models/core/claim_order": "each order ends with the claim's key",
    "models/core/claim_standing": "each order ends with the claim's key, or with its ordinal, which is unique",
    "models/core/incident_locations": "what is chosen ends the order; of the rules that fit no two ask as much",
    "models/core/incidents": "report_id is the key; position is unique within a side, group and metric of an event",
    "models/core/interval_claims": "position is unique within a side, group and metric of an event; else the claim's key ends the order",
    "models/core/name_proposals": "what is chosen ends the order",
    "models/core/names_by_letters": "the known name is the key of what is compared",
    "models/core/names_found": "way is the key within a name",
    "models/core/place_resolutions": "what is chosen ends the order",
    "models/core/record_versions": "a snapshot says one thing of a record",
    "models/core/records_of_ucdp": "a file numbers its rows, and no two files have one order",
    "models/core/source_placing": "seen_at is the key of the states of a source",
    "models/core/written_names": "phrase and name, or the piece's place: equal pieces are the same",
    "models/marts/cited_pages": "a page is its address or its name",
    "models/marts/claim_development": "position is unique within a side, group and metric of an event",
    "models/marts/claimed_tolls": "position is unique within a side, group and metric of an event",
    "models/marts/development_tolls": "side and group of victims, the rest of the key, end the order",
    "models/marts/headline_by_month": "headline_rank is unique among the sources",
    "models/ref/actor_names": "what differs between the rows ends the order",
    "models/ref/district_shapes": "a district has one shape of a basis",
    "models/ref/outages_of_acled": "days, one row each",
    "models/ref/page_moves": "an address moves on once a day and step",
    "models/ref/source_coverage": "weeks of a source, one row each",
    "pages/armed_group_counts": "what differs between the rows ends the order",
    "pages/campaign_known_on": "each order ends with the claim's key, or is its position",
    "pages/campaign_tolls": "each order ends with the claim's key",
    "pages/campaigns": "campaign_id ends the order",
    "pages/census_events": "months of the province, one row each",
    "pages/census_sum": "months of the province, one row each",
    "pages/district_campaigns": "campaign_id ends the order",
    "pages/ledger_beside_pips": "a page gives a metric of a year once",
    "pages/movers": "a district's name is its own",
    "pages/site_incidents": "incident_id ends the order",
    "queries/accounts_that_differ": "the incident ends the order",
}
"""Files that choose one row of several -> why no two of them are equal in the order that is written."""

MEASURED = """
import hashlib, shapely
from corridorwatch.exposure.distances import measure
from corridorwatch.exposure.locations import Location, Site
found = hashlib.sha256()
for blur in (3.0, 7.0, 11.0):
    road = Location(shapely.LineString([(0, 0), (180, 40), (400, 10)]), blur)
    sites = [Site("a", shapely.Point(200 + 17 * step, 30 + 3 * step), 5.0, 1.0) for step in range(5)]
    for radii in ([5, 10, 25, 50, 100], [100], [50, 100]):
        found.update(measure(road, sites, radii, 25.0).within.tobytes())
print(found.hexdigest())
"""
FILES = {str(path.relative_to(SQL).with_suffix("")): path for path in sorted(SQL.rglob("*.sql"))}


def statement(name: str) -> str:
    return "\n".join(
        line for line in FILES[name].read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("--")
    )


def argument(text: str, start: int) -> str:
    """What stands in the parentheses that open before `start`."""
    depth, end = 1, start
    while depth:
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    return text[start : end - 1]


@pytest.mark.parametrize("name", FILES)
def test_no_statement_takes_any_of_several_values_or_collects_them_in_any_order(name: str) -> None:
    """any_value() took one of two points of a place, by the order of the threads: say min(), or what decides."""
    text = statement(name)
    assert PICKS_ANY.findall(text) == []
    unordered = [
        found[0] + argument(text, found.end())
        for found in COLLECTS.finditer(text)
        if not found[1] and "order by" not in argument(text, found.end())
    ]
    assert unordered == []


def test_every_statement_that_chooses_one_row_of_several_says_why_no_two_are_equal() -> None:
    chooses = {name for name in FILES if CHOOSES.search(statement(name))}
    assert sorted(chooses - UNIQUE.keys()) == []


def test_probabilities_are_the_same_to_the_bit_however_many_threads_linear_algebra_has() -> None:
    """A matrix product is added up by as many threads as the machine has cores: another last digit on another machine."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", MEASURED],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(digests) == 1
