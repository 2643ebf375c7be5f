"""A claim that is taken back without a new figure, and a page that moved: from their day on, and not before."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corridorwatch.claims.effect import effect
from corridorwatch.claims.entry import append, judge
from corridorwatch.claims.mend import move_page
from corridorwatch.config import Knowledge
from corridorwatch.errors import CorridorwatchError
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.reference import embedded
from tests import world
from tests.conftest import Build

BY_HAND = {"by": "analyst", "at": datetime(2026, 11, 25, 9, 30, tzinfo=UTC)}
CAMPAIGNS = [{"campaign_id": name} for name in ("back", "alone", "echo", "again", "other")]
MADE_UP = {"core.claims.claimants_exist"}
"""The claimants here are made up."""
CLAIM = {"event_kind": "campaign", "scope": "campaign", "victim_group": "militant", "claimant_side": "state"}


def said(event: str, name: str, value: object, day: str, **more: object) -> dict[str, object]:
    return {
        **CLAIM, "event_id": event, "claim_id": f"{event}-{name}", "value": value, "said_at": day,
        "claimant_id": name, "published_date": day, **more,
    }  # fmt: skip


def taken_back(event: str, name: str, day: str, **more: object) -> dict[str, object]:
    return said(event, f"not{name}", "", day, corrects_claim_id=f"{event}-{name}", qualifier="retracted", **more)


CLAIMS = [
    # Ten, then twelve, and the twelve is taken back: the ten stands again.
    said("back", "1", 10, "2024-05-06"),
    said("back", "2", 12, "2024-05-07"),
    taken_back("back", "2", "2024-05-09"),
    # The only figure there was.
    said("alone", "1", 7, "2024-05-06"),
    taken_back("alone", "1", "2024-05-09"),
    # Others of its side had said the same by then; an armed group's equal figure is another's word.
    said("echo", "1", 30, "2024-05-06"),
    said("echo", "2", 30, "2024-05-07", repeats_claim_id="echo-1"),
    said("echo", "3", 30, "2024-05-07", claimant_side="militant"),
    taken_back("echo", "1", "2024-05-09"),
    # Said anew afterwards, it is a claim.
    said("again", "1", 5, "2024-05-06"),
    taken_back("again", "1", "2024-05-07"),
    said("again", "2", 5, "2024-05-08"),
    # A page withdraws what it had another side say.
    said("other", "1", 44, "2024-05-06"),
    said("other", "2", 9, "2024-05-06"),
    taken_back("other", "1", "2024-05-09", claimant_side="media"),
]


def tolls(connection: object, event: str) -> list[tuple]:
    return connection.execute(
        "select claimant_side, first_value, latest_value, lowest_value, highest_value, stands_low, stands_high, claims"
        " from marts.claimed_tolls where event_id = $event order by claimant_side",
        {"event": event},
    ).fetchall()


@pytest.fixture
def after(small_world: Build) -> object:
    return small_world(campaigns=CAMPAIGNS, claims=CLAIMS)


def standings(connection: object) -> dict[str, tuple]:
    rows = connection.execute("select claim_id, standing, rule, because_of_claim_id from core.claim_standing")
    return {name: judged for name, *judged in rows.fetchall()}


def test_what_is_taken_back_has_a_standing_and_a_rule_and_is_in_no_figure(after: object) -> None:
    found = standings(after)
    assert found["back-2"] == ["withdrawn", "taken_back_by_a_claim", "back-not2"]
    assert found["back-not2"] == ["no_figure", "takes_a_claim_back", "back-2"]
    assert found["back-1"] == ["current", "latest_of_its_series", None]
    assert tolls(after, "back") == [("state", 10, 10, 10, 10, 10, 10, 1)]
    # Nothing stands, and nothing says zero.
    assert tolls(after, "alone") == []
    assert after.execute("select count(*) from core.claim_series where event_id = 'alone'").fetchall() == [(0,)]
    left = "select high from marts.reconciled_tolls where event_id in ('alone', 'back') order by 1"
    assert after.execute(left).fetchall() == [(10,)]


def test_the_same_words_of_the_same_side_fall_with_it_and_nobody_elses(after: object) -> None:
    found = standings(after)
    assert [found[f"echo-{name}"][1] for name in "123"] == [
        "taken_back_by_a_claim", "taken_back_by_a_claim", "latest_of_its_series",
    ]  # fmt: skip
    assert tolls(after, "echo") == [("militant", 30, 30, 30, 30, 30, 30, 1)]
    assert tolls(after, "again") == [("state", 5, 5, 5, 5, 5, 5, 1)]
    assert found["again-2"][:2] == ["current", "latest_of_its_series"]
    assert tolls(after, "other") == [("state", 9, 9, 9, 9, 9, 9, 1)]


def test_before_the_day_it_was_taken_back_it_stands(small_world: Build) -> None:
    then = small_world(campaigns=CAMPAIGNS, claims=CLAIMS, as_of=date(2024, 5, 8))
    assert standings(then)["back-2"] == ["current", "latest_of_its_series", None]
    assert tolls(then, "back") == [("state", 10, 12, 10, 12, 12, 12, 2)]
    assert tolls(then, "alone") == [("state", 7, 7, 7, 7, 7, 7, 1)]
    assert set(world.broken_rules(then, date(2024, 5, 8))) <= MADE_UP


def test_every_rule_holds_where_claims_are_taken_back(after: object) -> None:
    assert set(world.broken_rules(after)) <= MADE_UP


TODAY = date(2026, 11, 25)


def test_a_retraction_is_entered_by_naming_the_claim_and_its_effect_is_shown(tmp_path: Path) -> None:
    reference = world.write_ledger(
        world.copy_reference(tmp_path),
        campaigns=[{"campaign_id": "c"}],
        claims=[
            {**said("c", "1", 12, "2024-05-07"), "claimant_id": "ispr", "claim_id": "C0001"},
        ],
    )
    given = {
        "retracts_claim_id": "C0001", "claimant_id": "ispr", "said_at": "2024-05-09",
        "source_url": "https://example.org/back", "source_name": "Example",
    }  # fmt: skip
    judged = judge(reference, [given], TODAY)
    [claim] = judged.accepted
    assert judged.warnings == ()
    taken = ("event_id", "victim_group", "metric", "scope", "qualifier", "corrects_claim_id", "value")
    assert [claim[column] for column in taken] == ["c", "militant", "killed", "campaign", "retracted", "C0001", ""]
    found = effect(reference, [claim], TODAY, Knowledge())
    assert [change.sentence() for change in found.changes] == [
        "c: militant killed, by the state side: no figure is left, it was 12"
    ]
    assert found.standings == ((claim["claim_id"], "no_figure", "takes_a_claim_back"),)
    append(reference, [claim], **BY_HAND)
    embedded.hold(SnapshotStore(tmp_path / "s"), reference, "ledger", TODAY)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"retracts_claim_id": "C0009"}, "corrects_claim_id 'C0009' is no claim of the ledger"),
        ({"value": "3"}, "a claim that takes another back names it in corrects_claim_id and gives no figure"),
        ({"said_at": "2024-05-06"}, "was said later"),
        ({"retracts_claim_id": "", "qualifier": "retracted"}, "names it in corrects_claim_id and gives no figure"),
        ({"retracts_claim_id": "", "corrects_claim_id": "C0001"}, "a claim without value or bounds"),
    ],
)
def test_a_retraction_that_takes_nothing_back_or_gives_a_figure_is_refused(
    tmp_path: Path, change: dict[str, str], why: str
) -> None:
    reference = world.write_ledger(
        world.copy_reference(tmp_path),
        campaigns=[{"campaign_id": "c"}],
        claims=[{**said("c", "1", 12, "2024-05-07"), "claimant_id": "ispr", "claim_id": "C0001"}],
    )
    given = {
        "event_id": "c", "victim_group": "militant", "retracts_claim_id": "C0001", "claimant_id": "ispr",
        "said_at": "2024-05-09", "source_url": "https://example.org/back", "source_name": "Example", **change,
    }  # fmt: skip
    [(_, said_why)] = judge(reference, [given], TODAY).refused
    assert why in said_why


OLD, NEW, NEWER = (f"https://example.org/{name}" for name in ("old", "new", "newer"))
PAGE = {"page_id": "p", "url": OLD, "outlet": "The Paper", "outlet_kind": "news", "published_date": "2024-05-07"}
MOVES = [
    {"url": OLD, "moved_to": NEW, "moved_on": "2024-06-01", "recorded_at": "2024-06-02"},
    {"url": NEW, "moved_to": NEWER, "moved_on": "2024-07-01", "recorded_at": "2024-07-02"},
]


@pytest.mark.parametrize(
    ("as_of", "cited", "moved_on"),
    [
        (date(2024, 5, 31), OLD, None),
        (date(2024, 6, 1), NEW, date(2024, 6, 1)),
        (date(2024, 7, 1), NEWER, date(2024, 7, 1)),
    ],
)
def test_a_page_that_moved_is_cited_where_it_is_and_where_it_was_read_is_kept(
    small_world: Build, as_of: date, cited: str, moved_on: date | None
) -> None:
    connection = small_world(
        as_of=as_of,
        incidents=[{"incident_id": "i", "killed_total": 3, "source_url": OLD}],
        claims=[{"claim_id": "k", "event_id": "i", "value": 3, "source_url": OLD}],
        campaigns=[{"campaign_id": "c"}],
        campaign_places=[{"campaign_id": "c", "place_as_written": "Quetta", "source_url": OLD}],
        pages=[PAGE],
        page_moves=MOVES,
    )
    assert connection.execute("select url, address, moved_on from ref.pages").fetchall() == [(OLD, cited, moved_on)]
    pages = connection.execute("select source_url, source_name, records, read_at from marts.cited_pages").fetchall()
    # The incident, the claim, and the place that a campaign hit.
    assert pages == [(cited, "The Paper", 3, OLD if moved_on else None)]
    assert world.broken_rules(connection, as_of) == {}


def test_a_page_that_moved_back_and_forth_is_followed_to_where_it_is(small_world: Build) -> None:
    there_and_back = [
        {"url": OLD, "moved_to": NEW, "moved_on": "2024-06-01"},
        {"url": NEW, "moved_to": OLD, "moved_on": "2024-06-02"},
    ]
    connection = small_world(pages=[PAGE], page_moves=there_and_back)
    assert connection.execute("select address from ref.pages").fetchall() == [(OLD,)]


def test_an_address_that_another_page_had_left_before_is_where_a_page_moved_to(small_world: Build) -> None:
    reused = [
        {"url": OLD, "moved_to": NEW, "moved_on": "2024-06-02"},
        {"url": NEW, "moved_to": NEWER, "moved_on": "2024-06-01"},
    ]
    connection = small_world(pages=[PAGE], page_moves=reused)
    assert connection.execute("select address, moved_on from ref.pages").fetchall() == [(NEW, date(2024, 6, 2))]


def test_a_move_is_entered_by_command_once_and_only_of_a_page_that_is_cited(tmp_path: Path) -> None:
    reference = world.write_ledger(world.copy_reference(tmp_path), pages=[PAGE])
    move_page(reference, OLD, NEW, date(2024, 6, 1), TODAY, **BY_HAND)
    move_page(reference, NEW, NEWER, date(2024, 7, 1), TODAY, **BY_HAND)
    for url, to, day, why in (
        (OLD, NEW, date(2024, 6, 1), "entered already"),
        ("https://example.org/nothing", NEW, date(2024, 6, 1), "the ledger cites no page"),
        (OLD, "not an address", date(2024, 8, 1), "is no other address of a page"),
        (OLD, "https://example.org/far", date(2027, 8, 1), "lies ahead"),
    ):
        with pytest.raises(CorridorwatchError, match=why):
            move_page(reference, url, to, day, TODAY, **BY_HAND)
    embedded.hold(SnapshotStore(tmp_path / "s"), reference, "ledger", TODAY)
