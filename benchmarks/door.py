"""Ingest under attack: files broken in seeded ways; run as `python benchmarks/door.py 1000 [UCDP.csv ...]`.

Three families, so many of each: tables by hand (CSV, XLSX, JSON, Parquet, the ledger, GTD, GDELT), UCDP's event files,
and archives. Every file must be refused, quarantined or accepted with counts that add up, those of UCDP to what a plain
CSV reader finds: never a crash, a hang, a silent loss or a file left behind. Real UCDP files, where named, are broken
too.
"""

import multiprocessing
import os
import resource
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import hostile, hostile_archives, hostile_ucdp

HANG = 20.0
"""Seconds after which a file hangs: the process that reads it is ended. Most take some hundredths."""


def _table(seed: int, folder: Path, real: list[Path]) -> str:
    return hostile.verdict(hostile.attack(seed))


def _ucdp(seed: int, folder: Path, real: list[Path]) -> str:
    return hostile_ucdp.verdict(hostile_ucdp.attack(seed, real), folder / "snapshots")


def _archive(seed: int, folder: Path, real: list[Path]) -> str:
    return hostile_archives.verdict(hostile_archives.attack(seed), folder)


FAMILIES: dict[str, Callable[[int, Path, list[Path]], str]] = {
    "tables by hand": _table,
    "UCDP files": _ucdp,
    "archives": _archive,
}


def main(number: int, real: list[Path]) -> int:
    """Run `number` attacks of each family; how many failed."""
    failed = 0
    for family in FAMILIES:
        found, slowest, peak = Counter(), (0.0, ""), 0
        reader = _Reader(family, real)
        for seed in range(number):
            started = time.perf_counter()
            outcome, peak = reader.read(seed, peak)
            took = time.perf_counter() - started
            slowest = max(slowest, (took, f"seed {seed}"))
            if outcome not in ("refused", "quarantined", "accepted"):
                failed += 1
                print(f"FAILED {family}, seed {seed}: {outcome}")
                outcome = "failed"
            found[outcome] += 1
        reader.end()
        counts = ", ".join(f"{found[name]:,} {name}" for name in ("refused", "quarantined", "accepted", "failed"))
        print(
            f"{family}: {number:,} attacks: {counts}; slowest {slowest[0]:.1f} s ({slowest[1]}); peak {peak >> 10:,} MB"
        )
    return failed


class _Reader:
    """A process that reads one file after the other, begun anew after a crash or a hang."""

    def __init__(self, family: str, real: list[Path]) -> None:
        self.family, self.real = family, real
        self._begin()

    def _begin(self) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=_serve, args=(theirs, self.family, self.real), daemon=True)
        self.process.start()
        theirs.close()

    def read(self, seed: int, peak: int) -> tuple[str, int]:
        """How the file of a seed ended, and the most memory taken so far."""
        self.pipe.send(seed)
        try:
            if self.pipe.poll(HANG):
                return self.pipe.recv()
            fault = f"no end within {HANG:.0f} s"
        except EOFError:
            fault = "the process ended"
        self.end()
        self._begin()
        return fault, peak

    def end(self) -> None:
        self.process.kill()
        self.process.join()


def _serve(pipe: Connection, family: str, real: list[Path]) -> None:
    warnings.simplefilter("ignore")  # zipfile warns where a name is written twice
    read = FAMILIES[family]
    while True:
        seed = pipe.recv()
        with tempfile.TemporaryDirectory() as outer:
            inner = Path(outer) / "in"
            inner.mkdir()
            os.chdir(inner)  # where a relative name would lead
            try:
                outcome = read(seed, inner, real)
                left = [path.name for path in Path(outer).iterdir() if path != inner]
                left += [path.name for path in inner.iterdir() if family == "tables by hand"]
                outcome = f"left outside the folder: {left}" if left else outcome
            except BaseException as error:
                outcome = f"{type(error).__name__}: {str(error)[:300]}"
            os.chdir("/")
        pipe.send((outcome, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


if __name__ == "__main__":
    count, *files = sys.argv[1:] or ["1000"]
    sys.exit(bool(main(int(count), [Path(file) for file in files])))
