"""The snapshot store: exactly the bytes that came in, with a sidecar that says from where and when.

`<root>/<source>/<stamp>-<sha12>.<ext>` and the same name with `.json` for the sidecar. A snapshot is written once and
never changed; bytes that are already the newest snapshot of their series are not stored again. Beside them lies
`attempts.jsonl`, one line for each try to get a new one, failed tries included: a failure is never a snapshot.
`withdrawn.jsonl` has a line for each snapshot that was taken back: its bytes stay, and it counts no more.
"""

import errno
import hashlib
import json
import shutil
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from corridorwatch.errors import BrokenSource
from corridorwatch.locks import alone
from corridorwatch.whole_files import write_whole

_STAMP = "%Y%m%dT%H%M%SZ"
_CHUNK = 1 << 20
_LOG = "attempts.jsonl"
_WITHDRAWN = "withdrawn.jsonl"

DECLARED_SPAN = "declared_span"
"""The detail that holds the days, as YYYY-MM-DD, for which a user said that a file speaks: the same bytes with other
days are another snapshot."""

OUTCOMES = ("success", "unchanged", "cached", "failed")
"""success: new bytes; unchanged: the publisher has what is held; cached: not asked, the held one serves; failed."""


@dataclass(frozen=True)
class Snapshot:
    """One stored snapshot: the sidecar's fields and where the bytes lie.

    `file_name` is the publisher's own name of the file, `bytes` its size, `outcome` is `success`, `unchanged` or
    `cached`. `declared_count` is how many records the publisher said it sent, `received_count` how many were counted;
    null where nobody said or counted. `series` names which of a source's files it is, where a source has several that
    stand side by side (a release of UCDP's candidate events); empty where a newer snapshot replaces the older.
    `details` are the source's own facts: version, validators of the download, pages with their digests, restrictions.
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
    declared_count: int | None = None
    received_count: int | None = None
    series: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def taken_at(self) -> datetime:
        """When it was fetched, an aware time."""
        return datetime.fromisoformat(self.fetched_at)

    def day(self, timezone: str) -> date:
        """The day on which it came, by the clock of `timezone`."""
        return self.taken_at.astimezone(ZoneInfo(timezone)).date()

    def read(self) -> bytes:
        """The bytes, verified against their digest.

        Raises:
            BrokenSource: the file was changed or cut after it was stored.
        """
        content = self.path.read_bytes()
        self._hold_to(hashlib.sha256(content).hexdigest())
        return content

    def verified_path(self) -> Path:
        """The path of the bytes, after hashing them without holding them: for files of gigabytes.

        Raises:
            BrokenSource: the file was changed or cut after it was stored.
        """
        with self.path.open("rb") as file:
            self._hold_to(hashlib.file_digest(file, "sha256").hexdigest())
        return self.path

    def _hold_to(self, found: str) -> None:
        if found != self.sha256:
            raise BrokenSource(
                f"snapshot {self.path} has digest {found[:12]}, its sidecar says {self.sha256[:12]}.",
                expected="snapshots never change once stored",
                next_step=f"delete {self.path} and its .json, then run again to take a new snapshot",
            )


@dataclass(frozen=True)
class Attempt:
    """One try to get a source's newest bytes. `error` is empty where it went well; `at` is ISO 8601, UTC.

    `asked`: the publisher was asked; a file added by hand asks nobody.
    """

    at: str
    outcome: str
    url: str = ""
    series: str = ""
    sha256: str = ""
    bytes: int = 0
    error: str = ""
    next_step: str = ""
    asked: bool = False


@dataclass(frozen=True)
class Withdrawal:
    """A snapshot taken back: the stem of its file's name, its digest, when (ISO 8601, UTC), by whom and why."""

    snapshot: str
    sha256: str
    at: str
    by: str = ""
    why: str = ""


