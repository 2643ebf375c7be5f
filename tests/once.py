"""What costs most to make is made once for all the workers of a run, by the first that asks; tests change copies."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` of this run of the suite, filled by `make`. Nobody may change what is in it.

    It ends with the run: nothing here can hide that code, SQL or a reviewed table has changed since.
    """
    root = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        # A worker's own folder lies in that of the run.
        root = root.parent
    made = root / "made once" / name
    made.parent.mkdir(exist_ok=True)
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "whole").exists():
            # What a worker left that failed here is begun again under the next number.
            folder = made / str(len(list(made.glob("*"))))
            folder.mkdir(parents=True)
            make(folder)
            (made / "whole").symlink_to(folder, target_is_directory=True)
        return (made / "whole").resolve()
