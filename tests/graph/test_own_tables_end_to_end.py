"""A table of one's own from `map` to what its owner sees: added by the printed command, counted, and on no account published."""

import json
import os
import shlex
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import ROOT, Settings
from corridorwatch.local import write_local
from corridorwatch.warehouse import open_warehouse
from tests import commands, world
from tests.nights import run_night

TABLE = (
    "Desk of the south: incidents\n\nDate,District,Killed,,,Injured\n,,SF,Civ,Mil,\n"
    "2024-01-03,Kech,1,2,3,0\n2024-01-09,Quetta,2,,0,4\nTotal,,3,2,3,4\nSource: the press\n"
)


def command(home: Path, *words: str, cwd: Path = ROOT) -> commands.Done:
    return commands.command(home, *words, cwd=cwd, CORRIDORWATCH_OWN_TABLES=str(home / "own"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home after map, the printed `add` from another folder, and a run."""
    folder = tmp_path_factory.mktemp("own tables")
    table = folder / "with a blank" / "south desk.csv"
    table.parent.mkdir()
    table.write_text(TABLE, encoding="utf-8")
    home = folder / "data"
    mapped = command(home, "map", str(table), "--yes", "--source", "desk")
    assert mapped.returncode == 0, mapped.stderr
    printed = next(line for line in mapped.stdout.splitlines() if line.startswith("next: "))
    words = shlex.split(printed.removeprefix("next: corridorwatch "))
    added = command(home, *words, cwd=folder)
    assert added.returncode == 0, added.stderr
    assert "2 rows accepted, 2 left out" in added.stderr
    world.write_ledger(world.copy_reference(folder), incidents=[{"incident_id": "a", "killed_total": 5}])
    ran = run_night(home, folder / "reference", "2026-12-05T12:00:00+05:00")
    assert ran.success
    return home


def test_the_rows_are_seen_on_this_machine_with_a_mark_and_the_right_counts(home: Path) -> None:
    asked = command(
        home, "sql", "--local", "--format", "json",
        "select date::varchar as day, district_id, killed_total, killed_security from core.reports"
        " where source_id = 'desk' order by date",
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    assert "not for release" in asked.stderr
    # Some sides are no toll: whether civilians died on the 9th is not known.
    assert json.loads(asked.stdout) == [
        {"day": "2024-01-03", "district_id": "kech", "killed_total": 6, "killed_security": 1},
        {"day": "2024-01-09", "district_id": "quetta", "killed_total": None, "killed_security": 2},
    ]


def test_a_row_of_it_is_traced_on_this_machine_to_its_line_and_nowhere_else(home: Path) -> None:
    asked = ["trace", "core.incidents.killed_best", "--where", "source_id = 'desk'"]
    traced = command(home, *asked, "--local")
    assert traced.returncode == 0, traced.stderr
    assert "not for release" in traced.stderr
    # A title and an empty line stand above the two lines of its heading.
    assert "south desk.csv + desk.mapping.toml row 5: 2024-01-03 day: 6 killed" in traced.stdout
    assert "no record: they count none, or nothing is known, or nothing matches" in command(home, *asked).stdout


def test_what_was_left_out_is_told_there_and_its_total_counts_no_dead(home: Path) -> None:
    with duckdb.connect(home / "local" / "corridorwatch.duckdb", read_only=True) as local:
        rules = local.execute(
            "select rule from raw.quarantine where table_name = 'desk' order by row_number"
        ).fetchall()
        lost = local.execute(
            "select sum(records), sum(deaths) from core.exclusions where source_id = 'desk'"
        ).fetchone()
    assert [rule.split(":")[0] for (rule,) in rules] == ["'Total'", "'Source"]
    assert lost == (2, None)


def test_every_page_of_the_local_site_says_that_it_is_not_for_release(home: Path) -> None:
    pages = list((home / "local" / "site").rglob("*.html"))
    assert (home / "local" / "site" / "desk" / "index.html") in pages
    assert [page.name for page in pages if "not for release" not in page.read_text(encoding="utf-8")] == []


def test_nothing_of_it_is_in_the_release(home: Path) -> None:
    with duckdb.connect(home / "latest" / "corridorwatch.duckdb", read_only=True) as released:
        tables = released.execute(
            "select table_schema || '.' || table_name from information_schema.columns where column_name = 'source_id'"
            " and table_schema <> 'ref'"
        ).fetchall()
        for (table,) in tables:
            assert released.execute(f"select count(*) from {table} where source_id = 'desk'").fetchone() == (0,), table
    assert not (home / "latest" / "local").exists()
    for page in (home / "latest" / "site").rglob("*.html"):
        assert "not for release" not in page.read_text(encoding="utf-8")


def test_without_a_terminal_an_open_question_ends_with_the_option_that_answers_it(home: Path, tmp_path: Path) -> None:
    table = tmp_path / "asked.csv"
    table.write_text("Date,District,Killed,Killed\n03/04/2024,Kech,1,2\n", encoding="utf-8")
    asked = command(home, "map", str(table), "--yes")
    assert asked.returncode == 1
    assert "--column 'killed_total=Killed (1)'" in asked.stderr
    assert "--date-format %d/%m/%Y" in asked.stderr
    assert not (home / "own" / "asked.mapping.toml").exists()
    words = ["--yes", "--date-format", "%d/%m/%Y", "--column", "killed_total=Killed (2)"]
    assert "accepted with 2 killed" in command(home, "map", str(table), *words).stdout


def test_rows_without_a_date_are_asked_about_before_they_are_lost(home: Path, tmp_path: Path) -> None:
    table = tmp_path / "merged.csv"
    table.write_text("Date,District,Killed\n2024-01-03,Kech,2\n,Gwadar,1\n,Quetta,3\n", encoding="utf-8")
    asked = command(home, "map", str(table), "--yes")
    assert asked.returncode == 1
    assert "--fill-down date" in asked.stderr
    told = command(home, "map", str(table), "--yes", "--fill-down", "date")
    assert "3 records would be accepted with 6 killed" in told.stdout


@pytest.mark.parametrize("words", [(), ("--yes",)], ids=["nobody says yes", "most is refused"])
def test_a_mapping_is_not_written_without_a_yes_or_where_it_refuses_most(
    home: Path, tmp_path: Path, words: tuple
) -> None:
    table = tmp_path / "late.csv"
    later = "2024-01-03,Kech\n" if not words else ""
    table.write_text(f"Date,District\n{later}2034-01-03,Kech\n2034-01-04,Kech\n", encoding="utf-8")
    mapped = command(home, "map", str(table), *words)
    assert mapped.returncode == 1
    assert ("--despite-refusals" if words else "--yes") in mapped.stderr
    assert not (home / "own" / "late.mapping.toml").exists()


def test_the_local_folder_is_kept_where_it_would_come_out_the_same(home: Path, tmp_path: Path) -> None:
    here = Path(shutil.copytree(home, tmp_path / "data", symlinks=True))
    settings = Settings(home=here)
    database, front = here / "local" / "corridorwatch.duckdb", here / "local" / "site" / "desk" / "index.html"
    made = json.loads((here / "local" / "local.json").read_text(encoding="utf-8"))["edition"]

    def written(connection: duckdb.DuckDBPyConnection, edition: str) -> tuple[bool, bool]:
        """Whether the database and the page are other files than before."""
        held, kept = database.stat().st_ino, front.stat().st_ino
        assert write_local(connection, world.MODELS, settings, as_of=date(2026, 12, 5), edition=edition)
        assert json.loads((here / "local" / "local.json").read_text(encoding="utf-8"))["edition"] == edition
        with duckdb.connect(database, read_only=True) as local:
            assert local.execute("select count(*) from core.reports where source_id = 'desk'").fetchone() == (2,)
        return database.stat().st_ino != held, front.stat().st_ino != kept

    # Inodes are given anew once they are free: these keep the first ones.
    os.link(database, tmp_path / "first database")
    os.link(front, tmp_path / "first page")
    with open_warehouse(here / "warehouse.duckdb") as warehouse:
        assert written(warehouse, made) == (False, False)
        # Another edition is another day, or other inputs: pages say so, while the tables may be what they were.
        assert written(warehouse, "another") == (False, True)
        database.chmod(0o644)
        with database.open("ab") as file:
            file.write(b"x")
        os.link(front, tmp_path / "second page")
        assert written(warehouse, "another") == (True, True)
        warehouse.execute("update raw.quarantine set rule = rule || ' '")
        os.link(database, tmp_path / "second database")
        os.link(front, tmp_path / "third page")
        assert written(warehouse, "another") == (True, True)