class SnapshotStore:
    """Snapshots under one root folder.

    Args:
        on: the day whose state is asked for: what was taken back later still counts; None is now.
    """

    def __init__(self, root: Path, on: date | None = None) -> None:
        self.root = root
        self._on = on

    def as_of(self, day: date) -> "SnapshotStore":
        """The same store, in which only what was taken back by `day` is taken back."""
        return SnapshotStore(self.root, day)

    def withdraw(self, snapshot: Snapshot, *, at: datetime, by: str, why: str) -> None:
        """Take a snapshot back. Its bytes and its sidecar stay: runs as of an earlier day still read them."""
        line = Withdrawal(snapshot.path.stem, snapshot.sha256, _moment(at), by, why)
        with (self.root / snapshot.source / _WITHDRAWN).open("a", encoding="utf-8") as log:
            log.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")

    def withdrawals(self, source: str) -> list[Withdrawal]:
        """What was taken back of `source` by the store's day, oldest first."""
        log = self.root / source / _WITHDRAWN
        lines = log.read_text(encoding="utf-8").splitlines() if log.is_file() else []
        found = [Withdrawal(**json.loads(line)) for line in lines]
        return [each for each in found if self._on is None or datetime.fromisoformat(each.at).date() <= self._on]

    def taken_back(self, source: str) -> set[str]:
        """The series of `source` of which a snapshot was taken back by the store's day."""
        gone = {each.snapshot for each in self.withdrawals(source)}
        read = (_read(sidecar) for sidecar in (self.root / source).glob("*.json") if sidecar.stem in gone)
        return {snapshot.series for snapshot in read if snapshot is not None}

    def store(
        self, source: str, content: bytes, *, file_name: str, url: str, licence: str, fetched_at: datetime, **facts
    ) -> Snapshot:
        """Keep `content` as the newest snapshot of `source`, unless it already is.

        Args:
            fetched_at: an aware time; it becomes the stamp in UTC, to the second.
            facts: `declared_count`, `received_count`, `series`, `details`, as `Snapshot` explains them.

        Returns:
            The snapshot, with outcome `unchanged` when the same bytes were the newest already.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        draft = Snapshot(
            source, file_name, url, licence, _moment(fetched_at), sha256, len(content), "success", Path(), **facts
        )
        return self._keep(draft, lambda part: part.write(content))

    def store_file(
        self,
        source: str,
        file: Path,
        *,
        file_name: str,
        url: str,
        licence: str,
        fetched_at: datetime,
        in_order: bool = False,
        **facts,
    ) -> Snapshot:
        """As `store`, for a file on disk, which is copied in pieces and never held whole.

        Args:
            in_order: each snapshot of the source adds to those before, so only the very newest can be the same again.

        Raises:
            BrokenSource: the disk is full, or the file changed while it was copied; the former snapshot stays.
        """
        with file.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        size = file.stat().st_size
        draft = Snapshot(source, file_name, url, licence, _moment(fetched_at), sha256, size, "success", Path(), **facts)
        return self._keep(draft, lambda part: _copy(file, part, sha256), in_order)

    @staticmethod
    def unchanged(held: Snapshot) -> Snapshot:
        """The snapshot that is held, as what a publisher with nothing newer answers."""
        return replace(held, outcome="unchanged")

    def newest(self, source: str, series: str | None = None) -> Snapshot | None:
        """The newest complete snapshot of `source` (and of `series`, where one is named), or None."""
        gone = {each.snapshot for each in self.withdrawals(source)}
        for sidecar in sorted((self.root / source).glob("*.json"), reverse=True):
            snapshot = _read(sidecar) if sidecar.stem not in gone else None
            if snapshot is not None and series in (None, snapshot.series):
                return snapshot
        return None

    def history(self, source: str) -> list[Snapshot]:
        """Every complete snapshot of `source` that was not taken back, oldest first."""
        gone = {each.snapshot for each in self.withdrawals(source)}
        sidecars = sorted((self.root / source).glob("*.json"))
        read = (_read(sidecar) for sidecar in sidecars if sidecar.stem not in gone)
        return [snapshot for snapshot in read if snapshot is not None]

    def current(self, source: str) -> list[Snapshot]:
        """The newest complete snapshot of each series of `source`, by the name of the series."""
        by_series = {snapshot.series: snapshot for snapshot in self.history(source)}
        return [by_series[series] for series in sorted(by_series)]

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

    def note(self, source: str, attempt: Attempt) -> None:
        """Add one line to the log of attempts. A disk too full for the line loses it: the run has said why already."""
        line = json.dumps({key: value for key, value in asdict(attempt).items() if value not in ("", 0)})
        try:
            (self.root / source).mkdir(parents=True, exist_ok=True)
            with (self.root / source / _LOG).open("a", encoding="utf-8") as log:
                log.write(line + "\n")
        except OSError as error:
            if error.errno not in _FULL:
                raise

    def attempts(self, source: str) -> list[Attempt]:
        """Every recorded try, oldest first; a line cut by a full disk or a killed process does not count."""
        log = self.root / source / _LOG
        found = []
        for line in log.read_text(encoding="utf-8").splitlines() if log.is_file() else ():
            try:
                found.append(Attempt(**json.loads(line)))
            except (json.JSONDecodeError, TypeError):
                continue
        return found

    def workspace(self, source: str) -> Path:
        """A hidden folder beside the snapshots of `source` for what is still coming in; on the same file system."""
        folder = self.root / source / ".incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextmanager
    def only_me(self, source: str) -> Generator[None]:
        """Hold `source` against other processes that would fetch or add at the same time.

        What killed processes left half-written goes; a download that can be resumed stays.

        Raises:
            BrokenSource: another process holds it.
        """
        folder = self.workspace(source)
        with alone(folder / ".lock", lambda _: _busy(source)):
            for left_over in [*(self.root / source).glob("*.part"), *folder.glob("*.zip")]:
                left_over.unlink()
            for left_over in folder.glob(".unpacked-*"):
                shutil.rmtree(left_over, ignore_errors=True)
            yield

    def _keep(self, draft: Snapshot, write: Callable[[BinaryIO], object], in_order: bool = False) -> Snapshot:
        same = self.newest(draft.source) if in_order else self.newest(draft.source, draft.series)
        # The same bytes under another name are another snapshot: a name says a file's version, and may be corrected.
        if same is not None and _told(same) == _told(draft):
            said = draft.details.get(DECLARED_SPAN)
            if said is None or said == same.details.get(DECLARED_SPAN):
                return replace(same, outcome="unchanged")
        folder = self.root / draft.source
        stamp = draft.taken_at
        # Names order the snapshots, so a clock set back, or two fetches in one second, must not reorder them.
        for newest in sorted(folder.glob("*.json"))[-1:]:
            earliest = datetime.strptime(newest.name[:16], _STAMP).replace(tzinfo=UTC) + timedelta(seconds=1)
            stamp = max(stamp, earliest)
        path = folder / f"{stamp:{_STAMP}}-{draft.sha256[:12]}{_suffix(draft.file_name)}"
        snapshot = replace(draft, path=path)
        sidecar = {key: value for key, value in asdict(snapshot).items() if key != "path"}
        content = (json.dumps(sidecar, indent=2, ensure_ascii=False) + "\n").encode()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, write, mode=0o444)
            # The sidecar comes last: a snapshot without one was cut short and does not count.
            write_whole(_sidecar(path), content, mode=0o444)
        except OSError as error:
            path.unlink(missing_ok=True)
            if error.errno not in _FULL:
                raise
            raise disk_full(path, error) from error
        return snapshot


def _busy(source: str) -> BrokenSource:
    return BrokenSource(
        f"{source} is being fetched or added by another process.",
        expected="one at a time",
        next_step="wait for it to end, then run again",
    )


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No space left, quota used up, file larger than allowed: the same to whoever must make room."""


