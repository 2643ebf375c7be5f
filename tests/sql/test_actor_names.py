"""Actors are read by one grammar of forms: what a name may wear, what it may not, and what stays open."""

from collections.abc import Callable
from datetime import date

import pytest

from benchmarks import actor_lists
from corridorwatch.config import ROOT
from corridorwatch.names.resolve import Answer, Resolver
from tests.asked import Asked

Read = Callable[..., str | None]


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(ROOT / "reference")


@pytest.fixture(scope="module")
def ask(resolver: Resolver, request: pytest.FixtureRequest) -> Callable[..., dict[str, Answer]]:
    return Asked(resolver, "actor", request)


@pytest.fixture(scope="module")
def read(ask: Callable[..., dict[str, Answer]]) -> Callable[..., dict[str, str | None]]:
    return lambda *names, on=None: {name: answer.id for name, answer in ask(*names, on=on).items()}


def test_every_actor_answers_to_its_name_and_abbreviation_unless_these_are_ambiguous(
    resolver: Resolver, read: Read
) -> None:
    """60 of 107 actors did not: Pakistan Navy, Haqqani Network."""
    own = resolver.connection.execute(
        "select unnest([name, abbreviation]), actor_id from ref.actors where actor_id <> 'several'"
    ).fetchall()
    ambiguous = {
        key
        for (key,) in resolver.connection.execute("select alias from ref.actor_aliases where is_ambiguous").fetchall()
    }
    expected = {name: None if name in ambiguous else actor_id for name, actor_id in own if name}
    assert read(*expected) == expected


def test_a_word_is_spelled_in_one_way(resolver: Resolver) -> None:
    twice = "select word from ref.actor_words where role = 'spelling' group by word having count(*) > 1"
    assert resolver.connection.execute(twice).fetchall() == []


def test_no_form_by_construction_means_two_actors(resolver: Resolver) -> None:
    twice = """select key, list(distinct actor_id) from ref.actor_names where not is_ambiguous
        group by key having count(distinct actor_id) > 1"""
    assert resolver.connection.execute(twice).fetchall() == []


@pytest.mark.parametrize(
    "name",
    [
        "Baloch Republican Guards",
        "BRG",
        "BRG: Baloch Republican Guards",
        "Baloch Republican Guards (BRG)",
        "BRG (Baloch Republican Guards)",
        "Baloch Republican Guards - BRG",
        "BRG - Baloch Republican Guards",
        "Baloch Republican Guards/BRG",
        "Baloch Republican Guard",
        "Balochistan Republican Guards",
        "the Baluch Republican Guards",
        "B.R.G.",
        "بلوچ ریپبلکن گارڈز",
        "بی آر جی",
        "بلوچ ریپبلکن گارڈز (بی آر جی)",
    ],
)
def test_the_forms_of_a_name_are_forms_of_one_another(read: Read, name: str) -> None:
    assert read(name) == {name: "brg"}


def test_the_name_and_the_abbreviation_of_a_listed_form_are_forms_too(resolver: Resolver, read: Read) -> None:
    listed = resolver.connection.execute("select alias from ref.actor_aliases where alias = 'LeJ: Lashkar-e-Jabbar'")
    assert listed.fetchall()
    assert read("Lashkar-e-Jabbar") == {"Lashkar-e-Jabbar": "lej"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("the banned Baloch Liberation Front (BLF)", "blf"),
        ("fighters of the outlawed BLF", "blf"),
        ("suspected BLF militants", "blf"),
        ("a spokesman for the BLF", "blf"),
        ("BLF's spokesperson", "blf"),
        ("militant Islamic State group", "islamic-state"),
        ("Lashkar-e-Jhangvi Pakistan", "lej"),
        ("PPP workers", "ppp"),
        ("Navy personnel", "pakistan-navy"),
        ("کالعدم بی ایل ایف کے دہشت گرد", "blf"),
        ("لیویز اہلکار", "levies"),
    ],
)
def test_words_around_a_name_do_not_change_who_it_is(read: Read, name: str, expected: str) -> None:
    assert read(name) == {name: expected}


