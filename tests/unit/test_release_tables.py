"""A release made by links is, file by file and row by row, the one that would be written from nothing."""

import json
import shutil
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from corridorwatch import release_tables, sqlmodels
from corridorwatch.as_of import Macro
from corridorwatch.errors import ReleaseError
from corridorwatch.release_tables import Earlier, Tables, write_tables

pytestmark = pytest.mark.long

MODELS = {
    "ref.towns": ("town", "town VARCHAR: its name", "people BIGINT: who live there"),
    "ref.sources": ("source_id", "source_id VARCHAR: the source", "rows_may_leave BOOLEAN: by its licence"),
    "core.written_names": (
        "source_id, kind, written",
        "source_id VARCHAR: the source",
        "kind VARCHAR: of what",
        "written VARCHAR: the name",
    ),
    "core.readings": ("written", "written VARCHAR: the name", "town VARCHAR: what it means"),
    "marts.ages": ("source_id", "source_id VARCHAR: the source", "days INTEGER: its age", "share DOUBLE: of all"),
}
ROWS = """
create schema ref; create schema core; create schema marts;
create table ref.towns as select 'town ' || range as town, range as people from range(500);
create table ref.sources as from (values ('open', true), ('other', true)) as told(source_id, rows_may_leave);
create table core.written_names as
    from (values ('open', 'actor', 'an open name'), ('other', 'actor', 'another name')) as told(source_id, kind, written);
create table core.readings as from (values ('an open name', 'A'), ('another name', 'B')) as told(written, town);
create table marts.ages as from (values ('open', 3, 0.25::double), ('other', 4, 0.75)) as told(source_id, days, share)
"""


@dataclass
class World:
    """A warehouse, its models, and the releases of the nights before, newest first."""

    folder: Path
    connection: duckdb.DuckDBPyConnection
    macros: list[Macro] = field(default_factory=lambda: [Macro("given", "One.", "select 1")])
    earlier: list[Earlier] = field(default_factory=list)

    @property
    def models(self) -> list[sqlmodels.SqlFile]:
        return sqlmodels.load_models(self.folder / "models")

    def night(self) -> tuple[Path, Tables]:
        stamp = f"night {len(self.earlier)}"
        made = self.folder / "releases" / stamp
        made.mkdir(parents=True)
        tables = write_tables(self.connection, self.models, made, stamp=stamp, macros=self.macros, earlier=self.earlier)
        self.earlier.insert(0, Earlier(made, json.loads(json.dumps(tables.facts))))
        return made, tables

    def from_nothing(self) -> tuple[Path, Tables]:
        """The release that would be written now, had there been none before."""
        with duckdb.connect() as connection:
            for table in MODELS:
                connection.execute(f"create schema if not exists {table.split('.')[0]}")
                rows = self.connection.execute(f"from {table}").to_arrow_table()
                connection.execute(f"create table {table} as from rows")
                del rows
            shutil.rmtree(self.folder / "fresh", ignore_errors=True)
            fresh = World(self.folder / "fresh", connection, self.macros)
            shutil.copytree(self.folder / "models", fresh.folder / "models")
            return fresh.night()

    def is_as_from_nothing(self, made: Path, tables: Tables) -> bool:
        fresh, facts = self.from_nothing()
        return (
            list(tables.facts.items()) == list(facts.facts.items())
            and _files(made) == _files(fresh)
            and _told(made) == _told(fresh)
        )


def _files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".duckdb")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _told(folder: Path) -> dict[str, list[tuple]]:
    """Every table of the database in its order, and all that is said of tables and macros."""
    with duckdb.connect(folder / "corridorwatch.duckdb", read_only=True) as read:
        found = {table: read.execute(f"from {table}").fetchall() for table in MODELS}
        for told in ("table_name, comment from duckdb_tables()", "table_name, column_name, comment from duckdb_columns()",
                     "function_name, macro_definition, comment from duckdb_functions()"):  # fmt: skip
            found[told] = read.execute(f"select {told} where not internal order by all").fetchall()
    return found


@pytest.fixture
def world(tmp_path: Path) -> World:
    for table, (grain, *columns) in MODELS.items():
        path = tmp_path / "models" / f"{table.replace('.', '/')}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        listed = "".join(f"--   {column}\n" for column in columns)
        header = f"-- description: One row per {grain}.\n-- grain: {grain}\n-- columns:\n{listed}"
        path.write_text(f"{header}select 1", encoding="utf-8")
    connection = duckdb.connect(tmp_path / "warehouse.duckdb")
    connection.execute(ROWS)
    return World(tmp_path, connection)


