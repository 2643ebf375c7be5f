"""Folding: which spellings are the same name, and which are not. The tables grow with every spelling that surprised somebody."""

from collections.abc import Iterable

import duckdb
import pytest

from corridorwatch.warehouse import load_macros

ALIKE = [
    ("Quetta", "QUETTA  District"),
    ("Quetta", "Ｑｕｅｔｔａ"),
    ("Jaffarabad", "Jafarabad Distrcit"),
    ("Jaffarabad", "District Jaffar Abad"),
    ("Killa Saifullah", "Qila Saif Ullah"),
    ("Killa Saifullah", "Qil'a Saifullāh"),
    ("Qilla Abdullah", "Kila Abdulla"),
    ("Musa Khel", "Musakhail"),
    ("Naseerabad", "Nasir Abad"),
    ("Surab", "Soorab"),
    ("Sibi", "Sibbi tehsil"),
    ("Aab-e-Gum", "Ab-i-Gum"),
    ("Gandawah", "Gandava"),
    ("Ornach", "Ornatch"),
    ("Muhammad Ali Pur", "Mohammed Alipur"),
    ("Turbat Town", "Turbat City"),
    ("کوئٹہ", "كوئٹه"),
    ("کوئٹہ", "ضلع کوئٹہ"),
    ("گوادر", "گـوادر"),
    ("گوادر", "گوا\u200cدر"),
    ("گوادر", "\ufb94\ufeee\ufe8d\ufea9\ufead"),
    ("پسنی", "پسني"),
]
NOT_ALIKE = [
    ("Kalat", "Kolat"),
    ("Gwadar", "Khuzdar"),
    ("Sui", "Sibi"),
    ("Killa Saifullah", "Killa Abdullah"),
    ("Shingar North", "Shingar South"),
    ("Quetta East", "Quetta West"),
    ("Nal", "Nall Bazaar"),
    ("کیچ", "کچ"),
]
TWO_GROUPS = [("BLA", "BLA-A"), ("BLA", "BLAA"), ("TTP", "TP"), ("BNA", "BLA")]
SOUND_ALIKE = [("Naushki", "Noshki"), ("Mashkai", "Mashkey"), ("Parome", "Parom")]
SOUND_APART = [("Kalat", "Kulat"), ("Degan", "Dogan")]

Pairs = list[tuple[str, str]]


@pytest.fixture(scope="module")
def macros() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    load_macros(connection)
    return connection


def forms(macros: duckdb.DuckDBPyConnection, texts: Iterable[str | None], fold: str, key: str = "") -> dict:
    """Every text as it is compared, in one query: the macro takes longer to plan than to run."""
    return dict(
        macros.execute(
            f"with folded as materialized (select text, {fold}(text) as form from (select unnest(?) as text))"
            f" select text, {key}(form) from folded",
            [list(dict.fromkeys(texts))],
        ).fetchall()
    )


def alike(macros: duckdb.DuckDBPyConnection, pairs: Pairs, fold: str, key: str = "") -> Pairs:
    """The pairs that are compared as one name."""
    found = forms(macros, (text for pair in pairs for text in pair), fold, key)
    assert None not in found.values()
    return [(one, other) for one, other in pairs if found[one] == found[other]]


def test_two_spellings_of_one_name_fold_alike(macros: duckdb.DuckDBPyConnection) -> None:
    assert alike(macros, ALIKE, "fold_name") == ALIKE


def test_two_names_do_not_fold_alike(macros: duckdb.DuckDBPyConnection) -> None:
    assert alike(macros, NOT_ALIKE, "fold_name") == []


def test_initials_of_two_groups_do_not_run_together(macros: duckdb.DuckDBPyConnection) -> None:
    """Without doubled letters "BLA-A", a faction, was the BLA."""
    assert alike(macros, TWO_GROUPS, "fold_group") == []


def test_no_letters_are_no_name(macros: duckdb.DuckDBPyConnection) -> None:
    nothing = [None, "", " - ", "'"]
    assert forms(macros, nothing, "fold_name") == dict.fromkeys(nothing)


def test_names_that_sound_alike(macros: duckdb.DuckDBPyConnection) -> None:
    assert alike(macros, SOUND_ALIKE + SOUND_APART, "fold_name", "key_sound") == SOUND_ALIKE
