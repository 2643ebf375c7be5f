"""What was entered on one machine, on another: copied, taken in once, and as a patch of the shipped tables."""

import csv
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corridorwatch.carrying import bring_in, export, patch
from corridorwatch.claims.entry import append, judge
from corridorwatch.claims.mend import move_page
from corridorwatch.errors import CorridorwatchError
from corridorwatch.ingest import corrections
from corridorwatch.ingest.changes import GONE, ROW, THERE, Change, Loss
from corridorwatch.names.review import Decision, record
from corridorwatch.reviewed_files import Facts, rows_of
from corridorwatch.sources.reference import embedded
from tests import world
from tests.commands import command

pytestmark = pytest.mark.long

TODAY, LATER = date(2026, 11, 25), date(2026, 11, 28)
AT, AFTERWARDS = datetime(2026, 11, 25, 9, 30, tzinfo=UTC), datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
CLAIM = {
    "event_id": "herof2", "claimant_id": "ispr", "victim_group": "militant", "value": "230", "said_at": "2026-02-10",
    "includes_prior_operation": "yes", "source_url": "https://example.org/x", "source_name": "Example, of Quetta",
}  # fmt: skip
FILES = ["accepted.csv", "actor_aliases.csv", "claims.csv", "district_aliases.csv", "page_moves.csv", "pages.csv"]


def desk(folder: Path) -> Facts:
    """A machine on which nothing was entered."""
    return Facts(world.copy_reference(folder), folder / "home/entered")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """A machine on which something of every kind was entered."""
    facts = desk(tmp_path_factory.mktemp("first"))
    append(facts, judge(facts, [CLAIM], TODAY).accepted, by="sana", at=AT)
    append(facts, judge(facts, [{**CLAIM, "value": "231", "note": "a second\nline"}], TODAY).accepted, by="amir", at=AT)
    record(facts, Decision("district", "Nowhereabad", "zhob", "sana", TODAY, "gazetteer, page 12"), at=AT)
    record(facts, Decision("actor", "Nobody's Army", "bla", "sana", TODAY, "read"), at=AT)
    move_page(facts, CLAIM["source_url"], "https://example.org/y", TODAY, TODAY, by="sana", at=AT)
    gone = Loss("incidents", 10, (Change("incidents", "2099-01-01-x", ROW, THERE, GONE),))
    corrections.accept(facts, gone, b"", who="sana", at=AT, today=TODAY, why="merged")
    return facts


def copies(facts: Facts, folder: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in export(facts, folder)]


def test_what_is_exported_is_imported_byte_for_byte_and_a_second_time_adds_nothing(
    first: Facts, tmp_path: Path
) -> None:
    carried, second = copies(first, tmp_path / "out"), desk(tmp_path)
    assert sorted(name for name, _ in carried) == FILES
    for added in (True, False):
        done = bring_in(second, carried, LATER, by="nadia", at=AFTERWARDS)
        assert [bool(each.added) for each in done] == [added] * len(FILES)
        assert [bool(each.present) for each in done] == [not added] * len(FILES)
        assert {name: (second.entered / name).read_bytes() for name, _ in carried} == dict(carried)


def test_a_row_that_does_not_say_who_entered_it_was_entered_by_who_imports_it(first: Facts, tmp_path: Path) -> None:
    with (first.entered / "district_aliases.csv").open(encoding="utf-8", newline="") as file:
        header, row = list(csv.reader(file))
    content = "\n".join(",".join(f'"{cell}"' for cell in cells[:-2]) for cells in (header, row)) + "\n"
    second = desk(tmp_path)
    bring_in(second, [("a.csv", content.encode())], LATER, by="nadia", at=AFTERWARDS)
    [alias] = rows_of(second.entered / "district_aliases.csv")
    assert (alias["entered_by"], alias["entered_at"]) == ("nadia", "2026-11-28T09:30:00+00:00")


def changed(carried: list[tuple[str, bytes]], file: str, was: str, now: str) -> list[tuple[str, bytes]]:
    """The files with one cell of one of them made to say something else."""
    assert any(name == file and was.encode() in content for name, content in carried)
    return [
        (name, content.replace(was.encode(), now.encode()) if name == file else content) for name, content in carried
    ]


