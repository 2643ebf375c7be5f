"""Entering claims: completed, judged by ingest's rules, shown before they are written, appended and never edited."""

import csv
import getpass
import os
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from corridorwatch.claims.effect import effect
from corridorwatch.claims.entry import CLAIMS, append, judge, read_rows
from corridorwatch.claims.inbox import take_in
from corridorwatch.config import ROOT, Knowledge
from corridorwatch.errors import CorridorwatchError
from corridorwatch.ingest.tables import parse_table
from corridorwatch.reviewed_files import all_rows, rows_of
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.reference import embedded
from pipelines import claims_cli

pytestmark = pytest.mark.long

HELD = len(list(csv.DictReader((ROOT / "reference/ledger/claims.csv").open(encoding="utf-8", newline=""))))
"""The shipped claims, numbered from 1 on."""
NEXT = [f"C{HELD + number:04}" for number in (1, 2, 3)]
TODAY = date(2026, 11, 25)
MOMENT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
NEW = {
    "event_id": "herof2", "claimant_id": "ispr", "victim_group": "militant", "value": "230", "said_at": "2026-02-10",
    "includes_prior_operation": "yes", "source_url": "https://example.org/x", "source_name": "Example",
}  # fmt: skip


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "reference", tmp_path / "reference"))


def ledger_rows(reference: Path) -> list[dict[str, str]]:
    """The shipped claims, and those entered after them."""
    return all_rows(reference, CLAIMS)


def enter(reference: Path, claims: Sequence[dict[str, str]]) -> Path:
    return append(reference, claims, by="analyst", at=MOMENT)


def test_what_a_claim_leaves_out_is_completed_and_the_ledger_keeps_its_bytes(reference: Path) -> None:
    before = (reference / "ledger/claims.csv").read_bytes()
    [claim] = judge(reference, [NEW], TODAY).accepted
    assert (claim["claimant_side"], claim["event_kind"], claim["scope"], claim["recorded_at"]) == (
        "state", "campaign", "campaign", "2026-11-25",
    )  # fmt: skip
    assert re.fullmatch(f"{NEXT[0]}-[0-9a-f]{{4}}", claim["claim_id"])
    enter(reference, [claim])
    assert (reference / "ledger/claims.csv").read_bytes() == before
    assert {column: value for column, value in ledger_rows(reference)[-1].items() if column in claim} == claim


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"event_id": "herof9"}, "event_id 'herof9' is no event of the ledger"),
        ({"claimant_id": "nobody"}, "claimant_id 'nobody' is not in claimants.csv"),
        ({"value": "-3"}, "value '-3' breaks: a whole number from 0 to 999999"),
        ({"value": ""}, "a claim without value or bounds"),
        ({"victim_group": "soldiers"}, "victim_group 'soldiers' breaks: a code of its closed list"),
        ({"said_at": "2026-12-24"}, "said_at 2026-12-24 lies in the future"),
        ({"said_at": "2026-02-30"}, "said_at '2026-02-30' breaks"),
        ({"claim_id": "C0001"}, "claim_id 'C0001' is taken: claims are appended, never edited"),
        ({"corrects_claim_id": "C9999"}, "corrects_claim_id 'C9999' is no claim of the ledger"),
        ({"repeats_claim_id": "C0456"}, "repeats_claim_id 'C0456' is about 2018-07-13"),
        ({"said_at": "2026-02-01", "repeats_claim_id": "C0073"}, "was said later"),
        ({"source_url": ""}, "source_url is empty"),
        ({"victims": "3"}, "no column 'victims' exists"),
        # A slip in the year made the figure the first of its campaign.
        ({"said_at": "2025-02-10"}, "said_at 2025-02-10 lies before the event, which began on 2026-01-29"),
        ({"said_at": "2026-11-25T23:00-12:00"}, "said_at 2026-11-25T23:00-12:00 lies in the future"),
        ({"said_at_precision": "hour"}, "said_at 2026-02-10 has no hour"),
        ({"recorded_at": "2026-02-10"}, "recorded_at 2026-02-10 is not today"),
        # The army once spoke for the armed group's side.
        ({"claimant_side": "militant"}, "claimant_side 'militant': ispr speaks for the state side"),
        ({"source_url": "javascript:alert(1)"}, "source_url 'javascript:alert(1)' breaks"),
        ({"source_url": "https://example.org/a b"}, "source_url 'https://example.org/a b' breaks"),
        ({"note": "=HYPERLINK(A1)"}, "note begins with '=': a spreadsheet would run it"),
        ({"claim_id": "C99999999999999"}, "claim_id 'C99999999999999' is not C and four to six digits"),
        ({"claim_id": "c0001"}, "claim_id 'c0001' is not C and four to six digits"),
        ({"corrects_claim_id": "C0002"}, "corrects_claim_id 'C0002' counts security killed"),
    ],
)
def test_a_claim_that_breaks_a_rule_is_refused_with_the_rule(change: dict[str, str], why: str) -> None:
    judged = judge(ROOT / "reference", [{**NEW, **change}], TODAY)
    assert judged.accepted == ()
    assert why in judged.refused[0][1]


