"""Requests that end: time-outs by phase, a limit on the whole, retries on named failures only.

Two kinds of failure. `Retryable` may be over in a while (no connection, 5xx, 429, a body cut short) and is tried again,
so often and no more. Anything else is a `FetchFailed` at once.
"""

import json
import logging
import os
import ssl
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from corridorwatch.errors import FetchFailed
from corridorwatch.ingest.watch import Watch, watched_transport

if TYPE_CHECKING:
    import httpx

LOGGER = logging.getLogger("corridorwatch.ingest")

T = TypeVar("T")

_PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Retryable(Exception):
    """A failure that may be over in a while. `retry_after`: how many seconds the server asks to wait.

    `status`: the server's HTTP status where that is the reason, else 0.
    """

    def __init__(self, reason: str, retry_after: float | None = None, status: int = 0) -> None:
        super().__init__(reason)
        self.retry_after, self.status = retry_after, status


@dataclass(frozen=True)
class Patience:
    """How long to wait for what. Seconds, but for `attempts`; `total` is for one file or page with all its bytes.

    `watch`: for requests that nobody asked for, what all of them together may cost.
    """

    attempts: int = 5
    wait_initial: float = 1.0
    wait_max: float = 60.0
    wait_jitter: float = 1.0
    connect: float = 10.0
    read: float = 30.0
    total: float = 3600.0
    watch: Watch | None = None
    clock: Callable[[], float] = time.monotonic

    def slower(self, wait_initial: float, wait_max: float) -> "Patience":
        """For a publisher who wants longer pauses; no waiting at all stays no waiting."""
        if self.wait_max == 0:
            return self
        return replace(self, wait_initial=wait_initial, wait_max=wait_max)


def attempt(patience: Patience, url: str, once: Callable[[], T]) -> T:
    """Do `once`, and again while it fails in passing, with growing pauses.

    Raises:
        FetchFailed: it failed for good, or `patience.attempts` times in passing.
    """
    import stamina

    # Ours says which address, and stamina's own hook may print to standard output.
    stamina.instrumentation.set_on_retry_hooks(())

    def wait(error: Exception) -> bool | float:
        if not isinstance(error, Retryable):
            return False
        return True if error.retry_after is None else min(error.retry_after, patience.wait_max)

    tries = stamina.retry_context(
        on=wait,
        attempts=patience.attempts,
        timeout=None,
        wait_initial=patience.wait_initial,
        wait_max=patience.wait_max,
        wait_jitter=patience.wait_jitter,
    )
    try:
        for one in tries:
            with one:
                try:
                    return once()
                except Retryable as error:
                    if one.num < patience.attempts:
                        LOGGER.warning("%s: %s; asked again in %.0f s or more", plain(url), error, one.next_wait)
                    raise
    except Retryable as error:
        failure = FetchFailed(
            f"{plain(url)}: {error}" + (f" ({patience.attempts} attempts)." if patience.attempts > 1 else "."),
            expected="an answer that is whole",
            next_step="try again later; the last good snapshot is kept",
        )
        failure.status = error.status
        raise failure from error
    raise AssertionError("a retry loop ends by returning or raising")


@contextmanager
def open_client(patience: Patience, *, follow: bool = False) -> Generator["httpx.Client"]:
    """An HTTP client with time-outs by phase. `follow`: whether redirects are followed, five at most."""
    import httpx

    timeout = httpx.Timeout(patience.read, connect=patience.connect)
    with ExitStack() as opened:
        transport = None
        if patience.watch is not None:
            inner = opened.enter_context(httpx.Client(verify=_tls(), timeout=timeout))
            transport = opened.enter_context(watched_transport(patience.watch, inner))
        client = httpx.Client(
            verify=_tls(),
            transport=transport,
            timeout=timeout,
            headers={"User-Agent": f"corridorwatch/{version('corridorwatch')}"},
            follow_redirects=follow,
            max_redirects=5,
        )
        yield opened.enter_context(client)


