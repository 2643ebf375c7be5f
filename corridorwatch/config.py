"""Settings: `corridorwatch.toml` beside the project, read once, every key known."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corridorwatch.errors import SettingsError

ROOT = Path(__file__).resolve().parents[1]
"""The folder that holds `sql/` and `reference/`: the checkout, or site-packages when installed from a wheel."""

SQL = ROOT / "sql"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Knowledge(Section):
    """What counts as known on a date."""

    undated_page_lag_days: int = Field(30, ge=0, le=365)
    provisional_weeks: int = Field(4, ge=0, le=52)


class Exposure(Section):
    """How near counts as near: radii and the kernel's scale, kilometres."""

    radii_km: tuple[Annotated[int, Field(gt=0, le=1000)], ...] = Field((5, 10, 25, 50, 100), min_length=1)
    decay_km: float = Field(25.0, gt=0)


class Publishing(Section):
    """What a release keeps."""

    keep_releases: int = Field(14, ge=1)


class Settings(Section):
    """Every setting, with its default; the file `corridorwatch.toml` explains each.

    `home` holds snapshots, warehouse and releases; `reference` holds the reviewed tables.
    """

    home: Path
    reference: Path = ROOT / "reference"
    timezone: str = "Asia/Karachi"
    knowledge: Knowledge = Knowledge()
    exposure: Exposure = Exposure()
    publishing: Publishing = Publishing()

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def snapshots(self) -> Path:
        return self.home / "snapshots"

    @property
    def releases(self) -> Path:
        return self.home / "releases"

    @property
    def sql_parameters(self) -> dict[str, object]:
        """The settings that SQL files may name as `$name`."""
        exposure = self.exposure.model_dump()
        return {**self.knowledge.model_dump(), **exposure, "radii_km": sorted(set(exposure["radii_km"]))}


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    `CORRIDORWATCH_CONFIG` names another file than `corridorwatch.toml` in the working directory or the checkout;
    `CORRIDORWATCH_HOME` and `CORRIDORWATCH_REFERENCE` win over the file.

    Raises:
        SettingsError: the file is no TOML, or a key is unknown or holds a value out of range.
    """
    named = environ.get("CORRIDORWATCH_CONFIG")
    candidates = [Path(named)] if named else [Path.cwd() / "corridorwatch.toml", ROOT / "corridorwatch.toml"]
    file = next((path for path in candidates if path.is_file()), None)
    if named and file is None:
        raise SettingsError(
            f"CORRIDORWATCH_CONFIG names {named}, and there is no such file.", next_step="unset it or correct it"
        )
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8")) if file else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read as TOML: {error}", next_step="correct that line") from error
    base = file.parent if file else Path.cwd()
    for key, variable in (("home", "CORRIDORWATCH_HOME"), ("reference", "CORRIDORWATCH_REFERENCE")):
        if environ.get(variable):
            values[key] = Path(environ[variable]).absolute()
        elif key in values:
            values[key] = base / str(values[key])
    values.setdefault("home", base / "data")
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"{file or 'the environment'}: setting {key!r}: {first['msg']}.",
            expected="a key and value as corridorwatch.toml of this version documents them",
            next_step="correct or remove that line",
        ) from error
