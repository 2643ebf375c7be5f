"""The same rows to the bit: whatever the inputs are kept in, and however many threads share the work."""

import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import ROOT
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.warehouse import load_macros
from tests import world
from tests.ucdp_file import content

EVENTS = 12_000
SECONDS = 60
"""How long a model may take over a view before it is stopped: it needs less than one."""


def digest(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int, int]:
    """Of rows as a set: their number, and two sums of their hashes."""
    return connection.execute(f"select count(*), bit_xor(hash(t)), sum(hash(t)) from {table} as t").fetchone()


def bounded(connection: duckdb.DuckDBPyConnection, statement: str, values: dict[str, object]) -> bool:
    """Run a statement, stopped after SECONDS; whether it was done by then."""
    timer = threading.Timer(SECONDS, connection.interrupt)
    timer.start()
    try:
        connection.execute(statement, values)
    except duckdb.InterruptException:
        return False
    finally:
        timer.cancel()
    return True


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> tuple[Path, dict[str, tuple]]:
    """Every table of a world of many events as a Parquet file, and the digest of each as one thread built it."""
    folder = tmp_path_factory.mktemp("many")
    towns = [("Quetta", "30.187222", "67.0125"), ("Gwadar", "25.12163", "62.32541"), ("Gwadar", "25.1216", "62.3254")]
    rows = []
    for number in range(EVENTS):
        town, north, east = towns[number % 3]
        day = f"{2000 + number % 20}-{1 + number % 12:02}-{1 + number % 28:02} 00:00:00.000"
        rows.append({
            "adm_2": f"{town} district", "where_coordinates": f"{town} town", "latitude": north, "longitude": east,
            "year": day[:4], "date_start": day, "date_end": day, "deaths_a": str(number % 7), "best": str(2 + number % 7),
            "low": "0", "high": "40",
        })  # fmt: skip
    store = SnapshotStore(folder / "snapshots")
    file = content(rows)
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    store.store("ucdp_ged", file, file_name="ged.csv", url="", licence="CC BY 4.0", fetched_at=moment)
    with world.open_database(Path(shutil.copy(reference_database, folder / "many.duckdb"))) as connection:
        world.load(connection, ROOT / "reference", folder / "snapshots", ["ledger"])
        world.build_models(connection)
        digests = {}
        tables = "select schema_name || '.' || table_name from duckdb_tables() where not internal and not temporary"
        for (table,) in connection.execute(tables).fetchall():
            digests[table] = digest(connection, table)
            connection.execute(f"copy {table} to '{folder / table}.parquet' (row_group_size 2048)")
    return folder, digests


@pytest.fixture
def over_views(many: tuple[Path, dict[str, tuple]]) -> Callable[[int], duckdb.DuckDBPyConnection]:
    """A connection that reads those files through views, which have no statistics, with so many threads."""

    def connect(threads: int) -> duckdb.DuckDBPyConnection:
        folder, digests = many
        connection = duckdb.connect(config={"threads": str(threads)})
        load_macros(connection)
        for table in digests:
            connection.execute(f"create schema if not exists {table.split('.')[0]}")
            connection.execute(f"create view {table} as from '{folder / table}.parquet'")
        return connection

    return connect


@pytest.mark.parametrize("threads", [1, 2])
def test_every_model_gives_the_same_rows_over_views_on_files_with_one_thread_and_with_two(
    many: tuple[Path, dict[str, tuple]], over_views: Callable[[int], duckdb.DuckDBPyConnection], threads: int
) -> None:
    """One model compared 46,000 claims with one another for a quarter of an hour where its input had no statistics."""
    connection = over_views(threads)
    connection.execute("pragma verify_parallelism")
    _, digests = many
    faults = {}
    for model in world.MODELS:
        made = f"create or replace temp table made as\n{model.select}"
        if not bounded(connection, made, model.in_sql(world.parameters())):
            faults[model.table] = f"not done after {SECONDS} s"
        elif digest(connection, "temp.main.made") != digests[model.table]:
            faults[model.table] = "other rows than those of one thread on tables"
    assert faults == {}


