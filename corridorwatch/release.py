"""Releases: a folder that is published whole or not at all.

`<home>/releases/<stamp>/` holds `corridorwatch.duckdb`, `parquet/`, `csv/`, `site/`, `datapackage.json`,
`manifest.json` and, last, `success`. It is built under a hidden name, renamed when complete, and `<home>/latest` is
swapped to it in one step. Everything in it but the DuckDB file's bytes follows from the inputs and the as-of date.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

import duckdb

from corridorwatch import __version__
from corridorwatch.as_of import write_macros
from corridorwatch.config import ROOT, SQL, Settings
from corridorwatch.datapackage import describe
from corridorwatch.errors import NoRoom, ReleaseError
from corridorwatch.leaving import SCHEMAS, rows_for, sources_that_may_leave, sources_that_stay
from corridorwatch.spreadsheets import plain_sql
from corridorwatch.sqlmodels import SqlFile, write_comments
from corridorwatch.warehouse import literal, own_cursor, transaction

STAMP = "%Y%m%dT%H%M%SZ"
BUILDING = ".building-"
WRITERS = 2
"""How many small tables of a release are written at a time."""
ROW_GROUP = 122_880
"""The rows that DuckDB keeps, and hands to one processor, as one."""
_OF_THE_FILE = ("snapshot_sha256", "row_number")
"""Columns that say where a row lay in the file it came from; not part of what it says, nor of `content_digest`."""


_TOLD_BY_FILES = """
select table_name from duckdb_tables()
where database_name = current_database() and schema_name = 'raw'
    and (table_name in ('source_files', 'source_spans') or ends_with(table_name, '_sightings'))
order by table_name
"""


@dataclass(frozen=True)
class Release:
    """A published release. `rows` counts all tables, `bytes` all files; `edition` names its content."""

    path: Path
    edition: str
    as_of: date
    rows: int
    bytes: int
    is_latest: bool


def clear(releases: Path) -> None:
    """Remove what runs that were killed, or found no room, left half built or half removed."""
    for folder in (*releases.glob(f"{BUILDING}*"), *releases.glob("[0-9]*T[0-9]*Z")):
        if not (folder / "success").is_file():
            shutil.rmtree(folder)


def begin(releases: Path, moment: datetime) -> Path:
    """The hidden folder of the release being built at `moment`, empty."""
    clear(releases)
    folder = releases / f"{BUILDING}{moment:{STAMP}}"
    folder.mkdir(parents=True)
    return folder


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
    inputs.append([[str(cell) for cell in row] for row in held.fetchall()])
    libraries = {name: version(name) for name in ("corridorwatch", "duckdb", "polars", "plotly", "jinja2")}
    named = hashlib.sha256(json.dumps([inputs, str(as_of), settings.sql_parameters, libraries]).encode())
    for folder in (SQL, ROOT / "corridorwatch"):
        for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            named.update(file.read_bytes())
    return named.hexdigest()[:12]


def link_site(settings: Settings, named: str, folder: Path) -> Path | None:
    """Give `folder` the site of a published release of the same edition, by hard links: it would be drawn the same.

    Returns:
        The release whose site it is, or None where there is none to link.
    """
    for made in published(settings):
        if made.edition == named:
            shutil.copytree(made.path / "site", folder / "site", copy_function=_link)
            return made.path
    return None


def publish(
    connection: duckdb.DuckDBPyConnection,
    models: Sequence[SqlFile],
    settings: Settings,
    *,
    moment: datetime,
    as_of: date,
) -> Release:
    """Export the tables into the folder that holds the site, seal it, and make it the latest.

    A release as of an earlier date than the latest one leaves `latest` where it is.

    Raises:
        ReleaseError: the site is missing, or a release of the same second exists.
        NoRoom: the disk would not take it.
    """
    building = settings.releases / f"{BUILDING}{moment:{STAMP}}"
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
        tables = _write_tables(connection, released, building)
        write_macros(building / "corridorwatch.duckdb", released, settings.sql_parameters)
        named = edition(connection, settings, as_of)
        _write_json(building / "datapackage.json", describe(connection, released, tables, named, as_of))
        _write_json(
            building / "manifest.json",
            {
                "edition": named,
                "as_of": str(as_of),
                "versions": {"corridorwatch": __version__, "duckdb": duckdb.__version__},
                "settings": _settings(connection, settings),
                "inputs": _inputs(connection),
                "changed_rows": _changed_rows(connection),
                "tables": tables,
            },
        )
        _seal(building)
    except (duckdb.IOException, OSError) as error:
        raise NoRoom(f"the release in {building}", error) from error
    building.rename(final)
    (final / "success").touch(mode=0o444)
    # A look back is published beside the latest, not in its place: readers of `latest` want what is known now.
    if not (settings.home / "latest" / "success").is_file() or as_of >= latest(settings).as_of:
        _point(settings.home / "latest", final)
    _drop_old(settings)
    return read_release(final, settings.home)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


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
    """Every complete release, newest first."""
    folders = sorted((path.parent for path in settings.releases.glob("*/success")), reverse=True)
    return [read_release(folder, settings.home) for folder in folders]


def read_release(folder: Path, home: Path) -> Release:
    """What the manifest of the release in `folder` says."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Release(
        path=folder,
        edition=manifest["edition"],
        as_of=date.fromisoformat(manifest["as_of"]),
        rows=sum(table["rows"] for table in manifest["tables"].values()),
        bytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
        is_latest=(home / "latest").resolve() == folder.resolve(),
    )


