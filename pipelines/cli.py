"""The command line: running, reading and serving releases; names, claims, sources, tables of one's own, boundaries."""

import csv
import gc
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Literal

import cyclopts
from rich.console import Console
from rich.table import Table

from corridorwatch import __version__
from corridorwatch import release as releases
from corridorwatch.clock import as_of_day
from corridorwatch.config import load_settings
from corridorwatch.display import readable
from corridorwatch.errors import CorridorwatchError
from corridorwatch.local import Local, read_local
from corridorwatch.query import ask
from corridorwatch.serve import serve_site
from corridorwatch.spreadsheets import plain

app = cyclopts.App(
    name="corridorwatch",
    version=__version__,
    suppress_keyboard_interrupt=False,
    help="Political violence in Balochistan and the sites of the China-Pakistan Economic Corridor.",
)
# Read only when asked for: who asks a release one question does not wait for what fetches and parses.
COMMANDS = {
    "fetch": (
        "sources_cli:fetch",
        "Get the newest data of the sources named, or of those enabled in corridorwatch.toml.",
    ),
    "add": ("sources_cli:add", "Keep a file of a source that you have, or a newer file of a table of your own."),
    "sources": (
        "sources_cli:sources",
        "List every source that can be fetched or added: what is held, how old it is, how the last try ended.",
    ),
    "remove": ("sources_cli:remove", "Take back a file, or all files of a source: from today on they count no more."),
    "map": ("map_cli:app", "Make the mapping file of a table of your own: guessed, previewed, asked."),
    "names": ("names_cli:app", "Resolve names of districts and actors, and review those left open."),
    "claims": ("claims_cli:app", "Enter casualty claims into the ledger."),
    "boundaries": ("boundaries_cli:app", "District boundaries of a publisher, in the place of schematic cells."),
    "trace": (
        "trace_cli:trace",
        "Print the tables that a column is made from, down to publishers' files, and the rows behind a number.",
    ),
    "reference": ("reference_cli:app", "The reviewed tables: what changed since they were last read."),
}
for _name, (_where, _what) in COMMANDS.items():
    app.command(f"pipelines.{_where}", name=_name, help=_what)


def main() -> None:
    """The console script: errors a person can act on go to standard error, with exit status 1."""
    try:
        app()
    except CorridorwatchError as error:
        print(f"corridorwatch: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("corridorwatch: stopped; the latest release is unchanged.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


@app.command
def run(*, as_of: str = "", fetch: bool = True, full: Annotated[bool, cyclopts.Parameter(negative=())] = False) -> None:
    """Read every source, rebuild every table, check, draw and publish a release.

    The first run asks UCDP for its open event files: the newest yearly release and the candidate events after it (no
    account; some 60 MB). One that cannot be reached costs seconds and a line: the run goes on with the ledger and the
    published totals. Later runs ask again when something may have changed. Not to ask: --no-fetch, or fetch_on_run =
    false under [sources.ucdp_ged] and [sources.ucdp_candidate] in corridorwatch.toml.

    Parameters
    ----------
    as_of
        Rebuild the state of knowledge on this date (YYYY-MM-DD); today when left out. A release of an earlier date
        than the latest one's is published beside it and leaves `latest` where it is.
    fetch
        Ask the sources that corridorwatch.toml enables for what is new, and UCDP when it is due. With --no-fetch, and
        always with an earlier --as-of, nobody is asked and the run works with what is held.
    full
        Make every table anew. Without it a table stands that rests on nothing that changed since it was made.
    """
    settings = load_settings()
    as_of_day(as_of, datetime.now(UTC), settings.timezone)
    # Nearly all that a run makes of code and events lives to its end: looking through it for what could go, each time
    # 700 more objects were there, took a seventh of the processor time of a night without news.
    gc.set_threshold(100_000, 50, 50)
    from pipelines.nightly import run_nightly

    run_nightly(settings, as_of, fetch=fetch, full=full)
    made = releases.published(settings)[0]
    if not made.is_latest:
        kept = releases.latest(settings)
        print(
            f"latest stays {kept.path.name}, as of {kept.as_of}; ask this one with: "
            f"corridorwatch sql --release {made.path.name} QUERY, or serve --release {made.path.name}",
            file=sys.stderr,
        )
    if made.is_latest and (settings.home / "local" / "local.json").is_file():
        held = read_local(settings)
        print(
            f"on this machine only, {held.path}: {held.notice}; see them with: corridorwatch sql --local QUERY, "
            "or serve --local",
            file=sys.stderr,
        )
    print(f"as of {made.as_of}, edition {made.edition}: {made.rows:,} rows, {made.bytes / 1e6:.1f} MB", file=sys.stderr)
    print(made.path)


@app.command
def serve(
    *, port: int = 8750, release: str = "", local: Annotated[bool, cyclopts.Parameter(negative=())] = False
) -> None:
    """Serve a release's site on this machine only, until interrupted.

    Parameters
    ----------
    port
        The port on the loopback address.
    release
        The release to serve, as `corridorwatch releases` names it; the latest when left out.
    local
        Serve the sites of the sources whose rows may not leave this machine: not for release.
    """
    serve_site(load_settings(), port, release, local=local)


@app.command
def sql(
    query: Annotated[str, cyclopts.Parameter(allow_leading_hyphen=True)],
    /,
    *,
    format: Literal["table", "csv", "json"] = "table",
    release: str = "",
    local: Annotated[bool, cyclopts.Parameter(negative=())] = False,
) -> None:
    """Run one read-only query on a release, or on the local database.

    Parameters
    ----------
    query
        SQL (DuckDB) over the tables of `ref`, `core` and `marts`; `-` reads it from standard input.
    format
        How to print the rows.
    release
        The release to ask, as `corridorwatch releases` names it; the latest when left out.
    local
        Ask the local database of the newest run, with the rows of all sources, those that may not leave this machine
        included: not for release.
    """
    settings = load_settings()
    found = read_local(settings) if local else releases.find(settings, release)
    if isinstance(found, Local):
        print(found.notice, file=sys.stderr)
    columns, rows = ask(found.path, sys.stdin.read() if query == "-" else query)
    _PRINTERS[format](columns, rows)


@app.command(name="releases")
def list_releases() -> None:
    """List the releases, newest first; `latest` marks the one that is served and queried."""
    found = releases.published(load_settings())
    if not found:
        print("no release yet; make one with: corridorwatch run", file=sys.stderr)
        return
    rows = [
        (
            made.path.name,
            str(made.as_of),
            made.edition,
            f"{made.rows:,}",
            f"{made.bytes / 1e6:.1f} MB",
            "latest" if made.is_latest else "",
        )
        for made in found
    ]
    _print_table(["release", "as of", "edition", "rows", "size", ""], rows)


def _print_table(columns: list[str], rows: list[tuple]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float | None) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*["" if cell is None else readable(str(cell)) for cell in row])
    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 10_000)
    console.print(table)
    if not rows:
        print("no rows", file=sys.stderr)


def _print_csv(columns: list[str], rows: list[tuple]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([plain(cell) for cell in row] for row in rows)


def _print_json(columns: list[str], rows: list[tuple]) -> None:
    print(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, default=str, indent=2))


_PRINTERS: dict[str, Callable[[list[str], list[tuple]], None]] = {
    "table": _print_table,
    "csv": _print_csv,
    "json": _print_json,
}
