"""How well, and how fast, names of places resolve: right, wrong and abstained, against exact matching and rapidfuzz.

    python -m benchmarks.names            accuracy on held-out spellings, held-out places and corruptions
    python -m benchmarks.names --speed    1, 10 and 100 thousand distinct names, and 10 million rows

The labels are the reviewed aliases themselves. A place is a group of forms of one district that are spelled alike.
Held-out spelling: every form that folds like the asked one is taken out and another spelling of the place stays (hard),
or only the form itself goes (easy). Held-out place: all its forms go; an answer is right only if the text also names
another place of that district ("Kech (Turbat)"). Corruptions: slips and transliterations of forms that stay.
"""

import argparse
import csv
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from corridorwatch.config import ROOT
from corridorwatch.names.resolve import Resolver
from corridorwatch.warehouse import load_macros

REFERENCE = ROOT / "reference"
FOLDS = 12
Form = dict[str, str]


def read_forms() -> tuple[list[str], list[Form]]:
    """Columns and rows of the alias table."""
    with (REFERENCE / "district_aliases.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or ()), rows


def fold_all(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name -> folded form and consonants."""
    connection = duckdb.connect()
    load_macros(connection)
    wanted = sorted(set(names))
    found = connection.execute(
        "with n as materialized (select name, fold_name(name) as folded from (select unnest($names) as name))"
        " select name, folded, coalesce(key_consonants(folded), folded) from n",
        {"names": wanted},
    ).fetchall()
    return {name: (folded, consonants) for name, folded, consonants in found}


def places(rows: list[Form], folds: dict[str, tuple[str, str]]) -> list[list[str]]:
    """Groups of forms of one district whose spellings are near. Unambiguous, undated, Latin forms only."""
    from rapidfuzz import fuzz

    bad = {row["alias"] for row in rows if row["is_ambiguous"] == "yes" or row["valid_from"] or row["valid_to"]}
    by_district: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["script"] == "latin" and row["alias"] not in bad and row["match_scope"] != "district_field":
            by_district[row["district_id"]].append(row["alias"])
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for names in by_district.values():
        for i, one in enumerate(names):
            for other in names[:i]:
                (fold_a, cons_a), (fold_b, cons_b) = folds[one], folds[other]
                alike = fuzz.ratio(fold_a, fold_b)
                if fold_a == fold_b or alike >= 80 or (cons_a == cons_b and alike >= 60):
                    parent[root(one)] = root(other)
    groups: dict[str, list[str]] = defaultdict(list)
    for names in by_district.values():
        for name in names:
            groups[root(name)].append(name)
    return sorted(sorted(set(group)) for group in groups.values())


def corrupt(name: str, rng: random.Random) -> str:
    """Another way to write `name`: one slip, one transliteration, an extra word, or the words turned round."""
    kind = rng.randrange(5)
    letters = list(name)
    inner = [i for i in range(1, len(letters) - 1) if letters[i].isalpha()]
    if kind == 0 and len(inner) > 1:
        i = rng.choice(inner[:-1])
        letters[i], letters[i + 1] = letters[i + 1], letters[i]
        return "".join(letters)
    if kind == 1 and inner:
        del letters[rng.choice(inner)]
        return "".join(letters)
    if kind == 2 and " " in name:
        return " ".join(reversed(name.split()))
    if kind == 3:
        return rng.choice(["{} town", "near {}", "{} area", "{}, Balochistan", "district {}"]).format(name)
    swaps = [
        ("u", "oo"),
        ("i", "ee"),
        ("q", "k"),
        ("k", "q"),
        ("w", "v"),
        ("a", "u"),
        ("kh", "k"),
        ("e", "i"),
        ("o", "u"),
        ("ai", "ey"),
    ]
    rng.shuffle(swaps)
    for old, new in swaps:
        if old in name[1:]:
            at = name.index(old, 1)
            return name[:at] + new + name[at + len(old) :]
    return name + "h"


Ask = Callable[[list[Form], list[str]], dict[str, tuple[str | None, str, list[str]]]]


def ours(columns: list[str]) -> Ask:
    """The project's resolver over a reduced alias table."""

    def ask(rows: list[Form], names: list[str]) -> dict[str, tuple[str | None, str, list[str]]]:
        with tempfile.TemporaryDirectory() as folder:
            for file in REFERENCE.glob("*.csv"):
                if file.name != "district_aliases.csv":
                    (Path(folder) / file.name).write_bytes(file.read_bytes())
            with (Path(folder) / "district_aliases.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
            answers = Resolver(Path(folder)).resolve("district", names)
        return {
            answer.name: (answer.id, answer.method, [each.id for each in answer.candidates[:3]]) for answer in answers
        }

    return ask


def exact(rows: list[Form], names: list[str]) -> dict[str, tuple[str | None, str, list[str]]]:
    """The form itself, letter by letter but for case."""
    known: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        known[row["alias"].lower()].add(row["district_id"])
    hit = {name: known.get(name.lower(), set()) for name in names}
    return {name: (next(iter(ids)) if len(ids) == 1 else None, "exact", []) for name, ids in hit.items()}


def wratio(cutoff: int) -> Ask:
    """rapidfuzz's usual call: the best WRatio at or above the cut-off."""

    def ask(rows: list[Form], names: list[str]) -> dict[str, tuple[str | None, str, list[str]]]:
        from rapidfuzz import fuzz, process, utils

        forms = {row["alias"]: row["district_id"] for row in rows}
        keys = list(forms)
        found = {
            name: process.extractOne(
                name, keys, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=cutoff
            )
            for name in names
        }
        return {name: (forms[hit[0]] if hit else None, "wratio", []) for name, hit in found.items()}

    return ask


def score(title: str, ask: Ask, trials: list[tuple[set[str], list[tuple[str, str | None]]]], rows: list[Form]) -> None:
    """Print one line: right, wrong, abstained and right among the first three, in per cent; then the same per method.

    Args:
        trials: forms taken out, and the names asked with their district (None: nothing is right).
    """
    verdicts: Counter[str] = Counter()
    methods: Counter[tuple[str, str]] = Counter()
    among_three = asked = 0
    for out, names in trials:
        kept = [row for row in rows if row["alias"] not in out]
        answers = ask(kept, [name for name, _ in names])
        for name, wanted in names:
            found, method, proposed = answers[name]
            verdict = "abstained" if found is None else "right" if found == wanted else "wrong"
            verdicts[verdict] += 1
            if found is not None:
                methods[method, verdict] += 1
            among_three += wanted in proposed
            asked += 1
    shares = "  ".join(f"{key} {100 * verdicts[key] / asked:5.1f} %" for key in ("right", "wrong", "abstained"))
    print(f"{title:<44} n={asked:<6} {shares}  in three {100 * among_three / asked:5.1f} %")
    if ask not in (exact,) and "wratio" not in {method for method, _ in methods}:
        print("    " + ", ".join(f"{method} {verdict} {count}" for (method, verdict), count in sorted(methods.items())))


def split(groups: list, parts: int = FOLDS) -> list[list]:
    """The groups in `parts` equal shares, so that most of the table stays while a share is held out."""
    shuffled = list(groups)
    random.Random(1).shuffle(shuffled)
    return [shuffled[i::parts] for i in range(parts)]


def accuracy() -> None:
    columns, rows = read_forms()
    folds = fold_all(row["alias"] for row in rows)
    district = {row["alias"]: row["district_id"] for row in rows}
    groups = places(rows, folds)
    by_fold: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        by_fold[folds[row["alias"]][0]].add(row["alias"])
    several = [group for group in groups if len({folds[name][0] for name in group}) > 1]
    spellings = [(name, group) for group in several for name in group]
    hard, easy, gone, bent = [], [], [], []
    rng = random.Random(7)
    # One form of a place at a time: the n-th share holds out each place's n-th fold.
    for n in range(max(len({folds[name][0] for name in group}) for group in several)):
        out, asked = set(), []
        for group in several:
            each = sorted({folds[name][0] for name in group})
            if n < len(each):
                taken = by_fold[each[n]]
                out |= taken
                asked += [(name, district[name]) for name in group if name in taken]
        hard.append((out, asked))
    for share in split(spellings):
        easy.append(({name for name, _ in share}, [(name, district[name]) for name, _ in share]))
    for share in split(groups):
        out = {form for group in share for name in group for form in by_fold[folds[name][0]]}
        gone.append((out, [(name, district[name]) for group in share for name in group]))
    bent.append((set(), [(corrupt(name, rng), district[name]) for group in groups for name in group]))
    print(f"{len(groups)} places, {len(several)} of them spelled in several ways, {sum(map(len, groups))} forms\n")
    for title, ask in (
        ("corridorwatch", ours(columns)),
        ("exact", exact),
        ("WRatio 80", wratio(80)),
        ("WRatio 90", wratio(90)),
    ):
        score(f"{title}: spelling held out, hard", ask, hard, rows)
        score(f"{title}: spelling held out, easy", ask, easy, rows)
        score(f"{title}: place held out", ask, gone, rows)
        score(f"{title}: corrupted", ask, bent, rows)
        print()


def speed() -> None:
    _, rows = read_forms()
    names = [row["alias"] for row in rows]
    rng = random.Random(3)
    resolver = Resolver(REFERENCE)
    for count in (1_000, 10_000, 100_000):
        wanted: dict[str, None] = {}
        while len(wanted) < count:
            name = corrupt(corrupt(rng.choice(names), rng), rng)
            wanted[name if len(wanted) % 2 else f"{name} {rng.randrange(count)}"] = None
        started = time.perf_counter()
        answers = resolver.resolve("district", list(wanted))
        took = time.perf_counter() - started
        resolved = sum(answer.id is not None for answer in answers)
        print(f"{count:>7,} distinct names: {took:6.1f} s, {resolved:,} resolved")
    connection = duckdb.connect()
    load_macros(connection)
    connection.execute("create table forms as select unnest($names) as written", {"names": names})
    connection.execute("create table forms_n as select written, row_number() over () as n from forms")
    connection.execute(
        "create table records as select i as id, written as place from range(10000000) t(i)"
        " join forms_n on n = 1 + hash(i) % (select count(*) from forms_n)"
    )
    started = time.perf_counter()
    connection.execute("create table copied as select id, place, length(place) as said from records")
    scan = time.perf_counter() - started
    connection.execute("drop table copied")
    started = time.perf_counter()
    distinct = [row[0] for row in connection.execute("select distinct place from records").fetchall()]
    answers = resolver.resolve("district", distinct)
    middle = time.perf_counter()
    connection.execute("create table read (place varchar, id varchar)")
    connection.executemany("insert into read values (?, ?)", [(answer.name, answer.id) for answer in answers])
    joining = time.perf_counter()
    connection.execute(
        "create table resolved as select records.id, records.place, read.id as district_id"
        " from records left join read using (place)"
    )
    ended = time.perf_counter()
    print(f"10,000,000 rows: scanned and written in {scan:.2f} s; resolved and written in {ended - started:.2f} s")
    print(f"    of which {len(distinct):,} distinct names {middle - started:.2f} s, the join {ended - joining:.2f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--speed", action="store_true")
    speed() if parser.parse_args().speed else accuracy()
