"""Releases: a folder that is published whole or not at all.

`<home>/releases/<stamp>/` holds `corridorwatch.duckdb`, `parquet/`, `csv/`, `site/`, `datapackage.json`,
`manifest.json` and, last, `success`. It is built under a hidden name, renamed when complete, and `<home>/latest` is
swapped to it in one step. Everything in it but the DuckDB file's bytes follows from the inputs and the as-of date.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from corridorwatch.as_of import macros
from corridorwatch.config import Settings
from corridorwatch.descriptors import write_descriptors
from corridorwatch.descriptors.datapackage import describe
from corridorwatch.errors import NoRoom, ReleaseError
from corridorwatch.leaving import SCHEMAS, sources_that_may_leave, sources_that_stay
from corridorwatch.lineage_kept import column_lineage
from corridorwatch.linked import link
from corridorwatch.release_tables import Earlier, made_by, write_tables
from corridorwatch.sqlmodels import SqlFile

STAMP = "%Y%m%dT%H%M%SZ"
BUILDING = ".building-"
_DAMAGED = (ValueError, KeyError, TypeError, AttributeError)
"""What reading a manifest raises that somebody or a broken disk changed."""

_TOLD_BY_FILES = """
select table_name from duckdb_tables()
where database_name = current_database() and schema_name = 'raw'
    and table_name in ('source_files', 'source_spans', 'sightings')
order by table_name
"""


@dataclass(frozen=True)
class Release:
    """A published release. `rows` counts all tables, `bytes` all files; `edition` names its content.

    `outcome`: of the one just published, what of it was taken over from earlier releases.
    """

    path: Path
    edition: str
    as_of: date
    rows: int
    bytes: int
    is_latest: bool
    outcome: str = ""


def clear(releases: Path) -> None:
    """Remove what runs that were killed, or found no room, left half built or half removed."""
    for folder in (*releases.glob(f"{BUILDING}*"), *releases.glob("[0-9]*T[0-9]*Z")):
        if not (folder / "success").is_file():
            shutil.rmtree(folder)


def begin(releases: Path, moment: datetime) -> Path:
    """The hidden folder of the release being built at `moment`, empty."""
    clear(releases)
    folder = under_way(releases, moment)
    folder.mkdir(parents=True)
    return folder


def under_way(releases: Path, moment: datetime) -> Path:
    """The folder of the release that is built at `moment`."""
    return releases / f"{BUILDING}{moment:{STAMP}}"


def edition(connection: duckdb.DuckDBPyConnection, settings: Settings, as_of: date) -> str:
    """A name for what is made: 12 hex digits of all that decides it.

    That is the inputs, those that may not leave included, the as-of date, the settings of knowledge, the code and SQL,
    and the libraries that write.
    """
    inputs = connection.execute(
        "select table_name, file_name, snapshot_sha256 from raw.received order by table_name"
    ).fetchall()
    # Files that no longer count still say what was said by then, and a file's name may say its version.
    for (table,) in connection.execute(_TOLD_BY_FILES).fetchall():
        inputs += connection.execute(
            f"select '{table}', count(*), sum(hash(told))::varchar, bit_xor(hash(told)) from raw.{table} as told"
        ).fetchall()
    # Pages say how old their sources are.
    held = connection.execute("select source_id, series, checked_on, last_error from raw.source_snapshots order by all")
    inputs += [tuple(str(cell) for cell in row) for row in held.fetchall()]
    libraries = {name: version(name) for name in ("corridorwatch", "duckdb", "polars", "plotly", "jinja2")}
    named = json.dumps([inputs, str(as_of), settings.sql_parameters, libraries, made_by()])
    return hashlib.sha256(named.encode()).hexdigest()[:12]


def link_site(settings: Settings, named: str, folder: Path) -> Path | None:
    """Give `folder` the site of a published release of the same edition, by hard links: it would be drawn the same.

    Returns:
        The release whose site it is, or None where there is none to link.
    """
    for made in published(settings):
        if made.edition == named:
            shutil.copytree(made.path / "site", folder / "site", copy_function=link)
            return made.path
    return None


def publish(
    connection: duckdb.DuckDBPyConnection,
    models: Sequence[SqlFile],
    settings: Settings,
    *,
    moment: datetime,
    as_of: date,
    full: bool = False,
) -> Release:
    """Export the tables into the folder that holds the site, seal it, and make it the latest.

    Tables that an earlier release has are taken over from it. A release as of an earlier date than the latest one
    leaves `latest` where it is.

    Args:
        full: take nothing over; write every file.

    Raises:
        ReleaseError: the site is missing, or a release of the same second exists.
        NoRoom: the disk would not take it.
    """
    building = under_way(settings.releases, moment)
    if not (building / "site" / "index.html").is_file():
        raise ReleaseError(
            f"there is no site in {building}.", expected="the site drawn by the same run", next_step="corridorwatch run"
        )
    final = settings.releases / f"{moment:{STAMP}}"
    if final.exists():
        raise ReleaseError(
            f"the release {final} exists already.", expected="one release a second", next_step="corridorwatch run"
        )
    released = [model for model in models if model.is_released and model.table.split(".")[0] in SCHEMAS]
    try:
        tables = write_tables(
            connection,
            released,
            building,
            stamp=final.name,
            macros=macros(models, settings.sql_parameters),
            earlier=[] if full else _earlier(settings),
        )
        named = edition(connection, settings, as_of)
        lineage = column_lineage(connection, models)
        inputs = _inputs(connection)
        _write_json(
            building / "manifest.json",
            {
                "edition": named,
                "as_of": str(as_of),
                "versions": {"corridorwatch": version("corridorwatch"), "duckdb": duckdb.__version__},
                "settings": _settings(connection, settings),
                "inputs": inputs,
                "changed_rows": _changed_rows(connection),
                "tables": tables.facts,
            },
        )
        described = describe(
            connection,
            released,
            tables.facts,
            building,
            edition=named,
            as_of=as_of,
            lineage=lineage,
            site_url=settings.publishing.site_url,
        )
        write_descriptors(described, inputs, building)
        _seal(building)
    except (duckdb.IOException, OSError) as error:
        raise NoRoom(f"the release in {building}", error) from error
    building.rename(final)
    (final / "success").touch(mode=0o444)
    # A look back is published beside the latest, not in its place: readers of `latest` want what is known now.
    if as_of >= _latest_as_of(settings):
        _point(settings.home / "latest", final)
    _drop_old(settings)
    how = f"{tables.linked} of {len(released)} tables as in earlier releases; the DuckDB file {tables.database}"
    return replace(read_release(final, settings.home), outcome=how)


def _earlier(settings: Settings) -> list[Earlier]:
    """The complete releases, newest first; of one whose manifest is damaged, or of an older kind, nothing is taken."""
    found = []
    for folder in _complete(settings):
        try:
            told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["tables"]
            found.append(Earlier(folder, {name: facts for name, facts in told.items() if isinstance(facts, dict)}))
        except (OSError, *_DAMAGED):
            continue
    return found


def _latest_as_of(settings: Settings) -> date:
    """The as-of date of the latest release; the first of all days where there is none that can be read."""
    try:
        return latest(settings).as_of
    except ReleaseError:
        return date.min


def latest(settings: Settings) -> Release:
    """The release behind `latest`.

    Raises:
        ReleaseError: nothing was published yet.
    """
    link = settings.home / "latest"
    if not (link / "success").is_file():
        raise ReleaseError(
            f"there is no release in {settings.home}.",
            expected="one made by an earlier run",
            next_step="corridorwatch run",
        )
    return read_release(link.resolve(), settings.home)


def find(settings: Settings, stamp: str = "") -> Release:
    """The release named `stamp`, or the latest when it is empty.

    Raises:
        ReleaseError: there is none of that name, or none at all.
    """
    if not stamp:
        return latest(settings)
    named = next((made for made in published(settings) if made.path.name == stamp), None)
    if named is None:
        raise ReleaseError(
            f"there is no release {stamp!r} in {settings.releases}.",
            expected="one of those that `corridorwatch releases` lists",
            next_step="corridorwatch releases",
        )
    return named


def published(settings: Settings) -> list[Release]:
    """Every complete release whose manifest can be read, newest first."""
    found = []
    for folder in _complete(settings):
        with suppress(ReleaseError):
            found.append(read_release(folder, settings.home))
    return found


def _complete(settings: Settings) -> list[Path]:
    return sorted((path.parent for path in settings.releases.glob("*/success")), reverse=True)


def read_release(folder: Path, home: Path) -> Release:
    """What the manifest of the release in `folder` says.

    Raises:
        ReleaseError: it is damaged.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return Release(
            path=folder,
            edition=manifest["edition"],
            as_of=date.fromisoformat(manifest["as_of"]),
            rows=sum(table["rows"] for table in manifest["tables"].values()),
            bytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
            is_latest=(home / "latest").resolve() == folder.resolve(),
        )
    except (OSError, *_DAMAGED) as error:
        raise ReleaseError(
            f"the manifest of the release {folder} cannot be read: {error!r}.",
            expected="manifest.json as the run wrote it",
            next_step="corridorwatch run, which writes a new release",
        ) from error


