"""A pattern stands in the query as it is: one that comes out of a column or a case is compiled anew for every row."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import SQL
from corridorwatch.sqlmodels import load_checks, load_models, load_queries

FILES = [
    *load_models(SQL / "models"),
    *load_checks(SQL / "checks"),
    *(file for folder in ("figures", "pages", "queries") for file in load_queries(SQL / folder).values()),
]
COMPILES = re.compile(r"^(regexp_\w+|str(ing)?_split_regex)$")


def functions(node: object) -> Iterator[dict]:
    if isinstance(node, dict):
        if node.get("class") == "FUNCTION":
            yield node
        for part in node.values():
            yield from functions(part)
    elif isinstance(node, list):
        for part in node:
            yield from functions(part)


def loose(sql: str) -> list[str]:
    """The functions of a statement that are given a pattern which is no constant."""
    told = duckdb.execute("select json_serialize_sql(?::varchar)", [re.sub(r"\$[a-z_]+", "null", sql)]).fetchone()[0]
    return [
        function["function_name"]
        for function in functions(json.loads(told))
        if COMPILES.match(function["function_name"]) and function["children"][1]["class"] != "CONSTANT"
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_pattern_is_compiled_for_every_row(file: object) -> None:
    assert loose(file.sql) == []


@pytest.mark.parametrize("macro", sorted((SQL / "macros").glob("*.sql")), ids=lambda path: path.stem)
def test_no_macro_compiles_one_for_every_row(macro: Path) -> None:
    said = re.search(r"create or replace macro [^(]+\([^)]*\) as\b(.*);", macro.read_text(encoding="utf-8"), re.DOTALL)
    assert loose(f"select {said[1]}") == []


def test_one_that_a_column_or_a_case_gives_is_found() -> None:
    assert loose("select regexp_matches(text, pattern), regexp_extract(text, 'a') from t") == ["regexp_matches"]
    assert loose("select regexp_split_to_array(text, case when a then 'b' else 'c' end) from t") == [
        "regexp_split_to_array"
    ]
