"""Serving the latest release's site on the loopback address."""

import functools
import gzip
import http.server
import io
import os
import re
import sys
from pathlib import Path
from typing import Any, BinaryIO

from corridorwatch.config import Settings
from corridorwatch.errors import CorridorwatchError
from corridorwatch.local import read_local
from corridorwatch.release import find

LOOPBACK = "127.0.0.1"
_TEXT = {".html", ".js", ".css", ".csv", ".json", ".geojson", ".svg", ".txt"}


class _SiteServer(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who closes the page early is no error; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Serves `latest/site` as it is at each request, so that a new release shows without a restart.

    Texts go out compressed to those who take gzip: Plotly's script is a third of its size then.
    """

    def send_head(self) -> BinaryIO | None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path /= "index.html"
        if path.suffix not in _TEXT or not path.is_file() or not self._takes_gzip():
            return super().send_head()
        state = path.stat()
        tag = f'W/"{state.st_mtime_ns:x}-{state.st_size:x}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(http.HTTPStatus.NOT_MODIFIED)
            self.end_headers()
            return None
        packed = _packed(os.path.realpath(path), state.st_mtime_ns, state.st_size)
        self.send_response(http.HTTPStatus.OK)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        return io.BytesIO(packed)

    def _takes_gzip(self) -> bool:
        """Whether the client names gzip, and not only to refuse it (`gzip;q=0`)."""
        for part in self.headers.get("Accept-Encoding", "").split(","):
            name, _, quality = part.strip().lower().partition(";")
            if name.strip() == "gzip":
                return re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", quality) is None
        return False

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal belongs to the address line."""


@functools.lru_cache(maxsize=256)
def _packed(path: str, modified: int, size: int) -> bytes:
    """A file compressed; when and how large it was tell a changed one from the one that is remembered."""
    return gzip.compress(Path(path).read_bytes(), 6, mtime=0)


def site_server(
    settings: Settings, port: int, stamp: str = "", *, local: bool = False
) -> http.server.ThreadingHTTPServer:
    """A server of the site of the release `stamp`, or of whichever is the latest; port 0 takes a free one.

    Args:
        local: serve the sites of the local folder instead, which are not for release.

    Raises:
        ReleaseError: there is no such release.
        CorridorwatchError: the port is taken, or there is no local folder.
    """
    if local:
        folder = read_local(settings).path
    else:
        found = find(settings, stamp)
        # Without a name the link itself is served, so that a release published meanwhile shows at the next request.
        folder = found.path if stamp else settings.home / "latest"
    return folder_server(folder / "site", port)


def folder_server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server of the files below a folder; port 0 takes a free one.

    Raises:
        CorridorwatchError: the port is taken.
    """
    handler = functools.partial(_SiteHandler, directory=str(folder))
    try:
        return _SiteServer((LOOPBACK, port), handler)
    except OSError as error:
        raise CorridorwatchError(
            f"port {port} on {LOOPBACK} cannot be opened: {error.strerror}.",
            expected="a free port",
            next_step=f"corridorwatch serve --port {port + 1}",
        ) from error


def serve_site(settings: Settings, port: int, stamp: str = "", *, local: bool = False) -> None:
    """Serve until interrupted; see `site_server`."""
    with site_server(settings, port, stamp, local=local) as server:
        if local:
            print(read_local(settings).notice, file=sys.stderr)
        print(f"http://{LOOPBACK}:{server.server_port}/  (Ctrl-C ends it)", file=sys.stderr, flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
