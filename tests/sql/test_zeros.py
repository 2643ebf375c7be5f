"""A zero is said only by who could have said otherwise: what can be named, and what may lie in a cell uncounted."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.config import ROOT
from corridorwatch.snapshots import SnapshotStore
from tests import world
from tests.conftest import Build
from tests.lazy import LazyWorld
from tests.reference_tables import SHARED, WITH_SHARED
from tests.ucdp_file import edition

GRIDS = (
    "core.weekly_counts",
    "core.incident_locations",
    "core.exclusions",
    "marts.weekly_casualties_by_district",
    "marts.weekly_casualties_by_boundary",
    "marts.monthly_casualties",
    "marts.headline_by_month",
)
UNNAMED = ("washuk", "sohbatpur", "lehri", "duki", "surab", "chaman")
"""Districts of before 2022 of which UCDP GED has no second-level unit."""


def at(place: str, first: str, last: str = "", **more: str) -> dict[str, str]:
    """An event in a district of the file, of one day or several."""
    days = {"date_start": f"{first} 00:00:00.000", "date_end": f"{last or first} 00:00:00.000"}
    return {"where_prec": "3", "where_coordinates": place, "adm_2": place, **days, **more}


EVENTS = [
    {},
    at("", "2015-03-10", where_prec="4", where_coordinates="Balochistan province", side_b="TTP"),
    at("Kech district; Gwadar district", "2015-06-16"),
    at("Zhob district", "2015-09-01", "2015-09-30", date_prec="4"),
    at("Mastung district", "2015-10-07", where_prec="5", where_coordinates="RCD highway"),
    at("Kohlu district", "2015-11-07", "2015-11-10", date_prec="2"),
    at("Kalat district", "2018-06-06", side_a="BLA", side_b="Civilians", type_of_violence="3"),
    at("Kech district", "2020-06-10"),
    at("Kalat district", "2017-05-10", side_b="XXX770"),
    at("Quetta district", "2017-01-04", side_b="TTP"),
    at("Quetta district", "2019-03-06", side_a="LeJ", side_b="Civilians", type_of_violence="3"),
    at("", "2016-08-09", "2016-09-06", where_prec="4", where_coordinates="Balochistan province", date_prec="4"),
    at("Nowhere district", "2015-12-09", where_prec="5", where_coordinates="Quetta"),
    at("Kech district", "2016-11-09", best="many"),
    at("", "2019-11-06", where_prec="4", where_coordinates="", adm_1="Bolochistan province"),
    *(at("Kech district", "2018-02-06") for _ in range(100)),
]


def build(folder: Path, base: Path, *files: bytes, name: str, of: tuple[str, ...] = GRIDS) -> LazyWorld:
    """The tables `of`, over snapshots of GED taken one a day, in this order; `name` says which edition they are."""
    folder.mkdir(exist_ok=True)
    store = SnapshotStore(folder / "snapshots")
    for day, file in enumerate(files, 1):
        moment = datetime(2026, 11, day, tzinfo=UTC)
        store.store("ucdp_ged", file, file_name=name, url="", licence="CC BY 4.0", fetched_at=moment)
    connection = world.open_database(Path(shutil.copy(base, folder / "zeros.duckdb")))
    world.load_empty_ledger(connection, folder)
    models = [
        model
        for model in world.MODELS
        if model.table in world.needed_for(*of)
        and (world.follows_from_the_ledger(model.table) or model.table.startswith("ref.source"))
    ]
    return LazyWorld(connection, models, world.parameters())


@pytest.fixture(scope="module")
def ged(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The grids over a made-up edition of GED that ends in 2020."""
    with build(
        tmp_path_factory.mktemp("zeros") / "ged", reference_database, edition(EVENTS, 2020), name="GEDEvent_v21_1.csv"
    ) as connection:
        yield connection


