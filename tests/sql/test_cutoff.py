"""A table is made again when, and only when, something that it rests on changed."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.cutoff import Cutoff, contents
from corridorwatch.errors import BrokenModel
from tests import world
from tests.killed_nights import night

DAY = world.AS_OF
INCIDENTS = [{"incident_id": "a", "killed_total": 3}, {"incident_id": "b", "killed_total": 1, "date": "2024-06-01"}]
CHECK = next(check for check in world.CHECKS if check.name == "core.incidents.week_holds_the_date")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> Path:
    """A database in which a night has made every table, with its keys, of a ledger of two incidents."""
    folder = tmp_path_factory.mktemp("nights")
    reference = world.copy_reference(folder)
    world.write_ledger(reference, incidents=INCIDENTS)
    path = Path(shutil.copy(reference_database, folder / "nights.duckdb"))
    with world.open_database(path) as connection:
        world.load(connection, reference, folder / "snapshots", ["ledger"])
        night(connection, DAY)
    return path


@pytest.fixture
def warehouse(tmp_path: Path, made_once: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with world.open_database(Path(shutil.copy(made_once, tmp_path / "warehouse.duckdb"))) as connection:
        yield connection


def test_a_night_in_which_nothing_changed_makes_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert night(warehouse, DAY) == set()


def test_a_table_that_is_gone_is_made_anew(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Whoever dropped it had a run that stops at the first table that reads it, every night."""
    warehouse.execute("drop table core.incidents")
    assert "core.incidents" in night(warehouse, DAY)
    assert warehouse.execute("select count(*) from core.incidents").fetchone() == (2,)


