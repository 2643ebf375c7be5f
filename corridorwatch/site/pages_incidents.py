"""The page of incidents: every documented one by week, so that each sum on the site can be followed to its pages."""

from itertools import groupby

from corridorwatch.site.context import Site
from corridorwatch.site.pages_front import by_account, total


def write_incidents(site: Site) -> None:
    """Write `incidents.html`: a part for each week, named by its ISO week as in `incidents.html#2026-W05`."""
    weeks = [
        {"week": week, "rows": (rows := list(found)), "killed": total(row["killed_best"] for row in rows)}
        for week, found in groupby(site.reader.rows("incidents"), key=lambda row: row["week"])
    ]
    site.page(
        "incidents.html",
        "incidents.html.j2",
        title="Every incident, by week",
        gallery=site.gallery("incidents"),
        weeks=weeks,
        said=by_account([row for week in weeks for row in week["rows"]]),
    )
