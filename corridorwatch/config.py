"""Settings: `corridorwatch.toml` beside the project, read once, every key known."""

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corridorwatch import manifests
from corridorwatch.errors import SettingsError, first_fault
from corridorwatch.reviewed_files import ENTERED, Facts

PACKAGE = Path(__file__).resolve().parent
"""The package's own folder."""

ROOT = PACKAGE if (PACKAGE / "sql").is_dir() else PACKAGE.parent
"""The folder that holds `sql/`, `reference/` and `corridorwatch.toml`: the package in a wheel, else the checkout."""

SQL = ROOT / "sql"
FILE_NAME = "corridorwatch.toml"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Knowledge(Section):
    """What counts as known on a date."""

    undated_page_lag_days: int = Field(30, ge=0, le=365)
    provisional_weeks: int = Field(4, ge=0, le=52)


class Names(Section):
    """How many deaths of each source may wait on names nobody has decided; a source without a number warns."""

    unresolved_deaths_ceilings: dict[str, Annotated[int, Field(ge=0)]] = {"ledger": 4, "ucdp_ged": 4}


class Scope(Section):
    """Of which country and province a publisher's rows go on; the others are counted. No other scope is served.

    Districts, names, outline, sites and wording are all of this province: another one would be published as silence.
    """

    country: str = "Pakistan"
    provinces: tuple[str, ...] = ("Balochistan", "Baluchistan")

    @model_validator(mode="after")
    def _is_served(self) -> "Scope":
        spellings = {spelling.casefold() for spelling in self.provinces}
        if self.country != "Pakistan" or spellings != {"balochistan", "baluchistan"}:
            raise ValueError(
                f"{', '.join(self.provinces) or 'no province'} of {self.country} cannot be served: districts, names,"
                " outline and sites are those of Balochistan, so any other place would be published as weeks in which"
                ' nothing happened. Leave it at country = "Pakistan", provinces = ["Balochistan", "Baluchistan"]; other'
                " spellings of Balochistan are read without a setting"
            )
        return self


class Exposure(Section):
    """How near counts as near: radii and the kernel's scale, kilometres."""

    radii_km: tuple[Annotated[int, Field(gt=0, le=1000)], ...] = Field((5, 10, 25, 50, 100), min_length=1)
    decay_km: float = Field(25.0, gt=0)


class Publishing(Section):
    """What a release keeps, and where its site is published: an address that descriptors give; empty for none."""

    keep_releases: int = Field(14, ge=1)
    site_url: str = Field("", pattern=r"^(https?://[^\s]+)?$")


class Entering(Section):
    """How claims come in."""

    inbox: str = Field("inbox", min_length=1)
    settle_seconds: int = Field(60, ge=0, le=86_400)


Sources: Any = manifests.sources_section(Section)
Publishers: Any = manifests.addresses_section(Section)


class Settings(Section):
    """Every setting, with its default; the file `corridorwatch.toml` explains each.

    `home` holds snapshots, warehouse and releases; `reference` the reviewed tables; `own_tables` those of one's own.
    """

    home: Path
    reference: Path = ROOT / "reference"
    own_tables: Path = Path("entered/own_tables")
    timezone: str = "Asia/Karachi"
    knowledge: Knowledge = Knowledge()
    names: Names = Names()
    scope: Scope = Scope()
    exposure: Exposure = Exposure()
    publishing: Publishing = Publishing()
    entering: Entering = Entering()
    publishers: Publishers = Field(default_factory=Publishers)
    sources: Sources = Field(default_factory=Sources)

    @model_validator(mode="before")
    @classmethod
    def _inside_home(cls, values: Any) -> Any:
        """Tables of one's own lie inside `home`, unless another place is named whole."""
        named = values.get("own_tables", cls.model_fields["own_tables"].default)
        return {**values, "own_tables": Path(values["home"]) / named}

    @property
    def facts(self) -> Facts:
        """The reviewed tables: those shipped, and what was entered on this machine."""
        return Facts(self.reference, self.home / ENTERED)

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def snapshots(self) -> Path:
        return self.home / "snapshots"

    @property
    def inbox(self) -> Path:
        return self.home / self.entering.inbox

    @property
    def drawings(self) -> Path:
        """Sites as drawn, kept for the nights on which nothing comes that a page shows; no input of anything."""
        return self.home / "drawings"

    @property
    def releases(self) -> Path:
        return self.home / "releases"

    @property
    def sql_parameters(self) -> dict[str, Any]:
        """The settings that SQL files may name as `$name`."""
        exposure = self.exposure.model_dump()
        return {
            **self.knowledge.model_dump(),
            "unresolved_deaths_ceilings": json.dumps(self.names.unresolved_deaths_ceilings, sort_keys=True),
            **exposure,
            "radii_km": sorted(set(exposure["radii_km"])),
        }


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    `CORRIDORWATCH_CONFIG` names another file than `corridorwatch.toml` in the working directory or the checkout. The
    one that a wheel brings is read by `corridorwatch init` only: what is relative to it would lie in the package.
    `CORRIDORWATCH_HOME`, `CORRIDORWATCH_REFERENCE` and `CORRIDORWATCH_OWN_TABLES` win over the file, and so does
    `CORRIDORWATCH_FETCH_ON_RUN` (true or false) over `fetch_on_run` of every source.

    Raises:
        SettingsError: the file is no TOML, or a key is unknown or holds a value out of range.
    """
    named = environ.get("CORRIDORWATCH_CONFIG")
    candidates = [Path(named)] if named else [folder / FILE_NAME for folder in (Path.cwd(), PACKAGE.parent)]
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
    for key in ("home", "reference", "own_tables"):
        variable = f"CORRIDORWATCH_{key.upper()}"
        if environ.get(variable):
            values[key] = Path(environ[variable]).absolute()
        elif key in values and key != "own_tables":
            values[key] = base / str(values[key])
    # What the file says as it comes; beside one that `corridorwatch init` wrote there is no such folder.
    if values.get("reference") == base / "reference" and not values["reference"].is_dir():
        del values["reference"]
    values.setdefault("home", base / "data")
    # Where they lay in earlier versions they go on being read.
    beside = base / str(values.get("own_tables", "own_tables"))
    if beside.is_dir():
        values["own_tables"] = beside
    if on_run := environ.get("CORRIDORWATCH_FETCH_ON_RUN"):
        sources = values.setdefault("sources", {})
        for source, each in manifests.registry().sources.items():
            if "fetch_on_run" in each.settings:
                sources[source] = {**sources.get(source, {}), "fetch_on_run": on_run}
    try:
        return Settings(**values)
    except ValidationError as error:
        key, fault = first_fault(error)
        raise SettingsError(
            f"{file or 'the environment'}: setting {key!r}: {fault}.",
            expected="a key and value as corridorwatch.toml of this version documents them",
            next_step="correct or remove that line",
        ) from error
