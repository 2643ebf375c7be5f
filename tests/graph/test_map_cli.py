"""`corridorwatch map FILE`: a first mapping, what would be refused, and what only the table's owner can say."""

import json
from pathlib import Path

import pytest

from corridorwatch.errors import CorridorwatchError
from corridorwatch.sources.own_tables.mapping import read_mapping
from pipelines.map_cli import make_mapping

TABLE = (
    "Sr No,Date,District,Killed,Remarks\n"
    "1,13/04/2024,Quetta,3,=HYPERLINK(1)\n"
    "2,14/04/2024,Nowhereabad,n/a,\n"
    "3,31/02/2024,Kech,1,\n"
    "4,15/04/2024,Kech,two,\n"
)


@pytest.fixture
def own_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CORRIDORWATCH_OWN_TABLES", str(tmp_path / "own"))
    return tmp_path / "own"


def test_a_table_is_shown_with_what_would_be_refused_and_its_mapping_written(
    tmp_path: Path, own_tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "My Desk 2024.csv"
    file.write_text(TABLE, encoding="utf-8")
    constant = ["province_as_written=Balochistan"]
    make_mapping(file, source="desk", licence="ours", constant=constant, yes=True, as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert (shown["source"], shown["received"], shown["accepted"], shown["refused"]) == ("desk", 4, 2, 2)
    assert [reason["row"] for reason in shown["reasons"]] == [4, 5]
    assert shown["date_format"] == "%d/%m/%Y"
    assert shown["open_names"] == ["Nowhereabad"]
    mapping = read_mapping(own_tables / "desk.mapping.toml")
    assert mapping.columns["date"] == "Date"
    assert mapping.constants == {"event_class": "attack", "province_as_written": "Balochistan"}
    assert not mapping.source.rows_may_leave


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("Date,District\n03/04/2024,Kech\n", "read day first and month first alike"),
        ("Name,District\nx,Kech\n", "no column holds the day of the event"),
    ],
)
def test_what_the_table_does_not_decide_is_never_guessed(
    tmp_path: Path, own_tables: Path, table: str, said: str
) -> None:
    file = tmp_path / "desk.csv"
    file.write_text(table, encoding="utf-8")
    with pytest.raises(CorridorwatchError, match=said) as caught:
        make_mapping(file, yes=True)
    assert caught.value.next_step
    assert not own_tables.exists()
