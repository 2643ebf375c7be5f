"""What new claims would change: the tolls of their events, before and after, by the models a run would use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from corridorwatch.claims.entry import CLAIMS
from corridorwatch.config import Knowledge
from corridorwatch.graph import Graph
from corridorwatch.ingest.raw import open_door, said_of_sources
from corridorwatch.reviewed_files import AT, BY, Folder, Row, entered
from corridorwatch.sources.reference import embedded
from corridorwatch.warehouse import load_macros

_TARGETS = ("marts.claimed_tolls", "core.claim_standing")
_EMPTY = (
    "core.records_of_ucdp", "core.records_of_acled", "core.records_of_gtd", "core.records_of_tables",
    "core.claims_of_versions", "core.place_resolutions", "core.record_files",
)  # fmt: skip
"""A claim of the ledger changes no publisher's figure, and districts are not asked for."""
_HERE = "not entered yet"
_VALUES = ("first", "latest", "lowest", "highest", "claims")


@dataclass(frozen=True)
class Change:
    """One toll that would change.

    `before` and `after`: first, latest, lowest, highest, claims; before is None where there is no such toll yet, after
    where there is none any more: all that was said of it was taken back.
    """

    event_id: str
    claimant_side: str
    victim_group: str
    metric: str
    before: tuple[int | None, ...] | None
    after: tuple[int | None, ...] | None

    def sentence(self) -> str:
        """The toll, and each value that changes."""
        told = f"{self.event_id}: {self.victim_group} {self.metric}, by the {self.claimant_side} side"
        before = self.before or (None,) * len(_VALUES)
        if self.after is None:
            return f"{told}: no figure is left, it was {before[_VALUES.index('latest')]}"
        moved = [
            f"{name} {'-' if old is None else old} -> {new}" if old != new else f"{name} stays {new}"
            for name, old, new in zip(_VALUES, before, self.after, strict=True)
        ]
        return f"{told}: {', '.join(moved)}"


@dataclass(frozen=True)
class Effect:
    """What claims would do: the tolls that change, and for each claim its standing and the rule."""

    changes: tuple[Change, ...]
    standings: tuple[tuple[str, str, str], ...]


def effect(reference: Folder, claims: Sequence[Row], as_of: date, knowledge: Knowledge) -> Effect:
    """The effect of complete claims on the tolls of whole events, as known on a day.

    Args:
        claims: rows that `entry.judge` accepted.
    """
    graph, values = Graph.known(), {"as_of": as_of, **knowledge.model_dump()}
    # Asked of the day itself, what was known by then is the same.
    known = pl.DataFrame({"known_by": [as_of]})
    given = {**dict.fromkeys(_EMPTY), "ref.known_by": known, "core.known_by": known}
    for source in embedded.files(reference).values():
        for table, file in source.items():
            if f"raw.{table}" in graph.inputs(_TARGETS, given):
                given[f"raw.{table}"] = embedded.rows_of(reference, table, file)
            if file.path == entered(CLAIMS):
                with_new = {
                    f"raw.{table}": embedded.rows_of(
                        reference, table, file, [{**claim, BY: _HERE, AT: _HERE} for claim in claims]
                    )
                }
    said = said_of_sources()
    given |= {"raw.sources": said, "raw.own_sources": said.clear(), "raw.gtd_sources": said.clear()}
    with duckdb.connect(config={"threads": 1}) as connection:
        load_macros(connection)
        open_door(connection)
        graph.build(connection, _TARGETS, values, given)
        before = _tolls(connection)
        graph.without(given).build(connection, _TARGETS, values, with_new)
        after = _tolls(connection)
        standings = connection.execute(
            "select claim_id, standing, rule from core.claim_standing"
            " where claim_id in (select unnest($ids)) order by claim_id",
            {"ids": [claim["claim_id"] for claim in claims]},
        ).fetchall()
    changes = [
        Change(*key, before=before.get(key), after=after.get(key))
        for key in [*after, *(key for key in before if key not in after)]
        if before.get(key) != after.get(key)
    ]
    return Effect(tuple(changes), tuple(standings))


def _tolls(connection: duckdb.DuckDBPyConnection) -> dict[tuple, tuple]:
    rows = connection.execute(
        "select event_id, claimant_side, victim_group, metric,"
        " first_value, latest_value, lowest_value, highest_value, claims from marts.claimed_tolls order by all"
    ).fetchall()
    return {row[:4]: row[4:] for row in rows}