def cell(connection: duckdb.DuckDBPyConnection, dimension: str, member: str, week: str) -> tuple[str, str | None]:
    """Status and reason of one cell of GED."""
    return connection.execute(
        "select status, status_reason from core.weekly_counts"
        " where source_id = 'ucdp_ged' and dimension = ? and member_id = ? and week = ?::date",
        [dimension, member, week],
    ).fetchone()


def test_a_week_with_an_event_known_to_the_province_only_is_a_zero_of_no_district(ged) -> None:
    """848 district-weeks were zeros while the bucket held an event of the same week."""
    statuses = ged.execute(
        "select status, status_reason, count(*) > 20 from core.weekly_counts where source_id = 'ucdp_ged'"
        " and dimension = 'district' and week = '2015-03-09' and status_reason is distinct from 'not_there_then' group by 1, 2 order by all"
    ).fetchall()
    assert statuses == [
        ("not_covered", "cannot_name", False),
        ("not_covered", "may_lie_here", True),
        ("reported", None, False),
    ]
    assert cell(ged, "district", "kech", "2015-03-16") == ("reported_zero", None)


def test_an_event_of_several_named_districts_takes_the_zero_of_those_alone(ged) -> None:
    week = "2015-06-15"
    assert [cell(ged, "district", each, week)[0] for each in ("kech", "gwadar", "quetta", "balochistan")] == [
        *["not_covered"] * 2,
        "reported_zero",
        "reported",
    ]


def test_an_event_dated_to_a_month_takes_the_zeros_of_all_weeks_that_its_days_touch(ged) -> None:
    touched = [cell(ged, "district", "zhob", week)[1] for week in ("2015-08-31", "2015-09-14", "2015-09-28")]
    assert touched == ["may_lie_here"] * 3
    assert cell(ged, "district", "zhob", "2015-08-24")[0] == cell(ged, "district", "zhob", "2015-10-05")[0]
    assert cell(ged, "district", "zhob", "2015-10-05") == ("reported_zero", None)
    assert cell(ged, "district", "kalat", "2015-09-14") == ("reported_zero", None)
    # Of the province's bucket, any district, from the first of its days to the last; the bucket too.
    assert cell(ged, "district", "kalat", "2016-08-01") == ("reported_zero", None)
    assert cell(ged, "district", "kalat", "2016-09-05") == ("not_covered", "may_lie_here")
    assert cell(ged, "district", "kalat", "2016-09-12") == ("reported_zero", None)
    assert cell(ged, "district", "kalat", "2016-08-15") == ("not_covered", "may_lie_here")
    assert cell(ged, "district", "balochistan", "2016-08-15") == ("not_covered", "may_lie_here")


def test_an_event_across_a_monday_counts_in_its_first_week_and_takes_the_zero_of_the_next(ged) -> None:
    weeks = ("2015-11-02", "2015-11-09", "2015-11-16")
    assert [cell(ged, "district", "kohlu", week)[0] for week in weeks] == ["reported", "not_covered", "reported_zero"]


def test_a_row_that_the_door_refused_takes_every_zero_of_its_days(ged) -> None:
    """A refused row's week was published as a zero of its own district."""
    assert ged.execute("select count(*) from raw.quarantine where table_name = 'ucdp_ged'").fetchone() == (1,)
    for dimension, member in (("district", "kech"), ("district", "zhob"), ("actor", "bla"), ("family", "islamist")):
        assert cell(ged, dimension, member, "2016-11-07") == ("not_covered", "may_lie_here"), member
        assert cell(ged, dimension, member, "2016-11-14") == ("reported_zero", None), member
    assert ged.execute(
        "select area_id, status_reason from marts.headline_by_month where area_id in ('kech', 'province') and month = '2016-11-01' order by 1"
    ).fetchall() == [("kech", "may_lie_here"), ("province", "may_lie_here")]


