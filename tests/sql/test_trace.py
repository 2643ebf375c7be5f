"""Every sum of a mart is that of the records that a trace of it names, and every column leads to files of publishers."""

import duckdb
import polars as pl
import pytest

from corridorwatch import lineage, sqlmodels
from corridorwatch.config import SQL
from corridorwatch.errors import CorridorwatchError
from corridorwatch.lineage import Origin
from corridorwatch.trace import rows_query, steps, summed
from tests import world

MODELS = {model.table: model for model in world.MODELS}
GRAINS = (
    "marts.weekly_casualties_by_district",
    "marts.weekly_casualties_by_actor",
    "marts.weekly_casualties_by_family",
    "marts.monthly_casualties",
)


@pytest.mark.parametrize("table", GRAINS)
def test_the_records_of_each_row_add_up_to_it(real_world: duckdb.DuckDBPyConnection, table: str) -> None:
    grain = MODELS[table].grain
    names = ", ".join(grain)
    found = real_world.execute(
        f"select {names}, incidents, killed_best from {table} where incidents > 0 order by hash(({names})) limit 12"
    ).fetchall()
    assert len(found) == 12
    for *key, incidents, killed in found:
        where = " and ".join(f"{name} = '{value}'" for name, value in zip(grain, key, strict=True))
        rows = real_world.sql(rows_query(table, where)).pl()
        assert (rows.height, rows["killed"].sum() if rows["killed"].count() else None) == (incidents, killed or None), (
            where
        )
        assert rows["file_name"].is_in(["ledger/incidents.csv"]).all()
        assert rows["row_number"].min() > 1


def test_what_a_site_is_expected_to_have_had_is_the_sum_of_the_shares(real_world: duckdb.DuckDBPyConnection) -> None:
    (site, expected) = real_world.execute(
        "select site_id, sum(expected_incidents) from marts.weekly_exposure_by_site where radius_km = 25"
        " group by all order by 2 desc limit 1"
    ).fetchone()
    rows = real_world.sql(rows_query("marts.weekly_exposure_by_site", f"site_id = '{site}' and radius_km = 25")).pl()
    assert rows["share"].sum() == pytest.approx(expected)
    assert rows["share"].max() <= 1


def test_a_sides_toll_of_a_campaign_is_traced_to_its_claims(real_world: duckdb.DuckDBPyConnection) -> None:
    where = "campaign_id = 'herof2' and claimant_side = 'state' and victim_group = 'militant' and metric = 'killed'"
    (claims, latest) = real_world.execute(f"select claims, latest_value from marts.campaigns where {where}").fetchone()
    rows = real_world.sql(rows_query("marts.campaigns", where)).pl()
    assert rows.height == claims
    assert latest in rows["killed"].to_list()
    assert set(rows["file_name"]) == {"ledger/claims.csv"}
    assert summed(rows) == f"{claims} records of 1 file; claims are not added up"


def test_a_claim_keeps_its_words_beside_its_figure(real_world: duckdb.DuckDBPyConnection) -> None:
    """A range and "more than" were printed as a bare figure."""
    for where, words in (
        ("qualifier = 'more_than'", "(more than"),
        ("value is null and value_low < value_high", " to "),
    ):
        rows = real_world.sql(rows_query("core.claims", where)).pl()
        assert rows.height > 0
        assert rows["what"].str.contains(words, literal=True).all()
    assert (
        not real_world.sql(rows_query("core.claims", "qualifier = 'exact'"))
        .pl()["what"]
        .str.contains("(", literal=True)
        .all()
    )


def test_what_two_sources_count_is_told_apart_and_nothing_is_no_zero() -> None:
    """A condition without a source added the ledger to UCDP."""
    rows = pl.DataFrame(
        {
            "kind": ["incident"] * 3, "publisher": ["A", "B", "A"], "file_name": ["a.csv", "b.csv", "a.csv"],
            "killed": [1, 20, 300], "share": [1.0] * 3,
        }
    )  # fmt: skip
    assert summed(rows) == (
        "sources are never added up; A: 2 records of 1 file; killed on all sides, where told: 301 in 2;"
        " B: 1 record of 1 file; killed on all sides, where told: 20 in 1"
    )
    assert summed(rows.clear()).startswith("no record: they count none, or nothing is known,")


def test_a_figure_leads_down_to_the_files_and_a_condition_is_not_taken_for_it() -> None:
    found = {step.table: set(step.columns) for step in steps("marts.weekly_casualties_by_district", "killed_best")}
    assert found["core.weekly_counts"] == found["core.incidents"] == {"killed_best"}
    assert found["core.reports"] == {"killed_total"}
    assert "killed_total" in found["raw.ledger_incidents"] and "best" in found["raw.ucdp_ged"]
    assert "ref.source_weeks" not in found


def test_nearly_every_column_of_every_model_is_followed() -> None:
    """What is no column of another table is a constant, a count of rows, or comes from a preparation."""
    whole = {
        (table, name)
        for table, model in MODELS.items()
        for name, origins in lineage.of_model(model, MODELS).items()
        for origin in origins
        if not origin.column
    }
    assert {table for table, _ in whole} <= {"core.refused_days", "core.actor_mentions"}


def test_the_members_of_a_union_are_followed_by_name_where_it_says_so() -> None:
    assert lineage.of_model(MODELS["core.claims"], MODELS)["value"] == tuple(
        Origin(f"core.claims_of_{source}", "value") for source in ("ledger", "records", "versions")
    )


def test_a_column_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(CorridorwatchError, match=r"no model makes core\.incidents\.dead\. It has incident_id, "):
        steps("core.incidents", "dead")
    with pytest.raises(CorridorwatchError, match=r"rows of ref\.actors stand for no records"):
        rows_query("ref.actors", "true")


@pytest.mark.parametrize("kind", ["pages", "figures"])
def test_the_example_beside_a_query_names_rows(real_world: duckdb.DuckDBPyConnection, kind: str) -> None:
    """The ledger has rows for all but those of a census."""
    without = []
    for name, query in sqlmodels.load_queries(SQL / kind).items():
        if "trace" not in query.header:
            continue
        column, _, where = query.header["trace"].partition(" where ")
        table, _, of_table = column.rpartition(".")
        assert table in query.reads or any(table in MODELS[read].reads for read in query.reads), name
        assert of_table in {each.name for each in MODELS[table].columns}, name
        rows = real_world.sql(rows_query(table, where)).pl()
        without += [name] * rows.is_empty()
        assert rows["row_number"].null_count() == 0, name
    assert without == {"pages": ["census_events", "census_sum"], "figures": ["trend"]}[kind]


def test_every_query_of_records_is_of_a_released_table() -> None:
    named = sqlmodels.load_queries(SQL / "trace")
    assert named.keys() <= {table for table, model in MODELS.items() if model.is_released}
