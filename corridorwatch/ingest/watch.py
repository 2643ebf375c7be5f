"""A watch over requests that nobody asked for: they may cost seconds of silence, and no more.

Waiting for an address, a connection, a header or a byte uses up an allowance; bytes that come fill it again, up to
where it began. So a large file may take its time while it flows, and a server that says nothing, or says it a byte a
second, is given up. The requests run in threads of their own: a system that looks up names may be silent too, and no
time-out of a socket ends that.
"""

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

CONNECT = 5.0
"""Seconds for the name, the connection and its encryption."""

SILENCE = 7.0
"""Seconds of waiting that all requests of a run have together, where no bytes flow."""

LEAST_RATE = 8_192
"""Bytes a second below which a server counts as silent."""

_QUEUED = 16


class Watch:
    """The allowance, in seconds: all that is `left` of it, and why it was `given_up`, if it was."""

    def __init__(
        self, *, connect: float = CONNECT, silence: float = SILENCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.connect, self.left, self.given_up = connect, silence, ""
        self._most, self._clock = silence, clock

    def wait(self, get: Callable[[float], Any], at_most: float = float("inf")) -> Any:
        """What `get` returns within the seconds it is handed, which are those left or fewer.

        Raises:
            queue.Empty: it returned nothing in time.
        """
        begun = self._clock()
        try:
            return get(max(0.0, min(self.left, at_most)))
        finally:
            self.left -= self._clock() - begun

    def flowed(self, received: int) -> None:
        """Bytes came."""
        self.left = min(self._most, self.left + received / LEAST_RATE)

    @contextmanager
    def at_most(self, seconds: float) -> Generator[None]:
        """Let what is asked within use these seconds only: the others are kept for what comes after."""
        whole, most = self.left, self._most
        self.left = self._most = min(whole, seconds)
        kept = whole - self.left
        try:
            yield
        finally:
            self._most, self.left = most, max(0.0, self.left) + kept
            if self.left > 0 and self.given_up == _SILENT:
                self.given_up = ""


_SILENT = "it stays silent, or as good as silent"


@contextmanager
def watched_transport(watch: Watch, inner: "httpx.Client") -> Generator["httpx.BaseTransport"]:
    """A transport whose requests `inner` sends in threads of their own, as long as the watch allows."""
    import httpx

    class Transport(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if watch.given_up:
                raise httpx.ConnectError(watch.given_up, request=request)
            asked = _Asked(inner, request)
            try:
                kind, value = _next(watch, asked, watch.connect)
                if kind == "connected":
                    kind, value = _next(watch, asked)
            except queue.Empty:
                asked.stopped.set()
                if asked.connected.is_set():
                    watch.given_up = _SILENT
                    raise httpx.ReadTimeout(_SILENT, request=request) from None
                watch.given_up = f"no connection within {watch.connect:.0f} s"
                raise httpx.ConnectTimeout(watch.given_up, request=request) from None
            except BaseException:
                asked.stopped.set()
                raise
            if kind == "error":
                if isinstance(value, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
                    watch.given_up = str(value) or "no connection"
                raise value
            status, headers, extensions = value
            return httpx.Response(
                status, headers=headers, stream=Body(asked, request), extensions=extensions, request=request
            )

    class Body(httpx.SyncByteStream):
        def __init__(self, asked: _Asked, request: httpx.Request) -> None:
            self.asked, self.request = asked, request

        def __iter__(self) -> Iterator[bytes]:
            while True:
                try:
                    kind, value = _next(watch, self.asked)
                except queue.Empty:
                    watch.given_up = _SILENT
                    raise httpx.ReadTimeout(_SILENT, request=self.request) from None
                if kind == "end":
                    return
                if kind == "error":
                    raise value
                watch.flowed(len(value))
                yield value

        def close(self) -> None:
            self.asked.stopped.set()

    yield Transport()


def _next(watch: Watch, asked: "_Asked", at_most: float = float("inf")) -> tuple[str, Any]:
    return watch.wait(lambda seconds: asked.said.get(timeout=seconds), at_most)


class _Asked:
    """One request in its thread. `said`: what it tells, in order: connected, response, pieces, and end or error."""

    def __init__(self, client: "httpx.Client", request: "httpx.Request") -> None:
        self.said: queue.Queue[tuple[str, object]] = queue.Queue(_QUEUED)
        self.connected, self.stopped = threading.Event(), threading.Event()
        request.extensions = {**request.extensions, "trace": self._trace}
        threading.Thread(target=self._run, args=(client, request), name="watched-request", daemon=True).start()

    def _trace(self, event: str, info: object) -> None:
        if event.endswith("send_request_headers.started") and not self.connected.is_set():
            self.connected.set()
            self._say("connected", None)

    def _run(self, client: "httpx.Client", request: "httpx.Request") -> None:
        try:
            response = client.send(request, stream=True, follow_redirects=False)
            try:
                named = {name: response.extensions[name] for name in ("reason_phrase",) if name in response.extensions}
                self._say("response", (response.status_code, response.headers.raw, named))
                for piece in response.iter_raw():
                    if not self._say("piece", piece):
                        return
                self._say("end", None)
            finally:
                response.close()
        except Exception as error:
            # Whoever asked raises it, in the thread that can do something about it.
            self._say("error", error)

    def _say(self, kind: str, value: object) -> bool:
        """Tell it, unless nobody listens any more; whether it was told."""
        while not self.stopped.is_set():
            try:
                self.said.put((kind, value), timeout=0.2)
                return True
            except queue.Full:
                continue
        return False