@pytest.mark.parametrize(
    "name",
    [
        "BLF splinter group",
        "ex-BLF commander",
        "former Levies personnel",
        "anti-Taliban militia",
        "pro-BLA students",
        "BLF-linked militants",
        "police informer",
        "BLA Harbiyar faction",
    ],
)
def test_words_that_change_who_it_is_leave_a_name_open(read: Read, name: str) -> None:
    assert read(name) == {name: None}


@pytest.mark.parametrize("name", ["Hazara militants", "PPP fighters", "police insurgents", "BLF constable"])
def test_a_word_is_left_out_only_beside_an_actor_it_can_be_said_of(read: Read, name: str) -> None:
    """People of an identity have no militants, nor has a party; a group has no constables."""
    assert read(name) == {name: None}


@pytest.mark.parametrize(
    "name",
    [
        "Baloch Liberation Armies",
        "BRA",
        "BRAS fighters",
        "Baloch Republican Party",
        "Lashkar-e-Islam",
        "Lashkar-e-Balochistan",
    ],
)
def test_names_that_differ_by_a_letter_or_a_word_are_not_confused(read: Read, name: str) -> None:
    expected = {
        "Baloch Liberation Armies": None,
        "BRA": "bra",
        "BRAS fighters": "bras",
        "Baloch Republican Party": "brp",
        "Lashkar-e-Islam": "lashkar-e-islam",
        "Lashkar-e-Balochistan": "leb",
    }
    assert read(name) == {name: expected[name]}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BLF: Baloch Liberation Army", "contradicted"),
        ("Baloch Liberation Army (BLF)", "contradicted"),
        ("Baloch Liberation Army (XYZ)", "no_alias"),
        ("TTP: Afghan Taliban", "contradicted"),
        ("PPP: Punjab Provincial Police", "no_alias"),
        ("Reuters", "no_alias"),
    ],
)
def test_a_name_and_an_abbreviation_that_disagree_stay_open(ask: Callable, name: str, expected: str) -> None:
    answer = ask(name)[name]
    assert (answer.id, answer.method) == (None, expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Frontier Corps (FC)", "frontier-corps"),
        ("Frontier Constabulary (FC)", "frontier-constabulary"),
        ("FC", None),
        ("IS: Islamic State (Khorasan)", "iskp"),
        ("Majeed Brigade (BLA)", "majeed-brigade"),
        ("Baloch Liberation Army's Majeed Brigade", "majeed-brigade"),
    ],
)
def test_a_full_name_decides_an_ambiguous_abbreviation_and_the_finer_of_two_names_counts(
    read: Read, name: str, expected: str | None
) -> None:
    assert read(name) == {name: expected}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Military Forces of Pakistan (2013-2018)", "pakistan-military"),
        ("Military Forces of Pakistan (2024-) Navy", "pakistan-navy"),
        ("Police Forces of Pakistan (2018-2022) Balochistan Levies", "levies"),
        ("Police Forces of Pakistan (2022-) Anti-Narcotics Force", "anf"),
        ("Police Forces of Pakistan (2022-) Prison Guards", "prison-guards"),
        ("Police Forces of Pakistan (2022-) River Patrol", None),
        ("Police Forces of Pakistan (2022-) Baloch Liberation Army", None),
        ("Former Police Forces of Pakistan (2022-)", None),
        ("Military Forces of Iran (1989-) Border Guards", "iran-military"),
        ("Military Forces of Afghanistan (2021-)", "afghan-government"),
        ("Police Forces of India (2014-)", "indian-forces"),
        ("Military Forces of Turkey (2016-)", "foreign-forces"),
        ("Military Forces of Balochistan", None),
        ("Government of Iran", "iran-military"),
        ("Government of Balochistan", "government-balochistan"),
        ("Government of Kech District", "government-balochistan"),
        ("Government of Sindh", None),
        ("Turbat police", "police"),
        ("Khuzdar Levies", "levies"),
        ("کوئٹہ پولیس", "police"),
        ("Pasni Coast Guard", "coast-guards"),
        ("Afghan border police", "afghan-government"),
        ("ایرانی سرحدی فورسز", "iran-military"),
        ("Saudi forces", "foreign-forces"),
        ("Lahore Police", None),
        ("Hazara police", None),
    ],
)
def test_forces_and_governments_are_those_of_their_country_or_place(
    read: Read, name: str, expected: str | None
) -> None:
    """An unknown unit came out as police, and so did the Levies."""
    assert read(name) == {name: expected}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hazara Communal Group (Pakistan)", "hazara-shia"),
        ("Ahmadi Communal Group (Pakistan)", "civilians"),
        ("Christian Group (Pakistan)", "civilians"),
        ("Hindu community", "civilians"),
        ("Rind Communal Militia (Pakistan)", "tribal-militia"),
        ("Marri Tribal Militia (Pakistan)", "tribal-militia"),
        ("Noorzai Communal Group (Pakistan)", None),
        ("Mengal tribe", "tribal-militia"),
        ("Sunni Muslim Militia (Pakistan)", None),
        ("anti-government tribesmen", None),
        ("Supporters of a local chief", "tribal-militia"),
        ("Civilians (Afghanistan)", "civilians"),
        ("Civilians (China)", "chinese-nationals"),
        ("Protesters (Iran)", "protesters"),
        ("Jundallah (Afghanistan)", None),
    ],
)
def test_people_of_an_identity_are_no_militia(read: Read, name: str, expected: str | None) -> None:
    assert read(name) == {name: expected}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("XXX770", "unknown"),
        ("Unidentified Armed Group (Pakistan)", "unknown"),
        ("unidentified assailants riding a motorcycle", "unknown"),
        ("two masked gunmen", "unknown"),
        ("نامعلوم مسلح حملہ آور", "unknown"),
        ("Unknown Baloch militants", "baloch-separatists"),
        ("Baloch separatist insurgents", "baloch-separatists"),
        ("Sunni Muslim extremists", "islamist-unknown"),
        ("Unidentified Military Forces", None),
        ("armed men in police uniform", None),
        ("Separatists", None),
        ("bandits", None),
    ],
)
def test_wordings_that_name_nobody_say_so_and_no_more(read: Read, name: str, expected: str | None) -> None:
    assert read(name) == {name: expected}


