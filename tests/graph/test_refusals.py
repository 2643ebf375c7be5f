"""Rows that a publisher's file lost at ingest are warned of in the run, source by source."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from assets.publishers import row_assets
from assets.resources import Clock, Store, Warehouse
from corridorwatch.ingest import publishers
from corridorwatch.snapshots import SnapshotStore
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows
from tests.servers.acled import event
from tests.ucdp_file import content

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def acled(*changes: dict[str, object]) -> bytes:
    rows = [event(number, 1_750_000_000) | change for number, change in enumerate(changes, 1)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


FILES = {
    "acled": (acled({}, {}, {"fatalities": "x"}), "raw/acled_current", "1 of 3 rows", "fatalities: a whole number"),
    "ucdp_ged": (content([{}, {}, {"best": "x"}]), "raw/ucdp_ged", "1 of 3 rows", "best: a whole number"),
    "ucdp_candidate": (
        content([{}, {}, {"type_of_violence": "4"}]),
        "raw/ucdp_candidate",
        "1 of 3 rows",
        "violent political protest",
    ),
    "gtd": (
        csv_bytes(GTD_COLUMNS, gtd_rows({}, {}, {"nkill": "x"})),
        "raw/gtd_incidents",
        "1 of 3 rows",
        "nkill … breaks: a number not below zero",
    ),
}


@pytest.mark.parametrize("source", FILES)
def test_a_run_warns_of_refused_rows_with_the_count_the_rule_and_a_row(tmp_path: Path, source: str) -> None:
    file, key, count, rule = FILES[source]
    store = Store(home=str(tmp_path / "data"))
    path = tmp_path / f"{source}.csv"
    path.write_bytes(file)
    publishers.add(source, path, SnapshotStore(tmp_path / "data" / "snapshots"), NOON)
    resources = {
        "clock": Clock(now="2026-11-21T02:00:00+05:00"),
        "store": store,
        "warehouse": Warehouse(store=store),
    }
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(row_assets(), resources=resources, instance=instance)
    assert result.success
    judged = {each.asset_key.to_user_string(): each for each in result.get_asset_check_evaluations()}
    assert {name for name, each in judged.items() if not each.passed} == {key}
    said = judged[key].description
    assert count in said
    assert rule in said
    assert f"{source}.csv row 4" in said
    assert judged[key].severity == dg.AssetCheckSeverity.WARN