def test_what_a_claim_names_was_said_by_then_in_pakistan_whatever_clock_either_is_written_by(reference: Path) -> None:
    # Five past midnight in Quetta, corrected at ten past by a page that wrote UTC: it was refused as older than what it corrects.
    [claim] = judge(reference, [{**NEW, "said_at": "2026-02-11T00:05+05:00"}], TODAY).accepted
    enter(reference, [claim])
    correction = {**NEW, "value": "220", "corrects_claim_id": claim["claim_id"]}
    by_clock = [{**correction, "said_at": f"2026-02-10T{hour}+00:00"} for hour in ("18:55", "19:10")]
    judged = judge(reference, by_clock, TODAY)
    assert [row["said_at"] for row, _ in judged.refused] == ["2026-02-10T18:55+00:00"]
    assert [claim["said_at"] for claim in judged.accepted] == ["2026-02-10T19:10+00:00"]


def test_the_same_claim_is_not_entered_twice_and_one_like_it_is_warned_of(reference: Path) -> None:
    enter(reference, judge(reference, [NEW], TODAY).accepted)
    judged = judge(
        reference,
        [
            NEW,
            {**NEW, "source_url": "https://example.org/y", "claimant_id": "officials"},
            {**NEW, "qualifier": "at_least"},
        ],
        TODAY,
    )
    [held] = [row["claim_id"] for row in ledger_rows(reference)[HELD:]]
    assert [claim_id for _, claim_id in judged.present] == [held]
    like, other = (claim["claim_id"] for claim in judged.accepted)
    assert (like[:5], other[:5]) == (NEXT[1], NEXT[2])
    assert judged.warnings[0].startswith(f"{like} is like {held}: the same figure by the same side")


def test_a_column_named_twice_is_refused_and_rows_without_a_word_are_no_rows() -> None:
    with pytest.raises(CorridorwatchError, match="names the column 'value' more than once"):
        read_rows(b"event_id,value,value\nherof2,1,2\n", "a.csv")
    assert read_rows(b"event_id,value\nherof2,1\n,\n , \n", "a.csv") == [{"event_id": "herof2", "value": "1"}]


def test_two_that_enter_claims_at_once_do_not_lose_each_others(reference: Path) -> None:
    mine, theirs = (judge(reference, [{**NEW, "value": value}], TODAY).accepted for value in ("230", "231"))
    enter(reference, theirs)
    enter(reference, mine)
    new = ledger_rows(reference)[HELD:]
    assert [row["value"] for row in new] == ["231", "230"]
    assert len({row["claim_id"] for row in new}) == 2


def test_a_number_that_was_taken_meanwhile_is_not_written(reference: Path) -> None:
    mine, theirs = (
        judge(reference, [{**NEW, "value": value, "claim_id": NEXT[0]}], TODAY).accepted for value in ("230", "231")
    )
    enter(reference, theirs)
    with pytest.raises(CorridorwatchError, match=f"{NEXT[0]} was taken by somebody who entered claims meanwhile"):
        enter(reference, mine)
    assert [row["value"] for row in ledger_rows(reference) if row["claim_id"] == NEXT[0]] == ["231"]


