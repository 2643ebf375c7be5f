"""A page for each CPEC site."""

from corridorwatch.charts import exposure_by_month
from corridorwatch.site.context import Site


def write_sites(site: Site) -> None:
    """Write `sites/<site_id>.html` for every CPEC site of the mart."""
    reader = site.reader
    all_phases, all_aimed, all_incidents, all_comparisons = (
        reader.page_by("site_id", name) for name in ("site_phases", "site_aimed", "site_incidents", "site_before_after")
    )
    all_months = reader.figure_by("site_id", "site_monthly")
    for facts in site.sites:
        site_id = str(facts["site_id"])
        gallery = site.gallery(f"site.{site_id}")
        phases = all_phases.of(site_id).rows(named=True)
        aimed = all_aimed.of(site_id).rows(named=True)
        incidents = all_incidents.of(site_id).rows(named=True)
        monthly = gallery.add(
            reader.figures["site_monthly"],
            all_months.of(site_id),
            exposure_by_month,
            cited_by="site-cited",
            key=site_id,
            subject=str(facts["name"]),
            phases=phases,
            aimed=[row["date"] for row in aimed if not row["is_landmark"]],
            data_through=site.source.data_through,
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
            comparisons=all_comparisons.of(site_id).rows(named=True),
            placed=[row for row in incidents if row["is_placed"]],
            district_only=[row for row in incidents if not row["is_placed"]],
        )
