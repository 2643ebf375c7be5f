"""A release with rows that may not leave beside it is, to the byte, the release without them; the local sites show each alone."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from corridorwatch.ingest import publishers
from corridorwatch.snapshots import SnapshotStore
from tests import own_table, world
from tests.nights import run_night

MAPPING = own_table.mapping(
    {
        "report_id": "id",
        "date": "date",
        "district_as_written": "district",
        "place_as_written": "place",
        "point_latitude": "lat",
        "point_longitude": "lon",
        "where_prec": "precision",
        "perpetrator_as_written": "by",
        "killed_total": "killed",
        "source_url": "page",
    },
    source="zebradesk",
    title="Zebra desk of the south",
    licence="zebra licence",
    credit="The zebra desk",
    file="zebra_rows.csv",
    constants={"province_as_written": "Balochistan"},
)
ROWS = [
    ("zebra-1", "1999-03-17", "Quetta", "Xanaduville", "30.22222", "67.11111", "1", "Xyzzy Front", "731", "https://zebra.example.org/1"),
    ("zebra-2", "2001-09-05", "Zzyzxville", "", "", "", "", "Xyzzy Front", "50", "https://example.org/page"),
    ("zebra-3", "not a day", "Quetta", "", "", "", "", "", "1", ""),
    ("Total", "", "", "", "", "", "", "", "782", ""),
]  # fmt: skip
ACLED = {
    "event_id_cnty": "PAK987654", "event_date": "2003-11-29", "year": "2003", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Plugh Liberation Front", "assoc_actor_1": "", "inter1": "Rebel group", "actor2": "Civilians (Pakistan)",
    "assoc_actor_2": "", "inter2": "Civilians", "interaction": "Rebel group-Civilians", "civilian_targeting": "",
    "iso": "586", "region": "South Asia", "country": "Pakistan", "admin1": "Balochistan", "admin2": "Kech", "admin3": "",
    "location": "Qwertyabad", "latitude": "26.04321", "longitude": "63.04321", "geo_precision": "1", "source": "Plover Times",
    "source_scale": "National", "notes": "On a day, plovers.", "fatalities": "432", "tags": "", "timestamp": "1735000000",
}  # fmt: skip
UNMISTAKABLE = [
    "zebra", "1999-03-17", "2001-09-05", "xanaduville", "xyzzy", "30.22222", "pak987654", "2003-11-29", "plugh",
    "qwertyabad", "26.04321", "plover", "acled_plover.csv",
]  # fmt: skip


@dataclass
class Night:
    """What one run left, the digests of what it read that may not leave, what it warned of, and the bytes of the
    release of the night before.
    """

    home: Path
    digests: list[str]
    warned: str
    before: bytes

    @property
    def release(self) -> Path:
        return (self.home / "latest").resolve()

    @property
    def edition(self) -> str:
        return json.loads((self.release / "manifest.json").read_text(encoding="utf-8"))["edition"]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Night]:
    """A run with the ledger alone, and one with a table of one's own and a file of ACLED beside it.

    The night before, the rows of that table might leave, and the release that it takes over from has them.
    """
    folder = tmp_path_factory.mktemp("what may leave")
    reference = world.copy_reference(folder)
    world.write_ledger(
        reference,
        incidents=[
            {"incident_id": "a", "killed_total": 5, "place_as_written": "Ledgerabad"},
            {"incident_id": "b", "district_as_written": "Zzyzxville", "killed_total": 3},
        ],
    )
    return {kind: _night(folder / kind, reference, has_more=kind == "with") for kind in ("without", "with")}


def _night(folder: Path, reference: Path, *, has_more: bool) -> Night:
    home, own = folder / "data", folder / "own"
    own.mkdir(parents=True)
    digests: list[str] = []
    if has_more:
        free = MAPPING.replace("[file]", "rows_may_leave = true\n[file]")
        (own / "zebradesk.mapping.toml").write_text(free, encoding="utf-8")
        with (own / "zebra_rows.csv").open("w", encoding="utf-8", newline="") as file:
            header = re.findall(r'^\w+ = "(\w+)"$', MAPPING.split("[columns]")[1], re.M)
            csv.writer(file).writerows([header, *ROWS])
        file = folder / "acled_plover.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows([ACLED.keys(), ACLED.values()])
        store = SnapshotStore(home / "snapshots")
        publishers.add("acled", file, store, datetime(2026, 12, 5, 6, tzinfo=UTC))
    before = b""
    if has_more:
        assert run_night(home, reference, "2026-12-05T11:30:00+05:00", own_tables=own).success
        before = b"".join(file.read_bytes().lower() for file in (home / "latest").resolve().rglob("*.*"))
        (own / "zebradesk.mapping.toml").write_text(MAPPING, encoding="utf-8")
    ran = run_night(home, reference, "2026-12-05T12:00:00+05:00", own_tables=own)
    assert ran.success
    store = SnapshotStore(home / "snapshots")
    for source in ("zebradesk", "zebradesk.mapping", "acled"):
        digests += [snapshot.sha256 for snapshot in store.history(source)]
    assert len(digests) == (4 if has_more else 0)
    return Night(home, digests, ran.said, before)


def _bytes(night: Night) -> Iterator[tuple[str, bytes]]:
    for file in sorted(night.release.rglob("*")):
        if file.is_file():
            yield file.relative_to(night.release).as_posix(), file.read_bytes()


def _tables(night: Night) -> dict[str, list[tuple]]:
    """Every table of the release's database with its rows, and every comment and macro."""
    with duckdb.connect(night.release / "corridorwatch.duckdb", read_only=True) as released:
        names = released.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where not internal order by all"
        ).fetchall()
        found = {name: released.execute(f"from {name} order by all").fetchall() for (name,) in names}
        for told in ("table_name, comment from duckdb_tables()", "table_name, column_name, comment from duckdb_columns()",
                     "function_name, macro_definition, comment from duckdb_functions()"):  # fmt: skip
            found[told] = released.execute(f"select {told} where not internal order by all").fetchall()
    return found


