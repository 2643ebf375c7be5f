"""What the server on loopback sends: texts compressed to those who take it, once until they change."""

import gzip
import http.client
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from corridorwatch.config import Settings
from corridorwatch.serve import site_server

TEXT = b"var a = 1;\n" * 10_000


@pytest.fixture
def site(tmp_path: Path) -> Path:
    release = tmp_path / "releases" / "20240403T000000Z"
    (release / "site/assets").mkdir(parents=True)
    (release / "success").touch()
    manifest = '{"edition": "e", "as_of": "2024-04-03", "tables": {}}'
    (release / "manifest.json").write_text(manifest, encoding="utf-8")
    (release / "site/index.html").write_text("<title>front</title>", encoding="utf-8")
    (release / "site/assets/a.js").write_bytes(TEXT)
    (release / "site/assets/a.png").write_bytes(b"\x89PNG")
    (tmp_path / "latest").symlink_to(release)
    return release / "site"


@pytest.fixture
def port(site: Path, tmp_path: Path) -> Iterator[int]:
    with site_server(Settings(home=tmp_path), 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def answer(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    found = connection.getresponse()
    body = found.read()
    connection.close()
    return found.status, dict(found.headers), body


def test_a_script_is_sent_compressed_to_those_who_take_it_and_whole_to_others(port):
    """Plotly's script went out as it lies on the disk, at three times its size."""
    status, headers, body = answer(port, "/assets/a.js", Accept_Encoding="br, gzip")
    assert (status, headers["Content-Encoding"], headers["Vary"]) == (200, "gzip", "Accept-Encoding")
    assert int(headers["Content-Length"]) == len(body) < len(TEXT) / 10
    assert gzip.decompress(body) == TEXT
    assert "javascript" in headers["Content-Type"] and headers["X-Content-Type-Options"] == "nosniff"
    for refused in ("", "br", "gzip;q=0", "gzip; q=0.0"):
        status, headers, body = answer(port, "/assets/a.js", Accept_Encoding=refused)
        assert (status, headers.get("Content-Encoding"), body) == (200, None, TEXT), refused
    assert answer(port, "/assets/a.png", Accept_Encoding="gzip")[1].get("Content-Encoding") is None


def test_a_folder_is_its_index_a_question_changes_nothing_and_what_is_missing_is_missing(port):
    for path in ("/", "/index.html", "/?a=1"):
        assert gzip.decompress(answer(port, path, Accept_Encoding="gzip")[2]) == b"<title>front</title>"
    assert answer(port, "/assets", Accept_Encoding="gzip")[0] == 301
    assert answer(port, "/none.html", Accept_Encoding="gzip")[0] == 404
    assert answer(port, "/../../success", Accept_Encoding="gzip")[0] == 404
    status, headers, body = answer(port, "/assets/a.js", "HEAD", Accept_Encoding="gzip")
    assert (status, headers["Content-Encoding"], body) == (200, "gzip", b"")


def test_what_a_reader_has_is_not_sent_again_until_it_changes(port, site):
    tag = answer(port, "/assets/a.js", Accept_Encoding="gzip")[1]["ETag"]
    assert answer(port, "/assets/a.js", Accept_Encoding="gzip", If_None_Match=tag)[::2] == (304, b"")
    (site / "assets/a.js").write_bytes(b"var b;")
    os.utime(site / "assets/a.js", ns=(1, 1))
    status, headers, body = answer(port, "/assets/a.js", Accept_Encoding="gzip", If_None_Match=tag)
    assert (status, gzip.decompress(body)) == (200, b"var b;") and headers["ETag"] != tag
