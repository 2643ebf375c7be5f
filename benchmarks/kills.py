"""Runs that are killed, one after the other, on one home: what the next run makes is what a full rebuild makes.

    python -m benchmarks.kills --kills 100

A home looks back to days on which much, little and nothing became known, in turn. Each run is killed (SIGKILL, the
process alone) when it has told of so many of its steps, spread evenly over all; after each the latest release must be
what it was and open; then a run is left to its end, and each of its tables must have the contents that a full rebuild
of that day has on a home of its own. Printed is every difference, and how many kills there were in which phase.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from corridorwatch.config import SQL
from corridorwatch.cutoff import contents
from corridorwatch.sqlmodels import load_models

DAYS = ("2026-03-01", "2026-03-02", "2026-11-27", "2026-03-03", "2026-11-28")
_RUN = (sys.executable, "-c", "from pipelines.cli import main; main()", "run", "--no-fetch", "--as-of")


def start(home: Path, day: str, *more: str) -> subprocess.Popen[str]:
    """A run as of a day, in a process of its own."""
    environment = {**os.environ, "CORRIDORWATCH_HOME": str(home)}
    return subprocess.Popen(
        [*_RUN, day, *more], env=environment, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def told(home: Path) -> dict[str, str]:
    """The contents of every model's table in a home's warehouse."""
    tables = [model.table for model in load_models(SQL / "models")]
    with duckdb.connect(home / "warehouse.duckdb", read_only=True) as connection:
        return {table: contents(connection, table) for table in tables}


def latest(home: Path) -> tuple[str, int]:
    """The name of the latest release, and how many incidents a reader finds in it."""
    with duckdb.connect(home / "latest/corridorwatch.duckdb", read_only=True) as connection:
        count = connection.execute("select count(*) from core.incidents").fetchone()[0]
    return (home / "latest").resolve().name, count


def finished(process: subprocess.Popen[str]) -> None:
    """Wait for a run.

    Raises:
        SystemExit: it failed; its last lines are printed.
    """
    _, said = process.communicate()
    if process.returncode:
        sys.exit(said[-2000:])


def main() -> None:
    """Kill, look, run to the end, compare; exit 1 where anything differed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    given = parser.parse_args()
    differences, phases = [], Counter()
    with TemporaryDirectory(prefix="kills-") as folder:
        home, whole = Path(folder, "home"), Path(folder, "whole")
        expected = {}
        for day in DAYS:
            finished(start(whole, day, "--full"))
            expected[day] = told(whole)
        finished(start(home, "2026-11-29"))
        process = start(home, DAYS[0])
        steps = sum(line.startswith("[") for line in process.stderr)
        finished(process)
        before = latest(home)
        for number in range(given.kills):
            day = DAYS[number % len(DAYS)]
            process = start(home, day)
            told_of = 0
            for line in process.stderr:
                told_of += line.startswith("[")
                if told_of > number * steps // given.kills:
                    process.send_signal(signal.SIGKILL)
                    break
            process.communicate()
            phases[line.split("]")[-1].split()[0].split(".")[0] if process.returncode else "ended"] += 1
            if latest(home) != before:
                differences.append(f"kill {number}: the latest release is {latest(home)}, it was {before}")
            finished(start(home, day))
            found = told(home)
            differences += [f"kill {number}, {day}: {table}" for table in found if found[table] != expected[day][table]]
            if list((home / "releases").glob(".building-*")):
                differences.append(f"kill {number}: what was half built is still there")
    print(f"{given.kills} kills in runs of {steps} steps, by what was told of last: {dict(phases)}")
    print("\n".join(differences) or "no table differs from a full rebuild; the latest release stayed as it was")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
