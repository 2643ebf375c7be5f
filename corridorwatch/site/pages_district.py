"""A page for each district, and one for what is known only to the province."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from corridorwatch.charts import actors_ranked, weekly_by_side
from corridorwatch.site.context import BUCKET, Site
from corridorwatch.site.trend import trend_figure


def write_districts(site: Site) -> None:
    """Write `districts/<district_id>.html` for every district of the mart."""
    reader = site.reader
    all_facts, all_campaigns, all_incidents = (
        reader.page_by("district_id", name) for name in ("district", "district_campaigns", "district_incidents")
    )
    all_trends, all_actors = (reader.figure_by("area_id", name) for name in ("trend", "actors"))
    all_weeks = reader.figure_by("district_id", "district_weekly")
    for summary in site.districts:
        district_id = str(summary["district_id"])
        name = str(summary["name"])
        gallery = site.gallery(f"district.{district_id}", root="../")
        campaigns = all_campaigns.of(district_id)
        trend = trend_figure(
            gallery,
            reader.figures["trend"],
            all_trends.of(district_id),
            site.trend_source,
            site.cites,
            as_of=reader.as_of,
            key=district_id,
            subject=name,
        )
        weekly = gallery.add(
            reader.figures["district_weekly"],
            all_weeks.of(district_id),
            weekly_by_side,
            cited=_cited(site, "district_week", district_id, "week"),
            key=district_id,
            subject=name,
            data_through=site.source.data_through,
            campaigns=campaigns,
            link_prefix="../",
        )
        actors = None
        if summary["incidents"]:
            actors = gallery.add(
                reader.figures["actors"],
                all_actors.of(district_id),
                actors_ranked,
                cited=_cited(site, "district_actor", district_id, "actor_id"),
                key=district_id,
                subject=name,
            )
        facts = all_facts.of(district_id).rows(named=True)
        documented = all_incidents.of(district_id).rows(named=True)
        incidents = [row for row in documented if not row["is_landmark"]]
        site.page(
            f"districts/{district_id}.html",
            "district.html.j2",
            title=name,
            gallery=gallery,
            summary=summary,
            facts=facts[0] if facts else None,
            is_bucket=district_id == BUCKET,
            trend=trend,
            weekly=weekly,
            actors=actors,
            campaigns=campaigns.rows(named=True),
            incidents=incidents,
            coarse=site.in_no_week.get(district_id),
            landmarks=[row for row in documented if row["is_landmark"]],
            said=site.by_account.get((None, district_id), []),
        )


def _cited(site: Site, kind: str, district_id: str, column: str) -> Callable[[dict[str, Any]], Markup]:
    """The citations of a row of one district's table, which `column` tells apart."""
    return lambda row: site.cites(kind, district_id, row[column], source_id=site.source.source_id)
