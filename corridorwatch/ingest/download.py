"""One file from a publisher's server onto the disk: resumed, size-checked, and never half of it."""

import hashlib
import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corridorwatch.errors import FetchFailed
from corridorwatch.ingest.http import Patience, Retryable, attempt, judge_status, open_client, plain, sorted_failures
from corridorwatch.snapshots import Snapshot, disk_full, is_full

if TYPE_CHECKING:
    import httpx

Progress = Callable[[int, int | None], None]
"""Called with the bytes received so far and the whole size, where it is known."""

MAX_BYTES = 8 << 30


PROGRESS = logging.getLogger("corridorwatch.ingest.progress")
"""Where a run tells the bytes as they come, for whoever shows them: a record has `source`, `received` and `total`."""
PROGRESS.setLevel(logging.DEBUG)
PROGRESS.propagate = False
PROGRESS.addHandler(logging.NullHandler())

_TELL_EVERY = 1 << 18


def silent(received: int, total: int | None) -> None:
    """Shows nothing."""


def told_to_log(source: str) -> Progress:
    """A progress that goes to `PROGRESS`, every quarter of a megabyte."""
    told = -1

    def tell(received: int, total: int | None) -> None:
        nonlocal told
        if received // _TELL_EVERY != told:
            told = received // _TELL_EVERY
            PROGRESS.debug("%s", source, extra={"source": source, "received": received, "total": total})

    return tell


@dataclass(frozen=True)
class Download:
    """A file that came whole. `path` is None where the server says that what is held is still its newest.

    `validators` (`etag`, `last_modified`) let the next download ask for changes only.
    """

    path: Path | None
    validators: Mapping[str, str]


def download(
    url: str,
    folder: Path,
    *,
    patience: Patience,
    held: Snapshot | None = None,
    declared_bytes: int | None = None,
    max_bytes: int = MAX_BYTES,
    progress: Progress = silent,
) -> Download:
    """Get `url` into `folder`.

    A try that is cut leaves its bytes there, and the next try, also that of a later run, goes on from them if the
    server says by a validator (ETag, Last-Modified) that the file is still the same one.

    Args:
        held: the snapshot that is held; unchanged files of its address are not sent again.
        declared_bytes: the size that the publisher declares elsewhere, in an index for instance.

    Raises:
        FetchFailed: refused, too large, or not whole after all attempts.
        BrokenSource: the disk is full; the bytes received are removed.
    """
    part = _Part(folder, url)
    known = {}
    if held is not None and held.url == url:
        known = {key: str(held.details[key]) for key in ("etag", "last_modified") if held.details.get(key)}

    def once(client: "httpx.Client") -> Download:
        return _receive(client, url, part, known, declared_bytes, max_bytes, patience, progress)

    try:
        with open_client(patience, follow=True) as client:
            return attempt(patience, url, lambda: once(client))
    except OSError as error:
        if not is_full(error):
            raise
        part.drop()
        raise disk_full(part.path, error) from error


class _Part:
    """The bytes received so far, and beside them the validators under which they were sent."""

    def __init__(self, folder: Path, url: str) -> None:
        name = hashlib.sha256(url.encode()).hexdigest()[:16]
        self.path, self.about = folder / f"{name}.part", folder / f"{name}.about"

    def resumable(self) -> tuple[int, str]:
        """How many bytes are there, and the validator to go on by: 0 and '' where there is nothing to go on from."""
        try:
            about = json.loads(self.about.read_text(encoding="utf-8"))
            etag, size = about.get("etag", ""), self.path.stat().st_size
        except (OSError, ValueError):
            return 0, ""
        # A weak ETag promises the same meaning, not the same bytes.
        validator = etag if etag and not etag.startswith("W/") else about.get("last_modified", "")
        return (size, validator) if size and validator else (0, "")

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self.about.unlink(missing_ok=True)


