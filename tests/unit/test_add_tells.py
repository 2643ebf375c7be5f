"""Bringing a file says at once what becomes of its rows; one that most rows of cannot be read is not kept."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import publishers
from corridorwatch.snapshots import SnapshotStore
from pipelines import sources_cli
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows, workbook
from tests.servers.acled import event
from tests.ucdp_file import content

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Add = Callable[..., list[str]]


def acled_file(*changes: dict[str, object], columns: Sequence[str] = (), delimiter: str = ",") -> str:
    rows = [event(number, 1_750_000_000) | change for number, change in enumerate(changes, 1)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns or list(rows[0]), delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture
def add(tmp_path: Path) -> Add:
    """Adds a file and gives what is told of it; a file that was refused is not in the store."""

    def add(source: str, name: str, file: bytes | str, **said: str) -> list[str]:
        path = tmp_path / name
        path.write_bytes(file if isinstance(file, bytes) else file.encode())
        store = SnapshotStore(tmp_path / "snapshots")
        held = len(store.history(source))
        try:
            return list(publishers.add(source, path, store, NOON, **said).details["told"])
        except BrokenSource:
            assert len(store.history(source)) == held
            raise

    return add


def test_add_prints_received_accepted_refused_and_the_commonest_rules_with_a_row_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CORRIDORWATCH_HOME", str(tmp_path))
    many = [{"fatalities": "many"}] * 2 + [{"event_date": "soon", "fatalities": "7"}] + [{}] * 3 + [{"country": "Iran"}]
    file = tmp_path / "export.csv"
    file.write_text(acled_file(*many), encoding="utf-8")
    sources_cli.add("acled", file)
    told = capsys.readouterr().err
    assert (
        "acled export.csv: 7 rows received, 4 accepted (1 of them of other countries or provinces), 3 refused" in told
    )
    assert "which state 7 deaths (3 of them of the province, which state 7)" in told
    assert "refused: fatalities: a whole number not below zero: 2 x, row 2 for instance (fatalities many)" in told
    assert "refused: event_date: a date that exists: 1 x, row 4 for instance (event_date soon)" in told


@pytest.mark.parametrize(
    ("source", "name", "file", "rule"),
    [
        ("acled", "a.csv", acled_file({}, {"fatalities": "2.5"}, {"fatalities": "1e3"}), "row 3 for instance"),
        ("acled", "a.csv", acled_file({"event_date": ""}, *[{"country": "Iran"}] * 5), "1 of 1 rows of Pakistan"),
        ("ucdp_ged", "g.csv", content([{"best": "x"}, *[{"country": "Iran"}] * 5]), "best: a whole number not below"),
        (
            "gtd",
            "g.csv",
            csv_bytes(GTD_COLUMNS, gtd_rows({"nkill": "x"}, {"nkill": "some"}, {})),
            "nkill breaks: a number not below zero or minus 9 or minus 99: 2 x, row 2 for instance",
        ),
    ],
)
def test_a_file_of_which_most_rows_of_the_country_are_refused_is_not_kept(add: Add, source, name, file, rule) -> None:
    with pytest.raises(BrokenSource) as error:
        add(source, name, file)
    assert rule in error.value.fact
    assert error.value.next_step


def test_half_of_the_rows_is_not_most(add: Add) -> None:
    assert add("acled", "a.csv", acled_file({}, {"fatalities": "x"}))[0].startswith("2 rows received, 1 accepted")


def test_rows_of_the_product_on_protest_are_refused_by_name_and_the_others_taken(add: Add) -> None:
    rows = [{}] * 2 + [{"type_of_violence": "4", "best": "5"}] * 30
    with pytest.raises(BrokenSource, match="30 rows of 32"):
        add("ucdp_candidate", "GEDEvent_v26_0_1.csv", content(rows))
    told = add("ucdp_candidate", "GEDEvent_v26_0_1.csv", content([{}] * 30 + rows[2:]))
    assert "60 rows received, 30 accepted, 30 refused, which state 150 deaths" in told[0]
    assert "violent political protest" in told[1]
    with pytest.raises(BrokenSource, match="holds nothing but type_of_violence 4"):
        add("ucdp_candidate", "GEDEvent_v26_0_2.csv", content(rows[2:]))


def test_dates_that_a_spreadsheet_destroyed_name_the_source_of_the_file(add: Add) -> None:
    gone = content([{"date_start": "00:00.0", "date_end": "00:00.0"}] * 3)
    for source, name in (("ucdp_candidate", "mine.csv"), ("ucdp_ged", "GEDEvent_v26_0_4.csv")):
        with pytest.raises(BrokenSource, match="3 of 3 rows hold a time of day") as error:
            add(source, name, gone)
        assert error.value.next_step.endswith("corridorwatch add ucdp_candidate FILE")


def test_days_that_a_spreadsheet_destroyed_in_some_rows_are_told_with_their_deaths(add: Add) -> None:
    told = add("ucdp_ged", "ged251.csv", content([{}] * 400 + [{"date_start": "00:00.0", "best": "9"}] * 3))
    assert "403 rows received, 400 accepted, 3 refused, which state 27 deaths (3 of them of the province" in told[0]
    assert "date_start 00:00.0" in told[1]


def test_days_and_months_that_can_change_places_are_asked_about_and_read_as_answered(add: Add) -> None:
    rows = [{"date_start": "1/3/2015 12:00:00 AM", "date_end": "1/4/2015 12:00:00 AM"}] * 2
    with pytest.raises(BrokenSource, match="1/3/2015 12:00:00 AM, which is 3 January 2015 or 1 March 2015") as error:
        add("ucdp_ged", "ged.csv", content(rows))
    assert "corridorwatch add ucdp_ged FILE --date-format %m/%d/%Y" in error.value.next_step
    assert add("ucdp_ged", "ged.csv", content(rows), date_format="%m/%d/%Y") == [
        "2 rows received, 2 accepted, 0 refused"
    ]
    with pytest.raises(BrokenSource, match="has no dates that can be written in several ways"):
        add("gdelt", "x.csv", "x", date_format="%m/%d/%Y")


def test_the_same_file_brought_with_another_order_of_its_days_is_kept_anew(tmp_path: Path) -> None:
    store, file = SnapshotStore(tmp_path / "s"), tmp_path / "a.csv"
    file.write_text(acled_file({"event_date": "1/3/2024", "year": "2024"}), encoding="utf-8")
    orders = ("%m/%d/%Y", "%d/%m/%Y", "%d/%m/%Y")
    outcomes = [publishers.add("acled", file, store, NOON, date_format=order).outcome for order in orders]
    assert outcomes == ["success", "success", "unchanged"]


AGGREGATE = (
    "WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,POPULATION_BEST,ID,CENTROID_LATITUDE\n"
    "2024-01-06,South Asia,Pakistan,Balochistan,Battles,Armed clash,3,4,,1,28.5\n"
)


@pytest.mark.parametrize(
    ("file", "fact"),
    [
        (AGGREGATE, "an aggregate of ACLED's: a row counts the events of a place and a week"),
        ("Country,Admin1,Month,Year,Events,Fatalities\nPakistan,x,May,2024,3,4\n", "an aggregate of ACLED's"),
        (acled_file({}).replace("event_id_cnty", "data_id"), "has data_id and no event_id_cnty"),
        (acled_file({}).replace("fatalities", "dead"), "lacks the column 'fatalities'"),
    ],
)
def test_a_file_that_is_no_export_of_events_is_refused_with_what_it_is_and_where_to_get_one(
    add: Add, file, fact
) -> None:
    with pytest.raises(BrokenSource) as error:
        add("acled", "export.csv", file)
    assert fact in error.value.fact
    assert "data-export-tool" in error.value.next_step
    assert "corridorwatch add acled FILE" in error.value.next_step


def test_a_year_that_is_not_the_dates_is_told_and_the_date_is_taken(add: Add) -> None:
    told = add("acled", "a.csv", acled_file({}, {"event_date": "2024-12-30", "year": "2025"}, {"year": "1/25"}))
    assert told[0] == "3 rows received, 3 accepted, 0 refused"
    assert told[1] == (
        "  note: the year beside the date is another one, the date is taken: 2 x, row 3 for instance"
        " (year 2025, event_date 2024-12-30), row 4 (year 1/25, event_date 2026-01-04)"
    )


def test_a_workbook_with_nothing_in_it_says_so(add: Add) -> None:
    with pytest.raises(BrokenSource, match="has no cell with content: its sheets"):
        add("acled", "a.xlsx", workbook({"One": [], "Two": [[None]]}))


def test_of_a_publishers_sheets_the_one_with_its_columns_is_read(add: Add) -> None:
    row = event(1, 1_750_000_000)
    sheets = {"Notes": [["How to cite", "us"]], "Data": [list(row), list(row.values())]}
    assert add("acled", "a.xlsx", workbook(sheets)) == ["1 rows received, 1 accepted, 0 refused"]
    [one] = gtd_rows({})
    sheets = {"Codebook": [["a", "b"]], "Data": [list(GTD_COLUMNS), [one[name] or None for name in GTD_COLUMNS]]}
    assert add("gtd", "g.xlsx", workbook(sheets)) == ["1 rows received, 1 accepted, 0 refused"]
