"""Two people who decide at once: every decision is in the table afterwards, and the table is whole."""

import csv
import subprocess
import sys
from pathlib import Path

from corridorwatch.config import ROOT
from tests import world

EACH = 25
DECIDES = """
import sys
from datetime import date
from pathlib import Path
from corridorwatch.names.review import Decision, record
reference, who, many = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for number in range(many):
    record(reference, Decision("district", f"Nowhere {who} {number:02}", "zhob", who, date(2026, 11, 25), "read"))
"""


def test_decisions_of_two_at_once_are_all_kept(tmp_path: Path) -> None:
    """Of thirty decisions of two processes twelve were lost, and nobody was told."""
    reference = world.copy_reference(tmp_path)
    table = reference / "district_aliases.csv"
    before = len(table.read_text(encoding="utf-8").splitlines())
    people = [
        subprocess.Popen(
            [sys.executable, "-c", DECIDES, str(reference), who, str(EACH)],
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
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == before - 1 + 2 * EACH
    assert [row["alias"] for row in rows] == sorted(row["alias"] for row in rows)
    assert not [path for path in reference.iterdir() if path.suffix in (".part", ".new")]