@pytest.mark.parametrize(
    ("file", "was", "now", "why"),
    [
        ("claims.csv", ",230,", ",many,", "value 'many' breaks"),
        ("claims.csv", ",herof2,", ",herof9,", "event_id 'herof9' is no campaign of the ledger"),
        ("claims.csv", ",,2026-11-25,sana,", ",,2026-11-29,sana,", "recorded_at 2026-11-29 is not today"),
        ("district_aliases.csv", ",zhob,", ",atlantis,", "there is no district atlantis"),
        ("district_aliases.csv", "Nowhereabad,zhob", "Dasht,zhob", "Dasht is already an alias of"),
        ("district_aliases.csv", '"gazetteer, page 12"', "", "a decision without a reason"),
        ("actor_aliases.csv", ",bla,", ",nobody,", "there is no actor nobody"),
        ("page_moves.csv", "https://example.org/x,", "https://example.org/z,", "the ledger cites no page"),
        ("page_moves.csv", "2026-11-25,2026-11-25", "2026-11-30,2026-11-25", "2026-11-30 lies ahead of 2026-11-28"),
        ("pages.csv", ",Example,", ",,", "outlet is empty"),
        ("pages.csv", "c0", "aajduki,https://example.org/q,Example,other,,2026-11-25,a,b\nc0", "a row of this key"),
        ("pages.csv", ",other,,", ",other,2026-12-30,", "published_date 2026-12-30 lies ahead of 2026-11-28"),
        ("accepted.csv", ",merged,", ",,", "why is empty"),
        ("accepted.csv", "entered_at", "when", "is no file of entered rows: its columns are those of no table"),
    ],
)  # fmt: skip
def test_one_row_that_breaks_a_rule_keeps_all_out(
    first: Facts, tmp_path: Path, file: str, was: str, now: str, why: str
) -> None:
    carried = [
        (name, content.replace(b'"Example, of Quetta"', b"Example"))
        for name, content in copies(first, tmp_path / "out")
    ]
    second = desk(tmp_path)
    with pytest.raises(CorridorwatchError) as refused:
        bring_in(second, changed(carried, file, was, now), LATER, by="nadia", at=AFTERWARDS)
    assert why in str(refused.value)
    assert [path.name for path in second.entered.glob("*.csv")] == []


def test_two_rows_of_one_file_that_contradict_each_other_keep_all_out(first: Facts, tmp_path: Path) -> None:
    [content] = [content for name, content in copies(first, tmp_path / "out") if name == "district_aliases.csv"]
    header, row = content.splitlines(keepends=True)
    second = desk(tmp_path)
    with pytest.raises(CorridorwatchError, match="a row of this key is held and says something else"):
        twice = header + row + row.replace(b"page 12", b"page 13")
        bring_in(second, [("a.csv", twice)], LATER, by="nadia", at=AFTERWARDS)
    assert not (second.entered / "district_aliases.csv").exists()
    once = [("a.csv", content), ("b.csv", content)]
    assert [each.added for each in bring_in(second, once, LATER, by="nadia", at=AFTERWARDS)] == [1]


def test_one_page_under_two_keys_is_taken_once(first: Facts, tmp_path: Path) -> None:
    [content] = [content for name, content in copies(first, tmp_path / "out") if name == "pages.csv"]
    header, row = content.splitlines(keepends=True)
    second = desk(tmp_path)
    bring_in(second, [("a.csv", header + row + b"z" + row)], LATER, by="nadia", at=AFTERWARDS)
    assert (second.entered / "pages.csv").read_bytes() == content


def test_a_patch_is_taken_by_git_and_its_rows_are_shipped_ones_then(first: Facts, tmp_path: Path) -> None:
    checkout = desk(tmp_path)
    shutil.copytree(first.entered, checkout.entered)
    printed = patch(checkout)
    assert "entered_" not in printed
    before = {path: path.read_bytes().splitlines() for path in checkout.shipped.rglob("*.csv")}
    subprocess.run(["git", "apply", "-"], input=printed.encode(), cwd=tmp_path, check=True, capture_output=True)
    for path, lines in before.items():
        after = path.read_bytes().splitlines()
        new = len(after) - len(lines)
        assert [line for line in after if line in lines] == lines, path
        assert bool(new) == (path.name in FILES), path
    for name in ("district_aliases.csv", "actor_aliases.csv", "ledger/claims.csv", "ledger/pages.csv"):
        keys = [next(iter(row.values())) for row in rows_of(checkout.shipped / name)]
        assert keys == sorted(keys), name
    # What is entered fits to what is shipped now, and nothing is left to share.
    embedded.hold_with(checkout, {}, TODAY)
    assert patch(checkout) == ""


def test_an_export_overwrites_nothing(first: Facts, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text("mine")
    with pytest.raises(CorridorwatchError, match="is there already"):
        export(first, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["claims.csv"]
    assert (tmp_path / "claims.csv").read_text() == "mine"


def test_the_commands_carry_what_is_entered_from_one_home_to_another(first: Facts, tmp_path: Path) -> None:
    one, other = first.entered.parent, tmp_path / "other"
    told = command(one, "entered", "export", str(tmp_path / "out"))
    assert sorted(Path(line).name for line in told.stdout.split()) == FILES
    told = command(other, "entered", "import", *told.stdout.split())
    assert (told.returncode, "claims.csv: 2 added, 0 already there" in told.stdout) == (0, True)
    told = command(other, "entered", "patch")
    assert told.stdout == command(one, "entered", "patch").stdout
    assert "+++ b/reference/ledger/claims.csv" in told.stdout
    assert "nothing was entered" in command(tmp_path / "third", "entered", "export", str(tmp_path / "out")).stdout
