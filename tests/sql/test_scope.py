"""Which records belong to the province: country, then province, then the record's own names and point, by one rule for all sources."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from corridorwatch.config import ROOT, Scope, load_settings
from corridorwatch.errors import SettingsError
from corridorwatch.snapshots import SnapshotStore
from tests import mentions, own_table, world
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows
from tests.lazy import LazyWorld
from tests.servers.acled import event
from tests.ucdp_file import content

PROVINCES = {
    "balochistan": (
        "Balochistan", "BALUCHISTAN", " balochistan ", "Balochistān", "Balochistan province", "Province of Balochistan", "Balochistan, Pakistan",
        "Pakistan - Balochistan", "Balochistan (Pakistan)", "Beluchistán", "PK-BA", "بلوچستان", "صوبہ بلوچستان", "بلوچستان، پاکستان",
        "Balochistan / بلوچستان",
    ),
    "like_balochistan": ("Bolochistan", "Blochistan", "Balochsitan", "Baluchestan", "Balochistan; Sindh", "Balochistan (BA)", "Baluch. Prov.", "بلوچستن"),
    "none": ("", " ", "-", "--", "?", "NA", "n/a", "#N/A", "NULL", "None", "Unknown", "unknown province", "-99", "Pakistan", None),
    "another": (
        "Sindh", "Punjab", "KP", "Khyber Pakhtunkhwa province", "FATA", "Gilgit-Baltistan", "Baltistan", "Sistan and Baluchestan",
        "Sistan-Baluchistan", "Sistan va Baluchestan", "Iranian Balochistan", "Quetta Division", "Azad Jammu & Kashmir", "4",
    ),
}  # fmt: skip
COUNTRIES = {
    "named": ("Pakistan", "PAKISTAN ", "Pakistān", "Islamic Republic of Pakistan", "PAK", "پاکستان", "Pakistan, Balochistan", "586"),
    "none": ("", "NA", "Unknown", "-", None, "Pakisthan", "Pakistn", "Balochistan"),
    "another": ("Iran", "Afghanistan", "India", "Libya", "Arabian Sea", "Kazakhstan", "Tajikistan", "Pakistan; India", "Oman", "UAE"),
}  # fmt: skip
QUETTA, TURBAT, KARACHI, LAHORE = (30.18, 67.0), (26.0, 63.05), (24.86, 67.01), (31.55, 74.34)
RECORDS = [
    # Another country is out, whatever the names or the point.
    ({"country_as_written": "Afghanistan", "place_as_written": "Quetta", "point": QUETTA}, "another_country"),
    ({"country_as_written": "Iran", "province_as_written": "Balochistan", "district_as_written": "Quetta"}, "another_country"),
    ({"country_as_written": "Arabian Sea", "point": (25.0, 62.5)}, "another_country"),
    # Another province is out, even where the district is one of Balochistan.
    ({"country_as_written": "Pakistan", "province_as_written": "Sindh", "district_as_written": "Quetta", "point": QUETTA}, "another_province"),
    ({"province_as_written": "Sistan and Baluchestan", "place_as_written": "Quetta"}, "another_province"),
    # The province is in, whatever else is written; so it is where no country is.
    ({"country_as_written": "Pakistan", "province_as_written": "Balochistan"}, "province_named"),
    ({"province_as_written": "صوبہ بلوچستان", "place_as_written": "Karachi"}, "province_named"),
    ({"country_as_written": "Pakistn", "province_as_written": "Balochistan"}, "province_named"),
    # Neither named: a reviewed name that is nowhere else, or a precise point inside.
    ({"country_as_written": "Pakistan", "district_as_written": "Kech"}, "own_name"),
    ({"place_as_written": "Turbat"}, "own_name"),
    ({"province_as_written": "Unknown", "place_as_written": "کوئٹہ"}, "own_name"),
    ({"place_as_written": "a hamlet, Balochistan"}, "own_name"),
    ({"country_as_written": "Pakistan", "place_as_written": "Zzyzx", "point": TURBAT}, "own_point"),
    ({"point": QUETTA}, "own_point"),
    ({"point": QUETTA, "where_prec": 4, "is_province_wide": True}, "no_province_named"),
    ({"point": QUETTA, "where_prec": 3}, "no_province_named"),
    ({"place_as_written": "Balochistan", "where_prec": 4, "is_province_wide": True}, "own_name"),
    ({"place_as_written": "Quetta", "where_prec": 4, "is_province_wide": True}, "no_province_named"),
    # Within ten kilometres of the border the outline is too coarse to say.
    ({"place_as_written": "Zzyzx", "point": (30.92, 66.45)}, "no_province_named"),
    ({"country_as_written": "Pakistan", "place_as_written": "Unknown", "district_as_written": "Unknown"}, "no_province_named"),
    ({"country_as_written": "Pakistan", "place_as_written": "Zzyzx"}, "no_province_named"),
    ({"place_as_written": "Dasht"}, "place_elsewhere"),
    # A name read by its letters is no reviewed name.
    ({"place_as_written": "Turbaat Khan"}, "no_province_named"),
    # Known elsewhere is elsewhere; so is a name of the province with a point far from it.
    ({"country_as_written": "Pakistan", "place_as_written": "Karachi", "point": KARACHI}, "place_elsewhere"),
    ({"country_as_written": "Pakistan", "place_as_written": "Spin Boldak", "point": (31.0, 66.4)}, "place_elsewhere"),
    # A place of another country, where no country is named.
    ({"place_as_written": "Spin Boldak", "point": (31.0, 66.4)}, "another_country"),
    ({"place_as_written": "Zahedan", "point": TURBAT}, "another_country"),
    ({"district_as_written": "Kandahar", "place_as_written": "Zahedan"}, "another_country"),
    ({"district_as_written": "Karachi", "place_as_written": "Zahedan"}, "place_elsewhere"),
    ({"province_as_written": "Kandahar", "place_as_written": "Zzyzx"}, "another_country"),
    ({"province_as_written": "Kandahar Province"}, "another_country"),
    ({"country_as_written": "Pakistan", "province_as_written": "Kandahar"}, "another_province"),
    ({"country_as_written": "Pakistan", "point": KARACHI}, "place_elsewhere"),
    ({"place_as_written": "Turbat", "point": LAHORE}, "place_elsewhere"),
    ({"place_as_written": "Quetta road, Karachi"}, "place_elsewhere"),
    # Of two names that contradict each other neither decides; a point may.
    ({"place_as_written": "Turbat, Karachi"}, "no_province_named"),
    ({"place_as_written": "Turbat, Karachi", "point": TURBAT}, "own_point"),
    ({"district_as_written": "Kech", "place_as_written": "Karachi", "point": KARACHI}, "place_elsewhere"),
    # A swapped or zero point says nothing against a name.
    ({"place_as_written": "Turbat", "point": (63.05, 26.0)}, "own_name"),
    ({"place_as_written": "Turbat", "point": (0.0, 0.0)}, "own_name"),
    # Nearly the province: the record's own place decides, and both ways are told.
    ({"country_as_written": "Pakistan", "province_as_written": "Bolochistan", "district_as_written": "Quetta"}, "spelling_confirmed"),
    ({"province_as_written": "Bolochistan", "point": QUETTA}, "spelling_confirmed"),
    ({"province_as_written": "Balochistan; Sindh", "place_as_written": "Zzyzx"}, "spelled_like_balochistan"),
    ({"province_as_written": "Bolochistan", "place_as_written": "Karachi", "point": KARACHI}, "spelled_like_balochistan"),
    ({"country_as_written": "Iran", "province_as_written": "Bolochistan", "place_as_written": "Quetta"}, "another_country"),
    # A claim or a campaign's place speaks of the province.
    ({"record_kind": "claim", "district_as_written": "Nowhereabad"}, "speaks_for_the_province"),
]  # fmt: skip
INSIDE = {"province_named", "own_name", "own_point", "spelling_confirmed", "speaks_for_the_province"}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> duckdb.DuckDBPyConnection:
    return mentions.judge(reference_database, tmp_path_factory.mktemp("scope"), [record for record, _ in RECORDS])


@pytest.fixture(scope="module")
def macros() -> duckdb.DuckDBPyConnection:
    return world.open_database(Path(":memory:"))


@pytest.mark.parametrize(("said", "written"), [(said, text) for said, texts in PROVINCES.items() for text in texts])
def test_a_province_is_compared_folded_and_a_near_misspelling_is_neither_taken_nor_dropped(macros, said, written):
    assert macros.execute("select said_province($text::varchar)", {"text": written}).fetchone() == (said,)


@pytest.mark.parametrize(("said", "written"), [(said, text) for said, texts in COUNTRIES.items() for text in texts])
def test_a_country_is_compared_folded(macros, said, written):
    assert macros.execute("select said_country($text::varchar, 'Pakistan')", {"text": written}).fetchone() == (said,)


@pytest.mark.parametrize("number", range(len(RECORDS)), ids=lambda number: f"{RECORDS[number][1]}-{number}")
def test_country_then_province_then_the_records_own_place_decide(judged, number: int) -> None:
    basis = RECORDS[number][1]
    assert judged.execute(
        "select basis, is_inside from core.record_scope where record_id = $id", {"id": str(number + 1)}
    ).fetchone() == (basis, basis in INSIDE)


def test_what_is_outside_has_no_district_and_what_is_inside_has_one_or_the_bucket(judged) -> None:
    assert judged.execute(
        "select count(*) from core.record_scope as scope join core.place_resolutions using (source_id, record_kind, record_id)"
        " where is_inside <> (district_id is not null) or is_inside = (method = 'outside_balochistan')"
    ).fetchone() == (0,)


def test_a_cell_that_says_unknown_is_no_name_that_waits_for_a_reviewer(tmp_path, reference_database) -> None:
    found = mentions.judge(
        reference_database,
        tmp_path,
        [
            {"province_as_written": "Balochistan", "district_as_written": "Unknown", "place_as_written": "N/A"},
            {"province_as_written": "Balochistan", "district_as_written": "-", "place_as_written": "Turbat"},
            {"province_as_written": "Balochistan", "district_as_written": "Unknown", "place_as_written": "Zzyzx"},
        ],
    ).execute("select district_id, method from core.place_resolutions order by record_id")
    assert found.fetchall() == [
        ("balochistan", "province_only"), ("kech", "place_alias"), ("balochistan", "unresolved"),
    ]  # fmt: skip


def test_a_place_known_elsewhere_is_not_put_into_the_district_nearest_to_its_point(tmp_path, reference_database):
    """Karachi once lay in Hub and Spin Boldak in Chaman."""
    found = mentions.judge(
        reference_database,
        tmp_path,
        [
            {"province_as_written": "Balochistan", "place_as_written": "Karachi", "point": KARACHI},
            {"province_as_written": "Balochistan", "place_as_written": "Spin Boldak", "point": (31.0, 66.4)},
            # Eight kilometres outside the outline, near Hub.
            {"province_as_written": "Balochistan", "place_as_written": "Zzyzx", "point": (25.03, 66.97)},
            {"province_as_written": "Balochistan", "place_as_written": "Zzyzx", "point": (26.05, 63.1)},
        ],
    ).execute("select district_id, method from core.place_resolutions order by record_id")
    assert found.fetchall() == [*[("balochistan", "unresolved")] * 3, ("kech", "nearest_place")]


TRACKER = [
    {"country": "Libya", "killed": 29},
    {"country": "Pakistan", "province": "Sindh", "district": "Kech", "place": "Larkana Nowhere", "by": "Nobody Ever Heard", "killed": 47},
    {"country": "Pakistan", "place": "Karachi", "killed": 11},
    {"country": "Pakistan", "province": "Unknown", "place": "Unknown", "killed": 31},
    {"country": "Pakistan", "province": "Bolochistan", "place": "Zzyzx", "by": "Nobody Ever Heard", "killed": 7},
    {"country": "Pakistan", "province": "Bolochistan", "district": "Quetta", "killed": 23},
    {"country": "Pakistan", "province": "Balochistan, Pakistan", "place": "Quetta", "killed": 13},
    {"country": "Pakistan", "province": "Balochistan", "district": "Nowhereabad", "by": "Nobody At All", "killed": 5},
]  # fmt: skip


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> duckdb.DuckDBPyConnection:
    return own_table.build(reference_database, tmp_path_factory.mktemp("tracker"), TRACKER)


def test_a_national_table_counts_what_is_the_provinces_and_says_why_it_leaves_out_the_rest(tracker) -> None:
    assert tracker.execute(
        "select stage, excluded_reason, rows_in, deaths_in, rows_placed, rows_bucketed, rows_excluded, deaths_excluded"
        " from marts.conservation where source_id = 'desk' and stage = 'districts' order by 2"
    ).fetchall() == [
        ("districts", "another_country", 0, 0, 0, 0, 1, 29),
        ("districts", "another_province", 0, 0, 0, 0, 1, 47),
        ("districts", "no_province_named", 0, 0, 0, 0, 1, 31),
        ("districts", "none", 8, 166, 2, 1, 0, 0),
        ("districts", "place_elsewhere", 0, 0, 0, 0, 1, 11),
        ("districts", "spelled_like_balochistan", 0, 0, 0, 0, 1, 7),
    ]
    assert world.broken_rules(tracker) == {}


def test_a_reader_sees_what_was_spelled_like_the_province(tracker) -> None:
    [(detail,)] = tracker.execute(
        "select detail from core.exclusions where source_id = 'desk' and reason = 'spelled_like_balochistan'"
    ).fetchall()
    assert detail.startswith("Bolochistan: spelled like Balochistan")
    [check] = [check for check in world.CHECKS if check.name == "core.record_scope.province_is_known"]
    told = tracker.execute(check.sql).fetchall()
    assert [row for row in told if row[0] == "desk"] == [
        ("desk", "Bolochistan", "spelled like Balochistan", 2, 30, 1, "5")
    ]
    assert tracker.execute("select place_flag from core.incidents where source_id = 'desk' and incident_id = '6'").fetchone() == (
        "province_misspelt",
    )  # fmt: skip


def test_names_of_records_outside_the_province_wait_for_nobody(tracker) -> None:
    waiting = tracker.execute("select name_as_written, by_source from core.unresolved_names").fetchall()
    of_the_desk = {name for name, sources in waiting if any(each["source_id"] == "desk" for each in sources)}
    assert of_the_desk == {"Nowhereabad", "Nobody At All"}


def test_the_ceiling_is_each_sources_own_and_a_new_source_warns_first(tracker) -> None:
    checks = {check.rule: check for check in world.CHECKS if check.table == "core.unresolved_names"}

    def sources(rule: str, ceilings: str) -> list[str]:
        return [
            row[0]
            for row in tracker.execute(checks[rule].sql, {"unresolved_deaths_ceilings": ceilings}).fetchall()
        ]  # fmt: skip

    assert checks["every_source_has_a_ceiling"].is_soft and not checks["deaths_stay_below_ceiling"].is_soft
    assert sources("deaths_stay_below_ceiling", '{"ledger": 4}') == []
    assert sources("every_source_has_a_ceiling", '{"ledger": 4}') == ["desk"]
    assert sources("deaths_stay_below_ceiling", '{"ledger": 4, "desk": 9}') == ["desk"]
    assert sources("every_source_has_a_ceiling", '{"ledger": 4, "desk": 10}') == []


def publishers(base: Path, folder: Path, **files: bytes) -> LazyWorld:
    """Every model up to the exclusions, over files of publishers beside the ledger."""
    store = SnapshotStore(folder / "snapshots")
    for source, file in files.items():
        moment = datetime(2026, 11, 19, tzinfo=UTC)
        store.store(source, file, file_name=f"{source}.csv", url="", licence="", fetched_at=moment)
    connection = world.open_database(Path(shutil.copy(base, folder / "w.duckdb")))
    world.load(connection, ROOT / "reference", folder / "snapshots", ["ledger"])
    world.load_others(connection, folder / "snapshots")
    models = [
        model
        for model in world.MODELS
        if model.table in world.needed_for("core.exclusions", "core.unresolved_names")
        and (model.table in world.OF_SOURCES or world.follows_from_the_ledger(model.table))
    ]
    return LazyWorld(connection, models, world.parameters())


@pytest.mark.parametrize("spelling", ["Balochistān", "BALOCHISTAN", "Province of Balochistan", "Balochistan, Pakistan"])
def test_another_spelling_throughout_a_publishers_file_loses_nothing(tmp_path, reference_database, spelling):
    """A spelling of UCDP's once published 50,503 weeks in which nothing happened."""
    acled = [{**event(number, 1), "admin1": spelling} for number in (1, 2)]
    tables = publishers(
        reference_database,
        tmp_path,
        ucdp_ged=content([{"adm_1": spelling}, {"adm_1": spelling}]),
        gtd=csv_bytes(GTD_COLUMNS, gtd_rows({"provstate": spelling}, {"provstate": spelling})),
        acled=csv_bytes(list(acled[0]), acled),
    )
    assert tables.execute(
        "select source_id, count(*) from core.incidents where district_id is not null and source_id <> 'ledger' group by 1 order by 1"
    ).fetchall() == [("acled", 2), ("gtd", 2), ("ucdp_ged", 2)]


