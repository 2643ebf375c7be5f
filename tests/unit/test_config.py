"""Settings: every key known, every error with its key."""

import tomllib
from pathlib import Path

import pytest

from corridorwatch.config import FILE_NAME, ROOT, load_settings
from corridorwatch.errors import SettingsError
from tests.commands import command


def settings_from(tmp_path: Path, text: str, **environ: str) -> object:
    file = tmp_path / "corridorwatch.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings({"CORRIDORWATCH_CONFIG": str(file), **environ})


def test_the_file_of_the_repository_holds_every_default(tmp_path: Path) -> None:
    written = tomllib.loads((ROOT / "corridorwatch.toml").read_text(encoding="utf-8"))
    empty = settings_from(tmp_path, "")
    for section in ("knowledge", "publishing"):
        assert getattr(empty, section).model_dump() == written[section]
    assert empty.timezone == written["timezone"]


def test_home_is_beside_the_file_and_the_environment_wins(tmp_path: Path) -> None:
    assert settings_from(tmp_path, 'home = "d"').home == tmp_path / "d"
    assert settings_from(tmp_path, 'home = "d"', CORRIDORWATCH_HOME=str(tmp_path / "e")).home == tmp_path / "e"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hoem = 'x'", "'hoem'"),
        ("[knowledge]\nprovisional_weeks = -1", "'knowledge.provisional_weeks'"),
        ("[knowledge]\nprovisional_week = 4", "'knowledge.provisional_week'"),
        ("[publishing]\nkeep_releases = 0", "'publishing.keep_releases'"),
        ("home = ", "cannot be read as TOML"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_from(tmp_path, text)
    assert said in caught.value.fact


def test_a_named_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        load_settings({"CORRIDORWATCH_CONFIG": str(tmp_path / "nowhere.toml")})


def test_init_writes_the_file_with_every_setting_and_leaves_one_that_is_there(tmp_path: Path) -> None:
    given = (ROOT / FILE_NAME).read_bytes()
    done = command(tmp_path / "home", "init", cwd=tmp_path)
    assert (done.returncode, (tmp_path / FILE_NAME).read_bytes()) == (0, given)
    assert "corridorwatch run" in done.stdout
    (tmp_path / FILE_NAME).write_bytes(given + b"# mine")
    again = command(tmp_path / "home", "init", cwd=tmp_path)
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert (tmp_path / FILE_NAME).read_bytes() == given + b"# mine"


def test_a_fresh_file_keeps_data_beside_itself_and_means_the_tables_that_came_with_the_program(tmp_path: Path) -> None:
    fresh = settings_from(tmp_path, (ROOT / FILE_NAME).read_text(encoding="utf-8"))
    assert (fresh.home, fresh.reference) == (tmp_path / "data", ROOT / "reference")
    (tmp_path / "reference").mkdir()
    assert settings_from(tmp_path, 'reference = "reference"').reference == tmp_path / "reference"
    # Any other name is meant: where there is no such folder, that is said, not passed over.
    assert settings_from(tmp_path, 'reference = "mine"').reference == tmp_path / "mine"
