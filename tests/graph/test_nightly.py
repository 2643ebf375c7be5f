"""The whole graph: what a night publishes, and what it does not."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines import reference_cli
from tests import world
from tests.nights import TWO_INCIDENTS, Ran, run_night

Run = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path, yesterday: Path) -> Path:
    """A copy of yesterday that a test may change."""
    return Path(shutil.copytree(yesterday, tmp_path / "today", symlinks=True))


@pytest.fixture
def home(folder: Path) -> Path:
    return folder / "data"


@pytest.fixture
def reference(folder: Path) -> Path:
    return folder / "reference"


@pytest.fixture
def night(home: Path, reference: Path) -> Run:
    """Runs the job `nightly` later that day, each time an hour later; `as_of` is the date it is asked for."""

    hours = iter(range(20, 24))

    def run(as_of: str = "") -> Ran:
        return run_night(home, reference, f"2026-11-20T{next(hours)}:00:00+05:00", as_of)

    return run


def files(release: Path) -> dict[str, bytes]:
    return {
        file.relative_to(release).as_posix(): file.read_bytes()
        for file in release.rglob("*")
        if file.is_file() and file.suffix != ".duckdb"
    }


def test_a_night_publishes_a_whole_release(home: Path) -> None:
    release = (home / "latest").resolve()
    names = {path.name for path in release.iterdir()}
    descriptors = {"datapackage.json", "croissant.json", "dcat.jsonld", "ro-crate-metadata.json", "CITATION.cff"}
    assert names == {"corridorwatch.duckdb", "csv", *descriptors, "manifest.json", "parquet", "site", "success"}
    assert [file for file in release.rglob("*") if file.is_file() and file.stat().st_mode & 0o222] == []
    with duckdb.connect(release / "corridorwatch.duckdb", read_only=True) as tables:
        placed = tables.execute(
            "select district_id, killed_best from marts.weekly_casualties_by_district where incidents > 0"
        )
        assert sorted(placed.fetchall()) == [("balochistan", 41), ("quetta", 5)]
        silent = tables.execute(
            "select table_name, column_name from duckdb_columns()"
            " where database_name = current_database() and not internal and comment is null"
        )
        assert silent.fetchall() == []


def test_every_table_is_parquet_and_what_people_open_is_csv_and_the_data_package_lists_what_is_there(
    home: Path,
) -> None:
    release = (home / "latest").resolve()
    facts = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["tables"]
    assert {f"{table}.parquet" for table in facts} == {file.name for file in (release / "parquet").iterdir()}
    listed = {file.stem for file in (release / "csv").iterdir()}
    assert listed == {table for table, told in facts.items() if "csv_sha256" in told}
    assert {"core.incidents", "core.claims", "marts.weekly_casualties_by_district", "ref.districts"} <= listed
    assert listed.isdisjoint({"marts.weekly_exposure_by_site", "core.weekly_counts", "core.claim_standing"})
    resources = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert len(resources) == len(facts)
    for resource in resources:
        content = (release / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["path"].startswith(f"{resource['format']}/")


def tables(release: Path) -> dict[str, list[tuple]]:
    """Every table of the release's database, and all that is said of tables and macros."""
    with duckdb.connect(release / "corridorwatch.duckdb", read_only=True) as read:
        names = read.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where not internal order by all"
        ).fetchall()
        found = {name: read.execute(f"from {name} order by all").fetchall() for (name,) in names}
        for told in ("table_name, comment from duckdb_tables()", "table_name, column_name, comment from duckdb_columns()",
                     "function_name, macro_definition, comment from duckdb_functions()"):  # fmt: skip
            found[told] = read.execute(f"select {told} where not internal order by all").fetchall()
    return found


def test_a_night_that_takes_over_from_the_last_gives_the_bytes_of_a_first_night_elsewhere(
    night: Run, home: Path, reference: Path, tmp_path: Path
) -> None:
    before = (home / "latest").resolve()
    world.write_ledger(reference, incidents=[{"incident_id": "new", "killed_total": 9}, *TWO_INCIDENTS])
    assert night().success
    assert run_night(tmp_path / "elsewhere", reference, "2026-11-20T23:00:00+05:00").success
    there, here = (tmp_path / "elsewhere" / "latest").resolve(), (home / "latest").resolve()
    assert len({there.name, here.name, before.name}) == 3
    assert files(there) == files(here)
    assert tables(there) == tables(here)
    parts = [file.relative_to(here) for kind in ("csv", "parquet") for file in (here / kind).iterdir()]
    linked = [part.name for part in parts if (before / part).is_file() and (before / part).samefile(here / part)]
    assert len(linked) > 60
    assert "ref.districts.csv" in linked and "core.incidents.csv" not in linked


