"""The door under attack: files broken in seeded ways, each with its time; run as `python benchmarks/door.py 1000`.

Every one must be refused, quarantined or accepted with counts that add up: never a crash, a hang or a file left behind.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.hostile import attack, verdict

SLOW = 5.0
"""Seconds that no file of some kilobytes may take."""


def main(number: int) -> int:
    """Run `number` attacks; how many failed."""
    found, failed = Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for seed in range(number):
            attacked = attack(seed)
            started = time.perf_counter()
            try:
                found[verdict(attacked)] += 1
            except BaseException as error:
                failed += 1
                print(f"FAILED {attacked.name}: {type(error).__name__}: {str(error)[:300]}")
            took = time.perf_counter() - started
            if took > SLOW:
                failed += 1
                print(f"SLOW {attacked.name}: {took:.1f} s")
        left = sorted(path.name for path in Path(folder).parent.glob("escaped*")) + sorted(
            path.name for path in Path(folder).iterdir()
        )
        os.chdir("/")
    print(f"{number} attacks: {dict(found)}, {failed} failed, files left behind: {left or 'none'}")
    return failed


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)))
