"""The program as it is installed: a wheel's own SQL, tables and settings file, and what a user entered beside them."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from corridorwatch.config import FILE_NAME, ROOT

pytestmark = pytest.mark.long
CLAIM = (
    *("claims", "add", "--event", "herof2", "--claimant", "ispr", "--group", "militant", "--value", "230"),
    *("--said", "2026-02-10", "--url", "https://example.org/x", "--source", "Example"),
    *("--set", "includes_prior_operation=yes", "--yes"),
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [made] = folder.glob("*.whl")
    return made


class Installed:
    """A wheel unpacked into a folder of its own; the checkout is on no path."""

    def __init__(self, wheel: Path, folder: Path) -> None:
        self.packages, self.field, self._wheel = folder / "packages", folder / "field", wheel
        self.field.mkdir()
        self.install()

    def install(self) -> None:
        """Put the wheel's files in the place of those installed, as an upgrade does."""
        shutil.rmtree(self.packages, ignore_errors=True)
        with zipfile.ZipFile(self._wheel) as file:
            file.extractall(self.packages)

    def python(self, code: str, *words: str) -> str:
        """What Python prints, started in a folder of the user's with the installed packages and what they need."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("CORRIDORWATCH_")}
        paths = os.pathsep.join([str(self.packages), sysconfig.get_paths()["purelib"]])
        done = subprocess.run(
            # Without `site` no .pth file is read: the checkout, installed to be edited, is not found.
            [sys.executable, "-S", "-c", code, *words],
            cwd=self.field, capture_output=True, text=True, check=False,
            env={**environ, "PYTHONPATH": paths, "NO_COLOR": "1", "CORRIDORWATCH_FETCH_ON_RUN": "false"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def command(self, *words: str) -> str:
        return self.python("from pipelines.cli import main; main()", *words)


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Installed:
    return Installed(wheel, tmp_path)


def test_a_wheel_puts_three_packages_and_nothing_else_beside_those_of_others(installed: Installed) -> None:
    """`sql` and `reference` lay in site-packages as names of their own, where any other package may have them."""
    assert sorted(path.name for path in installed.packages.iterdir() if path.suffix != ".dist-info") == [
        "assets", "corridorwatch", "pipelines",
    ]  # fmt: skip
    for folder in ("sql", "reference"):
        mine = sorted(path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file())
        packed = sorted((installed.packages / "corridorwatch" / folder).rglob("*"))
        assert [path.relative_to(installed.packages / "corridorwatch") for path in packed if path.is_file()] == mine


def test_a_claim_entered_with_one_wheel_is_in_the_release_of_the_next(installed: Installed) -> None:
    """Claims were written into site-packages, and the next upgrade deleted them."""
    where = "import corridorwatch.config as c; print(c.ROOT)"
    assert installed.python(where).strip() == str(installed.packages / "corridorwatch")
    installed.command("init")
    assert (installed.field / FILE_NAME).read_bytes() == (ROOT / FILE_NAME).read_bytes()
    installed.command("run")
    assert "written to" in installed.command(*CLAIM)
    installed.install()
    installed.command("run")
    query = "select count(*) from core.claims where source_url = 'https://example.org/x' and value = 230"
    assert installed.command("sql", query, "--format", "csv").split() == ["count_star()", "1"]
    assert not list(installed.packages.rglob("entered/*.csv"))
