"""A site that was drawn on an earlier night is published as if it were drawn now, and is drawn where it is not so."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import ROOT, SQL
from corridorwatch.cutoff import contents
from corridorwatch.errors import BrokenModel
from corridorwatch.site import kept
from corridorwatch.site.build import build_site
from corridorwatch.site.kept import publish_site
from corridorwatch.sqlmodels import SqlFile, load_queries
from tests.site import killed_drawings
from tests.site.tables import AS_OF, STAMP, published_tables

Night = Callable[..., bool]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def with_trend(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The tables, with a census of 2021 and 2022 behind the headline series of the province and of Alpha."""
    connection.execute(
        "insert into marts.headline_by_month by name"
        " select area_id, month::date as month, 'src' as source_id, 'reported' as status, 1 as incidents,"
        " 0 as incidents_without_toll, 2 as killed_best, 2 as killed_low, 2 as killed_high"
        " from generate_series(date '2021-01-01', date '2022-12-01', interval 1 month) as series(month),"
        " (values ('province'), ('alpha')) as area(area_id)"
    )
    return connection


def a_day_passes(connection: duckdb.DuckDBPyConnection, days: int) -> None:
    """What the warehouse's own tables say of another day: everything is that much older."""
    connection.execute("update ref.source_snapshots set age_days = age_days + $days", {"days": days})
    connection.execute("update marts.weeks_still_filling set age = age + $days", {"days": days})


@pytest.fixture
def tables() -> duckdb.DuckDBPyConnection:
    return published_tables("sample")


@pytest.fixture
def night(tmp_path: Path) -> Night:
    """Publishes as of a day, and says whether the site was drawn. One that was not is held to one drawn in full."""
    numbers = count(1)

    def publish(
        connection: duckdb.DuckDBPyConnection,
        as_of: date = AS_OF,
        stamp: str = STAMP,
        *,
        anew: bool = False,
        **whose: str,
    ) -> bool:
        out, full = tmp_path / "newest", tmp_path / f"in-full-{next(numbers)}"
        shutil.rmtree(out, ignore_errors=True)
        report = publish_site(connection, tmp_path / "kept", out, as_of=as_of, stamp=stamp, anew=anew, **whose)
        if not report.is_new:
            in_full = build_site(connection, full, as_of=as_of, stamp=stamp, **whose)
            assert files(out) == files(full)
            assert report == replace(in_full, is_new=False)
        return report.is_new

    return publish


@pytest.fixture
def front(tmp_path: Path) -> Callable[[], str]:
    """The front page as published last."""
    return lambda: (tmp_path / "newest" / "index.html").read_text(encoding="utf-8")


def test_another_day_without_news_is_not_drawn_and_prints_no_earlier_day(night, front):
    """180 pages were drawn each night for the day at their foot."""
    tables = published_tables("census")
    assert night(tables)
    before = AS_OF
    for day, drawn in (
        (date(2024, 4, 4), False),
        (date(2024, 4, 9), False),
        (date(2024, 5, 1), False),
        (date(2024, 12, 31), False),
        (date(2025, 1, 1), True),  # the axis of years is longer
        (date(2025, 1, 2), False),
    ):
        a_day_passes(tables, (day - before).days)
        assert night(tables, day, f"edition of {day}") is drawn
        assert f"Shown as known on {day.day} {day:%b %Y}." in front()
        assert f"release edition of {day}." in front()
        assert f"{(day - date(2024, 3, 31)).days} days before the as-of date, {day.day} {day:%b %Y}" in front()
        before = day


def test_the_shade_of_the_trend_ends_with_the_week_and_is_drawn_again_on_monday(night, tmp_path):
    """A day moved the right edge of a rectangle on 36 pages."""
    tables = with_trend(published_tables("sample"))
    assert night(tables, date(2024, 4, 3))
    of_wednesday = (tmp_path / "newest" / "charts" / "front.js").read_bytes()
    assert not night(tables, date(2024, 4, 7))
    assert (tmp_path / "newest" / "charts" / "front.js").read_bytes() == of_wednesday
    assert night(tables, date(2024, 4, 8))
    assert (tmp_path / "newest" / "charts" / "front.js").read_bytes() != of_wednesday


def test_what_happens_on_a_day_between_two_nights_is_shown_on_the_second(night, front):
    tables = published_tables("sample")
    tables.execute("update core.campaigns set date_start = date '2024-04-06'")
    assert night(tables, date(2024, 4, 3))
    assert not night(tables, date(2024, 4, 5))
    assert "The raid" not in front()
    assert night(tables, date(2024, 4, 6))
    assert "The raid" in front()
    assert night(tables, date(2024, 4, 5))  # a look back
    assert "The raid" not in front()


