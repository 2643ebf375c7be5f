"""UCDP's events in the tables: the publisher's own totals, sides that change places, releases that supersede, and nothing lost."""

import io
import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from corridorwatch import release, sqlmodels
from corridorwatch.config import ROOT, Settings
from corridorwatch.ingest.state import load_state
from corridorwatch.snapshots import SnapshotStore
from tests import world
from tests.lazy import LazyWorld
from tests.reference_tables import SHARED, WITH_SHARED
from tests.ucdp_file import content, edition

OF_SOURCES = {"ref.sources", "ref.editions_of_ucdp", "ref.source_coverage", *world.SPOKEN_FOR}
SIDES = [
    ({}, (1, 0, 2, 0), "bla", "clash"),
    ({"side_a": "BLA", "side_b": "Government of Pakistan"}, (2, 0, 1, 0), "bla", "clash"),
    ({"side_b": "XXX770"}, (1, 0, 2, 0), "unknown", "clash"),
    ({"type_of_violence": "2", "side_a": "TTP", "side_b": "BLA"}, (0, 0, 3, 0), "several", "clash"),
    ({"side_a": "Government of Iran", "deaths_b": "0", "best": "1", "low": "1"}, (0, 0, 0, 1), "bla", "clash"),
    ({"type_of_violence": "3", "side_a": "BLA", "side_b": "Civilians", "deaths_b": "0", "deaths_civilians": "2"}, (0, 2, 1, 0), "bla", "attack"),
    ({"type_of_violence": "3", "side_a": "Civilians", "side_b": "BLA", "deaths_a": "2", "deaths_b": "1"}, (0, 2, 1, 0), "bla", "attack"),
    ({"type_of_violence": "2", "side_a": "Supporters of somebody"}, (0, 0, 3, 0), "bla", "clash"),
    ({"deaths_a": "0", "deaths_b": "0", "deaths_unknown": "3"}, (0, 0, 0, 3), "bla", "clash"),
]  # fmt: skip
ODD = [
    ({"low": "4", "high": "4", "number_of_sources": "-1"}, ["best_outside_interval", "sources_not_recorded"], "day"),
    ({"active_year": "FALSE", "date_end": "2015-05-09"}, ["inactive_year", "several_days"], "week"),
    ({"date_end": "2015-05-20"}, ["several_days"], "month"),
    ({"date_prec": "5", "date_end": "2015-08-20", "code_status": "Check deaths"}, ["several_days", "under_review"], "year"),
]  # fmt: skip


def build(folder: Path, base: Path, files: list[tuple[str, str, bytes]], of: str = "", as_of: date = world.AS_OF):
    store = SnapshotStore(folder / "snapshots")
    for day, (source, name, file) in enumerate(files, 1):
        moment = datetime(2026, 11, day, tzinfo=UTC)
        store.store(source, file, file_name=name, url="", licence="CC BY 4.0", fetched_at=moment)
    connection = world.open_database(Path(shutil.copy(base, folder / "w.duckdb")))
    world.load(connection, ROOT / "reference", folder / "snapshots", ["ledger"], as_of)
    wanted = world.needed_for(of) if of else {model.table for model in world.MODELS}
    models = [
        model
        for model in world.MODELS
        if model.table in wanted and (world.follows_from_the_ledger(model.table) or model.table in OF_SOURCES)
    ]
    return LazyWorld(connection, models, world.parameters(as_of))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> duckdb.DuckDBPyConnection:
    """One made-up GED edition that ends in 2015 whose ids count up: the events of SIDES, then those of ODD."""
    file = edition([event for event, *_ in (*SIDES, *ODD)], 2015)
    folder = tmp_path_factory.mktemp("small")
    return build(
        folder, reference_database, [("ucdp_ged", "GEDEvent_v16_1.csv", file)], "marts.weekly_casualties_by_district"
    )


