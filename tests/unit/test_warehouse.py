"""One writer at a time, and the one who waits is told who holds the warehouse."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corridorwatch.errors import WarehouseBusy
from corridorwatch.warehouse import open_warehouse, own_cursor


@pytest.mark.crash
def test_a_second_writer_is_told_the_holders_pid(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from corridorwatch.warehouse import open_warehouse\n"
        "with open_warehouse(Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "w.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(WarehouseBusy, match=f"process {holder.pid}"), open_warehouse(tmp_path / "w.duckdb"):
            pass
    finally:
        holder.kill()
        holder.communicate()
    # A killed holder leaves no lock behind.
    with open_warehouse(tmp_path / "w.duckdb") as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert (tmp_path / "w.lock.pid").read_text() == str(os.getpid())


def test_a_second_writer_of_the_same_process_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with open_warehouse(path), pytest.raises(WarehouseBusy, match=f"process {os.getpid()}"), open_warehouse(path):
        pass


@pytest.mark.crash
def test_a_killed_writer_leaves_the_tables_of_the_one_before(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "it's w.duckdb") as connection:
        connection.execute("create table kept as select 1 as a")
    code = (
        "import os, sys; from pathlib import Path; from corridorwatch.warehouse import open_warehouse\n"
        "with open_warehouse(Path(sys.argv[1])) as connection:\n"
        "    connection.execute('create or replace table kept as select range as a from range(300000)')\n"
        "    connection.execute('create table new as select 2 as a')\n"
        "    os._exit(9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "it's w.duckdb")], check=False)
    assert killed.returncode == 9
    with open_warehouse(tmp_path / "it's w.duckdb") as connection:
        assert connection.execute("from kept").fetchall() == [(1,)]
        assert connection.execute("select count(*) from duckdb_tables() where table_name = 'new'").fetchone() == (0,)
        connection.execute("create table new as select 3 as a")
    with open_warehouse(tmp_path / "it's w.duckdb") as connection:
        assert connection.execute("from new").fetchall() == [(3,)]


def test_a_cursor_of_its_own_reads_the_warehouse_and_not_an_empty_database(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "w.duckdb") as connection:
        connection.execute("create schema core")
        connection.execute("create table core.reports as select 1 as a")
        with own_cursor(connection) as cursor:
            assert cursor.execute("from core.reports").fetchall() == [(1,)]


def test_texts_are_stored_without_what_costs_most_to_try(tmp_path: Path) -> None:
    """DuckDB takes the setting with a connection and does not heed it: a checkpoint took twice its time."""
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        connection.execute(
            "create table told as select 'a text like many others, ' || range as words from range(50000)"
        )
        connection.execute("checkpoint")
        kinds = connection.execute("select distinct compression from pragma_storage_info('told')").fetchall()
    assert kinds and ("FSST",) not in kinds


def test_one_thread_works_on_a_statement(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        assert connection.execute("select current_setting('threads')").fetchone() == (1,)
