"""Folding: which spellings are the same name, and which are not. The table grows with every spelling that surprised somebody."""

import duckdb
import pytest

from corridorwatch.warehouse import load_macros


@pytest.fixture(scope="module")
def macros() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    load_macros(connection)
    return connection


@pytest.mark.parametrize(
    ("one", "other"),
    [
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
    ],
)
def test_two_spellings_of_one_name_fold_alike(macros: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    folded = macros.execute("select fold_name(?), fold_name(?)", [one, other]).fetchone()
    assert folded[0] == folded[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kalat", "Kolat"),
        ("Gwadar", "Khuzdar"),
        ("Sui", "Sibi"),
        ("Killa Saifullah", "Killa Abdullah"),
        ("Shingar North", "Shingar South"),
        ("Quetta East", "Quetta West"),
        ("Nal", "Nall Bazaar"),
        ("کیچ", "کچ"),
    ],
)
def test_two_names_do_not_fold_alike(macros: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    folded = macros.execute("select fold_name(?), fold_name(?)", [one, other]).fetchone()
    assert folded[0] != folded[1]


@pytest.mark.parametrize(("one", "other"), [("BLA", "BLA-A"), ("BLA", "BLAA"), ("TTP", "TP"), ("BNA", "BLA")])
def test_initials_of_two_groups_do_not_run_together(macros: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    """Without doubled letters "BLA-A", a faction, was the BLA."""
    folded = macros.execute("select fold_group(?), fold_group(?)", [one, other]).fetchone()
    assert folded[0] != folded[1]


@pytest.mark.parametrize("nothing", [None, "", " - ", "'"])
def test_no_letters_are_no_name(macros: duckdb.DuckDBPyConnection, nothing: str | None) -> None:
    assert macros.execute("select fold_name(?)", [nothing]).fetchone() == (None,)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("Naushki", "Noshki", True), ("Mashkai", "Mashkey", True), ("Parome", "Parom", True), ("Kalat", "Kulat", False)],
)
def test_names_that_sound_alike(macros: duckdb.DuckDBPyConnection, one: str, other: str, alike: bool) -> None:
    sounds = macros.execute("select key_sound(fold_name(?)), key_sound(fold_name(?))", [one, other]).fetchone()
    assert (sounds[0] == sounds[1]) is alike