def test_one_of_two_names_in_a_cell_is_no_word_for_a_district(
    tmp_path_factory: pytest.TempPathFactory, reference_database: Path
) -> None:
    """A cell "Kech; Panjgur" made zeros of Panjgur that the check of zeros refused: the run stopped."""
    events = [at("Kech district", "2015-03-10"), at("Kech district; Panjgur district", "2015-06-16")]
    folder = tmp_path_factory.mktemp("two names") / "ged"
    with build(folder, reference_database, edition(events, 2015), name="GEDEvent_v16_1.csv") as connection:
        rule = next(check for check in world.CHECKS if check.rule == "no_zero_of_what_the_source_cannot_name")
        connection.execute("delete from ref.source_vocabulary")
        wanted = world.needed_for("core.weekly_counts")
        world.build_models(
            connection, only=lambda table: table in wanted and world.after("ref.source_vocabulary")(table)
        )
        assert sqlmodels.judge(connection, rule, world.parameters()).passed
        assert cell(connection, "district", "panjgur", "2015-04-06") == ("not_covered", "cannot_name")
        assert cell(connection, "district", "kech", "2015-04-06") == ("reported_zero", None)


def test_a_record_whose_province_is_nearly_this_one_takes_every_zero_of_its_days(
    ged: duckdb.DuckDBPyConnection,
) -> None:
    for district in ("kech", "quetta"):
        assert cell(ged, "district", district, "2019-11-04") == ("not_covered", "may_lie_here"), district
        assert cell(ged, "district", district, "2019-11-11") == ("reported_zero", None), district


def test_a_line_or_an_area_with_one_district_lies_in_that_district(ged) -> None:
    """48 dead stood in the bucket while the district that their own record names said zero."""
    assert cell(ged, "district", "mastung", "2015-10-05") == ("reported", None)
    assert ged.execute(
        "select model, line_ids, ground_ids from core.incident_locations where incident_id = '5'"
    ).fetchone() == ("line", ["n25"], ["mastung"])
    # Where nobody knows the district of its column, the place does not stand in for it.
    assert ged.execute(
        "select district_id from core.incidents where source_id = 'ucdp_ged' and incident_id = '13'"
    ).fetchone() == ("balochistan",)


def test_a_district_that_the_source_has_no_word_for_is_never_a_zero_on_any_boundaries(ged) -> None:
    for table, member in (("core.weekly_counts", "member_id"), ("marts.weekly_casualties_by_boundary", "area_id")):
        assert ged.execute(
            f"select count(*) from {table} where source_id = 'ucdp_ged' and status = 'reported_zero'"
            f" and {member} in ('hub', 'usta-muhammad', {', '.join(map(repr, UNNAMED))})"
        ).fetchone() == (0,), table
    assert cell(ged, "district", "washuk", "2016-02-01") == ("not_covered", "cannot_name")
    # The parent's word means the younger district's ground as well, so the group of both can be a zero.
    assert ged.execute(
        "select status from marts.weekly_casualties_by_boundary where source_id = 'ucdp_ged' and basis = 'constant_1989'"
        " and area_id = (select constant_group_id from ref.districts where district_id = 'washuk') and week = '2016-02-01'"
    ).fetchone() == ("reported_zero",)


def test_an_actor_is_a_zero_between_its_first_and_last_naming_less_what_a_reviewer_takes_away(ged) -> None:
    """UCDP codes BLA as BRAS from 2019, and the series of BLA read as zeros; it is named again here in 2020."""
    assert cell(ged, "actor", "bla", "2015-05-11") == ("reported_zero", None)
    assert cell(ged, "actor", "bla", "2018-12-24") == ("reported_zero", None)
    assert cell(ged, "actor", "bla", "2018-12-31") == ("not_covered", "cannot_name")
    assert cell(ged, "actor", "bla", "2020-06-08") == ("reported", None)
    assert cell(ged, "actor", "ttp", "2015-03-02") == ("not_covered", "cannot_name")
    assert cell(ged, "actor", "ttp", "2015-03-16") == ("reported_zero", None)
    assert cell(ged, "actor", "ttp", "2018-01-01") == ("not_covered", "cannot_name")


