"""Fetching a publisher, adding a file of one, and the state of what is held of each, by their manifests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from corridorwatch.config import Settings
from corridorwatch.errors import BrokenSource, CorridorwatchError
from corridorwatch.ingest.inspection import inspect
from corridorwatch.ingest.job import Fetched, Job
from corridorwatch.ingest.spans import Span, declare
from corridorwatch.manifests import Manifest, registry
from corridorwatch.snapshots import Attempt, Snapshot, SnapshotStore


@dataclass(frozen=True)
class Held:
    """What is held of one source at a moment.

    `age_days`: whole days since its oldest current series was last known to be the publisher's newest; null where
    nothing is held. `max_age_days`: null where the source is not enabled. `blocks`: why nothing may be published, or
    empty.
    """

    source_id: str
    title: str
    is_enabled: bool
    snapshots: tuple[Snapshot, ...]
    checked_at: str
    age_days: int | None
    max_age_days: int | None
    last: Attempt | None
    blocks: str
    next_step: str


def find(source: str, own_tables: Path | None = None) -> Manifest:
    """The publisher of that id.

    Args:
        own_tables: the folder of the mappings, whose sources an error names too.

    Raises:
        BrokenSource: there is none.
    """
    known = registry().publishers
    if source not in known:
        own = sorted(path.name.partition(".")[0] for path in own_tables.glob("*.mapping.toml")) if own_tables else []
        raise BrokenSource(
            f"there is no source {source!r}.",
            expected=", ".join([*known, *own]) + "; a table of your own once `corridorwatch map FILE` has named it",
            next_step="corridorwatch sources",
        )
    return known[source]


def is_enabled(settings: Settings, source: str) -> bool:
    """Whether the settings want the source every night."""
    chosen = getattr(settings.sources, source, None)
    return bool(chosen and chosen.enabled)


def fetched_on_run(settings: Settings, source: str) -> bool:
    """Whether a run may ask for the source of its own accord."""
    return bool(getattr(getattr(settings.sources, source, None), "fetch_on_run", False))


def is_due(settings: Settings, source: str, store: SnapshotStore, moment: datetime) -> bool:
    """Whether a run asks for a source that nobody enabled: the first time, and again when something may have changed.

    That is `ask_after_days` after it was last asked, or a day after it was asked in vain; while nothing is held, each
    time. A source that is held as somebody added it by hand, or that somebody took back, is theirs and not asked for;
    of candidate events, whose files stand side by side, this goes for the one file.
    """
    if not fetched_on_run(settings, source):
        return False
    held = store.current(source)
    stands_alone = not registry().sources[source].series
    if (held and stands_alone and held[-1].details.get("added_by_hand")) or (not held and store.taken_back(source)):
        return False
    asked = [each for each in store.attempts(source) if each.asked]
    came = [each for each in held if not each.details.get("added_by_hand")]
    if not asked or (asked[-1].error and not came):
        return True
    last = [each for each in asked if each.at == asked[-1].at]
    wait = 1 if any(each.error for each in last) else getattr(settings.sources, source).ask_after_days
    return moment - datetime.fromisoformat(last[-1].at) >= timedelta(days=wait)


def fetch(source: str, job: Job) -> Fetched:
    """Fetch one source and record the try. A failure comes back as such; it never touches what is held.

    Raises:
        BrokenSource: no such source, or one whose files can only be added.
    """
    publisher = find(source)
    if not publisher.can_be_fetched:
        raise BrokenSource(
            f"{publisher.name} has no address to fetch from.",
            expected="a file that its publisher gave you",
            next_step=f"corridorwatch add {source} FILE",
        )
    at = job.at
    try:
        with job.store.only_me(source):
            taken = tuple(publisher.module("fetch").fetch(job, source))
    except (CorridorwatchError, OSError) as error:
        fact = job.secrets.scrub(error.fact if isinstance(error, CorridorwatchError) else str(error))
        step = getattr(error, "next_step", "") or f"corridorwatch fetch {source}"
        job.store.note(source, Attempt(at, "failed", error=fact, next_step=step, asked=True))
        return Fetched(source, "failed", error=fact, next_step=step)
    outcome = "success" if any(snapshot.outcome == "success" for snapshot in taken) else "unchanged"
    for each in taken:
        job.store.note(source, Attempt(at, each.outcome, each.url, each.series, each.sha256, each.bytes, asked=True))
    if not taken:
        job.store.note(source, Attempt(at, outcome, asked=True))
    return Fetched(source, outcome, taken)


def add(
    source: str,
    file: Path,
    store: SnapshotStore,
    moment: datetime,
    *,
    own_tables: Path | None = None,
    first: date | None = None,
    last: date | None = None,
    ask: Callable[[Span | None], tuple[date | None, date | None]] | None = None,
    timezone: str = "Asia/Karachi",
    date_format: str = "",
) -> Snapshot:
    """Keep a file that somebody brings, after the source's own look at it.

    The same bytes that are held under another name are taken back there: a name says a file's version, and this one
    corrects it.

    Args:
        own_tables: the folder of the mappings of one's own tables, which are sources too.
        first, last: the days for which the user says that the file speaks.
        ask: where the file does not say that and the user did not, asked for both; it is handed what the file's own
            events reach, None where none is of the country.
        timezone: the clock by which the day of `moment` is told.
        date_format: the order of its days and months, where they can be read in two ways.

    Raises:
        BrokenSource: there is no such file or source, the file cannot be one of that source, or the days that it is
            said to speak for end after the day it came.
    """
    came_on = moment.astimezone(ZoneInfo(timezone)).date()
    publisher = find(source, own_tables)
    if not file.is_file():
        raise BrokenSource(f"there is no file {file}.", expected=".csv, .zip or .xlsx", next_step="correct its name")
    try:
        with store.only_me(source):
            found = inspect(source, file, file.name, came_on, date_format=date_format)
            says_itself = (found.own and found.own.basis != "own_events") or "note" in found.details
            if ask and not says_itself and publisher.speaks_for_days and first is None and last is None:
                first, last = ask(found.own)
            own = (found.own.first_day, found.own.last_day) if found.own else None
            taken = store.store_file(
                source,
                file,
                file_name=file.name,
                url="",
                licence=publisher.terms,
                fetched_at=moment,
                series=series_of(source, file.name),
                received_count=found.received_count,
                details={"added_by_hand": True, **found.details, **declare(first, last, came_on, own)},
            )
    except BrokenSource as error:
        store.note(source, Attempt(moment.isoformat(timespec="seconds"), "failed", error=error.fact))
        raise
    at = moment.isoformat(timespec="seconds")
    # Where a name says nothing, the same answer again is another answer, and the first one stays.
    for former in store.current(source) if publisher.name_tells_version else ():
        if former.sha256 == taken.sha256 and former.file_name != taken.file_name:
            store.withdraw(former, at=moment, by="", why=f"the same bytes were added as {taken.file_name}")
    store.note(source, Attempt(at, taken.outcome, "", taken.series, taken.sha256, taken.bytes))
    return taken


def series_of(source: str, file_name: str) -> str:
    """Which of a source's files a name is, where they stand side by side; empty where a newer file replaces others."""
    match registry().sources[source].series:
        case "edition":
            # GEDEvent_v26_0_8 is 26.0.8.
            return Path(file_name).stem.rpartition("_v")[2].replace("_", ".")
        case "file":
            return Path(file_name).stem
    return ""


