"""The plans that DuckDB makes of the models: what a night costs grows with the records, not with their square."""

import json
from collections.abc import Iterator

import duckdb
import pytest

from corridorwatch.sqlmodels import SqlFile
from tests import world

FEW = {
    "core.claims_of_ledger": "claims by the ledger's own row",
    "core.incident_locations": "distinct texts by the patterns of the few named lines",
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
    plan = real_world.execute(f"explain (format json) {model.sql}", model.parameters(world.parameters())).fetchone()[1]
    joins = [node["name"] for node in nodes(json.loads(plan)[0])]
    assert not {"BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN"} & {*joins}


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for child in plan.get("children", []):
        yield from nodes(child)
