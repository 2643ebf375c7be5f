"""Releases in Python: what `corridorwatch.open` gives. Everything is read, and nothing is written."""

import re
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path

import polars as pl

from corridorwatch import release as releases
from corridorwatch.config import load_settings
from corridorwatch.errors import CorridorwatchError
from corridorwatch.query import frame

_TABLE = re.compile(r"(?:ref|core|marts)\.[a-z_]+")


@dataclass(frozen=True)
class Release:
    """A published release: its folder, what names its content, and the day whose knowledge it holds.

    Its answers are Polars frames. Figures keep their rules: a null is unknown and never a zero, sources are never added
    together, and a licence travels with its rows (`sources`).
    """

    path: Path
    edition: str
    as_of: date

    def table(self, name: str) -> pl.DataFrame:
        """A whole table, in the order of its grain: `marts.weekly_casualties_by_district`.

        Columns and units are in the release's datapackage.json, and on the site's methods page.

        Raises:
            CorridorwatchError: the release has no such table.
        """
        held = self.sql("select schema_name || '.' || table_name as name from duckdb_tables() order by name")["name"]
        if not _TABLE.fullmatch(name) or name not in held:
            near = [each for each in held if each.startswith(f"{name.partition('.')[0]}.")] or list(held)
            raise CorridorwatchError(
                f"the release {self.path.name} has no table {name!r}.",
                expected=f"one of {', '.join(near)}",
                next_step="take one of these names, with its schema",
            )
        return self.sql(f"from {name}")

    def sql(self, query: str, **values: object) -> pl.DataFrame:
        """The answer to a query in DuckDB's SQL over the tables of `ref`, `core` and `marts`.

        Args:
            query: may only read.
            values: those of the parameters that it names as `$name`.

        Raises:
            CorridorwatchError: the query is wrong, or wants more than to read.
        """
        return frame(self.path, query, values)

    def killed_as_of(self, day: date, *, recorded_by: date | None = None) -> pl.DataFrame:
        """Who had said by `day` how many were killed: first, lowest, highest and latest figure by event and side.

        Args:
            day: only what was said by then.
            recorded_by: and only what had been entered by then.
        """
        more = ", recorded_by := $recorded_by" if recorded_by else ""
        values = {"day": day} | ({"recorded_by": recorded_by} if recorded_by else {})
        return self.sql(f"from killed_as_of($day{more})", **values)

    def sources(self) -> pl.DataFrame:
        """The sources whose rows the release holds: kind, licence, credit line, the days each speaks for."""
        return self.table("ref.sources")

    def trace(self, column: str, *, where: str = "") -> pl.DataFrame:
        """What a column is made from; with a condition, the publishers' rows behind those of its table.

        Args:
            column: with its table: `marts.weekly_casualties_by_district.killed_best`.
            where: SQL on the rows of that table.

        Returns:
            Without `where` a row per table and column on the way down: `table`, `column`, `meaning`, `sql` (the file
            that makes it), `made_from`. With it a row per incident or claim: `publisher`, `file_name`, `row_number`
            (the header line is row 1), `day`, `what`, `killed`, `share` (below 1 where it counts by a probability),
            `source_url`, `source_id`, `kind`, `record_id`.

        Raises:
            CorridorwatchError: no model makes the column, or rows of its table stand for no records.
        """
        from corridorwatch.trace import rows_query, steps

        table, _, name = column.rpartition(".")
        way = steps(table, name)
        if where:
            return self.sql(rows_query(table, where))
        return pl.DataFrame(
            [
                (step.table, name, meaning, step.sql, list(step.made_from))
                for step in way
                for name, meaning in step.columns.items()
            ],
            schema={
                "table": pl.String,
                "column": pl.String,
                "meaning": pl.String,
                "sql": pl.String,
                "made_from": pl.List(pl.String),
            },
            orient="row",
        )


def open(release: str | PathLike[str] = "") -> Release:
    """Open a release to read: the latest, one by its folder, or one by its stamp, as `corridorwatch releases` lists it.

    Where releases lie is said by corridorwatch.toml in the working folder, or by CORRIDORWATCH_HOME.

    Raises:
        CorridorwatchError: there is no such release, or its manifest is damaged.
    """
    folder = Path(release) if release else None
    if folder and (folder / "manifest.json").is_file():
        found = releases.read_release(folder.resolve(), folder.resolve().parent.parent)
    elif folder and (len(folder.parts) > 1 or folder.is_dir()):
        raise CorridorwatchError(
            f"{folder} is no release.",
            expected="a folder with a manifest.json and a corridorwatch.duckdb, such as data/latest",
            next_step="corridorwatch releases",
        )
    else:
        found = releases.find(load_settings(), str(release))
    return Release(found.path, found.edition, found.as_of)
