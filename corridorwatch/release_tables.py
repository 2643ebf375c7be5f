"""The tables of a release: written, or taken over from an earlier release in which they are the same.

A table's *key* is the digest of the rows of it that may leave, of its model's file, and of all that writes: code, SQL,
DuckDB. It stands in the manifest, and tells nothing of rows that stay. Where an earlier release has a table of the same
key, its CSV and Parquet are hard links to the files there, once their digests are those of the manifest there.

The DuckDB file is a copy of an earlier one, never a link: clients open it for writing unless told not to. A table that
changed is replaced in the copy only where nothing that the table told is gone; DuckDB does not overwrite what it
drops. Otherwise, and where rows may not leave and a table changed, the file is written from nothing.
"""

import hashlib
import re
import zlib
from collections.abc import Collection, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from corridorwatch.as_of import Macro, write_macros
from corridorwatch.config import ROOT, SQL
from corridorwatch.cutoff import contents
from corridorwatch.errors import ReleaseError
from corridorwatch.leaving import SCHEMAS, rows_for, sources_that_may_leave
from corridorwatch.linked import digest_of, sha256_of, taken_over
from corridorwatch.spreadsheets import plain_sql
from corridorwatch.sqlmodels import SqlFile, write_comments
from corridorwatch.warehouse import literal, one, own_cursor, transaction

DATABASE = "corridorwatch.duckdb"
WRITERS = 2
"""How many tables of a release are written to files at a time, each with one processor."""
SORTED_UNSEEN = 8_192
"""Up to so many rows a table is sorted without a look at whether it is already, which would cost as much."""
_OF_THE_FILE = ("file_name", "snapshot_sha256", "row_number")
"""Columns that say where a row lay in the file it came from; not part of what it says, nor of `content_digest`."""
_PLAIN = frozenset({"BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DATE", "TIMESTAMP"})
"""Types of which a value that is gone names nobody and no place: yes and no, whole numbers, days."""
_TABLE = re.compile(rf"\b(?:{'|'.join(SCHEMAS)})\.\w+")
_KEPT = """
create schema if not exists prepared;
create table if not exists prepared.leaving (
    name varchar primary key, resting_on varchar not null, contents varchar not null
);
create table if not exists prepared.released (
    stamp varchar primary key, key varchar not null, sha256 varchar not null
);
create table if not exists prepared.empty_release (key varchar not null, file blob not null)
"""


@dataclass(frozen=True)
class Earlier:
    """A complete release on the disk: its folder, and what its manifest says of each table."""

    folder: Path
    tables: Mapping[str, Mapping[str, Any]]

    def key(self, table: str) -> object:
        return self.tables.get(table, {}).get("key")


@dataclass(frozen=True)
class Tables:
    """The tables of a release: what the manifest says of each, how many have the files of an earlier release, and how
    the DuckDB file came about.
    """

    facts: Mapping[str, Mapping[str, Any]]
    linked: int
    database: str


@dataclass(frozen=True)
class _Table:
    """A table to release: its rows that may leave as a SELECT, the digest of these, and its key."""

    model: SqlFile
    told: str
    contents: str
    key: str

    @property
    def name(self) -> str:
        return self.model.table

    @property
    def rows(self) -> int:
        return int(self.contents.split()[0])

    @property
    def kinds(self) -> tuple[str, ...]:
        return ("csv", "parquet") if self.model.has_csv else ("parquet",)


@cache
def made_by() -> str:
    """The digest of all that decides how tables are written, beside their rows: the SQL, the code, DuckDB's version."""
    digest = hashlib.sha256(duckdb.__version__.encode())
    for folder in (SQL, ROOT / "corridorwatch"):
        for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def rows_of(model: SqlFile, sources: Collection[str] | None) -> str:
    """The model's rows in the order of its grain: what `leaving.rows_for` leaves of these sources, or all without any.

    All rows are for this machine only.
    """
    columns = [column.name for column in model.columns]
    told = f"select * from {model.table}" if sources is None else rows_for(sources, model.table, columns)
    return f"{told} order by {', '.join(model.grain)}"


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    models: Sequence[SqlFile],
    folder: Path,
    *,
    stamp: str,
    macros: Sequence[Macro],
    earlier: Sequence[Earlier],
) -> Tables:
    """Fill `folder` with the DuckDB file and every table's Parquet and, where the model has one, CSV.

    Args:
        connection: the warehouse, with every table made.
        stamp: the name that the release will have.
        macros: the macros that the DuckDB file carries.
        earlier: the complete releases on the disk, newest first.
    """
    connection.execute(_KEPT)
    sources = sources_that_may_leave(connection)
    tables = _tables(connection, models, sources)
    for kind in ("csv", "parquet"):
        (folder / kind).mkdir()
    linked = {table.name: facts for table in tables if (facts := _link(table, folder, earlier))}
    key = digest_of([sources, _sources_held_back(connection), macros, made_by(), [model.table for model in models]])
    written, database = _write(connection, tables, folder, key, linked.keys(), macros, earlier)
    facts = {table.name: linked.get(table.name) or written[table.name] for table in tables}
    _remember(connection, stamp, key, folder / DATABASE, earlier)
    return Tables(facts, len(linked), database)


