"""Actors: a group's own claim before the source's suspicion, one actor or none, labels are not groups."""

import pytest

from tests.conftest import Build
from tests.lazy import LazyWorld

ATTRIBUTED = [
    ("BLA", None, ("bla", "baloch_separatist", "claimed_by")),
    ("Baloch Liberation Army (BLA)", "gunmen", ("bla", "baloch_separatist", "claimed_by")),
    (None, "BLF", ("blf", "baloch_separatist", "perpetrator")),
    ("BLF", "BLA", ("blf", "baloch_separatist", "claimed_by")),
    ("BLA; BLF", None, ("several", "baloch_separatist", "several_named")),
    ("BLA; TTP", None, ("several", "unknown", "several_named")),
    (None, "unidentified gunmen", ("unknown", "unknown", "not_named")),
    (None, None, ("unknown", "unknown", "not_named")),
    (None, "Army of Nowhere", ("unknown", "unknown", "unresolved")),
    (None, "UBX: United Baloch Army", ("uba", "baloch_separatist", "perpetrator")),
    (None, "BLF: Baloch Libération Frnt", ("blf", "baloch_separatist", "perpetrator")),
    (None, "BLF: Baloch Liberation Army", ("unknown", "unknown", "unresolved")),
    (None, "TTP: Afghan Taliban", ("unknown", "unknown", "unresolved")),
    (None, "India: Levies", ("unknown", "unknown", "unresolved")),
    (None, "Military Forces of Pakistan (2018-2022) Rangers", ("rangers", "state", "perpetrator")),
]
"""Who claimed it, who is suspected, and the actor, family and method that these come to."""


@pytest.fixture(scope="module")
def attributed(shared_world: Build) -> LazyWorld:
    return shared_world(
        incidents=[
            {"incident_id": str(number), "claimed_by_as_written": claimed_by, "perpetrator_as_written": perpetrator}
            for number, (claimed_by, perpetrator, _) in enumerate(ATTRIBUTED)
        ]
    )


@pytest.mark.parametrize("number", range(len(ATTRIBUTED)), ids=lambda number: str(ATTRIBUTED[number][:2]))
def test_attribution(attributed: LazyWorld, number: int) -> None:
    found = attributed.execute(
        "select actor_id, family, actor_method from core.reports where report_id = $id", {"id": str(number)}
    )
    assert found.fetchall() == [ATTRIBUTED[number][2]]


def test_an_official_label_is_a_family_not_a_group(small_world: Build) -> None:
    label = {"perpetrator_as_written": "Fitna al-Hindustan", "date": "2025-07-01", "published_date": "2025-07-02"}
    world = small_world(incidents=[{"incident_id": "a", **label}])
    actor_id, family = world.execute("select actor_id, family from core.reports").fetchone()
    assert family == "baloch_separatist"
    assert actor_id not in ("bla", "blf", "bra")


def test_an_event_by_several_is_counted_once(small_world: Build) -> None:
    world = small_world(incidents=[{"incident_id": "a", "claimed_by_as_written": "BLA; BLF", "killed_total": 4}])
    by_actor = world.execute("select actor_id, killed_best from marts.weekly_casualties_by_actor where incidents > 0")
    assert by_actor.fetchall() == [("several", 4)]