@contextmanager
def sorted_failures(url: str) -> Generator[None]:
    """Turn httpx's errors into `Retryable` or `FetchFailed`. Messages name the address without its query."""
    import httpx

    try:
        yield
    except httpx.TooManyRedirects as error:
        raise _final(url, "the server redirects in a circle") from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise _final(url, f"is no address that can be asked: {error}") from error
    except httpx.TimeoutException as error:
        raise Retryable(f"no answer in time ({str(error) or type(error).__name__})") from error
    except httpx.TransportError as error:
        raise Retryable(f"the connection failed ({error or type(error).__name__})") from error


def judge_status(response: "httpx.Response", *, also_retryable: frozenset[int] = frozenset()) -> None:
    """Let 2xx through.

    Raises:
        Retryable: the server is busy or broken for now.
        FetchFailed: it refuses.
    """
    status = response.status_code
    if response.is_success:
        return
    if status in _PASSING_STATUS | also_retryable:
        raise Retryable(f"the server answers {status} {response.reason_phrase}", _retry_after(response), status)
    hint = {
        401: "check the credentials (README, Sources)",
        403: "the account or address is not allowed to read this: ask the publisher for access",
        404: "the file has another name now: correct the version in corridorwatch.toml",
    }.get(status, "look at the address in a browser")
    if response.is_redirect:
        raise _final(str(response.url), f"the server sends elsewhere ({status}), and this is not followed", hint)
    failure = _final(str(response.url), f"the server answers {status} {response.reason_phrase}", hint)
    failure.status = status
    raise failure


def plain(url: str) -> str:
    """The address without query, fragment and user: what may stand in a log."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


def require_private(url: str) -> None:
    """Hold an address that gets credentials to https; loopback may do without.

    Raises:
        FetchFailed: it is plain http to another machine.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise _final(url, "is not https, and credentials would travel in the open", "use the publisher's https address")


def get_json(
    client: "httpx.Client",
    url: str,
    *,
    patience: Patience,
    headers: Mapping[str, str],
    params: Mapping[str, str] | None = None,
    max_bytes: int = 200_000_000,
    also_retryable: frozenset[int] = frozenset(),
) -> tuple[bytes, dict]:
    """One page of an API: the bytes as received and the object they hold. Asked once: retrying is the caller's.

    Raises:
        Retryable: cut short, no JSON, or a server in trouble.
        FetchFailed: refused, or larger than `max_bytes`.
    """
    started = patience.clock()
    content = bytearray()
    sent = {"Accept": "application/json", **headers}
    with sorted_failures(url), client.stream("GET", url, params=params, headers=sent) as response:
        judge_status(response, also_retryable=also_retryable)
        for piece in response.iter_bytes():
            content += piece
            if len(content) > max_bytes:
                raise _final(url, f"one page is larger than {max_bytes:,} bytes")
            if patience.clock() - started > patience.total:
                raise Retryable(f"the page did not end within {patience.total:.0f} s")
    try:
        page = json.loads(content)
    except ValueError as error:
        raise Retryable(f"the answer is no whole JSON ({len(content):,} bytes)") from error
    if not isinstance(page, dict):
        raise Retryable("the answer is no JSON object")
    return bytes(content), page


def get_page(client: "httpx.Client", url: str, *, max_bytes: int = 4_000_000) -> tuple[str, str]:
    """A web page: its address after redirects, and its text. Asked once.

    Raises:
        Retryable: cut short, or a server in trouble.
        FetchFailed: refused, or larger than `max_bytes`.
    """
    content = bytearray()
    with sorted_failures(url), client.stream("GET", url, headers={"Accept": "text/html, */*;q=0.5"}) as response:
        judge_status(response)
        for piece in response.iter_bytes():
            content += piece
            if len(content) > max_bytes:
                raise _final(url, f"the page is larger than {max_bytes:,} bytes")
        return str(response.url), content.decode("utf-8", errors="replace")


@cache
def _tls() -> ssl.SSLContext:
    """The certificates to trust; reading them takes longer than a request on loopback."""
    import certifi

    return ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or certifi.where())


def _retry_after(response: "httpx.Response") -> float | None:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdigit() else None


def _final(url: str, reason: str, hint: str = "look at the address in a browser") -> FetchFailed:
    return FetchFailed(f"{plain(url)}: {reason}.", expected="an answer that can be read", next_step=hint)
