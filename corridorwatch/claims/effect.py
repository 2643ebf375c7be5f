"""What new claims would change: the tolls of their events, before and after, by the models a run would use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from corridorwatch import sqlmodels
from corridorwatch.claims.entry import CLAIMS
from corridorwatch.config import SQL, Knowledge
from corridorwatch.raw import load_raw
from corridorwatch.reviewed_files import Row, with_rows
from corridorwatch.snapshots import Snapshot
from corridorwatch.sources import embedded
from corridorwatch.sources.tables import parse_table
from corridorwatch.sqlmodels import SqlFile
from corridorwatch.warehouse import load_macros

_FILES = (
    "sources", "ledger_incidents", "ledger_landmarks", "ledger_second_reports", "ledger_claims", "ledger_page_moves",
)  # fmt: skip
_MODELS = (
    "core.claims_of_records", "core.claims", "core.claim_standing", "core.claim_series",
    "marts.claimed_tolls",
)  # fmt: skip
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
        if self.after is None:
            return f"{told}: no figure is left, it was {self.before[_VALUES.index('latest')]}"
        before = self.before or (None,) * len(_VALUES)
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


def effect(reference: Path, claims: Sequence[Row], as_of: date, knowledge: Knowledge) -> Effect:
    """The effect of complete claims on the tolls of whole events, as known on a day.

    Args:
        claims: rows that `entry.judge` accepted.
    """
    models = {model.table: model for model in sqlmodels.load_models(SQL / "models")}
    values = {"as_of": as_of, **knowledge.model_dump()}
    before, _ = _tolls(reference, (), models, values)
    after, standings = _tolls(reference, claims, models, values)
    changes = [
        Change(*key, before=before.get(key), after=after.get(key))
        for key in [*after, *(key for key in before if key not in after)]
        if before.get(key) != after.get(key)
    ]
    return Effect(tuple(changes), standings)


def _tolls(
    reference: Path, claims: Sequence[Row], models: Mapping[str, SqlFile], values: Mapping[str, object]
) -> tuple[dict, tuple]:
    files = {table: file for group in embedded.files(reference).values() for table, file in group.items()}
    with duckdb.connect(config={"threads": 1}) as connection:
        load_macros(connection)
        for table in _FILES:
            content = embedded.content_of(reference, table, files[table])
            if files[table].path == CLAIMS:
                content = with_rows(content, claims)
            parsed = parse_table(content, files[table].spec, file_name=files[table].path.name)
            load_raw(connection, table, parsed, _unsaved(table))
        # A claim of the ledger changes no publisher's figure: their tables stay empty. Districts are not asked for.
        connection.execute(
            "create schema core; create table raw.own_sources as from raw.sources limit 0;"
            "create table raw.gtd_sources as from raw.sources limit 0; create table core.place_resolutions"
            " (source_id varchar, record_kind varchar, record_id varchar, district_id varchar); create schema ref;"
            "create table core.record_files (source_id varchar, snapshot_sha256 varchar, file_name varchar)"
        )
        # Asked of the day itself, what was known by then is the same.
        for table in ("ref.known_by", "core.known_by"):
            connection.execute(f"create table {table} as select $as_of::date as known_by", {"as_of": values["as_of"]})
        for table in ("ref.source_spans", "ref.sources", "ref.page_moves", "core.records_of_ledger"):
            sqlmodels.build(connection, models[table], values)
        connection.execute("create table core.records as from core.records_of_ledger")
        sqlmodels.build(connection, models["core.claims_of_ledger"], values)
        connection.execute("create table core.claims_of_versions as from core.claims_of_ledger limit 0")
        for table in _MODELS:
            sqlmodels.build(connection, models[table], values)
        tolls = connection.execute(
            "select event_id, claimant_side, victim_group, metric,"
            " first_value, latest_value, lowest_value, highest_value, claims from marts.claimed_tolls order by all"
        ).fetchall()
        standings = connection.execute(
            "select claim_id, standing, rule from core.claim_standing"
            " where claim_id in (select unnest($ids)) order by claim_id",
            {"ids": [claim["claim_id"] for claim in claims]},
        ).fetchall()
    return {row[:4]: row[4:] for row in tolls}, tuple(standings)


def _unsaved(table: str) -> Snapshot:
    """Stands for a file that is read and not kept."""
    return Snapshot(table, table, "", "", "", "", 0, "success", Path())