def test_no_byte_of_a_release_tells_of_rows_that_may_not_leave(nights: dict[str, Night]) -> None:
    night = nights["with"]
    words = [word.encode() for word in (*UNMISTAKABLE, *night.digests)]
    told = [(file, word) for file, content in _bytes(night) for word in words if word in content.lower()]
    assert told == []
    assert [word for word in ("zebra", "xanaduville", "1999-03-17") if word.encode() not in night.before] == []
    packed = {table: str(rows).lower() for table, rows in _tables(night).items()}
    for file in (night.release / "parquet").iterdir():
        packed[file.name] = str(duckdb.sql(f"from read_parquet('{file}')").fetchall()).lower()
    assert len(packed) > 100
    assert [(table, word) for table, text in packed.items() for word in words if word.decode() in text] == []


def test_it_is_to_the_byte_the_release_without_them(nights: dict[str, Night]) -> None:
    told, plain = (
        {file: content.replace(night.edition.encode(), b"EDITION") for file, content in _bytes(night)}
        for night in (nights["with"], nights["without"])
    )
    assert told.keys() == plain.keys()
    assert [file for file in told if told[file] != plain[file] and not file.endswith(".duckdb")] == []
    assert _tables(nights["with"]) == _tables(nights["without"])
    # The inputs are others, and the edition says so.
    assert nights["with"].edition != nights["without"].edition


def test_the_local_database_has_all_of_it(nights: dict[str, Night]) -> None:
    with duckdb.connect(nights["with"].home / "local" / "corridorwatch.duckdb", read_only=True) as local:
        assert local.execute("select source_id from ref.sources order by all").fetchall() == [
            ("acled",), ("ledger",), ("zebradesk",)
        ]  # fmt: skip
        assert local.execute("select source_id, killed_total from core.reports order by all").fetchall() == [
            ("acled", 432), ("ledger", 3), ("ledger", 5), ("zebradesk", 50), ("zebradesk", 731)
        ]  # fmt: skip
        spans = local.execute(
            "select first_day::varchar from ref.source_spans where source_id = 'zebradesk'"
        ).fetchall()
        assert spans == [("1999-03-17",)]
        [queued] = local.execute(
            "select reports, deaths from core.unresolved_names where name_as_written = 'Zzyzxville'"
        ).fetchall()
        assert queued == (2, 53)


def test_a_local_site_is_drawn_from_its_source_alone(nights: dict[str, Night]) -> None:
    sites = nights["with"].home / "local" / "site"
    others = {
        "zebradesk": ["corridorwatch incident ledger", "Ledgerabad", "ACLED (Armed", "Qwertyabad", "of acled"],
        "acled": ["corridorwatch incident ledger", "Ledgerabad", "Zebra", "zebra", "Xanaduville"],
    }
    for source, words in others.items():
        pages = [page for page in (sites / source).rglob("*") if page.suffix in (".html", ".csv", ".txt", ".geojson")]
        assert len(pages) > 50
        for page in pages:
            text = page.read_text(encoding="utf-8")
            assert [word for word in words if word in text] == [], page
        front = (sites / source / "index.html").read_text(encoding="utf-8")
        # What publishers counted, the headline series and the ledger are others'.
        assert "PIPS" not in front and "The trend is" not in front and "#campaigns" not in front
        assert f"not for release: holds rows that may not leave this machine, of {source}<" in front
        # Its sums rest on it, and say so.
        assert not re.search(r"Sources?: <span class=.null", front)
    assert "731" in (sites / "zebradesk" / "index.html").read_text(encoding="utf-8")
    methods = (sites / "zebradesk" / "methods.html").read_text(encoding="utf-8")
    assert re.search(r"Zzyzxville.{0,200}\b50\b", methods, re.S) and not re.search(
        r"Zzyzxville.{0,200}\b53\b", methods, re.S
    )


def test_a_run_warns_of_refused_records_and_not_of_what_is_no_record(nights: dict[str, Night]) -> None:
    warned = nights["with"].warned
    assert re.search(r"zebradesk: 1 of 3 records of \S+ are refused and in raw.quarantine", warned)
    assert "row 4 for instance (date 'not a day' is no date" in warned
    assert "besides 1 row left out as no records: titles, notes, totals" in warned
    assert "Total" not in warned
