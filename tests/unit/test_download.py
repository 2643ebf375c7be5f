"""Downloads against a real server on loopback: cut, slow, changed, lying, full disks. Nothing half-way becomes a snapshot."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corridorwatch.config import ROOT
from corridorwatch.errors import BrokenSource, FetchFailed
from corridorwatch.ingest.download import download
from corridorwatch.ingest.http import Patience
from corridorwatch.snapshots import SnapshotStore
from tests.servers.web import Answer, Request, file_answer, serving

AT_ONCE = Patience(attempts=4, wait_initial=0, wait_max=0, wait_jitter=0, read=5)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CONTENT = b"id,best\n" + b"".join(b"%d,%d\n" % (number, number % 7) for number in range(40))


def test_a_server_cut_at_any_byte_ends_in_the_whole_file_or_in_a_failure_that_says_so(tmp_path: Path) -> None:
    with serving(lambda request: Answer()) as web:
        for cut in range(0, len(CONTENT), 29):
            cuts = iter([cut, 20, None])
            web.answer = lambda request, cuts=cuts: file_answer(request, CONTENT, cut_at=next(cuts))
            web.requests.clear()
            came = download(f"{web.url}/f.csv", tmp_path, patience=AT_ONCE)
            assert came.path.read_bytes() == CONTENT
            assert came.validators["etag"] == '"one"'
            # What had come was not asked for twice.
            assert web.requests[1].headers.get("range") == (f"bytes={cut}-" if cut else None)
            came.path.unlink()


def test_a_server_that_always_cuts_is_given_up_after_the_attempts(tmp_path: Path) -> None:
    with serving(lambda request: file_answer(request, CONTENT, cut_at=1)) as web:
        with pytest.raises(FetchFailed, match=r"4 attempts"):
            download(f"{web.url}/f.csv", tmp_path, patience=AT_ONCE)
        assert len(web.requests) == 4


def test_a_later_run_goes_on_where_the_last_was_cut_unless_the_file_changed(tmp_path: Path) -> None:
    once = Patience(attempts=1, wait_initial=0, wait_max=0, wait_jitter=0)
    for etag, name in (('"one"', "same.csv"), ('"two"', "changed.csv")):
        with serving(lambda request: file_answer(request, CONTENT, cut_at=50)) as web:
            url = f"{web.url}/{name}"
            with pytest.raises(FetchFailed):
                download(url, tmp_path, patience=once)
            other = CONTENT if etag == '"one"' else CONTENT[::-1]
            web.answer = lambda request, other=other, etag=etag: file_answer(request, other, etag)
            assert download(url, tmp_path, patience=once).path.read_bytes() == other
            assert web.requests[1].headers["range"] == "bytes=50-"


def _chunked(request: Request) -> Answer:
    body = b"%x\r\n%s\r\n" % (len(CONTENT), CONTENT)
    return Answer(body, 200, {"Transfer-Encoding": "chunked"}, with_length=False)


@pytest.mark.parametrize(
    ("answer", "said", "requests"),
    [
        (lambda request: Answer(b"busy", 503, {"Retry-After": "3600"}), "503", 4),
        (lambda request: Answer(b"", 500), "500", 4),
        (lambda request: Answer(b"gone", 404), "404", 1),
        (lambda request: Answer(b"<!DOCTYPE html><title>Down</title>", 200), "a web page came", 1),
        (lambda request: Answer(b"sorry", 200, {"Content-Type": "text/html; charset=utf-8"}), "a web page came", 1),
        (lambda request: Answer(CONTENT, with_length=False), "neither how long", 4),
        (_chunked, "the connection failed", 4),
        (lambda request: Answer(b""), "the file is empty", 4),
        (lambda request: Answer(CONTENT, 206, {"Content-Range": "bytes 5-9/10"}), "another part", 4),
        (lambda request: Answer(b"\x1f\x8b", 200, {"Content-Encoding": "gzip"}), "compresses on the way", 4),
        (lambda request: Answer(b"", 302, {"Location": "/f.csv"}), "in a circle", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_trusted_is_refused_with_the_reason(
    tmp_path: Path, answer: Callable[[Request], Answer], said: str, requests: int
) -> None:
    with serving(answer) as web, pytest.raises(FetchFailed, match=said):
        download(f"{web.url}/f.csv", tmp_path, patience=AT_ONCE)
    assert len([request for request in web.requests if request.path == "/f.csv"]) >= requests


def test_sizes_are_held_to_what_the_publishers_index_declares_and_to_the_limit(tmp_path: Path) -> None:
    with serving(lambda request: file_answer(request, CONTENT)) as web:
        url = f"{web.url}/f.csv"
        with pytest.raises(FetchFailed, match="index declares"):
            download(url, tmp_path, patience=AT_ONCE, declared_bytes=len(CONTENT) + 1)
        with pytest.raises(FetchFailed, match="more than 100"):
            download(url, tmp_path, patience=AT_ONCE, max_bytes=100)
        with pytest.raises(FetchFailed, match="did not end within"):
            # A server that gives a byte now and then never runs into a time-out of one read.
            ticks = iter(range(0, 10_000, 100))
            download(url, tmp_path, patience=Patience(1, 0, 0, 0, total=50, clock=lambda: next(ticks)))


def test_nobody_there_is_said_without_a_traceback_of_sockets(tmp_path: Path) -> None:
    with serving(lambda request: Answer()) as web:
        url = web.url
    with pytest.raises(FetchFailed, match="the connection failed") as caught:
        download(f"{url}/f.csv?token=x", tmp_path, patience=AT_ONCE)
    assert "token" not in str(caught.value)


def test_a_file_that_is_held_is_not_sent_again(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    with serving(lambda request: file_answer(request, CONTENT)) as web:
        url = f"{web.url}/f.csv"
        came = download(url, tmp_path, patience=AT_ONCE)
        held = store.store_file(
            "ucdp_ged", came.path, file_name="f.csv", url=url, licence="", fetched_at=NOON, details={**came.validators}
        )
        assert download(url, tmp_path, patience=AT_ONCE, held=held).path is None


_FILL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.download import download
from corridorwatch.ingest.http import Patience
from corridorwatch.snapshots import SnapshotStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
url, root, big = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
store = SnapshotStore(root)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for act in (
    lambda: download(url, store.workspace("ucdp_ged"), patience=Patience(2, 0, 0, 0)),
    lambda: store.store_file("ucdp_ged", big, file_name="b.csv", url="", licence="", fetched_at=datetime.now(UTC)),
):
    try:
        act()
        print("no error")
    except BrokenSource as error:
        print(error.fact, error.next_step)
"""


