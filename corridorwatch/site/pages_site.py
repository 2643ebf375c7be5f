"""A page for each CPEC site."""

from corridorwatch.charts import weekly_near_site
from corridorwatch.site.context import Site


def write_sites(site: Site) -> None:
    """Write `sites/<site_id>.html` for every CPEC site of the mart."""
    reader = site.reader
    for facts in site.sites:
        site_id = str(facts["site_id"])
        gallery = site.gallery(f"site.{site_id}")
        weekly = gallery.add(
            reader.figures["site_weekly"],
            reader.figure("site_weekly", site_id=site_id),
            weekly_near_site,
            key=site_id,
            subject=str(facts["name"]),
            data_through=site.source.data_through,
            filling_from=site.source.filling_from,
        )
        incidents = reader.rows("site_incidents", site_id=site_id)
        site.page(
            f"sites/{site_id}.html",
            "site.html.j2",
            title=str(facts["name"]),
            gallery=gallery,
            facts=facts,
            districts=[part.strip() for part in str(facts["district_ids"] or "").split(",") if part.strip()],
            weekly=weekly,
            incidents=incidents,
            aimed=[row for row in incidents if row["targets_cpec"] or row["targets_chinese"]],
        )