def held(source: str, store: SnapshotStore, settings: Settings, moment: datetime) -> Held:
    """What is held of `source` at `moment`, how old it is, and whether that blocks a release."""
    publisher, enabled = find(source), is_enabled(settings, source)
    tries = store.attempts(source)
    snapshots = tuple(store.current(source))
    checked = [last_seen(snapshot, tries) for snapshot in snapshots]
    age = max(((moment - datetime.fromisoformat(at)).days for at in checked), default=None)
    if snapshots and publisher.accumulates:
        age = (moment - datetime.fromisoformat(max(checked))).days
    limit = getattr(settings.sources, source).max_age_days if enabled else None
    last = tries[-1] if tries else None
    blocks = ""
    if enabled and age is None:
        blocks = f"{source} is enabled and nothing of it is held"
    elif age is not None and limit is not None and age > limit:
        blocks = f"{source} was last fetched {age} days ago, and at most {limit} are allowed"
    if blocks and last and last.error:
        blocks += f"; the last try failed: {last.error}"
    step = f"corridorwatch fetch {source}" if publisher.can_be_fetched else f"corridorwatch add {source} FILE"
    if blocks:
        step += f" (or set sources.{source}.enabled = false in corridorwatch.toml)"
    elif snapshots and not (last and last.error):
        step = ""
    newest = max(checked, default="")
    return Held(source, publisher.name, enabled, snapshots, newest, age, limit, last, blocks, step)


def last_seen(snapshot: Snapshot, tries: list[Attempt]) -> str:
    """When these bytes were last known to be the publisher's newest: fetched, or found unchanged."""
    return max([snapshot.fetched_at, *(each.at for each in tries if each.sha256 == snapshot.sha256)])
