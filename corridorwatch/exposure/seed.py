"""Writes the distances that come measured: those of the ledger's places and of each district from each site.

    CORRIDORWATCH_HOME=FOLDER make run FETCH=no
    python -m corridorwatch.exposure.seed FOLDER/warehouse.duckdb

The first makes a warehouse of the project's own tables alone, in an empty folder. To be run when the code that measures
or the sites changed, or much of the ledger: a test says when. What is not in the file is measured by each data home for
itself, so it may lag behind, but a row of it is never another's: see `cache.py`.
"""

import sys
from pathlib import Path

import duckdb

from corridorwatch.config import Exposure
from corridorwatch.exposure import cache
from corridorwatch.warehouse import literal, one

OWN_PLACES = """
select model, latitude, longitude, radius_km, line_ids, ground_ids
from core.incident_locations where source_id = 'ledger'
union
select 'district', null, null, null, [], [district_id] from ref.district_shapes where is_used
order by all
"""
"""Places that follow from the project's own tables: those of the ledger, and each district as a whole."""
_TAKEN = (
    "create table core.locations as select 'place ' || row_number() over () as location_id, * from ({places})",
    *(f"create table ref.{name} as from own.ref.{name}" for name in ("cpec_sites", "named_lines", "district_shapes")),
)
_WRITE = """
copy (
    select location_key, site_key, $code as code, nearest_km, expected_km, farthest_km, decay,
        list(radius_km order by radius_km) as radii_km, list(probability order by radius_km) as probabilities
    from prepared.site_distances join prepared.site_probabilities using (location_key, site_key)
    group by all order by all
) to {target} (format parquet, compression zstd)
"""


def write(warehouse: Path, target: Path = cache.SEED) -> int:
    """Measure the project's own places against the sites and write the file.

    Args:
        warehouse: one made of the project's own tables; only read.

    Returns:
        How many pairs it holds.
    """
    settings = Exposure()
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(warehouse))} as own (read_only)")
        connection.execute("create schema core; create schema ref")
        # Read where the tables are, measured here: the warehouse stays as it is.
        connection.execute("use own")
        places = connection.execute(OWN_PLACES).to_arrow_table()
        connection.execute("use memory")
        connection.register("places", places)
        for statement in _TAKEN:
            connection.execute(statement.format(places="from places"))
        values = {"radii_km": settings.radii_km, "decay_km": settings.decay_km}
        cache.prepare(connection, values, seed=None)
        connection.execute(_WRITE.format(target=literal(str(target))), {"code": cache.code()})
        return one(connection.execute("select count(*) from prepared.site_distances"))[0]


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1])):,} pairs in {cache.SEED}")
