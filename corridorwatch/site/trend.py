"""The headline series of a census on a page: one figure, and whose it is."""

from dataclasses import replace

from corridorwatch.charts import yearly_trend
from corridorwatch.site.figures import Figure, Gallery, Source
from corridorwatch.site.reader import Reader


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
    gallery: Gallery, reader: Reader, source: Source | None, *, district_id: str = "", subject: str = ""
) -> Figure | None:
    """The yearly figure of the province, or of one district; None where no census speaks for it."""
    if source is None:
        return None
    name = "district_trend" if district_id else "province_trend"
    frame = reader.figure(name, district_id=district_id) if district_id else reader.figure(name)
    if frame.is_empty():
        return None
    return gallery.add(
        reader.figures[name],
        frame,
        yearly_trend,
        key=district_id,
        subject=subject,
        source=source,
        data_through=source.data_through,
        as_of=reader.as_of,
    )