def test_every_source_is_judged_by_the_same_rule(tmp_path: Path, reference_database: Path) -> None:
    """No province named, nearly the province, another province, in three publishers' layouts."""
    told = [
        {"province": "", "place": "Turbat", "point": TURBAT},
        {"province": "", "place": "Karachi", "point": KARACHI},
        {"province": "Bolochistan", "place": "Quetta", "point": QUETTA},
        {"province": "Bolochistan", "place": "Lahore", "point": LAHORE},
        {"province": "Sindh", "place": "Quetta", "point": QUETTA},
    ]
    acled = [
        {
            **event(number, 1), "admin1": row["province"], "admin2": "", "location": row["place"],
            "latitude": row["point"][0], "longitude": row["point"][1], "geo_precision": 1,
        }
        for number, row in enumerate(told, 1)
    ]  # fmt: skip
    ucdp = [
        {
            "adm_1": row["province"], "adm_2": "", "where_coordinates": row["place"],
            "latitude": str(row["point"][0]), "longitude": str(row["point"][1]),
        }
        for row in told
    ]  # fmt: skip
    gtd = [
        {
            "provstate": row["province"], "city": row["place"],
            "latitude": str(row["point"][0]), "longitude": str(row["point"][1]),
        }
        for row in told
    ]  # fmt: skip
    tables = publishers(
        reference_database,
        tmp_path,
        ucdp_ged=content(ucdp),
        gtd=csv_bytes(GTD_COLUMNS, gtd_rows(*gtd)),
        acled=csv_bytes(list(acled[0]), acled),
    )
    counted = tables.execute(
        "select source_id, list_sort(list(place_as_written || ' ' || district_id)) from core.incidents"
        " where source_id <> 'ledger' and district_id is not null group by 1 order by 1"
    ).fetchall()
    assert counted == [(source, ["Quetta quetta", "Turbat kech"]) for source in ("acled", "gtd", "ucdp_ged")]
    left_out = tables.execute(
        "select source_id, sum(records)::integer from core.exclusions where stage in ('reports', 'districts')"
        " and source_id <> 'ledger' group by 1 order by 1"
    ).fetchall()
    assert left_out == [("acled", 3), ("gtd", 3), ("ucdp_ged", 3)]


@pytest.mark.parametrize(
    "text", ['[scope]\nprovinces = ["Sindh"]', '[scope]\ncountry = "Iran"', "[scope]\nprovinces = []"]
)
def test_another_scope_is_refused_with_the_reason(tmp_path: Path, text: str) -> None:
    """A documented setting once published false zeros."""
    file = tmp_path / "corridorwatch.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be served"):
        load_settings({"CORRIDORWATCH_CONFIG": str(file)})
    shipped = (ROOT / "corridorwatch.toml").read_text(encoding="utf-8")
    file.write_text(shipped, encoding="utf-8")
    assert load_settings({"CORRIDORWATCH_CONFIG": str(file)}).scope == Scope()
