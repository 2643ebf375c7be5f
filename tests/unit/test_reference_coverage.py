"""What the reviewed names must cover: the tables they were made from, and every text of the ledger."""

import duckdb

from tests.reference_tables import SHARED, WITH_SHARED, actor_meanings, meanings, rows


@WITH_SHARED
def test_no_district_site_or_alias_of_the_source_tables_was_lost(districts: dict) -> None:
    source = SHARED / "reference"
    assert {row["id"] for row in rows("districts", source)} == set(districts)
    assert {row["id"] for row in rows("cpec_sites", source)} == {row["site_id"] for row in rows("cpec_sites")}
    kept = {row["alias"] for row in rows("district_aliases")}
    assert {row["alias"].strip() for row in rows("district_aliases", source)} <= kept


@WITH_SHARED
def test_only_names_of_persons_were_left_out_of_the_actor_aliases(actors: dict) -> None:
    source = SHARED / "reference"
    assert {row["id"] for row in rows("actors", source)} <= set(actors)
    kept = {row["alias"] for row in rows("actor_aliases")}
    lost = [row for row in rows("actor_aliases", source) if row["alias"].strip() not in kept]
    assert len(lost) <= 24  # spokesmen, and forms that name a faction only by its leader


@WITH_SHARED
def test_every_single_district_text_of_the_ledger_resolves(folded: duckdb.DuckDBPyConnection) -> None:
    open_texts = set()
    for table, column, day in (
        ("incidents", "district", "date"),
        ("incident_variants", "district", "date"),
        ("claims", "district", "reported_at"),
    ):
        for row in rows(table, SHARED / "ledger"):
            if row.get("province", "Balochistan") != "Balochistan" or not row[column] or ";" in row[column]:
                continue
            if len(meanings(folded, row[column], row[day][:10] or "2026-01-31", column="district")) != 1:
                open_texts.add(row[column])
    assert open_texts == set()


@WITH_SHARED
def test_places_of_campaigns_resolve_but_for_those_known_to_be_open(folded: duckdb.DuckDBPyConnection) -> None:
    open_texts = {
        row["place_as_written"]
        for row in rows("campaign_districts", SHARED / "ledger")
        if len(meanings(folded, row["place_as_written"], row["start"], column="place")) != 1
    }
    assert open_texts == {"Makran", "Shaban", "Kolpur"}


@WITH_SHARED
def test_every_actor_text_of_the_ledger_resolves_whole_or_in_parts(folded: duckdb.DuckDBPyConnection) -> None:
    open_texts = set()
    for table in ("incidents", "incident_variants"):
        for row in rows(table, SHARED / "ledger"):
            for column in ("perpetrator", "claimed_by"):
                whole = row[column]
                if not whole or actor_meanings(folded, whole, row["date"]):
                    continue
                if not all(actor_meanings(folded, part, row["date"]) for part in whole.replace("/", ";").split(";")):
                    open_texts.add(whole)
    assert open_texts == set()
