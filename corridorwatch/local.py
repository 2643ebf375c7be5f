"""Everything that is held, for this machine only: `<home>/local/`, written beside the releases and never part of one.

Where the licence of a held source keeps its rows on the machine, releases are without them. Whoever holds the licence
reads them here: `corridorwatch.duckdb` has the tables of a release with every row, what was refused at ingest
besides; `site/<source>/` is the site drawn from that source alone: no other source's rows, counts or name are in it,
nor the totals that others published. Every page and every answer says that it is not for release. The folder is that of
the newest run, and is gone when no such source is held. What would come out the same is kept: all of it where the
edition is the same, its database where no table changed.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import duckdb

from corridorwatch.as_of import Macro, macros, write_macros
from corridorwatch.config import Settings
from corridorwatch.cutoff import contents
from corridorwatch.errors import CorridorwatchError, NoRoom
from corridorwatch.leaving import SCHEMAS
from corridorwatch.linked import digest_of, sha256_of, taken_over
from corridorwatch.release_tables import contents_of_tables, made_by, rows_of
from corridorwatch.sqlmodels import SqlFile, write_comments
from corridorwatch.warehouse import literal, own_cursor, transaction

NOTICE = "not for release"
DATABASE = "corridorwatch.duckdb"
_OF_INGEST = ("quarantine", "received")


@dataclass(frozen=True)
class Local:
    """What lies in the local folder: its path, the as-of date, and the sources whose rows may not leave."""

    path: Path
    as_of: date
    sources: tuple[str, ...]

    @property
    def notice(self) -> str:
        """What must be said wherever all of it is shown."""
        return _notice(self.sources)


def closed_sources(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, bool]]:
    """Sources that hold records and whose rows may not leave, each with whether it has a period that can be drawn."""
    return connection.execute(
        "select source_id, bool_or(period_start is not null and period_end is not null) from ref.sources"
        " where not rows_may_leave and source_id in (select source_id from core.records) group by all order by all"
    ).fetchall()


def write_local(
    connection: duckdb.DuckDBPyConnection,
    models: Sequence[SqlFile],
    settings: Settings,
    *,
    as_of: date,
    edition: str,
    full: bool = False,
) -> Local | None:
    """Write the local folder anew, or remove it where every held row may leave.

    Args:
        connection: the warehouse, with every table made.
        full: keep nothing of the former folder.

    Returns:
        What is in it; None where there is nothing that a release does not hold.

    Raises:
        NoRoom: the disk would not take it; the former folder stays.
    """
    from corridorwatch.site.kept import publish_site  # commands that only read this folder draw nothing

    folder, building = settings.home / "local", settings.home / ".local-building"
    shutil.rmtree(building, ignore_errors=True)
    closed = closed_sources(connection)
    drawings = settings.drawings / "local"
    drawn = [source for source, has_period in closed if has_period]
    for kept in drawings.glob("*"):
        if kept.name not in drawn:
            shutil.rmtree(kept, ignore_errors=True)
    if not closed:
        shutil.rmtree(folder, ignore_errors=True)
        return None
    made = Local(folder, as_of, tuple(source for source, _ in closed))
    released = [model for model in models if model.is_released and model.table.split(".")[0] in SCHEMAS]
    carried = macros(models, settings.sql_parameters)
    key = _key(connection, released, carried)
    before = {} if full else _facts(folder)
    fronts = [folder / "site" / source / "index.html" for source in ("", *drawn)]
    try:
        building.mkdir(parents=True)
        kept = before.get("database_key") == key and taken_over(
            folder / DATABASE, building / DATABASE, before.get("database_sha256")
        )
        if kept and before.get("edition") == edition and all(front.is_file() for front in fronts):
            shutil.rmtree(building)
            return made
        if not kept:
            _write_database(connection, released, building / DATABASE, carried)
        for source in drawn:
            site, notice = building / "site" / source, _notice([source])
            keep = drawings / source
            publish_site(connection, keep, site, as_of=as_of, stamp=edition, only=source, notice=notice, anew=full)
        _write_front(building / "site", made, drawn)
        facts = {
            "notice": NOTICE,
            "as_of": str(as_of),
            "edition": edition,
            "sources": made.sources,
            "database_key": key,
            "database_sha256": sha256_of(building / DATABASE),
        }
        (building / "local.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    except (duckdb.IOException, OSError) as error:
        shutil.rmtree(building, ignore_errors=True)
        raise NoRoom(f"the local folder {folder}", error) from error
    shutil.rmtree(folder, ignore_errors=True)
    building.rename(folder)
    return made


def _key(connection: duckdb.DuckDBPyConnection, models: Sequence[SqlFile], carried: Sequence[Macro]) -> str:
    """The digest of all that the database follows from."""
    held = contents_of_tables(connection, [model.table for model in models])
    tables = [(model.table, model.digest, held[model.table]) for model in models]
    refused = [contents(connection, f"raw.{table}") for table in _OF_INGEST]
    return digest_of([tables, refused, carried, made_by()])


def _facts(folder: Path) -> dict[str, Any]:
    """What the former folder says of itself; nothing where it is not there, damaged or of an older kind."""
    try:
        facts = json.loads((folder / "local.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _notice(sources: Sequence[str]) -> str:
    return f"{NOTICE}: holds rows that may not leave this machine, of {', '.join(sources)}"


def read_local(settings: Settings) -> Local:
    """What the local folder holds.

    Raises:
        CorridorwatchError: there is none.
    """
    folder = settings.home / "local"
    try:
        facts = json.loads((folder / "local.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise CorridorwatchError(
            f"there is no {folder}: every row held by the newest run may leave, and is in its release.",
            expected="a held source whose licence keeps its rows on this machine, and a run since it came",
            next_step="corridorwatch run, or ask the release: corridorwatch sql QUERY",
        ) from error
    return Local(folder, date.fromisoformat(facts["as_of"]), tuple(facts["sources"]))


def _write_database(
    connection: duckdb.DuckDBPyConnection, models: Sequence[SqlFile], file: Path, carried: Sequence[Macro]
) -> None:
    connection.execute(f"attach {literal(str(file))} as local_file (recovery_mode no_wal_writes)")
    try:
        with transaction(connection):
            for schema in (*SCHEMAS, "raw"):
                connection.execute(f"create schema local_file.{schema}")
            for model in models:
                connection.execute(f"create table local_file.{model.table} as {rows_of(model, None)}")
                write_comments(connection, model, database="local_file")
            for table in _OF_INGEST:
                connection.execute(f"create table local_file.raw.{table} as select * from raw.{table} order by all")
        with own_cursor(connection) as own:
            own.execute("use local_file")
            write_macros(own, carried)
        connection.execute("checkpoint local_file")
    finally:
        connection.execute("detach local_file")


def _write_front(site: Path, made: Local, drawn: Sequence[str]) -> None:
    site.mkdir(exist_ok=True)
    links = "".join(f'<li><a href="{source}/index.html">{escape(source)}</a></li>' for source in drawn)
    site.joinpath("index.html").write_text(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Not for release</title></head><body>'
        f"<h1>On this machine only</h1><p><strong>{escape(made.notice)}</strong>. As of {made.as_of}.</p>"
        f"<p>One site for each of these sources, drawn from it alone:</p><ul>{links}</ul></body></html>\n",
        encoding="utf-8",
    )
