"""A candidate month as UCDP published it, when the project's shared data is at hand: what it holds and how it is shown."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from corridorwatch.config import ROOT
from corridorwatch.site.reader import Reader
from corridorwatch.site.wording import interval
from corridorwatch.snapshots import SnapshotStore
from tests import world
from tests.reference_tables import SHARED, WITH_SHARED

pytestmark = WITH_SHARED
FILE = SHARED / "ucdp" / "GEDEvent_v26_0_1_pakistan.csv"


def test_the_events_of_january_2026_are_listed_and_those_without_an_established_death_say_so(
    tmp_path: Path, reference_database: Path
) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    moment = datetime(2026, 11, 19, tzinfo=UTC)
    store.store("ucdp_candidate", FILE.read_bytes(), file_name=FILE.name, url="", licence="", fetched_at=moment)
    connection = world.open_database(Path(shutil.copy(reference_database, tmp_path / "w.duckdb")))
    world.load(connection, ROOT / "reference", store.root, ["reference", "ledger"])
    wanted = world.needed_for("marts.headline_by_month", "core.incidents", "core.reports", "ref.sources")
    world.build_models(connection, only=lambda table: table in wanted)
    rows = Reader(connection, world.AS_OF).rows("census_events")
    assert {row["source_id"] for row in rows} == {"ucdp_candidate"}
    assert len(rows) == 45
    assert [sum(row[f"killed_{end}"] for row in rows) for end in ("low", "best", "high")] == [210, 311, 770]
    unsure = [row for row in rows if row["killed_best"] == 0]
    assert len(unsure) == 18
    assert all(row["killed_high"] > 0 for row in unsure)
    for row in unsure:
        printed = str(interval(row["killed_best"], row["killed_low"], row["killed_high"]))
        assert printed == f'0 <span class="range">[0–{row["killed_high"]}]</span>'
