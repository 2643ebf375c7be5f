"""A column's type and meaning are written once, and every table that has it says the same of it."""

import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import SQL
from corridorwatch.contracts import Column, read_dictionary, read_header
from corridorwatch.errors import BrokenModel
from corridorwatch.graph import Graph
from corridorwatch.sqlmodels import SqlFile, build, load_models, write_comments

DICTIONARY = """# remark
killed BIGINT: deaths; null where nobody
  says a figure
week DATE: Monday
"""
ALL = """-- description: All.
-- grain: source_id
-- columns:
--   source_id VARCHAR: the source
--   week, killed
select 'a' as source_id, date '2024-05-06' as week, 3::bigint as killed
"""
PART = """-- description: Those of one source.
-- grain: source_id
-- columns of: core.all
select 3::bigint as killed, 'a' as source_id
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


def models(folder: Path, **files: str) -> dict[str, SqlFile]:
    (folder / "core").mkdir(parents=True, exist_ok=True)
    (folder.parent / "columns.txt").write_text(DICTIONARY, encoding="utf-8")
    for name, text in files.items():
        (folder / "core" / f"{name}.sql").write_text(text, encoding="utf-8")
    return {model.table: model for model in load_models(folder)}


def test_a_name_in_a_header_stands_for_the_dictionarys_type_and_meaning(folder: Path) -> None:
    model = models(folder, all=ALL)["core.all"]
    assert model.columns == (
        Column("source_id", "VARCHAR", "the source"),
        Column("week", "DATE", "Monday"),
        Column("killed", "BIGINT", "deaths; null where nobody says a figure"),
    )
    connection = duckdb.connect()
    build(connection, model, {})
    write_comments(connection, model, database="memory")
    told = connection.execute("select comment from duckdb_columns() where column_name = 'killed'").fetchall()
    assert told == [("deaths; null where nobody says a figure",)]


def test_a_table_of_anothers_columns_has_them_all_in_their_order_and_null_where_it_says_nothing(folder: Path) -> None:
    made = models(folder, all=ALL, part=PART)
    assert made["core.part"].columns == made["core.all"].columns
    connection = duckdb.connect()
    build(connection, made["core.part"], {})
    assert connection.sql("from core.part").columns == ["source_id", "week", "killed"]
    assert connection.execute("from core.part").fetchall() == [("a", None, 3)]


def test_a_table_may_say_its_own_meaning_of_anothers_column_and_have_columns_beside_them(folder: Path) -> None:
    own = "-- columns of: core.all\n-- columns:\n--   week DATE: Saturday\n--   note VARCHAR: remark\n"
    part = PART.replace("-- columns of: core.all\n", own).replace("select", "select 'n' as note,")
    model = models(folder, all=ALL, part=part)["core.part"]
    assert [(column.name, column.meaning[:8]) for column in model.columns] == [
        ("source_id", "the sour"), ("week", "Saturday"), ("killed", "deaths; "), ("note", "remark"),
    ]  # fmt: skip
    connection = duckdb.connect()
    build(connection, model, {})
    assert connection.execute("from core.part").fetchall() == [("a", None, 3, "n")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("3::bigint", "3.5::double", "declares ('killed', 'BIGINT'), the SELECT gives ('killed', 'DOUBLE')"),
        ("as killed", "as kiled", "declares nothing more, the SELECT gives ('kiled', 'BIGINT')"),
        ("core.all", "core.none", "which no header lists"),
        ("core.all", "core.all\n-- columns:\n--   week VARCHAR: a day", "but week as VARCHAR"),
        (
            "columns of: core.all",
            "columns:\n--   source_id VARCHAR: the source\n--   dead",
            "names dead, which columns.txt",
        ),
    ],
)
def test_a_table_that_is_not_what_another_promises_for_it_is_refused(
    folder: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(BrokenModel) as caught:
        build(duckdb.connect(), models(folder, all=ALL, part=PART.replace(old, new))["core.part"], {})
    assert said in caught.value.fact


def test_another_meaning_makes_another_model_and_a_release_says_it(folder: Path) -> None:
    """The digest decides whether a table and its comments are written anew."""
    before = models(folder, all=ALL, part=PART)
    (folder.parent / "columns.txt").write_text(DICTIONARY.replace("Monday", "Saturday"), encoding="utf-8")
    after = {model.table: model for model in load_models(folder)}
    assert before.keys() == after.keys()
    assert not {model.digest for model in before.values()} & {model.digest for model in after.values()}


def test_no_header_copies_what_the_dictionary_or_another_header_says() -> None:
    dictionary = read_dictionary(SQL / "models")
    headers = {
        path.stem: read_header(path.read_text(encoding="utf-8").splitlines())
        for path in (SQL / "models").glob("*/*.sql")
    }
    written = Counter(column for header in headers.values() for column in header.listed if isinstance(column, Column))
    copies = [
        column.name
        for column, times in written.items()
        if dictionary.get(column.name) == column or (times > 1 and column.name not in dictionary)
    ]
    # A name takes their place, and there come no more.
    assert len(copies) <= 10, copies


def test_every_column_of_the_dictionary_is_named_by_headers() -> None:
    named = Counter(
        name
        for path in (SQL / "models").glob("*/*.sql")
        for name in read_header(path.read_text(encoding="utf-8").splitlines()).listed
        if isinstance(name, str)
    )
    assert sorted(name for name in read_dictionary(SQL / "models") if named[name] < 2) == []


def test_a_column_is_added_to_all_records_in_one_file_and_filled_by_its_source_in_another(tmp_path: Path) -> None:
    """Every publisher's model spelled out what it does not know: one column of a record stood in eight files."""
    shutil.copytree(SQL, tmp_path / "sql")
    records = tmp_path / "sql" / "models" / "core" / "records.sql"
    records.write_text(records.read_text().replace("-- columns:\n", "-- columns:\n--   weather VARCHAR: the weather\n"))
    source = tmp_path / "sql" / "models" / "core" / "records_of_gtd.sql"
    header = read_header(source.read_text().splitlines())
    kept = source.read_text().splitlines()[: header.lines]
    source.write_text("\n".join([*kept, "select 'gtd' as source_id, 'x' as report_id, 'fog' as weather"]))
    graph = Graph(load_models(tmp_path / "sql" / "models"))
    others = {f"core.records_of_{name}": None for name in ("acled", "ledger", "tables", "ucdp")}
    connection = duckdb.connect()
    graph.build(connection, ["core.records"], {}, others)
    assert connection.execute("select source_id, weather, note from core.records").fetchall() == [("gtd", "fog", None)]
    assert all("weather" in {column.name for column in graph.models[table].columns} for table in others)
