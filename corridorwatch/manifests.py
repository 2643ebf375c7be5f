"""Manifests: what every folder of `sources/` says of its sources, in a `source.toml` each.

Settings, commands, assets and `raw.sources` are made from them: a new source is a new folder and its SQL. Nothing of a
folder is imported to read them; `module` imports what a source brings when it is needed.
"""

import importlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from corridorwatch.errors import BrokenSource, first_fault

FOLDER = Path(__file__).parent / "sources"
FILE = "source.toml"

FACTS = (
    *("title", "kind", "licence", "licence_url", "credit", "url", "period_start", "period_end", "compiled_on"),
    *("rows_may_leave", "is_preliminary", "zero_means", "headline_rank"),
)
"""What `ref.sources` says of a source, by its manifest's `facts`."""

_REQUIRED = ("title", "kind", "licence", "licence_url", "credit", "rows_may_leave")


class Manifest(BaseModel):
    """One source.

    Args:
        source_id: its id, in commands, settings and tables.
        folder: the folder of `sources/` that it stands in.
        name: what lists and messages call it; empty of one that nobody fetches or adds.
        terms: its licence in a line, kept beside every file.
        cannot_say: what its rows do not tell, whoever reads them.
        facts: of `FACTS` those that are known; of a source whose rows are no records, none.
        settings: key of `sources.<id>` -> how it is written and what it does; see `_field`.
        tables: table of `raw` that its loader writes -> what it holds.
        checks: name of a check of its first table, beside that of refused rows -> what holds.
        columns: of its files, as a list of names each: `required`, `optional`, or what is `kept` in order; of all
            sources of a folder alike.
        after: sources that are asked before it.
        accumulates: each file adds to those before, so that the newest alone says how old the whole is, and a record
            that later files do not hold still stands.
        series: its files stand side by side, each a series: by the `file` name's stem, or by the `edition` in it. Empty
            where a newer file replaces the one before.
        name_tells_version: a file's name says its version, so that the same bytes under another name correct it.
        speaks_for_days: its files are asked for the days that they cover.
        has_workbooks, has_dates_to_order: what may be added is a workbook too; days can be written in several orders.
        claimant: whose word a version of its record is, where it revises its rows.
        short_title: what its claims are cited as.
        note_tells_place: the note of its records describes the place.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source_id: str
    folder: str
    name: str = ""
    terms: str = ""
    cannot_say: str = ""
    facts: Mapping[str, str] = {}
    settings: Mapping[str, Mapping[str, Any]] = {}
    tables: Mapping[str, str] = {}
    checks: Mapping[str, str] = {}
    columns: Mapping[str, tuple[str, ...]] = {}
    after: tuple[str, ...] = ()
    accumulates: bool = False
    series: str = ""
    name_tells_version: bool = True
    speaks_for_days: bool = True
    has_workbooks: bool = False
    has_dates_to_order: bool = False
    claimant: str = ""
    short_title: str = ""
    note_tells_place: bool = False

    @property
    def is_publisher(self) -> bool:
        """Whether its files are fetched, or added by hand."""
        return bool(self.name)

    @property
    def can_be_fetched(self) -> bool:
        """Whether its folder knows how to ask for it."""
        return (FOLDER / self.folder / "fetch.py").is_file()

    def module(self, name: str) -> ModuleType:
        """A module of its folder: `fetch`, `inspection` or `load`."""
        return importlib.import_module(f"corridorwatch.sources.{self.folder}.{name}")


@dataclass(frozen=True)
class Registry:
    """All manifests: `sources` by id, `addresses` of publishers with their settings, and names of `credentials`."""

    sources: Mapping[str, Manifest]
    addresses: Mapping[str, Mapping[str, str]]
    credentials: tuple[str, ...]

    @property
    def publishers(self) -> dict[str, Manifest]:
        """Those that are fetched or added, in the order in which they are asked."""
        return {name: each for name, each in self.sources.items() if each.is_publisher}


@cache
def registry() -> Registry:
    """Every manifest, those of the headline series first.

    Raises:
        BrokenSource: a manifest cannot be read.
    """
    found: dict[str, Manifest] = {}
    addresses: dict[str, Mapping[str, str]] = {}
    credentials: list[str] = []
    for path in sorted(FOLDER.glob(f"*/{FILE}")):
        try:
            said = tomllib.loads(path.read_text(encoding="utf-8"))
            addresses |= said.pop("addresses", {})
            credentials += said.pop("credentials", [])
            columns = said.pop("columns", {})
            found |= {
                name: _manifest(name, path.parent.name, {"columns": columns, **each}) for name, each in said.items()
            }
        except (TypeError, ValueError, AttributeError) as error:
            raise BrokenSource(
                f"{path} cannot be read: {error}.",
                expected="a table for each source, with the keys that corridorwatch.manifests names",
                next_step="correct it",
            ) from error
    ranked = sorted(found.values(), key=lambda each: (int(each.facts.get("headline_rank", 99)), each.source_id))
    return Registry({each.source_id: each for each in ranked}, addresses, tuple(credentials))


def _manifest(name: str, folder: str, said: dict[str, Any]) -> Manifest:
    try:
        manifest = Manifest(source_id=name, folder=folder, **said)
    except ValidationError as error:
        where, fault = first_fault(error)
        raise ValueError(f"{name}.{where}: {fault}") from error
    facts = manifest.facts
    faults = [f"{name}.facts.{fact} is no fact of a source" for fact in sorted(facts.keys() - set(FACTS))]
    if facts:
        faults += [f"{name}.facts lacks {fact}" for fact in _REQUIRED if not facts.get(fact)]
        faults += [f"{name}.facts.kind is {facts.get('kind')!r}"] * (facts.get("kind") not in ("census", "sample"))
        days = [date.fromisoformat(facts[fact]) for fact in ("period_start", "period_end") if fact in facts]
        faults += [f"{name}: its period_end lies before its period_start"] * (days != sorted(days))
    if faults:
        raise ValueError("; ".join(faults))
    return manifest


def sources_section(base: type[BaseModel]) -> type[BaseModel]:
    """The settings `sources.<id>.<key>` of all sources that have any, with their defaults."""
    sections = {
        name: _model(name, base, {key: _field(said) for key, said in each.settings.items()})
        for name, each in registry().sources.items()
        if each.settings
    }
    return _model("Sources", base, {name: (each, each()) for name, each in sections.items()})


def addresses_section(base: type[BaseModel]) -> type[BaseModel]:
    """The settings `publishers.<name>`: where each publisher is, without a slash at the end."""
    found = registry().addresses
    return _model("Publishers", base, {name: (str, said["default"]) for name, said in found.items()})


def _model(name: str, base: type[BaseModel], fields: dict[str, Any]) -> type[BaseModel]:
    return create_model(name, __base__=base, **fields)


def _field(said: Mapping[str, Any]) -> tuple[Any, Any]:
    """A setting's type and default: text by `pattern` or `one_of`; a number from `least`; true or
    false; a list of `items`, by pattern, or `one_of`.
    """
    default = said["default"]
    if "items" in said:
        kinds: Any = _one_of(said)
        return Union[kinds, tuple[Annotated[str, Field(pattern=said["items"])], ...]], default  # noqa: UP007
    if "one_of" in said:
        return _one_of(said), default
    if isinstance(default, bool):
        return bool, default
    if isinstance(default, int):
        return int, Field(default, ge=said.get("least"))
    return str, Field(default, pattern=said.get("pattern"))


def _one_of(said: Mapping[str, Any]) -> Any:
    return Literal.__getitem__(tuple(said["one_of"]))


def settings_text() -> str:
    """The sections `[publishers]` and `[sources.<id>]` of `corridorwatch.toml`, as the manifests explain them."""
    lines = ["[publishers]"]
    for name, said in registry().addresses.items():
        lines += [*_comment(said["help"]), f'{name} = "{said["default"]}"']
    lines += ["", *_comment(_ASKED)]
    for name, each in registry().sources.items():
        lines += ["", f"[sources.{name}]"] if each.settings else []
        for key, said in each.settings.items():
            lines += [*_comment(said["help"]), f"{key} = {_written(said['default'])}"]
    return "\n".join(lines) + "\n"


_ASKED = (
    "A source is asked for where it is enabled here, by `corridorwatch fetch SOURCE`, or by a run when it is due"
    " (fetch_on_run). What was fetched or added is used either way, until an enabled one is older than max_age_days:"
    " then nothing is published until it is fetched."
)


def _comment(text: str) -> list[str]:
    import textwrap

    return [f"# {line}" for line in textwrap.wrap(text, 130, break_on_hyphens=False)]


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


def _one_of(said: Mapping[str, Any]) -> Any:
    return Literal.__getitem__(tuple(said["one_of"]))
