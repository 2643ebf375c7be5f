"""The command line: in a process of its own, as a stranger meets it, or in this one, which has read the code already."""

import contextlib
import io
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from corridorwatch.config import ROOT
from pipelines.cli import main

PROGRAM = [sys.executable, "-u", "-c", "from pipelines.cli import main; main()"]
Done = subprocess.CompletedProcess[str]


def surroundings(home: Path, environ: dict[str, str]) -> dict[str, str]:
    """The environment of a command: no colours, and lines that are not broken."""
    return {**os.environ, "CORRIDORWATCH_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "200", **environ}


def process(home: Path, *words: str, stdin: str = "", **environ: str) -> Done:
    """Run the command in a process of its own: two seconds of processor time to read the code, so only where it matters."""
    return subprocess.run(
        [*PROGRAM, *words],
        input=stdin, capture_output=True, text=True, cwd=ROOT, check=False, env=surroundings(home, environ),
    )  # fmt: skip


def command(home: Path, *words: str, stdin: str = "", cwd: Path = ROOT, **environ: str) -> Done:
    """Run the command here: the same entry, the same words, the same status and what it prints."""
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    with (
        pytest.MonkeyPatch.context() as here,
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        warnings.catch_warnings(),
    ):
        # The words are those of sys.argv, as in a process: meant.
        warnings.filterwarnings("ignore", "Cyclopts application invoked without tokens")
        for name, value in surroundings(home, environ).items():
            here.setenv(name, value)
        here.setattr(sys, "argv", ["corridorwatch", *words])
        here.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
    return subprocess.CompletedProcess(list(words), status, out.getvalue(), err.getvalue())
