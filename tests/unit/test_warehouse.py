"""One writer at a time, and the one who waits is told who holds the warehouse."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corridorwatch.errors import WarehouseBusy
from corridorwatch.warehouse import open_warehouse


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
    assert (tmp_path / "w.lock").read_text() == str(os.getpid())
