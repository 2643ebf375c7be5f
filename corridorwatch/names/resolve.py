"""Resolving names at once: the run's own SQL over the reviewed tables, without a warehouse or a release."""

from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import duckdb
import polars as pl

from corridorwatch.graph import Graph
from corridorwatch.reviewed_files import Folder
from corridorwatch.sources.reference import embedded
from corridorwatch.warehouse import load_macros

Kind = Literal["district", "actor"]

_OTHER = {
    "district": ("core.actor_mentions", "core.actor_readings", "core.actor_resolutions"),
    "actor": ("core.place_mentions", "core.names_found", "core.names_by_letters", "core.place_resolutions"),
}
"""What stays empty where names of one kind are asked for."""
_TARGETS = ("core.place_resolutions", "core.actor_resolutions", "core.name_readings", "core.name_proposals")
_MENTIONS = ("core.place_mentions", "core.actor_mentions")
_OPEN = ("several_districts", "province_only", "unresolved", "outside_balochistan", "several_named", "not_named")
_DECIDES = {
    "ambiguous_alias": "a district, a second place name or a point in the same record",
    "ambiguous_actor": "the group's full name",
    "contradicted": "which of the two is meant: the name and what stands beside it are two actors",
    "several_districts": "one district, or a date where the name changed hands",
    "division": "a district: a division holds several",
    "elsewhere": "nothing here: a place outside Balochistan has this name",
    "no_alias": "a reviewed alias",
    "unresolved": "a record that names the province, or a reviewed alias",
}


@dataclass(frozen=True)
class Proposal:
    """What a name might mean: district or actor, the reviewed form it is like, likeness from 0 to 1, and why."""

    id: str
    alias: str
    score: float
    reason: str


@dataclass(frozen=True)
class Answer:
    """A name and its district or actor. `id` is None where it decides nothing; `decides` then says what would."""

    name: str
    id: str | None
    method: str
    alias: str | None
    candidates: tuple[Proposal, ...]
    decides: str | None

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "candidates": [asdict(candidate) for candidate in self.candidates]}


class Resolver:
    """Answers for names, by the reviewed tables in `reference`. Opening takes about a second; names then go in bulk.

    `connection` is the database with the `ref` tables, for work in SQL on names too many to pass through Python.

    Raises:
        BrokenSource: a reviewed table is missing.
    """

    def __init__(self, reference: Folder) -> None:
        self.connection = duckdb.connect()
        load_macros(self.connection)
        self._graph = Graph.known()
        given = _reviewed(reference, self._graph.inputs(_TARGETS, _MENTIONS))
        tables = [model.table for model in self._graph.needed(_TARGETS, _MENTIONS) if model.table.startswith("ref.")]
        self._graph.build(self.connection, tables, {}, given)

    def resolve(self, kind: Kind, names: Iterable[str], on: date | None = None) -> list[Answer]:
        """Resolve names, each as if it stood alone in a record that names no province.

        Args:
            kind: what the names are names of.
            names: as written; an answer for each, in their order, the same name answered the same way.
            on: the day whose districts and actors apply; without it a name that changed hands stays open.
        """
        wanted = list(names)
        distinct = list(dict.fromkeys(wanted))
        asked = pl.DataFrame(
            {"record_id": [str(number) for number in range(len(distinct))], "written": distinct},
            schema={"record_id": pl.String, "written": pl.String},
        )
        self.connection.register("asked", asked)
        mentions = self.connection.sql(_MENTION[kind], params={"on": on})
        own = "core.place_mentions" if kind == "district" else "core.actor_mentions"
        self._graph.build(self.connection, _TARGETS, {}, {own: mentions, **dict.fromkeys(_OTHER[kind])})
        found = self.connection.execute(_ANSWERS[kind]).fetchall()
        answers = {name: _answer(kind, name, row) for name, row in zip(distinct, found, strict=True)}
        return [answers[name] for name in wanted]


@dataclass(frozen=True)
class Reading:
    """The district that a name means, from a day on and until another; None means always."""

    district_id: str
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the name means this on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


