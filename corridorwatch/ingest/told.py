"""What came of a file's rows, told to whoever brings it and to whoever reads the run's output."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.tables import ParsedTable
from corridorwatch.warehouse import one

MOST_EXAMPLES = 3
"""How many different cells are shown of a rule that rows break."""

_MOST_TOLD = 5
_SHOWN = 80


@dataclass(frozen=True)
class BrokenRule:
    """A rule, how many rows broke it, and one of them: its number and what stands in it.

    `others`: number and content of rows that broke it with something else.
    """

    rule: str
    rows: int
    example_row: int
    example: str = ""
    others: Sequence[tuple[int, str]] = ()

    def __str__(self) -> str:
        said = f" for instance ({self.example})" if self.example else " for instance"
        more = "".join(f", row {row:,} ({example})" for row, example in self.others)
        return f"{self.rule}: {self.rows:,} x, row {self.example_row:,}{said}{more}"


@dataclass(frozen=True)
class Judged:
    """What came of the rows of a file.

    `received` = accepted + `refused`; `elsewhere` are accepted rows of other countries or provinces. `refused_deaths`:
    the deaths that refused rows state, as far as they can be read. `here`, `here_refused`: rows that are not of another
    country, and how many of them are refused. `lost`, `lost_deaths`: refused rows of the province. `rules`: those that
    were broken, the commonest first. `notes`: what is odd about accepted rows or the file.
    """

    received: int
    refused: int = 0
    elsewhere: int = 0
    refused_deaths: int = 0
    here: int = 0
    here_refused: int = 0
    lost: int = 0
    lost_deaths: int = 0
    rules: Sequence[BrokenRule] = ()
    notes: Sequence[str] = ()

    @property
    def accepted(self) -> int:
        """How many rows are accepted, here or elsewhere."""
        return self.received - self.refused

    def lines(self) -> list[str]:
        """What to print."""
        elsewhere = f" ({self.elsewhere:,} of them of other countries or provinces)" if self.elsewhere else ""
        dead = f", which state {self.refused_deaths:,} deaths" if self.refused_deaths else ""
        if self.lost:
            dead += f" ({self.lost:,} of them of the province, which state {self.lost_deaths:,})"
        lines = [
            f"{self.received:,} rows received, {self.accepted:,} accepted{elsewhere}, {self.refused:,} refused{dead}"
        ]
        lines += [f"  refused: {rule}" for rule in self.rules[:_MOST_TOLD]]
        if len(self.rules) > _MOST_TOLD:
            lines.append(f"  and {len(self.rules) - _MOST_TOLD} rules more")
        return lines + [f"  note: {note}" for note in self.notes]

    def facts(self) -> dict[str, Any]:
        """The same for a sidecar."""
        return {"accepted": self.accepted, "elsewhere": self.elsewhere, "refused": self.refused, "told": self.lines()}

    def hold_to_most(self, file: str, country: str) -> None:
        """Refuse a file of which most rows are refused; where it names countries, most rows of `country`.

        Raises:
            BrokenSource: so it is.
        """
        rows, refused = (self.here, self.here_refused) if self.here else (self.received, self.refused)
        if refused * 2 <= rows:
            return
        of = f" of {country}" if self.here and self.here != self.received else ""
        most = self.rules[0] if self.rules else None
        raise BrokenSource(
            f"{file}: {refused:,} of {rows:,} rows{of} are refused; most often: {most}.",
            expected="a file of which most rows keep the rules of its source",
            next_step="see that row in the file; get the file again as its publisher made it, and do not save it from a"
            " spreadsheet",
        )


@dataclass
class Counting:
    """Broken rules as they are met, row by row. It does not grow with the rows."""

    counts: dict[str, list] = field(default_factory=dict)

    def add(self, rule: str, row: int, example: str = "") -> None:
        """A row that broke a rule."""
        found = self.counts.setdefault(rule, [0, {}])
        found[0] += 1
        if len(found[1]) < MOST_EXAMPLES:
            found[1].setdefault(short(example), row)

    def rules(self) -> tuple[BrokenRule, ...]:
        """The commonest first."""
        found = []
        for rule, (rows, examples) in self.counts.items():
            (example, row), *others = examples.items()
            found.append(BrokenRule(rule, rows, row, example, [(at, text) for text, at in others if text]))
        return tuple(sorted(found, key=lambda each: (-each.rows, each.rule)))


def short(text: object) -> str:
    """A cell as a message prints it: on one line, and short."""
    bare = " ".join(str(text).split())
    return bare if len(bare) <= _SHOWN else f"{bare[:_SHOWN]}…"


def rules_of(refusals: Iterable[tuple[int, str]]) -> tuple[BrokenRule, ...]:
    """The rules of refusals (row number, rule): rows that broke the same are counted together, whatever they hold."""
    counting = Counting()
    for row, rule in refusals:
        counting.add(re.sub(r"'.*' ", "", rule, count=1), row, rule if "' " in rule else "")
    return counting.rules()


def refused_of_own(source: str, parsed: ParsedTable) -> str:
    """What the run is to say of a table of one's own whose records break rules; empty where none does.

    Rows that are no records break none: they are counted beside the others and not named one by one.
    """
    broken = parsed.broken
    if broken.is_empty():
        return ""
    rules = rules_of(broken.select("row_number", "rule").iter_rows())
    refused = broken["row_number"].n_unique()
    file = broken["file_name"][0]
    lines = [f"{source}: {refused:,} of {parsed.records:,} records of {file} are refused and in raw.quarantine"]
    lines += [f"  {rule}" for rule in rules[:_MOST_TOLD]]
    if len(rules) > _MOST_TOLD:
        lines.append(f"  and {len(rules) - _MOST_TOLD} rules more")
    if parsed.left_out:
        lines.append(f"  besides {left_out_words(len(parsed.left_out))}")
    lines.append(f"next: mend these rows in the file and add it again: corridorwatch add {source} FILE")
    return "\n  ".join(lines)


def left_out_words(rows: int) -> str:
    """What is said of rows that are no records."""
    return f"{rows:,} row{'' if rows == 1 else 's'} left out as no records: titles, notes, totals"


def refused_in_run(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """What the run is to say of the rows of a table that are in quarantine; empty where there are none."""
    received, rows = one(
        connection.execute(
            "select coalesce((select sum(received) from raw.received where table_name = $table), 0),"
            " count(distinct (snapshot_sha256, file_name, row_number)) from raw.quarantine where table_name = $table",
            {"table": table},
        )
    )
    if not rows:
        return ""
    found = connection.execute(
        "select regexp_replace(rule, '''[^'']*''', '…') as said, count(*), arg_min(file_name, row_number),"
        " min(row_number) from raw.quarantine where table_name = $table group by said order by 2 desc, 1",
        {"table": table},
    ).fetchall()
    lines = [f"{rule}: {count:,} x, {file} row {row:,} for instance" for rule, count, file, row in found[:_MOST_TOLD]]
    if len(found) > _MOST_TOLD:
        lines.append(f"and {len(found) - _MOST_TOLD} rules more")
    lines.append(f"next: mend these rows in the file and add it again: corridorwatch add {table} FILE")
    return "\n  ".join([f"{rows:,} of {int(received):,} rows are refused and in raw.quarantine", *lines])
