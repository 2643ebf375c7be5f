"""How well, and how fast, names of places resolve: right, wrong and abstained, against exact matching and rapidfuzz.

    python -m benchmarks.names            labelled lists, held-out spellings, held-out places and corruptions
    python -m benchmarks.names --compare  the same beside exact matching and rapidfuzz
    python -m benchmarks.names --speed    1, 10 and 100 thousand distinct names, and 10 million rows
    python -m benchmarks.names --ledger   the ledger's own places, weighted by rows and deaths
    python -m benchmarks.names --rows     10 million rows only
    python -m benchmarks.names --actors   labelled strings of actors only, tuned and untuned parts apart

The labels are the reviewed aliases themselves. A place is a group of forms of one district that are spelled alike.
Held-out spelling: every form that folds like the asked one is taken out and another spelling of the place stays
(hard), or only the form itself goes (easy). Held-out place: all its forms go, and nothing in the text names another
place of its district that stays; texts that do ("Kech (Turbat)", the words turned round) are scored apart.
Corruptions: slips and transliterations of forms that stay.

labelled_names.csv holds lists written from general knowledge: places spelled as press and gazetteers might, several
places and districts in one text, places that the table lacks, and places elsewhere (asked with all that fold like them
taken out of places_elsewhere.csv). The rules were tuned on one half of each, never on the other; they print apart.
"""

import argparse
import csv
import random
import re
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from benchmarks import actor_lists
from corridorwatch.config import ROOT
from corridorwatch.graph import Graph
from corridorwatch.names.resolve import Resolver
from corridorwatch.warehouse import load_macros

REFERENCE = ROOT / "reference"
LABELLED = ROOT / "benchmarks" / "labelled_names.csv"
FOLDS = 6
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