def district_readings(reference: Folder, names: Iterable[str]) -> dict[str, list[Reading]]:
    """What each name means in a column of districts by a reviewed form of it, not by how it sounds or is spelled.

    Args:
        reference: the folder of the reviewed tables.

    Raises:
        BrokenSource: a reviewed table is missing.
    """
    graph, target = Graph.known(), ["core.name_readings"]
    distinct = dict.fromkeys(names)
    asked = pl.DataFrame(
        {"record_id": list(distinct), "district_as_written": list(distinct)},
        schema={"record_id": pl.String, "district_as_written": pl.String},
    )
    given = {"core.place_mentions": asked, **dict.fromkeys(_OTHER["district"])}
    found: dict[str, list[Reading]] = {name: [] for name in distinct}
    with duckdb.connect() as connection:
        load_macros(connection)
        graph.build(connection, target, {}, {**given, **_reviewed(reference, graph.inputs(target, given))})
        rows = connection.execute(
            "select record_id, reading.id, reading.valid_from, reading.valid_to from core.written_names as name"
            " join core.name_readings as reading on reading.kind = name.kind and reading.written = name.written"
            " where name.part = 0 and reading.method in ('canonical', 'alias', 'folded_alias', 'dated_alias')"
            " order by all"
        ).fetchall()
    for name, *reading in rows:
        found[name].append(Reading(*reading))
    return found


def _reviewed(reference: Folder, tables: Container[str]) -> dict[str, pl.DataFrame]:
    """Those of `tables` that are reviewed tables of the folder: table -> its rows."""
    return {
        f"raw.{table}": embedded.rows_of(reference, table, file)
        for group in embedded.files(reference).values()
        for table, file in group.items()
        if f"raw.{table}" in tables
    }


_MENTION = {
    kind: f"select 'asked' as source_id, 'name' as record_kind, record_id, $on::date as on_date, {columns} from asked"
    for kind, columns in (
        ("district", "written as place_as_written, false as is_province_wide"),
        ("actor", "'perpetrator' as field, written"),
    )
}
_PROPOSED = """
    proposed as (
        select written, list({'id': id, 'alias': alias, 'score': score, 'reason': reason} order by rank) as proposals
        from core.name_proposals group by written
    ),
    reasons as (
        select kind, written, min(method) as method from core.name_readings where id is null group by kind, written
    )
"""
_ANSWERS = {
    "district": f"""
    with {_PROPOSED}
    select resolution.district_id, resolution.method, resolution.reading, resolution.alias,
        proposed.proposals, reasons.method
    from asked
    join core.place_resolutions as resolution using (record_id)
    left join proposed on proposed.written = trim(asked.written)
    left join reasons on reasons.kind = 'place' and reasons.written = trim(asked.written)
    order by record_id::integer
    """,
    "actor": f"""
    with {_PROPOSED},
    aliases as (
        select written, min(alias) as alias, min(method) as method
        from core.name_readings where id is not null group by written
    )
    select resolution.actor_id, resolution.method, aliases.method, aliases.alias, proposed.proposals, reasons.method
    from asked
    join core.actor_resolutions as resolution using (record_id)
    left join proposed on proposed.written = trim(asked.written)
    left join reasons on reasons.kind = 'actor' and reasons.written = trim(asked.written)
    left join aliases on aliases.written = trim(asked.written)
    order by record_id::integer
    """,
}


def _answer(kind: Kind, name: str, row: tuple) -> Answer:
    id_, method, reading, alias, proposals, reason = row
    if kind == "actor" and method == "not_named" and reading:
        method = "names_nobody"  # "gunmen" is known, and means the unknown actor
    if method in _OPEN:
        open_reason = reason if method == "unresolved" and reason else method
        candidates = tuple(Proposal(**proposal) for proposal in proposals or ())
        key = "ambiguous_actor" if kind == "actor" and open_reason == "ambiguous_alias" else open_reason
        return Answer(name, None, open_reason, None, candidates, _DECIDES.get(key, "a reviewed alias"))
    return Answer(name, id_, reading or method, alias, (Proposal(id_, alias or name, 1.0, reading or method),), None)
