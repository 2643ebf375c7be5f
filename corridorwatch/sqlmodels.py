"""SQL models and checks: files under `sql/` that say what they make, held to it when they run.

A model is `sql/models/<schema>/<table>.sql`: a header of `--` lines and one SELECT.

    -- description: One row per ...
    -- grain: source_id, week
    -- columns:
    --   source_id VARCHAR: the source that speaks
    --   week DATE: Monday of the ISO week
    select ...

How columns that several tables have are written once is told in `corridorwatch.contracts`. `core.records_of_*` stands
for the rows of all models whose names begin so: a source's records count as soon as its model is there.

`-- released: no` keeps a table in the warehouse, out of releases. A release has each table in its DuckDB file and as
Parquet; as CSV too those of `ref` and `marts`, but for `-- csv: no`, and those of `core` with `-- csv: yes`.

A check is `sql/checks/<schema>.<table>.<rule>.sql`: a header (`description`, and `severity: soft` where a broken rule
only warns) and one SELECT that returns the rows that break the rule. No rows: the rule holds.

What SQL cannot compute, geometry, is filled in before a model's SELECT by the function that its header names
(`prepared_by: module:function`), from the tables it names (`prepared_from: ref.a, core.b, prepared.c`) and the values
it names (`prepared_with: radii_km`). The function writes the tables of the schema `prepared` that the header names
(`prepares: prepared.c`), which no release holds, and may leave there what it need not compute again. Another model may
read them: they are inputs of it as tables of models are.
"""

import hashlib
import importlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb

from corridorwatch import contracts
from corridorwatch.contracts import Column, Header, read_header
from corridorwatch.errors import BrokenModel, NoRoom
from corridorwatch.warehouse import literal, one, transaction

_PARAMETER = re.compile(r"\$([a-z_]+)")
_ALL_OF = re.compile(r"\b(ref|core|marts)\.(\w+_of_)\*")
_SCHEMAS = ("raw", "ref", "core", "marts", "prepared")


