"""How many incidents are expected near roads and railways: with blurs that taper to the towns on the way, and without.

python -m benchmarks.lines DATABASE            the sites below, by source, at 5, 10 and 25 km
python -m benchmarks.lines DATABASE --old      the same with one blur for all of a line

DATABASE: `corridorwatch.duckdb` of a release, or a copy of the warehouse.
"""

import argparse
import json
from collections import defaultdict

import duckdb

from corridorwatch.exposure import cache, locations
from corridorwatch.exposure.distances import measure

SITES = (
    "n25-karachi-quetta-chaman",
    "m8-gwadar-hoshab",
    "n10-makran-coastal-highway",
    "n40-quetta-taftan",
)
RADII = (5, 10, 25)


def main(database: str, *, old: bool) -> None:
    """Print the expected incidents of each source, and Khuzdar's own probabilities."""
    without = " replace (null as waypoint_km, null as course_growth)" if old else ""
    expected: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * len(RADII))
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as built (read_only)")
        for schema, tables in {
            "ref": ("cpec_sites", "named_lines", "district_shapes"),
            "core": ("locations", "incident_locations"),
        }.items():
            connection.execute(f"create schema {schema}")
            for table in tables:
                rest = without if table in ("cpec_sites", "named_lines") else ""
                connection.execute(f"create view {schema}.{table} as select *{rest} from built.{schema}.{table}")
        rows = {row["site_id"]: row for row in cache.rows(connection, "from ref.cpec_sites")}
        sites = [locations.site(rows[name], json.loads(rows[name]["waypoints"])) for name in SITES]
        ground = cache.ground(connection)
        known = connection.execute(
            "select location_id, source_id, count(*) from core.incident_locations group by all"
        ).fetchall()
        incidents = defaultdict(list)
        for location_id, source_id, count in known:
            incidents[location_id].append((source_id, count))
        for place in cache.rows(connection, f"{cache.LOCATIONS} order by location_id"):
            within = measure(ground.location(place), sites, RADII, 25.0).within
            if place["location_id"].startswith("disc|27.8119,66.6110,5"):
                print("Khuzdar, within 5, 10, 25 km of", SITES[0], *(f"{share:.3f}" for share in within[0]))
            for source_id, count in incidents[place["location_id"]]:
                for site_id, shares in zip(SITES, within.tolist(), strict=True):
                    held = expected[site_id, source_id]
                    held[:] = [sum(pair) for pair in zip(held, (count * share for share in shares), strict=True)]
    for (site_id, source_id), held in sorted(expected.items()):
        print(f"{site_id:28}{source_id:16}", *(f"{number:8.1f}" for number in held))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database")
    parser.add_argument("--old", action="store_true")
    chosen = parser.parse_args()
    main(chosen.database, old=chosen.old)
