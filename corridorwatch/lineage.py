"""Column lineage: from which columns of which tables each column of a model is made, as sqlglot reads its SELECT.

What a row is joined or filtered by does not count. What a preparation in Python fills in, and what sqlglot cannot
follow, is said as the whole table: `column` is empty. Nothing is run and no table is looked at.

Conditions within a value (when, filter, over, the order of arg_max, the state of a week that decides whether a sum is
said) are part of its lineage, but not where a reader only follows the figure itself: `figures_only`.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from corridorwatch.config import SQL
from corridorwatch.sqlmodels import SqlFile

# What it cannot expand it says of each model; what is not found is said here.
logging.getLogger("sqlglot").setLevel(logging.ERROR)


_CLAUSES = ("where", "group", "having", "qualify", "order")
"""What decides which rows there are, and in which order, and makes no value."""


@dataclass(frozen=True, order=True)
class Origin:
    """A column that another one is made from. An empty `column`: of the table, nobody can say which."""

    table: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.table}.{self.column}" if self.column else self.table


def of_model(
    model: SqlFile, models: Mapping[str, SqlFile], *, figures_only: bool = False
) -> dict[str, tuple[Origin, ...]]:
    """Column of a model -> the columns that it is made from, in alphabetical order; none where it is a constant.

    Args:
        models: table -> its model: the columns of what it reads. Tables of `raw` and `prepared` need none.
        figures_only: without the columns of conditions, but where a value follows from conditions alone.
    """
    try:
        scope = _parsed(model, models)
    except SqlglotError:
        scope = None
    if scope is None:
        return {column.name: _whole(model.reads) for column in model.columns}
    every, figures = _Walk(models), _Walk(models, figures_only=True)
    # A column of the header that a SELECT with a list of names leaves out is null.
    is_listed = not any(select.is_star for select in _leftmost(scope.expression).selects)
    found = {}
    for column in model.columns:
        name = column.name
        origins = _simplest((figures_only and figures.origins(scope, name)) or every.origins(scope, name))
        is_known = every.has(scope, name) or is_listed
        found[name] = tuple(sorted(origins)) if is_known else _whole(model.reads)
    return found


def _parsed(model: SqlFile, models: Mapping[str, SqlFile]) -> Scope | None:
    schema: dict[str, Any] = {}
    for table in sorted(model.reads & models.keys()):
        of_schema, _, name = table.partition(".")
        schema.setdefault(of_schema, {})[name] = {column.name: column.type for column in models[table].columns}
    tree = sqlglot.parse_one(model.sql, dialect="duckdb")
    for select in tree.find_all(exp.Select):
        for clause in _CLAUSES:
            select.set(clause, None)
    tree = qualify(
        tree,
        schema=schema,
        dialect="duckdb",
        expand_alias_refs=False,
        allow_partial_qualification=True,
        validate_qualify_columns=False,
        identify=False,
        quote_identifiers=False,
    )
    return build_scope(tree)


def _whole(tables: Iterable[str]) -> tuple[Origin, ...]:
    return tuple(Origin(table) for table in sorted(tables))


def _simplest(origins: Iterable[Origin]) -> set[Origin]:
    """Without the whole of a table of which columns are named."""
    found = set(origins)
    named = {origin.table for origin in found if origin.column}
    return {origin for origin in found if origin.column or origin.table not in named}


class _Walk:
    """Follows columns through the parts of one SELECT."""

    def __init__(self, models: Mapping[str, SqlFile], *, figures_only: bool = False) -> None:
        self._models = models
        self._figures_only = figures_only
        self._found: dict[tuple[int, str], set[Origin]] = {}

    def has(self, scope: Scope, name: str) -> bool:
        return bool(self._selects(scope, name))

    def origins(self, scope: Scope, name: str) -> set[Origin]:
        """What the column `name` of a part is made from."""
        key = (id(scope), name)
        if key not in self._found:
            # A part that reads itself, as one that is recursive does, adds nothing to itself.
            self._found[key] = set()
            for owner, select in self._selects(scope, name):
                self._found[key] |= self._of_expression(owner, select, name)
        return self._found[key]

    def _selects(self, scope: Scope, name: str) -> list[tuple[Scope, exp.Expression]]:
        """The expressions that give a column, with the part of each: one, or that of each member of a union."""
        node = scope.expression
        if isinstance(node, exp.SetOperation):
            members = list(scope.set_operation_scopes)
            if node.args.get("by_name"):
                return [found for member in members for found in self._selects(member, name)]
            place = next((at for at, each in enumerate(_leftmost(node).selects) if each.alias_or_name == name), None)
            if place is None:
                return [found for member in members for found in self._selects(member, name)]
            return [found for member in members for found in self._at(member, place)]
        if isinstance(node, exp.Subquery):
            return [found for inner in scope.subquery_scopes for found in self._selects(inner, name)]
        selects = getattr(node, "selects", [])
        named = [each for each in selects if each.alias_or_name == name]
        if named:
            return [(scope, named[0])]
        unnamed = [each for each in selects if each.is_star or each.find(exp.Explode, exp.Unnest)]
        return [(scope, each) for each in unnamed]

    def _at(self, scope: Scope, place: int) -> list[tuple[Scope, exp.Expression]]:
        node = scope.expression
        if isinstance(node, exp.SetOperation):
            return [found for member in scope.set_operation_scopes for found in self._at(member, place)]
        selects = getattr(node, "selects", [])
        return [(scope, selects[place])] if place < len(selects) else []

    def _of_expression(self, scope: Scope, select: exp.Expression, name: str) -> set[Origin]:
        found: set[Origin] = set()
        if select.is_star:
            for source in scope.sources.values():
                found |= self._of_source(source, name)
            return found
        inner = {id(each.expression): each for each in scope.subquery_scopes}
        parts = _figures(select, inner) if self._figures_only else select.walk(prune=lambda node: id(node) in inner)
        for node in parts:
            if id(node) in inner:
                for column in getattr(node, "named_selects", []):
                    found |= self.origins(inner[id(node)], column)
            elif isinstance(node, exp.Column) and not isinstance(node.this, exp.Star):
                found |= self._of_column(scope, node)
        return found

    def _of_column(self, scope: Scope, column: exp.Column) -> set[Origin]:
        part: Scope | None = scope
        while part is not None:
            if column.table in part.sources:
                return self._of_source(part.sources[column.table], column.name)
            part = part.parent
        if not column.table:
            # Of a star that cannot be expanded, or a name given in the same SELECT.
            named = [each for each in getattr(scope.expression, "selects", []) if each.alias == column.name]
            if named and column.find_ancestor(exp.Alias) is not named[0]:
                return self._of_expression(scope, named[0], column.name)
            sources = list(scope.sources.values())
            return set().union(*(self._of_source(source, column.name) for source in sources)) if sources else set()
        return set()

    def _of_source(self, source: exp.Expression | Scope, name: str) -> set[Origin]:
        if isinstance(source, Scope):
            if source.is_udtf:
                return {
                    origin
                    for node in source.expression.find_all(exp.Column)
                    for origin in self._of_column(source.parent or source, node)
                }
            return self.origins(source, name) if self.has(source, name) else set()
        if not isinstance(source, exp.Table) or not source.db:
            return set()
        table = f"{source.db}.{source.name}"
        model = self._models.get(table)
        if model and name not in {column.name for column in model.columns}:
            return set()
        return {Origin(table, name)}


def _leftmost(node: Any) -> Any:
    while isinstance(node, exp.SetOperation | exp.Subquery):
        node = node.this
    return node


def _figures(node: exp.Expression, inner: Collection[int]) -> Iterator[exp.Expression]:
    """The parts of an expression that make its value, without those that only decide which of them does."""
    if id(node) in inner or isinstance(node, exp.Column):
        yield node
        return
    kept = list(node.iter_expressions())
    if isinstance(node, exp.Case):
        kept = [*(each.args["true"] for each in node.args["ifs"]), node.args.get("default")]
    elif isinstance(node, exp.If):
        kept = [node.args.get("true"), node.args.get("false")]
    elif isinstance(node, exp.Filter | exp.Window | exp.ArgMin | exp.ArgMax):
        kept = [node.this]
    elif isinstance(node, exp.Anonymous) and (places := _places(node.name.lower())):
        kept = [each for at, each in enumerate(node.expressions) if at in places]
    for each in kept:
        if isinstance(each, exp.Expression):
            yield from _figures(each, inner)


@cache
def _places(macro: str) -> frozenset[int]:
    """The places of those arguments of a macro of `sql/macros` that make its value; none of what is no such macro."""
    path = SQL / "macros" / f"{macro}.sql"
    if not path.is_file():
        return frozenset()
    made = sqlglot.parse_one(path.read_text(encoding="utf-8"), dialect="duckdb")
    body = made.expression
    if body is None or isinstance(body, exp.Query):
        return frozenset()
    named = {each.name for each in _figures(body, ()) if isinstance(each, exp.Column)}
    arguments = (each.name for each in getattr(made.this, "expressions", []))
    return frozenset(at for at, name in enumerate(arguments) if name in named)
