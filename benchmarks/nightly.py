"""What nights cost, beside scripts that an analyst would run instead and beside the bare scan.

    python -m benchmarks.nightly UCDP.csv --pandas-python VENV/bin/python [--repeat 3] [--large 10000000] [--stress]

UCDP.csv is any file of UCDP's columns with rows of Balochistan. From it is made a file shaped like the whole of GED
(`event_files.py`: 418,000 rows, of which 0.17 % are of the province), and the same with 0.1 % of new rows at its end.
Then run, ingest to release, in an empty data home: the first night; the next day's, without news; the one after it, for
which the file with the new rows came; and one with `--full`, which makes every table anew. Their as-of days lie in the
past, each a day after the other: no clock is touched, and no publisher is asked. Beside them:

- the plain script, `analyst.py`: some tables and 30 pages with pandas, rapidfuzz and plotly;
- the same outputs, `analyst_in_full.py`: complete grids with states, sets of boundaries, exposure of the sites, as many
  pages, Parquet, DuckDB and CSV, an account of all rows. This is what "the floor for the same outputs" means here;
- scan and group: DuckDB reads the file once and adds deaths by province and month.

The scripts run whole for each file, whatever is new in it. They run with `--pandas-python`, an environment with pandas,
pyarrow, rapidfuzz, plotly, shapely, pyproj and duckdb (with orjson plotly is faster), none of which the project needs
for them; without it the scripts are left out. Before all that, `make run` runs twice on the ledger alone.

`--stress`: also a first night and the next on rows of which a tenth is of the province. `--large N`: also, once, a
first night and the scan on N rows in GED's shape, which take half a gigabyte per million.

Each process is measured: processor seconds (user and system, its children included), wall seconds, peak memory. Of
several repetitions the median of each figure stands. The last lines hold the medians to their limits. Nothing else
should run on the machine.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.event_files import ged_shaped, stressed, with_news

ROOT = Path(__file__).resolve().parents[1]
ROWS = 418_000
SHARE_OF_NEWS = 0.001
FIRST, QUIET, NEWS, FULL = "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"
"""The as-of days of the four nights: the same on any machine that is not older."""
_SCAN = """import duckdb, sys
duckdb.execute("set memory_limit = '1500MB'")
duckdb.execute(f\"\"\"select adm_1, left(date_start, 7) as month, sum(try_cast(best as bigint)), count(*)
    from read_csv('{sys.argv[1]}', all_varchar=true, header=true, delim=',', quote='"', escape='"')
    group by all\"\"\").fetchall()
"""
# A process's peak is at least that of the one which started it: this one starts them, and is small.
_LAUNCHER = """import json, os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
with open(sys.argv[1], "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss], file)
"""
_NIGHTS = ("first night", "night without news", "night with news")
_NIGHTLY = "from pipelines.cli import main; main()"


@dataclass(frozen=True)
class Taken:
    """What a process took: seconds of processor, wall seconds, peak megabytes; and the wall seconds of its steps."""

    cpu: float
    wall: float
    peak: float
    steps: dict[str, float]


@dataclass(frozen=True)
class Limit:
    """What is asked of a figure: what it is, the figure, the most it may be, and its unit."""

    what: str
    found: float
    most: float
    unit: str

    def line(self) -> str:
        """The figure beside its limit, and whether it holds."""
        verdict = "holds" if self.found <= self.most else "DOES NOT HOLD"
        return f"  {self.what:<66}{self.found:8.2f} {self.unit:<5}<= {self.most:8.2f}  {verdict}"


class Figures:
    """What each process took, by its name, over all repetitions."""

    def __init__(self) -> None:
        self._taken: dict[str, list[Taken]] = {}

    def add(self, name: str, taken: Taken) -> None:
        """Keep what a process took, and say so."""
        self._taken.setdefault(name, []).append(taken)
        print(_line(name, taken), flush=True)

    def __contains__(self, name: str) -> bool:
        return name in self._taken

    def median(self, name: str) -> Taken:
        """The median of each figure, and the steps of the run with the median of processor seconds."""
        runs = sorted(self._taken[name], key=lambda taken: taken.cpu)
        middle = {field: statistics.median(getattr(run, field) for run in runs) for field in ("cpu", "wall", "peak")}
        return Taken(**middle, steps=runs[(len(runs) - 1) // 2].steps)

    def print(self) -> None:
        """All medians, with the steps that took longest."""
        for name, runs in self._taken.items():
            taken = self.median(name)
            print(_line(name, taken) + (f"  median of {len(runs)}" if len(runs) > 1 else ""))
            longest = sorted(taken.steps.items(), key=lambda item: -item[1])[:6]
            if longest:
                print("        wall of steps: " + ", ".join(f"{step} {seconds:.1f}" for step, seconds in longest))

    def limits(self) -> Iterator[Limit]:
        """What the medians are held to, as far as they were measured."""

        def ratio(what: str, over: str, under: str, most: float) -> Iterator[Limit]:
            if over in self and under in self:
                yield Limit(what, self.median(over).cpu / self.median(under).cpu, most, "times")

        yield from ratio("night without news / plain script, processor", "night without news", "plain script", 1.0)
        yield from ratio("night without news / own full night, processor", "night without news", "full night", 0.25)
        if "night with news" in self:
            cpu = self.median("night with news").cpu
            yield Limit("night with 0.1 % new rows, processor", cpu, 10, "s")
        yield from ratio("first night / script of the same outputs, processor", "first night", "same outputs", 3)
        nights = [name for name in (*_NIGHTS, "full night") if name in self]
        if nights:
            peak = max(self.median(name).peak for name in nights)
            yield Limit(f"peak memory of the {len(nights)} nights", peak, 600, "MB")
        yield from ratio("large file: first night / scan and group, processor", "large, first night", "large, scan", 3)
        if "large, first night" in self:
            yield Limit("large file: peak memory", self.median("large, first night").peak, 1500, "MB")
        if "make run again" in self:
            yield Limit("make run a second time on the ledger, wall", self.median("make run again").wall, 4, "s")


def _line(name: str, taken: Taken) -> str:
    return f"  {name:<28}{taken.cpu:8.1f} s processor {taken.wall:8.1f} s wall {taken.peak:8.0f} MB peak"


def take(home: Path, file: Path, on: str) -> None:
    """Put the file into the snapshots of `ucdp_ged` in `home`, as if it had been fetched on that day; as a link."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    folder = home / "snapshots/ucdp_ged"
    folder.mkdir(parents=True, exist_ok=True)
    stored = folder / f"{on.replace('-', '')}T000000Z-{digest[:12]}.csv"
    os.link(file, stored)
    fields = {"source": "ucdp_ged", "file_name": file.name, "url": "", "licence": "CC BY 4.0", "sha256": digest}
    fields |= {"fetched_at": f"{on}T00:00:00+00:00", "bytes": file.stat().st_size, "outcome": "success"}
    stored.with_suffix(".json").write_text(json.dumps(fields))


def measure(*command: str, **environment: str) -> Taken:
    """Run a process to its end.

    Raises:
        SystemExit: it failed; its last lines are printed.
    """
    # Scripts and nights alike keep what Python compiled, as they would at home.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = last = time.perf_counter()
    steps: dict[str, float] = {}
    said: list[str] = []
    with TemporaryDirectory() as folder:
        told = Path(folder) / "usage.json"
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(told), *command],
            env={**inherited, **environment},
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for line in process.stdout:
            said.append(line)
            now = time.perf_counter()
            if step := re.match(r"\[ *\d+/\d+\] (\S+)", line):
                steps[step[1]], last = now - last, now
        process.wait()
        wall = time.perf_counter() - start
        code, cpu, kilobytes = json.loads(told.read_text())
    if code:
        raise SystemExit(f"{' '.join(command[:3])} ended with {code}:\n{''.join(said[-20:])}")
    return Taken(cpu, wall, kilobytes / 1024, steps)


def night(home: Path, as_of: str, *more: str) -> Taken:
    """A nightly run in the data home as of a day, with nobody asked."""
    command = (sys.executable, "-c", _NIGHTLY, "run", "--no-fetch", "--as-of", as_of, *more)
    return measure(*command, CORRIDORWATCH_HOME=str(home), PYTHONPATH=str(ROOT))


def scan(file: Path) -> Taken:
    """DuckDB's scan and group of the file."""
    return measure(sys.executable, "-c", _SCAN, str(file))


class Bench:
    """One run of the benchmark.

    Args:
        folder: where files and data homes go.
        pandas: the Python of the scripts; empty leaves them out.
    """

    def __init__(self, source: Path, folder: Path, pandas: str) -> None:
        self.source, self.folder, self.pandas = source, folder, pandas
        self.figures = Figures()

    def file(self, kind: str, rows: int) -> Path:
        """The file of that kind and size, made where it is not there yet."""
        path = self.folder / f"{kind}-{rows}.csv"
        if not path.exists():
            made = path.with_suffix(".part")
            {"ged": ged_shaped, "stress": stressed}[kind](self.source, rows, made)
            made.rename(path)
        return path

    def news(self, held: Path, rows: int) -> Path:
        """The file with 0.1 % of new rows at its end."""
        path = self.folder / f"{held.stem}-news.csv"
        if not path.exists():
            made = path.with_suffix(".part")
            with_news(self.source, held, rows, round(rows * SHARE_OF_NEWS), made)
            made.rename(path)
        return path

    def scripts(self, file: Path, prefix: str = "", csv_like: Path | None = None) -> None:
        """The analyst's scripts on the file; the second writes as CSV what the release `csv_like` has as CSV."""
        for name, script in (("plain script", "analyst.py"), ("same outputs", "analyst_in_full.py")):
            if self.pandas:
                out = self.folder / "script"
                more = ("--csv-like", str(csv_like)) if csv_like and script == "analyst_in_full.py" else ()
                command = (self.pandas, str(ROOT / "benchmarks" / script), str(file), str(out), *more)
                self.figures.add(prefix + name, measure(*command))
                shutil.rmtree(out)

    def home(self, file: Path, on: str) -> Path:
        """An empty data home with that one snapshot."""
        home = self.folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        take(home, file, on)
        return home

    def three_nights(self, rows: int) -> None:
        """The nights at GED's shape beside scripts and scan, once."""
        file = self.file("ged", rows)
        newer = self.news(file, rows)
        self.figures.add("scan and group", scan(file))
        home = self.home(file, FIRST)
        self.figures.add("first night", night(home, FIRST))
        self.figures.add("night without news", night(home, QUIET))
        take(home, newer, NEWS)
        self.figures.add("night with news", night(home, NEWS))
        self.figures.add("full night", night(home, FULL, "--full"))
        self.scripts(file, csv_like=home / "latest/csv")
        shutil.rmtree(home)

    def stress(self, rows: int) -> None:
        """A first night and the next on the file of which a tenth is of the province, beside scripts and scan."""
        file = self.file("stress", rows)
        self.figures.add("stress, scan", scan(file))
        home = self.home(file, FIRST)
        self.figures.add("stress, first night", night(home, FIRST))
        self.figures.add("stress, without news", night(home, QUIET))
        self.scripts(file, "stress, ", home / "latest/csv")
        shutil.rmtree(home)

    def large(self, rows: int) -> None:
        """A first night on a large file of GED's shape, beside the scan."""
        file = self.file("ged", rows)
        self.figures.add("large, scan", scan(file))
        home = self.home(file, FIRST)
        self.figures.add("large, first night", night(home, FIRST))
        shutil.rmtree(home)

    def ledger(self) -> None:
        """`make run` twice on the ledger alone."""
        home = self.folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        for name in ("make run", "make run again"):
            self.figures.add(name, measure("make", "run", "FETCH=no", CORRIDORWATCH_HOME=str(home)))
        shutil.rmtree(home)


def main() -> None:
    """Measure and print: every run, the medians, the limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the files of the nights")
    parser.add_argument("--repeat", type=int, default=3, help="how often each is run; the medians stand")
    parser.add_argument("--pandas-python", default="", help="the Python that the analyst's scripts run with")
    parser.add_argument("--large", type=int, default=0, metavar="ROWS", help="also a first night on so many rows, once")
    parser.add_argument("--stress", action="store_true", help="also nights on rows a tenth of which is of the province")
    parser.add_argument("--folder", type=Path, help="where the files go; they are kept there and used again")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="nightly-") as temporary:
        folder = (given.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(given.source.resolve(), folder, given.pandas_python)
        for repetition in range(given.repeat):
            print(f"{given.rows:,} rows in GED's shape, {repetition + 1} of {given.repeat}", flush=True)
            bench.ledger()
            bench.three_nights(given.rows)
            if given.stress:
                bench.stress(given.rows)
        if given.large:
            print(f"{given.large:,} rows in GED's shape", flush=True)
            bench.large(given.large)
    print(f"\nMedians ({os.cpu_count()} processors)")
    bench.figures.print()
    print("\nLimits")
    for limit in bench.figures.limits():
        print(limit.line())


if __name__ == "__main__":
    main()