def _tables(connection: duckdb.DuckDBPyConnection, models: Sequence[SqlFile], sources: Collection[str]) -> list[_Table]:
    """Each model's table with the digest of what leaves, which is kept until a table that decides it changes."""
    found = []
    held = contents_of_tables(connection, [model.table for model in models])
    kept = {name: rest for name, *rest in connection.execute("from prepared.leaving").fetchall()}
    new = []
    for model in models:
        told = rows_for(sources, model.table, [column.name for column in model.columns])
        read = sorted(set(_TABLE.findall(told)))
        resting_on = digest_of([told, duckdb.__version__, [held[table] for table in read]])
        before, left = kept.get(model.table, ("", ""))
        if before != resting_on:
            left = _contents_of(connection, model.table, told, held[model.table])
            new.append((model.table, resting_on, left))
        found.append(_Table(model, told, left, digest_of([model.table, model.digest, left, made_by()])))
    if new:
        with transaction(connection):
            told = "select unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[])"
            connection.execute(f"insert or replace into prepared.leaving {told}", [*map(list, zip(*new, strict=True))])
    return found


def contents_of_tables(connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> dict[str, str]:
    """The digests of the contents of whole tables: those that the run has reckoned already, and of these."""
    try:
        held = dict(connection.execute("select name, contents from prepared.made").fetchall())
    except duckdb.CatalogException:
        held = {}
    return {**held, **{table: contents(connection, table) for table in tables if table not in held}}


def _contents_of(connection: duckdb.DuckDBPyConnection, table: str, told: str, held: str) -> str:
    """The digest of the rows that leave; that of the whole table, which is known, where every row leaves as it is."""
    if told.startswith(f"select * from {table} where "):
        (rows,) = one(connection.execute(f"select count(*) from ({told})"))
        if rows == int(held.split()[0]):
            return " ".join(held.split()[:3])
    counted = one(connection.execute(f"select count(*), bit_xor(hash(told)), sum(hash(told)) from ({told}) as told"))
    return " ".join(map(str, counted))


def _sources_held_back(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The sources held by the as-of date whose rows may not leave."""
    found = connection.execute("select source_id from ref.sources where not rows_may_leave order by source_id")
    return [source for (source,) in found.fetchall()]


def _link(table: _Table, folder: Path, earlier: Sequence[Earlier]) -> dict[str, Any] | None:
    """Link the table's files from the newest earlier release that has them whole; what the manifest says of them."""
    for release in earlier:
        facts = release.tables.get(table.name, {})
        if facts.get("key") != table.key or not isinstance(facts.get("content_digest"), str):
            continue
        paths = [f"{kind}/{table.name}.{kind}" for kind in table.kinds]
        digests = {f"{kind}_sha256": facts.get(f"{kind}_sha256") for kind in table.kinds}
        pairs = zip(paths, digests.values(), strict=True)
        if all(taken_over(release.folder / path, folder / path, sha256) for path, sha256 in pairs):
            return _facts(table, digests, facts["content_digest"])
        for path in paths:
            (folder / path).unlink(missing_ok=True)
    return None


def _write(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[_Table],
    folder: Path,
    key: str,
    linked: Collection[str],
    macros: Sequence[Macro],
    earlier: Sequence[Earlier],
) -> tuple[dict[str, dict[str, Any]], str]:
    """Make the DuckDB file, and from it the files of tables that are not linked; what the manifest says of these."""
    file = folder / DATABASE
    changed = _copy(connection, tables, file, key, earlier)
    if changed is None:
        to_make, how = list(tables), "written anew"
    else:
        to_make, how = changed, f"copied, {len(changed)} tables replaced"
    made = {table.name for table in to_make}
    to_export = [table for table in tables if table.name not in linked]
    written: dict[str, dict[str, Any]] = {}
    if changed is None:
        _write_empty(connection, tables, file, macros, anew=not earlier)
    if to_make or to_export:
        with _attached(connection, file):
            touched = [table for table in tables if table.name in made or table.name not in linked]
            written = _make_and_export(connection, touched, made, linked, folder, are_there=changed is None)
        # Opened again: what is on the disk counts.
        with _attached(connection, file):
            _hold_to_rows(connection, tables)
    return written, how


def _write_empty(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[_Table], file: Path, macros: Sequence[Macro], *, anew: bool
) -> None:
    """Write the DuckDB file without its rows: tables, comments and macros, which follow from code and settings alone.

    It is kept in the warehouse, packed: a thousand comments and the macros take longer than the rows of small tables.
    """
    key = digest_of([made_by(), macros, [(table.name, table.model.digest) for table in tables]])
    kept = connection.execute("select file from prepared.empty_release where key = ?", [key]).fetchone()
    if kept and not anew:
        file.write_bytes(zlib.decompress(kept[0]))
        return
    models = [table.model for table in tables]
    with _attached(connection, file):
        with own_cursor(connection) as own:
            own.execute("use release_file")
            with transaction(own):
                for schema in SCHEMAS:
                    own.execute(f"create schema {schema}")
                for model in models:
                    columns = ", ".join(f'"{column.name}" {column.type}' for column in model.columns)
                    own.execute(f"create table {model.table} ({columns})")
                    write_comments(own, model, database="release_file")
            write_macros(own, macros)
        connection.execute("checkpoint release_file")
    with transaction(connection):
        connection.execute("delete from prepared.empty_release")
        connection.execute(
            "insert into prepared.empty_release values (?, ?)", [key, zlib.compress(file.read_bytes(), level=1)]
        )


def _make_and_export(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[_Table],
    to_make: Collection[str],
    linked: Collection[str],
    folder: Path,
    *,
    are_there: bool,
) -> dict[str, dict[str, Any]]:
    """Put tables into the attached DuckDB file, ordered by their grain and with comments, and from there into files.

    Args:
        are_there: the file holds every table to make, empty and with its comments.
    """

    # One after the other, and on one connection: what DuckDB 1.5 is given for one table while it commits or folds in
    # another is lost without a word.
    for table in tables:
        if table.name in to_make:
            told = _in_order(connection, table)
            if are_there:
                connection.execute(f"insert into release_file.{table.name} {told}")
            else:
                with transaction(connection):
                    connection.execute(f"create or replace table release_file.{table.name} as {told}")
                    write_comments(connection, table.model, database="release_file")
    connection.execute("checkpoint release_file")
    to_export = sorted((table for table in tables if table.name not in linked), key=lambda table: -table.rows)
    with ThreadPoolExecutor(WRITERS) as pool:
        # The run makes nothing more.
        folded = pool.submit(own_cursor(connection).execute, "checkpoint")
        found = list(
            pool.map(
                lambda table, own: _export(own, table, folder), to_export, [own_cursor(connection) for _ in to_export]
            )
        )
        folded.result()
    return {table.name: facts for table, facts in zip(to_export, found, strict=True)}


def _hold_to_rows(connection: duckdb.DuckDBPyConnection, tables: Sequence[_Table]) -> None:
    """Hold the DuckDB file to the rows that it was given.

    Raises:
        ReleaseError: a table has others.
    """
    for table in tables:
        (held,) = one(connection.execute(f"select count(*) from release_file.{table.name}"))
        if held != table.rows:
            raise ReleaseError(
                f"{table.name} has {held:,} rows in the release's DuckDB file.",
                expected=f"the {table.rows:,} of it that may leave",
                next_step="corridorwatch run --full; nothing was published",
            )


def _in_order(connection: duckdb.DuckDBPyConnection, table: _Table) -> str:
    """The SELECT of the table's rows in the order of its grain; as they lie where they lie in it.

    Most models end with that order, and DuckDB gives rows as they lie: a look costs a third of sorting.
    """
    grain = [f'"{name}"' for name in table.model.grain]
    ordered = f"{table.told} order by {', '.join(grain)}"
    if table.rows <= SORTED_UNSEEN:
        return ordered
    before = [f"lag({name}) over ()" for name in grain]
    named = ", ".join(f"{name}, {lag} as before_{at}" for at, (name, lag) in enumerate(zip(grain, before, strict=True)))
    follows = "false"
    for at, name in reversed(list(enumerate(grain))):
        follows = f"({name} > before_{at} or {name} = before_{at} and {follows})"
    # An unknown is neither before nor after; the first row has none before it.
    of_order = connection.execute(f"select count(*) filter ({follows}) from (select {named} from ({table.told}))")
    return table.told if one(of_order)[0] == table.rows - 1 else ordered


def _copy(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[_Table], file: Path, key: str, earlier: Sequence[Earlier]
) -> list[_Table] | None:
    """Copy the DuckDB file of the earlier release that differs least.

    Returns:
        The tables to replace in the copy; None, and no file, where one has to be written from nothing.
    """
    kept = {stamp: rest for stamp, *rest in connection.execute("from prepared.released").fetchall()}
    found = []
    for release in earlier:
        before, sha256 = kept.get(release.folder.name, ("", ""))
        if before == key:
            changed = [table for table in tables if release.key(table.name) != table.key]
            found.append((sum(table.rows + 1 for table in changed), release, changed, sha256))
    for rows, release, changed, sha256 in sorted(found, key=lambda each: each[0]):
        # Much of it new: written from nothing it costs as much, and has no gaps.
        if changed and (_sources_held_back(connection) or 2 * rows > sum(table.rows for table in tables)):
            return None
        if not taken_over(release.folder / DATABASE, file, sha256, by_copy=True):
            continue
        if changed:
            with _attached(connection, file):
                is_gone = any(_is_something_gone(connection, table) for table in changed)
            if is_gone:
                file.unlink()
                return None
        return changed
    return None


def _is_something_gone(connection: duckdb.DuckDBPyConnection, table: _Table) -> bool:
    """Whether the table in the attached file holds a text, a fraction or a list that the new rows do not.

    What is dropped from a DuckDB file stays in its free blocks: a name that was taken back, a point that was too exact.
    """
    columns = [(column.name, column.type) for column in table.model.columns]
    held = connection.execute(f"describe release_file.{table.name}").fetchall()
    if [column[:2] for column in held] != columns:
        return True
    return any(
        connection.execute(
            f'select "{name}" from release_file.{table.name} except select "{name}" from ({table.told}) limit 1'
        ).fetchall()
        for name, kind in columns
        if kind not in _PLAIN
    )


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, file: Path) -> Generator[None]:
    # No log: the file counts when it is whole.
    connection.execute(f"attach {literal(str(file))} as release_file (recovery_mode no_wal_writes)")
    try:
        yield
    finally:
        connection.execute("detach release_file")


def _export(connection: duckdb.DuckDBPyConnection, table: _Table, folder: Path) -> dict[str, Any]:
    """Copy one table of the release's database to its files."""
    # A CSV is opened in spreadsheets: its texts are no formulas. Parquet holds them as they are.
    csv_columns = ", ".join(plain_sql(column.name, column.type) for column in table.model.columns)
    options = {"csv": ("format csv, header true", csv_columns), "parquet": ("format parquet, compression zstd", "*")}
    digests = {}
    for kind in table.kinds:
        path = folder / kind / f"{table.name}.{kind}"
        told, columns = options[kind]
        connection.execute(f"copy (select {columns} from release_file.{table.name}) to {literal(str(path))} ({told})")
        digests[f"{kind}_sha256"] = sha256_of(path)
    return _facts(table, digests, _content_digest(connection, table) or digests.get("csv_sha256", "")[:32])


def _facts(table: _Table, digests: Mapping[str, Any], content_digest: object) -> dict[str, Any]:
    """What the manifest says of a table.

    Its digests are those of the files, and `content_digest`: that of its rows without the place they had in a
    publisher's file, which a run as of the same day gives again after the file has grown.
    """
    return {
        "rows": table.rows,
        **digests,
        "content_digest": content_digest or digest_of(table.contents)[:32],
        "key": table.key,
    }


def _content_digest(connection: duckdb.DuckDBPyConnection, table: _Table) -> str | None:
    """The digest of a table without the columns that say where a row lay; None for a table that has none of them.

    Of each row's JSON, combined so that memory does not grow with the rows.
    """
    dropped = [column.name for column in table.model.columns if column.name in _OF_THE_FILE]
    if not dropped:
        return None
    return one(
        connection.execute(
            "select md5(count(*) || ' ' || coalesce(bit_xor(md5_number(to_json(content)::varchar)), 0))"
            f" from (select * exclude ({', '.join(dropped)}) from release_file.{table.name}) as content"
        )
    )[0]


def _remember(
    connection: duckdb.DuckDBPyConnection, stamp: str, key: str, file: Path, earlier: Sequence[Earlier]
) -> None:
    """Keep the digest of the DuckDB file: in the warehouse, as the manifest holds only what the inputs decide."""
    stamps = [release.folder.name for release in earlier]
    with transaction(connection):
        connection.execute("delete from prepared.released where not list_contains(?::varchar[], stamp)", [stamps])
        connection.execute("insert or replace into prepared.released values (?, ?, ?)", [stamp, key, sha256_of(file)])
