"""`corridorwatch claims add`: enter claims, see what they would change, and only then write them."""

import getpass
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import cyclopts

from corridorwatch.claims.effect import effect
from corridorwatch.claims.entry import RETRACTS, append, judge, pages_of, read_rows
from corridorwatch.claims.mend import move_page
from corridorwatch.claims.mend import renumber as give_another_number
from corridorwatch.config import Settings, load_settings
from corridorwatch.errors import CorridorwatchError
from corridorwatch.reviewed_files import Row
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.ledger import entered
from corridorwatch.sources.ledger import parse as ledger
from corridorwatch.sources.reference import embedded
from pipelines.asking import ask

app = cyclopts.App(name="claims", help="Enter casualty claims into the ledger.")

_QUESTIONS = {
    "event_id": "event (incident, campaign or period id)",
    "claimant_id": "who says it (id in reference/claimants.csv)",
    "said_at": "when it was said (YYYY-MM-DD, or 2026-01-31T15:12+05:00; empty where undated)",
    "victim_group": "about whom (security, civilian, militant, unknown, total)",
    "metric": "what (empty: killed; injured, abducted, ...)",
    "value": "figure",
    "qualifier": "qualifier (empty: exact; at_least, more_than, about, ...)",
    "victim_subgroup": "part of that group, where only a part is counted (else empty)",
    "is_part": "contained in another figure of the same statement? (empty: no; yes)",
    "scope": "what it counts (empty: the whole event; incident, district, period)",
    "counting": "empty: cumulative; incremental",
    "includes_prior_operation": "does it contain the dead of the raids just before? (yes, no, unknown; else empty)",
    "repeats_claim_id": "id of the claim it repeats (else empty)",
    "corrects_claim_id": "id of the claim it says was wrong (else empty)",
    "retracts_claim_id": "id of the claim that is taken back without a new figure (else empty)",
    "relayed_by": "passed on by (else empty)",
    "source_url": "address of the page",
    "source_name": "who published it",
    "published_date": "date on the page (YYYY-MM-DD; else empty)",
    "note": "remark (else empty)",
}


@app.command
def add(
    *,
    csv: Path | None = None,
    event: str = "",
    claimant: str = "",
    group: str = "",
    value: str = "",
    said: str = "",
    url: str = "",
    source: str = "",
    retracts: str = "",
    more: Annotated[tuple[str, ...], cyclopts.Parameter(name="--set", negative="")] = (),
    dry_run: bool = False,
    yes: bool = False,
) -> None:
    """Add claims: from options, from a CSV file, or, with neither, by asking for each column.

    They are held to the rules of ingest and compared with what the ledger holds, and what they would change is shown
    before anything is written. Nothing is written if any of them is refused.

    Parameters
    ----------
    csv
        A file with columns of reference/ledger/claims.csv; columns left out, and empty cells, get the ordinary value.
    event
        The incident, campaign or period.
    claimant
        Who says it: an id of reference/claimants.csv.
    group
        About whom: security, civilian, militant, unknown or total.
    value
        The figure.
    said
        When it was said: a day, or a time with its offset. Left out: undated.
    url
        The page it was read on.
    source
        Who published that page.
    retracts
        The claim that is taken back without a figure in its place; what it counted need not be said again. In a CSV
        file it is the column retracts_claim_id.
    more
        Any other column, as COLUMN=VALUE; may be given many times.
    dry_run
        Show, and write nothing.
    yes
        Write without asking.
    """
    settings = load_settings()
    today = _today(settings)
    given = {
        "event_id": event,
        "claimant_id": claimant,
        "victim_group": group,
        "value": value,
        "said_at": said,
        "source_url": url,
        "source_name": source,
    }
    if retracts:
        given[RETRACTS] = retracts
    if csv is not None:
        rows = read_rows(_bytes(csv), csv.name)
    elif any(given.values()) or more:
        rows = [{**given, **_columns(more)}]
    else:
        rows = [{column: ask(f"{question}: ") for column, question in _QUESTIONS.items()}]
    # New numbers follow the highest that is there: a ledger that lost rows would give theirs again.
    for source in (ledger.SOURCE_ID, entered.SOURCE_ID):
        embedded.hold(SnapshotStore(settings.snapshots), settings.facts, source, today)
    judged = judge(settings.facts, rows, today)
    for _, claim_id in judged.present:
        print(f"already there, word for word: {claim_id}")
    if judged.refused:
        raise CorridorwatchError(
            "\n".join(f"claim refused: {why}" for _, why in judged.refused),
            expected="rows that keep the rules of reference/ledger/README.md",
            next_step="correct it and try again; nothing was written",
        )
    if not judged.accepted:
        return
    for warning in judged.warnings:
        print(f"warning: {warning}")
    _show(settings, judged.accepted, today)
    for page in pages_of(settings.facts, judged.accepted):
        print(f"  new page {page['page_id']}: {page['url']} ({page['outlet']}, {page['outlet_kind']})")
    if dry_run:
        return
    if not yes and ask("write? (y, else nothing is written): ") != "y":
        print("nothing was written.")
        return
    path = append(settings.facts, judged.accepted, by=getpass.getuser(), at=datetime.now(UTC))
    print(f"{', '.join(row['claim_id'] for row in judged.accepted)} written to {path}")


@app.command
def renumber(row: int, /) -> None:
    """Give the claim in a row of the claims file a number of its own, where two people's claims came to share one.

    Parameters
    ----------
    row
        The row, as the message of the run and a spreadsheet number it.
    """
    old, new = give_another_number(load_settings().reference, row)
    print(f"row {row} is {new} now; claims that name {old} go on naming the row that keeps it")


@app.command
def moved(url: str, to: str, /, *, on: str, note: str = "") -> None:
    """Enter that a page has moved: from that day it is cited at its new address, and the old one is kept.

    Parameters
    ----------
    url
        Its address as the ledger has it.
    to
        Its new address.
    on
        The day (YYYY-MM-DD) from which it was there, or was found there.
    note
        A remark.
    """
    settings = load_settings()
    try:
        day = date.fromisoformat(on)
    except ValueError as error:
        raise CorridorwatchError(f"--on {on} is no date.", expected="YYYY-MM-DD", next_step="correct it") from error
    row = move_page(settings.facts, url, to, day, _today(settings), note, by=getpass.getuser(), at=datetime.now(UTC))
    print(f"{row['url']} is cited as {row['moved_to']} from {row['moved_on']}")


def _today(settings: Settings) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(settings.timezone)).date()


def _show(settings: Settings, claims: tuple[Row, ...], today: date) -> None:
    found = effect(settings.facts, claims, today, settings.knowledge)
    for claim_id, standing, rule in found.standings:
        print(f"{claim_id}: {standing.replace('_', ' ')} ({rule})")
    judged = {claim_id for claim_id, *_ in found.standings}
    for claim in claims:
        if claim["claim_id"] not in judged:
            print(f"{claim['claim_id']}: changes nothing yet: a figure dated to a week counts from the week's end")
    for change in found.changes:
        print(f"  {change.sentence()}")
    if not found.changes:
        print("  no toll of a whole event changes.")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorridorwatchError(
            f"{path} cannot be read: {error.strerror}.", expected="a CSV file of claims", next_step="correct the path"
        ) from error


def _columns(settings: Sequence[str]) -> dict[str, str]:
    wrong = next((text for text in settings if "=" not in text), None)
    if wrong is not None:
        raise CorridorwatchError(
            f"--set {wrong} names no value.", expected="COLUMN=VALUE", next_step="for instance --set qualifier=at_least"
        )
    return dict(text.split("=", 1) for text in settings)
