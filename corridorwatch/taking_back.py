"""Taking a file or a whole source back: from that day on it counts no more; runs as of earlier days stay as they were.

Nothing is deleted but the mapping of a table of one's own, whose text stays in the store. Each snapshot gets a line in
`withdrawn.jsonl` beside it: when, by whom, why.
"""

from dataclasses import dataclass
from datetime import datetime

from corridorwatch.config import Settings
from corridorwatch.errors import BrokenSource
from corridorwatch.release import published
from corridorwatch.snapshots import Snapshot, SnapshotStore
from corridorwatch.sources.own_tables.mapping import SUFFIX


@dataclass(frozen=True)
class TakenBack:
    """What was taken back, which file counts in its place, whether the mapping went, and the releases that hold it."""

    snapshots: tuple[Snapshot, ...]
    counts_now: tuple[Snapshot, ...]
    mapping_removed: bool
    releases: tuple[str, ...]


def take_back(
    settings: Settings, source: str, which: str = "", *, at: datetime, by: str, why: str, known: frozenset[str]
) -> TakenBack:
    """Take back a source's files: all of them, or those of a name or of a digest that begins so.

    Args:
        source: the id of a publisher or of a table of one's own.
        which: a file's name, or the first digits of its digest; empty for all.
        known: the publishers' ids.

    Raises:
        BrokenSource: there is no such source, or it holds no such file.
    """
    store = SnapshotStore(settings.snapshots)
    mapping = settings.own_tables / f"{source}{SUFFIX}"
    held = store.history(source)
    if source not in known and not mapping.is_file() and store.newest(f"{source}.mapping") is None:
        own = sorted(path.name.removesuffix(SUFFIX) for path in settings.own_tables.glob(f"*{SUFFIX}"))
        raise BrokenSource(
            f"there is no source {source!r} whose files could be taken back.",
            expected=", ".join([*sorted(known), *own]),
            next_step="corridorwatch sources",
        )
    gone = [each for each in held if not which or each.file_name == which or _begins(each.sha256, which)]
    if (which or not mapping.is_file()) and not gone:
        names = ", ".join(dict.fromkeys(f"{each.file_name} ({each.sha256[:12]})" for each in held)) or "nothing"
        raise BrokenSource(
            f"{source} holds no file {which!r}; it holds {names}." if which else f"{source} holds no file.",
            expected="a file's name, or the first digits of its digest",
            next_step=f"corridorwatch remove {source} FILE",
        )
    for snapshot in gone:
        store.withdraw(snapshot, at=at, by=by, why=why)
    left = store.current(source)
    removes = source not in known and not left
    if removes:
        if mapping.is_file():
            # A run may never have read it: its text is kept with the files that it describes.
            store.store(
                f"{source}.mapping", mapping.read_bytes(), file_name=mapping.name, url="", licence="", fetched_at=at
            )
            mapping.unlink()
        for each in store.history(f"{source}.mapping"):
            store.withdraw(each, at=at, by=by, why=why)
    return TakenBack(tuple(gone), tuple(left), removes, tuple(made.path.name for made in published(settings)))


def _begins(sha256: str, which: str) -> bool:
    return len(which) >= 6 and sha256.startswith(which.casefold())
