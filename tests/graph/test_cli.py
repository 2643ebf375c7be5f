"""The command line as a stranger meets it: real files, and real processes where it runs, waits or is stopped."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from corridorwatch.config import ROOT
from tests import world
from tests.commands import PROGRAM, command, process


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A home with one release of a small ledger, and what the run printed."""
    folder = tmp_path_factory.mktemp("cli")
    reference = world.write_ledger(
        world.copy_reference(folder), incidents=[{"incident_id": "a", "killed_total": 5, "note": 'say "hi", 1|2'}]
    )
    ran = process(folder / "data", "run", "--as-of", "2026-02-01", CORRIDORWATCH_REFERENCE=str(reference))
    return folder / "data", ran


def test_a_run_ends_with_the_releases_path_and_status_0(
    released: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    home, ran = released
    assert ran.returncode == 0, ran.stderr
    assert Path(ran.stdout.strip()) == (home / "latest").resolve()
    lines = ran.stderr.splitlines()
    assert any(re.fullmatch(r"\[ ?\d+/\d+\] snapshots\.\w+ +success", line) for line in lines)
    assert lines[-1].startswith("as of 2026-02-01, edition ")
    assert "Traceback" not in ran.stderr


def test_sql_prints_a_table_csv_or_json(released: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    home, _ = released
    query = "select incident_id, killed_best, killed_militant, note from core.incidents"
    table = command(home, "sql", query)
    assert table.stdout.split() == [
        "incident_id",
        "killed_best",
        "killed_militant",
        "note",
        "a",
        "5",
        "say",
        '"hi",',
        "1|2",
    ]
    as_csv = command(home, "sql", query, "--format", "csv")
    assert as_csv.stdout == 'incident_id,killed_best,killed_militant,note\na,5,,"say ""hi"", 1|2"\n'
    as_json = process(home, "sql", "-", "--format", "json", stdin=query)
    assert json.loads(as_json.stdout) == [
        {"incident_id": "a", "killed_best": 5, "killed_militant": None, "note": 'say "hi", 1|2'}
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select * from core.nowhere", "nowhere"),
        ("delete from core.incidents", "read-only"),
        ("select * from read_csv('README.md')", "disabled"),
        ("attach 'x.duckdb'", "disabled"),
        ("set enable_external_access = true", "configuration has been locked"),
    ],
)
def test_sql_can_read_the_release_and_nothing_else(
    released: tuple[Path, subprocess.CompletedProcess[str]], query: str, said: str
) -> None:
    answer = command(released[0], "sql", query)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "next:" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_releases_are_listed_with_the_latest_marked(released: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    listed = command(released[0], "releases").stdout.splitlines()
    assert len(listed) == 2
    assert "2026-02-01" in listed[1]
    assert listed[1].rstrip().endswith("latest")


def test_serve_answers_on_loopback_with_the_latest_site(
    released: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    server = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0"],
        stderr=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "CORRIDORWATCH_HOME": str(released[0])},
    )  # fmt: skip
    try:
        address = server.stderr.readline().split()[0]
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address) as page:
            assert page.status == 200
            assert b"<title>" in page.read()
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate()
    assert server.returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sql", "select 1"], "there is no release"),
        (["serve"], "there is no release"),
        (["run", "--as-of", "2026-02-31"], "'2026-02-31' is no date"),
        (["run", "--as-of", "2999-01-01"], "lies in the future"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_next_command(tmp_path: Path, words: list[str], said: str) -> None:
    answer = command(tmp_path, *words)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "next:" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_no_release_yet_is_no_error_to_list(tmp_path: Path) -> None:
    answer = command(tmp_path, "releases")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "corridorwatch run" in answer.stderr


def test_a_run_that_fails_names_the_file_and_ends_with_status_1(tmp_path: Path) -> None:
    reference = world.write_ledger(world.copy_reference(tmp_path))
    (reference / "ledger" / "claims.csv").write_bytes(b"claim_id\n")
    answer = process(tmp_path / "data", "run", CORRIDORWATCH_REFERENCE=str(reference))
    assert answer.returncode == 1
    assert "ledger/claims.csv lacks the column 'event_id'" in answer.stderr
    assert "nothing was published" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.crash
def test_a_second_run_at_the_same_time_is_told_who_holds_the_warehouse(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from corridorwatch.warehouse import open_warehouse\n"
        "with open_warehouse(Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "warehouse.duckdb")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    try:
        assert holder.stdout.readline() == "open\n"
        answer = process(tmp_path, "run")
    finally:
        holder.kill()
        holder.communicate()
    assert answer.returncode == 1
    assert f"being written by process {holder.pid}" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.crash
def test_who_stops_a_run_is_told_that_it_stopped_and_of_no_failure(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [*PROGRAM, "run"],
        stderr=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "CORRIDORWATCH_HOME": str(tmp_path)},
    )  # fmt: skip
    said = next(line for line in run.stderr if line.startswith("[ "))
    run.send_signal(signal.SIGINT)
    said += run.communicate()[1]
    assert run.returncode == 130
    assert said.endswith("corridorwatch: stopped; the latest release is unchanged.\n")
    assert "failed" not in said and not (tmp_path / "latest").exists()