def _changed_rows(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """What published rows were corrected or accepted as changed: how many, of which table, when and why."""
    columns = ("table", "kind", "rows", "on", "why")
    found = connection.execute(
        "select table_name, kind, count(distinct record_key), entered_on::varchar, note"
        " from ref.corrections group by all order by all"
    ).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def _inputs(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The files behind what is published; what may not leave stands in the edition alone."""
    stay = sources_that_stay(connection)
    rows = connection.execute(
        "select table_name, file_name, snapshot_sha256, received, accepted, refused from raw.received"
        " order by file_name, table_name"
    ).fetchall()
    columns = ("table", "file", "sha256", "received", "accepted", "refused")
    return [dict(zip(columns, row, strict=True)) for row in rows if row[0] not in stay]


def _settings(connection: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, Any]:
    """The settings, without those of sources of which nothing is published."""
    leaving = sources_that_may_leave(connection)
    ceilings = settings.names.unresolved_deaths_ceilings
    kept = {source: ceiling for source, ceiling in sorted(ceilings.items()) if source in leaving}
    return {**settings.sql_parameters, "unresolved_deaths_ceilings": json.dumps(kept)}


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _seal(folder: Path) -> None:
    """Make every file read-only and sure to be on the disk; what is linked from an earlier release is both."""
    for file in folder.rglob("*"):
        if file.is_file():
            status = file.stat()
            if status.st_nlink == 1:
                with file.open("rb") as handle:
                    os.fsync(handle.fileno())
            if status.st_mode & 0o777 != 0o444:
                file.chmod(0o444)


def _point(link: Path, target: Path) -> None:
    """Swap the symlink in one step: a reader finds the old release or the new one, never none."""
    new = link.with_name(f".{link.name}-new")
    new.unlink(missing_ok=True)
    new.symlink_to(os.path.relpath(target, link.parent))
    new.replace(link)


def _drop_old(settings: Settings) -> None:
    """Remove complete releases past the newest `keep_releases`; the latest stays whatever its age."""
    for old in _complete(settings)[settings.publishing.keep_releases :]:
        if old.resolve() != (settings.home / "latest").resolve():
            # First: what is killed half-way is then no release, and the next run removes the rest.
            (old / "success").unlink()
            shutil.rmtree(old)