def test_a_second_night_links_the_site_and_a_look_back_leaves_the_latest_alone(
    night: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "corridorwatch.toml"
    settings.write_text("[publishing]\nkeep_releases = 2\n", encoding="utf-8")
    monkeypatch.setenv("CORRIDORWATCH_CONFIG", str(settings))
    (home / "releases" / ".building-20200101T000000Z").mkdir(parents=True)
    first = (home / "latest").resolve()

    # What would be drawn the same is not drawn again.
    assert night().success
    second = (home / "latest").resolve()
    assert second != first
    assert files(second) == files(first)
    for file in ("site/index.html", "csv/core.incidents.csv", "parquet/marts.weekly_exposure_by_site.parquet"):
        assert (second / file).samefile(first / file)

    # README's own example of --as-of once made every reader of `latest` see an old world.
    assert night(as_of="2024-06-01").success
    assert (home / "latest").resolve() == second
    looked_back = max((home / "releases").iterdir())
    assert "1 Jun 2024" in (looked_back / "site" / "index.html").read_text(encoding="utf-8")

    # The oldest goes, and so does what a killed run left.
    assert {path.name for path in (home / "releases").iterdir()} == {second.name, looked_back.name}


def test_a_run_as_of_a_day_after_new_data_arrived_gives_that_days_tables_again(
    night: Run, home: Path, reference: Path
) -> None:
    def digests(release: Path) -> dict[str, str]:
        tables = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["tables"]
        return {table: facts["content_digest"] for table, facts in tables.items()}

    then = digests((home / "latest").resolve())
    later = {"published_date": "2026-11-21", "killed_total": 9}
    world.write_ledger(
        reference,
        incidents=[{"incident_id": "new", **later}, *TWO_INCIDENTS],
        second_reports=[{"incident_id": "again", "second_report_of": "a", **later}],
        claims=[{"claim_id": "new", "event_id": "a", "value": 9, "said_at": "2026-11-21"}],
    )
    assert run_night(home, reference, "2026-11-22T20:00:00+05:00", "2026-11-20").success
    assert digests((home / "latest").resolve()) == then


def test_a_night_takes_in_the_inbox_and_names_what_stays(night: Run, home: Path, reference: Path) -> None:
    claimant = (reference / "claimants.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    (home / "inbox").mkdir()
    new = home / "inbox" / "new.csv"
    new.write_text(
        "event_id,claimant_id,victim_group,value,said_at,source_url,source_name\n"
        f"b,{claimant},total,44,2024-05-08,https://example.org/b,Example\n"
        f"c,{claimant},total,44,2024-05-08,https://example.org/b,Example\n",
        encoding="utf-8",
    )
    os.utime(new, (0, 0))
    (home / "inbox" / "more.xlsx").write_bytes(b"PK")
    result = night()
    assert result.success
    with duckdb.connect(home / "latest" / "corridorwatch.duckdb", read_only=True) as release:
        claims = release.execute(
            "select event_id, value, recorded_at::varchar from core.claims where origin = 'claims_file'"
        )
        assert claims.fetchall() == [("b", 44, "2026-11-20")]
    inbox = result.judged["snapshots.claims_inbox.every_claim_is_taken"]
    assert "claim 1: event_id 'c' is no event of the ledger" in inbox.description
    assert "more.xlsx stays in the inbox: it is a workbook" in inbox.description


def test_a_bad_or_rewritten_row_of_our_own_stops_the_night_until_it_is_mended_or_accepted(
    night: Run, home: Path, reference: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = (home / "latest").resolve()
    incidents = reference / "ledger" / "incidents.csv"
    good = incidents.read_bytes()
    with incidents.open("ab") as file:
        file.write(good.splitlines()[1].replace(b"a,2024-05-06", b"z,2024-02-31") + b"\n")
    result = night()
    assert not result.success
    assert "ledger/incidents.csv row 4: date '2024-02-31' breaks: a date that exists as YYYY MM DD" in result.said

    incidents.write_bytes(good)
    world.edit_row(incidents, "incident_id", "a", killed_total="1")
    result = night()
    assert not result.success
    assert "a, killed_total: was 5, is 1" in result.said
    assert (home / "latest").resolve() == kept

    monkeypatch.setenv("CORRIDORWATCH_HOME", str(home))
    monkeypatch.setenv("CORRIDORWATCH_REFERENCE", str(reference))
    words = ["accept", "incidents", "--why", "a slip", "--who", "sana"]
    reference_cli.app(words, result_action="return_value")
    # Accepted on a day of this machine's clock, which the night's clock has not reached.
    accepted = home / "entered" / "accepted.csv"
    rows = accepted.read_text(encoding="utf-8").splitlines()
    accepted.write_text("\n".join([rows[0], re.sub(",sana,[0-9-]+,", ",sana,2026-11-20,", rows[1]), ""]))
    assert night().success
    manifest = json.loads((home / "latest" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["changed_rows"] == [
        {"table": "incidents", "kind": "accepted", "rows": 1, "on": "2026-11-20", "why": "a slip"}
    ]
    with duckdb.connect(home / "latest" / "corridorwatch.duckdb", read_only=True) as release:
        told = release.execute("select record_key, column_name, was, became, kind from ref.corrections").fetchall()
    assert told == [("a", "killed_total", "5", "1", "accepted")]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text.replace(b",figures_claimant_side", b"", 1), "lacks the column 'figures_claimant_side'"),
        (lambda text: text.replace(b"Quetta", b"Qu\xe9tta", 1), "is not UTF-8"),
    ],
)
def test_a_broken_file_stops_its_source_and_the_last_release_stays_up(
    night: Run, home: Path, reference: Path, damage: Callable[[bytes], bytes], said: str
) -> None:
    kept = (home / "latest").resolve()
    # What an earlier run left half built takes room that this one may need, however far it comes.
    (home / "releases" / ".building-20261119T000000Z").mkdir()
    file = reference / "ledger" / "incidents.csv"
    file.write_bytes(damage(file.read_bytes()))
    result = night()
    assert not result.success
    assert "ledger/incidents.csv" in result.said
    assert said in result.said
    assert (home / "latest").resolve() == kept
    assert [path.name for path in (home / "releases").iterdir()] == [kept.name]


def test_a_hard_check_that_fails_names_the_rows_and_leaves_the_last_release_up(
    night: Run, home: Path, reference: Path
) -> None:
    kept = (home / "latest").resolve()
    new = {"incident_id": "c", "campaign_id": "no-such-campaign"}
    world.write_ledger(reference, incidents=[*TWO_INCIDENTS, new])
    result = night()
    assert not result.success
    assert "incident_id=c, campaign_id=no-such-campaign" in result.said
    assert (home / "latest").resolve() == kept
