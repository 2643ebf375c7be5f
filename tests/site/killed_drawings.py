"""Nights that are killed while they draw a site, or publish it.

`python -m tests.site.killed_drawings WORK`: WORK/start has the drawing of an earlier year. For each of some steps, in a
copy of it, one process publishes a night of the next year and kills itself as the step begins; another, after it,
publishes the same night into WORK/<step>/again. A step is a call that changes a folder or begins a file.

The processes are forks of this small one, which has read the code and has no threads.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

from corridorwatch.site.kept import publish_site
from tests.site.tables import STAMP, published_tables

THEN, NOW = date(2024, 4, 3), date(2025, 4, 3)
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link"}


def publish(work: Path, as_of: date, name: str) -> None:
    publish_site(published_tables("sample"), work / "kept", work / name, as_of=as_of, stamp=STAMP)


def at_steps(of: Path, do: Callable[[int, str], None]) -> None:
    """Call `do` with the number and name of each step of this process below the folder, as it begins."""
    numbers = count(1)

    def watch(event: str, given: tuple) -> None:
        writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
        if event in CHANGES or (writes and str(given[0]).startswith(str(of))):
            do(next(numbers), event)

    sys.addaudithook(watch)


def in_a_process(work: Callable[[], None]) -> int:
    """Do the work in a fork; how it ended, as `os.waitstatus_to_exitcode` tells."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(work: Path) -> None:
    start = work / "start"
    assert in_a_process(lambda: publish(start, THEN, "then")) == 0

    def all_steps() -> None:
        shutil.copytree(start, work / "counted")
        with (work / "steps").open("w") as steps:
            at_steps(work / "counted", lambda number, event: steps.write(f"{number} {event}\n"))
            publish(work / "counted", NOW, "now")

    assert in_a_process(all_steps) == 0
    steps = [line.split() for line in (work / "steps").read_text().splitlines()]
    [renamed] = [int(number) for number, event in steps if event == "os.rename"]
    for step in (2, renamed // 2, renamed - 1, renamed, renamed + 1, (renamed + len(steps)) // 2):
        folder = work / str(step)
        shutil.copytree(start, folder)

        def killed(folder: Path = folder, step: int = step) -> None:
            at_steps(folder, lambda number, _: os.kill(os.getpid(), signal.SIGKILL) if number == step else None)
            publish(folder, NOW, "now")

        assert in_a_process(killed) == -signal.SIGKILL
        assert in_a_process(lambda folder=folder: publish(folder, NOW, "again")) == 0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
