"""The hard checks: a model changed so that it loses, moves or doubles something is caught by one of them."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from corridorwatch import sqlmodels
from tests import world
from tests.lazy import LazyWorld

DRIFTS = [
    ("core.reports", "where known_at", "where killed_total is not null and known_at", "marts.conservation.no_record_is_lost"),
    ("core.reports", "week_of(tolled.date) as week", "(week_of(tolled.date) + 7)::date as week", "core.incidents.week_holds_the_date"),
    (
        "core.incidents",
        "case when lead_report.figures_claimant_side <> 'militant' then lead_report.killed_total end as killed_best",
        "lead_report.killed_total as killed_best",
        "marts.conservation.balances",
    ),
    ("core.claims_of_ledger", "where known_at <=", "where value is not null and known_at <=", "marts.conservation.no_record_is_lost"),
    ("core.campaign_places", "where known_on", "where place_kind is null and known_on", "marts.conservation.no_record_is_lost"),
    (
        "core.weekly_counts",
        "counted(status, found, killed_security) as killed_security",
        "counted(status, found, killed_civilian) as killed_security",
        "marts.weekly_casualties_by_district.every_incident_is_counted",
    ),
    (
        "core.weekly_counts",
        "counted(status, found, killed_best) as killed_best",
        "coalesce(killed_best, 0) as killed_best",
        "core.weekly_counts.null_is_not_zero",
    ),
    (
        "marts.weekly_casualties_by_district",
        "where dimension = 'district'",
        "where dimension = 'district' and member_id <> 'balochistan'",
        "marts.weekly_casualties_by_district.every_incident_is_counted",
    ),
    (
        "core.incident_locations",
        "where district_method <> 'outside_balochistan'",
        "where district_method <> 'outside_balochistan' and district_id <> 'balochistan'",
        "core.incident_locations.every_incident_of_the_province_has_one",
    ),
    (
        "core.location_distances",
        "distance.nearest_km, distance.expected_km, distance.farthest_km",
        "distance.nearest_km, distance.farthest_km as expected_km, distance.expected_km as farthest_km",
        "core.location_distances.every_place_is_measured",
    ),
    (
        "core.location_reach",
        "distance.farthest_km <= probability.radius_km",
        "distance.nearest_km <= probability.radius_km",
        "core.location_reach.a_district_is_never_surely_near",
    ),
    (
        "core.location_reach",
        "where distance.nearest_km < probability.radius_km and",
        "where probability.probability > 0.001 and",
        "core.location_reach.what_may_be_within_has_a_row",
    ),
    (
        "marts.weekly_exposure_by_site",
        "sum((placed.incidents - placed.with_toll) * reach.probability)",
        "sum(placed.with_toll * reach.probability)",
        "marts.weekly_exposure_by_site.sums_are_those_of_the_incidents",
    ),
    (
        "marts.weekly_exposure_by_site",
        "sum(placed.incidents * reach.probability)",
        "sum(placed.incidents)",
        "marts.weekly_exposure_by_site.sums_are_those_of_the_incidents",
    ),
    (
        "marts.weekly_exposure_by_site",
        "and within.radius_km = radius.radius_km",
        "and within.radius_km = (case radius.radius_km when 5 then 100 when 100 then 5 else radius.radius_km end)",
        "marts.weekly_exposure_by_site.more_lies_within_more",
    ),
    ("marts.claimed_tolls", "('garbled', 'no_figure', 'stale_repeat')", "('no_figure', 'stale_repeat')", "marts.campaigns.every_campaign_and_statement_is_told"),
    ("core.claim_series", "min(low) filter (stands)", "max(low) filter (stands)", "core.claim_series.every_standing_claim_lies_in_its_interval"),
    ("core.claim_standing", "else 'neither_first_nor_latest'", "", "core.claim_standing.every_claim_is_judged"),
    ("marts.campaigns", "sum(killed_militant)", "sum(killed_best)", "marts.campaigns.held_is_what_incidents_hold"),
    ("marts.monthly_casualties", "where district_method <> 'outside_balochistan'", "", "marts.monthly_casualties.totals_equal_incidents"),
    (
        "marts.weekly_casualties_by_actor",
        "counts.member_id as actor_id",
        "case counts.member_id when 'bla' then 'blf' when 'blf' then 'bla' else counts.member_id end as actor_id",
        "marts.weekly_casualties_by_actor.actors_keep_their_own",
    ),
    (
        "marts.conservation",
        "from stages\nunion all",
        "from stages where stage <> 'weeks'\nunion all",
        "marts.conservation.every_source_and_stage_is_there",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "right", "wrong", "rule"), DRIFTS, ids=[f"{drift[0]}: {drift[2][:40]}" for drift in DRIFTS]
)
def test_a_model_that_drifts_is_caught(
    tmp_path: Path, real_database: Path, table: str, right: str, wrong: str, rule: str
) -> None:
    model = next(model for model in world.MODELS if model.table == table)
    assert right in model.sql
    drifted = replace(model, sql=model.sql.replace(right, wrong, 1))
    with world.open_database(Path(shutil.copy(real_database, tmp_path / "drifted.duckdb"))) as connection:
        sqlmodels.build(connection, drifted, world.parameters())
        assert world.broken_rule(LazyWorld(connection, world.GRAPH.resting_on([table]), world.parameters()), rule)
