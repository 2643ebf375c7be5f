"""Names of places: what a text says of one place or of several, and which forms may be read that no reviewer has seen."""

import csv
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from corridorwatch.config import ROOT
from corridorwatch.names.resolve import Answer, Resolver
from tests import world
from tests.asked import Asked
from tests.conftest import Build
from tests.lazy import LazyWorld

pytestmark = pytest.mark.long

COLUMNS = [
    "alias",
    "district_id",
    "script",
    "kind",
    "match_scope",
    "is_ambiguous",
    "ambiguous_with",
    "ambiguous_note",
    "valid_from",
    "valid_to",
    "point_latitude",
    "point_longitude",
    "point_kind",
    "confidence",
    "note",
    "source",
]


def alias(name: str, district: str, kind: str = "locality", scope: str = "free_text", **more: str) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "") | {"alias": name, "district_id": district, "kind": kind, "match_scope": scope}
    return row | {"script": "latin", "is_ambiguous": "no", "confidence": "high", "source": "test"} | more


ALIASES = [
    *(
        alias(name, name.lower().replace(" ", "-"), "canonical")
        for name in ("Kech", "Panjgur", "Gwadar", "Kohlu", "Khuzdar", "Quetta", "Mastung", "Kharan", "Awaran", "Chaman")
    ),
    *(alias(name, "kech", "canonical", script="arabic") for name in ("کیچ",)),
    *(alias(name, "panjgur", "canonical", script="arabic") for name in ("پنجگور",)),
    alias("Turbat", "kech", "headquarters_town"),
    alias("Kahan", "kohlu", "tehsil"),
    alias("Pasni", "gwadar", "tehsil"),
    alias("Sariab", "quetta"),
    alias("پروم", "panjgur", script="arabic"),
    alias("Hazara Town", "quetta"),
    alias("Zangabad", "awaran", "locality", "field_only"),
    alias("Thal", "khuzdar", "union_council", "field_only"),
    alias("Kingri", "kharan", "tehsil"),
    alias("Balgatar", "kech", is_ambiguous="yes", ambiguous_with="awaran"),
    alias("Balgatar", "awaran", is_ambiguous="yes", ambiguous_with="kech"),
    alias("Quetta-Sorgaz road", "mastung", "ledger_wording"),
]
ELSEWHERE = [("Thall", "Pakistan, Khyber Pakhtunkhwa"), ("Karachi", "Pakistan, Sindh"), ("Sindh", "Pakistan, Sindh")]
ELSEWHERE += [("Kingri", "Pakistan, Sindh"), ("Wah Cantt", "Pakistan, Punjab"), ("Mastugm", "Iran")]


