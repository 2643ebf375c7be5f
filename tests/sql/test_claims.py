"""Claims: which stands, by which rule, and the series of the cases everybody remembers."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests import world as tests_world

CLAIM = {"event_kind": "campaign", "scope": "campaign", "victim_group": "militant", "claimant_side": "state"}
CAMPAIGNS = (
    "repeat", "echo", "hours", "fall", "across", "prior", "parts", "undated", "silent", "week", "bound", "ceiling"
)  # fmt: skip


def said(event_id: str, name: str, value: object, said_at: str, **more: object) -> dict[str, object]:
    precision = "hour" if "T" in said_at else "day" if said_at else "undated"
    return {
        **CLAIM, "event_id": event_id, "claim_id": f"{event_id}-{name}", "value": value, "said_at": said_at,
        "said_at_precision": precision, "claimant_id": name, "published_date": "", **more,
    }  # fmt: skip


CLAIMS = [
    # The army says 92, the chief minister 145 a day later, and on the third day a page quotes the army's 92 again.
    said("repeat", "1", 92, "2024-05-06", claimant_id="army"),
    said("repeat", "2", 145, "2024-05-07", claimant_id="minister"),
    said("repeat", "3", 92, "2024-05-08", claimant_id="army"),
    said("repeat", "4", 145, "2024-05-09", claimant_id="others", repeats_claim_id="repeat-2"),
    # The same with another voice and no word of repeating: nothing tells an echo from a return, so it counts.
    said("echo", "1", 92, "2024-05-06", claimant_id="army"),
    said("echo", "2", 145, "2024-05-07", claimant_id="minister"),
    said("echo", "3", 92, "2024-05-08", claimant_id="police"),
    # Of one day: 60 at ten, 40 at eleven; a figure without an hour lies where its size puts it.
    said("hours", "1", 60, "2024-05-06T10:00+05:00"),
    said("hours", "2", 40, "2024-05-06T11:00+05:00"),
    said("hours", "3", 20, "2024-05-06"),
    # Twelve, corrected to ten on the same day; a second voice had said twelve as well.
    said("fall", "1", 12, "2024-05-06", claimant_id="dc"),
    said("fall", "2", 10, "2024-05-06", claimant_id="dc", corrects_claim_id="fall-1"),
    said("fall", "3", 12, "2024-05-06", claimant_id="minister"),
    # A hospital's 130, which the department says was counted twice.
    said("across", "1", 130, "2024-05-06", claimant_side="hospital"),
    said("across", "2", 50, "2024-05-06", corrects_claim_id="across-1"),
    # 92 without the 41 of the day before, 133 with them, 150 that does not say.
    said("prior", "1", 92, "2024-05-06", includes_prior_operation="no"),
    said("prior", "2", 133, "2024-05-06", includes_prior_operation="yes"),
    said("prior", "3", 150, "2024-05-07", includes_prior_operation="unknown"),
    said("prior", "4", 145, "2024-05-07", includes_prior_operation="yes"),
    # What is no total of the whole stays apart.
    said("parts", "1", 30, "2024-05-06"),
    said("parts", "2", 4, "2024-05-07", is_part="yes", victim_subgroup="police"),
    said("parts", "3", 22, "2024-05-07", counting="incremental"),
    said("parts", "4", 900, "2024-05-07", garbled="yes"),
    said("parts", "5", 9, "2024-05-07", scope="district", district_as_written="Quetta"),
    said("parts", "6", 55, "2024-05-07", victim_subgroup="security_and_civilian"),
    said("undated", "1", 10, "2024-05-06"),
    said("undated", "2", 99, ""),
    said("undated", "3", 10, "", repeats_claim_id="undated-1"),
    said("silent", "1", 7, "", published_date="2024-05-09"),
    said("week", "1", 40, "2024-05-06", said_at_precision="week"),
    said("week", "2", 30, "2024-05-08"),
    said("bound", "1", None, "2024-05-06", value_low="37", value_high="70", qualifier="range"),
    said("bound", "2", 12, "2024-05-06", qualifier="at_least", value_low="12"),
    # "Not more than 20" says nothing against 5.
    said("ceiling", "1", 20, "2024-05-06", qualifier="at_most"),
    said("ceiling", "2", 30, "2024-05-06"),
]  # fmt: skip


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory, reference_database: Path) -> duckdb.DuckDBPyConnection:
    """One ledger that holds a small campaign for every rule."""
    folder = tmp_path_factory.mktemp("claims")
    reference = tests_world.write_ledger(
        tests_world.copy_reference(folder), claims=CLAIMS, campaigns=[{"campaign_id": name} for name in CAMPAIGNS]
    )
    connection = tests_world.open_database(Path(shutil.copy(reference_database, folder / "rules.duckdb")))
    tests_world.load(connection, reference, folder / "snapshots", ["ledger"])
    wanted = tests_world.needed_for("marts.claimed_tolls", "marts.reconciled_tolls")
    tests_world.build_models(
        connection, only=lambda table: table in wanted and tests_world.follows_from_the_ledger(table)
    )
    return connection


def toll(world: duckdb.DuckDBPyConnection, event_id: str, columns: str, side: str = "state") -> tuple:
    query = f"select {columns} from marts.claimed_tolls where event_id = $id and claimant_side = $side"
    [row] = world.execute(query, {"id": event_id, "side": side}).fetchall()
    return row


def standing(world: duckdb.DuckDBPyConnection, claim_id: str) -> tuple:
    return world.execute(
        "select standing, rule, because_of_claim_id from core.claim_standing where claim_id = $id", {"id": claim_id}
    ).fetchone()


def test_an_old_figure_quoted_again_never_becomes_the_latest(rules: duckdb.DuckDBPyConnection) -> None:
    assert toll(rules, "repeat", "first_value, latest_value, lowest_value, highest_value") == (92, 145, 92, 145)
    assert standing(rules, "repeat-3") == ("stale_repeat", "repeats_a_figure_its_side_had_left", "repeat-1")
    assert standing(rules, "repeat-4") == ("repeat", "counts_from_the_first_saying", "repeat-2")
    assert toll(rules, "repeat", "claims, stale_repeats, latest_claim_id, latest_said_on") == (
        3, 1, "repeat-2", date(2024, 5, 7),
    )  # fmt: skip
    assert toll(rules, "echo", "latest_value, revisions, revisions_down") == (92, 2, 1)


def test_hours_order_the_figures_of_a_day_and_size_the_others(rules: duckdb.DuckDBPyConnection) -> None:
    assert toll(rules, "hours", "first_value, latest_value, lowest_value, highest_value, revisions_down") == (
        20,
        40,
        20,
        60,
        1,
    )
    assert toll(rules, "hours", "stands_low, stands_high") == (20, 40)


def test_a_correction_comes_after_what_it_corrects_and_a_fall_is_kept(rules: duckdb.DuckDBPyConnection) -> None:
    assert toll(rules, "fall", "first_value, latest_value, highest_value, revisions_down, stands_low, stands_high") == (
        12, 10, 12, 1, 10, 10,
    )  # fmt: skip
    assert standing(rules, "fall-3") == ("superseded", "corrected_by_a_claim", "fall-2")


def test_a_side_corrected_by_another_keeps_its_figure_and_stands_no_more(rules: duckdb.DuckDBPyConnection) -> None:
    assert toll(rules, "across", "latest_value, stands_high", "hospital") == (130, None)
    assert standing(rules, "across-1") == ("superseded", "corrected_by_a_claim", "across-2")
    assert rules.execute("select low, high from marts.reconciled_tolls where event_id = 'across'").fetchall() == [
        (50, 50)
    ]


def test_counts_with_and_without_earlier_dead_are_told_apart(rules: duckdb.DuckDBPyConnection) -> None:
    """ "37 -> 216" once set a count without the 41 dead of the day before against one with them."""
    series = rules.execute(
        "select contains_prior, first_value, latest_value from core.claim_series where event_id = 'prior' order by all"
    ).fetchall()
    assert series == [("no", 92, 92), ("unknown", 150, 150), ("yes", 133, 145)]
    assert toll(rules, "prior", "latest_value, contents, latest_contains_prior, first_on_that_basis") == (
        150,
        3,
        "unknown",
        150,
    )


def test_parts_additions_and_garbled_figures_are_in_no_total(rules: duckdb.DuckDBPyConnection) -> None:
    assert toll(rules, "parts", "claims, latest_value, lowest_value, highest_value") == (1, 30, 30, 30)
    kinds = rules.execute(
        "select series_kind, latest_value from core.claim_series where event_id = 'parts' order by all"
    ).fetchall()
    assert kinds == [("increment", 22), ("part", 4), ("part", 9), ("part", 55), ("whole", 30)]


def test_an_undated_figure_is_counted_and_never_first_or_latest(rules: duckdb.DuckDBPyConnection) -> None:
    assert toll(rules, "undated", "claims, undated_claims, first_value, latest_value, highest_value, stands_high") == (
        3, 1, 10, 10, 99, 10,
    )  # fmt: skip
    assert toll(rules, "silent", "claims, undated_claims, first_value, latest_value, lowest_value") == (
        1,
        1,
        None,
        None,
        7,
    )


def test_a_figure_of_a_week_counts_from_its_end_and_a_range_keeps_its_ends(rules: duckdb.DuckDBPyConnection) -> None:
    assert toll(rules, "week", "first_value, latest_value") == (30, 40)
    assert toll(rules, "bound", "lowest_value, highest_value, stands_low, stands_low_firm, is_open_above") == (
        12,
        70,
        12,
        37,
        True,
    )


def test_at_most_says_nothing_against_a_lower_figure(rules: duckdb.DuckDBPyConnection) -> None:
    assert toll(rules, "ceiling", "stands_low, stands_low_firm, stands_high") == (20, 30, 30)
    assert toll(rules, "ceiling", "reasons")[0][0].startswith("ceiling-1: at most 20, said 2024-05-06")
    assert rules.execute("select low, high from marts.reconciled_tolls where event_id = 'ceiling'").fetchall() == [
        (30, 30)
    ]


def test_every_value_that_stands_says_why(rules: duckdb.DuckDBPyConnection) -> None:
    assert toll(rules, "repeat", "reasons")[0] == [
        "repeat-2: 145, said 2024-05-07: no later claim of the same side, group, metric, scope and content"
    ]
    silent = rules.execute(
        "select count(*) from marts.claimed_tolls where stands_high is not null and len(reasons) = 0"
    )
    assert silent.fetchone() == (0,)


HEROF2 = "event_id = 'herof2' and metric = 'killed' and series_kind = 'whole' and standing in ('current', 'repeat', 'superseded')"


@pytest.mark.parametrize(
    ("side", "group", "content", "steps"),
    [
        ("state", "militant", "any", [37, 57, 58, 67, 70, 92, 108, 133, 140, 145, 150, 177, 197, 216]),
        ("state", "militant", "no", [37, 67, 92]),
        ("state", "militant", "yes", [70, 108, 133, 145, 197, 216]),
        ("state", "militant", "unknown", [37, 57, 58, 70, 140, 150, 177, 197]),
        ("state", "security", "any", [10, 15, 17, 22]),
        ("state", "civilian", "any", [5, 11, 18, 31, 36]),
        ("militant", "security", "any", [12, 80, 84, 150, 200, 280, 310, 362]),
        ("militant", "militant", "any", [7, 93]),
    ],
)
def test_31_january_2026_in_order_by_side_group_and_content(
    real_world: duckdb.DuckDBPyConnection, side: str, group: str, content: str, steps: list[int]
) -> None:
    found = real_world.execute(
        f"select figure from core.claim_standing where {HEROF2} and position is not null"
        " and claimant_side = $side and victim_group = $group and (coalesce(contains_prior, '') = $content or $content = 'any')"
        " order by position",
        {"side": side, "group": group, "content": content},
    ).fetchall()
    changes = [figure for number, (figure,) in enumerate(found) if number == 0 or found[number - 1][0] != figure]
    assert changes == steps


def test_the_41_killed_before_the_attacks_are_parts_of_totals_and_never_added(
    real_world: duckdb.DuckDBPyConnection,
) -> None:
    kinds = real_world.execute(
        "select distinct series_kind from core.claim_standing where event_id = 'herof2' and figure = 41 and victim_group = 'militant'"
    ).fetchall()
    assert kinds == [("increment",)]
    assert real_world.execute(
        "select latest_value, contents, latest_contains_prior, first_on_that_basis from marts.campaigns"
        " where campaign_id = 'herof2' and claimant_side = 'state' and victim_group = 'militant' and metric = 'killed'"
    ).fetchall() == [(216, 3, "yes", 70)]


TOLLS = [
    ("2025-03-11-dhadar-bolan", "state", "militant", "killed", (20, 33, 13, 33)),
    ("2025-03-11-dhadar-bolan", "militant", "security", "killed", (6, 30, 6, 30)),
    ("2018-07-13-dareengarh-darengarh-mastung", "state", "total", "killed", (70, 149, 70, 149)),
    ("2018-07-13-dareengarh-darengarh-mastung", "media", "total", "killed", (85, 153, 85, 153)),
    ("2018-07-13-dareengarh-darengarh-mastung", "state", "total", "injured", (150, 180, 150, 200)),
    ("2023-09-29-near-madina-masjid-alfalah-r", "hospital", "total", "injured", (130, 130, 130, 130)),
    ("2023-09-29-near-madina-masjid-alfalah-r", "state", "total", "injured", (30, 60, 30, 60)),
    ("2023-09-29-near-madina-masjid-alfalah-r", "state", "total", "killed", (34, 55, 34, 55)),
]


@pytest.mark.parametrize(("event", "side", "group", "metric", "expected"), TOLLS)
def test_the_tolls_of_known_attacks(
    real_world: duckdb.DuckDBPyConnection, event: str, side: str, group: str, metric: str, expected: tuple[int, ...]
) -> None:
    found = real_world.execute(
        "select first_value, latest_value, lowest_value, highest_value from marts.claimed_tolls"
        " where event_id = $event and claimant_side = $side and victim_group = $group and metric = $metric",
        {"event": event, "side": side, "group": group, "metric": metric},
    ).fetchall()
    assert found == [expected]


def test_mastung_2018_one_hospitals_53_is_a_part_and_128_of_five_years_later_is_stale(
    real_world: duckdb.DuckDBPyConnection,
) -> None:
    assert standing(real_world, "C0485")[0] == "stale_repeat"
    assert real_world.execute(
        "select series_kind, figure from core.claim_standing where claim_id = 'C0457'"
    ).fetchone() == ("part", 53)


def test_mastung_2023_the_hospitals_130_injured_are_corrected_to_50_and_no_longer_stand(
    real_world: duckdb.DuckDBPyConnection,
) -> None:
    assert standing(real_world, "C0465") == ("superseded", "corrected_by_a_claim", "C0466")
    injured = "event_id = '2023-09-29-near-madina-masjid-alfalah-r' and metric = 'injured'"
    assert real_world.execute(f"select low, high from marts.reconciled_tolls where {injured}").fetchall() == [(60, 60)]


def test_qila_saifullah_2024_falls_from_12_to_10_and_12_no_longer_stands(real_world: duckdb.DuckDBPyConnection) -> None:
    assert real_world.execute(
        "select first_value, latest_value, highest_value, revisions_down, stands_high from core.claim_series where event_id = 'elec24'"
        " and district_part = 'Qila Saifullah' and claimant_side = 'state' and metric = 'killed'"
    ).fetchall() == [(12, 10, 12, 1, 10)]


def test_a_claim_that_refers_to_no_claim_of_its_event_or_to_a_later_one_fails_the_run(
    tmp_path: Path, real_database: Path
) -> None:
    rule = next(check for check in tests_world.CHECKS if check.rule == "references_are_claims_of_the_event")
    with tests_world.open_database(Path(shutil.copy(real_database, tmp_path / "wrong.duckdb"))) as world:
        world.execute("update core.claims set corrects_claim_id = 'C0456' where claim_id = 'C0001'")  # of another event
        world.execute("update core.claims set repeats_claim_id = 'C0073' where claim_id = 'C0047'")  # said later
        world.execute("update core.claims set repeats_claim_id = 'C9999' where claim_id = 'C0026'")
        found = world.execute(rule.sql).fetchall()
    assert [claim_id for claim_id, *_ in found] == ["C0001", "C0026", "C0047"]


def test_a_claim_on_another_side_than_its_claimants_fails_the_run(tmp_path: Path, real_database: Path) -> None:
    rule = next(check for check in tests_world.CHECKS if check.rule == "claimants_exist")
    with tests_world.open_database(Path(shutil.copy(real_database, tmp_path / "wrong.duckdb"))) as world:
        assert world.execute(rule.sql).fetchall() == []
        world.execute("update core.claims set claimant_side = 'militant' where claim_id = 'C0073'")
        world.execute("update core.claims set claimant_id = 'nobody' where claim_id = 'C0001'")
        found = world.execute(rule.sql).fetchall()
    assert found == [("C0001", "nobody", "state", None), ("C0073", "ispr", "militant", "state")]


def test_without_the_compilers_marks_the_rules_alone_keep_stale_repeats_out(
    tmp_path: Path, real_database: Path
) -> None:
    with tests_world.open_database(Path(shutil.copy(real_database, tmp_path / "unmarked.duckdb"))) as world:
        world.execute("update raw.ledger_claims set stale_repeat = 'no'")
        ledger = world.sql("from raw.ledger_claims").pl()
        tests_world.GRAPH.build(world, ["marts.claimed_tolls"], tests_world.parameters(), {"raw.ledger_claims": ledger})
        found = world.execute(
            "select claimant_side, victim_group, first_value, latest_value from marts.claimed_tolls where event_id = 'herof2'"
            " and metric = 'killed' and claimant_side in ('state', 'militant') and victim_group in ('security', 'militant') order by all"
        ).fetchall()
        assert found == [
            ("militant", "militant", 7, 93),
            ("militant", "security", 12, 362),
            ("state", "militant", 37, 216),
            ("state", "security", 10, 22),
        ]
        assert standing(world, "C0091") == ("stale_repeat", "repeats_a_figure_its_side_had_left", "C0089")
        assert standing(world, "C0180") == ("stale_repeat", "repeats_a_figure_its_side_had_left", "C0047")
        for quoted in ("C0052", "C0061", "C0088"):
            assert standing(world, quoted) == ("stale_repeat", "repeats_a_figure_its_side_had_left", "C0026")