def test_a_full_disk_leaves_the_former_snapshot_no_debris_and_says_so(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    kept = store.store("ucdp_ged", b"old", file_name="f.csv", url="", licence="", fetched_at=NOON)
    before = {path for path in (tmp_path / "snapshots").rglob("*") if path.is_file()}
    big = tmp_path / "big.csv"
    big.write_bytes(b"x" * 10_000)
    with serving(lambda request: file_answer(request, b"x" * 10_000)) as web:
        ran = subprocess.run(
            [sys.executable, "-c", _FILL, f"{web.url}/f.csv", str(store.root), str(big)],
            capture_output=True, text=True, cwd=ROOT, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    lines = ran.stdout.splitlines()
    assert len(lines) == 2, ran.stderr
    assert all("could not be written" in line and "make room" in line for line in lines)
    assert {path for path in (tmp_path / "snapshots").rglob("*") if path.is_file()} == before
    assert store.require("ucdp_ged") == kept


def test_a_snapshot_of_a_file_that_is_being_written_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_bytes(b"a")
    store = SnapshotStore(tmp_path / "snapshots")
    # The copy is held to the digest taken before it.
    import corridorwatch.snapshots as snapshots

    with pytest.raises(BrokenSource, match="changed while"), (tmp_path / "out").open("wb") as part:
        snapshots._copy(file, part, "0" * 64)
    assert store.newest("ucdp_ged") is None
