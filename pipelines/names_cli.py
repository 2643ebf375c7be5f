"""`corridorwatch names resolve | review`: names answered at once, and the queue of open ones walked through."""

import getpass
import json
import sys
from datetime import UTC, date, datetime
from typing import Annotated, Literal

import cyclopts

from corridorwatch import release
from corridorwatch.config import load_settings
from corridorwatch.errors import CorridorwatchError
from corridorwatch.names.resolve import Answer, Resolver
from corridorwatch.names.review import Decision, OpenName, open_names, record
from corridorwatch.query import ask
from corridorwatch.reviewed_files import Folder
from pipelines.asking import ask as asked

app = cyclopts.App(name="names", help="Resolve names of districts and actors, and review those left open.")


@app.command
def resolve(
    kind: Literal["district", "actor"],
    name: Annotated[str, cyclopts.Parameter(allow_leading_hyphen=True)],
    /,
    *,
    on: str = "",
    as_json: Annotated[bool, cyclopts.Parameter(name="--json")] = False,
) -> None:
    """Say which district or actor a name means, or what would decide it.

    Parameters
    ----------
    kind
        What it is a name of.
    name
        The name as written; `-` reads one name a line from standard input and answers with one line of JSON each.
    on
        The day (YYYY-MM-DD) whose districts and actors apply. Without it today's districts do, and a name that has
        meant several stays open.
    as_json
        One line of JSON instead of text.
    """
    day = _day(on)
    given = [line.rstrip("\r\n") for line in sys.stdin] if name == "-" else [name]
    # Bytes that are no UTF-8 reach Python as halves of characters, which nothing further on can hold.
    names = [text.encode("utf-8", "replace").decode("utf-8") for text in given]
    answers = Resolver(load_settings().facts).resolve(kind, names, day)
    for answer in answers:
        print(json.dumps(answer.as_dict(), ensure_ascii=False) if as_json or name == "-" else _text(answer))


@app.command
def review(*, kind: Literal["district", "actor", "all"] = "all") -> None:
    """Walk through the names the latest release leaves open; each decision becomes an alias with who, when and why.

    Parameters
    ----------
    kind
        Which names to walk through.
    """
    settings = load_settings()
    columns, rows = ask(
        release.latest(settings).path,
        "select kind, name_as_written, reports, deaths, reason, example_report_ids, proposals"
        " from core.unresolved_names",
    )
    queue = open_names(columns, rows, None if kind == "all" else kind)
    if not queue:
        print("no name is open.")
        return
    for entry in queue:
        print(f"\n{entry.kind}: {entry.name}   ({entry.reports} reports, {entry.deaths or 0} deaths, {entry.reason})")
        print(f"  for example {', '.join(entry.examples)}")
        for number, proposal in enumerate(entry.proposals, 1):
            print(f"  {number}  {proposal.id:<22} {proposal.score:.2f}  {proposal.alias} ({proposal.reason})")
        if not _decide(entry, settings.facts):
            return


def _decide(entry: OpenName, reference: Folder) -> bool:
    """Ask about one name until it is decided or left open; False when the reviewer stops."""
    while True:
        answer = asked("number or id, empty to leave open, q to stop: ", at_end="q")
        if answer in ("q", ""):
            return answer == ""
        number = int(answer) if answer.isdigit() else 0
        chosen = entry.proposals[number - 1].id if 0 < number <= len(entry.proposals) else answer
        why = asked("why (what was read, where): ", at_end="q")
        at = datetime.now(UTC)
        decision = Decision(entry.kind, entry.name, chosen, getpass.getuser(), at.date(), why)
        try:
            print(f"  written to {record(reference, decision, at=at)}")
        except CorridorwatchError as refusal:
            print(refusal)
        else:
            return True


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CorridorwatchError(
            f"--on {text} is no date.", expected="YYYY-MM-DD", next_step="for instance --on 2022-09-01"
        ) from error


def _text(answer: Answer) -> str:
    if answer.id:
        return f"{answer.name}: {answer.id}  ({answer.method}, by {answer.alias or 'context'})"
    lines = [f"{answer.name}: open  ({answer.method}); what would decide: {answer.decides}"]
    lines += [f"  {each.id:<22} {each.score:.2f}  {each.alias} ({each.reason})" for each in answer.candidates]
    return "\n".join(lines)
