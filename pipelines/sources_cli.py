"""`corridorwatch fetch | add | sources`: getting publishers' data, bringing it by hand, and seeing what is held."""

import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import cyclopts
from rich.console import Console
from rich.table import Table

from corridorwatch.config import Settings, load_settings
from corridorwatch.errors import BrokenSource, FetchFailed
from corridorwatch.ingest import publishers
from corridorwatch.ingest.credentials import Secrets
from corridorwatch.ingest.download import Progress
from corridorwatch.ingest.inspection import told
from corridorwatch.ingest.job import Fetched, Job
from corridorwatch.ingest.refusals import kinds_of_refusals, remedy
from corridorwatch.ingest.spans import Span
from corridorwatch.ingest.tables import ParsedTable
from corridorwatch.manifests import registry
from corridorwatch.snapshots import DECLARED_SPAN, Snapshot, SnapshotStore
from corridorwatch.sources.own_tables.held import doubts_of_rows, told_of_places
from corridorwatch.sources.own_tables.mapping import SUFFIX, parse_mapping
from corridorwatch.sources.own_tables.take import add_own_table
from corridorwatch.sources.reference.reviewed import read_vocabularies
from corridorwatch.taking_back import take_back

_MOST_HOLES = 5


def fetch(*source: str) -> None:
    """Get the newest data of the sources named, or of those enabled in corridorwatch.toml.

    Ends with status 1 if any of them failed; what was held of it before is kept.

    Parameters
    ----------
    source
        Sources, as `corridorwatch sources` lists them.
    """
    settings = load_settings()
    named = source or tuple(name for name in registry().publishers if publishers.is_enabled(settings, name))
    for name in named:
        publishers.find(name)
    if not named:
        print(
            "no source is enabled in corridorwatch.toml; name one, for instance: corridorwatch fetch ucdp_ged",
            file=sys.stderr,
        )
        return
    done = fetch_all(named, settings, datetime.now(UTC))
    table = _table("source", "outcome", "bytes", "records", "declared", "sha256", "why")
    for each in done:
        for snapshot in each.snapshots:
            table.add_row(
                f"{each.source} {snapshot.series}".strip(),
                snapshot.outcome,
                f"{snapshot.bytes:,}",
                _number(snapshot.received_count),
                _number(snapshot.declared_count),
                snapshot.sha256[:12],
                "",
            )
        if each.error:
            table.add_row(each.source, each.outcome, "", "", "", "", each.error)
    _console().print(table)
    for snapshot in (snapshot for each in done for snapshot in each.snapshots):
        _tell(snapshot)
    failed = [each for each in done if each.outcome == "failed"]
    if failed:
        raise FetchFailed(
            f"{len(failed)} of {len(done)} sources failed: {', '.join(each.source for each in failed)}. "
            "What was held of them is kept.",
            next_step=failed[0].next_step,
        )


def fetch_all(named: tuple[str, ...], settings: Settings, moment: datetime) -> list[Fetched]:
    """Fetch each source in turn, with its progress on standard error."""
    store, secrets = SnapshotStore(settings.snapshots), Secrets.load(settings.home)
    done = []
    for name in named:
        with _bar(name) as progress:
            done.append(publishers.fetch(name, Job(store, settings, secrets, moment, progress=progress)))
    return done