def rows_of(model: SqlFile, sources: Collection[str] | None) -> str:
    """The model's rows in the order of its grain: what `leaving.rows_for` leaves of these sources, or all without any.

    All rows are for this machine only.
    """
    columns = [column.name for column in model.columns]
    told = f"select * from {model.table}" if sources is None else rows_for(sources, model.table, columns)
    return f"{told} order by {', '.join(model.grain)}"


def _write_tables(
    connection: duckdb.DuckDBPyConnection, models: Sequence[SqlFile], folder: Path
) -> dict[str, dict[str, object]]:
    """Write every table, ordered by its grain and with its comments, into a DuckDB file, and from there into files."""
    # No log: the file counts when it is whole.
    file = literal(str(folder / "corridorwatch.duckdb"))
    leaving = sources_that_may_leave(connection)
    connection.execute(f"attach {file} as release_file (recovery_mode no_wal_writes)")
    try:
        for schema in SCHEMAS:
            connection.execute(f"create schema release_file.{schema}")
        for kind in ("csv", "parquet"):
            (folder / kind).mkdir()

        def write(model: SqlFile, own: duckdb.DuckDBPyConnection) -> dict[str, object]:
            with own:
                with transaction(own):
                    own.execute(f"create table release_file.{model.table} as {rows_of(model, leaving)}")
                    write_comments(own, model, database="release_file")
                # Once it is committed: DuckDB reads what is not with one processor only.
                return _export(own, model, folder)

        # DuckDB shares out the row groups of a table among processors; tables of one are shared out here.
        small = [model for model in models if _rows(connection, model.table) <= ROW_GROUP]
        written = {model.table: write(model, own_cursor(connection)) for model in models if model not in small}
        with ThreadPoolExecutor(WRITERS) as pool:
            found = pool.map(write, small, [own_cursor(connection) for _ in small])
            written |= zip([model.table for model in small], found, strict=True)
            # The run makes nothing more. DuckDB writes a file with one processor: two files, two.
            folded = pool.submit(own_cursor(connection).execute, "checkpoint")
            connection.execute("checkpoint release_file")
            folded.result()
        return {model.table: written[model.table] for model in models}
    finally:
        connection.execute("detach release_file")


