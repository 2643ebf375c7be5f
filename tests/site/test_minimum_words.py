"""Where a refused row may be missing from a figure, the page says at least."""

from pathlib import Path

from corridorwatch.site.build import build_site
from tests.site.tables import AS_OF, STAMP, published_tables

REASON = "update marts.{} set status_reason = 'rows_left_out' where incidents > 0"


def test_a_figure_beside_a_refused_row_is_said_to_be_a_minimum(tmp_path: Path) -> None:
    """A week of which rows were refused read as if it had been read whole."""
    whole, minimum = published_tables("sample"), published_tables("sample")
    for table in ("weekly_casualties_by_district", "monthly_casualties"):
        minimum.execute(REASON.format(table))
    pages = {}
    for name, tables in (("whole", whole), ("minimum", minimum)):
        build_site(tables, tmp_path / name, as_of=AS_OF, stamp=STAMP)
        pages[name] = {
            file.relative_to(tmp_path / name).as_posix(): file.read_text(encoding="utf-8")
            for file in (tmp_path / name).rglob("*")
            if file.suffix in (".html", ".js", ".csv")
        }
    for page in ("index.html", "districts/alpha.html"):
        assert "Where it says at least" in pages["minimum"][page], page
        assert "Where it says at least" not in pages["whole"][page], page
    assert "At least: the source" in pages["minimum"]["index.html"]
    assert "At least: the source" not in pages["whole"]["index.html"]
    drawn = [name for name, text in pages["minimum"].items() if "at least: a row of these days" in text]
    assert {"charts/front.js", "charts/district.alpha.js"} <= set(drawn)
    assert not any("at least: a row of these days" in text for text in pages["whole"].values())
    [told] = [text for name, text in pages["minimum"].items() if name.endswith("csv/province_weekly.csv")]
    assert told.splitlines()[0].endswith("status_reason")
    assert "rows_left_out" in told
