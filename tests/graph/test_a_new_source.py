"""A source is a folder and an SQL file: with these two in place it is listed, added, loaded and cited as itself."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from corridorwatch.config import ROOT

MADE_UP = ROOT / "tests" / "fixtures" / "made_up"
_COMMAND = ("-c", "from pipelines.cli import main; main()")
_MAKE = """
import json, sys
import duckdb
from corridorwatch.config import load_settings
from corridorwatch.graph import Graph
from assets.models import MODELS
from assets.resources import Clock, Network, Store
from pipelines.definitions import all_assets
from pipelines.events import Failed
from pipelines.nightly import ready
from pipelines.walk import walk

wanted = {model.table for model in Graph.known().needed(["core.records", "core.claims", "ref.claimants"])}
made = [
    each for each in all_assets()
    if any(".".join(key.path) in wanted or key.path[0] in ("raw", "snapshots") for key in each.keys)
]
with ready(Clock(), Store(), Network(fetch=False)) as resources:
    failed = [each for each in walk(made, resources) if isinstance(each, Failed)]
    ask = lambda query: [list(map(str, row)) for row in resources["warehouse"].connection.execute(query).fetchall()]
    told = {
        "failed": list(map(str, failed)),
        "assets": sorted("/".join(key.path) for each in made for key in each.keys if "wire" in key.path[1]),
        "setting": load_settings().sources.wire.max_age_days,
        "records": ask("select report_id, killed_total from core.records where source_id = 'wire' order by all"),
        "versions": ask("select report_id, version, status, reason, killed_total from core.record_versions"
            " where source_id = 'wire' order by all"),
        "claims": ask("select claim_id, claimant_as_written, source_name, value from core.claims"
            " where source_id = 'wire' and origin = 'record_version' order by all"),
    }
print(json.dumps(told))
"""


def test_a_publisher_that_revises_its_rows_is_one_folder_and_one_sql_file(tmp_path: Path) -> None:
    """Its claims would have been UCDP's, and it would have been named in some twenty places."""
    house = tmp_path / "house"
    for part in ("corridorwatch", "assets", "pipelines", "sql", "reference"):
        shutil.copytree(ROOT / part, house / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(MADE_UP, house / "corridorwatch" / "sources" / "made_up")
    model = house / "corridorwatch" / "sources" / "made_up" / "records_of_wire.sql"
    model.rename(house / "sql" / "models" / "core" / model.name)
    given = {**os.environ, "CORRIDORWATCH_HOME": str(tmp_path / "data"), "PYTHONPATH": str(house)}

    def ask(*words: str) -> str:
        done = subprocess.run([sys.executable, *words], cwd=house, env=given, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    for killed in (3, 5):
        file = tmp_path / f"list-{killed}.csv"
        file.write_text(f"id,date,province,place,killed\na1,2024-10-01,Balochistan,Kech,{killed}\n", encoding="utf-8")
        ask(*_COMMAND, "add", "wire", str(file))
    [listed] = [line for line in ask(*_COMMAND, "sources").splitlines() if line.startswith("wire")]
    assert "success" in listed
    told = json.loads(ask("-c", _MAKE).splitlines()[-1])
    assert told["failed"] == []
    assert told["assets"] == ["core/records_of_wire", "raw/wire_events", "snapshots/wire"]
    assert told["setting"] == 9
    assert told["records"] == [["a1", "5"]]
    assert told["versions"] == [["a1", "1", "stated", "first_seen", "3"], ["a1", "2", "stated", "revised", "5"]]
    assert told["claims"] == [["a1:1", "The Wire", "Wire list", "3"], ["a1:2", "The Wire", "Wire list", "5"]]
