"""The snapshot store: exactly the bytes that came in, with a sidecar that says from where and when.

`<root>/<source>/<stamp>-<sha12>.<ext>` and the same name with `.json` for the sidecar. A snapshot is written once and
never changed; bytes that are already the newest snapshot are not stored again.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corridorwatch.errors import BrokenSource

_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Snapshot:
    """One stored snapshot: the sidecar's fields and where the bytes lie.

    `file_name` is the publisher's own name of the file, `bytes` its size, `outcome` is `success` or `unchanged`.
    """

    source: str
    file_name: str
    url: str
    licence: str
    fetched_at: str
    sha256: str
    bytes: int
    outcome: str
    path: Path

    def read(self) -> bytes:
        """The bytes, verified against their digest.

        Raises:
            BrokenSource: the file was changed or cut after it was stored.
        """
        content = self.path.read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != self.sha256:
            raise BrokenSource(
                f"snapshot {self.path} has digest {found[:12]}, its sidecar says {self.sha256[:12]}.",
                expected="snapshots never change once stored",
                next_step=f"delete {self.path} and its .json, then run again to take a new snapshot",
            )
        return content


class SnapshotStore:
    """Snapshots under one root folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def store(
        self, source: str, content: bytes, *, file_name: str, url: str, licence: str, fetched_at: datetime
    ) -> Snapshot:
        """Keep `content` as the newest snapshot of `source`, unless it already is.

        Args:
            fetched_at: an aware time; it becomes the stamp in UTC, to the second.

        Returns:
            The snapshot, with outcome `unchanged` when the same bytes were the newest already.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        newest = self.newest(source)
        if newest is not None and newest.sha256 == sha256:
            return Snapshot(**{**asdict(newest), "outcome": "unchanged"})
        folder = self.root / source
        folder.mkdir(parents=True, exist_ok=True)
        moment = fetched_at.astimezone(UTC)
        stamp = moment
        if newest is not None:
            # Names order the snapshots, so a clock set back, or two fetches in one second, must not reorder them.
            stamp = max(
                stamp, datetime.strptime(newest.path.name[:16], _STAMP).replace(tzinfo=UTC) + timedelta(seconds=1)
            )
        path = folder / f"{stamp:{_STAMP}}-{sha256[:12]}{Path(file_name).suffix}"
        snapshot = Snapshot(
            source, file_name, url, licence, moment.isoformat(timespec="seconds"), sha256, len(content), "success", path
        )
        sidecar = {key: value for key, value in asdict(snapshot).items() if key != "path"}
        # The sidecar comes last: a snapshot without one was cut short and does not count.
        _write_whole(path, content)
        _write_whole(_sidecar(path), (json.dumps(sidecar, indent=2) + "\n").encode())
        return snapshot

    def newest(self, source: str) -> Snapshot | None:
        """The newest complete snapshot of `source`, or None."""
        return next(reversed(self.history(source)), None)

    def history(self, source: str) -> list[Snapshot]:
        """Every complete snapshot of `source`, oldest first."""
        kept = []
        for sidecar in sorted((self.root / source).glob("*.json")):
            fields = json.loads(sidecar.read_text(encoding="utf-8"))
            path = sidecar.with_suffix(Path(fields["file_name"]).suffix)
            if path.is_file():
                kept.append(Snapshot(**fields, path=path))
        return kept

    def require(self, source: str) -> Snapshot:
        """The newest snapshot of `source`.

        Raises:
            BrokenSource: there is none.
        """
        snapshot = self.newest(source)
        if snapshot is None:
            raise BrokenSource(
                f"there is no snapshot of {source!r} in {self.root}.",
                expected="a snapshot taken by an earlier step of the run",
                next_step="corridorwatch run",
            )
        return snapshot


def _sidecar(path: Path) -> Path:
    return path.with_suffix(".json")


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, then make it read-only."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.chmod(0o444)
    part.replace(path)
