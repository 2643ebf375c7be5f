"""The first figure of the front page: what each publisher counted by year, with its definitions and its pages."""

from dataclasses import dataclass
from typing import Any

from corridorwatch.charts import totals_by_publisher
from corridorwatch.charts.totals import figure_as_given, published
from corridorwatch.site.figures import Figure, Gallery, Source
from corridorwatch.site.reader import Reader


@dataclass(frozen=True)
class Publisher:
    """A definition on the page: its row of `publishers_of_totals`, and its yearly figures, newest first."""

    row: dict[str, Any]
    figures: tuple[dict[str, Any], ...]

    @property
    def newest(self) -> dict[str, Any]:
        return self.figures[0]


@dataclass(frozen=True)
class Totals:
    """What the page shows: the figure, the definitions behind it, and the ledger beside what PIPS counts."""

    figure: Figure
    publishers: tuple[Publisher, ...]
    beside: list[dict[str, Any]]
    figures: int

    @property
    def newest_beside(self) -> dict[str, Any] | None:
        """The newest year that both speak for."""
        return next((row for row in self.beside if row["in_period"] and row["pips_attacks"] is not None), None)


def totals_of(gallery: Gallery, reader: Reader) -> Totals | None:
    """The figure of published totals; None where none was known by the day."""
    frame = reader.figure("published_totals")
    if frame.is_empty():
        return None
    rows = reader.rows("publishers_of_totals")
    drawn = {str(row["definition_id"]): row for row in rows if row["definition_id"] in set(frame["definition_id"])}
    given = frame.drop_nulls("value")
    source = Source(
        source_id="published_totals",
        title="published totals",
        kind="published",
        licence="figures quoted one by one, with their page; UCDP's sums CC BY 4.0",
        credit=_credit(list(drawn.values())),
        period_start=min(given["date_end"]),
        data_through=max(given["date_end"]),
    )
    figure = gallery.add(
        reader.figures["published_totals"], frame, totals_by_publisher, source=source, with_table=False
    )
    figures = [row | {"given": figure_as_given(row), "published": published(row)} for row in given.rows(named=True)]
    publishers = tuple(
        Publisher(row, tuple(each for each in reversed(figures) if each["definition_id"] == definition_id))
        for definition_id, row in drawn.items()
    )
    beside = [row | {"published": published(row)} for row in reader.rows("ledger_beside_pips")]
    return Totals(figure, publishers, beside, len(figures))


def _credit(rows: list[dict[str, Any]]) -> str:
    """The credit lines, those of one licence together, each once."""
    by_licence: dict[str, dict[str, None]] = {}
    for row in rows:
        by_licence.setdefault(str(row["licence"]), {})[str(row["credit"])] = None
    return "; ".join(f"{', '.join(credits)} ({licence})" for licence, credits in by_licence.items())
