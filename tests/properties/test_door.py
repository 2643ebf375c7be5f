"""Ingest under attack: whatever is done to a file, it is refused, quarantined, or accepted with counts that add up."""

from pathlib import Path

import pytest

from tests import hostile_archives, hostile_ucdp
from tests.hostile import attack, digest, verdict, victims

SEEDS = range(60)


def test_every_file_that_is_attacked_is_accepted_whole_before() -> None:
    for name, (content, read) in victims().items():
        parsed = read(content)
        assert (parsed.refused, parsed.accepted) == (0, parsed.received), name
        assert parsed.received, name


def test_sixty_broken_files_are_refused_or_quarantined_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in" / "here").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "in" / "here")
    verdicts = [verdict(attack(seed)) for seed in SEEDS]
    assert {"refused", "quarantined"} <= set(verdicts)
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "here"]


def test_a_seed_is_always_the_same_file() -> None:
    assert digest(attack(7)) == digest(attack(7))


def test_forty_broken_files_of_ucdp_hold_what_a_plain_reader_finds_or_are_refused(tmp_path: Path) -> None:
    verdicts = [
        hostile_ucdp.verdict(hostile_ucdp.attack(seed), tmp_path / str(seed))
        for seed in (*range(36), 95, 642, 898, 1107)
    ]
    assert set(verdicts) == {"refused", "quarantined", "accepted"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_eighty_archives_that_mean_harm_are_refused_or_give_what_was_packed(tmp_path: Path) -> None:
    verdicts = [
        hostile_archives.verdict(hostile_archives.attack(seed), tmp_path / "in" / str(seed)) for seed in range(120, 200)
    ]
    assert set(verdicts) == {"refused", "accepted"}
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