def _receive(
    client: "httpx.Client",
    url: str,
    part: _Part,
    known: Mapping[str, str],
    declared_bytes: int | None,
    max_bytes: int,
    patience: Patience,
    progress: Progress,
) -> Download:
    offset, validator = part.resumable()
    # Compression on the way would make the declared size that of other bytes.
    headers = {"Accept-Encoding": "identity"}
    if offset:
        headers |= {"Range": f"bytes={offset}-", "If-Range": validator}
    elif "etag" in known:
        headers["If-None-Match"] = known["etag"]
    elif "last_modified" in known:
        headers["If-Modified-Since"] = known["last_modified"]
    started = patience.clock()
    with sorted_failures(url), client.stream("GET", url, headers=headers) as response:
        if url.startswith("https:") and response.url.scheme != "https":
            raise FetchFailed(f"{plain(url)}: the server redirects from https to plain http.", next_step="report it")
        if response.status_code == 304 and known and not offset:
            return Download(None, known)
        if response.status_code == 416:
            part.drop()
            raise Retryable("the server cannot go on from where the last try was cut")
        judge_status(response)
        offset = _agreed_offset(response, offset, part)
        total = _whole_size(response, offset)
        for size, by in ((total, "the server"), (declared_bytes, "the publisher's index")):
            if size is not None and size > max_bytes:
                raise FetchFailed(f"{plain(url)}: {by} declares {size:,} bytes, more than {max_bytes:,}.")
        validators = {
            key: response.headers[name]
            for key, name in (("etag", "ETag"), ("last_modified", "Last-Modified"))
            if response.headers.get(name)
        }
        part.about.write_text(json.dumps(validators), encoding="utf-8")
        received = offset
        with part.path.open("r+b" if offset else "wb") as file:
            file.seek(offset)
            file.truncate()
            for piece in response.iter_raw():
                if received == 0 and _is_page(piece, response):
                    part.drop()
                    failure = FetchFailed(
                        f"{plain(url)}: a web page came where a file was expected.",
                        expected="a CSV or zip file",
                        next_step="open the address in a browser: the file moved, or the site is closed",
                    )
                    failure.status = response.status_code
                    raise failure
                file.write(piece)
                received += len(piece)
                progress(received, total)
                if received > max_bytes:
                    part.drop()
                    raise FetchFailed(f"{plain(url)}: more than {max_bytes:,} bytes came.")
                if patience.clock() - started > patience.total:
                    raise Retryable(f"the file did not end within {patience.total:.0f} s; {received:,} bytes came")
            file.flush()
            os.fsync(file.fileno())
    _hold_to_size(received, total, declared_bytes, response, part)
    part.about.unlink(missing_ok=True)
    return Download(part.path, validators)


def _agreed_offset(response: "httpx.Response", offset: int, part: _Part) -> int:
    """Where the body begins in the file: the offset asked for, or 0 where the server sends all of it."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Retryable("the server compresses on the way, so that the size cannot be checked")
    if response.status_code != 206:
        return 0
    if not response.headers.get("Content-Range", "").startswith(f"bytes {offset}-") or not offset:
        part.drop()
        raise Retryable("the server sends another part of the file than was asked for")
    return offset


def _whole_size(response: "httpx.Response", offset: int) -> int | None:
    length = response.headers.get("Content-Length", "")
    return offset + int(length) if length.isdigit() else None


def _hold_to_size(
    received: int, total: int | None, declared: int | None, response: "httpx.Response", part: _Part
) -> None:
    """The end of the body must be proven: by a length, by chunks with their terminator, or by a declared size."""
    if declared is not None and received != declared:
        part.drop()
        raise Retryable(f"{received:,} bytes came, the publisher's index declares {declared:,}")
    if total is not None and received != total:
        raise Retryable(f"{received:,} of {total:,} bytes came")
    chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
    if total is None and declared is None and not chunked:
        part.drop()
        raise Retryable("the server says neither how long the file is nor where it ends, so that a cut would not show")
    whole = response.headers.get("Content-Range", "").rpartition("/")[2]
    if whole.isdigit() and received != int(whole):
        part.drop()
        raise Retryable(f"{received:,} of {int(whole):,} bytes came")
    if received == 0:
        part.drop()
        raise Retryable("the file is empty")


def _is_page(start: bytes, response: "httpx.Response") -> bool:
    kind = response.headers.get("Content-Type", "").lower()
    head = start[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "text/html" in kind or head.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml"))
