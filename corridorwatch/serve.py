"""Serving the latest release's site on the loopback address."""

import functools
import http.server
import sys

from corridorwatch.config import Settings
from corridorwatch.errors import CorridorwatchError
from corridorwatch.release import latest

LOOPBACK = "127.0.0.1"


class _SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Serves `latest/site` as it is at each request, so that a new release shows without a restart."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal belongs to the address line."""


def site_server(settings: Settings, port: int) -> http.server.ThreadingHTTPServer:
    """A server of the latest release's site; port 0 takes a free one.

    Raises:
        ReleaseError: nothing was published yet.
        CorridorwatchError: the port is taken.
    """
    latest(settings)
    handler = functools.partial(_SiteHandler, directory=str(settings.home / "latest" / "site"))
    try:
        return http.server.ThreadingHTTPServer((LOOPBACK, port), handler)
    except OSError as error:
        raise CorridorwatchError(
            f"port {port} on {LOOPBACK} cannot be opened: {error.strerror}.",
            expected="a free port",
            next_step=f"corridorwatch serve --port {port + 1}",
        ) from error


def serve_site(settings: Settings, port: int) -> None:
    """Serve until interrupted."""
    with site_server(settings, port) as server:
        print(f"http://{LOOPBACK}:{server.server_port}/  (Ctrl-C ends it)", file=sys.stderr, flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
