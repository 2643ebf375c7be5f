"""The newest day on which something became known stands for the as-of date: no table that asks it could tell the two."""

import random
import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb

from corridorwatch import sqlmodels
from corridorwatch.cutoff import contents
from tests import world
from tests.killed_nights import KNOWN_BY, ON_THE_DAY

DAYS = 24
WHEN_SOMETHING_CAME = (
    "select unnest([published_date, recorded_at, left(said_at, 10)])::date as day from raw.ledger_claims",
    "select unnest([known_at, date]) as day from core.records",
    "select unnest([known_from, date_start, date_end])::date as day from raw.ledger_campaigns",
    "select published_date::date as day from raw.ledger_pages",
    "select read_on::date as day from raw.ledger_corrections",
)


def test_a_table_asked_of_the_newest_known_day_is_that_asked_of_the_day_itself(
    tmp_path: Path, real_database: Path
) -> None:
    random_ = random.Random(7)
    readers = [model for model in world.MODELS if model.reads & set(KNOWN_BY)]
    assert len(readers) > 12
    with world.open_database(Path(shutil.copy(real_database, tmp_path / "known.duckdb"))) as connection:
        came = [
            connection.execute(f"select distinct day from ({each}) where day is not null order by day").fetchall()
            for each in WHEN_SOMETHING_CAME
        ]
        stood = 0
        for number in range(DAYS):
            # On a day on which something came, each kind in turn, or about one, or at the end of an undated page's lag.
            [day] = random_.choice(came[number % len(came)])
            day += timedelta(days=random_.choice([0, 0, -1, 1, 6, 30]))
            named = _made(connection, [*world.MODELS], readers, day)
            named_by = connection.execute("from ref.known_by").fetchone()
            assert named == _made(connection, ON_THE_DAY, readers, day), day
            stood += connection.execute("from ref.known_by").fetchone() != named_by
        # Days that are all news would tell nothing apart.
        assert stood > DAYS / 5


def _made(
    connection: duckdb.DuckDBPyConnection,
    models: list[sqlmodels.SqlFile],
    readers: list[sqlmodels.SqlFile],
    day: date,
) -> dict[str, str]:
    for model in models:
        if model.table in KNOWN_BY or model in readers:
            sqlmodels.build(connection, model, world.parameters(day))
    return {model.table: contents(connection, model.table) for model in readers}
