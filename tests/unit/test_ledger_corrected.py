"""The ledger's corrections: each is in its table, and whoever holds the tables of before takes over the new ones."""

import csv
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corridorwatch.config import ROOT
from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.reference import embedded
from tests.world import write_csv

LEDGER = ROOT / "reference" / "ledger"
ENTRIES = ROOT.parent / "shared" / "data" / "ledger-2" / "ledger-corrections.csv"
TODAY = date(2026, 11, 30)
Rows = list[dict[str, str]]

# What was handed in and not entered: (incident, column).
NO_PAGE = {
    ("2026-01-31-kharan", "killed_civilian"),
    ("2026-01-31-kharan", "killed_unknown"),
    ("2026-01-31-pasni", "killed_security"),
    ("2026-01-31-pasni", "killed_militant"),
    ("2026-01-31-nushki-police-station", "killed_total"),
    ("2026-01-30-panjgur-and-outskirts-of-har", "district_as_written"),
}
DISPUTED = {("2025-07-16-gujro-kaur-area-of-jhau", "event_class")}
SAME_ARTICLE = {("2022-09-16-sabzal-road-quetta", "source_url")}


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def corrected() -> Rows:
    return [row for row in read(LEDGER / "corrections.csv") if row["table"] == "incidents"]


def incidents() -> dict[str, dict[str, str]]:
    return {row["incident_id"]: row for row in read(LEDGER / "incidents.csv")}


def test_every_correction_is_in_its_table_with_the_page_and_an_office() -> None:
    rows, found = corrected(), incidents()
    last = {(row["key"], row["column"]): row["is"] for row in rows}
    assert {cell: found[cell[0]][cell[1]] for cell in last} == last
    pages = {row["url"] for row in read(LEDGER / "pages.csv")}
    for row in rows:
        assert row["was"] != row["is"], row
        assert row["source_url"] in pages, row
        assert row["who"] == "ledger review"
        assert row["note"], row


def test_a_corrected_page_brings_its_own_name_and_day() -> None:
    """A row that cites one page under the name and the day of another says that it was known when it was not."""
    pages = {row["url"]: row for row in read(LEDGER / "pages.csv")}
    for key in {row["key"] for row in corrected() if row["column"] == "source_url"}:
        row = incidents()[key]
        page = pages[row["source_url"]]
        assert (row["source_name"], row["published_date"]) == (page["outlet"], page["published_date"]), key


@pytest.mark.skipif(not ENTRIES.is_file(), reason="the compiled corrections are not beside the project")
def test_every_entry_is_entered_confirmed_or_left_out_for_a_reason() -> None:
    found, entered = incidents(), {(row["key"], row["column"]) for row in corrected()}
    for row in read(ENTRIES):
        cell = (row["incident_id"], row["field"])
        if row["value_right"] == "(none found)":
            assert found[cell[0]]["audit_mark"] == "unconfirmed_in_audit", cell
            assert "no second page was found" in found[cell[0]]["note"], cell
        elif cell in entered:
            assert found[cell[0]][cell[1]] == row["value_right"], cell
        elif cell not in NO_PAGE | DISPUTED | SAME_ARTICLE:
            # Confirmed: what it says is what the row said.
            assert row["value_right"] == found[cell[0]][cell[1]], cell


def former(reference: Path) -> None:
    """The tables before the corrections: every cell as it was, and no table of landmark attacks."""
    rows = incidents()
    for row in reversed(corrected()):
        rows[row["key"]][row["column"]] = row["was"]
    write_csv(reference / "ledger/incidents.csv", list(next(iter(rows.values()))), rows.values())
    (reference / "ledger/corrections.csv").unlink()
    (reference / "ledger/landmarks.csv").unlink()


@pytest.mark.parametrize("forgotten", [False, True])
def test_an_upgrade_from_the_former_ledger_passes_only_with_every_correction(tmp_path: Path, forgotten: bool) -> None:
    reference, store = tmp_path / "reference", SnapshotStore(tmp_path / "snapshots")
    shutil.copytree(ROOT / "reference", reference)
    former(reference)
    embedded.take(store, reference, "ledger", datetime(2026, 11, 29, tzinfo=UTC), TODAY)
    shutil.rmtree(reference)
    shutil.copytree(ROOT / "reference", reference)
    if not forgotten:
        embedded.take(store, reference, "ledger", datetime(2026, 11, 30, tzinfo=UTC), TODAY)
        assert store.newest("ledger_landmarks").read() == (LEDGER / "landmarks.csv").read_bytes()
        return
    rows = read(reference / "ledger/corrections.csv")
    gone = next(row for row in rows if row["column"] == "date")
    write_csv(reference / "ledger/corrections.csv", list(gone), [row for row in rows if row is not gone])
    with pytest.raises(BrokenSource) as caught:
        embedded.take(store, reference, "ledger", datetime(2026, 11, 30, tzinfo=UTC), TODAY)
    assert f"{gone['key']}, date: was {gone['was']}, is {gone['is']}" in str(caught.value)
