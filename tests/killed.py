"""Entering claims in processes that are killed, or stopped, at every step of their writing.

`python -m tests.killed killed add|night START WORK`: for each step, in a copy of START, one process does the work and kills
itself as the step begins; what it left is WORK/<step>/left, what the same work done again makes of it is WORK/<step>/mended.

`python -m tests.killed stopped add START WORK`: one process stops at a step, another comes with the claims of `theirs.csv`,
and both go on, one after the other; whoever is refused tries once more. The end is WORK/<step>/mended.

The processes are forks of this small one, which has read the code and has no threads. A step is a call into the system
that changes a file, made by the code that keeps claims and snapshots.
"""

import fcntl
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from types import FrameType

from corridorwatch import locks, reviewed_files, snapshots, whole_files
from corridorwatch.claims import entry, inbox
from corridorwatch.errors import CorridorwatchError

STEPS = {"flock", "write", "flush", "fsync", "chmod", "rename", "replace", "mkdir", "unlink"}
CODE = {module.__file__ for module in (entry, locks, reviewed_files, whole_files, inbox, snapshots)}
RUNNING: set[int] = set()
NIGHT = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


def add(folder: Path, file: str = "mine.csv") -> None:
    """What `claims add` does once it has shown what would change."""
    facts = reviewed_files.Facts(folder / "reference", folder / "entered")
    judged = entry.judge(facts, entry.read_rows((folder / file).read_bytes(), file), TODAY)
    if judged.accepted:
        entry.append(facts, judged.accepted, by="analyst", at=NIGHT)


def night(folder: Path, nights: int = 0) -> None:
    moment = NIGHT + timedelta(days=nights)
    store = snapshots.SnapshotStore(folder / "snapshots")
    facts = reviewed_files.Facts(folder / "reference", folder / "entered")
    inbox.take_in(folder / "inbox", facts, store, moment, TODAY + timedelta(days=nights))


def signal_at(step: int, number: signal.Signals) -> None:
    """Send this process a signal as a step begins."""
    begun = count(1)

    def watch(frame: FrameType, event: str, function: object) -> None:
        # str.replace changes no file.
        if event == "c_call" and function.__name__ in STEPS and not isinstance(function.__self__, str) and frame.f_back:
            # pathlib stands between the code and the system.
            ours = CODE & {frame.f_code.co_filename, frame.f_back.f_code.co_filename}
            if ours and next(begun) == step:
                os.kill(os.getpid(), number)

    sys.setprofile(watch)


def begin(work: Callable[[], None], step: int = 0, number: signal.Signals = signal.SIGKILL) -> int:
    """The id of a new process that does the work; its status is 1 where the claims were refused."""
    child = os.fork()
    if child:
        RUNNING.add(child)
        return child
    status = 2
    try:
        if step:
            signal_at(step, number)
        work()
        status = 0
    except CorridorwatchError as error:
        print(error, file=sys.stderr)
        status = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def status(child: int) -> int:
    """How the process ended, or, below zero, the signal that ended it."""
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    RUNNING.remove(child)
    return ended


def killed(task: str, start: Path, work: Path) -> None:
    for step in count(1):
        left, mended = work / str(step) / "left", work / str(step) / "mended"
        shutil.copytree(start, left)
        first, again = {
            "add": (partial(add, left), partial(add, mended)),
            "night": (partial(night, left), partial(night, mended, 1)),
        }[task]
        ended = status(begin(first, step))
        if ended == 0:
            shutil.rmtree(left.parent)
            return
        assert ended == -signal.SIGKILL, ended
        shutil.copytree(left, mended)
        assert status(begin(again)) == 0


def stopped(start: Path, work: Path) -> None:
    # Before what is entered is held, with the first file begun, and between the two files.
    for step in (1, 4, 9):
        folder = work / str(step) / "mended"
        shutil.copytree(start, folder)
        mine = begin(partial(add, folder), step, signal.SIGSTOP)
        wait_for_stop(mine)
        if step == 1:
            assert status(begin(partial(add, folder, "theirs.csv"))) == 0
            os.kill(mine, signal.SIGCONT)
            assert status(mine) == 0
        else:
            assert is_held(folder / "entered/.lock"), f"two can write at step {step}"
            theirs = begin(partial(add, folder, "theirs.csv"), 1, signal.SIGSTOP)
            wait_for_stop(theirs)
            os.kill(mine, signal.SIGCONT)
            assert status(mine) == 0
            os.kill(theirs, signal.SIGCONT)
            assert status(theirs) == 0


def wait_for_stop(child: int) -> None:
    assert os.WIFSTOPPED(os.waitpid(child, os.WUNTRACED)[1])


def is_held(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


if __name__ == "__main__":
    how, task, start, work = sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
    try:
        killed(task, start, work) if how == "killed" else stopped(start, work)
    finally:
        # One that is still stopped would keep the test that waits for it.
        for child in RUNNING:
            os.kill(child, signal.SIGKILL)
