"""The site: figures and pages, drawn from the tables into the release that is being built."""

import dagster as dg

from assets.models import model_keys
from assets.resources import Clock, Store, Warehouse
from corridorwatch import release
from corridorwatch.site import build_site


@dg.asset(
    key=["site"],
    group_name="site",
    kinds={"plotly"},
    deps=model_keys(),
    description="The static site: front page, districts, CPEC sites, campaigns, methods. Works from disk, offline.",
)
def site(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
    """Draw the site."""
    folder = release.begin(store.settings.releases, clock.moment)
    edition = release.edition(warehouse.connection, store.settings, clock.day)
    if linked := release.link_site(store.settings, edition, folder):
        return dg.MaterializeResult(metadata={"outcome": f"as drawn in {linked.name}", "edition": edition})
    report = build_site(warehouse.connection, folder / "site", as_of=clock.day, stamp=edition)
    return dg.MaterializeResult(
        metadata={"pages": report.pages, "figures": report.figures, "bytes": report.bytes, "edition": edition}
    )
