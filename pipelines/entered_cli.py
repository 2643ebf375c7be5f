"""`corridorwatch entered`: what was entered on this machine, copied out, taken in, and made a patch to share."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import cyclopts

from corridorwatch import carrying
from corridorwatch.config import load_settings
from corridorwatch.errors import CorridorwatchError

app = cyclopts.App(
    name="entered", help="What was entered on this machine: copied out, taken in, made a patch to share."
)


@app.command
def export(folder: Path, /) -> None:
    """Copy what was entered on this machine into a folder, to keep it or to bring it to another machine.

    Parameters
    ----------
    folder
        Where to.
    """
    copies = carrying.export(load_settings().facts, folder)
    for path in copies:
        print(path)
    if not copies:
        print("nothing was entered on this machine.")


@app.command(name="import")
def bring_in(file: Path, /, *files: Path) -> None:
    """Enter the rows of files that `corridorwatch entered export` wrote, on this machine or another.

    They are held to the rules of what is entered by hand. What is here already stays as it is, and nothing is written
    if any row is refused.

    Parameters
    ----------
    file
        A file.
    files
        More files. Pages may come with the claims that were read on them.
    """
    settings, moment = load_settings(), datetime.now(UTC)
    contents = [(path.name, _bytes(path)) for path in (file, *files)]
    today = moment.astimezone(ZoneInfo(settings.timezone)).date()
    for each in carrying.bring_in(settings.facts, contents, today, by=getpass.getuser(), at=moment):
        print(f"{each.table}: {each.added} added, {each.present} already there")


@app.command
def patch() -> None:
    """Print what was entered here as a patch of the shipped tables, to share it: in a checkout, `git apply` takes it.

    Who entered a row, and when, is not part of it.
    """
    print(carrying.patch(load_settings().facts), end="")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorridorwatchError(
            f"{path} cannot be read: {error.strerror}.",
            expected="a file of entered rows",
            next_step="correct the path",
        ) from error
