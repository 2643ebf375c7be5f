"""The model files: what a header promises is what the table is, or the run stops and says so."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import ROOT
from corridorwatch.errors import BrokenModel
from corridorwatch.sqlmodels import SqlFile, build, judge, load_checks, load_models, load_queries, write_comments

MODEL = """-- description: One row per week; it's
--   told over two lines.
-- grain: week
-- columns:
--   week DATE: Monday
--   killed BIGINT: deaths,
--     all sides
select date '2024-05-06' as week, 3::bigint as killed
"""


def write(folder: Path, name: str, text: str) -> None:
    path = folder / f"{name.replace('.', '/')}.sql"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def one(tmp_path: Path, text: str) -> SqlFile:
    write(tmp_path, "marts.weekly", text)
    [model] = load_models(tmp_path)
    return model


def test_header_becomes_comments_of_table_and_columns(tmp_path: Path) -> None:
    connection = duckdb.connect()
    model = one(tmp_path, MODEL)
    assert build(connection, model, {}) == 1
    write_comments(connection, model, database="memory")
    assert connection.execute("select comment from duckdb_tables()").fetchall() == [
        ("One row per week; it's told over two lines.",)
    ]
    columns = connection.execute(
        "select column_name, comment from duckdb_columns() where table_name = 'weekly'"
    ).fetchall()
    assert columns == [("week", "Monday"), ("killed", "deaths, all sides")]


def test_a_remark_below_the_columns_is_no_part_of_a_columns_meaning(tmp_path: Path) -> None:
    model = one(tmp_path, MODEL.replace("select", "-- As the source has it.\nselect"))
    assert [column.meaning for column in model.columns] == ["Monday", "deaths, all sides"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("3::bigint as killed", "3::integer as killed", "the SELECT gives ('killed', 'INTEGER')"),
        ("as killed", "as deaths", "the SELECT gives ('deaths', 'BIGINT')"),
        (", 3::bigint as killed", "", "declares ('killed', 'BIGINT'), the SELECT gives nothing more"),
        ("as killed\n", "as killed, 1 as more\n", "declares nothing more, the SELECT gives ('more', 'INTEGER')"),
        ("as killed\n", "as killed from range(2)\n", "has 2 rows for week = 2024-05-06"),
        ("as killed\n", "as killed from core.nowhere\n", "failed"),
    ],
)
def test_a_table_that_is_not_what_its_header_says_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(BrokenModel) as caught:
        build(duckdb.connect(), one(tmp_path, MODEL.replace(old, new)), {})
    assert said in caught.value.fact


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("-- description: One row per week; it's\n--   told over two lines.\n", "", "has no description"),
        ("-- grain: week\n", "", "does not say its grain"),
        (
            "-- columns:\n--   week DATE: Monday\n--   killed BIGINT: deaths,\n--     all sides\n",
            "",
            "does not say its columns",
        ),
        ("select date", "selekt date", "is no SELECT that DuckDB can parse"),
    ],
)
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(BrokenModel) as caught:
        one(tmp_path, MODEL.replace(old, new))
    assert said in caught.value.fact


def test_models_come_after_what_they_read_and_a_circle_is_named(tmp_path: Path) -> None:
    reads = MODEL.replace("as killed\n", "as killed from core.b\n")
    write(tmp_path, "core.a", reads)
    write(tmp_path, "core.b", MODEL)
    assert [model.name for model in load_models(tmp_path)] == ["core.b", "core.a"]
    write(tmp_path, "core.b", reads.replace("core.b", "core.a"))
    with pytest.raises(BrokenModel, match="in a circle"):
        load_models(tmp_path)


def test_a_table_that_no_preparation_writes_is_named_and_one_that_does_comes_first(tmp_path: Path) -> None:
    reads = MODEL.replace("as killed\n", "as killed from prepared.side\n")
    write(tmp_path, "core.a", reads)
    write(tmp_path, "core.b", MODEL)
    with pytest.raises(BrokenModel, match=r"reads prepared.side, which no model's preparation writes"):
        load_models(tmp_path)
    write(tmp_path, "core.b", MODEL.replace("-- grain:", "-- prepared_by: a:b\n-- prepares: prepared.side\n-- grain:"))
    models = load_models(tmp_path)
    assert [model.name for model in models] == ["core.b", "core.a"]
    assert models[1].after == {"core.b"} and models[1].reads == frozenset()


def test_dependencies_are_read_from_joins_subqueries_and_common_tables(tmp_path: Path) -> None:
    sql = "with x as (from core.a) select date '2024-05-06' as week, (select count(*) from raw.b) as killed from x join marts.c using (k)"
    model = one(tmp_path, MODEL[: MODEL.index("select")] + sql)
    assert model.reads == {"core.a", "raw.b", "marts.c"}


def test_only_the_parameters_a_file_names_are_passed_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    model = one(tmp_path, MODEL.replace("date '2024-05-06'", "$as_of::date"))
    connection = duckdb.connect()
    build(connection, model, {"as_of": "2024-05-06", "other": 1})
    with pytest.raises(BrokenModel, match=r"uses \$as_of"):
        build(connection, model, {"other": 1})


def test_a_check_names_the_first_rows_that_break_its_rule(tmp_path: Path) -> None:
    (tmp_path / "core.a.no_sevens.sql").write_text(
        "-- description: no sevens\nselect 7 as seven, i from range(9) t(i)", encoding="utf-8"
    )
    [check] = load_checks(tmp_path)
    verdict = judge(duckdb.connect(), check, {}, show=2)
    assert (check.table, check.rule, check.is_soft) == ("core.a", "no_sevens", False)
    assert verdict.sentence().splitlines() == [
        "core.a.no_sevens: 9 row(s) break the rule: no sevens",
        "  seven=7, i=0",
        "  seven=7, i=1",
    ]


def test_queries_are_found_by_their_name(tmp_path: Path) -> None:
    (tmp_path / "top.sql").write_text("-- description: the top\nselect 1", encoding="utf-8")
    assert load_queries(tmp_path)["top"].description == "the top"


def test_a_disk_that_takes_no_more_is_not_blamed_on_the_model(tmp_path: Path) -> None:
    """A full disk once advised to mend a healthy SQL file."""
    script = """
import resource, sys, duckdb
from pathlib import Path
from corridorwatch import sqlmodels
connection = duckdb.connect(sys.argv[1] + "/w.duckdb", config={"threads": "1"})
header = "-- description: One row per number.\\n-- grain: a\\n-- columns:\\n--   a BIGINT: a number\\n--   b VARCHAR: noise\\n"
Path(sys.argv[1] + "/core").mkdir()
select = "select range as a, md5(range::varchar) as b from range(3_000_000)"
Path(sys.argv[1] + "/core/big.sql").write_text(header + select)
[model] = sqlmodels.load_models(Path(sys.argv[1]))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, 4_000_000))
try:
    sqlmodels.build(connection, model, {})
except sqlmodels.NoRoom as error:
    print(error)
"""
    said = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False, cwd=ROOT
    ).stdout
    assert "the table core.big could not be written" in said and "make room" in said


def test_a_checkout_in_a_folder_named_models_reads_its_own_tables_of_a_kind(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "checkout" / "models"
    write(folder, "core.killed_of_one", MODEL)
    write(folder, "marts.weekly", MODEL.partition("select")[0] + "from core.killed_of_*")
    models = {model.table: model for model in load_models(folder)}
    assert models["marts.weekly"].sql == "from (from core.killed_of_one)"
