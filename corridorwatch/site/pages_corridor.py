"""The corridor's page: the map, and the roads as strips."""

import polars as pl

from corridorwatch.charts import corridor_strips
from corridorwatch.site.context import Site
from corridorwatch.site.map_svg import corridor_map


def write_corridor(site: Site) -> None:
    """Write `corridor.html`."""
    reader = site.reader
    gallery = site.gallery("corridor")
    ranked = reader.figure("sites_ranked").rows(named=True)
    expected = {row["site_id"]: row["expected_52"] for row in ranked}
    districts = reader.rows("map_districts")
    incidents = reader.rows("map_incidents")
    drawn = corridor_map(
        districts,
        reader.rows("map_lines"),
        incidents,
        [
            {
                "site_id": row["site_id"],
                "name": row["name"],
                "expected": expected.get(row["site_id"]),
                "latitude": row["latitude"],
                "longitude": row["longitude"],
            }
            for row in site.sites
            if row["geometry"] != "line"
        ],
        label="Map of Balochistan: districts, roads, CPEC sites and the discs in which incidents may lie.",
    )
    stops = reader.page("line_stops")
    strips = gallery.add(
        reader.figures["corridor_strips"],
        reader.figure("corridor_strips"),
        corridor_strips,
        stops=stops,
        first_day=site.source.period_start,
        last_day=site.source.data_through,
    )
    [counts] = reader.rows("map_counts")
    bases = {str(row["basis"]) for row in districts}
    site.page(
        "corridor.html",
        "corridor.html.j2",
        title="The corridor on a map, and along its roads",
        gallery=gallery,
        drawn=drawn,
        is_schematic="schematic" in bases,
        publishers=sorted(
            {(row["source"], row["vintage"], row["licence"]) for row in districts if row["basis"] == "publisher"}
        ),
        strips=strips,
        gaps=stops.filter(pl.col("gap_km") > 0).rows(named=True),
        ranked=ranked,
        counts=counts,
        unmapped=reader.rows("aimed_at_no_known_site"),
    )
