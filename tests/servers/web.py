"""A real HTTP server on loopback whose answers a test writes as a function of the request."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    """What a client asked: `headers` with lower-case names."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]


@dataclass
class Answer:
    """What the server sends. `cut_at`: the connection ends after so many bytes of the body, whatever was promised.

    `drip`: what follows the body, piece by piece, for as long as the client listens; its length is not promised.
    `silent`: no status is ever sent; a `drip` is then that of an endless header.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    with_length: bool = True
    drip: Iterable[bytes] = ()
    silent: bool = False


class Web:
    """A running server: its address, and every request it got."""

    def __init__(self, answer: Callable[[Request], Answer]) -> None:
        self.answer, self.requests = answer, []
        self.url = ""
        self.closing = threading.Event()

    def drip(self, piece: bytes = b"x", seconds: float = 0.02) -> Iterator[bytes]:
        """A piece every so many seconds, until the server closes."""
        while not self.closing.wait(seconds):
            yield piece


@contextmanager
def serving(answer: Callable[[Request], Answer]) -> Iterator[Web]:
    """Serve on a free port of the loopback address until the context ends."""
    web = Web(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            parts = urlsplit(self.path)
            request = Request(
                self.command, parts.path, dict(parse_qsl(parts.query)),
                {name.lower(): value for name, value in self.headers.items()},
                dict(parse_qsl(self.rfile.read(length).decode())),
            )  # fmt: skip
            web.requests.append(request)
            self._send(web.answer(request))

        do_POST = do_GET

        def _send(self, given: Answer) -> None:
            if given.silent:
                self.close_connection = True
                with suppress(OSError):
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: " if given.drip else b"")
                    for piece in given.drip:
                        self.wfile.write(piece)
                web.closing.wait()
                return
            self.send_response(given.status)
            for name, value in given.headers.items():
                self.send_header(name, value)
            if given.with_length:
                self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            self.wfile.write(given.body[: given.cut_at])
            with suppress(OSError):
                for piece in given.drip:
                    self.wfile.write(piece)
            # A body that was cut, or whose length nobody said, ends with the connection.
            self.close_connection = given.cut_at is not None or not given.with_length

        def log_message(self, *words: object) -> None:
            """Tests have no use for an access log."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hung up is no error of the server."""
            if not isinstance(sys.exc_info()[1], ConnectionError):
                super().handle_error(request, client_address)

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def file_answer(request: Request, content: bytes, etag: str = '"one"', cut_at: int | None = None) -> Answer:
    """A static file as a good server gives it: ranges, ETag, 304. `cut_at` counts in the bytes of this one body."""
    headers = {"ETag": etag, "Content-Type": "application/octet-stream", "Accept-Ranges": "bytes"}
    if request.headers.get("if-none-match") == etag:
        return Answer(b"", 304, headers)
    wanted = request.headers.get("range")
    # Without If-Range a server sends the part of whatever file it has by now.
    if wanted and request.headers.get("if-range", etag) == etag:
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        return Answer(content[start:], 206, headers, cut_at)
    return Answer(content, 200, headers, cut_at)
