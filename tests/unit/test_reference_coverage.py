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
    asked = [
        (row[column], row[day][:10] or "2026-01-31")
        for table, column, day in (
            ("incidents", "district", "date"),
            ("incident_variants", "district", "date"),
            ("claims", "district", "reported_at"),
        )
        for row in rows(table, SHARED / "ledger")
        if row.get("province", "Balochistan") == "Balochistan" and row[column] and ";" not in row[column]
    ]
    assert {text for (text, _), found in meanings(folded, asked, column="district").items() if len(found) != 1} == set()


@WITH_SHARED
def test_places_of_campaigns_resolve_but_for_those_known_to_be_open(folded: duckdb.DuckDBPyConnection) -> None:
    asked = [(row["place_as_written"], row["start"]) for row in rows("campaign_districts", SHARED / "ledger")]
    open_texts = {text for (text, _), found in meanings(folded, asked, column="place").items() if len(found) != 1}
    assert open_texts == {"Makran", "Shaban", "Kolpur", "Naseerabad"}


@WITH_SHARED
def test_every_actor_text_of_the_ledger_resolves_whole_or_in_parts(folded: duckdb.DuckDBPyConnection) -> None:
    texts = {
        (row[column], row["date"])
        for table in ("incidents", "incident_variants")
        for row in rows(table, SHARED / "ledger")
        for column in ("perpetrator", "claimed_by")
        if row[column]
    }
    parts = {(whole, day): [(part, day) for part in whole.replace("/", ";").split(";")] for whole, day in texts}
    found = actor_meanings(folded, [*texts, *(part for split in parts.values() for part in split)])
    open_texts = {text for text in texts if not found[text] and not all(found[part] for part in parts[text])}
    assert open_texts == set()
