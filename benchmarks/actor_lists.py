"""How well names of actors resolve: labelled strings in the publishers' ways of writing, right, wrong and left open.

`actors_tuned.csv` was looked at while the rules were written; `actors_untuned.csv` was drawn by lot from the same
strings and set aside before; `actors_second.csv` was written after the rules, asked, and then looked at;
`actors_last.csv` was written at the end. Columns: publisher (whose way of writing),
written, expected: an actor's id, `nobody` (the text names nobody), `several`, or `open` (no one may decide it).
The strings are the vocabulary of the publishers as it is publicly known, not rows of theirs.
"""

import csv
from collections import Counter
from pathlib import Path

from corridorwatch.config import ROOT
from corridorwatch.names.resolve import Answer, Resolver

LISTS = Path(__file__).parent
PARTS = ("tuned", "untuned", "second", "last")


def read(part: str) -> list[dict[str, str]]:
    """The labelled strings of one part."""
    with (LISTS / f"actors_{part}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def verdict(expected: str, answer: Answer) -> str:
    """right, wrong or open. What no one may decide is right when it is left open."""
    if expected in ("open", "several"):
        if answer.id is not None:
            return "wrong"
        return "open" if expected == "several" and answer.method != "several_named" else "right"
    if answer.id is None:
        return "open"
    return "right" if answer.id == ("unknown" if expected == "nobody" else expected) else "wrong"


def score(part: str, resolver: Resolver) -> dict[str, Counter[str]]:
    """Publisher -> how many strings came out right, wrong and open; `all` for the whole part."""
    rows = read(part)
    answers = resolver.resolve("actor", [row["written"] for row in rows])
    counts: dict[str, Counter[str]] = {}
    for row, answer in zip(rows, answers, strict=True):
        for group in (row["publisher"], "all"):
            counts.setdefault(group, Counter())[verdict(row["expected"], answer)] += 1
    return counts


def report() -> None:
    """Print a line per part and publisher."""
    resolver = Resolver(ROOT / "reference")
    for part in PARTS:
        for publisher, counted in sorted(score(part, resolver).items()):
            whole = sum(counted.values())
            shares = "  ".join(
                f"{key} {counted[key]} ({100 * counted[key] / whole:.1f} %)" for key in ("right", "wrong", "open")
            )
            print(f"actors, {part}, {publisher:<6} n={whole:<4} {shares}")
