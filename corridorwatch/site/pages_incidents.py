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
            **_tolls(rows),
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
        census=_census(site),
    )


def _census(site: Site) -> dict[str, object] | None:
    """The events of the newest month of the headline series, where the weeks above are of another source."""
    rows = site.reader.rows("census_events")
    if not rows or rows[0]["source_id"] == site.source.source_id:
        return None
    shown = {name: rows[0][name] for name in ("source_id", "title", "month", "is_preliminary")}
    return {**shown, "rows": rows, "unsure": sum(row["killed_best"] == 0 for row in rows), **_tolls(rows)}


def _tolls(rows: list[dict[str, object]]) -> dict[str, object]:
    """Sums of the best, lowest and highest figures of the rows that have a best one, and how many have none."""
    told = [row for row in rows if row["killed_best"] is not None]
    # Where an account names no end of its own, the best figure is both.
    lows = [row["killed_best"] if row["killed_low"] is None else row["killed_low"] for row in told]
    highs = [row["killed_best"] if row["killed_high"] is None else row["killed_high"] for row in told]
    return {
        "killed": total(row["killed_best"] for row in rows),
        "killed_low": sum(lows) if told else None,
        "killed_high": sum(highs) if told else None,
        "without_toll": len(rows) - len(told),
    }


def _months(weeks: list[dict[str, object]]) -> list[dict[str, object]]:
    """The weeks by the month that their Monday lies in: a phone folds each month."""
    return [
        {
            "day": month,
            "weeks": (found := list(of_month)),
            "incidents": sum(len(week["rows"]) for week in found),
            **_tolls([row for week in found for row in week["rows"]]),
        }
        for month, of_month in groupby(weeks, key=lambda week: week["week"].replace(day=1))
    ]
