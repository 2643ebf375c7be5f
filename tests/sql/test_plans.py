"""The plans that DuckDB makes of the models: what a night costs grows with the records, not with their square."""

import json
import re
from collections.abc import Iterator

import duckdb
import pytest

from corridorwatch.sqlmodels import SqlFile
from tests import world

FEW = {
    "core.claims_of_ledger": "claims by the ledger's own row",
    "core.name_proposals": "names that nothing decides, by their places",
    "core.weekly_counts": "sources by the districts of their periods",
}
"""Models of records that may compare all of one side with all of the other, because one side stays small."""


@pytest.mark.parametrize(
    "model",
    [model for model in world.MODELS if model.table.split(".")[0] != "ref" and model.table not in FEW],
    ids=lambda model: model.table,
)
def test_no_model_holds_each_record_against_every_other(real_world: duckdb.DuckDBPyConnection, model: SqlFile) -> None:
    """A condition on one side alone, inside a join, made DuckDB compare 46,000 claims with one another."""
    # The day with news is one row: held against each record, it is no more than the as-of date would be.
    sql = re.sub(r"\(select known_by\s+from (ref|core)\.known_by\)", "date '2026-11-20'", model.select)
    plan = real_world.execute(f"explain (format json) {sql}", model.in_sql(world.parameters())).fetchone()[1]
    joins = [node["name"] for node in nodes(json.loads(plan)[0])]
    assert not {"BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN"} & {*joins}


@pytest.mark.parametrize("table", ["core.claim_order", "core.claim_repeats", "core.claim_standing"])
def test_no_window_of_the_standing_of_claims_is_laid_out_for_rows_that_there_could_not_be(
    real_world: duckdb.DuckDBPyConnection, table: str
) -> None:
    """A recursion is thought to give a thousand times what it begins with; after two of them each window took its time."""
    plan = real_world.execute(f"explain (format json) {world.GRAPH.models[table].sql}").fetchone()[1]
    thought = [
        int(below["extra_info"].get("Estimated Cardinality", 0))
        for node in nodes(json.loads(plan)[0])
        if node["name"] == "WINDOW"
        for below in node["children"]
    ]
    [claims] = real_world.execute("select count(*) from core.claims").fetchone()
    assert 1 < max(thought) < claims**2


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for child in plan.get("children", []):
        yield from nodes(child)
