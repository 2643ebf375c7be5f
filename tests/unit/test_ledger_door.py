"""Ingest of the ledger: what one row, one file, or two files together may not say."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from corridorwatch.config import ROOT
from corridorwatch.errors import BrokenSource, ReleaseError
from corridorwatch.ingest.tables import ParsedTable, parse_table
from corridorwatch.site.writer import Writer
from corridorwatch.sources.ledger.parse import check_references
from corridorwatch.sources.reference import embedded
from corridorwatch.sources.reference.reviewed import read_vocabularies
from tests.world import copy_reference, write_csv

Rows = list[dict[str, str]]


def changed(folder: Path, table: str, change: Callable[[Rows], object]) -> ParsedTable:
    """A table of `reference/` as ingest reads it after a change."""
    file = next(tables[table] for tables in embedded.files(ROOT / "reference").values() if table in tables)
    path = folder / file.path.name
    with (ROOT / "reference" / file.path).open(encoding="utf-8", newline="") as given:
        reader = csv.DictReader(given)
        rows = list(reader)
    change(rows)
    write_csv(path, list(reader.fieldnames), rows)
    return parse_table(path.read_bytes(), file.spec, file_name=path.name)


@pytest.mark.parametrize(
    ("table", "change", "rule"),
    [
        ("ledger_claims", {"value": "", "value_low": "", "value_high": ""}, "a claim without value or bounds"),
        ("ledger_claims", {"value_low": "90"}, "value_low, value and value_high are out of order"),
        ("ledger_incidents", {"killed_security": "4", "killed_total": "2"}, "killed_total is less than its parts"),
        ("ledger_incidents", {"published_date": "1999-01-01"}, "the page is older than the event"),
        ("ledger_incidents", {"place_as_written": "Gwa\x00dar"}, "a cell holds a NUL byte, which no text has"),
        ("ledger_incidents", {"killed_total": "٤"}, "killed_total '٤' breaks: a whole number from 0 to 999999"),
        ("ledger_campaigns", {"date_start": "2031-01-01"}, "date_end lies before date_start"),
        (
            "ledger_campaigns",
            {"campaign_id": "../../evil"},
            "campaign_id '../../evil' breaks: an id of small letters digits and dashes",
        ),
        ("district_aliases", {"alias": "---"}, "alias '---' breaks: a name with a letter"),
        ("cpec_sites", {"latitude": "67.2", "longitude": "30.5"}, "latitude '67.2' breaks: degrees from 20 to 45"),
        ("cpec_sites", {"latitude": "nan"}, "latitude 'nan' breaks: degrees from 20 to 45"),
        (
            "cpec_sites",
            {"waypoints": '[{"lat":25}]'},
            "waypoints '[{\"lat\":25}]' breaks: points as latitude and longitude",
        ),
        ("source_outages", {"date_start": "2030-01-01"}, "date_end lies before date_start"),
    ],
)
def test_what_was_let_through_in_silence_is_quarantined(
    tmp_path: Path, table: str, change: dict[str, str], rule: str
) -> None:
    parsed = changed(tmp_path, table, lambda rows: rows[0].update(change))
    assert parsed.quarantine.filter(row_number=2)["rule"].to_list()[:1] == [rule]
    assert parsed.refused == 1


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        (
            "ledger_second_reports",
            {"incident_id": "2018-02-28-nosahar-area-quetta"},
            "is an incident and a second report",
        ),
        ("ledger_landmarks", {"incident_id": "2018-02-28-nosahar-area-quetta"}, "is an incident and a landmark attack"),
        ("ledger_claims", {"event_kind": "incident"}, "claims.csv row 2: herof2 is no incident"),
        ("ledger_campaign_places", {"campaign_id": "op-x"}, "campaign_places.csv row 2: there is no campaign op-x"),
    ],
)
def test_files_that_contradict_each_other_are_refused_before_anything_is_made_of_them(
    tmp_path: Path, table: str, change: dict[str, str], said: str
) -> None:
    names = embedded.files(ROOT / "reference")["ledger"]
    tables = {name: changed(tmp_path, name, lambda rows: None) for name in names}
    check_references(tables)
    tables[table] = changed(tmp_path, table, lambda rows: rows[0].update(change))
    with pytest.raises(BrokenSource) as caught:
        check_references(tables)
    assert said in caught.value.fact


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: b"", "vocabularies.csv is empty"),
        (lambda content: content[:300] + b"\xff" + content[300:], "vocabularies.csv is not UTF-8: byte 0xff"),
        (lambda content: content.replace(b"vocabulary,code", b"vocab,code", 1), "lacks the column 'vocabulary'"),
        (lambda content: content.replace(b"claimant_side,", b"another_list,"), "hold no 'claimant_side'"),
    ],
)
def test_closed_lists_that_cannot_be_read_are_said_so(
    tmp_path: Path, change: Callable[[bytes], bytes], said: str
) -> None:
    """A damaged list once ended the run with a KeyError that named neither file nor line."""
    reference = copy_reference(tmp_path)
    path = reference / "vocabularies.csv"
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(BrokenSource) as caught:
        embedded.files(reference)
    assert said in caught.value.fact


def test_closed_lists_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    reference = copy_reference(tmp_path)
    path = reference / "vocabularies.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_vocabularies(reference) == read_vocabularies(ROOT / "reference")


def test_no_page_is_written_outside_the_site(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="outside its folder"):
        Writer(tmp_path / "site").page("campaigns/../../evil.html", "<p>")
    assert not (tmp_path / "evil.html").exists()
