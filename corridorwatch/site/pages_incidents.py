"""The page of incidents: every documented one by week, so that each sum on the site can be followed to its pages."""

from itertools import groupby
from typing import Any

from corridorwatch.site.context import Site


def write_incidents(site: Site) -> None:
    """Write `incidents.html`: a part for each week, named by its ISO week as in `incidents.html#2026-W05`.

    Then what is in no week: incidents dated to more than one, and landmark attacks.
    """
    weekless = site.reader.rows("incidents_in_no_week")
    site.page(
        "incidents.html",
        "incidents.html.j2",
        title="Every incident, by week",
        gallery=site.gallery("incidents"),
        months=_months(site),
        landmarks=[row for row in weekless if row["is_landmark"]],
        coarse=[row for row in weekless if not row["is_landmark"]],
        said=site.by_account.get((None, None), []),
        census=_census(site),
    )


def _census(site: Site) -> dict[str, Any] | None:
    """The events of the newest month of the headline series, where the weeks above are of another source."""
    found = [row for row in site.reader.rows("census_sum") if row["source_id"] != site.source.source_id]
    return found[0] | {"rows": site.reader.rows("census_events")} if found else None


def _months(site: Site) -> list[dict[str, Any]]:
    """The sums of the months that weeks begin in, a phone folds each; in each its weeks, with their incidents."""
    sums = site.reader.rows("incident_sums")
    rows = {week: list(found) for week, found in groupby(site.reader.rows("incidents"), key=lambda row: row["week"])}
    weeks = [row | {"rows": rows[row["week"]]} for row in sums if row["week"]]
    return [
        row | {"weeks": [week for week in weeks if week["month"] == row["month"]]} for row in sums if not row["week"]
    ]