def test_a_night_asked_to_be_full_makes_everything(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert night(warehouse, DAY, full=True) == {model.table for model in world.MODELS}


def test_a_day_later_only_what_names_the_day_is_made_and_it_says_since_when_it_stands(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """A day later all 81 tables were made again, and one or two of them differed."""
    cutoff = Cutoff(warehouse)
    later = world.parameters(DAY + timedelta(days=1))
    made = {model.table: cutoff.make(model, later) for model in world.MODELS}
    names_it = {m.table for m in world.MODELS if "as_of" in m.parameters(later)}
    changed = {table for table, each in made.items() if each.since > DAY}
    assert {table for table, each in made.items() if each.is_new} <= names_it | {"marts.week_development"} | changed
    assert "core.known_by" in names_it and made["core.known_by"].since == DAY
    assert not made["core.reports"].is_new and not made["core.incidents"].is_new


def test_one_new_toll_reaches_every_table_that_sums_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("update raw.ledger_incidents set killed_total = '7' where incident_id = 'a'")
    made = night(warehouse, DAY)
    assert {"core.reports", "core.incidents", "marts.weekly_casualties_by_district"} <= made
    assert not {"ref.districts", "ref.actor_aliases", "core.locations"} & made
    assert warehouse.execute("select sum(killed_best) from core.incidents").fetchone() == (8,)


def test_a_changed_macro_makes_the_tables_that_use_it_anew(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A macro is no table and no parameter: a key without it keeps what the old one reckoned."""
    warehouse.execute("create or replace macro known_sum(counts) as 41::bigint")
    assert "marts.weekly_casualties_by_district" in night(warehouse, DAY)


def test_a_changed_setting_makes_the_tables_that_name_it_anew(warehouse: duckdb.DuckDBPyConnection) -> None:
    cutoff = Cutoff(warehouse)
    values = {**world.parameters(DAY), "provisional_weeks": 9}
    made = {model.table for model in world.MODELS if cutoff.make(model, values).is_new}
    assert "ref.source_weeks" in made
    assert not {"ref.districts", "core.reports"} & made


def test_what_a_preparation_left_is_an_input_of_the_tables_that_read_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Stretches of lines stayed those of the day before: no header named the table that another model's code writes."""
    [model] = [model for model in world.MODELS if model.table == "core.location_reach"]
    assert {"prepared.location_keys", "prepared.site_keys", "prepared.site_probabilities"} <= model.reads_prepared
    warehouse.execute("delete from prepared.site_probabilities where radius_km = 5")
    assert "core.location_reach" in night(warehouse, DAY)


def test_what_a_preparation_wrote_in_this_run_is_what_the_next_table_rests_on(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """What was told of it before the preparation ran again is not taken for what is there."""
    models = {model.table: model for model in world.MODELS}
    cutoff, values = Cutoff(warehouse), world.parameters(DAY)
    assert not cutoff.make(models["core.location_reach"], values).is_new
    assert cutoff.make(models["core.location_distances"], {**values, "radii_km": [7]}).is_new
    assert cutoff.make(models["core.location_reach"], values).is_new


@pytest.mark.parametrize("model", [m for m in world.MODELS if m.prepared_by], ids=lambda model: model.table)
def test_a_preparation_reads_no_table_that_its_header_does_not_name(
    model: sqlmodels.SqlFile, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """An input that no header names is one whose change makes nothing anew."""
    named = model.reads | model.reads_prepared | {model.table}
    tables = warehouse.execute(
        "select schema_name || '.' || table_name from duckdb_tables()"
        " where schema_name in ('raw', 'ref', 'core', 'marts', 'prepared')"
    ).fetchall()
    before = contents(warehouse, model.table)
    # What it left for itself is gone, too: what it need not compute again it need not read.
    for (table,) in tables:
        if table not in named:
            warehouse.execute(f"drop table {table}")
    sqlmodels.build(warehouse, model, world.parameters(DAY))
    assert contents(warehouse, model.table) == before
    left = warehouse.execute(
        "select 'prepared.' || table_name from duckdb_tables() where schema_name = 'prepared'"
    ).fetchall()
    assert {table for (table,) in left} - model.reads_prepared == set(model.prepares)


def test_a_preparation_is_given_no_value_that_its_header_does_not_name(warehouse: duckdb.DuckDBPyConnection) -> None:
    [model] = [model for model in world.MODELS if model.table == "core.location_distances"]
    unnamed = replace(model, header={**model.header, "prepared_with": "radii_km"})
    with pytest.raises(KeyError, match="decay_km"):
        sqlmodels.build(warehouse, unnamed, world.parameters(DAY))


def test_the_model_whose_preparation_wrote_what_another_reads_comes_before_it() -> None:
    models = {model.table: model for model in world.MODELS}
    assert models["core.line_stretches"].after == {"core.line_stops", "core.location_distances"}
    assert "core.location_distances" in models["core.line_stops"].after
    assert world.after("core.line_stops")("core.line_stretches")


def test_a_check_is_asked_again_when_its_table_changed_and_whenever_it_found_rows(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    values = world.parameters(DAY)
    assert Cutoff(warehouse).judge(CHECK, values).passed
    warehouse.execute("update core.incidents set week = week + 70 where incident_id = 'a'")
    # As a run would find it: the table's contents are those that its key was written with, or it has no key.
    warehouse.execute("delete from prepared.made where name = 'core.incidents'")
    cutoff = Cutoff(warehouse)
    assert [cutoff.judge(CHECK, values).count for _ in range(2)] == [1, 1]


def test_a_table_that_could_not_be_made_leaves_the_one_before_with_its_key(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    [model] = [model for model in world.MODELS if model.table == "ref.districts"]
    before = contents(warehouse, model.table)
    warehouse.execute("insert into raw.districts select * from raw.districts limit 1")
    with pytest.raises(BrokenModel, match=r"ref.districts has 2 rows"):
        Cutoff(warehouse).make(model, world.parameters(DAY))
    assert contents(warehouse, model.table) == before
    assert warehouse.execute("select contents from prepared.made where name = 'ref.districts'").fetchone() == (before,)
