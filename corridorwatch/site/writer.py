"""Writes the site's files and counts them."""

import json
from dataclasses import dataclass
from pathlib import Path

from corridorwatch.errors import NoRoom, ReleaseError


@dataclass(frozen=True)
class SiteReport:
    """What was written: pages, figures, bytes of all files, and whether it was drawn now, not on an earlier night."""

    pages: int
    figures: int
    bytes: int
    is_new: bool = True


class Writer:
    """Files below one folder.

    Args:
        out: the folder; it is made.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self.bytes = 0
        self.pages = 0
        out.mkdir(parents=True, exist_ok=True)

    def text(self, path: str, content: str) -> None:
        """Write UTF-8 with Unix line ends."""
        self.raw(path, content.encode("utf-8"))

    def page(self, path: str, content: str) -> None:
        """Write a page and count it."""
        self.text(path, content)
        self.pages += 1

    def script(self, path: str, name: str, value: object) -> None:
        """Write a script that assigns a value to a global: data that also loads from a disk, where fetch cannot."""
        self.text(path, f"window.{name}={compact(value)};\n")

    def raw(self, path: str, content: bytes) -> None:
        """Write bytes.

        Raises:
            ReleaseError: the path leads out of the folder.
            NoRoom: the disk would not take it.
        """
        file = self._out / path
        if not file.resolve().is_relative_to(self._out.resolve()):
            raise ReleaseError(
                f"the site was to write {path!r}, which is outside its folder.",
                expected="ids of small letters, digits and dashes",
                next_step="look for the row with that id",
            )
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        except OSError as error:
            raise NoRoom(str(file), error) from error
        self.bytes += len(content)


def compact(value: object) -> str:
    """JSON without spaces, keys sorted, ASCII only: same value, same bytes, and no `</script>`."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.replace("</", "<\\/")
