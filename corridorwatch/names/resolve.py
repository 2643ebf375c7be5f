"""Resolving names at once: the run's own SQL over the reviewed tables, without a warehouse or a release."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import duckdb
import polars as pl

from corridorwatch import sqlmodels
from corridorwatch.config import SQL
from corridorwatch.errors import BrokenSource
from corridorwatch.warehouse import load_macros

Kind = Literal["district", "actor"]

_REVIEWED = ("districts", "district_aliases", "places_elsewhere", "province_outline", "actors", "actor_aliases")
_READ = (
    "ref.districts",
    "ref.district_lineage",
    "ref.district_aliases",
    "ref.places_elsewhere",
    "ref.province_outline",
    "ref.actors",
    "ref.actor_aliases",
    "ref.actor_words",
    "ref.actor_names",
)
_RESOLVE = (
    "core.written_names",
    "core.name_forms",
    "core.actor_forms",
    "core.actor_readings",
    "core.name_readings",
    "core.record_scope",
    "core.place_resolutions",
    "core.actor_resolutions",
    "core.name_proposals",
)
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

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "candidates": [asdict(candidate) for candidate in self.candidates]}


class Resolver:
    """Answers for names, by the reviewed tables in `reference`. Opening takes about a second; names then go in bulk.

    `connection` is the database with the `ref` tables, for work in SQL on names too many to pass through Python.

    Raises:
        BrokenSource: a reviewed table is missing.
    """

    def __init__(self, reference: Path) -> None:
        self.connection = duckdb.connect()
        load_macros(self.connection)
        self._models = {model.table: model for model in sqlmodels.load_models(SQL / "models")}
        self.connection.execute("create schema raw; create schema core")
        for table in _REVIEWED:
            path = reference / f"{table}.csv"
            if not path.is_file():
                raise BrokenSource(
                    f"there is no {path}.",
                    expected="the reviewed tables of this version",
                    next_step="restore the file, or correct `reference` in corridorwatch.toml",
                )
            self.connection.execute(
                f"create table raw.{table} as select * from read_csv($path, header = true, all_varchar = true,"
                " delim = ',', quote = '\"', escape = '\"', strict_mode = true, null_padding = false)",
                {"path": str(path)},
            )
        for table in _READ:
            sqlmodels.build(self.connection, self._models[table], {})

    def resolve(self, kind: Kind, names: Iterable[str], on: date | None = None) -> list[Answer]:
        """Resolve names, each as if it stood alone in a record that names no province.

        Args:
            kind: what the names are names of.
            names: as written; an answer for each, in their order, the same name answered the same way.
            on: the day whose districts and actors apply; without it a name that changed hands stays open.
        """
        asked = list(names)
        distinct = list(dict.fromkeys(asked))
        given = pl.DataFrame(
            {"record_id": [str(number) for number in range(len(distinct))], "written": distinct},
            schema={"record_id": pl.String, "written": pl.String},
        )
        self.connection.register("given", given)
        self.connection.execute(_mentions("place", kind == "district"), {"on": on})
        self.connection.execute(_mentions("actor", kind == "actor"), {"on": on})
        for table in _RESOLVE:
            sqlmodels.build(self.connection, self._models[table], {})
        found = self.connection.execute(_ANSWERS[kind]).fetchall()
        answers = {name: _answer(kind, name, row) for name, row in zip(distinct, found, strict=True)}
        return [answers[name] for name in asked]


def _mentions(table: str, is_asked: bool) -> str:
    columns = (
        "null::varchar as country_as_written, null::varchar as province_as_written,"
        " null::varchar as district_as_written, written as place_as_written,"
        " null::varchar as located_at, false as is_province_wide, null::integer as where_prec,"
        " null::double as point_latitude, null::double as point_longitude"
        if table == "place"
        else "'perpetrator' as field, written"
    )
    return (
        f"create or replace table core.{table}_mentions as"
        " select 'asked' as source_id, 'name' as record_kind, record_id,"
        f" $on::date as on_date, {columns} from given where {str(is_asked).lower()}"
    )


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
    from given
    join core.place_resolutions as resolution using (record_id)
    left join proposed on proposed.written = trim(given.written)
    left join reasons on reasons.kind = 'place' and reasons.written = trim(given.written)
    order by record_id::integer
    """,
    "actor": f"""
    with {_PROPOSED},
    aliases as (
        select written, min(alias) as alias, min(method) as method
        from core.name_readings where id is not null group by written
    )
    select resolution.actor_id, resolution.method, aliases.method, aliases.alias, proposed.proposals, reasons.method
    from given
    join core.actor_resolutions as resolution using (record_id)
    left join proposed on proposed.written = trim(given.written)
    left join reasons on reasons.kind = 'actor' and reasons.written = trim(given.written)
    left join aliases on aliases.written = trim(given.written)
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