def add(
    source: str,
    file: Path,
    /,
    *,
    from_: Annotated[date | None, cyclopts.Parameter(name="--from")] = None,
    to: date | None = None,
    date_format: str = "",
) -> None:
    """Keep a file of a source that you have, or a newer file of a table of your own.

    Says at once what becomes of its rows. A file of which most rows are refused is not kept.

    A week without an event is a zero only where a file speaks for it. A file that does not say which days it covers,
    such as an export of ACLED, speaks from its own first to its own last event unless you say more. The same file added
    again with other days speaks for those.

    Parameters
    ----------
    source
        The source it is of, as `corridorwatch sources` lists them; for a table of your own, as `corridorwatch map`
        named it.
    file
        The file: .csv, .zip with one .csv in it or .xlsx for a publisher's; what its mapping reads for your own. It is
        copied, not moved.
    from_
        First day that the file covers, YYYY-MM-DD; that of its first event where left out.
    to
        Last day that it covers, not after today; that of its last event where left out.
    date_format
        How it writes days, where 1/3/2026 can be read in two ways: %m/%d/%Y (month first) or %d/%m/%Y.
    """
    settings = load_settings()
    store, moment = SnapshotStore(settings.snapshots), datetime.now(UTC)
    if source not in registry().publishers and (settings.own_tables / f"{source}{SUFFIX}").is_file():
        taken, parsed = add_own_table(
            store, settings.own_tables, source, file, read_vocabularies(settings.facts), moment, first=from_, last=to
        )
        mapping = parse_mapping((settings.own_tables / f"{source}{SUFFIX}").read_bytes(), f"{source}{SUFFIX}")
        _tell_rows(source, parsed, doubts_of_rows(mapping, parsed))
    else:
        taken = publishers.add(
            source,
            file,
            store,
            moment,
            own_tables=settings.own_tables,
            first=from_,
            last=to,
            ask=_asked_for_days,
            timezone=settings.timezone,
            date_format=date_format,
        )
    count = "" if taken.received_count is None else f", {taken.received_count:,} records"
    print(
        f"{source}: {taken.outcome}, {taken.bytes:,} bytes{count}; the next `corridorwatch run` reads it",
        file=sys.stderr,
    )
    _tell(taken)
    if days := taken.details.get(DECLARED_SPAN):
        print(f"it speaks for {days[0]} to {days[1]}, as declared", file=sys.stderr)
    elif holes := taken.details.get("holes"):
        print("\n".join(holes[:_MOST_HOLES]), file=sys.stderr)
        if len(holes) > _MOST_HOLES:
            print(f"and {len(holes) - _MOST_HOLES} more stretches without an event", file=sys.stderr)
    elif note := taken.details.get("note"):
        print(note, file=sys.stderr)
    print(taken.path)


def _tell_rows(source: str, parsed: ParsedTable, notes: Sequence[str]) -> None:
    dead = f", which state {parsed.refused_deaths:,} deaths" if parsed.refused_deaths else ""
    print(f"{source}: {parsed.accepted:,} rows accepted, {parsed.refused:,} left out{dead}", file=sys.stderr)
    print(f"  accepted: {told_of_places(parsed)}", file=sys.stderr)
    for rule, row, number in kinds_of_refusals(parsed.quarantine)[:5]:
        step = f" (next: {found})" if (found := remedy(rule)) else ""
        print(f"  {number:,}x, first in row {row}: {rule}{step}", file=sys.stderr)
    for note in notes:
        print(f"  note: {note}", file=sys.stderr)