@pytest.mark.parametrize(
    "name",
    [
        "BLA and BLF",
        "BLA & BLF",
        "BLA, BLF and BRG",
        "BLA vs Frontier Corps",
        "BLA or BLF",
        "بی ایل اے اور بی ایل ایف",
        "BLA/BLF",
        "Levies and unidentified gunmen",
    ],
)
def test_several_names_are_several(ask: Callable, name: str) -> None:
    assert ask(name)[name].method == "several_named"


@pytest.mark.parametrize("name", ["Taliban", "Jundallah", "BNP", "Balochistan National Party", "JUI", "TJP", "طالبان"])
def test_a_name_that_several_carry_decides_nothing(ask: Callable, name: str) -> None:
    assert ask(name)[name].method == "ambiguous_alias"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Baloch Liberaton Army", "bla"),
        ("Balochistan Libreation Front", "blf"),
        ("Baloch Liberation Arm", None),
        ("Baloch Libraton Front", None),
        ("Lashkar-e-Islami", None),
        ("BLFF", None),
    ],
)
def test_one_slip_in_a_long_word_of_a_groups_name_is_read_and_no_more(
    read: Read, name: str, expected: str | None
) -> None:
    assert read(name) == {name: expected}


def test_an_official_label_is_read_with_words_around_it_and_on_its_days_only(read: Read) -> None:
    name = "terrorists of Fitna al-Hindustan"
    assert read(name, on=date(2026, 1, 1)) == {name: "baloch-separatists"}
    assert read(name, on=date(2024, 1, 1)) == {name: None}


@pytest.mark.parametrize("part", actor_lists.PARTS)
def test_lists_of_every_publisher_keep_their_bounds(resolver: Resolver, part: str) -> None:
    """At least 70 per cent right and at most 1 per cent wrong, publisher by publisher."""
    for publisher, counted in actor_lists.score(part, resolver).items():
        whole = sum(counted.values())
        assert counted["right"] >= 0.7 * whole, publisher
        assert counted["wrong"] <= 0.01 * whole, publisher
