"""Releases in Python: the examples of docs/python.md run, and what is wrong is said with the next step."""

import contextlib
import io
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import corridorwatch as cw
from corridorwatch.config import ROOT
from corridorwatch.errors import CorridorwatchError
from tests import world
from tests.commands import command
from tests.nights import run_night
from tests.once import once

pytestmark = pytest.mark.long

NOW = "2026-12-05T12:00:00+05:00"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        reference = world.write_ledger(
            world.copy_reference(folder),
            incidents=[
                {"incident_id": "a", "killed_total": 5, "date": "2026-01-31", "published_date": "2026-02-01"},
                {"incident_id": "b", "killed_total": 2, "date": "2026-02-01", "published_date": "2026-02-01"},
            ],
            claims=[
                {"claim_id": "C1", "event_id": "a", "value": 4, "said_at": "2026-01-31", "published_date": "2026-01-31"}
            ],
        )
        assert run_night(folder / "home", reference, NOW).success

    return once(tmp_path_factory, "python api", make) / "home"


@pytest.fixture
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CORRIDORWATCH_HOME", str(home))
    return home


def test_the_examples_of_the_page_run(at_home: Path) -> None:
    examples = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), re.S)
    assert len(examples) == 5
    names: dict[str, object] = {}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for example in examples:
            exec(compile(example, "docs/python.md", "exec"), names)
    assert names["hit"]["killed_best"].to_list() == [7]
    assert names["rows"].select("file_name", "row_number", "killed").rows() == [
        ("ledger/incidents.csv", 2, 5),
        ("ledger/incidents.csv", 3, 2),
    ]
    known = names["known"].filter(pl.col("event_id") == "a").select("claimant_side", "latest").rows()
    assert ("media", 5) in known
    assert names["way"]["table"][0] == "marts.weekly_casualties_by_district"
    assert names["credits"].height == 1
    assert all(isinstance(names[name], pl.DataFrame) for name in ("weeks", "hit", "known", "credits", "way", "rows"))


def test_a_release_is_opened_by_its_folder_by_its_stamp_and_as_the_latest(at_home: Path) -> None:
    latest = cw.open()
    assert latest.as_of == date(2026, 12, 5)
    assert cw.open(latest.path) == cw.open(at_home / "latest") == cw.open(latest.path.name) == latest


def test_what_is_no_release_no_table_or_no_reading_is_said_with_the_next_step(at_home: Path, tmp_path: Path) -> None:
    with pytest.raises(CorridorwatchError, match="is no release"):
        cw.open(tmp_path)
    with pytest.raises(CorridorwatchError, match="there is no release '20200101T000000Z'"):
        cw.open("20200101T000000Z")
    release = cw.open()
    with pytest.raises(
        CorridorwatchError, match=r"(?s)has no table 'marts\.nothing'.*one of marts\.before_and_after, marts\.campaigns"
    ):
        release.table("marts.nothing")
    with pytest.raises(CorridorwatchError, match="a query that reads tables"):
        release.sql("create table ref.mine as select 1")
    with pytest.raises(CorridorwatchError, match="a query that reads tables"):
        release.sql("select $nothing")


def test_the_command_names_file_and_row(at_home: Path) -> None:
    where = "incident_id = 'a'"
    ran = command(at_home, "trace", "core.incidents.killed_best", "--where", where)
    assert ran.returncode == 0, ran.stderr
    assert "core.reports (killed_total): sql/models/core/reports.sql" in ran.stdout
    assert (
        "corridorwatch incident ledger, ledger/incidents.csv row 2: 2026-01-31 day: 5 killed (a) https://" in ran.stdout
    )
    assert "1 record of 1 file; killed on all sides, where told: 5 in 1" in ran.stdout
    assert "no model makes core.nothing.killed" in command(at_home, "trace", "core.nothing.killed").stderr


def test_what_was_entered_later_is_left_out(at_home: Path) -> None:
    release = cw.open()
    assert release.killed_as_of(date(2026, 1, 30)).is_empty()
    said_by = release.killed_as_of(date(2026, 1, 31))
    assert release.killed_as_of(date(2026, 1, 31), recorded_by=date(2020, 1, 1)).height < said_by.height


def test_to_import_the_package_reads_neither_polars_nor_duckdb() -> None:
    told = "import sys, corridorwatch; print([name for name in ('polars', 'duckdb', 'sqlglot') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_what_is_public_is_typed_and_written_down() -> None:
    assert (ROOT / "corridorwatch" / "py.typed").is_file()
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    public = [name for name in vars(cw.Release) if not name.startswith("_") and callable(getattr(cw.Release, name))]
    assert public == ["table", "sql", "killed_as_of", "sources", "trace"]
    assert [name for name in public if f"r.{name}(" not in page] == []
    assert set(cw.__all__) == {"Release", "__version__", "open"}


@pytest.mark.parametrize(
    ("query", "holds"), [("", "no statement"), ("-- a remark", "no statement"), ("select 1; select 2", "2 statements")]
)
def test_a_query_that_is_none_or_several_is_told(at_home: Path, query: str, holds: str) -> None:
    """An empty one ended in a traceback, and of two the first was passed over."""
    with pytest.raises(CorridorwatchError, match=f"the query holds {holds}"):
        cw.open().sql(query)
