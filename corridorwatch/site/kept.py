"""The drawing of a site that is kept from night to night, with blanks for what the day alone decides.

A night on which nothing came that a page shows fills in the blanks (`told`) and links the other files: nothing is
queried or drawn. The drawing stands as long as the code and SQL, the libraries that write, and the contents of every
table that its queries read are the same, and the as-of date has passed no day on which one of them would answer
otherwise (`_days`). What is missing, damaged or of another making is drawn anew: a drawing is no input of anything.
"""

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import duckdb

from corridorwatch import cutoff
from corridorwatch.config import PACKAGE, SQL
from corridorwatch.errors import NoRoom
from corridorwatch.leaving import CHOSEN_BY
from corridorwatch.linked import link
from corridorwatch.site.reader import reading
from corridorwatch.site.told import Told, told
from corridorwatch.site.writer import SiteReport, Writer
from corridorwatch.sqlmodels import SqlFile
from corridorwatch.warehouse import one

AT_PUBLICATION = "source_ages"
"""The query of `sql/pages` that is asked each night: what it answers is in the blanks, and drawn nowhere."""

_OF_AGES = ("ref.sources", "ref.source_snapshots")

AGEING = {"marts.weeks_still_filling": ("age",)}
"""Columns that each day moves, of tables of which pages show only the others."""

_COMPARED = re.compile(r"\b(?:where|and|or|on) (?:\w+\.)?(\w+) <= \$as_of::date\b(?! *[-+*/|:])")
_OTHER_USES = re.compile(r"\bleast\((?:\w+\.)?period_end, \$as_of::date\)|\byear\(\$as_of::date\)")

_FACTS = "drawing.json"
_SITE = "site"
_LIBRARIES = ("duckdb", "jinja2", "markupsafe", "plotly", "polars")


@dataclass(frozen=True)
class Drawing:
    """What a kept drawing rests on, and what it is made of.

    `key`: the digest of all but the tables that decides it. `tables`: those that its queries read, with the digest of
    the contents of each. `first_day`, `last_day`: the as-of dates that it stands for. `mark`: of its blanks.
    `headline`: the source that it draws. `files`: path -> SHA-256, and whether it has blanks.
    """

    key: str
    tables: dict[str, str]
    first_day: str
    last_day: str
    mark: str
    headline: str
    pages: int
    figures: int
    files: dict[str, tuple[str, bool]]


class _Damaged(Exception):
    """A file of the drawing is not what was drawn."""


def publish_site(
    connection: duckdb.DuckDBPyConnection,
    keep: Path,
    out: Path,
    *,
    as_of: date,
    stamp: str,
    only: str = "",
    notice: str = "",
    anew: bool = False,
) -> SiteReport:
    """Write the site below `out`: the bytes that `build_site` would write, from the drawing in `keep` where it stands.

    Args:
        connection: the warehouse, with every table made.
        keep: the folder of the drawing, of this site alone. What is in it is replaced where it does not stand.
        out: folder to write into. It shares files with `keep` that both only read.
        as_of, stamp, only, notice: as `build_site`.
        anew: draw whatever is kept.

    Returns:
        What was written, and whether it was drawn now.

    Raises:
        BrokenModel, CorridorwatchError: as `build_site`.
        NoRoom: the disk would not take it.
    """
    key = _key(only, notice)
    drawing = None if anew else _read(keep)
    try:
        if drawing and _stands(drawing, connection, key, as_of):
            try:
                return _fill(drawing, connection, keep, out, as_of=as_of, stamp=stamp, only=only)
            except _Damaged:
                shutil.rmtree(out, ignore_errors=True)
        drawing = _draw(connection, keep, key, as_of=as_of, only=only, notice=notice)
        report = _fill(drawing, connection, keep, out, as_of=as_of, stamp=stamp, only=only)
    except OSError as error:
        raise NoRoom(f"the site in {out}", error) from error
    return replace(report, is_new=True)


def _key(only: str, notice: str) -> str:
    """The digest of what decides a drawing beside tables and day: code, templates and SQL, libraries, whose it is."""
    libraries = {name: version(name) for name in _LIBRARIES}
    key = hashlib.sha256(json.dumps([libraries, only, notice]).encode())
    for folder in (SQL, PACKAGE):
        for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            key.update(f"{file.relative_to(folder)} {file.stat().st_size}\n".encode())
            key.update(file.read_bytes())
    return key.hexdigest()


def _read(keep: Path) -> Drawing | None:
    try:
        digest, _, facts = (keep / _FACTS).read_text(encoding="utf-8").partition("\n")
        # Of another making, or damaged.
        return Drawing(**json.loads(facts)) if digest == _sha256(facts.encode()) else None
    except (OSError, ValueError, TypeError):
        return None


def _stands(drawing: Drawing, connection: duckdb.DuckDBPyConnection, key: str, as_of: date) -> bool:
    return (
        drawing.key == key
        and drawing.first_day <= as_of.isoformat() <= drawing.last_day
        and drawing.tables == _contents(connection, drawing.tables)
    )