def is_full(error: OSError) -> bool:
    """Whether the error says that the disk, the quota or the file size limit has no room left."""
    return error.errno in _FULL


def disk_full(path: Path, error: OSError) -> BrokenSource:
    """What to raise when `path` could not be written for want of room."""
    return BrokenSource(
        f"{path} could not be written: {error.strerror}. Nothing of it was kept; the former snapshot is as it was.",
        expected="room for the new snapshot beside the old ones",
        next_step=f"make room on the file system of {path.parent}, then run again",
    )


def _told(snapshot: Snapshot) -> tuple[str, str, str, object]:
    """What two snapshots must share to say the same: their bytes, their name, and how the days in them are read."""
    return snapshot.series, snapshot.sha256, snapshot.file_name, snapshot.details.get("date_format")


def _moment(fetched_at: datetime) -> str:
    return fetched_at.astimezone(UTC).isoformat(timespec="seconds")


def _read(sidecar: Path) -> Snapshot | None:
    fields = json.loads(sidecar.read_text(encoding="utf-8"))
    path = sidecar.with_suffix(_suffix(fields["file_name"]))
    return Snapshot(**fields, path=path) if path.is_file() else None


def _sidecar(path: Path) -> Path:
    return path.with_suffix(".json")


def _suffix(file_name: str) -> str:
    """The publisher's own, but for JSON, whose name the sidecar has taken."""
    suffix = Path(file_name).suffix
    return ".jsontext" if suffix == ".json" else suffix


def _copy(file: Path, part: BinaryIO, sha256: str) -> None:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(_CHUNK):
            digest.update(piece)
            part.write(piece)
    if digest.hexdigest() != sha256:
        raise BrokenSource(
            f"{file} changed while it was being copied.",
            expected="a file that nobody is writing",
            next_step="wait until the file is complete, then run again",
        )
