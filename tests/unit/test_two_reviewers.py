"""Two processes that enter something at once: every row is there afterwards, once, and the tables are whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from corridorwatch.config import ROOT
from corridorwatch.reviewed_files import rows_of
from tests import world

pytestmark = pytest.mark.long
EACH = 100
ENTERS = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from corridorwatch.claims.entry import append, judge
from corridorwatch.errors import CorridorwatchError
from corridorwatch.names.review import Decision, record
reference, who, many = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
at, today = datetime(2026, 11, 25, 9, 30, tzinfo=UTC), date(2026, 11, 25)
print("ready", flush=True)
sys.stdin.readline()
for number in range(many):
    record(reference, Decision("district", f"Nowhere {who} {number:03}", "zhob", who, today, "read"), at=at)
    claim = {
        "event_id": "herof2", "claimant_id": "ispr", "victim_group": "militant", "value": str(number), "said_at": "2026-02-10",
        "includes_prior_operation": "yes", "source_url": f"https://example.org/{who}", "source_name": "Example",
    }
    while True:
        try:
            append(reference, judge(reference, [claim], today).accepted, by=who, at=at)
        except CorridorwatchError as taken:
            assert "was taken by somebody" in str(taken)
        else:
            break
"""


def test_what_two_enter_at_once_is_all_kept(tmp_path: Path) -> None:
    """Of thirty decisions of two processes twelve were lost, and nobody was told."""
    reference = world.copy_reference(tmp_path)
    people = [
        subprocess.Popen(
            [sys.executable, "-c", ENTERS, str(reference), who, str(EACH)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for who in ("sana", "amir")
    ]  # fmt: skip
    assert [person.stdout.readline() for person in people] == ["ready\n", "ready\n"]
    for person in people:
        person.stdin.write("go\n")
        person.stdin.flush()
    for person in people:
        person.communicate()
    assert [person.returncode for person in people] == [0, 0]
    decisions, claims = (rows_of(reference / f"entered/{name}.csv") for name in ("district_aliases", "claims"))
    assert len({row["alias"] for row in decisions}) == len(decisions) == 2 * EACH
    assert len({row["claim_id"] for row in claims}) == len(claims) == 2 * EACH
    assert sorted(row["entered_by"] for row in claims) == ["amir"] * EACH + ["sana"] * EACH
    assert not list((reference / "entered").glob("*.part"))