def remove(source: str, file: str = "", /, *, why: str = "") -> None:
    """Take back a file, or all files of a source: from today on they count no more.

    Nothing is erased: the bytes stay in the snapshots with a note of who took them back, when and why, so that runs as
    of earlier days stay as they were. With its last file the mapping of a table of your own goes too. Releases made
    before are not changed.

    Parameters
    ----------
    source
        A source, as `corridorwatch sources` lists them.
    file
        The file's name, or the first six or more digits of its digest; all files when left out.
    why
        A word on the reason, for the record.
    """
    settings = load_settings()
    known = frozenset(registry().publishers)
    done = take_back(settings, source, file, at=datetime.now(UTC), by=_user(), why=why, known=known)
    for snapshot in done.snapshots:
        print(
            f"taken back: {snapshot.file_name} ({snapshot.sha256[:12]}) of {source}, held since {snapshot.fetched_at}"
        )
    if done.mapping_removed:
        print(f"the mapping of {source} went too; to have the table again: corridorwatch map FILE --source {source}")
    for snapshot in done.counts_now:
        print(f"still held and counted: {snapshot.file_name} ({snapshot.sha256[:12]})")
    print("the next `corridorwatch run` counts it no more; runs --as-of an earlier day still do")
    if done.releases:
        print(
            f"releases made before stay as they are ({len(done.releases)} in {settings.releases}, "
            f"the newest {done.releases[0]}); delete their folders if what they say must go"
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may know no name
        return ""


def sources() -> None:
    """List every source that can be fetched or added: what is held, how old it is, how the last try ended."""
    settings = load_settings()
    store, moment = SnapshotStore(settings.snapshots), datetime.now(UTC)
    table = _table("source", "nightly", "newest snapshot", "age", "bytes", "records", "last try", "next")
    for name in registry().publishers:
        state = publishers.held(name, store, settings, moment)
        newest = max(state.snapshots, key=lambda snapshot: snapshot.fetched_at, default=None)
        last = f"{state.last.outcome} {state.last.at[:10]} {state.last.error}".strip() if state.last else "never"
        table.add_row(
            name,
            "yes" if state.is_enabled else "when due" if publishers.fetched_on_run(settings, name) else "no",
            newest.fetched_at[:16].replace("T", " ") if newest else "none",
            "" if state.age_days is None else f"{state.age_days} d",
            f"{sum(snapshot.bytes for snapshot in state.snapshots):,}" if newest else "",
            _number(newest.received_count) if newest else "",
            last,
            state.next_step,
        )
    for name in sorted(path.name.removesuffix(SUFFIX) for path in settings.own_tables.glob(f"*{SUFFIX}")):
        newest = store.newest(name)
        table.add_row(
            name,
            "yes",
            newest.fetched_at[:16].replace("T", " ") if newest else "none",
            f"{(moment - newest.taken_at).days} d" if newest else "",
            f"{newest.bytes:,}" if newest else "",
            _number(newest.received_count) if newest else "",
            "a table of your own",
            "" if newest else f"corridorwatch add {name} FILE",
        )
    _console().print(table)


def _asked_for_days(own: Span | None) -> tuple[date | None, date | None]:
    """The days that the user says a file covers; both None to keep to its own first and last event."""
    if own is None:
        print("the file holds no event of the country: it speaks for no day", file=sys.stderr)
        return None, None
    if not sys.stdin.isatty():
        print(
            f"the file does not say which days it covers: kept to its own first and last event, {own.first_day} to"
            f" {own.last_day}; --from DAY --to DAY says more",
            file=sys.stderr,
        )
        return None, None
    print("The file does not say which days it covers; enter keeps to its own first and last event.", file=sys.stderr)
    answers = [
        input(f"  {said} day covered [{guess}]: ").strip()
        for said, guess in (("first", own.first_day), ("last", own.last_day))
    ]
    try:
        first, last = (date.fromisoformat(answer) if answer else None for answer in answers)
    except ValueError as error:
        raise BrokenSource(
            f"that is no day: {error}.",
            expected="YYYY-MM-DD",
            next_step="corridorwatch add SOURCE FILE --from DAY --to DAY",
        ) from error
    return first, last


def _tell(snapshot: Snapshot) -> None:
    """What becomes of the rows of a file, on standard error."""
    for line in told(snapshot):
        print(line if line.startswith(" ") else f"{snapshot.source} {snapshot.file_name}: {line}", file=sys.stderr)


@contextmanager
def _bar(name: str) -> Iterator[Progress]:
    """A bar on a terminal; in a log one line when a source begins and none between."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.print(f"fetching {name}", markup=False)
        yield lambda received, total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description:<16}"),
        BarColumn(),
        TextColumn("{task.completed:,}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with bar:
        task = bar.add_task(name, total=None)
        yield lambda received, total: bar.update(task, completed=received, total=total)


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        numeric = column in ("bytes", "records", "declared", "age")
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    return table


def _console() -> Console:
    return Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 10_000)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