def _contents(connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> dict[str, str]:
    """The digest of the contents of each table, as the run noted it when it made the table, and of its columns."""
    held = connection.execute("select 1 from duckdb_tables() where schema_name = 'prepared' and table_name = 'made'")
    made = dict(connection.execute("select name, contents from prepared.made").fetchall()) if held.fetchone() else {}
    found = {}
    for table in sorted(tables):
        if table in AGEING:
            shown = f"(select * exclude ({', '.join(AGEING[table])}) from {table})"
            found[table] = cutoff.contents(connection, shown)
        else:
            found[table] = made.get(table) or cutoff.contents(connection, table)
    return found


def _draw(
    connection: duckdb.DuckDBPyConnection, keep: Path, key: str, *, as_of: date, only: str, notice: str
) -> Drawing:
    """Draw with blanks, whole under a hidden name, and then into `keep`."""
    building = keep.with_name(f".{keep.name}-drawing")
    # First: a disk that holds one drawing need not hold two.
    for folder in (keep, building):
        shutil.rmtree(folder, ignore_errors=True)
    try:
        drawing = _drawn(connection, building, key, as_of=as_of, only=only, notice=notice)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    building.rename(keep)
    return drawing


def _drawn(
    connection: duckdb.DuckDBPyConnection, folder: Path, key: str, *, as_of: date, only: str, notice: str
) -> Drawing:
    # What draws takes a while to read, and is read only where something is drawn.
    from corridorwatch.site.build import draw, headline_source

    mark = f"blank{secrets.token_hex(12)}"
    with reading(connection, as_of, only) as reader:
        site = draw(reader, Writer(folder / _SITE), headline_source(reader), Told.blank(mark), notice=notice)
        queries = [query for name, query in {**reader.figures, **reader.pages}.items() if name != AT_PUBLICATION]
    tables = {table for query in queries for table in query.reads} | CHOSEN_BY
    # The trend alone is drawn to the end of the as-of week.
    first, last = _days(connection, queries, as_of, by_week=site.trend_source is not None)
    files = {}
    for file in sorted(path for path in (folder / _SITE).rglob("*") if path.is_file()):
        content = file.read_bytes()
        files[file.relative_to(folder / _SITE).as_posix()] = (_sha256(content), mark.encode() in content)
    drawing = Drawing(
        key=key,
        tables=_contents(connection, tables),
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        mark=mark,
        headline=site.source.source_id,
        pages=site.writer.pages,
        figures=site.figures,
        files=files,
    )
    facts = json.dumps(asdict(drawing), indent=1) + "\n"
    (folder / _FACTS).write_text(f"{_sha256(facts.encode())}\n{facts}", encoding="utf-8")
    return drawing


def _days(
    connection: duckdb.DuckDBPyConnection, queries: Iterable[SqlFile], as_of: date, *, by_week: bool
) -> tuple[date, date]:
    """The first and the last as-of date on which the queries answer as they do on this one, from the same tables.

    A query compares the date with columns of dates (`week <= $as_of::date`): it answers otherwise from a day on that
    stands in one of them. It takes the date's year, and the date itself as the last day of a source that goes on after
    it. Of a query that does anything else with the date nothing is known: its answer is good for this one alone.

    Args:
        by_week: whether a chart ends with the week of the date.
    """
    dates = set(
        connection.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns()"
            " where database_name = current_database() and data_type = 'DATE'"
        ).fetchall()
    )
    compared: set[tuple[str, str]] = set()
    for query in queries:
        names = _COMPARED.findall(query.sql)
        found = {(table, name) for table in query.reads for name in names} & dates
        of_known_use = len(names) + len(_OTHER_USES.findall(query.sql))
        if query.sql.count("$as_of") > of_known_use or {name for _, name in found} != set(names):
            return as_of, as_of
        compared |= found
    goes_on = one(
        connection.execute(
            "select bool_or(period_end is null or period_end > $as_of) from ref.sources where period_start <= $as_of",
            {"as_of": as_of},
        )
    )[0]
    if goes_on:
        return as_of, as_of
    first, last = date(as_of.year, 1, 1), date(as_of.year, 12, 31)
    if by_week:
        monday = as_of - timedelta(days=as_of.weekday())
        first, last = max(first, monday), min(last, monday + timedelta(days=6))
    for table, name in sorted(compared):
        reached, comes = one(
            connection.execute(
                f"select max({name}) filter ({name} <= $as_of), min({name}) filter ({name} > $as_of) from {table}",
                {"as_of": as_of},
            )
        )
        first = max(first, reached or first)
        last = min(last, comes - timedelta(days=1) if comes else last)
    return first, last


def _fill(
    drawing: Drawing,
    connection: duckdb.DuckDBPyConnection,
    keep: Path,
    out: Path,
    *,
    as_of: date,
    stamp: str,
    only: str,
) -> SiteReport:
    """Write the drawing's files with the words of the day in its blanks, and link those that have none.

    Raises:
        _Damaged: a file is not what was drawn.
    """
    with reading(connection, as_of, only, tables=_OF_AGES) as reader:
        words = told(as_of, stamp, reader.rows(AT_PUBLICATION), drawing.headline)
    size = 0
    for path, (digest, has_blanks) in drawing.files.items():
        kept, file = keep / _SITE / path, out / path
        try:
            content = kept.read_bytes()
        except FileNotFoundError as error:
            raise _Damaged from error
        if _sha256(content) != digest:
            raise _Damaged
        file.parent.mkdir(parents=True, exist_ok=True)
        if has_blanks:
            content = words.fill(content, drawing.mark)
            file.write_bytes(content)
        else:
            link(kept, file)
        size += len(content)
    return SiteReport(pages=drawing.pages, figures=drawing.figures, bytes=size, is_new=False)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
