"""Tables in the forms that went wrong on real use: right counts, or a question."""

import json
from pathlib import Path

import pytest

from corridorwatch.errors import CorridorwatchError
from pipelines.map_cli import make_mapping
from tests.field_files import TRACKERS

# file -> records accepted, their dead, rows of totals left out
COUNTS = {
    "api_envelope.json": (2, 13, 0),
    "incidents.geojson": (2, 13, 0),
    "national_tracker.csv": (9, 90, 0),
    "tracker_blank_header.csv": (2, 13, 0),
    "tracker_codes.csv": (2, 13, 0),
    "tracker_coords_text.csv": (2, 13, 0),
    "tracker_merged_header.xlsx": (3, 11, 1),
    "tracker_multi_district.csv": (4, 10, 0),
    "tracker_names_killed.csv": (1, 9, 0),
    "tracker_subtotals.csv": (3, 19, 2),
    "tracker_urdu.csv": (3, 19, 0),
    "tracker_ymd.csv": (2, 13, 0),
}


def written(folder: Path, name: str) -> Path:
    path, table = folder / name, TRACKERS[name]
    path.write_bytes(table if isinstance(table, bytes) else table.encode())
    return path


@pytest.mark.parametrize("name", COUNTS)
def test_a_table_of_the_field_gives_its_counts(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CORRIDORWATCH_OWN_TABLES", str(tmp_path / "own"))
    make_mapping(written(tmp_path, name), source="desk", yes=True, as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert (shown["accepted"], shown["killed"], shown["left_out"]) == COUNTS[name]


def test_two_columns_of_one_name_are_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORRIDORWATCH_OWN_TABLES", str(tmp_path / "own"))
    with pytest.raises(CorridorwatchError, match="Killed"):
        make_mapping(written(tmp_path, "tracker_dup_header.csv"), source="desk", yes=True, as_json=True)
    assert not (tmp_path / "own").exists()