def test_two_machines_that_enter_claims_apart_give_them_ids_that_do_not_clash(tmp_path: Path) -> None:
    # Both gave the next number; the merge dropped one of the two claims.
    desks = [shutil.copytree(ROOT / "reference", tmp_path / name) for name in ("one", "two")]
    for desk, value in zip(desks, ("230", "231"), strict=True):
        enter(
            desk, judge(desk, [{**NEW, "value": value}, {**NEW, "value": value, "metric": "injured"}], TODAY).accepted
        )
    ids = [row["claim_id"] for desk in desks for row in ledger_rows(desk)[HELD:]]
    assert len(set(ids)) == 4
    assert sorted(each[:5] for each in ids) == [NEXT[0], NEXT[0], NEXT[1], NEXT[1]]


def test_one_claim_entered_twice_at_once_under_two_ids_is_taken_once(reference: Path) -> None:
    mine, theirs = (judge(reference, [{**NEW, "claim_id": name}], TODAY).accepted for name in ("C9000", "C9001"))
    enter(reference, theirs)
    with pytest.raises(CorridorwatchError, match="C9000 was taken by somebody who entered claims meanwhile"):
        enter(reference, mine)
    assert [row["claim_id"] for row in ledger_rows(reference)[HELD:]] == ["C9001"]


def test_a_page_left_without_its_claim_by_a_killed_command_costs_the_next_claim_no_page(reference: Path) -> None:
    # The other claim got the killed one's id, its page had the left page's, and ingest refused that page.
    claims, pages = reference / "entered/claims.csv", reference / "entered/pages.csv"
    enter(reference, judge(reference, [NEW], TODAY).accepted)
    left = claims.read_bytes()
    claims.unlink()
    claims.with_name("claims.csv.part").write_bytes(left[:100])
    enter(reference, judge(reference, [{**NEW, "source_url": "https://example.org/y"}], TODAY).accepted)
    enter(reference, judge(reference, [NEW], TODAY).accepted)
    parsed = parse_table(
        pages.read_bytes(), embedded.files(reference)["entered"]["entered_pages"].spec, file_name="pages.csv"
    )
    assert parsed.refused == 0
    assert parsed.rows["url"].to_list() == ["https://example.org/x", "https://example.org/y"]
    assert [row["claim_id"][:5] for row in ledger_rows(reference)[HELD:]] == [NEXT[0], NEXT[1]]
    assert not list((reference / "entered").glob("*.part"))


def test_a_new_claims_page_comes_with_it_once_and_takes_its_kind_from_what_is_known(reference: Path) -> None:
    shipped = reference / "ledger/pages.csv"
    before = shipped.read_bytes()
    known = next(iter(csv.DictReader(shipped.open(encoding="utf-8", newline=""))))
    given = [
        NEW,
        {**NEW, "value": "231"},
        {**NEW, "source_url": "https://example.org/y", "source_name": known["outlet"], "published_date": "2026-02-10"},
        {**NEW, "source_url": known["url"], "source_name": known["outlet"]},
    ]
    enter(reference, judge(reference, given, TODAY).accepted)
    assert shipped.read_bytes() == before
    pages, spec = reference / "entered/pages.csv", embedded.files(reference)["entered"]["entered_pages"].spec
    assert parse_table(pages.read_bytes(), spec, file_name="pages.csv").refused == 0
    ids = [row["claim_id"].lower() for row in ledger_rows(reference)[HELD:]]
    told = "analyst,2026-11-25T02:00:00+00:00"
    assert pages.read_text(encoding="utf-8").splitlines()[1:] == [
        f"{ids[0]},https://example.org/x,Example,other,,2026-11-25,{told}",
        f"{ids[2]},https://example.org/y,{known['outlet']},{known['outlet_kind']},2026-02-10,2026-11-25,{told}",
    ]


def test_the_effect_is_that_of_the_models_a_run_builds() -> None:
    old_figure = {**NEW, "value": "92", "said_at": "2026-02-11", "includes_prior_operation": "no"}
    accepted = judge(ROOT / "reference", [NEW, old_figure], TODAY).accepted
    found = effect(ROOT / "reference", accepted, TODAY, Knowledge())
    assert [change.sentence() for change in found.changes] == [
        "herof2: militant killed, by the state side: first stays 37, latest 216 -> 230, lowest stays 37,"
        " highest 216 -> 230, claims 35 -> 36"
    ]
    assert [(claim_id[:5], *judged) for claim_id, *judged in found.standings] == [
        (NEXT[0], "current", "latest_of_its_series"),
        (NEXT[1], "stale_repeat", "repeats_a_figure_its_side_had_left"),
    ]