def test_an_event_by_nobody_in_particular_may_be_any_actors(ged) -> None:
    assert cell(ged, "actor", "bla", "2017-05-08") == ("not_covered", "may_lie_here")
    assert cell(ged, "family", "islamist", "2017-05-08") == ("not_covered", "may_lie_here")
    assert cell(ged, "family", "islamist", "2017-05-15") == ("reported_zero", None)


def test_a_class_of_event_that_the_source_has_no_code_for_is_never_a_zero(ged) -> None:
    assert ged.execute(
        "select distinct event_class, status, status_reason from marts.monthly_casualties where source_id = 'ucdp_ged'"
        " and event_class in ('security_operation', 'other') order by 1"
    ).fetchall() == [(each, "not_covered", "cannot_name") for each in ("other", "security_operation")]
    # Nobody says who began a clash: it may have been an attack.
    months = dict(
        ged.execute(
            "select month::varchar, status from marts.monthly_casualties where source_id = 'ucdp_ged' and event_class = 'attack'"
        ).fetchall()
    )
    assert (months["2015-05-01"], months["2015-07-01"]) == ("not_covered", "reported_zero")
    assert months["2018-06-01"] == "reported"


def test_a_month_of_the_headline_series_is_a_zero_by_the_same_rule(ged) -> None:
    found = ged.execute(
        "select area_id, month::varchar, status, status_reason from marts.headline_by_month where (area_id, month::varchar) in"
        " (('kech', '2015-03-01'), ('kech', '2015-04-01'), ('washuk', '2015-04-01'), ('province', '2015-04-01'), ('hub', '2015-04-01'))"
        " order by all"
    ).fetchall()
    assert found == [
        ("hub", "2015-04-01", "not_covered", "not_there_then"),
        ("kech", "2015-03-01", "not_covered", "may_lie_here"),
        ("kech", "2015-04-01", "reported_zero", None),
        ("province", "2015-04-01", "reported_zero", None),
        ("washuk", "2015-04-01", "not_covered", "cannot_name"),
    ]


def test_a_week_in_which_the_data_begin_or_end_is_cut_short(ged) -> None:
    """GED's first week has one day of its period, and 23 districts called it a zero."""
    weeks = ged.execute("select min(week), max(week) from ref.source_weeks where source_id = 'ucdp_ged'").fetchone()
    for week in weeks:
        assert ged.execute(
            "select distinct status from core.weekly_counts where source_id = 'ucdp_ged' and week = ?::date"
            " and status <> 'not_covered'",
            [week],
        ).fetchall() == [("cut_short",)]