def resolver_over(tmp_path: Path, aliases: list[dict[str, str]]) -> Resolver:
    reference = world.copy_reference(tmp_path)
    with (reference / "district_aliases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(aliases)
    text = "name,region,source\n" + "".join(f'{name},"{region}",test\n' for name, region in ELSEWHERE)
    (reference / "places_elsewhere.csv").write_text(text, encoding="utf-8")
    return Resolver(reference)


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Resolver:
    return resolver_over(tmp_path_factory.mktemp("names"), ALIASES)


Ask = Callable[..., dict[str, Answer]]
Ids = Callable[..., dict[str, str | None]]


@pytest.fixture(scope="module")
def ask(small: Resolver, request: pytest.FixtureRequest) -> Ask:
    return Asked(small, "district", request)


@pytest.fixture(scope="module")
def ids(ask: Ask) -> Ids:
    return lambda *names: {name: answer.id for name, answer in ask(*names).items()}


SEVERAL = [
    "Kohlu and Khuzdar districts",
    "districts of Gwadar and Kharan",
    "between the towns of Turbat and Pasni",
    "Kech/Panjgur",
    "Quetta & Mastung",
    "Quetta, Mastung",
    "Kech-Panjgur",
    "Turbat–Gwadar",
    "Kech, Gwadar and Panjgur",
    "both Kech and Awaran",
    "from Turbat to Panjgur",
    "Kech or Awaran",
    "کیچ اور پنجگور",
    "کیچ، پنجگور",
    "Kech\nPanjgur",
]


def test_places_of_several_districts_are_several(ask: Ask) -> None:
    answers = ask(*SEVERAL)
    assert {name: (answer.id, answer.method) for name, answer in answers.items()} == dict.fromkeys(
        SEVERAL, (None, "several_districts")
    )


def test_places_of_one_district_are_that_one(ids: Ids) -> None:
    names = ("Turbat and Kech", "Turbat/Kech", "Turbat-Kech", "Turbat, Kech", "Kech (Turbat)", "Turbat & Kech")
    assert ids(*names) == dict.fromkeys(names, "kech")


def test_beside_an_unknown_name_a_known_one_decides_nothing(ids: Ids) -> None:
    names = ("Kech and Xyz", "Xyz and Kech", "Kech/Xyz", "Xyz & Kech", "Kech-Xyz", "districts of Kech and Xyz")
    names += ("Kech, Xyz and Abc", "Karachi and Quetta", "Quetta-Karachi", "Quetta-Karachi highway")
    assert ids(*names) == dict.fromkeys(names)


def test_unknown_places_together_are_in_the_district_said_after_them(ids: Ids) -> None:
    names = ("Xyz and Abc, Kech", "Xyz / Abc, Kech district", "Xyz and Abc villages of Kech district")
    assert ids(*names) == dict.fromkeys(names, "kech")


def test_a_reviewed_name_is_not_taken_apart(ids: Ids) -> None:
    assert ids("Quetta-Sorgaz road") == {"Quetta-Sorgaz road": "mastung"}


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("Kahan area of Kohlu district", "kohlu"),
        ("Xyz area of Kohlu district", "kohlu"),
        ("Xyz in Kohlu", "kohlu"),
        ("Xyz, Kohlu district", "kohlu"),
        ("Xyz (Kohlu)", "kohlu"),
        ("Kahan area, Kohlu", "kohlu"),
        ("near Xyz in Kohlu district", "kohlu"),
        ("tehsil Xyz of district Kohlu", "kohlu"),
        ("Quetta's Xyz area", "quetta"),
        ("ضلع پنجگور کے علاقے پروم", "panjgur"),
        ("کیچ کے علاقے نامعلوم", "kech"),
        ("Kahan, Kohlu, Balochistan, Pakistan", "kohlu"),
        # Names that disagree, and names of outside.
        ("Kahan area of Kech district", None),
        ("Khuzdar, Sindh", None),
        ("Turbat, near Karachi", None),
        # So far away is not there.
        ("30 km from Quetta", None),
        ("a village south of Quetta", None),
        # A name of several places is in one of them.
        ("Balgatar, Kech", "kech"),
        ("Balgatar, Panjgur", None),
        # A road or a border is named after where it leads.
        ("Mastung road, Quetta", "quetta"),
        ("Xyz, near Mastung border, Quetta", "quetta"),
        ("Mastung road", "mastung"),
    ],
)
def test_a_district_said_in_words_is_read(ids: Ids, text: str, district: str | None) -> None:
    assert ids(text) == {text: district}


KINDS = [
    "bazaar",
    "bazar",
    "bypass",
    "area",
    "mills",
    "cross",
    "chowk",
    "road",
    "colony",
    "town",
    "city",
    "tehsil",
    "sub-division",
    "market",
    "hospital",
    "airport",
    "cantonment",
    "camp",
    "village",
    "checkpost",
]


def test_a_known_place_with_a_word_for_a_kind_of_place_is_that_place(ids: Ids) -> None:
    names = [f"Turbat {kind}" for kind in KINDS]
    names += ["Turbat railway station", "Turbat check post", "Turbat main bazaar", "Killi Turbat", "Goth Turbat"]
    assert ids(*names) == dict.fromkeys(names, "kech")
    urdu = ["کیچ بازار", "کیچ چوک", "کیچ بائی پاس", "کیچ ایئرپورٹ"]
    assert ids(*urdu) == dict.fromkeys(urdu, "kech")


def test_a_word_that_is_part_of_a_name_is_not_dropped(ids: Ids) -> None:
    assert ids("Hazara Town", "Hazara", "Hazara area") == {
        "Hazara Town": "quetta",
        "Hazara": None,
        "Hazara area": "quetta",
    }


def test_a_word_is_dropped_only_from_a_name_that_is_known_without_it(ids: Ids) -> None:
    """Pasini alone may be Pasni; Pasini town is one guess more."""
    assert ids("Turbatt bazaar", "Khuzdr town", "Wah Cantt", "Karachi airport") == {
        "Turbatt bazaar": "kech",  # doubled letters fold
        "Khuzdr town": None,
        "Wah Cantt": None,
        "Karachi airport": None,
    }


