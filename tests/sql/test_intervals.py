"""Intervals: what sets an end, what is an armed group's own, that totals and groups agree, and that pages go together."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from tests import world as tests_world

POLICE = {"claimant_side": "state", "claimant_id": "police"}
DAWN = {"claimant_side": "media", "claimant_id": "dawn"}
EDHI = {"claimant_side": "rights_group", "claimant_id": "edhi"}
BLA = {"claimant_side": "militant", "claimant_id": "bla"}
ARMY = {"claimant_side": "state", "claimant_id": "army"}

CLAIMS: list[dict[str, object]] = []
INCIDENTS: list[dict[str, object]] = []


def incident(name: str, **row: object) -> str:
    INCIDENTS.append({"incident_id": name, **row})
    return name


def said(event: str, who: dict[str, str], value: int | None, on: str, group: str = "total", **more: object) -> None:
    number = sum(claim["event_id"] == event for claim in CLAIMS) + 1
    CLAIMS.append(
        {
            "event_id": event,
            "claim_id": f"{event}-{number}",
            "value": value,
            "victim_group": group,
            **who,
            "said_at": f"2024-05-{on}" if on else "",
            "said_at_precision": "day" if on else "undated",
            "source_url": f"https://example.org/{event}/{number}",
            **more,
        }
    )


# The press had three on the first day and was silent after; the police went on to nine.
said(incident("left"), DAWN, 3, "06")
said("left", POLICE, 9, "08")
# The press gives its three again after the police's nine: two sides that differ.
said(incident("kept"), DAWN, 3, "06")
said("kept", POLICE, 9, "08")
said("kept", DAWN, 3, "09")
# A third page quotes the press of the first day: the press itself said nothing new.
said(incident("quoted"), DAWN, 3, "06")
said("quoted", POLICE, 9, "08")
said("quoted", {**DAWN, "claimant_id": "others"}, 3, "09", repeats_claim_id="quoted-1")
# A higher figure of the first day is left by nobody who says fewer; "not more than" says nothing against it.
said(incident("fell"), DAWN, 12, "06")
said("fell", POLICE, 9, "08")
said(incident("ceiling"), DAWN, 5, "06")
said("ceiling", POLICE, 20, "08", qualifier="at_most")
# The side that overtook took its nine back for two: three stands again.
said(incident("fewer"), DAWN, 3, "06")
said("fewer", POLICE, 9, "08")
said("fewer", POLICE, 2, "09")
# Undated figures beside a dated one, and alone.
said(incident("undated"), DAWN, 1, "")
said("undated", EDHI, 40, "")
said("undated", POLICE, 9, "08")
said(incident("timeless"), DAWN, 4, "")
said("timeless", EDHI, 6, "")
# The leading report: 8, of whom three soldiers, two civilians, three militants. The police say nine soldiers, the group 90.
said(incident("convoy", killed_total=8, killed_security=3, killed_civilian=2, killed_militant=3,
     figures_claimant_side="state"), POLICE, 9, "07", "security")  # fmt: skip
said("convoy", BLA, 90, "07", "security")
said(incident("coach", killed_total=3, killed_civilian=3), BLA, 29, "07", "security")
# Eleven of the passengers, where every total says nine.
said(incident("bus", killed_total=9), POLICE, 11, "07", "civilian", is_part="yes", victim_subgroup="passengers")
# The same five dead: militants to the army, civilians to a rights group. Nobody counts both: they are not added up.
said(incident("same", killed_total=5, killed_militant=5, figures_claimant_side="state"), EDHI, 5, "08", "civilian")
# A paper's total of three beside the police's four soldiers and two civilians.
said(incident("under"), DAWN, 3, "06")
said("under", POLICE, 4, "06", "security")
said("under", POLICE, 2, "06", "civilian")
# Two outlets of one side: six civilians; five civilians and one soldier, undated. Nobody says seven.
said(incident("outlets", killed_total=6), DAWN, 6, "06", "civilian")
said("outlets", {**DAWN, "claimant_id": "geo-news"}, 5, "", "civilian", source_url="https://example.org/outlets/geo")
said("outlets", {**DAWN, "claimant_id": "geo-news"}, 1, "", "security", source_url="https://example.org/outlets/geo")
# The same of two organs of the state: the army's five militants, the police's four civilians.
said(incident("organs"), ARMY, 5, "06", "militant")
said("organs", POLICE, 4, "06", "civilian")
# A page of ten in all, eight and two; its side then goes back to eight.
for group, figure in (("total", 10), ("civilian", 8), ("security", 2)):
    said(
        incident("back") if group == "total" else "back",
        DAWN,
        figure,
        "06",
        group,
        source_url="https://example.org/back/ten",
    )
said("back", {**DAWN, "claimant_id": "geo-news"}, 8, "08")
# The page's soldiers are given again by another organ on a later day: what the page says together still stands.
said(incident("again"), ARMY, 4, "06", "security", source_url="https://example.org/again/first")
said("again", ARMY, 20, "06", "militant", source_url="https://example.org/again/first")
said("again", POLICE, 4, "07", "security")
said("again", DAWN, 15, "09")
said("again", EDHI, 9, "10", qualifier="at_least")
# Only an armed group counts.
said(incident("theirs", killed_security=8, figures_claimant_side="militant"), BLA, 10, "08", "security")
# Two pages of one day: ten soldiers and thirteen militants; nine and twenty. Either was entered first.
for name, told, rest in (("pages", [(10, 13), (9, 20)], {}), ("sameday", [(9, 20), (10, 13)], {"killed_total": 23})):
    for page, (security, militant) in enumerate(told):
        url = {"source_url": f"https://example.org/{name}/page{page}"}
        said(incident(name, **rest) if page == 0 else name, ARMY, security, "08", "security", **url)
        said(name, ARMY, militant, "08", "militant", **url)
# A page with its hour comes when it says, whatever its size.
said(incident("hours"), ARMY, 20, "08", "militant", source_url="https://example.org/hours/a", said_at="2024-05-08T09:00+05:00",
     said_at_precision="hour")  # fmt: skip
said("hours", ARMY, 9, "08", "security", source_url="https://example.org/hours/a", said_at="2024-05-08T09:00+05:00",
     said_at_precision="hour")  # fmt: skip
said("hours", ARMY, 13, "08", "militant", source_url="https://example.org/hours/b", said_at="2024-05-08T18:00+05:00",
     said_at_precision="hour")  # fmt: skip
said("hours", ARMY, 10, "08", "security", source_url="https://example.org/hours/b", said_at="2024-05-08T18:00+05:00",
     said_at_precision="hour")  # fmt: skip
# Three pages, each larger than another in what the two share.
for page, figures in enumerate(
    [{"security": 5, "militant": 2}, {"security": 6, "civilian": 1}, {"militant": 1, "civilian": 4}]
):
    for group, figure in figures.items():
        said(incident("circle") if CLAIMS[-1]["event_id"] != "circle" else "circle", ARMY, figure, "08", group,
             source_url=f"https://example.org/circle/page{page}")  # fmt: skip
# Nobody's best figure, and two totals; a week in which the other row counts 21.
said(incident("open", district_as_written="Panjgur"), DAWN, 5, "06")
said("open", POLICE, 6, "06")
incident("counted", district_as_written="Panjgur", killed_total=21)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory, reference_database: Path):
    folder = tmp_path_factory.mktemp("intervals")
    reference = tests_world.write_ledger(tests_world.copy_reference(folder), incidents=INCIDENTS, claims=CLAIMS)
    wanted = tests_world.needed_for(
        "marts.claimed_tolls",
        "marts.reconciled_tolls",
        "marts.monthly_casualties",
        "marts.weekly_casualties_by_district",
    )

    def built(as_of: date = tests_world.AS_OF) -> duckdb.DuckDBPyConnection:
        connection = tests_world.open_database(Path(shutil.copy(reference_database, folder / f"{as_of}.duckdb")))
        tests_world.load(connection, reference, folder / "snapshots", ["ledger"])
        tests_world.build_models(
            connection,
            as_of,
            lambda table: (
                table in wanted and (tests_world.follows_from_the_ledger(table) or table in tests_world.SPOKEN_FOR)
            ),
        )
        return connection

    return built


@pytest.fixture(scope="module")
def world(build) -> duckdb.DuckDBPyConnection:
    return build()


def ends(world: duckdb.DuckDBPyConnection, event: str, group: str = "total") -> tuple:
    return world.execute(
        "select low, high from marts.reconciled_tolls where event_id = $event and victim_group = $group and metric = 'killed'",
        {"event": event, "group": group},
    ).fetchone()


def killed(world: duckdb.DuckDBPyConnection, event: str) -> tuple:
    return world.execute(
        "select killed_low, killed_best, killed_high, killed_high_armed_group from core.incidents where incident_id = $event",
        {"event": event},
    ).fetchone()


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("left", (9, 9)),
        ("kept", (3, 9)),
        ("quoted", (9, 9)),
        ("fell", (9, 12)),
        ("ceiling", (5, 20)),
        ("fewer", (2, 3)),
        ("undated", (9, 9)),
        ("timeless", (4, 6)),
    ],
)
def test_a_figure_that_was_left_behind_or_is_undated_sets_no_end(
    world: duckdb.DuckDBPyConnection, event: str, expected: tuple[int, int]
) -> None:
    """A feed of the first evening once made a toll read "3 to 216"."""
    assert ends(world, event) == expected


def test_what_sets_no_end_is_still_told_and_says_why(world: duckdb.DuckDBPyConnection) -> None:
    rules = dict(world.execute("select claim_id, rule from core.interval_claims where not sets_end").fetchall())
    assert {
        "left-1": "overtaken",
        "quoted-1": "overtaken",
        "undated-1": "undated",
        "undated-2": "undated",
    }.items() <= rules.items()
    assert rules.keys().isdisjoint({"kept-1", "fell-1", "ceiling-1", "timeless-1"})
    [reasons] = world.execute("select reasons from marts.reconciled_tolls where event_id = 'left'").fetchone()
    assert reasons == [
        "media left-1: 3, said 2024-05-06: sets no end, as left-2 is later and no lower",
        "state left-2: 9, said 2024-05-08: no other side has a later figure as high",
    ]


def test_the_rule_is_the_same_on_any_past_day(build) -> None:
    for day, expected in [(date(2024, 5, 7), (3, 3)), (date(2024, 5, 8), (9, 9)), (date(2024, 5, 9), (2, 3))]:
        assert ends(build(day), "fewer") == expected


def test_the_highest_is_no_less_than_any_standing_figure_and_an_armed_groups_stands_apart(
    world: duckdb.DuckDBPyConnection,
) -> None:
    # Nine soldiers by the one, three with two civilians and three militants by the other: nobody says fourteen.
    assert killed(world, "convoy") == (8, 8, 9, 90)
    assert killed(world, "coach") == (3, 3, 3, 29)
    assert killed(world, "bus") == (9, 9, 11, None)
    assert killed(world, "theirs") == (None, None, None, 10)
    assert world.execute(
        "select low, high, high_armed_group from marts.reconciled_tolls where event_id = 'convoy' and victim_group = 'security'"
    ).fetchall() == [(3, 9, 90)]


def test_totals_are_no_less_than_their_groups_and_the_same_dead_are_not_added_up(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert ends(world, "under") == (6, 6)
    assert killed(world, "same") == (5, 5, 5, None)


def test_groups_are_added_up_only_as_one_voice_gives_them(world: duckdb.DuckDBPyConnection) -> None:
    """Six dead, whom two outlets divide in two ways, were once seven."""
    assert killed(world, "outlets") == (6, 6, 6, None)
    sums = "select low, high from core.toll_intervals where event_id = 'organs' and victim_group = 'total'"
    assert world.execute(sums).fetchall() == [(5, 5)]
    assert ends(world, "pages") is None
    assert world.execute(sums.replace("organs", "pages")).fetchall() == [(23, 29)]


def test_the_groups_of_a_page_whose_total_its_side_left_hold_no_interval_up(build, world) -> None:
    assert ends(build(date(2024, 5, 7)), "back") == (10, 10)
    assert ends(world, "back") == (8, 8)
    assert ends(world, "back", "security") == (2, 2)


def test_a_total_below_its_groups_sets_no_end_and_says_so(build, world) -> None:
    """ "8 [10-10], stands: 8" once stood without a mark."""
    assert ends(world, "again") == (24, 24)
    ruled = "select claim_id, rule, sets_end, groups_low from core.interval_claims where event_id = 'again' and victim_group = 'total'"
    assert world.execute(ruled + " order by claim_id").fetchall() == [
        ("again-4", "below_its_groups", False, 24),
        ("again-5", "below_its_groups", False, 24),
    ]
    assert world.execute(
        "select sides, reasons, is_open_above from marts.reconciled_tolls where event_id = 'again' and victim_group = 'total'"
    ).fetchone() == (
        ["state"],
        [
            "media again-4: 15, said 2024-05-09: sets no end, as the groups that stand give 24",
            "rights_group again-5: at least 9, said 2024-05-10: sets no end, as the groups that stand give 24",
        ],
        False,
    )
    assert ends(build(date(2024, 5, 8)), "again") is None
    assert ends(build(date(2024, 5, 9)), "again") == (24, 24)


def test_an_incident_without_a_best_figure_is_in_no_sum(world: duckdb.DuckDBPyConnection) -> None:
    """Panjgur once read "21 [26-27]"."""
    assert killed(world, "open") == (5, None, 6, None)
    sums = "select killed_low, killed_best, killed_high from {} where {} and incidents > 0"
    assert world.execute(sums.format("marts.weekly_casualties_by_district", "district_id = 'panjgur'")).fetchall() == [
        (21, 21, 21)
    ]
    low, best, high = world.execute(sums.format("marts.monthly_casualties", "event_class = 'attack'")).fetchone()
    assert low <= best <= high


@pytest.mark.parametrize("event", ["pages", "sameday"])
def test_the_figures_of_one_page_go_together(world: duckdb.DuckDBPyConnection, event: str) -> None:
    """ "The state says: 10 security, 20 militants" was once composed from two pages, and said by nobody."""
    latest = world.execute(
        "select victim_group, latest_value from marts.claimed_tolls where event_id = $event and claimant_side = 'state' order by 1",
        {"event": event},
    ).fetchall()
    assert latest == [("militant", 20), ("security", 9)]


def test_hours_come_before_size_and_a_circle_of_pages_has_one_order(world: duckdb.DuckDBPyConnection) -> None:
    latest = "select victim_group, latest_value from marts.claimed_tolls where event_id = $event order by 1"
    assert world.execute(latest, {"event": "hours"}).fetchall() == [("militant", 13), ("security", 10)]
    # In what they share the second is larger than the first, the third than the second, the first than the third: by their
    # sums of 7, 7 and 5 the third is the earliest, and of two as large the later claim is the later one.
    assert world.execute(latest, {"event": "circle"}).fetchall() == [("civilian", 1), ("militant", 2), ("security", 6)]


BROKEN = [
    (
        "core.toll_intervals.no_left_or_undated_figure_sets_an_end",
        "update core.interval_claims set sets_end = true, rule = 'sets_an_end' where claim_id = 'left-1'",
    ),
    (
        "core.toll_intervals.no_left_or_undated_figure_sets_an_end",
        "update core.interval_claims set sets_end = true, rule = 'sets_an_end' where claim_id = 'undated-2'",
    ),
    (
        "core.toll_intervals.no_left_or_undated_figure_sets_an_end",
        "update core.interval_claims set sets_end = true, rule = 'sets_an_end' where claim_id = 'again-4'",
    ),
    (
        "core.toll_intervals.no_left_or_undated_figure_sets_an_end",
        "update core.interval_claims set sets_end = false, rule = 'below_its_groups' where claim_id = 'left-2'",
    ),
    (
        "core.toll_intervals.totals_and_parts_agree",
        "update core.toll_intervals set low = 20, high = 20 where event_id = 'pages' and victim_group = 'total'",
    ),
    (
        "core.incidents.highest_holds_every_standing_figure",
        "update core.incidents set killed_high = 8 where incident_id = 'convoy'",
    ),
    (
        "core.incidents.highest_holds_every_standing_figure",
        "update core.incidents set killed_high_armed_group = null where incident_id = 'coach'",
    ),
    (
        "core.toll_intervals.totals_and_parts_agree",
        "update core.toll_intervals set low = 3 where event_id = 'under' and victim_group = 'total'",
    ),
    (
        "core.toll_intervals.totals_and_parts_agree",
        "update core.toll_intervals set high = 8 where event_id = 'convoy' and victim_group = 'total'",
    ),
    ("core.incidents.best_within_interval", "update core.incidents set killed_low = null where incident_id = 'convoy'"),
    (
        "core.weekly_counts.sums_keep_their_order",
        "update core.weekly_counts set killed_low = killed_low + 5 where member_id = 'panjgur' and incidents > 0",
    ),
    (
        "marts.monthly_casualties.sums_keep_their_order",
        "update marts.monthly_casualties set killed_high = null where incidents > 0",
    ),
]


@pytest.mark.parametrize(("rule", "change"), BROKEN)
def test_a_hard_check_finds_each_break(world: duckdb.DuckDBPyConnection, rule: str, change: str) -> None:
    [check] = [check for check in tests_world.CHECKS if check.name == rule]
    assert not check.is_soft
    assert sqlmodels.judge(world, check, tests_world.parameters()).passed
    world.execute("begin")
    try:
        world.execute(change)
        assert not sqlmodels.judge(world, check, tests_world.parameters()).passed
    finally:
        world.execute("rollback")
