"""Early cutoff: a table is made again only when something that it rests on changed, by content and not by date.

A table's key is the digest of its file and the project's macros, the values it is given, the code that prepares it,
DuckDB's version, and the contents of every table it reads: what models made, what ingests wrote into `raw`, and
what preparations wrote into `prepared`. The key unchanged, the table stands, and a check that held on it holds.

The key is written in the transaction that makes the table, so neither is ever there without the other, however a run
ends: the warehouse's file is the state after one of its commits.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version
from typing import Any

import duckdb

from corridorwatch import sqlmodels
from corridorwatch.config import PACKAGE
from corridorwatch.errors import NoRoom
from corridorwatch.sqlmodels import SqlFile, Verdict
from corridorwatch.warehouse import literal, one, transaction

_KEPT = """
create schema if not exists prepared;
create table if not exists prepared.made (
    name varchar primary key, key varchar not null, contents varchar not null, rows bigint not null, since date not null
)
"""
# A table that somebody dropped is made anew; a check, `schema.table.rule`, stands for as long as its table does.
_MADE = """
select name, key, rows, contents, since from prepared.made
where regexp_extract(name, '^[^.]+[.][^.]+') in (select schema_name || '.' || table_name from duckdb_tables())
"""
_MACROS = """
select function_name, parameters, macro_definition from duckdb_functions()
where not internal and macro_definition is not null and database_name = current_database() order by all
"""


@dataclass(frozen=True)
class Made:
    """A table as it stands: its rows, the digest of its contents, the as-of day of the run that last made it anew, and
    whether that was this run.
    """

    rows: int
    contents: str
    since: date
    is_new: bool


class Cutoff:
    """The tables of one warehouse through one run. `raw` tables must not change while it is in use, nor those of
    `prepared` that models read but by the models whose headers name them.

    Args:
        connection: the warehouse.
        full: forget every key, so that all tables are made anew.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, full: bool = False) -> None:
        self._connection = connection
        self._told: dict[str, str] = {}
        connection.execute(_KEPT)
        self._macros = repr(connection.execute(_MACROS).fetchall())
        if full:
            connection.execute("delete from prepared.made")
        found = connection.execute(_MADE).fetchall()
        self._kept = {name: (key, Made(*made, is_new=False)) for name, key, *made in found}

    def make(self, model: SqlFile, values: Mapping[str, Any]) -> Made:
        """Make the model's table, unless the one that is there rests on the same.

        Args:
            values: values for `$name` parameters, among them `as_of`.

        Raises:
            BrokenModel: as `sqlmodels.build`.
            NoRoom: the disk would not take the table.
        """
        key = self._key(model, values)
        kept, before = self._kept.get(model.name, ("", None))
        if before and kept == key:
            return replace(before, is_new=False)
        for table in model.prepares:
            self._told.pop(table, None)
        try:
            with transaction(self._connection):
                sqlmodels.make(self._connection, model, values)
                told = contents(self._connection, model.table)
                # A table made again may be what it was.
                since = before.since if before and before.contents == told else values["as_of"]
                made = Made(int(told.split()[0]), told, since, is_new=True)
                self._keep(model.name, key, made)
        except (duckdb.IOException, duckdb.TransactionException) as error:
            raise NoRoom(f"the table {model.table}", error) from error
        self._kept[model.name] = (key, made)
        return made

    def judge(self, check: SqlFile, values: Mapping[str, Any]) -> Verdict:
        """Run the check, unless it held on the same tables. One that found rows is asked again every time."""
        key = self._key(check, values)
        if self._kept.get(check.name, ("",))[0] == key:
            return Verdict(check, 0, ())
        verdict = sqlmodels.judge(self._connection, check, values)
        if verdict.passed:
            held = Made(0, "0", values["as_of"], is_new=True)
            with transaction(self._connection):
                self._keep(check.name, key, held)
            self._kept[check.name] = (key, held)
        return verdict

    def _key(self, file: SqlFile, values: Mapping[str, Any]) -> str:
        """The digest of all that the file's rows follow from."""
        given = file.parameters(values)
        reads = sorted(file.reads | file.reads_prepared)
        resting_on = [
            file.digest,
            self._macros,
            duckdb.__version__,
            _code() if file.prepared_by else "",
            *(f"{name}={given[name]!r}" for name in sorted(given)),
            *(f"{table} {self._contents(table)}" for table in reads if table != file.name),
        ]
        return hashlib.sha256("\n".join(resting_on).encode()).hexdigest()

    def _contents(self, table: str) -> str:
        if table.partition(".")[0] in ("raw", "prepared"):
            if table not in self._told:
                self._told[table] = contents(self._connection, table)
            return self._told[table]
        if table in self._kept:
            return self._kept[table][1].contents
        return contents(self._connection, table)

    def _keep(self, name: str, key: str, made: Made) -> None:
        # In words of its own, for values of parameters look for pandas one by one: a third of the time.
        row = f"{literal(name)}, '{key}', '{made.contents}', {made.rows}, date '{made.since}'"
        self._connection.execute(
            f"delete from prepared.made where name = {literal(name)}; insert into prepared.made values ({row})"
        )


def contents(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """The digest of a table's columns and rows, whatever their order: the number of rows, then three numbers.

    A table that is not there has none.
    """
    try:
        columns = connection.execute(f"describe {table}").fetchall()
    except duckdb.CatalogException:
        return "0 none"
    named = hashlib.sha256(repr([column[:2] for column in columns]).encode()).hexdigest()[:16]
    rows, crossed, added = one(
        connection.execute(f"select count(*), bit_xor(hash(told)), sum(hash(told)) from {table} as told")
    )
    return f"{rows} {crossed} {added} {named}"


@cache
def _code() -> str:
    """The digest of all code that prepares tables, and of the libraries that reckon in it."""
    files = sorted(PACKAGE.rglob("*.py"))
    libraries = [f"{name} {version(name)}" for name in ("numpy", "shapely")]
    return hashlib.sha256(b"\0".join([*(file.read_bytes() for file in files), repr(libraries).encode()])).hexdigest()
