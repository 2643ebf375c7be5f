"""The reviewed tables, for the tests of what they hold."""

import duckdb
import pytest

from corridorwatch.warehouse import load_macros
from tests.reference_tables import REFERENCE, rows


@pytest.fixture(scope="module")
def districts() -> dict[str, dict[str, str]]:
    return {row["district_id"]: row for row in rows("districts")}


@pytest.fixture(scope="module")
def actors() -> dict[str, dict[str, str]]:
    return {row["actor_id"]: row for row in rows("actors")}


@pytest.fixture(scope="module")
def folded() -> duckdb.DuckDBPyConnection:
    """Both alias tables in DuckDB with `folded`, by the macro the models use."""
    con = duckdb.connect()
    load_macros(con)
    for name, fold in (("district_aliases", "fold_name"), ("actor_aliases", "fold_group")):
        con.execute(
            f"create table {name} as select *, {fold}(alias) as folded "
            "from read_csv($path, header = true, all_varchar = true)",
            {"path": str(REFERENCE / f"{name}.csv")},
        )
    yield con
    con.close()
