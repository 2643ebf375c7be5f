"""A reviewer's decisions: the queue of open names, and the alias row a decision becomes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from corridorwatch.errors import BrokenSource, CorridorwatchError
from corridorwatch.names.resolve import Kind, Proposal
from corridorwatch.reviewed_files import Folder, Row, all_rows, enter, entered, entering, rows_of
from corridorwatch.sources.reference import reviewed


@dataclass(frozen=True)
class OpenName:
    """A name nobody decided: how many reports and deaths wait on it, some of them, and what it might mean."""

    kind: Kind
    name: str
    reports: int
    deaths: int | None
    reason: str
    examples: tuple[str, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True)
class Decision:
    """What a reviewer decided: the name means `id`, by whom, on which day, and why."""

    kind: Kind
    name: str
    id: str
    who: str
    when: date
    why: str


def open_names(columns: list[str], rows: Iterable[tuple], kind: Kind | None = None) -> list[OpenName]:
    """Rows of `core.unresolved_names` as a queue, the most deaths first; one kind only where `kind` says so."""
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    queue = [
        OpenName(
            row["kind"],
            row["name_as_written"],
            row["reports"],
            row["deaths"],
            row["reason"],
            tuple(row["example_report_ids"]),
            tuple(Proposal(**proposal) for proposal in row["proposals"]),
        )
        for row in found
        if kind in (None, row["kind"])
    ]
    return sorted(queue, key=lambda entry: (-(entry.deaths or 0), -entry.reports, entry.kind, entry.name))


def record(reference: Folder, decision: Decision, *, at: datetime) -> Path:
    """Enter the decision as an alias, after those entered before.

    Args:
        at: when it was made, an aware time.

    Returns:
        The file written: `district_aliases.csv` or `actor_aliases.csv` below `entered/`.

    Raises:
        CorridorwatchError: the district or actor does not exist, no reason is given, the form is held already, or the
            file cannot be written.
        BrokenSource: the reviewed tables are not there.
    """
    name, alias = f"{decision.kind}_aliases.csv", _alias(decision)
    columns = list(reviewed.specs()[f"{decision.kind}_aliases"].columns)
    # Two people may review at once: each reads the table that the other has written.
    with entering(reference):
        hold_to_names(reference, decision.kind, alias)
        return enter(reference, name, columns, [alias], by=decision.who, at=at)


def hold_to_names(reference: Folder, kind: Kind, alias: Row) -> None:
    """Hold an alias to what the reviewed tables say.

    Raises:
        CorridorwatchError: the district or actor does not exist, no reason is given, or the form is held already.
        BrokenSource: the reviewed tables are not there.
    """
    ids = {row[f"{kind}_id"] for row in _shipped(reference, f"{kind}s.csv")}
    if alias[f"{kind}_id"] not in ids:
        raise CorridorwatchError(
            f"there is no {kind} {alias[f'{kind}_id']}.",
            expected=f"an id of reference/{kind}s.csv",
            next_step="look it up: " + ", ".join(sorted(ids)[:6]) + ", ...",
        )
    if not alias["note"]:
        raise CorridorwatchError(
            "a decision without a reason is not written.", expected="what was read, and where", next_step="say why"
        )
    name = f"{kind}_aliases.csv"
    _shipped(reference, name)
    if clash := next((row for row in all_rows(reference, name) if row["alias"] == alias["alias"]), None):
        raise CorridorwatchError(
            f"{alias['alias']} is already an alias of {clash[f'{kind}_id']}.",
            expected="a form that the table does not hold",
            next_step=f"edit its row in {reference / name} or {reference / entered(name)}: mark all its rows"
            " ambiguous, or give them dates",
        )


def _alias(decision: Decision) -> Row:
    is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in decision.name)
    return {
        "alias": decision.name,
        f"{decision.kind}_id": decision.id,
        "script": "arabic" if is_arabic else "latin",
        "match_scope": "field_only",
        "is_ambiguous": "no",
        "confidence": "medium",
        "note": decision.why,
        "source": f"review by {decision.who} on {decision.when.isoformat()}",
    } | (
        {"kind": "spelling_variant"} if decision.kind == "district" else {"scheme": "press", "is_official_label": "no"}
    )


def _shipped(reference: Folder, name: str) -> list[Row]:
    path = reference / name
    if not path.is_file():
        raise BrokenSource(
            f"there is no {path}.",
            expected="the reviewed tables of this version",
            next_step="restore the file, or correct `reference` in corridorwatch.toml",
        )
    return rows_of(path)