def test_the_command_shows_the_effect_and_writes_only_when_told_to(
    reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("CORRIDORWATCH_REFERENCE", str(reference))
    monkeypatch.setenv("CORRIDORWATCH_HOME", str(tmp_path / "data"))
    file = tmp_path / "new.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(NEW))
        writer.writeheader()
        writer.writerow(NEW)
    entered = tmp_path / "data/entered"
    for words in (["--dry-run"], ["--yes"]):
        assert not list(entered.glob("*.csv"))
        claims_cli.app(["add", "--csv", str(file), *words], result_action="return_value")
        assert "latest 216 -> 230" in capsys.readouterr().out
    [row] = rows_of(entered / "claims.csv")
    assert row["claim_id"].startswith(f"{NEXT[0]}-")
    assert (row["entered_by"], len(ledger_rows(reference))) == (getpass.getuser(), HELD)


def test_a_figure_of_a_week_that_is_not_over_is_said_to_change_nothing_yet(
    reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("CORRIDORWATCH_REFERENCE", str(reference))
    monkeypatch.setenv("CORRIDORWATCH_HOME", str(tmp_path / "data"))
    today = datetime.now(UTC).astimezone(ZoneInfo("Asia/Karachi")).date()
    given = [f"{column}={cell}" for column, cell in {**NEW, "said_at": str(today)}.items()]
    words = [word for setting in [*given, "said_at_precision=week"] for word in ("--set", setting)]
    claims_cli.app(["add", *words, "--dry-run"], result_action="return_value")
    said = capsys.readouterr().out
    assert re.search(
        f"{NEXT[0]}-[0-9a-f]{{4}}: changes nothing yet: a figure dated to a week counts from the week's end", said
    )


def lain(path: Path) -> None:
    """Give a file the age of one that nobody is writing any more."""
    os.utime(path, (MOMENT.timestamp() - 100 * 3600,) * 2)


def drop(inbox: Path, name: str, rows: list[dict[str, str]]) -> None:
    inbox.mkdir(exist_ok=True)
    with (inbox / name).open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    lain(inbox / name)


def test_the_inbox_takes_good_rows_sets_bad_ones_aside_and_leaves_what_it_cannot_read(
    reference: Path, tmp_path: Path
) -> None:
    inbox, store = tmp_path / "inbox", SnapshotStore(tmp_path / "snapshots")
    drop(inbox, "a.csv", [{**NEW, "note": ""}, {**NEW, "claimant_id": "nobody", "note": "=1+1"}])
    (inbox / "b.csv").write_bytes(b"event_id\n\xff\n")
    lain(inbox / "b.csv")
    taken, left = take_in(inbox, reference, store, MOMENT, TODAY)
    assert ([claim_id[:5] for claim_id in taken.added], len(taken.refused)) == ([NEXT[0]], 1)
    assert "cannot be read as a CSV" in left.problem
    assert sorted(path.relative_to(inbox).as_posix() for path in inbox.rglob("*.csv")) == [
        "b.csv", "refused/20261125T020000Z-a.csv", "taken/20261125T020000Z-a.csv",
    ]  # fmt: skip
    [refused] = csv.DictReader((inbox / "refused/20261125T020000Z-a.csv").open(encoding="utf-8", newline=""))
    assert (refused["claimant_id"], refused["note"]) == ("nobody", "'=1+1")
    assert refused["why"].startswith("claimant_id 'nobody' is not in claimants.csv; note begins with '='")
    assert store.require("claims_inbox").file_name == "a.csv"


def test_a_run_killed_before_the_file_was_moved_adds_nothing_twice(reference: Path, tmp_path: Path) -> None:
    inbox, store = tmp_path / "inbox", SnapshotStore(tmp_path / "snapshots")
    drop(inbox, "a.csv", [NEW])
    enter(reference, judge(reference, [NEW], TODAY).accepted)  # as far as the killed run had come
    [taken] = take_in(inbox, reference, store, MOMENT, TODAY)
    assert (taken.added, taken.present) == ((), 1)
    assert len(ledger_rows(reference)) == HELD + 1
    assert not (inbox / "a.csv").exists()
