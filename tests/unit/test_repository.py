"""What holds for the repository as a whole: layers, pins, settings, and what may never be written in a file."""

import ast
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from pydantic import BaseModel

import corridorwatch
from corridorwatch.config import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("corridorwatch", "assets", "pipelines")
MADE_BY_RUNNING = {".git", ".venv", ".uv_cache", "data", "dist", "tmp", "__pycache__"}
SCHEMAS = {"raw", "ref", "core", "marts"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or would be committed, relative to the root; without git, all but what running makes."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        found = {Path(name) for name in listed.split("\0") if name}
    except (OSError, subprocess.CalledProcessError):
        walked = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        found = {
            path for path in walked if not MADE_BY_RUNNING & set(path.parts) and not path.parts[0].endswith("_cache")
        }
    return tuple(sorted(path for path in found if (ROOT / path).is_file()))


def texts(*suffixes: str) -> Iterator[tuple[Path, str]]:
    for path in files():
        if not suffixes or path.suffix in suffixes:
            try:
                yield path, (ROOT / path).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture, or a fixture that is broken on purpose


def modules(*layers: str) -> Iterator[tuple[str, Path, ast.Module]]:
    """Module name, path and syntax tree of every Python file in the layers."""
    for path, text in texts(".py"):
        if path.parts[0] in layers:
            name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
            yield name, path, ast.parse(text, str(path))


def imported(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """`import a.b` gives a.b; `from a import b` gives a and a.b, since b may be a module."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def lines_that_match(pattern: str) -> list[str]:
    wanted = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if wanted.search(line)
    ]


@cache
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements() -> list[Requirement]:
    extras = project()["project"]["optional-dependencies"].values()
    return [Requirement(line) for group in (project()["project"]["dependencies"], *extras) for line in group]


@cache
def locked() -> dict[str, list[tuple[str, int]]]:
    """Package name -> (version, number of hashes) for each of its entries in requirements.lock."""
    entries: dict[str, list[tuple[str, int]]] = {}
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[a-z0-9])", text):
        if match := re.match(r"([a-z0-9._-]+)==(\S+)", block):
            entries.setdefault(match[1], []).append((match[2], block.count("--hash=sha256:")))
    return entries


@pytest.mark.parametrize(
    ("layer", "forbidden"), [("corridorwatch", {"assets", "pipelines", "dagster"}), ("assets", {"pipelines"})]
)
def test_imports_run_one_way(layer, forbidden):
    wrong = [
        f"{path} imports {name}"
        for _, path, tree in modules(layer)
        for name in imported(ast.walk(tree))
        if name.split(".")[0] in forbidden | {"tests"}
    ]
    assert not wrong


def test_no_module_imports_itself_in_a_circle():
    found = {name: set(imported(iter(tree.body))) for name, _, tree in modules(*LAYERS)}
    graph = {
        # A package's __init__ runs first when its module is imported: that is no circle the code wrote.
        name: {other for other in names if other in found and not name.startswith(f"{other}.") and other != name}
        for name, names in found.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_every_file_a_layer_needs_is_in_the_wheel():
    packed = set(project()["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
    assert packed >= {*LAYERS, "sql", "reference"}
    assert [name for name in packed if not (ROOT / name).exists()] == []


def test_no_file_names_a_package_registry():
    hosts = r"py(?:pi)\.org|python(?:hosted)\.org|registry\.(?:npmjs|yarnpkg)"
    assert lines_that_match(hosts + r"|--(?:extra-)?(?:index-url)|--(?:find-links)") == []


def test_no_file_names_a_path_of_one_machine():
    assert lines_that_match(r"(?<![\w.>~-])/(?:home|root|Users|work|tmp)/\w") == []


def test_no_left_over_marker():
    words = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]
    code = r"\b(?:" + "|".join(words) + r")\b"
    assert [line for line in lines_that_match(code) if not line.startswith("reference/")] == []


def test_no_file_is_larger_than_one_megabyte():
    assert [str(path) for path in files() if (ROOT / path).stat().st_size > 1_000_000] == []


def test_python_files_stay_under_500_lines():
    assert [str(path) for path, text in texts(".py") if text.count("\n") >= 500] == []


def test_every_locked_package_has_a_hash():
    assert len(locked()) > len(requirements())
    assert [name for name, entries in locked().items() if any(hashes == 0 for _, hashes in entries)] == []


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.name)
def test_the_lock_holds_what_pyproject_asks_for(requirement):
    versions = [version for version, _ in locked().get(requirement.name, [])]
    assert versions, f"{requirement.name} is not in requirements.lock: make lock"
    assert all(version in requirement.specifier for version in versions), (
        f"{requirement} is locked to {versions}: make lock"
    )


def test_every_dependency_has_its_reason():
    reasons = (ROOT / "docs/decisions/0001-stack.md").read_text(encoding="utf-8")
    rows = " ".join(line.split("|")[1] for line in reasons.splitlines() if line.startswith("| "))
    assert [
        name for name in {item.name for item in requirements()} if not re.search(rf"(?<![\w-]){name}(?![\w-])", rows)
    ] == []


def test_the_settings_file_holds_every_setting_with_its_default():
    file = ROOT / "corridorwatch.toml"
    assert load_settings({"CORRIDORWATCH_CONFIG": str(file)}) == Settings(
        home=ROOT / "data", own_tables=ROOT / "data/entered/own_tables"
    )

    def keys(model: type[BaseModel]) -> dict:
        """The shape of the model: setting -> None, section -> its own shape."""
        shapes = {name: field.annotation for name, field in model.model_fields.items()}
        return {
            name: keys(kind) if isinstance(kind, type) and issubclass(kind, BaseModel) else None
            for name, kind in shapes.items()
        }

    def written(table: dict, shape: dict) -> dict:
        """The shape of the file; a setting that is itself a table of free names has no shape."""
        return {
            name: written(value, shape[name]) if isinstance(value, dict) and shape.get(name) else None
            for name, value in table.items()
        }

    assert written(tomllib.loads(file.read_text(encoding="utf-8")), keys(Settings)) == keys(Settings)


def test_every_setting_is_explained_above_it():
    lines = (ROOT / "corridorwatch.toml").read_text(encoding="utf-8").splitlines()
    settings = [number for number, line in enumerate(lines) if re.match(r"\w+ *=", line)]
    assert settings
    assert [lines[number] for number in settings if not lines[number - 1].startswith("#")] == []


def test_a_models_folder_is_its_schema_and_its_file_is_its_table():
    models = [path.parts[2:] for path in files() if path.parts[:2] == ("sql", "models")]
    assert models
    odd = [
        parts
        for parts in models
        if len(parts) != 2 or parts[0] not in SCHEMAS or not re.fullmatch(r"[a-z][a-z0-9_]*\.sql", parts[1])
    ]
    assert odd == []


def test_a_check_is_named_after_the_table_it_checks():
    models = {".".join(path.with_suffix("").parts[2:]) for path in files() if path.parts[:2] == ("sql", "models")}
    checks = [path for path in files() if path.parts[:2] == ("sql", "checks")]
    odd = [
        path.name
        for path in checks
        if not (match := re.fullmatch(r"(\w+)\.(\w+)\.\w+\.sql", path.name))
        or not (match[1] == "raw" or f"{match[1]}.{match[2]}" in models)
    ]
    assert odd == []


def test_no_sql_asks_the_clock():
    clock = re.compile(
        r"\b(?:now|today|current_localtimestamp|get_current_timestamp)\s*\(|\bcurrent_(?:date|time|timestamp)\b", re.I
    )
    assert [str(path) for path, text in texts(".sql") if clock.search(re.sub(r"--.*", "", text))] == []


def test_every_public_function_says_what_it_does():
    silent = [
        f"{path}: {getattr(node, 'name', 'the module')}"
        for _, path, tree in modules("corridorwatch")
        for node in (tree, *tree.body)
        if isinstance(node, ast.Module | ast.FunctionDef) and not getattr(node, "name", "").startswith("_")
        if not ast.get_docstring(node) and (ROOT / path).stat().st_size
    ]
    assert silent == []


def test_the_changelog_tells_of_this_version():
    headings = re.findall(r"^## \[([^]]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert headings[0] == "Unreleased"
    assert corridorwatch.__version__ in headings
    assert corridorwatch.__version__ == project()["project"]["version"]


def test_what_continuous_integration_calls_can_be_called():
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").startswith("#!")


def test_every_path_that_contributing_names_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w.-]+/[\w./-]*)`", text) + re.findall(r"^([\w./-]+/) ", text, re.M)
    assert len(named) > 10
    assert [name for name in named if not name.startswith("data/") and not (ROOT / name).exists()] == []


def test_make_run_ends_with_where_the_site_is(tmp_path: Path) -> None:
    command = ["make", "--dry-run", "run", f"CORRIDORWATCH_HOME={tmp_path}"]
    planned = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f"open {tmp_path}/latest/site/index.html" in planned