def test_letters_swapped_or_one_edit_of_a_long_name_resolve(ask: Ask) -> None:
    answers = ask("Khudzar", "Saraib", "Mastugn", "Martung", "Chamran", "Panjgoru")
    found = {name: (answer.id, answer.method) for name, answer in answers.items()}
    assert found["Khudzar"] == ("khuzdar", "letters_swapped")
    assert found["Saraib"] == ("quetta", "letters_swapped")
    assert found["Mastugn"][0] is None  # Mastugm of Iran is as near
    assert found["Panjgoru"][0] == "panjgur"
    assert found["Martung"][0] is None  # another letter makes another name
    assert found["Chamran"][0] is None  # so does one letter more in a short one


def test_small_places_and_shared_names_need_the_province(ids: Ids) -> None:
    """A village's name is common, and gazetteers of every country here write with signs for long vowels."""
    asked = ("Zangabad", "Zangabad, Balochistan", "Zangabad town", "Zingabad", "Thal", "Thall town")
    asked += ("Kingri", "Kingri, Balochistan", "Pāsnī", "Pāsnī, Balochistan", "Pasni")
    assert ids(*asked) == {
        "Zangabad": None,
        "Zangabad, Balochistan": "awaran",
        "Pāsnī": None,
        "Pāsnī, Balochistan": "gwadar",
        "Pasni": "gwadar",
        "Zangabad town": None,
        "Zingabad": None,
        "Thal": None,
        "Thall town": None,
        "Kingri": None,
        "Kingri, Balochistan": "kharan",
    }


@pytest.mark.parametrize(("province", "method"), [("Balochistan", "place_alias"), (None, "outside_balochistan")])
def test_a_record_that_names_the_province_says_more(small_world: Build, province: str | None, method: str) -> None:
    row = {"incident_id": "a", "district_as_written": None, "place_as_written": "Mirwaah", "province": province}
    build = small_world(incidents=[row])
    assert build.execute("select district_method from core.incidents").fetchone() == (method,)


IN_A_DISTRICT_COLUMN = [
    ("Kech/Panjgur", "balochistan", "several_districts"),
    ("Kech and Panjgur districts", "balochistan", "several_districts"),
    ("Kech and Nowhereabad", "balochistan", "several_districts"),
    ("Turbat, Kech", "kech", "district_alias"),
    ("Kech, Balochistan", "kech", "district_alias"),
    ("Naseerabd district", "nasirabad", "district_alias"),
]


@pytest.fixture(scope="module")
def in_a_district_column(shared_world: Build) -> LazyWorld:
    return shared_world(
        incidents=[
            {"incident_id": str(number), "district_as_written": text, "killed_total": 1}
            for number, (text, _, _) in enumerate(IN_A_DISTRICT_COLUMN)
        ]
    )


@pytest.mark.parametrize("number", range(len(IN_A_DISTRICT_COLUMN)), ids=lambda n: IN_A_DISTRICT_COLUMN[n][0])
def test_a_district_column_is_read_alike(in_a_district_column: LazyWorld, number: int) -> None:
    found = in_a_district_column.execute(
        "select district_id, district_method from core.incidents where incident_id = $id", {"id": str(number)}
    )
    assert found.fetchall() == [IN_A_DISTRICT_COLUMN[number][1:]]


def test_parts_keep_their_order_and_their_numbers(small: Resolver) -> None:
    small.resolve("district", ["Kech-Panjgur, Quetta and Mastung"])
    found = small.connection.execute(
        "select part, written, is_joined, piece_of from core.written_names order by part"
    ).fetchall()
    assert found == [
        (0, "Kech-Panjgur, Quetta and Mastung", False, None),
        (1, "Kech-Panjgur", False, None),
        (2, "Quetta", True, None),
        (3, "Mastung", True, None),
        (1001, "Kech", True, 1),
        (1002, "Panjgur", True, 1),
    ]


def test_no_place_elsewhere_hides_the_name_of_a_district() -> None:
    """A row of places_elsewhere.csv that folds like a district's own name would send its deaths to the bucket."""
    with (ROOT / "reference" / "districts.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["set_36"] == "yes"]
    names = list(itertools.chain.from_iterable((row["name"] + " district", row["name_ur"]) for row in rows))
    answers = {answer.name: answer for answer in Resolver(ROOT / "reference").resolve("district", names)}
    wrong = {
        name: answers[name].id
        for row in rows
        for name in (row["name"] + " district", row["name_ur"])
        if answers[name].id not in (row["district_id"], None)
    }
    assert wrong == {}
    assert [row["name"] for row in rows if answers[row["name"] + " district"].id is None] == []
