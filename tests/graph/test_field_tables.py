"""Tables that went wrong on real use, when the project's shared data is at hand: right counts, or a question."""

import json
from pathlib import Path

import pytest

from corridorwatch.errors import CorridorwatchError
from pipelines.map_cli import make_mapping
from tests.reference_tables import SHARED, WITH_SHARED

pytestmark = WITH_SHARED
FIELD = SHARED / "field"

# file -> records accepted, their dead, rows of totals left out
COUNTS = {
    "api_envelope.json": (2, 5, 0),
    "incidents.geojson": (2, 5, 0),
    "national_tracker.csv": (15, 379, 0),
    "tracker_blank_header.csv": (2, 5, 0),
    "tracker_codes.csv": (2, 5, 0),
    "tracker_coords_text.csv": (2, 5, 0),
    "tracker_merged_header.xlsx": (3, 8, 1),
    "tracker_multi_district.csv": (4, 14, 0),
    "tracker_names_killed.csv": (1, 6, 0),
    "tracker_subtotals.csv": (3, 9, 2),
    "tracker_urdu.csv": (3, 9, 0),
    "tracker_ymd.csv": (2, 5, 0),
}


@pytest.mark.parametrize("name", COUNTS)
def test_a_table_of_the_field_gives_its_counts(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CORRIDORWATCH_OWN_TABLES", str(tmp_path))
    make_mapping(FIELD / name, source="desk", yes=True, as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert (shown["accepted"], shown["killed"], shown["left_out"]) == COUNTS[name]


def test_two_columns_of_one_name_are_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORRIDORWATCH_OWN_TABLES", str(tmp_path))
    with pytest.raises(CorridorwatchError, match="Killed"):
        make_mapping(FIELD / "tracker_dup_header.csv", source="desk", yes=True, as_json=True)
    assert list(tmp_path.iterdir()) == []