def word_runs(name: str) -> set[str]:
    """Every run of words of `name`, and its words in the order of the alphabet: what of it may be a name by itself."""
    words = [word for word in re.split(r"[^\w'’-]+", name) if word]
    runs = {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    return runs | {" ".join(reversed(words)), " ".join(sorted(words))}


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


def labelled(file: Path = LABELLED) -> None:
    """The lists of `file`, by half: right, wrong, abstained. A text of several districts is right when it is none."""
    with file.open(encoding="utf-8", newline="") as opened:
        asked = list(csv.DictReader(opened))
    with (REFERENCE / "places_elsewhere.csv").open(encoding="utf-8", newline="") as opened:
        elsewhere = list(csv.DictReader(opened))
    names = [row["written"] for row in asked if row["list"] == "elsewhere"]
    folds = fold_all([*names, *(row["name"] for row in elsewhere)])
    out = {folds[name][0] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        for each in REFERENCE.glob("*.csv"):
            (Path(folder) / each.name).write_bytes(each.read_bytes())
        with (Path(folder) / "places_elsewhere.csv").open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, list(elsewhere[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(row for row in elsewhere if folds[row["name"]][0] not in out)
        answers = Resolver(Path(folder)).resolve("district", [row["written"] for row in asked])
    verdicts: Counter[tuple[str, str, str]] = Counter()
    for row, answer in zip(asked, answers, strict=True):
        is_open = row["expected"] in ("", "open", "several")
        right = answer.id is None if is_open else answer.id == row["expected"]
        verdict = "right" if right else "abstained" if answer.id is None else "wrong"
        verdicts[row["list"], row["half"], verdict] += 1
    for title in sorted({row["list"] for row in asked}):
        for half in ("tuned", "aside"):
            count = sum(verdicts[title, half, verdict] for verdict in ("right", "wrong", "abstained"))
            shares = "  ".join(
                f"{verdict} {found:>4} {100 * found / max(count, 1):5.1f} %"
                for verdict in ("right", "wrong", "abstained")
                for found in (verdicts[title, half, verdict],)
            )
            print(f"{title + ', ' + ('tuned on' if half == 'tuned' else 'kept aside'):<44} n={count:<6} {shares}")


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


def accuracy(compare: bool) -> None:
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
    partly = []
    runs = {name: word_runs(name) for group in groups for name in group}
    run_folds = fold_all(run for found in runs.values() for run in found)
    for share in split(groups):
        out = {form for group in share for name in group for form in by_fold[folds[name][0]]}
        held = {(folds[row["alias"]][0], row["district_id"]) for row in rows if row["alias"] not in out}
        asked = [(name, district[name]) for group in share for name in group]
        still = [pair for pair in asked if any((run_folds[run][0], pair[1]) in held for run in runs[pair[0]])]
        gone.append((out, [pair for pair in asked if pair not in still]))
        partly.append((out, still))
    bent.append((set(), [(corrupt(name, rng), district[name]) for group in groups for name in group]))
    print(f"{len(groups)} places, {len(several)} of them spelled in several ways, {sum(map(len, groups))} forms\n")
    for title, ask in systems(columns, compare):
        score(f"{title}: spelling held out, hard", ask, hard, rows)
        if compare:
            score(f"{title}: spelling held out, easy", ask, easy, rows)
        score(f"{title}: place held out", ask, gone, rows)
        score(f"{title}: held out, text names another", ask, partly, rows)
        score(f"{title}: corrupted", ask, bent, rows)
        print()
    ledger(columns, rows, compare)


def systems(columns: list[str], compare: bool) -> list[tuple[str, Ask]]:
    """The project's resolver, and what it is compared with."""
    others: list[tuple[str, Ask]] = [("exact", exact), ("WRatio 80", wratio(80)), ("WRatio 90", wratio(90))]
    return [("corridorwatch", ours(columns)), *(others if compare else [])]


def ledger(columns: list[str], rows: list[Form], compare: bool) -> None:
    """The ledger's places against the districts its compilers gave them, weighted by names, rows and deaths.

    Asked without a day, a district that was taken out of the labelled one later is right too.
    """
    with (REFERENCE / "districts.csv").open(encoding="utf-8", newline="") as file:
        districts = list(csv.DictReader(file))
    ids = {row["name"]: row["district_id"] for row in districts}
    parents = {row["district_id"]: row["parent_id"] for row in districts}
    with (REFERENCE / "ledger" / "incidents.csv").open(encoding="utf-8", newline="") as file:
        labelled = [
            (row["place_as_written"], ids[row["district_hint"]], int(row["killed_total"] or 0))
            for row in csv.DictReader(file)
            if row["place_as_written"] and row["district_hint"] in ids
        ]
    names = list(dict.fromkeys(place for place, _, _ in labelled))
    for title, ask in systems(columns, compare):
        answers = ask(rows, names)
        weights: dict[str, Counter[str]] = {unit: Counter() for unit in ("names", "rows", "deaths")}
        seen: set[str] = set()
        for place, wanted, deaths in labelled:
            found = answers[place][0]
            verdict = "abstained" if found is None else "right" if wanted in (found, parents[found]) else "wrong"
            weights["names"][verdict] += place not in seen
            weights["rows"][verdict] += 1
            weights["deaths"][verdict] += deaths
            seen.add(place)
        for unit, counted in weights.items():
            whole = sum(counted.values())
            shares = "  ".join(f"{key} {100 * counted[key] / whole:5.1f} %" for key in ("right", "wrong", "abstained"))
            print(f"{title + ': ledger places, ' + unit:<44} n={whole:<6} {shares}")


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
    ten_million(names)


def ten_million(names: list[str]) -> None:
    """Ten million rows that carry `names`, in a file and in a database on disk: copied, and copied with their district.

    Resolving is what a run does: the distinct names through the two models that read names, joined back to the rows. A
    file is read into the database first, as a run reads it.
    """
    connection = Resolver(REFERENCE).connection
    graph = Graph.known()
    connection.execute("create table forms as select unnest($names) as written", {"names": names})
    connection.execute("create table forms_n as select written, row_number() over () as n from forms")
    with tempfile.TemporaryDirectory() as folder:
        connection.execute(f"attach '{folder}/warehouse.duckdb' as warehouse")
        connection.execute(
            "create table warehouse.records as select i as id, written as place from range(10000000) t(i)"
            f" join forms_n on n = 1 + (hash(i) % {len(names)})::bigint"
        )
        file = f"{folder}/records.csv"
        connection.execute(f"copy warehouse.records to '{file}' (header)")
        copy = "create or replace table warehouse.copied as select id, place from "
        for title, source in (("a CSV file", f"read_csv('{file}', header = true)"), ("a table", "warehouse.records")):
            scans, resolutions = [], []
            for _ in range(3):
                started = time.perf_counter()
                connection.execute(copy + source)
                scans.append(time.perf_counter() - started)
                started = time.perf_counter()
                rows = source
                if title == "a CSV file":
                    connection.execute(copy + source)
                    rows = "warehouse.copied"
                asked = connection.sql(f"select distinct 'place' as kind, trim(place) as written from {rows}")
                graph.build(connection, ["core.name_readings"], {}, {"core.written_names": asked})
                connection.execute(
                    "create or replace table warehouse.resolved as select rows.id, reading.id as district_id"
                    f" from {rows} as rows left join (select written, any_value(id) as id from core.name_readings"
                    " where valid_from is null and valid_to is null group by written) as reading"
                    " on reading.written = trim(rows.place)"
                )
                resolutions.append(time.perf_counter() - started)
            scan, resolved = statistics.median(scans), statistics.median(resolutions)
            print(
                f"10,000,000 rows of {title}: copied in {scan:.2f} s; with their district in {resolved:.2f} s,"
                f" {resolved / scan:.2f} times as long"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--ledger", action="store_true", help="the ledger's places only")
    parser.add_argument("--compare", action="store_true", help="exact matching and rapidfuzz too")
    parser.add_argument("--rows", action="store_true", help="ten million rows only")
    parser.add_argument("--actors", action="store_true", help="labelled strings of actors only")
    asked = parser.parse_args()
    if asked.actors:
        actor_lists.report()
    elif asked.rows:
        ten_million([row["alias"] for row in read_forms()[1]])
    elif asked.ledger:
        ledger(*read_forms(), asked.compare)
    elif asked.speed:
        speed()
    else:
        labelled()
        accuracy(asked.compare)
        actor_lists.report()