@dataclass(frozen=True)
class SqlFile:
    """A file of SQL with its header read. `name` is `schema.table`, or `schema.table.rule` for a check."""

    path: Path
    name: str
    header: Mapping[str, str]
    columns: tuple[Column, ...]
    sql: str
    after: frozenset[str] = frozenset()
    """The models whose preparations wrote what this one reads, as far as it was loaded with them."""

    @property
    def description(self) -> str:
        return self.header["description"]

    @property
    def grain(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.header.get("grain", "").split(",") if part.strip())

    @property
    def select(self) -> str:
        """The SELECT that makes the table. Another table's columns that the file's own leaves out are null in it."""
        if "columns of" not in self.header:
            return self.sql
        typed = ", ".join(f'null::{column.type} as "{column.name}"' for column in self.columns)
        return f"(select {typed} limit 0) union all by name ({self.sql})"

    @property
    def table(self) -> str:
        return ".".join(self.name.split(".")[:2])

    @property
    def rule(self) -> str:
        return self.name.split(".")[2]

    @property
    def is_soft(self) -> bool:
        return self.header.get("severity", "hard") == "soft"

    @property
    def is_released(self) -> bool:
        """Whether a release holds the table: not where the header says `released: no`, and why."""
        return not self.header.get("released", "yes").startswith("no")

    @property
    def has_csv(self) -> bool:
        """Whether a release holds the table as CSV too: by its header, not by its rows, so that no night moves it."""
        return self.header.get("csv", "no" if self.name.startswith("core.") else "yes").startswith("yes")

    @cached_property
    def digest(self) -> str:
        """The digest of the file, and of the columns and models that it stands for."""
        return hashlib.sha256(self.path.read_bytes() + repr(self.columns).encode() + self.sql.encode()).hexdigest()[:16]

    @cached_property
    def reads(self) -> frozenset[str]:
        """The tables of the project's schemas that the SELECT names, by DuckDB's own parse of it, or its preparation
        reads.
        """
        return frozenset(table for table in self._tables if not table.startswith("prepared."))

    @property
    def prepared_by(self) -> str | None:
        """The function that fills in what SQL cannot compute, as `module:function`."""
        return self.header.get("prepared_by")

    @property
    def prepared_with(self) -> tuple[str, ...]:
        """The names of the values that the preparation is given."""
        return self._named("prepared_with")

    @property
    def prepares(self) -> tuple[str, ...]:
        """The tables of the schema `prepared` that the preparation writes."""
        return self._named("prepares")

    @cached_property
    def reads_prepared(self) -> frozenset[str]:
        """The tables of the schema `prepared` that SELECT or preparation read and another's preparation wrote."""
        return frozenset(table for table in self._tables if table.startswith("prepared.")) - frozenset(self.prepares)

    @cached_property
    def _tables(self) -> frozenset[str]:
        # The parser takes no parameters; any literal in their place reads the same tables.
        named = tables_named(_PARAMETER.sub("null", self.sql), self.path)
        return frozenset(each.table for each in named).union(self._named("prepared_from"))

    def _named(self, line: str) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.header.get(line, "").split(",") if name.strip())

    def parameters(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the `$name` parameters that this file uses, and of those that its preparation is given.

        Raises:
            BrokenModel: it names one that does not exist.
        """
        names = {*self._in_sql, *self._named("prepared_with")}
        unknown = sorted(names - values.keys())
        if unknown:
            raise BrokenModel(
                f"{self.path} uses ${unknown[0]}, which no setting provides.",
                expected="one of " + ", ".join(f"${name}" for name in sorted(values)),
                next_step="correct the name, or add the setting to corridorwatch/config.py",
            )
        return {name: values[name] for name in names}

    @cached_property
    def _in_sql(self) -> frozenset[str]:
        return frozenset(_PARAMETER.findall(self.sql))

    def in_sql(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the `$name` parameters that the SELECT names."""
        return {name: value for name, value in self.parameters(values).items() if name in self._in_sql}


def load_models(folder: Path) -> list[SqlFile]:
    """Every model under `folder` (`sql/models`), in an order in which each comes after the tables it reads.

    Raises:
        BrokenModel: a header is incomplete, or models read each other in a circle.
    """
    models = read_headers(folder)
    for model in models.values():
        if not model.columns or not model.grain:
            raise BrokenModel(
                f"{model.path} does not say its {'grain' if model.columns else 'columns'}.",
                expected="-- description:, -- grain: and -- columns: with every column's type and meaning",
                next_step="complete the header",
            )
    wrote = {table: name for name, model in models.items() for table in model.prepares}
    for name, model in models.items():
        if unknown := sorted(model.reads_prepared - wrote.keys()):
            raise BrokenModel(
                f"{model.path} reads {unknown[0]}, which no model's preparation writes.",
                expected="-- prepares: with its name in the header of the model whose preparation writes it",
                next_step="name it there, or read another table",
            )
        if after := frozenset(wrote[table] for table in model.reads_prepared):
            models[name] = replace(model, after=after)
    graph = {name: sorted((model.reads | model.after) & models.keys()) for name, model in models.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise BrokenModel(
            f"models read each other in a circle: {' -> '.join(error.args[1])}.",
            expected="each table made from tables before it",
            next_step="break the circle in one of these files",
        ) from error
    return [models[name] for name in order]


def read_headers(folder: Path) -> dict[str, SqlFile]:
    """Table -> its model with its columns, by name; what they read would take DuckDB half a second to parse."""
    models, headers = {}, {}
    for path in sorted(folder.glob("*/*.sql")):
        name = f"{path.parent.name}.{path.stem}"
        models[name], headers[name] = _read(path, name)
    resolved = contracts.resolve(headers, contracts.read_dictionary(folder))
    return {name: replace(model, columns=resolved[name]) for name, model in models.items()}


def load_checks(folder: Path) -> list[SqlFile]:
    """Every check under `folder` (`sql/checks`), by name."""
    return [_read(path, path.stem)[0] for path in sorted(folder.glob("*.sql"))]


def load_queries(folder: Path) -> dict[str, SqlFile]:
    """Every SELECT under `folder` (`sql/figures`, `sql/pages`, `sql/queries`): file stem -> file."""
    return {path.stem: _read(path, path.stem)[0] for path in sorted(folder.glob("*.sql"))}


def build(connection: duckdb.DuckDBPyConnection, model: SqlFile, values: Mapping[str, Any]) -> int:
    """Create or replace the model's table and hold it to its header.

    Args:
        values: values for `$name` parameters, among them `as_of`.

    Returns:
        The number of rows.

    Raises:
        BrokenModel: the SELECT fails, the result's columns are not the header's, or two rows share the grain.
        NoRoom: the disk would not take the table.
    """
    try:
        with transaction(connection):
            make(connection, model, values)
    except (duckdb.IOException, duckdb.TransactionException) as error:
        raise NoRoom(f"the table {model.table}", error) from error
    return one(connection.execute(f"select count(*) from {model.table}"))[0]


def make(connection: duckdb.DuckDBPyConnection, model: SqlFile, values: Mapping[str, Any]) -> None:
    """The same within a transaction of the caller's.

    Raises:
        BrokenModel: as `build`.
        duckdb.IOException: the disk would not take the table.
    """
    connection.execute(f"create schema if not exists {model.table.split('.')[0]}")
    _prepare(connection, model, values)
    _create(connection, model, values)
    _hold_to_header(connection, model)
    _hold_to_grain(connection, model)


def _prepare(connection: duckdb.DuckDBPyConnection, model: SqlFile, values: Mapping[str, Any]) -> None:
    named = model.prepared_by
    if named is None:
        return
    module, _, function = named.partition(":")
    try:
        prepare = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise BrokenModel(
            f"{model.path} is prepared by {named}, which is not there.",
            expected="-- prepared_by: module:function, a function of a connection and the parameters' values",
            next_step="correct the header",
        ) from error
    given = model.parameters(values)
    prepare(connection, {name: given[name] for name in model.prepared_with})


def _create(connection: duckdb.DuckDBPyConnection, model: SqlFile, values: Mapping[str, Any]) -> None:
    try:
        connection.execute(f"create or replace table {model.table} as\n{model.select}", model.in_sql(values))
    except duckdb.IOException:
        raise
    except duckdb.Error as error:
        raise BrokenModel(
            f"{model.path} failed: {error}",
            expected="one SELECT that DuckDB can run on the tables before it",
            next_step=f"mend the file; run it alone with: corridorwatch sql on a release, or the test of {model.table}",
        ) from error


def write_comments(connection: duckdb.DuckDBPyConnection, model: SqlFile, *, database: str) -> None:
    """Write the header's description and meanings on the model's table in `database`.

    A release's tables carry them. The warehouse is read by nobody else, and a thousand statements cost it a second.
    """
    table = f"{database}.{model.table}"
    of_columns = (f'column {table}."{column.name}" is {literal(column.meaning)}' for column in model.columns)
    # One statement after the other takes twice as long.
    told = [f"table {table} is {literal(model.description)}", *of_columns]
    connection.execute("; ".join(f"comment on {each}" for each in told))


@dataclass(frozen=True)
class Verdict:
    """What a check found: how many rows break the rule, and the first of them as text."""

    check: SqlFile
    count: int
    examples: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.count == 0

    def sentence(self) -> str:
        """The rule, how many rows break it, and the first of them."""
        lines = [f"{self.check.name}: {self.count} row(s) break the rule: {self.check.description}"]
        return "\n".join(lines + [f"  {example}" for example in self.examples])


def judge(
    connection: duckdb.DuckDBPyConnection, check: SqlFile, values: Mapping[str, Any], *, show: int = 5
) -> Verdict:
    """Run a check and name the first `show` rows that break it."""
    result = connection.execute(check.sql, check.parameters(values))
    names = [column[0] for column in result.description]
    rows = result.fetchall()
    examples = tuple(
        ", ".join(f"{name}={'unknown' if value is None else value}" for name, value in zip(names, row, strict=True))
        for row in rows[:show]
    )
    return Verdict(check, len(rows), examples)


def _read(path: Path, name: str) -> tuple[SqlFile, Header]:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = read_header(lines)
    if not header.said.get("description"):
        raise BrokenModel(
            f"{path} has no description.",
            expected="a first line `-- description: One row per ...`",
            next_step="write what the file returns",
        )
    sql = "\n".join(lines[header.lines :]).strip().rstrip(";")
    return SqlFile(path, name, header.said, (), _ALL_OF.sub(lambda found: _union(path, *found.groups()), sql)), header


def _union(path: Path, schema: str, beginning: str) -> str:
    """The tables whose names begin so, one after the other, by the files of the models that make them."""
    models = next(folder for folder in path.parents if folder.name == "models")
    tables = [f"from {schema}.{each.stem}" for each in sorted((models / schema).glob(f"{beginning}*.sql"))]
    return f"({' union all by name '.join(tables)})"


@dataclass(frozen=True)
class NamedTable:
    """A table of the project's schemas where a SELECT names it: `start` is the place of its schema, in bytes."""

    table: str
    start: int
    has_alias: bool


def tables_named(sql: str, path: Path) -> list[NamedTable]:
    """The tables that a SELECT reads, by DuckDB's own parse of it, from its first line to its last.

    Raises:
        BrokenModel: it is no SELECT; `path` is the file that it stands in.
    """
    found: list[NamedTable] = []

    def look(node: dict[str, Any]) -> dict[str, Any]:
        if node.get("type") == "BASE_TABLE" and node.get("schema_name") in _SCHEMAS:
            table = f"{node['schema_name']}.{node['table_name']}"
            found.append(NamedTable(table, node["query_location"], bool(node["alias"])))
        return node

    serialized = one(duckdb.execute("select json_serialize_sql(?::varchar)", [sql]))[0]
    tree = json.loads(serialized, object_hook=look)
    if tree["error"]:
        raise BrokenModel(
            f"{path} is no SELECT that DuckDB can parse: {tree['error_message']}",
            expected="a header of -- lines and one SELECT",
            next_step="mend the file",
        )
    return sorted(found, key=lambda named: named.start)


def _hold_to_header(connection: duckdb.DuckDBPyConnection, model: SqlFile) -> None:
    found = [(row[0], row[1]) for row in connection.execute(f"describe {model.table}").fetchall()]
    declared = [(column.name, column.type) for column in model.columns]
    if found == declared:
        return
    pairs = zip_longest(declared, found, fillvalue="nothing more")
    wanted, given = next(pair for pair in pairs if pair[0] != pair[1])
    raise BrokenModel(
        f"{model.path}: the header declares {wanted}, the SELECT gives {given}.",
        expected="the header's columns, in its order, with its types",
        next_step="make the header and the SELECT agree",
    )


def _hold_to_grain(connection: duckdb.DuckDBPyConnection, model: SqlFile) -> None:
    grain = ", ".join(model.grain)
    # Rows that share a grain share its hash: as many hashes as rows, and none does. It takes half the time.
    rows, hashes = one(connection.execute(f"select count(*), count(distinct hash({grain})) from {model.table}"))
    if rows == hashes:
        return
    twice = connection.execute(
        f"select {grain}, count(*) from {model.table} group by all having count(*) > 1 order by all limit 1"
    ).fetchone()
    if twice:
        raise BrokenModel(
            f"{model.table} has {twice[-1]} rows for {grain} = {', '.join(map(str, twice[:-1]))}.",
            expected=f"one row per {grain}",
            next_step=f"look for a join that multiplies rows in {model.path}",
        )
