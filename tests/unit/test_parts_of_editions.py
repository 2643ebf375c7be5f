"""A part of an edition of UCDP, saved under the edition's name, speaks only for what it holds."""

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import Scope
from corridorwatch.ingest import publishers
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.ucdp import load as ucdp_door
from tests.reference_tables import SHARED, WITH_SHARED
from tests.ucdp_file import content, edition, of_every

pytestmark = pytest.mark.long

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
GED = "GEDEvent_v25_1.csv"


def days(*each: str) -> list[dict[str, str]]:
    return [{"date_start": day, "date_end": day, "year": day[:4]} for day in each]


def taken(
    folder: Path, file: bytes, name: str = GED, source: str = "ucdp_ged", **declared: date
) -> tuple[list[tuple], dict, tuple[str, ...]]:
    """The spans that a run loads, what `add` found, and what the run warns of."""
    path = folder / name
    path.write_bytes(file)
    store = SnapshotStore(folder / "snapshots")
    kept = publishers.add(source, path, store, NOON, **declared)
    with duckdb.connect() as connection:
        loaded = ucdp_door.load(connection, source, store, Scope(), as_of=date(2026, 11, 20), timezone="Asia/Karachi")
        spans = connection.execute(
            "select first_day::varchar, last_day::varchar, basis from raw.source_spans order by first_day"
        ).fetchall()
    return spans, dict(kept.details), loaded.warnings


def test_fifteen_rows_of_one_year_under_an_editions_name_are_no_36_years_of_peace(tmp_path: Path) -> None:
    """53,108 district-weeks since 1989 were zeros, on the word of the file's name."""
    file = content(days(*(f"2024-{month:02}-05" for month in range(1, 13))))
    spans, details, warnings = taken(tmp_path, file)
    assert spans == [("2024-01-05", "2024-12-05", "own_events")]
    said = "its name says 1989-01-01 to 2024-12-31, its events reach from 2024-01-05 to 2024-12-05 in Pakistan"
    assert details["note"].startswith(
        f"{said}, and in 35 of the 36 years that its name says it holds none (1989, 1990,"
    )
    assert "--from DAY --to DAY" in details["note"]
    assert warnings == (f"{GED}: {details['note']}",)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (days("1989-05-01", "1989-06-01", "2024-06-01"), [("1989-05-01", "1989-06-01"), ("2024-06-01", "2024-06-01")]),
        (of_every(*map(str, range(1989, 2024))) + days("2001-01-01"), [("1989-07-01", "2023-07-01")]),
        (of_every(*map(str, range(1990, 2025))) + days("2001-01-01"), [("1990-07-01", "2024-07-01")]),
        (
            of_every(*(str(year) for year in range(1989, 2025) if year != 2007)) + days("2001-01-01"),
            [("1989-07-01", "2006-07-01"), ("2008-07-01", "2024-07-01")],
        ),
    ],
    ids=["a few of both ends", "the last year is missing", "the first is missing", "a hole of a year"],
)
def test_an_edition_without_a_year_is_not_whole(tmp_path: Path, rows: list, expected: list) -> None:
    spans, details, warnings = taken(tmp_path, content(rows))
    assert spans == [(*each, "own_events") for each in expected]
    assert details["note"]
    assert len(warnings) == 1


def test_a_whole_edition_keeps_its_span_and_nothing_is_said(tmp_path: Path) -> None:
    spans, details, warnings = taken(tmp_path, edition(days("2024-03-01"), 2024))
    assert (spans, warnings) == ([("1989-01-01", "2024-12-31", "publisher")], ())
    assert "note" not in details


def test_what_is_declared_of_a_part_counts_and_the_run_is_silent(tmp_path: Path) -> None:
    file = content(days("2024-01-05", "2024-12-05"))
    spans, _, warnings = taken(tmp_path, file, first=date(2024, 1, 1), last=date(2024, 12, 31))
    assert (spans, warnings) == ([("2024-01-01", "2024-12-31", "declared")], ())


def test_a_file_of_candidates_without_one_of_its_months_is_not_whole(tmp_path: Path) -> None:
    rows = of_every("2026-01", "2026-02", "2026-05", "2026-06") + days("2026-02-10")
    spans, details, warnings = taken(tmp_path, content(rows), "GEDEvent_v26_01_26_06.csv", "ucdp_candidate")
    assert spans == [("2026-01-01", "2026-02-10", "own_events"), ("2026-05-01", "2026-06-01", "own_events")]
    assert "in 2 of the 6 months that its name says it holds none (2026-03, 2026-04)" in details["note"]
    assert len(warnings) == 1


@WITH_SHARED
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GEDEvent_v22_1.csv", ("1989-01-01", "2021-12-31", "publisher")),
        ("ged251.csv", ("1989-01-25", "2021-12-31", "own_events")),
    ],
)
def test_the_publishers_own_rows_of_pakistan_bear_out_the_edition_that_they_are(
    tmp_path: Path, name: str, expected: tuple
) -> None:
    spans, _, _ = taken(tmp_path, (SHARED / "ucdp/ucdp_ged_pakistan_1989_2021_hdx.csv").read_bytes(), name)
    assert spans == [expected]