def test_two_records_of_one_place_to_other_decimals_have_one_point(over_views) -> None:
    """Which of the two points a place took was left to the order in which threads came to it."""
    connection = over_views(2)
    assert connection.execute(
        "select count(*), min(latitude), max(latitude), min(longitude), max(longitude) from core.incident_locations"
        " where source_id = 'ucdp_ged' and location_id like 'disc|25.12%'"
    ).fetchone() == (EVENTS * 2 // 3, 25.1216, 25.1216, 62.3254, 62.3254)
    places = "select latitude, longitude from core.locations where location_id = 'disc|25.1216,62.3254,5'"
    assert connection.execute(places).fetchall() == [(25.1216, 62.3254)]


CLAIMS = 40_000
BUSY = """
insert into core.claims by name
select 'ledger' as source_id, format('c{:06}', i) as claim_id,
    if(claim_event % 3 = 0, 'campaign', 'incident') as event_kind, 'e' || claim_event as event_id,
    ['state', 'state', 'militant', 'media', 'hospital'][1 + drawn(i, 'side', 5)] as claimant_side,
    ['total', 'total', 'security', 'civilian', 'militant', 'unknown'][1 + drawn(i, 'group', 6)] as victim_group,
    if(drawn(i, 'metric', 5) = 0, 'injured', 'killed') as metric, if(drawn(i, 'scope', 14) = 0, 'district', event_kind) as scope,
    if(drawn(i, 'counting', 12) = 0, 'incremental', 'cumulative') as counting, drawn(i, 'part', 10) = 0 as is_part,
    [null, null, null, null, 'yes', 'no'][1 + drawn(i, 'prior', 6)] as includes_prior_operation,
    'v' || drawn(i, 'voice', 4) as claimant_id, 'a voice' as claimant_as_written,
    if(link = 'retracts', null, drawn(i, 'value', 12))::integer as value,
    if(link = 'retracts', 'retracted', ['exact', 'exact', 'at_least', 'at_most'][1 + drawn(i, 'qualifier', 4)]) as qualifier,
    ['day', 'day', 'hour', 'hour', 'undated'][1 + drawn(i, 'precision', 5)] as said_at_precision,
    date '2024-05-01' + drawn(i, 'day', 20)::integer as known_at,
    timestamptz '2024-05-01 00:00:00+05' + to_hours((24 * drawn(i, 'day', 20) + 6 * drawn(i, 'hour', 4))::integer) as said_at,
    drawn(i, 'garbled', 25) = 0 as is_garbled, drawn(i, 'stale', 25) = 0 as is_stale_repeat,
    case when link = 'repeats' then other end as repeats_claim_id,
    case when link in ('corrects', 'retracts') then other end as corrects_claim_id,
    'https://example.org/' || drawn(i, 'page', 5) as source_url, 'claim' as origin
from (
    select i, i // 8 as claim_event, format('c{:06}', 8 * (i // 8) + drawn(i, 'other', 8)) as other,
        ['repeats', 'corrects', 'retracts'][1 + drawn(i, 'link', 12)] as link
    from range($claims) as numbers(i)
)
"""
"""Claims of all kinds, eight an event, that repeat, correct and take back one another."""


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory, real_database: Path) -> Path:
    """Many claims as a Parquet file."""
    folder = tmp_path_factory.mktemp("busy")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{real_database}' as real (read_only)")
        connection.execute("create schema core; create table core.claims as from real.core.claims limit 0")
        connection.execute("create macro drawn(i, what, sides) as (hash(i, what) % sides)::bigint")
        connection.execute(BUSY, {"claims": CLAIMS})
        connection.execute(f"copy core.claims to '{folder / 'core.claims'}.parquet' (row_group_size 2048)")
    return folder


def test_claims_that_name_one_another_are_ranked_alike_over_a_view_and_over_a_table(busy: Path) -> None:
    """Corrections joined to all claims of their source, where nothing told how many there are, came to no end."""
    digests = {}
    for kind, threads in (("table", "1"), ("view", "2")):
        with duckdb.connect(config={"threads": threads}) as connection:
            load_macros(connection)
            connection.execute("create schema core")
            connection.execute(f"create {kind} core.claims as from '{busy / 'core.claims'}.parquet'")
            for model in world.MODELS:
                if model.table.startswith("core.claim_") or model.table in (
                    "core.interval_claims",
                    "core.toll_intervals",
                ):
                    assert bounded(connection, f"create table {model.table} as\n{model.select}", {}), (
                        kind,
                        model.table,
                    )
                    digests.setdefault(model.table, []).append(digest(connection, model.table))
            rules = "select count(distinct rule) from core.claim_standing where rule not in ('garbled', 'no_figure')"
            assert connection.execute(rules).fetchone() == (10,)
    assert {len({*found}) for found in digests.values()} == {1} and len(digests) == 7
