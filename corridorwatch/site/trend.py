"""The headline series of a census on a page: one figure, and whose it is."""

from dataclasses import replace
from datetime import date

import polars as pl

from corridorwatch.charts import yearly_trend
from corridorwatch.site.citations import Citations
from corridorwatch.site.figures import Figure, Gallery, Source
from corridorwatch.site.reader import Reader
from corridorwatch.sqlmodels import SqlFile


def trend_source(reader: Reader) -> Source | None:
    """The census, or censuses, behind the headline series as one credit; None where no census was taken."""
    found = [
        Source(**{name: row[name] for name in Source.__dataclass_fields__}) for row in reader.rows("trend_sources")
    ]
    if not found:
        return None
    return replace(
        found[0],
        title=" and ".join(source.title for source in found),
        credit="; ".join(source.credit for source in found),
        data_through=max(source.data_through for source in found),
    )


def trend_figure(
    gallery: Gallery,
    query: SqlFile,
    frame: pl.DataFrame,
    source: Source | None,
    cites: Citations,
    *,
    as_of: date,
    key: str = "",
    subject: str = "",
) -> Figure | None:
    """The yearly figure of the province, or of one district; None where no census speaks for it.

    Args:
        gallery: the page's figures.
        query: `trend`, and `frame` what it returns of the page's area.
        source: the census behind it.
        cites: what its rows cite.
        as_of: the day whose knowledge the page shows.
        key: the district's id, for the names of files.
        subject: the area's name.
    """
    if source is None or frame.is_empty():
        return None
    return gallery.add(
        query,
        frame,
        yearly_trend,
        key=key,
        cited=lambda row: cites("source", row["source_id"]),
        subject=subject,
        source=source,
        data_through=source.data_through,
        as_of=as_of,
    )
