"""Publishes figures: one frame becomes the chart, the table under it and the CSV file beside it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from markupsafe import Markup, escape

from corridorwatch.charts.theme import Figure as Drawing
from corridorwatch.charts.theme import status_text, week_part
from corridorwatch.errors import CorridorwatchError
from corridorwatch.site.citations import NONE
from corridorwatch.site.wording import MINIMUM_WORDS, REASON_LABELS, cell, heading, link, status_words
from corridorwatch.site.writer import Writer
from corridorwatch.spreadsheets import plain_frame
from corridorwatch.sqlmodels import SqlFile

_SILENT = ("not_covered", "source_down")


@dataclass(frozen=True)
class Source:
    """The source a page draws: its credit, kind and last day, where its figures still rise, and what its zeros mean."""

    source_id: str
    title: str
    kind: str
    licence: str
    credit: str
    period_start: date
    data_through: date
    filling_from: date | None = None
    zero_means: str | None = None

    @property
    def is_sample(self) -> bool:
        return self.kind == "sample"


@dataclass(frozen=True)
class Figure:
    """What a page needs to show a figure; paths are relative to the site's root, `numbers_at` to the page's folder.

    `numbers_at` is where the table stands that is on a page of its own, and empty where it is on the figure's.
    """

    div_id: str
    title: str
    counts: str
    sql_name: str
    csv: str
    height: int
    table: Markup
    rows: int
    through: date
    source: Source
    numbers_at: str = ""


@dataclass
class Gallery:
    """The figures of one page, whose data go into one script.

    Args:
        writer: writes the CSV files and the script.
        page: the page's name, in file names: `front`, `district.quetta`.
        source: whose figures they are, where nothing else is said.
        root: the way from the page to the site's root.
    """

    writer: Writer
    page: str
    source: Source
    root: str = ""
    apart: dict[str, tuple[str, Markup]] = field(default_factory=dict)
    _drawn: dict[str, Any] = field(default_factory=dict)

    def add(
        self,
        query: SqlFile,
        frame: pl.DataFrame,
        draw: Callable[..., Drawing],
        *,
        key: str = "",
        subject: str = "",
        with_table: bool = True,
        apart: str = "",
        cited: Callable[[dict[str, Any]], Markup] | None = None,
        cited_by: str = "",
        through: date | None = None,
        source: Source | None = None,
        **options: object,
    ) -> Figure:
        """Draw a frame, write its CSV, and return what the page shows.

        Args:
            query: the file the frame comes from; its header holds the title and what the figure counts.
            key: tells files of one query apart: the district's, site's or campaign's id.
            subject: put before the title, such as a district's name.
            cited: the citations of one row, printed as its last cell; not needed where a column holds it.
            cited_by: id of the part of the page that cites for all rows together.
            with_table: print the frame under the figure; false where the page prints it in a better form.
            apart: file name of the page of tables on which this one stands, beside the figure's page; empty: under it.
            through: last day the figure speaks for, where it is not the source's.
            source: whose figures they are, where they are not the page's source's.
            options: more arguments of `draw`.
        """
        name = query.path.stem
        source = source or self.source
        # The reason is a column where it says something.
        if "status_reason" in frame.columns and frame["status_reason"].null_count() == frame.height:
            frame = frame.drop("status_reason")
        title = f"{subject}: {query.header['title']}" if subject else query.header["title"]
        figure = draw(frame, title=title, is_sample=source.is_sample, **options)
        div_id = f"fig-{name}"
        if div_id in self._drawn:
            raise CorridorwatchError(
                f"page {self.page} shows sql/figures/{name}.sql twice.",
                expected="one figure per query and page",
                next_step="give the second figure its own query",
            )
        self._drawn[div_id] = figure
        csv = f"csv/{name}.{key}.csv" if key else f"csv/{name}.csv"
        self.writer.raw(csv, plain_frame(frame).write_csv().encode("utf-8"))
        table = self._table(frame, title, source, cited, cited_by) if with_table else Markup("")
        if apart:
            self.apart[name] = (title, table)
        return Figure(
            div_id=div_id,
            title=title,
            counts=query.header["counts"] + _of_zeros(frame, source) + _of_minima(frame),
            sql_name=name,
            csv=csv,
            height=int(figure["layout"]["height"]),
            table=Markup("") if apart else table,
            numbers_at=f"{apart}#{name}" if apart else "",
            rows=frame.height,
            through=through or source.data_through,
            source=source,
        )

    def _table(
        self,
        frame: pl.DataFrame,
        title: str,
        source: Source,
        cited: Callable[[dict[str, Any]], Markup] | None,
        cited_by: str,
    ) -> Markup:
        # The page of incidents lists those of the headline source alone.
        root = self.root if source == self.source else None
        return table_of(frame, title, source, root=root, cited=cited, cited_by=cited_by)

    @property
    def count(self) -> int:
        return len(self._drawn)

    def publish(self) -> str:
        """Write the page's data script; the path, or an empty text where the page has no figure."""
        if not self._drawn:
            return ""
        path = f"charts/{self.page}.js"
        self.writer.script(path, "CW_CHARTS", self._drawn)
        return path


