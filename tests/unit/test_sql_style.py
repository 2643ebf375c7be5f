"""SQL reads alike in every file: short lines, small letters, commas at the ends of lines."""

import re

import pytest

from corridorwatch.config import SQL

FILES = sorted(SQL.rglob("*.sql"))
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_UPPER = re.compile(
    r"\b(?:SELECT|FROM|WHERE|JOIN|LEFT|ON|GROUP|ORDER|BY|UNION|ALL|WITH|CASE|WHEN|THEN|ELSE|END|AND|OR|NOT|NULL|AS|IN|IS)\b"
)


def code(text: str) -> list[str]:
    """The lines of a file, without texts in quotes and comments."""
    return [re.sub(r"--.*", "", _LITERAL.sub("''", line)) for line in text.split("\n")]


def test_lines_end_before_the_120th_character_unless_one_text_takes_it_up() -> None:
    long = [
        f"{path.relative_to(SQL)}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if len(line) > 120 and max(map(len, _LITERAL.findall(line) or [""])) < 80
    ]
    assert long == []


@pytest.mark.parametrize("folder", ["models", "checks", "macros", "queries", "as_of", "figures", "pages"])
def test_keywords_are_small_and_no_line_begins_with_a_comma(folder: str) -> None:
    odd = [
        f"{path.relative_to(SQL)}: {line.strip()}"
        for path in FILES
        if path.relative_to(SQL).parts[0] == folder
        for line in code(path.read_text(encoding="utf-8"))
        if _UPPER.search(line) or line.lstrip().startswith(",")
    ]
    assert odd == []