def test_a_source_that_goes_on_is_read_up_to_each_day(night, front):
    tables = published_tables("sample")
    tables.execute("update ref.sources set period_end = date '2024-04-04'")
    for day, drawn, told in (
        (date(2024, 4, 3), True, "is read up to 3 Apr 2024"),
        (date(2024, 4, 4), True, "is read up to 4 Apr 2024"),
        (date(2024, 4, 5), False, "ends 4 Apr 2024"),
    ):
        assert night(tables, day) is drawn
        assert told in front()


def test_a_source_that_failed_is_said_to_have_failed_on_every_page(night, front, tables):
    tables.execute("update ref.source_snapshots set last_error = null")
    night(tables)
    assert "the last try to renew it failed" not in front()
    tables.execute(
        "update ref.source_snapshots set last_error = 'refused', checked_on = checked_on - 3, age_days = 1200"
    )
    assert not night(tables, stamp="another edition")
    assert "1200 days before (the last try to renew it failed; past 30 days nothing is published)" in front()
    assert "release another edition." in front()


def test_weeks_that_fill_are_drawn_again_where_a_figure_of_theirs_moves(night, tmp_path, tables):
    night(tables)
    a_day_passes(tables, 1)
    assert not night(tables, AS_OF + timedelta(days=1))
    tables.execute("update marts.weeks_still_filling set expected_high = 7")
    assert night(tables, AS_OF + timedelta(days=1))
    assert "expected 4–7" in (tmp_path / "newest" / "accounts.html").read_text(encoding="utf-8")


def test_a_night_with_news_is_drawn(night, tables):
    night(tables)
    tables.execute("update core.incidents set killed_best = 5 where incident_id = 'one'")
    assert night(tables)
    assert not night(tables)


def test_a_row_less_of_any_table_that_a_query_reads_is_seen(tables, tmp_path):
    publish_site(tables, tmp_path / "kept", tmp_path / "site", as_of=AS_OF, stamp=STAMP)
    drawing = kept._read(tmp_path / "kept")
    queries = load_queries(SQL / "pages") | load_queries(SQL / "figures")
    read = {table for name, query in queries.items() if name != "source_ages" for table in query.reads}
    assert read <= drawing.tables.keys()
    unseen = set()
    for table in sorted(drawing.tables):
        if contents(tables, table).startswith("0 "):
            continue
        tables.execute("begin")
        tables.execute(f"delete from {table} where rowid = (select min(rowid) from {table})")
        if kept._contents(tables, [table])[table] == drawing.tables[table]:
            unseen.add(table)
        tables.execute("rollback")
    assert not unseen
    assert kept._stands(drawing, tables, drawing.key, AS_OF)


def test_what_a_run_noted_of_its_tables_is_believed(tables, tmp_path):
    """A night without news must not read half a million rows to find that none is new."""
    tables.execute("create schema prepared; create table prepared.made (name varchar, contents varchar)")
    tables.execute("insert into prepared.made values ('core.incidents', 'as it was')")
    out = {"as_of": AS_OF, "stamp": STAMP}
    assert publish_site(tables, tmp_path / "kept", tmp_path / "one", **out).is_new
    assert not publish_site(tables, tmp_path / "kept", tmp_path / "two", **out).is_new
    tables.execute("update prepared.made set contents = 'as it is'")
    assert publish_site(tables, tmp_path / "kept", tmp_path / "three", **out).is_new


