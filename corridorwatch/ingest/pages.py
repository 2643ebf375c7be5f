"""What an API answers, page by page, kept as one file: a zip whose members are the answers' bytes exactly as received.

The members have no date of their own, so that the same answers make the same bytes. The sidecar lists each page with
its address, digest and number of records.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corridorwatch.snapshots import Snapshot

SUFFIX = ".pages.zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Page:
    """One answer: the member's name, the address asked (never with credentials), digest, size, records in it."""

    name: str
    url: str
    sha256: str
    bytes: int
    records: int


class PageWriter:
    """Collects the pages of one fetch into `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pages: list[Page] = []
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def add(self, kind: str, content: bytes, url: str, records: int) -> None:
        """Keep one answer. `kind` (`events`, `deleted`) and its number make its name."""
        number = 1 + sum(page.name.startswith(f"{kind}-") for page in self.pages)
        name = f"{kind}-{number:05d}.json"
        self._zip.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
        self.pages.append(Page(name, url, hashlib.sha256(content).hexdigest(), len(content), records))

    def close(self) -> list[dict[str, Any]]:
        """End the file; what the sidecar's `pages` says of it."""
        self._zip.close()
        return [asdict(page) for page in self.pages]

    def abandon(self) -> None:
        """Close and remove the file."""
        self._zip.close()
        self.path.unlink(missing_ok=True)


def is_paged(snapshot: Snapshot) -> bool:
    """Whether the snapshot is a zip of an API's pages, rather than a publisher's file."""
    return snapshot.file_name.endswith(SUFFIX)


def read_pages(snapshot: Snapshot, kind: str) -> Iterator[dict]:
    """The pages of `kind` in their order, each as the object that its JSON holds.

    Raises:
        BrokenSource: the snapshot is not what it was when stored.
    """
    with zipfile.ZipFile(snapshot.verified_path()) as opened:
        for name in sorted(opened.namelist()):
            if name.startswith(f"{kind}-"):
                yield json.loads(opened.read(name))
