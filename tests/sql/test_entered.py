"""What was entered on this machine beside what is shipped: united, counted once, and held to one meaning for each key."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corridorwatch.claims.entry import append, judge
from corridorwatch.claims.mend import move_page
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import corrections
from corridorwatch.ingest.changes import GONE, ROW, THERE, Change, Loss
from corridorwatch.names.review import Decision, record
from corridorwatch.reviewed_files import Facts, rows_of, with_rows
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.ledger import entered
from corridorwatch.sources.reference import embedded
from tests import world
from tests.lazy import LazyWorld

TODAY, AT = date(2026, 11, 18), datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
PAGE = "https://example.org/entered"
CLAIM = {
    "event_id": "raid", "claimant_id": "ispr", "victim_group": "militant", "value": "7", "said_at": "2024-05-07",
    "source_url": PAGE, "source_name": "Example",
}  # fmt: skip
ONCE = {
    "core.claims": "source_url = 'https://example.org/moved' and value = 7",
    "ref.pages": f"url = '{PAGE}'",
    "ref.page_moves": f"url = '{PAGE}'",
    "ref.district_aliases": "alias = 'Nowhereabad'",
    "ref.actor_aliases": "alias = 'Nobody''s Army'",
    "ref.corrections": "record_key = 'merged'",
}
"""Table -> its row that was entered."""


def enter_all(facts: Facts) -> None:
    """Enter one row of every kind."""
    append(facts, judge(facts, [CLAIM], TODAY).accepted, by="sana", at=AT)
    move_page(facts, PAGE, "https://example.org/moved", TODAY, TODAY, by="sana", at=AT)
    record(facts, Decision("district", "Nowhereabad", "zhob", "sana", TODAY, "gazetteer"), at=AT)
    record(facts, Decision("actor", "Nobody's Army", "bla", "sana", TODAY, "read"), at=AT)
    gone = Loss("incidents", 10, (Change("incidents", "merged", ROW, THERE, GONE),))
    corrections.accept(facts, gone, b"", who="sana", at=AT, today=TODAY, why="two rows of one raid")


def ship(facts: Facts) -> None:
    """Append what was entered to the shipped tables, word for word."""
    groups = embedded.files(facts)
    shipped = {name: file.path for group in groups.values() for name, file in group.items()}
    for name, of in entered.OF.items():
        path = facts / shipped[of]
        path.write_bytes(with_rows(path.read_bytes(), rows_of(facts / shipped[name])))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """A small ledger, and a row of every kind entered beside it."""
    folder = tmp_path_factory.mktemp("entered")
    reference = world.copy_reference(folder)
    world.write_ledger(
        reference, incidents=[{"incident_id": "raid"}], claims=[{"claim_id": "C0001", "event_id": "raid", "value": "3"}]
    )
    facts = Facts(reference, reference / "entered")
    enter_all(facts)
    return facts


@pytest.fixture
def facts(tables: Facts, tmp_path: Path) -> Facts:
    """The same, to change."""
    reference = Path(shutil.copytree(tables.shipped, tmp_path / "reference"))
    return Facts(reference, reference / "entered")


@pytest.fixture
def built(reference_database: Path, tmp_path: Path) -> Callable[[Facts], LazyWorld]:
    """Makes every table of a world from the tables given."""

    def build(facts: Facts) -> LazyWorld:
        connection = world.open_database(Path(shutil.copy(reference_database, tmp_path / "world.duckdb")))
        wanted = ["reference", "ledger"]
        world.load(connection, facts.shipped, tmp_path / "snapshots", wanted, publishers=False)
        return LazyWorld(connection, world.MODELS, world.parameters())

    return build


@pytest.mark.parametrize("is_shipped", [False, True])
def test_a_row_that_was_entered_counts_once_also_when_it_is_shipped_word_for_word(
    built: Callable[[Facts], LazyWorld], facts: Facts, is_shipped: bool
) -> None:
    if is_shipped:
        ship(facts)
    connection = built(facts)
    assert {
        table: connection.execute(f"select count(*) from {table} where {row}").fetchone() for table, row in ONCE.items()
    } == dict.fromkeys(ONCE, (1,))
    told = connection.execute("select origin from ref.district_aliases where alias = 'Nowhereabad'").fetchone()
    assert told == ("shipped" if is_shipped else "entered",)


def test_what_is_shipped_word_for_word_is_no_fault_of_a_run(facts: Facts, tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    for source in ("reference", "ledger", entered.SOURCE_ID):
        embedded.take(store, facts, source, AT, TODAY)
    ship(facts)
    for source in ("reference", "ledger", entered.SOURCE_ID):
        embedded.hold(store, facts, source, TODAY)


@pytest.mark.parametrize(
    ("file", "was", "now", "told"),
    [
        ("ledger/claims.csv", ",7,", ",8,", r"claims.csv row 2: C0002-[0-9a-f]{4} has another value"),
        ("ledger/pages.csv", ",Example,", ",Sample,", "pages.csv row 2: c0002-[0-9a-f]{4} has another outlet"),
        ("ledger/page_moves.csv", "/moved,", "/gone,", f"page_moves.csv row 2: {PAGE} / 2026-11-18 has another moved_to"),
        ("district_aliases.csv", "gazetteer", "atlas", "Nowhereabad / zhob / spelling_variant has another note"),
        ("actor_aliases.csv", "Army,bla,latin", "Army,bla,arabic", "Nobody's Army / bla / press has another script"),
        ("accepted.csv", "two rows", "ten rows", "accepted.csv row 2: incidents / merged / row / there / gone has"),
    ],
)  # fmt: skip
def test_a_shipped_row_of_the_key_that_says_something_else_stops_the_run(
    facts: Facts, tmp_path: Path, file: str, was: str, now: str, told: str
) -> None:
    ship(facts)
    before, _, last = (facts / file).read_text(encoding="utf-8").rstrip("\n").rpartition("\n")
    assert was in last
    (facts / file).write_text(f"{before}\n{last.replace(was, now)}\n", encoding="utf-8")
    with pytest.raises(BrokenSource, match="what was entered contradicts what is shipped: .*" + told):
        embedded.hold(SnapshotStore(tmp_path / "snapshots"), facts, entered.SOURCE_ID, TODAY)


def test_a_claim_of_an_event_that_is_of_another_kind_stops_the_run(facts: Facts, tmp_path: Path) -> None:
    path = facts / "entered/claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",raid,incident,", ",raid,campaign,"), encoding="utf-8")
    with pytest.raises(BrokenSource, match="raid is no campaign, but another kind of event"):
        embedded.hold(SnapshotStore(tmp_path / "snapshots"), facts, entered.SOURCE_ID, TODAY)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("Nowhereabad,zhob", "Nowhereabad,kech", r"1 of 1 rows are gone"),
        (",latin,", ",arabic,", r"1 of 1 rows say something else"),
        (",sana,2026", ",amir,2026", r"1 of 1 rows say something else"),
    ],
)
def test_an_entered_row_that_vanished_or_was_rewritten_stops_the_run(
    facts: Facts, tmp_path: Path, was: str, now: str, told: str
) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    embedded.take(store, facts, entered.SOURCE_ID, AT, TODAY)
    path = facts / "entered/district_aliases.csv"
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, now), encoding="utf-8")
    with pytest.raises(BrokenSource, match=f"entered/district_aliases.csv: {told} since it was read on 2026-11-18"):
        embedded.take(store, facts, entered.SOURCE_ID, AT, TODAY)
    # What was meant is entered as meant, like a change of a shipped table.
    [(table, _, lost)] = embedded.losses(store, facts)
    corrections.accept(facts, lost, table.content, who="sana", at=AT, today=TODAY, why="a slip")
    embedded.take(store, facts, entered.SOURCE_ID, AT, TODAY)


def test_a_decision_of_a_reviewer_places_the_reports_of_the_next_run(
    built: Callable[[Facts], LazyWorld], facts: Facts
) -> None:
    world.write_ledger(facts.shipped, incidents=[{"incident_id": "raid", "district_as_written": "Nowhereabad"}])
    connection = built(facts)
    assert connection.execute("select district_id from core.incidents").fetchall() == [("zhob",)]
    assert connection.execute("select count(*) from core.unresolved_names").fetchone() == (0,)