@pytest.mark.parametrize(
    "file",
    [
        "corridorwatch/site/templates/base.html.j2",
        "corridorwatch/charts/theme.py",
        "sql/pages/districts.sql",
        "sql/figures/province_weekly.sql",
        "sql/macros/known_sum.sql",
    ],
)
def test_a_change_of_code_template_or_query_is_seen(file, tables, tmp_path, monkeypatch):
    for folder in ("corridorwatch", "sql"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.pyc"))
    monkeypatch.setattr(kept, "PACKAGE", tmp_path / "corridorwatch")
    monkeypatch.setattr(kept, "SQL", tmp_path / "sql")
    before = kept._key("", "")
    assert kept._key("", "") == before
    (tmp_path / file).write_bytes((tmp_path / file).read_bytes() + b" ")
    assert kept._key("", "") != before


def test_a_site_of_one_source_or_one_asked_for_anew_is_drawn(night, front, tables):
    night(tables)
    assert night(tables, only="src", notice="not for release")
    assert "not for release" in front()
    assert not night(tables, only="src", notice="not for release")
    assert night(tables)
    assert "not for release" not in front()
    assert night(tables, anew=True)


def test_rows_that_may_leave_no_more_are_gone_the_same_night(night, tables):
    tables.execute("insert into ref.sources by name select * replace ('open' as source_id) from ref.sources")
    night(tables)
    tables.execute("update ref.sources set rows_may_leave = false where source_id = 'open'")
    assert night(tables)


def test_a_damaged_drawing_is_drawn_anew(tables, tmp_path):
    keep, facts = tmp_path / "kept", tmp_path / "kept" / "drawing.json"
    whole = {"as_of": AS_OF, "stamp": STAMP}
    publish_site(tables, keep, tmp_path / "first", **whole)
    site = files(tmp_path / "first")
    for name, damage in {
        "a page cut short": lambda: (keep / "site" / "incidents.html").write_text("half a p"),
        "a file gone": lambda: (keep / "site" / "csv" / "README.txt").unlink(),
        "facts cut short": lambda: facts.write_bytes(facts.read_bytes()[:900]),
        "other facts": lambda: facts.write_text(facts.read_text().replace('"headline": "src"', '"headline": "other"')),
        "a drawing that was not finished": lambda: keep.rename(tmp_path / ".kept-drawing"),
    }.items():
        damage()
        assert publish_site(tables, keep, tmp_path / name, **whole).is_new
        assert files(tmp_path / name) == site
        assert not (tmp_path / ".kept-drawing").exists()
    assert not publish_site(tables, keep, tmp_path / "last", **whole).is_new


def test_a_drawing_that_fails_leaves_nothing_that_takes_room(tables, tmp_path):
    tables.execute("drop table core.exclusions")
    with pytest.raises(BrokenModel, match="exclusions"):
        publish_site(tables, tmp_path / "kept", tmp_path / "site", as_of=AS_OF, stamp=STAMP)
    assert list(tmp_path.iterdir()) == []


def test_files_without_a_word_of_the_day_are_stored_once(night, tables, tmp_path):
    night(tables)
    held, published = tmp_path / "kept" / "site", tmp_path / "newest"
    shared = {path for path in files(held) if (held / path).samefile(published / path)}
    assert shared == {path for path in files(held) if not path.endswith(".html")} - {
        "csv/README.txt",
        "geo/sites.geojson",
    }


def test_a_blank_of_another_drawing_in_a_text_stays_as_it_is(night, front, tables):
    tables.execute("update core.campaigns set name = 'blank0123456789abcdef01234567-as_of-'")
    night(tables)
    assert "blank0123456789abcdef01234567-as_of-" in front()


def test_a_query_that_does_something_unheard_of_with_the_day_is_drawn_every_day(tables):
    def days(sql: str) -> tuple[date, date]:
        query = SqlFile(Path("made_up.sql"), "made_up", {"description": "One."}, (), sql)
        return kept._days(tables, [query], AS_OF, by_week=False)

    known = "select * from core.incidents where date <= $as_of::date and year(date) < year($as_of::date)"
    assert days(known) == (date(2024, 2, 14), date(2024, 12, 31))
    for unheard_of in (
        "select * from core.incidents where date < $as_of::date",
        "select * from core.incidents where date + 7 <= $as_of::date",
        "select * from core.incidents where date <= $as_of::date - 7",
        "select *, $as_of::date as shown_on from core.incidents",
        "select month from (select date_trunc('month', date) as month from core.incidents) where month <= $as_of::date",
    ):
        assert days(unheard_of) == (AS_OF, AS_OF)


def test_a_night_killed_at_any_step_of_drawing_leaves_nothing_that_a_page_is_wrong_by(tables, tmp_path):
    run = [sys.executable, "-m", "tests.site.killed_drawings", str(tmp_path)]
    subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True)
    build_site(tables, tmp_path / "in-full", as_of=killed_drawings.NOW, stamp=STAMP)
    site = files(tmp_path / "in-full")
    again = sorted(tmp_path.glob("*/again"))
    assert len(again) == 6
    for folder in again:
        assert files(folder) == site
        assert {path.name for path in folder.parent.glob("*kept*")} | {
            path.name for path in folder.parent.glob(".*")
        } == {"kept"}
