"""A page for each CPEC site."""

from corridorwatch.charts import exposure_by_month
from corridorwatch.site.context import Site


def write_sites(site: Site) -> None:
    """Write `sites/<site_id>.html` for every CPEC site of the mart."""
    reader = site.reader
    for facts in site.sites:
        site_id = str(facts["site_id"])
        gallery = site.gallery(f"site.{site_id}")
        phases = reader.rows("site_phases", site_id=site_id)
        aimed = reader.rows("site_aimed", site_id=site_id)
        incidents = reader.rows("site_incidents", site_id=site_id)
        monthly = gallery.add(
            reader.figures["site_monthly"],
            reader.figure("site_monthly", site_id=site_id),
            exposure_by_month,
            key=site_id,
            subject=str(facts["name"]),
            phases=phases,
            aimed=[row["date"] for row in aimed],
            data_through=site.source.data_through,
            filling_from=site.source.filling_from,
        )
        site.page(
            f"sites/{site_id}.html",
            "site.html.j2",
            title=str(facts["name"]),
            gallery=gallery,
            facts=facts,
            districts=[part.strip() for part in str(facts["district_ids"] or "").split(",") if part.strip()],
            monthly=monthly,
            phases=phases,
            aimed=aimed,
            comparisons=reader.rows("site_before_after", site_id=site_id),
            placed=[row for row in incidents if row["is_placed"]],
            district_only=[row for row in incidents if not row["is_placed"]],
        )