def _of_zeros(frame: pl.DataFrame, source: Source) -> str:
    """What a zero of the frame says: the source's definition decides what it could find."""
    if source.zero_means is None or "status" not in frame.columns or not (frame["status"] == "reported_zero").any():
        return ""
    return f" A zero is this source's own, and means {source.zero_means}."


def _of_minima(frame: pl.DataFrame) -> str:
    """What figures are that a refused row may be missing from."""
    return f" {MINIMUM_WORDS}" if "status_reason" in frame.columns else ""


def table_of(
    frame: pl.DataFrame,
    caption: str,
    source: Source,
    *,
    root: str | None = None,
    cited: Callable[[dict[str, Any]], Markup] | None = None,
    cited_by: str = "",
) -> Markup:
    """The frame of a source's figure as an HTML table, all text escaped.

    Args:
        root: the way to the site's root, where the weeks of the frame are parts of `incidents.html`: a week with
            incidents then leads to them.
        cited: the citations of a row, which become its last cell.
        cited_by: id of the part of the page that cites for the whole table.
    """
    # Of a frame each is asked of Polars anew.
    names = frame.columns
    numeric = [dtype.is_numeric() for dtype in frame.dtypes]
    head = "".join(
        f'<th scope="col"{" class=n" if is_number else ""}>{escape(heading(name))}</th>'
        for name, is_number in zip(names, numeric, strict=True)
    )
    opened = ["<td class=n>" if is_number else "<td>" for is_number in numeric]
    status_at = names.index("status") if "status" in names else -1
    week_at = names.index("week") if "week" in names else -1
    incidents_at = names.index("incidents") if "incidents" in names and root is not None else -1
    body = []
    for row in frame.iter_rows():
        cells = []
        for position, (name, value) in enumerate(zip(names, row, strict=True)):
            if position == week_at and incidents_at >= 0 and row[incidents_at]:
                shown = Markup('<a href="{}">{}</a>').format(f"{root}{week_part(value)}", cell(value))
            elif position != status_at:
                # A year has no thousands.
                value = REASON_LABELS.get(value, value) if name == "status_reason" else value
                shown = link(value) if name.endswith("_url") else str(value) if name == "year" else cell(value)
            elif week_at < 0:
                shown = status_words(value)
            else:
                shown = status_text(value, row[week_at], source.data_through)
            cells.append(f"{opened[position]}{escape(shown)}</td>")
        if cited is not None:
            is_silent = status_at >= 0 and row[status_at] in _SILENT
            cells.append(f"<td>{NONE if is_silent else cited(dict(zip(names, row, strict=True)))}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    if cited is not None:
        head += '<th scope="col">sources</th>'
    by = f' data-cited-by="{escape(cited_by)}"' if cited_by else ""
    return Markup(
        f'<table class="numbers"{by}><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )
