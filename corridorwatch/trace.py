"""From a column of a release to publishers' rows: the tables it is made from, and the records that make up a number.

The way down is read from the models' SQL (`corridorwatch.lineage`). Which records stand behind a row of a table is a
query over `told`, the rows in question: `sql/trace/<schema>.<table>.sql`, or the table's own `incident_id` or
`claim_id`. Each record has the file and the row it was read from, as core.incidents and core.claims carry them.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from corridorwatch.config import SQL
from corridorwatch.errors import CorridorwatchError
from corridorwatch.lineage import of_model
from corridorwatch.sqlmodels import SqlFile, load_models, load_queries

_OF_RECORDS = {"claim_id": "claim", "incident_id": "incident", "event_id": "incident"}
_FROM = """
with told as (select * from {table} where {where}),
records as ({records})
select source.title as publisher, held.file_name, held.row_number, held.day, held.what, held.killed, records.share,
    held.source_url, records.source_id, records.kind, records.record_id
from records
join (
    select source_id, 'incident' as kind, incident_id as record_id, file_name, row_number, date as day,
        concat_ws(', ', place_as_written, date_precision) as what, killed_best as killed, source_url
    from core.incidents
    union all
    select source_id, 'claim', claim_id, file_name, row_number, said_at::date,
        concat_ws(' ', coalesce(claimant_as_written, claimant_side) || ':', victim_group, metric,
            case when qualifier <> 'exact' then concat('(', replace(qualifier, '_', ' '),
                ' ' || value_low || ' to ' || value_high, ')') end),
        coalesce(value, value_low), source_url
    from core.claims
) as held using (source_id, kind, record_id)
join ref.sources as source on source.source_id = records.source_id
order by held.day, records.source_id, records.record_id
"""


@dataclass(frozen=True)
class Step:
    """A table on the way down: the columns of it that count, their meanings, its SQL file, and what they are made from.

    `made_from` is empty where a column is a constant or a count of rows. A table of `raw` has no file, and `sql` says
    so: it holds the rows of publishers' files as they came; one of `prepared` is filled by a function.
    """

    table: str
    columns: Mapping[str, str]
    sql: str
    made_from: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{self.table}.{name}{': ' * bool(meaning)}{meaning}" for name, meaning in self.columns.items()]
        lines += [f"  {self.sql}"]
        lines += [f"  made from {', '.join(self.made_from)}"] if self.made_from else []
        return "\n".join(lines)


def steps(table: str, column: str) -> list[Step]:
    """The tables that a column is made from, nearest first, down to those of `raw`.

    Raises:
        CorridorwatchError: no model makes the table, or it has no such column.
    """
    models = _models()
    if table not in models or column not in {each.name for each in models[table].columns}:
        has = f" It has {', '.join(each.name for each in models[table].columns)}." if table in models else ""
        raise CorridorwatchError(
            f"no model makes {table}.{column}.{has}",
            expected="a column of ref, core or marts, such as marts.weekly_casualties_by_district.killed_best",
            next_step='corridorwatch sql "select table_schema, table_name from information_schema.tables"',
        )
    wanted: dict[str, dict[str, None]] = {table: {column: None}}
    waiting = deque([table])
    made_from: dict[tuple[str, str], tuple[str, ...]] = {}
    while waiting:
        name = waiting.popleft()
        if name not in models:
            continue
        origins = of_model(models[name], models, figures_only=True)
        for each in [each for each in wanted[name] if (name, each) not in made_from]:
            made_from[name, each] = tuple(map(str, origins.get(each, ())))
            for origin in origins.get(each, ()):
                columns = wanted.setdefault(origin.table, {})
                if origin.column not in columns:
                    columns[origin.column] = None
                    waiting.append(origin.table)
    return [_step(name, columns, models.get(name), made_from) for name, columns in wanted.items()]


def rows_query(table: str, where: str) -> str:
    """The query of the records behind the rows of a table that a condition picks.

    Raises:
        CorridorwatchError: no record can be named for a row of this table.
    """
    query = load_queries(SQL / "trace").get(table)
    if query:
        records = query.sql
    else:
        model = _models().get(table)
        names = {column.name for column in model.columns} if model else set()
        key = next((key for key in _OF_RECORDS if key in names), None)
        if key is None or "source_id" not in names:
            ways = sorted(load_queries(SQL / "trace"))
            raise CorridorwatchError(
                f"rows of {table} stand for no records of their own.",
                expected=f"core.incidents, core.claims, a table with their ids, or one of {', '.join(ways)}",
                next_step="trace it without --where for the tables it is made from, and then one of those",
            )
        records = f"select distinct source_id, '{_OF_RECORDS[key]}' as kind, {key} as record_id, 1.0 as share from told"
    return _FROM.format(table=table, where=where or "true", records=records)


def summed(rows: pl.DataFrame) -> str:
    """What the rows add up to, in a sentence. Figures of claims are never added to each other, nor are sources."""
    if rows.is_empty():
        return "no record: they count none, or nothing is known, or nothing matches; the values above tell which"
    if rows["publisher"].n_unique() > 1 and not (rows["kind"] == "claim").any():
        parts = rows.partition_by("publisher", maintain_order=True)
        return "sources are never added up; " + "; ".join(f"{part['publisher'][0]}: {summed(part)}" for part in parts)
    files = rows["file_name"].n_unique()
    told = f"{rows.height} record{'' if rows.height == 1 else 's'} of {files} file{'' if files == 1 else 's'}"
    if (rows["kind"] == "claim").any():
        return f"{told}; claims are not added up"
    shared = f", {rows['share'].sum():.4f} by their shares" if (rows["share"] != 1).any() else ""
    known = rows["killed"].count()
    return f"{told}{shared}; killed on all sides, where told: {rows['killed'].sum() if known else 'unknown'} in {known}"


@cache
def _models() -> dict[str, SqlFile]:
    return {model.table: model for model in load_models(SQL / "models")}


def _step(
    name: str, columns: Mapping[str, None], model: SqlFile | None, made_from: Mapping[tuple[str, str], tuple[str, ...]]
) -> Step:
    meanings = {column.name: column.meaning for column in model.columns} if model else {}
    found = {each or "*": meanings.get(each, "") for each in columns}
    if model:
        origins = dict.fromkeys(origin for each in columns for origin in made_from.get((name, each), ()))
        return Step(name, found, f"sql/models/{name.replace('.', '/')}.sql", tuple(origins))
    for each in _models().values():
        if each.prepared_by and (name in each.prepares or name in each.sql):
            return Step(name, found, f"computed by {each.prepared_by}", tuple(sorted(each.reads)))
    return Step(name, found, "as it came, in the files of its publisher", ())
