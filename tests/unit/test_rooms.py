"""Who may know whom: sources stand on what they have in common, and nothing else knows a source by its name."""

import ast
import re
from pathlib import Path

from corridorwatch.config import ROOT
from corridorwatch.manifests import registry

PACKAGE = ROOT / "corridorwatch"


def imports(path: Path) -> set[str]:
    """The modules of the project that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found


def test_what_sources_have_in_common_imports_none_of_them() -> None:
    below = [*(PACKAGE / "ingest").glob("*.py"), PACKAGE / "manifests.py", PACKAGE / "config.py"]
    assert [
        path.name for path in below if any(name.startswith("corridorwatch.sources") for name in imports(path))
    ] == []


def test_publishers_do_not_import_each_other() -> None:
    folders = {each.folder for each in registry().publishers.values()}
    for path in (PACKAGE / "sources").glob("*/*.py"):
        others = folders - {path.parent.name}
        assert not {
            name for name in imports(path) if name.split(".")[1:2] == ["sources"] and set(name.split(".")) & others
        }


def test_no_logic_names_a_publisher_but_its_own() -> None:
    """A third publisher that revises its rows would have been cited as UCDP."""
    ids = "|".join(registry().publishers)
    named = re.compile(rf"""["']({ids})["']|raw\.({ids})\b""")
    own = {each.folder for each in registry().publishers.values()}
    found = []
    for path in [*PACKAGE.rglob("*.py"), *(ROOT / "assets").glob("*.py"), *(ROOT / "sql").rglob("*.sql")]:
        is_own = path.parent.name in own or any(path.stem.endswith(f"_of_{name}") for name in own)
        # The default ceilings of deaths that wait on names are those of this edition's own sources.
        if not is_own and path.name != "config.py" and "queries" not in path.parts:
            # A query's header gives an example of a condition.
            logic = re.sub(r"(?m)^-- trace:.*$", "", path.read_text(encoding="utf-8"))
            found += [str(path.relative_to(ROOT))] if named.search(logic) else []
    assert found == []