def test_what_is_the_same_is_linked_but_the_database_which_is_a_copy(world: World) -> None:
    first, before = world.night()
    second, after = world.night()
    assert (before.linked, after.linked) == (0, 5)
    assert list(after.facts.items()) == list(before.facts.items())
    assert sorted(_files(second)) == sorted(
        [f"parquet/{table}.parquet" for table in MODELS]
        + [f"csv/{table}.csv" for table in MODELS if not table.startswith("core.")]
    )
    assert all((first / file).samefile(second / file) for file in _files(second))
    # Clients open it for writing unless told not to.
    assert (first / "corridorwatch.duckdb").read_bytes() == (second / "corridorwatch.duckdb").read_bytes()
    assert not (first / "corridorwatch.duckdb").samefile(second / "corridorwatch.duckdb")


@pytest.mark.parametrize(
    ("change", "linked", "database"),
    [
        ("select 1", 5, "copied, 0 tables replaced"),
        ("update marts.ages set days = days + 1", 4, "copied, 1 tables replaced"),
        ("insert into ref.towns values ('a new town', 7), ('z new town', 8)", 4, "written anew"),
        ("insert into marts.ages values ('a third', 9, 0.25)", 5, "copied, 0 tables replaced"),
        ("delete from core.written_names where source_id = 'other'", 3, "written anew"),
        ("update marts.ages set share = 0.125 where source_id = 'open'", 4, "written anew"),
        ("update ref.sources set rows_may_leave = false where source_id = 'other'", 1, "written anew"),
    ],
)
def test_after_any_change_it_is_what_is_written_from_nothing(
    world: World, change: str, linked: int, database: str
) -> None:
    world.night()
    world.connection.execute(change)
    made, tables = world.night()
    assert (tables.linked, tables.database) == (linked, database)
    assert world.is_as_from_nothing(made, tables)
    # And so does the next, which takes over from a release that was taken over.
    again, tables = world.night()
    assert tables.linked == 5
    assert world.is_as_from_nothing(again, tables)


def test_a_table_that_was_so_two_nights_ago_comes_from_there(world: World) -> None:
    first, _ = world.night()
    world.connection.execute("update marts.ages set days = days + 1")
    world.night()
    world.connection.execute("update marts.ages set days = days - 1")
    third, tables = world.night()
    assert (tables.linked, tables.database) == (5, "copied, 0 tables replaced")
    assert (third / "csv/marts.ages.csv").samefile(first / "csv/marts.ages.csv")
    assert world.is_as_from_nothing(third, tables)