def broken_rules(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Hard checks of the grids that do not hold."""
    of_grids = [check for check in world.CHECKS if check.table in GRIDS and not check.is_soft]
    verdicts = [sqlmodels.judge(connection, check, world.parameters()) for check in of_grids]
    return {verdict.check.name for verdict in verdicts if not verdict.passed}


def test_the_hard_checks_of_zeros_hold_and_each_sees_a_false_one(ged) -> None:
    assert broken_rules(ged) == set()
    false = [
        ("core.weekly_counts", "core.weekly_counts.no_zero_where_an_event_may_lie", "dimension = 'district' and member_id = 'kech' and week = '2015-03-09'"),
        ("core.weekly_counts", "core.weekly_counts.no_zero_where_an_event_may_lie", "dimension = 'district' and member_id = 'zhob' and week = '2015-09-14'"),
        ("core.weekly_counts", "core.weekly_counts.no_zero_of_what_the_source_cannot_name", "dimension = 'district' and member_id = 'washuk' and week = '2016-02-01'"),
        ("core.weekly_counts", "core.weekly_counts.no_zero_of_what_the_source_cannot_name", "dimension = 'actor' and member_id = 'bla' and week = '2019-02-04'"),
        ("core.weekly_counts", "core.weekly_counts.no_zero_of_what_the_source_cannot_name", "dimension = 'actor' and member_id = 'ttp' and week = '2018-01-01'"),
        ("marts.weekly_casualties_by_boundary", "marts.weekly_casualties_by_boundary.zeros_could_have_been_otherwise", "basis = 'set_36' and area_id = 'hub' and week = '2016-02-01'"),
        ("marts.weekly_casualties_by_boundary", "marts.weekly_casualties_by_boundary.zeros_could_have_been_otherwise", "basis = 'constant_1989' and area_id = 'kech' and week = '2015-03-09'"),
        ("marts.monthly_casualties", "marts.monthly_casualties.no_zero_of_what_the_source_cannot_name", "event_class = 'other' and month = '2015-07-01'"),
    ]  # fmt: skip
    for table, rule, where in false:
        ged.execute("begin")
        ged.execute(
            f"update {table} set status = 'reported_zero', incidents = 0, killed_best = 0"
            f" where source_id = 'ucdp_ged' and {where}"
        )
        broken = broken_rules(ged)
        ged.execute("rollback")
        assert rule in broken, where


def test_a_census_that_lost_most_of_what_it_placed_says_no_zero(tmp_path: Path, reference_database: Path) -> None:
    """A province in another spelling left a file with nothing of it, and 50,503 zeros were published."""
    weeks = [at("Quetta district", f"2015-0{month}-10") for month in range(1, 8)]
    reasons = {}
    for kept in (3, 4):
        world_ = build(
            tmp_path / str(kept),
            reference_database,
            edition(weeks, 2015),
            edition(weeks[:kept], 2015),
            name="GEDEvent_v16_1.csv",
            of=("core.weekly_counts",),
        )
        reasons[kept] = world_.execute(
            "select distinct status_reason from core.weekly_counts where source_id = 'ucdp_ged' and dimension = 'district'"
            " and member_id = 'quetta' and status not in ('reported', 'cut_short')"
        ).fetchall()
    assert reasons == {3: [("placed_too_few",)], 4: [(None,)]}
    nowhere = edition([at("Nowhere district", "2015-05-06", where_coordinates="Nowhere")], 2015)
    lost = build(tmp_path / "lost", reference_database, nowhere, name="GEDEvent_v16_1.csv", of=("core.weekly_counts",))
    assert lost.execute(
        "select distinct status_reason from core.weekly_counts where source_id = 'ucdp_ged' and member_id = 'quetta'"
        " and status <> 'cut_short'"
    ).fetchall() == [("placed_nothing",)]


def census(small_world: Build, *incidents: dict[str, object], month: str = "") -> LazyWorld:
    """The ledger's rows as if they were a census; the incident `month` is known to its month only."""
    return small_world(
        incidents=incidents,
        change="update raw.sources set kind = 'census';"
        f" update raw.ledger_incidents set date_precision = 'month' where incident_id = '{month}'",
    )


def test_where_only_the_old_district_is_known_neither_half_says_zero(small_world: Build) -> None:
    of = "marts.weekly_casualties_by_boundary"
    connection = census(
        small_world,
        {"incident_id": "a", "date": "2020-05-06", "district_as_written": "Lasbela"},
        {"incident_id": "b", "date": "2023-05-03", "district_as_written": "Hub"},
    )
    found = connection.execute(
        f"select area_id, week::varchar, status from {of} where basis = 'set_36' and area_id in ('hub', 'lasbela')"
        " and week in ('2020-05-04', '2020-05-11') order by all"
    ).fetchall()
    assert found == [
        ("hub", "2020-05-04", "not_covered"),
        ("hub", "2020-05-11", "reported_zero"),
        ("lasbela", "2020-05-04", "reported"),
        ("lasbela", "2020-05-11", "reported_zero"),
    ]


def test_a_site_is_no_zero_in_the_weeks_of_an_event_dated_to_the_month_that_may_have_been_near(
    small_world: Build,
) -> None:
    of = "marts.weekly_exposure_by_site"
    connection = census(
        small_world,
        {"incident_id": "a", "date": "2024-06-01", "district_as_written": "Kech"},
        month="a",
    )
    found = connection.execute(
        f"select week::varchar, status, expected_incidents from {of} where site_id = 'turbat-airport' and radius_km = 50"
        " and week in ('2024-05-13', '2024-06-10', '2024-07-08') order by all"
    ).fetchall()
    assert found == [
        ("2024-05-13", "reported_zero", 0),
        ("2024-06-10", "not_covered", None),
        ("2024-07-08", "reported_zero", 0),
    ]


@pytest.fixture(scope="module")
def pakistan(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The grids over UCDP's own rows of Pakistan, 1989-2021."""
    file = (SHARED / "ucdp/ucdp_ged_pakistan_1989_2021_hdx.csv").read_bytes()
    with build(
        tmp_path_factory.mktemp("zeros") / "pk", reference_database, file, name="GEDEvent_v22_1.csv"
    ) as connection:
        yield connection


@WITH_SHARED
def test_the_publishers_own_file_holds_no_zero_that_it_could_not_have_said(pakistan) -> None:
    zeros = "select count(*) from core.weekly_counts where source_id = 'ucdp_ged' and status = 'reported_zero'"
    assert pakistan.execute(f"{zeros} and member_id in {UNNAMED}").fetchone() == (0,)
    assert pakistan.execute(
        f"{zeros} and member_id in ('bla', 'blf', 'bra') and week >= date '2018-12-31'"
    ).fetchone() == (0,)
    assert pakistan.execute(
        "select count(*) from marts.monthly_casualties where source_id = 'ucdp_ged' and status = 'reported_zero'"
        " and event_class in ('security_operation', 'other')"
    ).fetchone() == (0,)
    assert pakistan.execute(
        "select distinct status from core.weekly_counts where source_id = 'ucdp_ged' and dimension = 'district'"
        " and week = date '1988-12-26' and status <> 'not_covered'"
    ).fetchall() == [("cut_short",)]


@WITH_SHARED
@pytest.mark.parametrize(
    ("district", "week"),
    [("gwadar", "2019-04-15"), ("dera-bugti", "2015-06-29"), ("kech", "2020-05-04"), ("mastung", "2021-05-10")],
)
def test_a_district_whose_own_record_is_a_line_or_an_area_reports_it(pakistan, district: str, week: str) -> None:
    assert cell(pakistan, "district", district, week) == ("reported", None)


@WITH_SHARED
def test_no_zero_stands_in_a_week_with_an_event_of_the_province_only(pakistan) -> None:
    assert pakistan.execute(
        "select count(*) from core.weekly_counts as zero join core.incidents as incident"
        " on incident.source_id = zero.source_id and incident.week = zero.week and incident.district_id = 'balochistan'"
        " where zero.source_id = 'ucdp_ged' and zero.dimension = 'district' and zero.status = 'reported_zero'"
    ).fetchone() == (0,)
    # Named districts keep the zeros that they can say: most of the grid.
    (left,) = pakistan.execute(
        "select count(*) from core.weekly_counts where source_id = 'ucdp_ged' and dimension = 'district' and status = 'reported_zero'"
    ).fetchone()
    assert 45_000 < left < 49_000


def test_the_words_for_a_zero_never_promise_more() -> None:
    said = [
        path
        for folder in ("corridorwatch", "sql", "reference", "docs")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".sql", ".csv", ".md", ".j2", ".js", ".toml")
        and "true zero" in path.read_text(encoding="utf-8").lower()
    ]
    assert said == []


def test_what_a_zero_of_each_census_means_is_on_record(ged) -> None:
    means = dict(ged.execute("select source_id, zero_means from ref.sources").fetchall())
    assert "25 deaths" in means["ucdp_ged"]
    assert means["ledger"] is None
    assert cell(ged, "district", "kech", str(date(2016, 1, 4))) == ("reported_zero", None)
