"""Our own tables are guarded like a publisher's: what is lost, rewritten, merged badly or ahead of its time stops."""

import csv
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from corridorwatch.carrying import patch
from corridorwatch.config import ROOT
from corridorwatch.errors import BrokenSource, CorridorwatchError
from corridorwatch.reviewed_files import Facts, rows_of
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.reference import embedded
from pipelines import claims_cli, reference_cli
from tests.world import write_csv

pytestmark = pytest.mark.long

DAY = date(2026, 11, 25)
CLAIMS, INCIDENTS, PAGES, CORRECTIONS = (
    Path(f"ledger/{name}.csv") for name in ("claims", "incidents", "pages", "corrections")
)
Rows = list[dict[str, str]]
NEW = {"value": "7", "value_low": "", "value_high": "", "qualifier": "exact"}
HELD = len(list(csv.DictReader((ROOT / "reference" / CLAIMS).open(encoding="utf-8", newline=""))))
"""The shipped claims; the last row of their file is row HELD + 1, the header being row 1."""
NEXT = f"C{HELD + 1:04}"


class Desk:
    """One person's folder: the reviewed tables, and the snapshots of the runs that read them."""

    def __init__(self, folder: Path) -> None:
        self.home, self.reference = folder / "home", folder / "reference"
        self.nights = 0
        if not self.reference.exists():
            shutil.copytree(ROOT / "reference", self.reference)
            # The shipped tables are what these tests begin with: nothing was corrected yet.
            write_csv(self.reference / CORRECTIONS, self.columns(CORRECTIONS), [])

    @property
    def store(self) -> SnapshotStore:
        return SnapshotStore(self.home / "snapshots")

    @property
    def facts(self) -> Facts:
        return Facts(self.reference, self.home / "entered")

    def run(self) -> None:
        """What a run does with both folders of tables, and with what was entered."""
        self.nights += 1
        moment = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(hours=self.nights)
        for source in ("reference", "ledger", "entered"):
            embedded.take(self.store, self.facts, source, moment, DAY)

    def refused(self) -> str:
        with pytest.raises(BrokenSource) as caught:
            self.run()
        return str(caught.value)

    def rows(self, path: Path) -> Rows:
        with (self.reference / path).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def change(self, path: Path, change: Callable[[Rows], object]) -> None:
        rows = self.rows(path)
        columns = list(rows[0]) if rows else self.columns(path)
        change(rows)
        write_csv(self.reference / path, columns, rows)

    def columns(self, path: Path) -> list[str]:
        return (self.reference / path).read_text(encoding="utf-8").splitlines()[0].split(",")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A folder in which a run has read the tables once."""
    made = Desk(tmp_path / "desk")
    made.run()
    monkeypatch.setenv("CORRIDORWATCH_REFERENCE", str(made.reference))
    monkeypatch.setenv("CORRIDORWATCH_HOME", str(made.home))
    return made


def setting(column: str, was: str, now: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        for row in rows:
            row[column] = now if row[column] == was else row[column]

    return change


def dropping(wanted: Callable[[int, dict[str, str]], bool]) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[:] = [row for number, row in enumerate(rows) if not wanted(number, row)]

    return change


def of_one_row(key: str, named: str, /, **cells: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        [row] = [row for row in rows if row[key] == named]
        row.update(cells)

    return change


def test_a_filtered_sheet_that_was_saved_stops_the_run_with_the_counts_and_the_first_rows(desk: Desk) -> None:
    # 129 of 649 claims were gone, and the release said nothing of it.
    desk.change(CLAIMS, dropping(lambda number, row: number % 5 == 0 and number < 645))
    said = desk.refused()
    assert f"ledger/claims.csv: 129 of {HELD} rows are gone since it was read on 2026-11-25:" in said
    assert "C0001: was herof2, security-officials, militant, killed, 37, 2026-01-31; is gone" in said
    assert said.count("is gone") == 10
    assert "and 119 more" in said
    assert "corridorwatch reference accept claims --why" in said


def test_a_figure_that_was_edited_stops_the_run_and_is_shown_and_stays_shown(desk: Desk) -> None:
    # 216 became 21 in the published toll without a word. A night later it must not be the new truth either.
    desk.change(CLAIMS, of_one_row("claim_id", "C0073", value="21"))
    for _ in range(2):
        said = desk.refused()
        assert f"1 of {HELD} rows say something else" in said
        assert "C0073, value: was 216, is 21" in said


@pytest.mark.parametrize(
    ("path", "key", "value", "cells"),
    [
        (INCIDENTS, "incident_id", "2018-02-28-nosahar-area-quetta", {"date": "2018-02-27"}),
        (INCIDENTS, "incident_id", "2018-02-28-nosahar-area-quetta", {"district_as_written": "Mastung"}),
        (INCIDENTS, "incident_id", "2018-02-28-nosahar-area-quetta", {"killed_total": ""}),
        (INCIDENTS, "incident_id", "2018-02-28-nosahar-area-quetta", {"source_url": "https://example.org/other"}),
        (CLAIMS, "claim_id", "C0073", {"claimant_side": "militant"}),
        (PAGES, "page_id", "aajduki", {"url": "https://example.org/other"}),
        (Path("ledger/second_reports.csv"), "incident_id", "2018-08-11-dalbandin", {"injured_total": "6"}),
    ],
)
def test_every_fact_of_a_published_row_is_held(
    desk: Desk, path: Path, key: str, value: str, cells: dict[str, str]
) -> None:
    desk.change(path, of_one_row(key, value, **cells))
    [(column, now)] = cells.items()
    said = desk.refused()
    assert f"{value}, {column}: was " in said
    assert f", is {now or 'empty'}" in said


def test_remarks_new_rows_order_and_line_ends_are_no_change(desk: Desk) -> None:
    desk.change(CLAIMS, of_one_row("claim_id", "C0073", note="seen again"))
    desk.change(CLAIMS, lambda rows: (rows.reverse(), rows.append({**rows[0], **NEW, "claim_id": NEXT})))
    content = (desk.reference / CLAIMS).read_bytes()
    (desk.reference / CLAIMS).write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    desk.run()


@pytest.mark.parametrize(
    ("path", "rows_gone", "stops"),
    [
        (Path("district_aliases.csv"), 3, False),
        (Path("district_aliases.csv"), 4, True),
        (Path("ledger/campaigns.csv"), 1, True),
    ],
)
def test_a_table_that_is_edited_may_lose_a_few_rows(desk: Desk, path: Path, rows_gone: int, stops: bool) -> None:
    desk.change(path, dropping(lambda number, row: number < rows_gone))
    if stops:
        assert f"{rows_gone} of " in desk.refused()
    else:
        desk.run()


def test_a_column_of_an_edited_table_that_a_sheet_lost_stops_the_run_and_a_few_edits_do_not(desk: Desk) -> None:
    path = Path("district_landmarks.csv")
    desk.change(path, lambda rows: [row.update(source="another page") for row in rows[:10]])
    desk.run()
    desk.change(path, lambda rows: [row.update(latitude="30.0") for row in rows])
    assert "of 205 rows say something else" in desk.refused()


def test_what_is_accepted_passes_once_for_that_change_and_says_who_when_and_why(desk: Desk) -> None:
    desk.change(CLAIMS, of_one_row("claim_id", "C0073", value="21"))
    reference_cli.app(["accept", "claims", "--why", "misread", "--who", "sana"], result_action="return_value")
    [accepted] = rows_of(desk.facts / "entered/accepted.csv")
    assert (accepted["key"], accepted["was"], accepted["is"], accepted["who"], accepted["why"]) == (
        "C0073", "216", "21", "sana", "misread",
    )  # fmt: skip
    assert len(accepted["file_sha256"]) == 64
    desk.run()
    desk.change(CLAIMS, of_one_row("claim_id", "C0073", value="22"))
    assert "C0073, value: was 21, is 22" in desk.refused()


def test_an_acceptance_needs_a_change_and_a_reason(desk: Desk) -> None:
    with pytest.raises(CorridorwatchError, match="claims has nothing to accept"):
        reference_cli.app(["accept", "claims", "--why", "x"], result_action="return_value")
    desk.change(CLAIMS, dropping(lambda number, row: number == 0))
    with pytest.raises(CorridorwatchError, match="without a reason"):
        reference_cli.app(["accept", "--why", " "], result_action="return_value")
    assert not (desk.facts / "entered/accepted.csv").exists()


def test_a_fresh_clone_runs_and_an_acceptance_that_became_a_patch_travels_with_the_tables(
    desk: Desk, tmp_path: Path
) -> None:
    colleague = Desk(tmp_path / "colleague")
    colleague.run()
    desk.change(CLAIMS, dropping(lambda number, row: number < 5))
    reference_cli.app(["accept", "--why", "entered twice"], result_action="return_value")
    shared = patch(desk.facts).encode()
    subprocess.run(["git", "apply", "-"], input=shared, cwd=desk.reference.parent, check=True)
    # More work follows before the colleague takes the tables over: the file's digest is another by then.
    desk.change(CLAIMS, lambda rows: rows.append({**rows[0], **NEW, "claim_id": NEXT}))
    shutil.rmtree(colleague.reference)
    shutil.copytree(desk.reference, colleague.reference)
    colleague.run()
    shutil.copytree(desk.reference, tmp_path / "clone" / "reference")
    Desk(tmp_path / "clone").run()


CORRECTION = {
    "table": "incidents",
    "key": "2018-02-28-nosahar-area-quetta",
    "column": "injured_total",
    "was": "7",
    "is": "9",
    "source_url": "https://example.org/page",
    "read_on": "2026-11-24",
    "who": "editor",
    "note": "",
}


def corrected(desk: Desk, *corrections: dict[str, str], now: str = "9") -> None:
    desk.change(INCIDENTS, of_one_row("incident_id", CORRECTION["key"], injured_total=now))
    write_csv(desk.reference / CORRECTIONS, list(CORRECTION), corrections)


def test_an_upgrade_that_brings_a_corrected_ledger_and_its_corrections_passes_from_every_earlier_state(
    desk: Desk,
) -> None:
    again = {**CORRECTION, "was": "9", "is": "8", "source_url": "https://example.org/later"}
    corrected(desk, CORRECTION, again, now="8")
    desk.run()


@pytest.mark.parametrize(
    ("change", "now", "said"),
    [
        ({"is": "6"}, "9", "injured_total is 6, and incidents.csv says 9"),
        ({"was": "5"}, "9", "was 5, and when incidents.csv was last read it said 7"),
        ({}, "7", "injured_total is 9, and incidents.csv says 7"),
        ({"key": "no-such"}, "9", "incidents.csv has no no-such with a column 'injured_total'"),
        ({"column": "injuries"}, "9", "with a column 'injuries'"),
        ({"table": "events"}, "9", "there is no table 'events'"),
        ({"source_url": ""}, "9", "ledger/corrections.csv row 2: source_url is empty"),
        ({"read_on": "yesterday"}, "9", "ledger/corrections.csv row 2: read_on 'yesterday' breaks"),
    ],
)
def test_a_correction_says_what_the_table_said_and_says(
    desk: Desk, change: dict[str, str], now: str, said: str
) -> None:
    corrected(desk, {**CORRECTION, **change}, now=now)
    assert said in desk.refused()


def test_a_correction_may_take_a_row_out(desk: Desk) -> None:
    key = "C0301"
    desk.change(CLAIMS, dropping(lambda number, row: row["claim_id"] == key))
    gone = {**CORRECTION, "table": "claims", "key": key, "column": "row", "was": "there", "is": "gone"}
    write_csv(desk.reference / CORRECTIONS, list(CORRECTION), [gone])
    desk.run()
    shutil.copy(ROOT / "reference" / CLAIMS, desk.reference / CLAIMS)
    assert f"{key}, row is gone, and claims.csv says there" in desk.refused()


def test_two_peoples_claims_of_one_number_are_both_named_and_one_gets_another_number(desk: Desk) -> None:
    # A merge kept both rows; ingest dropped the second, and nobody was told.
    desk.change(
        CLAIMS,
        lambda rows: rows.extend({**rows[0], "claim_id": NEXT, "value": value} for value in ("7", "8")),
    )
    said = desk.refused()
    assert f"ledger/claims.csv rows {HELD + 2} and {HELD + 3} are both {NEXT}: value 7 and 8" in said
    assert f"corridorwatch claims renumber {HELD + 3}" in said
    before = (desk.reference / CLAIMS).read_bytes()
    claims_cli.app(["renumber", str(HELD + 3)], result_action="return_value")
    after = (desk.reference / CLAIMS).read_bytes()
    first, second = (row["claim_id"] for row in desk.rows(CLAIMS)[-2:])
    assert first == NEXT
    assert second.startswith(f"C{HELD + 2:04}-")
    assert after.splitlines()[:-1] == before.splitlines()[:-1]
    desk.run()


def test_one_claim_that_a_merge_kept_twice_is_to_be_deleted_once(desk: Desk) -> None:
    desk.change(CLAIMS, lambda rows: rows.append(dict(rows[0])))
    said = desk.refused()
    assert f"rows 2 and {HELD + 2} are both C0001, word for word" in said
    assert f"delete row {HELD + 2}" in said


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        (CLAIMS, "<<<<<<< HEAD"),
        (CLAIMS, "======="),
        (Path("actors.csv"), ">>>>>>> theirs"),
        (Path("vocabularies.csv"), "||||||| base\r"),
    ],
)
def test_marks_of_an_unsettled_merge_stop_the_run_by_file_and_line(desk: Desk, path: Path, mark: str) -> None:
    # Both sides were published, and the marks were rows among the refused.
    content = (desk.reference / path).read_text(encoding="utf-8").splitlines()
    (desk.reference / path).write_text("\n".join([*content[:4], mark, *content[4:], ""]), encoding="utf-8")
    said = desk.refused()
    assert f"{path} line 5 holds the mark {mark[:7]} of an unsettled merge" in said


def test_a_row_that_breaks_a_rule_stops_the_run_and_leaves_no_snapshot_to_compare_with(desk: Desk) -> None:
    new = {"claim_id": NEXT, "value": "many"}
    desk.change(CLAIMS, lambda rows: rows.append({**rows[0], **new}))
    said = desk.refused()
    assert f"ledger/claims.csv row {HELD + 2}: value 'many' breaks: a whole number from 0 to 999999" in said
    desk.change(CLAIMS, of_one_row("claim_id", NEXT, value="7"))
    desk.run()


@pytest.mark.parametrize(
    ("path", "cells", "said"),
    [
        (INCIDENTS, {"incident_id": "new", "date": "2027-02-01", "published_date": ""}, "date 2027-02-01"),
        (CLAIMS, {"claim_id": NEXT, "said_at": "2026-11-26T00:30+05:00"}, "said_at 2026-11-26T00:30+05:00"),
        (PAGES, {"page_id": "new", "published_date": "2026-12-01"}, "published_date 2026-12-01"),
    ],
)
def test_a_day_that_lies_ahead_stops_the_run(desk: Desk, path: Path, cells: dict[str, str], said: str) -> None:
    # An incident dated in the future was in no table, no exclusion and no warning.
    desk.change(path, lambda rows: rows.append({**rows[0], **cells}))
    assert f"{said} lies ahead of 2026-11-25" in desk.refused()


def test_tables_of_an_earlier_version_have_no_corrections_and_are_read(desk: Desk) -> None:
    for path in (Path("accepted.csv"), CORRECTIONS, Path("ledger/page_moves.csv")):
        (desk.reference / path).unlink()
    desk.run()


def test_an_older_copy_of_the_tables_can_be_compared_with_before_a_new_one_is_handed_out(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    older = Path(shutil.copytree(desk.reference, tmp_path / "older"))
    desk.change(CLAIMS, of_one_row("claim_id", "C0073", value="21"))
    words = ["--before", str(older)]
    reference_cli.app(["changes", *words], result_action="return_value")
    assert "C0073, value: was 216, is 21" in capsys.readouterr().out
    reference_cli.app(["accept", *words, "--why", "misread"], result_action="return_value")
    desk.run()
