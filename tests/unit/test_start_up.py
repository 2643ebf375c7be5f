"""The command line begins at once: what fetches, parses and draws is read only by the commands that need it."""

import importlib
import inspect
import subprocess
import sys

import cyclopts
import pytest

from corridorwatch.config import ROOT
from pipelines.cli import COMMANDS

HEAVY = ("dagster", "polars", "sqlalchemy", "plotly", "numpy", "shapely", "httpx", "sqlglot")


def test_asking_a_release_reads_nothing_that_fetches_parses_or_draws() -> None:
    """One question took a second of processor, nine tenths of it for libraries that no answer needs."""
    code = "import sys, pipelines.cli; print(*sorted(set(sys.argv[1:]) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_command_says_of_itself(name: str) -> None:
    where, listed = COMMANDS[name]
    module, attribute = where.split(":")
    command = getattr(importlib.import_module(f"pipelines.{module}"), attribute)
    said = command.help if isinstance(command, cyclopts.App) else inspect.getdoc(command).split("\n\n")[0]
    assert listed == " ".join(said.split())
