"""The site: figures and pages, drawn from the tables, in the release that is being built."""

import dagster as dg

from assets.models import model_keys
from assets.resources import Clock, Store, Warehouse
from corridorwatch import release
from corridorwatch.site.kept import publish_site


@dg.asset(
    key=["site"],
    group_name="site",
    kinds={"plotly"},
    deps=model_keys(),
    description="The static site: front page, districts, CPEC sites, campaigns, methods. Works from disk, offline.",
)
def site(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
    """Publish the site; draw it where a table changed that a page shows."""
    return place_site(store, clock, warehouse)


def place_site(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
    """Put the site into the folder of the release that this run builds: linked, filled in or drawn."""
    folder = release.begin(store.settings.releases, clock.moment)
    edition = release.edition(warehouse.connection, store.settings, clock.day)
    # `--full` links nothing.
    linked = None if warehouse.full else release.link_site(store.settings, edition, folder)
    if linked:
        return dg.MaterializeResult(metadata={"outcome": f"as drawn in {linked.name}", "edition": edition})
    report = publish_site(
        warehouse.connection,
        store.settings.drawings / "release",
        folder / "site",
        as_of=clock.day,
        stamp=edition,
        anew=warehouse.full,
    )
    facts = {"pages": report.pages, "figures": report.figures, "bytes": report.bytes, "edition": edition}
    if not report.is_new:
        facts["outcome"] = "drawn earlier, with the words of this day"
    return dg.MaterializeResult(metadata=facts)
