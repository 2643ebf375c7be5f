"""What is odd about rows that are accepted is told when a file is added; bounds of a figure are kept."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from corridorwatch.ingest import publishers
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.own_tables.cells import read_bounds, read_count
from corridorwatch.sources.own_tables.held import doubts_of_rows
from corridorwatch.sources.own_tables.mapping import parse_mapping
from corridorwatch.sources.own_tables.parse import parse_own_table
from pipelines import sources_cli
from tests import own_table
from tests.hostile import vocabularies
from tests.ucdp_file import content
from tests.unit.test_add_tells import acled_file

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
COLUMNS = ("id", "date", "district", "killed", "security", "civilian", "militant")
MAPPING = own_table.mapping(
    {
        "report_id": "id",
        "date": "date",
        "district_as_written": "district",
        "killed_total": "killed",
        "killed_security": "security",
        "killed_civilian": "civilian",
        "killed_militant": "militant",
    }
)


def told(tmp_path: Path, source: str, name: str, file: bytes) -> list[str]:
    (tmp_path / name).write_bytes(file)
    return publishers.add(source, tmp_path / name, SnapshotStore(tmp_path / "s"), NOON).details["told"]


def desk(*rows: str, low: bool = False):
    header, mapping = ",".join(COLUMNS), MAPPING
    if low:
        header, mapping = header + ",low", mapping + 'killed_low = "low"\n'
    text = "\n".join([header, *(f"{number},2024-01-0{number},Kech,{row}" for number, row in enumerate(rows, 1))])
    made = parse_mapping(mapping.encode(), "desk.mapping.toml")
    return made, parse_own_table(text.encode(), made, vocabularies(), came_on=date(2026, 11, 20))


def test_ucdp_tells_of_figures_that_contradict_each_other_and_of_repeated_ids(tmp_path: Path) -> None:
    rows = [{}, {"best": "9"}, {"best": "2", "low": "1"}, {"id": "1"}, {"country": "Iran", "best": "90"}]
    assert told(tmp_path, "ucdp_ged", "ged.csv", content(rows))[1:] == [
        "  note: best lies outside low and high, and counts: 1 x, id 2 for instance",
        "  note: the sides add up to less than best, and the rest counts as killed, side not said: 1 x, id 2 for instance",
        "  note: the sides add up to more than best, and best counts: 1 x, id 3 for instance",
        "  note: an id stands in several rows, of which the first counts: 1 rows too many, id 1 for instance",
    ]
    assert told(tmp_path, "ucdp_ged", "sound.csv", content([{}, {}])) == ["2 rows received, 2 accepted, 0 refused"]


def test_acled_tells_of_an_event_in_several_rows(tmp_path: Path) -> None:
    file = acled_file({}, {"event_id_cnty": "PAK1", "timestamp": "1750000009"}).encode()
    assert told(tmp_path, "acled", "a.csv", file)[1:] == [
        "  note: an event stands in several rows, of which the latest timestamp counts: 1 x, row 3 for instance"
        " (event_id_cnty PAK1)"
    ]


def test_a_table_of_ones_own_tells_of_a_remainder_that_no_side_has() -> None:
    mapping, parsed = desk("10,3,4,", "7,3,4,0", "5,,,", "4,3,4,")
    assert [doubt for doubt in doubts_of_rows(mapping, parsed) if "side not said" in doubt] == [
        "1 rows state more dead than their sides have (row 2: total 10, sides 7): the rest counts as killed, side not said"
    ]
    assert parsed.quarantine["rule"].to_list() == ["killed_total 4 is less than its parts, 7"]


def test_add_prints_what_is_odd_about_a_table_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CORRIDORWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CORRIDORWATCH_OWN_TABLES", str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "desk.mapping.toml").write_text(MAPPING, encoding="utf-8")
    file = tmp_path / "new.csv"
    file.write_text(",".join(COLUMNS) + "\n1,2024-01-01,Kech,10,3,4,\n2,2024-01-02,Kech,x,1,1,\n", encoding="utf-8")
    sources_cli.add("desk", file)
    said = capsys.readouterr().err
    assert "desk: 1 rows accepted, 1 left out, which state 2 deaths" in said
    assert "first in row 3: killed_total 'x' is no whole number" in said
    assert "note: 1 rows state more dead than their sides have (row 2: total 10, sides 7)" in said


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("13+", (13, None)),
        ("13+ killed", (13, None)),
        ("At least 13", (13, None)),
        (">= 13", (13, None)),
        ("13 or more", (13, None)),
        ("over 12", (13, None)),
        ("15-20", (15, 20)),
        ("15 – 20", (15, 20)),
        ("between 15 and 20", (15, 20)),
        ("۱۵-۲۰", (15, 20)),
        ("up to 20", (None, 20)),
        ("<= 20 dead", (None, 20)),
        ("20-15", None),
        ("12x", None),
        ("about 13", None),
        ("from 13", None),
    ],
)
def test_a_bound_in_a_cell_is_read_in_the_one_way_it_can_be(text: str, bounds: tuple | None) -> None:
    assert read_bounds(text) == bounds


def test_thousands_in_a_table_of_ones_own_are_read_in_the_one_way_they_can_be() -> None:
    assert [read_count(each) for each in ("1,024", "12,5", "1,02", "1024", "1,024 killed")] == [
        1024,
        None,
        None,
        1024,
        None,
    ]


def test_a_bound_beside_a_column_of_bounds_fills_what_that_leaves_empty() -> None:
    _, parsed = desk("13+,,,,", "15-20,,,,16", low=True)
    assert parsed.quarantine.height == 0
    assert parsed.rows.select("killed_total", "killed_low", "killed_high").rows() == [
        (None, "13", None),
        (None, "16", "20"),
    ]
    assert {"(killed_low)"} & set(parsed.rows.columns) == set()


@pytest.mark.parametrize("said", ["n.a.", "n/a", "N.A.", "unknown", "Not known", "--", "نامعلوم", "?", "not available"])
def test_a_word_for_not_said_in_a_number_is_an_unknown_figure_and_refuses_no_row(said: str) -> None:
    _, parsed = desk(f"{said},{said},2,{said}", f"3,{said},,")
    assert parsed.quarantine.height == 0
    assert parsed.rows.select("killed_total", "killed_security", "killed_civilian").rows() == [
        (None, None, "2"),
        ("3", None, None),
    ]
    assert parsed.rows["killed_is_partial"].to_list() == ["yes", "no"]
    assert parsed.rows.schema["killed_low"] == pl.String
