"""Builds the whole site: reads the published tables once, writes every page."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from corridorwatch.charts.theme import theme_assets
from corridorwatch.errors import CorridorwatchError
from corridorwatch.site.bundle import plotly_script
from corridorwatch.site.context import Site
from corridorwatch.site.export import write_export
from corridorwatch.site.figures import Source
from corridorwatch.site.pages_campaign import write_campaigns
from corridorwatch.site.pages_claims import write_accounts
from corridorwatch.site.pages_corridor import write_corridor
from corridorwatch.site.pages_district import write_districts
from corridorwatch.site.pages_front import write_front
from corridorwatch.site.pages_incidents import write_incidents
from corridorwatch.site.pages_methods import write_methods, write_models, write_queries
from corridorwatch.site.pages_site import write_sites
from corridorwatch.site.reader import Reader, reading
from corridorwatch.site.told import Told, told
from corridorwatch.site.wording import STATUS_MEANINGS, zero_words
from corridorwatch.site.writer import SiteReport, Writer

ASSETS = Path(__file__).parent / "assets"


def build_site(
    connection: duckdb.DuckDBPyConnection, out: Path, *, as_of: date, stamp: str, only: str = "", notice: str = ""
) -> SiteReport:
    """Write the site below `out`.

    Args:
        connection: holds the tables of `ref`, `core` and `marts`.
        out: folder to write into; `index.html` is the front page.
        as_of: the day whose knowledge the tables hold.
        stamp: the release's name, printed on every page.
        only: draw this source alone, also where its rows may not leave; empty for a release, which is drawn from the
            sources whose rows may, and shows the one of them that reaches furthest.
        notice: printed on top of every page; empty for a release.

    Returns:
        What was written. The same tables, `as_of` and `stamp` give the same bytes.

    Raises:
        BrokenModel: a query of `sql/figures` or `sql/pages` fails.
        CorridorwatchError: no source has a period to draw.
    """
    with reading(connection, as_of, only) as reader:
        headline = headline_source(reader)
        words = told(as_of, stamp, reader.rows("source_ages"), headline.source_id)
        site = draw(reader, Writer(out), headline, words, notice=notice)
    return SiteReport(pages=site.writer.pages, figures=site.figures, bytes=site.writer.bytes)


def draw(reader: Reader, writer: Writer, headline: Source, words: Told, *, notice: str = "") -> Site:
    """Write every file of the site.

    Args:
        headline: as `headline_source` chose it for this reader.
        words: what the pages say of their day, or the blanks where it is filled in later.
        notice: printed on top of every page.
    """
    _write_assets(writer)
    sources = reader.rows("sources")
    site = Site(reader, writer, source=headline, told=words, notice=notice)
    write_front(site)
    write_districts(site)
    write_sites(site)
    write_corridor(site)
    write_incidents(site)
    write_campaigns(site)
    write_accounts(site)
    write_methods(site, sources)
    write_queries(site)
    write_models(site)
    write_export(site)
    _write_credits(writer, sources, words)
    return site


def headline_source(reader: Reader) -> Source:
    """The source the pages draw, chosen for every query of `reader`: the one that reaches furthest, never a sum.

    Raises:
        CorridorwatchError: no source had said anything by the as-of date.
    """
    sources = reader.rows("sources")
    if not sources:
        raise CorridorwatchError(
            f"nothing was known by {reader.as_of}: every source begins later, and there is nothing to draw.",
            expected="an as-of date within a source's period, or after it",
            next_step="run --as-of a later day; period_start of its source.toml says when a source begins",
        )
    headline = Source(**{name: sources[0][name] for name in Source.__dataclass_fields__})
    reader.speak_for(headline.source_id)
    return headline


def _write_assets(writer: Writer) -> None:
    for file in sorted(ASSETS.iterdir()):
        writer.raw(f"assets/{file.name}", file.read_bytes())
    writer.raw("assets/plotly-basic.min.js", plotly_script())
    writer.script("assets/theme.js", "CW_THEME", theme_assets())


def _write_credits(writer: Writer, sources: list[dict[str, Any]], words: Told) -> None:
    lines = [f"The files in this folder, as of {words.as_of_iso}. Each is the frame of one chart.", ""]
    lines += [
        f"{source['credit']}. Licence of its rows: {source['licence']}. Data through {source['data_through']}."
        for source in sources
    ]
    lines += [zero_words(source) for source in sources if source["zero_means"]]
    lines += [
        "",
        "An empty cell is an unknown figure, never a zero: so is a sum of 0 beside an unknown. The words of `status`:",
        "",
    ]
    lines += [f"{code}: {meaning}" for code, _, meaning in STATUS_MEANINGS]
    writer.text("csv/README.txt", "\n".join(lines) + "\n")
