"""For which days a file speaks, told from its name, its user, its events, or a chain of answers."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import spans
from corridorwatch.ingest.spans import Span
from corridorwatch.ingest.tables import parse_table
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.gdelt import parse as gdelt
from corridorwatch.sources.ledger import parse as ledger
from corridorwatch.sources.reference.embedded import files
from corridorwatch.sources.ucdp.spans import edition_named
from tests import world

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
CAME_ON = date(2026, 11, 1)
OWN = (date(2024, 1, 10), date(2024, 1, 20))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("GEDEvent_v26_1.csv", "1989-01-01", "2025-12-31"),
        ("ged251-csv.zip", "1989-01-01", "2024-12-31"),
        ("gedevents-24.1.pages.zip", "1989-01-01", "2023-12-31"),
        ("GEDEvent_v26_0_8.csv", "2026-08-01", "2026-08-31"),
        ("GEDEvent_v26_0_12.csv", "2026-12-01", "2026-12-31"),
        ("GEDEvent_v24_0_2.csv", "2024-02-01", "2024-02-29"),
        ("GEDEvent_v26_01_26_06.csv", "2026-01-01", "2026-06-30"),
        ("GEDEvent_v25_11_26_02.csv", "2025-11-01", "2026-02-28"),
    ],
)
def test_the_name_of_a_file_of_ucdp_tells_its_days(name: str, first: str, last: str) -> None:
    assert edition_named([name]) == Span(date.fromisoformat(first), date.fromisoformat(last), "publisher")


@pytest.mark.parametrize(
    "name",
    [
        "pakistan.csv", "ged2024.csv", "GEDEvent_v26_1_4_1101_2512.csv", "GEDEvent_v26_0_13.csv", "GEDEvent_v26_0_0.csv",
        "GEDEvent_v26_06_26_01.csv", "GEDEvent_v25_9_11.csv", "conflict_data_PAK.csv",
    ],
)  # fmt: skip
def test_a_name_that_tells_no_edition_tells_no_days(name: str) -> None:
    assert edition_named([name]) is None


def test_the_file_inside_a_zip_tells_what_the_zip_does_not() -> None:
    assert edition_named(["download.zip", "GEDEvent_v26_1.csv"]) == edition_named(["GEDEvent_v26_1.csv"])


def test_what_is_declared_fills_what_is_left_out_with_the_files_own_days() -> None:
    assert spans.declare(None, None, CAME_ON, OWN) == {}
    assert spans.declare(date(2024, 1, 1), None, CAME_ON, OWN) == {"declared_span": ["2024-01-01", "2024-01-20"]}
    assert spans.declare(None, CAME_ON, CAME_ON, OWN) == {"declared_span": ["2024-01-10", "2026-11-01"]}


@pytest.mark.parametrize(
    ("first", "last", "own", "said"),
    [
        (date(2024, 1, 1), date(2026, 11, 2), OWN, "after 2026-11-01, the day the file came"),
        (date(2024, 2, 1), None, OWN, "from 2024-02-01 to 2024-01-20"),
        (date(1969, 12, 31), None, OWN, "from 1969-12-31"),
        (date(2024, 1, 1), None, None, "no event of the file says the other"),
    ],
)
def test_a_span_that_cannot_be_is_refused(first: date, last: date | None, own: tuple | None, said: str) -> None:
    with pytest.raises(BrokenSource, match=said) as caught:
        spans.declare(first, last, CAME_ON, own)
    assert caught.value.next_step.startswith("corridorwatch add")


def test_no_span_reaches_past_the_day_the_file_came() -> None:
    edition = edition_named(["GEDEvent_v26_0_12.csv"])
    assert edition.until(date(2026, 12, 5)) == Span(date(2026, 12, 1), date(2026, 12, 5), "publisher")
    assert edition.until(date(2026, 11, 30)) is None


def test_the_same_bytes_with_other_days_are_another_snapshot(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    outcomes = [
        store.store("acled", b"x", file_name="a.csv", url="", licence="", fetched_at=NOON, details=details).outcome
        for details in (
            {},
            {"declared_span": ["2024-01-01", "2024-01-31"]},
            {"declared_span": ["2024-01-01", "2024-01-31"]},
            {},
            {"declared_span": ["2024-01-01", "2024-02-29"]},
        )
    ]
    assert outcomes == ["success", "success", "unchanged", "unchanged", "success"]


def test_months_that_no_edition_could_hold_do_not_stretch_it() -> None:
    reported = [("1970", "1"), ("2015", "12"), ("2015", "0"), ("1869", "5"), ("3025", "1"), ("2026", "12"), (None, "x")]
    assert spans.months_of(reported, CAME_ON) == Span(date(1970, 1, 1), date(2015, 12, 31), "publisher")
    assert spans.months_of([("3025", "1")], CAME_ON) is None


def test_an_incident_of_the_ledger_after_the_day_its_file_came_is_refused(tmp_path: Path) -> None:
    """It was once in no table, no exclusion and no warning."""
    rows = [{"incident_id": "a", "date": "2026-11-01"}, {"incident_id": "b", "date": "2026-11-02"}]
    reference = world.write_ledger(world.copy_reference(tmp_path), incidents=rows)
    spec = files(reference)["ledger"]["ledger_incidents"].spec
    parsed = parse_table((reference / "ledger/incidents.csv").read_bytes(), spec, file_name="incidents.csv")
    held = ledger.held_to_day("ledger_incidents", parsed, file_name="incidents.csv", came_on=CAME_ON)
    assert held.rows["incident_id"].to_list() == ["a"]
    assert held.quarantine.select("row_number", "rule").rows() == [
        (3, "date 2026-11-02 lies after 2026-11-01, the day the file came")
    ]
    assert (held.received, held.accepted, held.refused) == (2, 1, 1)


def test_a_row_of_gdelt_that_was_added_after_the_day_the_file_came_is_refused() -> None:
    def line(number: int, added: str) -> str:
        cells = [""] * gdelt.WIDTH
        cells[gdelt.EVENT_ID], cells[gdelt.ARTICLES] = str(number), "3"
        cells[gdelt.COUNTRY], cells[gdelt.ADM1], cells[gdelt.ADDED] = "PK", "PK02", added
        return "\t".join(cells)

    content = "\n".join([line(1, "20261101000000"), line(2, "20261102000000")]).encode()
    parsed = gdelt.parse_gdelt(content, file_name="a.export.CSV", came_on=CAME_ON)
    assert parsed.rows["records"].to_list() == ["1"]
    assert parsed.quarantine["rule"].to_list() == ["DATEADDED '20261102000000' lies after the day the file came"]
