"""The page of incidents: every documented one by week, so that each sum on the site can be followed to its pages."""

from itertools import groupby

from corridorwatch.site.context import Site
from corridorwatch.site.pages_front import by_account, total


def write_incidents(site: Site) -> None:
    """Write `incidents.html`: a part for each week, named by its ISO week as in `incidents.html#2026-W05`.

    Then what is in no week: incidents dated to more than one, and landmark attacks.
    """
    weeks = [
        {
            "week": week,
            "rows": (rows := list(found)),
            "killed": total(row["killed_best"] for row in rows),
            "without_toll": sum(row["killed_best"] is None for row in rows),
        }
        for week, found in groupby(site.reader.rows("incidents"), key=lambda row: row["week"])
    ]
    weekless = site.reader.rows("incidents_in_no_week")
    site.page(
        "incidents.html",
        "incidents.html.j2",
        title="Every incident, by week",
        gallery=site.gallery("incidents"),
        months=_months(weeks),
        landmarks=[row for row in weekless if row["is_landmark"]],
        coarse=[row for row in weekless if not row["is_landmark"]],
        said=by_account([row for week in weeks for row in week["rows"]]),
    )


def _months(weeks: list[dict[str, object]]) -> list[dict[str, object]]:
    """The weeks by the month that their Monday lies in: a phone folds each month."""
    return [
        {
            "day": month,
            "weeks": (found := list(of_month)),
            "incidents": sum(len(week["rows"]) for week in found),
            "killed": total(row["killed_best"] for week in found for row in week["rows"]),
            "without_toll": sum(week["without_toll"] for week in found),
        }
        for month, of_month in groupby(weeks, key=lambda week: week["week"].replace(day=1))
    ]
