"""Names: folding is idempotent; order, repeats and unrelated aliases never change an answer; deaths are conserved."""

import csv

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corridorwatch.config import ROOT
from corridorwatch.names.resolve import Resolver
from corridorwatch.warehouse import load_macros
from tests import world

WORDS = [
    "district",
    "town",
    "of",
    "the",
    "ul",
    "e",
    "i",
    "khail",
    "mohd",
    "ka",
    "il",
    "ah",
    "sub",
    "division",
    "ضلع",
    "Gwadar",
    "quetta",
    "tch",
    "ph",
    "ck",
    "شہر",
]
TEXT = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="aehktcpfmodliu -'.دویہ", max_size=14),
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
)
NAMES = ["Naushki", "Nausheki", "Dasht", "Kulat", "Turbat", "Sui town", "گوادر", "Nowhereabad", "Tump", "Mach Bolan"]


def reference_districts() -> list[dict[str, str]]:
    with (ROOT / "reference" / "districts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def macros() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    load_macros(connection)
    return connection


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(ROOT / "reference")


@settings(max_examples=8, deadline=None)
@given(st.lists(TEXT, min_size=60, max_size=80))
@example(["ga h"])
def test_folding_again_changes_nothing(macros: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    for macro in ("fold_name", "fold_group"):
        changed = macros.execute(
            f"with once as materialized (select {macro}(text) as folded from (select unnest(?) as text)),"
            f" twice as (select folded, {macro}(folded) as again from once)"
            " select * from twice where folded is distinct from again",
            [texts],
        ).fetchall()
        assert changed == [], macro


@settings(max_examples=3, deadline=None)
@given(st.permutations(NAMES), st.lists(st.sampled_from(NAMES), max_size=5))
def test_order_and_repeats_never_change_an_answer(resolver: Resolver, order: list[str], again: list[str]) -> None:
    alone = {answer.name: answer for answer in resolver.resolve("district", NAMES)}
    asked = [*order, *again]
    answers = resolver.resolve("district", asked)
    assert [answer.name for answer in answers] == asked
    assert all(answer == alone[answer.name] for answer in answers)


DISTRICTS = sorted({row["name"] for row in reference_districts()} - {"Karezat", "Lehri"})
JOINERS = [
    " and ",
    ", ",
    "/",
    " / ",
    "-",
    " - ",
    "–",
    " & ",
    "&",
    " or ",
    " + ",
    "; ",
    " to ",
    "|",
    "\n",
    " as well as ",
    " اور ",
    "، ",
    " و ",
]
AROUND = [
    "{}",
    "{} districts",
    "districts of {}",
    "between {}",
    "the towns of {}",
    "both {}",
    "{} area",
    "near {}",
    "{}, Balochistan",
]


@settings(max_examples=6, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(DISTRICTS), min_size=2, max_size=3, unique=True),
            st.sampled_from(JOINERS),
            st.sampled_from(AROUND),
        ),
        min_size=120,
        max_size=160,
    )
)
def test_two_districts_are_never_one_of_them(resolver: Resolver, asked: list[tuple[list[str], str, str]]) -> None:
    texts = [around.format(joiner.join(names)) for names, joiner, around in asked]
    answers = resolver.resolve("district", texts)
    assert {answer.name: answer.id for answer in answers if answer.id is not None} == {}


def test_two_names_that_could_mean_one_district_are_still_two(resolver: Resolver) -> None:
    """Each of "Nasirabad and Jaffarabad" could be in the other's district, and both were once put there."""
    [answer] = resolver.resolve("district", ["Nasirabad and Jaffarabad"])
    assert answer.id is None


def test_unrelated_aliases_never_change_an_answer(tmp_path, resolver: Resolver) -> None:
    reference = world.copy_reference(tmp_path)
    file = reference / "district_aliases.csv"
    unrelated = [
        f"{name},zhob,latin,locality,field_only,no,,,,,,,,low,,test\n" for name in ("Zzyxdorf", "Ооооо", "Wrstlqmp")
    ]
    file.write_text("".join([file.read_text(encoding="utf-8"), *unrelated]), encoding="utf-8")
    before = [(answer.name, answer.id, answer.method) for answer in resolver.resolve("district", NAMES)]
    after = [(answer.name, answer.id, answer.method) for answer in Resolver(reference).resolve("district", NAMES)]
    assert after == before


def test_deaths_are_conserved_under_any_alias_table(tmp_path) -> None:
    """An alias table without half its rows moves deaths into the bucket; it loses none."""
    reference = world.copy_reference(tmp_path)
    named = ["Quetta", "Turbat", "Dasht", "Nowhereabad", "Panjgur; Harnai", "Naushki"]
    world.write_ledger(
        reference,
        incidents=[
            {"incident_id": f"a{n}", "district_as_written": name, "killed_total": n + 1} for n, name in enumerate(named)
        ],
    )
    file = reference / "district_aliases.csv"
    header, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    for kept in (rows[::2], rows[:5]):
        file.write_text("".join([header, *kept]), encoding="utf-8")
        folder = tmp_path / f"{len(kept)}{kept[0][:3]}"
        folder.mkdir()
        connection = world.open_database(folder / "w.duckdb")
        world.load(connection, reference, folder / "snapshots")
        world.build_models(connection)
        assert connection.execute("select sum(killed_best) from core.incidents").fetchone() == (21,)
        assert not {rule for rule in world.broken_rules(connection) if "conservation" in rule or "totals" in rule}


COMPANY = {
    "district": ["Kech and Xyz", "Xyz", "Kech", "Xyz in Kohlu", "Dasht", "Pasni", "Mastugn"],
    "actor": ["BLF: Baloch Liberation Army", "BLF", "Baloch Liberation Army", "FC", "Frontier Corps (FC)", "BLFF"],
}


@pytest.mark.parametrize("kind", COMPANY)
def test_a_name_is_answered_alone_as_in_any_company(resolver: Resolver, kind: str) -> None:
    """Tests that read hundreds of names at once (tests/asked.py) rest on it."""
    together = resolver.resolve(kind, COMPANY[kind])
    assert [resolver.resolve(kind, [name])[0] for name in COMPANY[kind]] == together
