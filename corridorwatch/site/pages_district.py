"""A page for each district, and one for what is known only to the province."""

from corridorwatch.charts import actors_ranked, weekly_by_side
from corridorwatch.site.context import BUCKET, Site
from corridorwatch.site.pages_front import by_account
from corridorwatch.site.trend import trend_figure


def write_districts(site: Site) -> None:
    """Write `districts/<district_id>.html` for every district of the mart."""
    reader = site.reader
    for summary in site.districts:
        district_id = str(summary["district_id"])
        name = str(summary["name"])
        gallery = site.gallery(f"district.{district_id}")
        # A place that no name decides says nothing of where a campaign struck.
        campaigns = reader.page("district_campaigns", district_id="" if district_id == BUCKET else district_id)
        trend = trend_figure(gallery, reader, site.trend_source, district_id=district_id, subject=name)
        weekly = gallery.add(
            reader.figures["district_weekly"],
            reader.figure("district_weekly", district_id=district_id),
            weekly_by_side,
            key=district_id,
            subject=name,
            data_through=site.source.data_through,
            filling_from=site.source.filling_from,
            campaigns=campaigns,
            link_prefix="../",
        )
        actors = None
        if summary["incidents"]:
            actors = gallery.add(
                reader.figures["district_actors"],
                reader.figure("district_actors", district_id=district_id),
                actors_ranked,
                key=district_id,
                subject=name,
            )
        facts = reader.rows("district", district_id=district_id)
        incidents = reader.rows("district_incidents", district_id=district_id)
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
            said=by_account(incidents),
        )
