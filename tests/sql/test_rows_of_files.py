"""Every incident and every claim says in which file, and in which row of it, a person finds what it was made from."""

import csv
import shutil
from datetime import UTC, datetime
from pathlib import Path

from corridorwatch.config import ROOT, Scope
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.ucdp import load as ucdp_door
from tests import ucdp_file, world
from tests.lazy import LazyWorld


def _row(path: Path, number: int) -> list[str]:
    """The row that a spreadsheet shows under a number: its first is the header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[number - 1]


def test_a_row_of_the_ledger_is_where_its_incidents_and_claims_say(small_world) -> None:
    """The documents said so, and the tables had neither file nor row."""
    incidents = [
        {"incident_id": f"i{number}", "killed_total": number, "killed_basis": "stated_or_sum_of_parts"}
        for number in (1, 2, 3)
    ]
    second = [{"incident_id": "s1", "second_report_of": "i2", "killed_total": 5, "why": "another page"}]
    claims = [{"claim_id": f"C{number}", "event_id": "i1", "value": number} for number in (1, 2)]
    with small_world(incidents=incidents, second_reports=second, claims=claims) as made:
        of_incidents = made.execute(
            "select incident_id, file_name, row_number, snapshot_sha256 from core.incidents order by 1"
        )
        assert of_incidents.fetchall() == [(f"i{at}", "ledger/incidents.csv", at + 1, None) for at in (1, 2, 3)]
        of_claims = made.execute(
            "select claim_id, file_name, row_number, snapshot_sha256 from core.claims where victim_group = 'total' order by 1"
        )
        assert of_claims.fetchall() == [
            ("C1", "ledger/claims.csv", 2, None),
            ("C2", "ledger/claims.csv", 3, None),
            *((f"i{at}:killed_total", "ledger/incidents.csv", at + 1, None) for at in (1, 2, 3)),
            ("s1:killed_total", "ledger/second_reports.csv", 2, None),
        ]
        files = made.execute("select file_name from core.record_files order by 1").fetchall()
        assert files == [("ledger/claims.csv",), ("ledger/incidents.csv",), ("ledger/second_reports.csv",)]


def test_the_rows_of_the_shipped_ledger_are_found_by_hand(real_world) -> None:
    found = real_world.execute(
        "select file_name, row_number, incident_id from core.incidents where source_id = 'ledger' order by hash(incident_id) limit 20"
    ).fetchall()
    assert len(found) == 20
    assert [_row(ROOT / "reference" / name, number)[0] for name, number, _ in found] == [key for *_, key in found]


def test_a_publishers_rows_name_the_file_that_held_them_by_its_digest(tmp_path: Path, reference_database: Path) -> None:
    """Of a figure that was revised the first version is in the earlier file, and the second in the later."""
    with world.open_database(Path(shutil.copy(reference_database, tmp_path / "made.duckdb"))) as connection:
        world.load_empty_ledger(connection, tmp_path / "world")
        store = SnapshotStore(tmp_path / "snapshots")
        for day, name, best in ((1, "ged251.csv", 4), (2, "ged261.csv", 6)):
            content = ucdp_file.content([{"id": "77", "best": str(best), "low": "1", "high": "9"}])
            moment = datetime(2026, 11, day, tzinfo=UTC)
            store.store("ucdp_ged", content, file_name=name, url="", licence="", fetched_at=moment)
        digests = {snapshot.file_name: snapshot.sha256 for snapshot in store.history("ucdp_ged")}
        for source in ucdp_door.SOURCES:
            ucdp_door.load(connection, source, store, Scope(), as_of=world.AS_OF, timezone="Asia/Karachi")
        made = LazyWorld(connection, world.MODELS, world.parameters(world.AS_OF))
        of_incidents = made.execute("select file_name, row_number, snapshot_sha256 from core.incidents").fetchall()
        of_claims = made.execute(
            "select claim_id, file_name, row_number, snapshot_sha256 from core.claims order by claim_id"
        ).fetchall()
    assert of_incidents == [("ged261.csv", 2, digests["ged261.csv"])]
    assert of_claims == [
        (f"77:{version}", name, 2, digests[name]) for version, name in ((1, "ged251.csv"), (2, "ged261.csv"))
    ]