@pytest.fixture(scope="module")
def pakistan(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> duckdb.DuckDBPyConnection:
    """Every model over UCDP's own rows of Pakistan, 1989-2021, beside the ledger."""
    file = (SHARED / "ucdp/ucdp_ged_pakistan_1989_2021_hdx.csv").read_bytes()
    return build(tmp_path_factory.mktemp("ucdp"), reference_database, [("ucdp_ged", "pakistan.csv", file)])


@WITH_SHARED
def test_balochistan_holds_what_the_publisher_counts(pakistan: duckdb.DuckDBPyConnection) -> None:
    assert pakistan.execute(
        "select count(*), sum(killed_best), sum(killed_low), sum(killed_high) from core.incidents where source_id = 'ucdp_ged'"
    ).fetchone() == (692, 3384, 3275, 4215)


@WITH_SHARED
def test_the_province_bucket_holds_what_names_no_district(pakistan) -> None:
    """133 deaths name no district; 48 are placed on a line or an area, in the one district that their row names."""
    assert pakistan.execute(
        "select where_prec = 5, count(*), sum(killed_best) from core.incidents"
        " where source_id = 'ucdp_ged' and district_id = 'balochistan' group by 1 order by 1"
    ).fetchall() == [(False, 26, 133)]


@WITH_SHARED
def test_every_row_of_the_file_is_accounted_for_and_every_hard_rule_holds(pakistan) -> None:
    stages = pakistan.execute(
        "select stage, excluded_reason, rows_in, deaths_in, rows_placed, rows_bucketed, rows_excluded, deaths_excluded"
        " from marts.conservation where source_id = 'ucdp_ged' order by stage_order, excluded_reason"
    ).fetchall()
    assert stages == [
        ("ingest", "none", 6416, 43225, 6416, 0, 0, 0),
        ("reports", "another_province", 0, 0, 0, 0, 5679, 37457),
        ("reports", "no_province_named", 0, 0, 0, 0, 45, 2384),
        ("reports", "none", 6416, 43225, 692, 0, 0, 0),
        ("incidents", "none", 692, 3384, 692, 0, 0, 0),
        ("districts", "none", 692, 3384, 666, 26, 0, 0),
        ("weeks", "dated_too_coarsely", 0, 0, 0, 0, 4, 8),
        ("weeks", "none", 692, 3384, 663, 25, 0, 0),
    ]
    assert world.broken_rules(pakistan) == {}


@WITH_SHARED
def test_points_780_km_off_keep_the_district_of_their_name(pakistan) -> None:
    assert pakistan.execute(
        "select place_as_written, district_id, count(*) from core.incidents where source_id = 'ucdp_ged'"
        " and place_flag = 'name_and_point_disagree' and place_as_written in ('Sui town', 'Machh town') group by all order by 1"
    ).fetchall() == [("Machh town", "kachhi", 9), ("Sui town", "dera-bugti", 24)]


@WITH_SHARED
def test_the_ledgers_numbers_stand_beside_it_unchanged(pakistan, real_world) -> None:
    for table in ("marts.weekly_casualties_by_district", "marts.monthly_casualties", "core.claims"):
        total = f"select count(*), md5(string_agg(t::varchar, '' order by t::varchar)) from {table} as t where source_id = 'ledger'"
        assert pakistan.execute(total).fetchone() == real_world.execute(total).fetchone()


def test_the_dead_are_told_by_who_a_side_is_not_by_its_letter(small: duckdb.DuckDBPyConnection) -> None:
    found = small.execute(
        "select killed_security, killed_civilian, killed_militant, killed_unknown, actor_id, event_class from core.reports"
        " where source_id = 'ucdp_ged' order by report_id::integer"
    ).fetchall()
    assert found[: len(SIDES)] == [(*killed, actor, event_class) for _, killed, actor, event_class in SIDES]


def test_what_is_odd_about_a_record_is_flagged_and_its_deaths_are_kept(small: duckdb.DuckDBPyConnection) -> None:
    found = small.execute(
        "select record_flags, report.date_precision, incident.killed_low, incident.killed_best, incident.killed_high"
        " from core.reports as report join core.incidents as incident using (source_id, incident_id)"
        " where source_id = 'ucdp_ged' order by report_id::integer"
    ).fetchall()
    assert found[len(SIDES) :] == [(flags, precision, 3, 3, 4) for _, flags, precision in ODD]


def test_a_census_says_zero_where_it_found_none_and_nothing_outside_its_years(small: duckdb.DuckDBPyConnection) -> None:
    assert small.execute(
        "select status, count(*), min(week), max(week) from marts.weekly_casualties_by_district"
        " where source_id = 'ucdp_ged' and district_id = 'quetta' group by 1 order by 1"
    ).fetchall() == [
        ("cut_short", 2, date(1988, 12, 26), date(2015, 12, 28)),
        # Two events of the file are known to the days from May to August only.
        ("not_covered", 15, date(2015, 5, 11), date(2015, 8, 17)),
        ("reported", 1, date(2015, 5, 4), date(2015, 5, 4)),
        ("reported_zero", 1392, date(1989, 1, 2), date(2015, 12, 21)),
    ]


def test_nothing_of_a_source_whose_rows_may_not_leave_is_in_a_release(
    small: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    settings = Settings(home=tmp_path)
    (release.begin(settings.releases, moment) / "site").mkdir()
    next(settings.releases.iterdir()).joinpath("site", "index.html").touch()
    built = world.needed_for("core.name_readings", "core.incidents", "core.exclusions") - {"core.exclusions"}
    models = [model for model in world.MODELS if model.table in built | {"ref.source_snapshots", "ref.corrections"}]
    load_state(small, SnapshotStore(tmp_path), settings, world.AS_OF)
    small.execute(
        "insert into raw.source_snapshots (source_id, series, received_count) values ('ucdp_ged', '', 9), ('acled', '', null)"
    )
    for model in models:
        if model.table in ("ref.source_snapshots", "ref.corrections"):
            sqlmodels.build(small, model, world.parameters())
    small.execute("update ref.sources set rows_may_leave = source_id = 'ledger'")
    # Nothing is taken from a release whose manifest is no longer what it was, and it stops nobody.
    damaged = settings.releases / "20261101T000000Z"
    damaged.mkdir()
    (damaged / "success").touch()
    (damaged / "manifest.json").write_text('{"tables": [', encoding="utf-8")
    (settings.home / "latest").symlink_to("releases/20261101T000000Z")
    try:
        published = release.publish(small, models, settings, moment=moment, as_of=world.AS_OF)
    finally:
        small.execute("update ref.sources set rows_may_leave = true")
    assert published.is_latest and release.latest(settings).path == published.path
    with duckdb.connect(published.path / "corridorwatch.duckdb", read_only=True) as read:
        for model in models:
            columns = {column.name for column in model.columns}
            if model.is_released and "source_id" in columns and not model.table.startswith("ref."):
                sources = read.execute(f"select distinct source_id from {model.table}").fetchall()
                assert set(sources) <= {("ledger",)}, model.table
        assert read.execute("select source_id from ref.source_snapshots").fetchall() == []
        assert read.execute("select count(*) from core.name_readings where written = 'XXX770'").fetchone() == (0,)
    files = [path.read_bytes() for path in (published.path / "csv").glob("core.*")]
    assert files and not any(b"ucdp_ged" in file for file in files)


def test_a_file_is_known_from_the_day_it_was_taken(tmp_path: Path, reference_database: Path) -> None:
    file = ("ucdp_ged", "ged.csv", content([{}]))
    connection = build(tmp_path, reference_database, [file], "core.reports", as_of=date(2026, 10, 31))
    for table in ("core.reports", "ref.sources", "ref.source_weeks"):
        assert connection.execute(f"select count(*) from {table} where source_id = 'ucdp_ged'").fetchone() == (0,), (
            table
        )


@pytest.mark.parametrize(
    ("files", "version", "said"),
    [
        (["ged261-csv.zip"], "26.1", "; version 26.1"),
        (["GEDEvent_v25_1.csv"], "25.1", "; version 25.1"),
        (["gedevents-26.1.csv"], "26.1", "; version 26.1"),
        (["ged2024.csv"], None, "; ged2024.csv, whose name says no version"),
        (["GEDEvent_v25_1_2026_11.csv"], None, "; GEDEvent_v25_1_2026_11.csv, whose name says no version"),
        (["notes-v10_11-of-desk.csv"], None, "; notes-v10_11-of-desk.csv, whose name says no version"),
        (
            ["GEDEvent_v26_0_1.csv", "GEDEvent_v26_01_26_06.csv"],
            "26.0.1, 26.01.26.06",
            "; versions 26.0.1, 26.01.26.06",
        ),
        (["GEDEvent_v26_0_1.csv", "mine.csv"], None, "; version 26.0.1, mine.csv, whose name says no version"),
    ],
)
def test_the_credit_of_ucdp_says_which_version_was_read(
    files: list[str], version: str | None, said: str, tmp_path: Path, reference_database: Path
) -> None:
    source = "ucdp_ged" if len(files) == 1 else "ucdp_candidate"
    taken = [(source, name, _as_its_name_says(name, content([{"id": str(each)}]))) for each, name in enumerate(files)]
    world = build(tmp_path, reference_database, taken, "core.reports")
    found, credit = world.execute(
        "select version, credit from ref.sources where source_id = $source", {"source": source}
    ).fetchone()
    assert found == version
    assert credit.endswith(said)


def test_an_edition_is_another_where_a_files_name_or_an_earlier_file_is(
    tmp_path: Path, reference_database: Path
) -> None:
    file, earlier = content([{}]), content([{"best": "7", "high": "9"}])
    taken = [
        [("ucdp_ged", "ged251.csv", file)],
        [("ucdp_ged", "ged251.csv", file)],
        [("ucdp_ged", "ged261.csv", file)],
        [("ucdp_ged", "ged241.csv", earlier), ("ucdp_ged", "ged251.csv", file)],
    ]
    named = []
    for number, files in enumerate(taken):
        folder = tmp_path / str(number)
        folder.mkdir()
        connection = build(folder, reference_database, files, "core.reports")
        settings = Settings(home=folder)
        load_state(connection, SnapshotStore(tmp_path / "no snapshots"), settings, world.AS_OF)
        named.append(release.edition(connection, settings, world.AS_OF))
    assert named[0] == named[1]
    assert len(set(named)) == 3


def _as_its_name_says(name: str, csv: bytes) -> bytes:
    if not name.endswith(".zip"):
        return csv
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("GEDEvent.csv", csv)
    return packed.getvalue()


def test_of_an_event_that_two_releases_hold_the_later_counts_and_the_earlier_is_accounted_for(
    tmp_path: Path, reference_database: Path
) -> None:
    first = content([{"best": "3"}, {"best": "5", "deaths_b": "4", "high": "9"}, {"id": "2"}])
    later = content([{}, {"best": "7", "deaths_b": "6", "high": "9"}]).replace(b"\n1,", b"\n9,", 1)
    files = [("ucdp_candidate", "v26_0_1.csv", first), ("ucdp_candidate", "v26_0_2.csv", later)]
    connection = build(tmp_path, reference_database, files)
    assert connection.execute(
        "select incident_id, killed_best from core.incidents where source_id = 'ucdp_candidate' order by 1"
    ).fetchall() == [("1", 3), ("2", 7), ("9", 3)]
    assert connection.execute(
        "select reason, record_id, records, deaths from core.exclusions where source_id = 'ucdp_candidate'"
    ).fetchall() == [("superseded_by_later_release", "2", 2, 8)]
    assert connection.execute(
        "select distinct status from marts.weekly_casualties_by_district where source_id = 'ucdp_candidate'"
        " and district_id = 'quetta'"
    ).fetchall() == [("provisional",)]
    assert world.broken_rules(connection) == {}


def test_an_open_name_with_a_point_is_proposed_the_known_places_round_it(
    tmp_path: Path, reference_database: Path
) -> None:
    file = content([{"adm_2": "", "where_coordinates": "Zzyzx village", "latitude": "30.0", "longitude": "66.85"}])
    world = build(tmp_path, reference_database, [("ucdp_ged", "ged.csv", file)], "core.unresolved_names")
    [(proposals,)] = world.execute(
        "select proposals from core.unresolved_names where name_as_written = 'Zzyzx village'"
    ).fetchall()
    assert (proposals[0]["id"], proposals[0]["reason"]) == ("mastung", "the point lies 13 km from this place")
