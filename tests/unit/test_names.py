"""Resolving at the command line, and what a reviewer's decision becomes."""

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corridorwatch.config import ROOT
from corridorwatch.errors import CorridorwatchError
from corridorwatch.names.resolve import Resolver
from corridorwatch.names.review import Decision, OpenName, record
from corridorwatch.reviewed_files import rows_of
from pipelines import names_cli
from tests import world
from tests.asked import Asked

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(ROOT / "reference")


@pytest.fixture(scope="module")
def districts(resolver: Resolver, request: pytest.FixtureRequest) -> Asked:
    return Asked(resolver, "district", request)


@pytest.fixture(scope="module")
def actors(resolver: Resolver, request: pytest.FixtureRequest) -> Asked:
    return Asked(resolver, "actor", request)


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("Naushki", None, ("nushki", "alias")),
        ("Nushki", None, ("nushki", "canonical")),
        ("Jafarabad Distrcit", None, ("jaffarabad", "folded_alias")),
        ("Bolan district", None, ("kachhi", "folded_alias")),
        ("Nausheki", None, ("nushki", "one_vowel")),
        ("Tump", date(2020, 1, 1), ("kech", "dated_alias")),
        ("Tump", date(2026, 6, 1), ("tump", "dated_alias")),
        ("Hub", date(2022, 8, 31), ("lasbela", "canonical")),
        ("Hub", date(2022, 9, 1), ("hub", "canonical")),
        ("Nasirabad district", None, ("nasirabad", "canonical")),
        ("a village near Turbat", None, ("kech", "alias")),
        ("Saifullah Killa", None, ("killa-saifullah", "word_order")),
        ("Panjgur region", None, ("panjgur", "extra_words")),
        ("کوئٹہ", None, ("quetta", "canonical")),
        ("ضلع گوادر", None, ("gwadar", "alias")),
    ],
)
def test_a_district_resolves_and_says_how(districts: Asked, name: str, on: date | None, expected: tuple) -> None:
    answer = districts(name, on=on)[name]
    assert (answer.id, answer.method) == expected


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("Dasht", "ambiguous_alias"),
        ("Nasirabad", "ambiguous_alias"),
        ("Naseerabad", "ambiguous_alias"),
        ("Tump", "several_districts"),
        ("Quetta division", "division"),
        ("Panjgur and Dhadar", "several_districts"),
        ("between Kech and Panjgur", "several_districts"),
        ("Kech & Panjgur", "several_districts"),
        ("Kandahar", "elsewhere"),
        ("Khuzdar, Sindh", "no_alias"),
        ("Turbat, Iran", "no_alias"),
        ("Quetta Town, Karachi", "no_alias"),
        ("Balochistan province", "province_only"),
        ("Nowhereabad", "no_alias"),
        ("", "province_only"),
    ],
)
def test_what_is_not_sure_stays_open_and_says_what_would_decide(districts: Asked, name: str, method: str) -> None:
    answer = districts(name)[name]
    assert (answer.id, answer.method) == (None, method)
    assert answer.decides


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BLA", "bla"),
        ("بی ایل اے", "bla"),
        ("BRAS", "bras"),
        ("Military Forces of Pakistan (2022-) Frontier Corps", "frontier-corps"),
        ("Military Forces of Pakistan (2018-2022)", "pakistan-military"),
        ("Military Forces of Pakistan (2018-2022) Special Services Group", "pakistan-military"),
        ("Government of Pakistan (2018-2022)", "government-pakistan"),
        ("BLA: Baloch Liberation Army", "bla"),
        ("Unidentified Armed Group (Pakistan)", "unknown"),
        ("XXX770", "unknown"),
        ("Unknown", "unknown"),
        ("Fitna al-Hindustan", "baloch-separatists"),
        ("FC", None),
        ("TJP", None),
        ("BNA", None),
        ("BLA-A", "bla-azad"),
    ],
)
def test_an_actor_resolves_by_alias_or_publishers_pattern(actors: Asked, name: str, expected: str | None) -> None:
    answer = actors(name)[name]
    assert answer.id == expected
    assert bool(answer.decides) is (expected is None)


def test_an_open_name_comes_with_ranked_proposals_each_with_its_reason(resolver: Resolver) -> None:
    [answer] = resolver.resolve("district", ["Kuchlaq Bazaaar"])
    assert answer.id is None
    assert answer.candidates[0].id == "quetta"
    assert [each.score for each in answer.candidates] == sorted(
        (each.score for each in answer.candidates), reverse=True
    )
    assert all(each.reason for each in answer.candidates)


def test_a_decision_is_written_with_who_when_and_why_and_then_resolves(tmp_path) -> None:
    reference = world.copy_reference(tmp_path)
    why = "read in the district gazetteer, page 12"
    before = (reference / "district_aliases.csv").read_bytes()
    record(reference, Decision("district", "Nowhereabad", "zhob", "analyst", date(2026, 11, 25), why), at=AT)
    [row] = rows_of(reference / "entered/district_aliases.csv")
    assert (row["district_id"], row["source"], row["note"]) == ("zhob", "review by analyst on 2026-11-25", why)
    assert (row["entered_by"], row["entered_at"]) == ("analyst", "2026-11-25T09:30:00+00:00")
    assert (reference / "district_aliases.csv").read_bytes() == before
    assert Resolver(reference).resolve("district", ["Nowhereabad"])[0].id == "zhob"


@pytest.mark.parametrize(
    ("name", "id_", "why"),
    [("Nowhereabad", "atlantis", "read"), ("Nowhereabad", "zhob", ""), ("Dasht", "kech", "read")],
)
def test_a_decision_that_cannot_hold_is_refused(tmp_path, name: str, id_: str, why: str) -> None:
    reference = world.copy_reference(tmp_path)
    before = (reference / "district_aliases.csv").read_bytes()
    with pytest.raises(CorridorwatchError):
        record(reference, Decision("district", name, id_, "analyst", date(2026, 11, 25), why), at=AT)
    assert (reference / "district_aliases.csv").read_bytes() == before
    assert not (reference / "entered/district_aliases.csv").exists()


def test_a_reviewer_who_mistypes_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One wrong id threw a reviewer out of the queue."""
    reference = world.copy_reference(tmp_path)
    entry = OpenName("district", "Mastoong Bypass", 1, 4, "no_alias", ("a",), ())
    monkeypatch.setattr("sys.stdin", io.StringIO("mastoong\nseen\nmastung\nread on the page\n"))
    assert names_cli._decide(entry, reference)
    [row] = [row for row in rows_of(reference / "entered/district_aliases.csv") if row["alias"] == "Mastoong Bypass"]
    assert (row["district_id"], row["note"]) == ("mastung", "read on the page")


def test_many_names_are_read_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A lone hyphen was taken for an option."""
    monkeypatch.setattr("sys.stdin", io.StringIO("Naushki\nNowhereabad\n"))
    names_cli.app(["resolve", "district", "-"], result_action="return_value")
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(answer["name"], answer["id"]) for answer in answers] == [("Naushki", "nushki"), ("Nowhereabad", None)]
    assert {"name", "id", "method", "candidates"} <= answers[0].keys()
