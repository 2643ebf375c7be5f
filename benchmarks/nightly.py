"""How long a night takes on a file of GED's size and on a large one, beside a pandas script and beside the bare scan.

    python benchmarks/nightly.py UCDP.csv --rows 418000 --rows 10000000 --pandas-python VENV/bin/python

UCDP.csv (any file of UCDP's columns) is resampled with replacement, each row with an id of its own, to each number of
rows; a highway that no alias decides is left out, because many copies of its deaths would rightly stop the run. Then,
each in a process of its own: the floor (DuckDB reads the file once and adds deaths by province and month), the pandas
script `benchmarks/analyst.py` (pandas, rapidfuzz, plotly and pyarrow in an environment named by `--pandas-python`; they
are no dependency of the project), and the whole nightly run, door to release, in an empty data folder, and once more
with what the first one left there. Printed are seconds, seconds of processor, peak memory, and the steps that took
longest. Nothing else should run on the machine.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

ROOT = Path(__file__).resolve().parents[1]
_FLOOR = """import duckdb, sys
duckdb.execute("set memory_limit = '1500MB'")
duckdb.execute(f\"\"\"select adm_1, left(date_start, 7) as month, sum(try_cast(best as bigint)), count(*)
    from read_csv('{sys.argv[1]}', all_varchar=true, header=true, delim=',', quote='"', escape='"')
    group by all\"\"\").fetchall()
"""
_NIGHTLY = "from pipelines.cli import main; main()"


@dataclass(frozen=True)
class Taken:
    """What a process took: wall seconds, processor seconds, peak megabytes; and the seconds of each step it told of."""

    wall: float
    cpu: float
    peak: float
    steps: dict[str, float]

    def line(self, name: str) -> str:
        return f"  {name:<28}{self.wall:8.1f} s {self.cpu:8.1f} s processor {self.peak:8.0f} MB peak"


def resample(source: Path, rows: int, target: Path) -> None:
    """Write `rows` rows drawn from `source` with replacement, by a fixed rule, with ids that count up."""
    with duckdb.connect(config={"memory_limit": "3GB"}) as connection:
        connection.execute(
            f"create table base as select row_number() over () - 1 as number, * exclude (id) from read_csv('{source}',"
            " all_varchar=true, header=true, delim=',', quote='\"', escape='\"') where id <> ''"
            " and where_coordinates <> 'Quetta-Mastung highway'"
        )
        count = connection.execute("select count(*) from base").fetchone()[0]
        connection.execute(
            f"copy (select range as id, base.* exclude (number) from range({rows}) join base"
            f" on base.number = (hash(range, 7) % {count})::bigint) to '{target}' (header)"
        )


def take(home: Path, file: Path) -> None:
    """Put the file into the snapshots of `ucdp_ged` in `home`, as if it had been fetched."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    folder = home / "snapshots/ucdp_ged"
    folder.mkdir(parents=True)
    stored = folder / f"20260101T000000Z-{digest[:12]}.csv"
    os.link(file, stored)
    fields = {"source": "ucdp_ged", "file_name": file.name, "url": "", "licence": "CC BY 4.0", "sha256": digest}
    fields |= {"fetched_at": "2026-01-01T00:00:00+00:00", "bytes": file.stat().st_size, "outcome": "success"}
    stored.with_suffix(".json").write_text(json.dumps(fields))


def measure(*command: str, **environment: str) -> Taken:
    """Run a process to its end.

    Raises:
        SystemExit: it failed; its last lines are printed.
    """
    start = last = time.perf_counter()
    steps: dict[str, float] = {}
    said: list[str] = []
    process = subprocess.Popen(
        [*command],
        env={**os.environ, **environment},
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    for line in process.stdout:
        said.append(line)
        now = time.perf_counter()
        if step := re.match(r"\[\d+/\d+\] (\S+)", line):
            steps[step[1]], last = now - last, now
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print("".join(said[-20:]), file=sys.stderr)
    cpu = usage.ru_utime + usage.ru_stime
    return Taken(time.perf_counter() - start, cpu, usage.ru_maxrss / 1024, steps)


def main() -> None:
    """Measure each size and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--rows", type=int, action="append")
    parser.add_argument("--pandas-python", default="")
    parser.add_argument("--folder", type=Path, help="where the large files go; they are kept")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="nightly-", dir=given.folder) as temporary:
        folder = Path(temporary)
        for rows in given.rows or [418_000, 10_000_000]:
            file = (given.folder or folder) / f"ged-{rows}.csv"
            if not file.exists():
                resample(given.source.resolve(), rows, file)
            print(f"{rows:,} rows, {file.stat().st_size / 1e6:,.0f} MB", flush=True)
            print(measure(sys.executable, "-c", _FLOOR, str(file)).line("floor"), flush=True)
            if given.pandas_python:
                script = str(ROOT / "benchmarks/analyst.py")
                taken = measure(given.pandas_python, script, str(file), str(folder / f"analyst-{rows}"))
                print(taken.line("pandas script"), flush=True)
            home = folder / f"home-{rows}"
            take(home, file)
            home_is = {"CORRIDORWATCH_HOME": str(home), "PYTHONPATH": str(ROOT)}
            for night in ("first night", "the night after"):
                taken = measure(sys.executable, "-c", _NIGHTLY, "run", "--no-fetch", **home_is)
                print(taken.line(night), flush=True)
                for step, seconds in sorted(taken.steps.items(), key=lambda item: -item[1])[:12]:
                    print(f"      {step:<44}{seconds:6.1f} s")


if __name__ == "__main__":
    main()
