"""The front page: headline series, newest week, movers, campaigns, sites ranked, districts, and what is left out."""

from typing import Any

from corridorwatch.charts import actors_ranked, monthly_by_class, sites_ranked, weekly_by_side
from corridorwatch.site.context import Site
from corridorwatch.site.totals import totals_of
from corridorwatch.site.trend import trend_figure

NUMBERS = "index.numbers.html"
"""Where the long tables of the front page stand: the page is read on phones, and they were most of it."""


def write_front(site: Site) -> None:
    """Write `index.html`."""
    reader = site.reader
    gallery = site.gallery("front")
    totals = totals_of(gallery, reader)
    trend = trend_figure(
        gallery,
        reader.figures["trend"],
        reader.figure_by("area_id", "trend").of("province"),
        site.trend_source,
        site.cites,
        as_of=reader.as_of,
        subject="Balochistan",
    )
    marks = reader.page("campaigns").sort("date_start", "campaign_id")
    weekly = gallery.add(
        reader.figures["province_weekly"],
        reader.figure("province_weekly"),
        weekly_by_side,
        apart=NUMBERS,
        cited=lambda row: site.cites("week", row["week"], source_id=site.source.source_id),
        data_through=site.source.data_through,
        campaigns=marks,
    )
    ranked_frame = reader.figure("sites_ranked")
    ranked = gallery.add(reader.figures["sites_ranked"], ranked_frame, sites_ranked, cited_by="sites-cited")
    monthly = gallery.add(
        reader.figures["province_monthly"],
        reader.figure("province_monthly"),
        monthly_by_class,
        apart=NUMBERS,
        cited=lambda row: site.cites("month", row["event_class"], row["month"], source_id=site.source.source_id),
        data_through=site.source.data_through,
    )
    actors = gallery.add(
        reader.figures["actors"],
        reader.figure_by("area_id", "actors").of("province"),
        actors_ranked,
        cited=lambda row: site.cites("actor", row["actor_id"]),
    )
    movers = reader.rows("movers")
    site.page(
        "index.html",
        "front.html.j2",
        title="Political violence in Balochistan and along the CPEC",
        gallery=gallery,
        totals=totals,
        trend=trend,
        weekly=weekly,
        ranked=ranked,
        monthly=monthly,
        actors=actors,
        letters=dict(marks.select("campaign_id", "letter").rows()),
        weeks=_weeks(reader.rows("newest_week"), site, reader.rows("incidents")),
        said=site.by_account.get((None, None), []),
        coarse=site.in_no_week.get(None),
        movers=[row for row in movers if row["part"] == "named"],
        movers_rest=[row for row in movers if row["part"] != "named"],
        districts=site.districts,
        campaigns=site.campaigns,
        sites=ranked_frame.rows(named=True),
        conservation=site.conservation,
        unresolved=reader.rows("unresolved"),
        numbers=NUMBERS,
    )


def _weeks(rows: list[dict[str, Any]], site: Site, incidents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One card per week: its sums, by whose account, and the districts with documented incidents."""
    filling_from = site.source.filling_from
    return [
        row
        | {
            "is_filling": filling_from is not None and row["week"] >= filling_from,
            "districts": [
                each for each in rows if each["week"] == row["week"] and not each["is_sum"] and each["incidents"]
            ],
            "said": site.by_account.get((row["week"], None), []),
            "doubted": [each for each in incidents if each["week"] == row["week"] and each["audit_mark"]],
        }
        for row in rows
        if row["is_sum"]
    ]