def _damage_same_size(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _replace_by_link_elsewhere(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


@pytest.mark.parametrize(
    "damage",
    [
        _damage_same_size,
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.unlink(),
        lambda file: (file.unlink(), file.mkdir()),
        _replace_by_link_elsewhere,
    ],
)
@pytest.mark.parametrize("name", ["csv/ref.towns.csv", "parquet/ref.towns.parquet", "corridorwatch.duckdb"])
def test_a_file_that_somebody_changed_is_not_taken_over(
    world: World, damage: Callable[[Path], object], name: str
) -> None:
    made, before = world.night()
    damage(made / name)
    again, tables = world.night()
    if name == "corridorwatch.duckdb":
        assert (tables.linked, tables.database) == (5, "written anew")
    else:
        assert (tables.linked, tables.database) == (4, "copied, 0 tables replaced")
    assert tables.facts == before.facts
    assert world.is_as_from_nothing(again, tables)


@pytest.mark.parametrize(
    "told",
    [{}, {"key": None}, {"key": "x"}, {"csv_sha256": 7}, {"parquet_sha256": None}, {"content_digest": ["x"]}],
)
def test_what_a_manifest_does_not_say_or_says_wrongly_is_written(world: World, told: dict[str, object]) -> None:
    world.night()
    facts = world.earlier[0].tables["ref.towns"]
    tables = {**world.earlier[0].tables, "ref.towns": {**facts, **told} if told else {}}
    world.earlier[0] = Earlier(world.earlier[0].folder, tables)
    made, after = world.night()
    assert after.linked == 4
    assert world.is_as_from_nothing(made, after)


def test_a_new_meaning_a_new_setting_and_new_code_reach_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.night()
    path = world.folder / "models/ref/towns.sql"
    path.write_text(path.read_text(encoding="utf-8").replace("who live there", "souls"), encoding="utf-8")
    made, tables = world.night()
    assert tables.linked == 4
    assert ("towns", "people", "souls") in _told(made)["table_name, column_name, comment from duckdb_columns()"]
    world.macros[0] = Macro("given", "Two.", "select 2")
    assert world.night()[1].database == "written anew"
    monkeypatch.setattr(release_tables, "made_by", lambda: "other code")
    assert (world.night()[1].linked, world.night()[1].linked) == (0, 5)


def test_a_text_a_point_or_a_name_that_was_taken_back_is_in_no_byte_of_the_next_database(world: World) -> None:
    """A table dropped from a DuckDB file stays in it: what was taken back went out again with the next release."""
    world.connection.execute("insert into core.readings values ('xanaduville', 'C')")
    world.connection.execute("insert into core.written_names values ('open', 'actor', 'xanaduville')")
    first, _ = world.night()
    assert b"xanaduville" in (first / "corridorwatch.duckdb").read_bytes()
    world.connection.execute("delete from core.readings where written = 'xanaduville'")
    world.connection.execute("delete from core.written_names where written = 'xanaduville'")
    second, tables = world.night()
    assert b"xanaduville" not in (second / "corridorwatch.duckdb").read_bytes()
    assert world.is_as_from_nothing(second, tables)


@pytest.mark.parametrize(
    "lie",
    [
        "'town ' || lpad(range::varchar, 5, '0')",  # in order
        "'town ' || lpad((19999 - range)::varchar, 5, '0')",
        "'town ' || lpad((case range when 19999 then 19998 when 19998 then 19999 else range end)::varchar, 5, '0')",
        "case when range > 7 then 'town ' || lpad(range::varchar, 5, '0') end",
    ],
)
def test_rows_that_lie_out_of_order_are_written_in_the_order_of_their_grain(world: World, lie: str) -> None:
    """Models say how their rows lie; what is not sorted again must lie so, the last row and unknowns included."""
    world.connection.execute(
        f"create or replace table ref.towns as select {lie} as town, range as people from range(20000)"
    )
    made, _ = world.night()
    with duckdb.connect(made / "corridorwatch.duckdb", read_only=True) as read:
        written = [town for (town,) in read.execute("select town from ref.towns").fetchall()]
    assert len(written) == 20_000
    assert written == sorted(written, key=lambda town: (town is None, town))


def test_the_empty_file_that_is_kept_is_empty_and_goes_with_what_it_says(world: World, tmp_path: Path) -> None:
    world.night()
    key, packed = world.connection.execute("from prepared.empty_release").fetchone()
    path = tmp_path / "empty.duckdb"
    path.write_bytes(zlib.decompress(packed))
    assert b"town 499" not in path.read_bytes() and b"an open name" not in path.read_bytes()
    with duckdb.connect(path, read_only=True) as read:
        assert [read.execute(f"select count(*) from {table}").fetchone() for table in MODELS] == [(0,)] * 5
    # From a kept one as from none: a name that is gone has the file written anew.
    world.connection.execute("delete from core.readings where written = 'another name'")
    made, tables = world.night()
    assert tables.database == "written anew"
    assert world.is_as_from_nothing(made, tables)
    assert world.connection.execute("select key from prepared.empty_release").fetchall() == [(key,)]
    world.macros[0] = Macro("given", "Two.", "select 2")
    world.night()
    ((other,),) = world.connection.execute("select key from prepared.empty_release").fetchall()
    assert other != key


def test_a_file_that_lacks_rows_is_no_release(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables written two at a time were empty in the file, and nobody was told."""
    # What was counted of the table, and what the file got of it, differ.
    monkeypatch.setattr(
        release_tables, "_in_order", lambda _, table: f"{table.told} limit {499 if table.name == 'ref.towns' else 500}"
    )
    with pytest.raises(ReleaseError, match=r"ref\.towns has 499 rows"):
        world.night()


def test_rows_that_stay_leave_no_trace_in_keys_and_files(world: World) -> None:
    plain, told = world.night()
    # Rows of a source that must stay come, and with them the same release is made.
    world.connection.execute("insert into ref.sources values ('closed', false)")
    world.connection.execute("insert into core.written_names values ('closed', 'actor', 'xanaduville')")
    world.connection.execute("insert into core.readings values ('xanaduville', 'C')")
    world.connection.execute("insert into marts.ages values ('closed', 731, 0.5)")
    beside, tables = world.night()
    assert list(tables.facts.items()) == list(told.facts.items())
    # Whoever copied what lies beside such rows would have to prove that none came along.
    assert (tables.linked, tables.database) == (5, "written anew")
    assert _told(beside) == _told(plain)
    assert not any(b"xanaduville" in path.read_bytes() for path in beside.rglob("*") if path.is_file())
    world.connection.execute("update marts.ages set days = days + 1 where source_id = 'open'")
    assert world.night()[1].database == "written anew"
    # They leave, and are taken back again.
    world.connection.execute("update ref.sources set rows_may_leave = true")
    out, _ = world.night()
    assert b"xanaduville" in (out / "corridorwatch.duckdb").read_bytes()
    world.connection.execute("update ref.sources set rows_may_leave = false where source_id = 'closed'")
    back, tables = world.night()
    assert not any(b"xanaduville" in path.read_bytes() for path in back.rglob("*") if path.is_file())
    assert tables.linked == 5