def _export(connection: duckdb.DuckDBPyConnection, model: SqlFile, folder: Path) -> dict[str, object]:
    """Copy one table of the release's database to CSV and Parquet.

    Its digests are those of the files, and `content_digest`: that of its rows without the place they had in a
    publisher's file, which a run as of the same day gives again after the file has grown.
    """
    csv_columns = ", ".join(plain_sql(column.name, column.type) for column in model.columns)
    sizes = {}
    # A CSV is opened in spreadsheets: its texts are no formulas. Parquet holds them as they are.
    for kind, options, columns in (
        ("csv", "format csv, header true", csv_columns),
        ("parquet", "format parquet, compression zstd", "*"),
    ):
        path = folder / kind / f"{model.table}.{kind}"
        connection.execute(
            f"copy (select {columns} from release_file.{model.table}) to {literal(str(path))} ({options})"
        )
        sizes[kind] = path
    digests = {f"{kind}_sha256": _sha256(path) for kind, path in sizes.items()}
    rows = _rows(connection, f"release_file.{model.table}")
    return {"rows": rows, **digests, "content_digest": _content_digest(connection, model) or digests["csv_sha256"][:32]}


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return connection.execute(f"select count(*) from {table}").fetchone()[0]


def _content_digest(connection: duckdb.DuckDBPyConnection, model: SqlFile) -> str | None:
    """The digest of a table without the columns that say where a row lay; None for a table that has none of them.

    Of each row's JSON, combined so that memory does not grow with the rows.
    """
    dropped = [column.name for column in model.columns if column.name in _OF_THE_FILE]
    if not dropped:
        return None
    return connection.execute(
        "select md5(count(*) || ' ' || coalesce(bit_xor(md5_number(to_json(content)::varchar)), 0))"
        f" from (select * exclude ({', '.join(dropped)}) from release_file.{model.table}) as content"
    ).fetchone()[0]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed_rows(connection: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """What published rows were corrected or accepted as changed: how many, of which table, when and why."""
    columns = ("table", "kind", "rows", "on", "why")
    found = connection.execute(
        "select table_name, kind, count(distinct record_key), entered_on::varchar, note"
        " from ref.corrections group by all order by all"
    ).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def _inputs(connection: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """The files behind what is published; what may not leave stands in the edition alone."""
    stay = sources_that_stay(connection)
    rows = connection.execute(
        "select table_name, file_name, snapshot_sha256, received, accepted, refused from raw.received"
        " order by file_name, table_name"
    ).fetchall()
    columns = ("file", "sha256", "received", "accepted", "refused")
    return [dict(zip(columns, row, strict=True)) for source, *row in rows if source not in stay]


def _settings(connection: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, object]:
    """The settings, without those of sources of which nothing is published."""
    leaving = sources_that_may_leave(connection)
    ceilings = settings.names.unresolved_deaths_ceilings
    kept = {source: ceiling for source, ceiling in sorted(ceilings.items()) if source in leaving}
    return {**settings.sql_parameters, "unresolved_deaths_ceilings": json.dumps(kept)}


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _seal(folder: Path) -> None:
    """Make every file read-only and sure to be on the disk."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
            file.chmod(0o444)


def _point(link: Path, target: Path) -> None:
    """Swap the symlink in one step: a reader finds the old release or the new one, never none."""
    new = link.with_name(f".{link.name}-new")
    new.unlink(missing_ok=True)
    new.symlink_to(os.path.relpath(target, link.parent))
    new.replace(link)


def _drop_old(settings: Settings) -> None:
    """Remove complete releases past the newest `keep_releases`; the latest stays whatever its age."""
    complete = sorted((path.parent for path in settings.releases.glob("*/success")), reverse=True)
    for old in complete[settings.publishing.keep_releases :]:
        if old.resolve() != (settings.home / "latest").resolve():
            # First: what is killed half-way is then no release, and the next run removes the rest.
            (old / "success").unlink()
            shutil.rmtree(old)
