"""The ledger's reviewed tables: what they hold together, and what their cleaning must not have changed."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from corridorwatch.config import ROOT
from corridorwatch.ingest.tables import parse_table
from corridorwatch.sources.ledger import parse as ledger
from corridorwatch.sources.reference import reviewed

REFERENCE = ROOT / "reference"
COMPILED = ROOT.parent / "shared" / "data" / "ledger"
COMPILED_AGAIN = ROOT.parent / "shared" / "data" / "ledger-2"
COMPILED_ON = date(2026, 11, 30)

LISTS = {
    "incidents": {
        name: name
        for name in (
            "date_precision",
            "where_prec",
            "target_type",
            "tactic",
            "event_class",
            "killed_basis",
            "audit_mark",
            "target_evidence",
        )
    }
    | {"figures_claimant_side": "claimant_side", "tactics": "tactic"},
    "claims": {
        name: name
        for name in (
            "event_kind",
            "claimant_side",
            "said_at_precision",
            "victim_group",
            "victim_subgroup",
            "metric",
            "qualifier",
            "scope",
            "counting",
            "includes_prior_operation",
        )
    },
    "campaign_places": {"listed_by_side": "claimant_side", "role": "role"},
    "pages": {"outlet_kind": "outlet_kind"},
}
LISTS["second_reports"] = LISTS["landmarks"] = LISTS["incidents"]

# The sum over the incidents, and over the landmark attacks.
SUMS = {
    "killed_security": (510, 112),
    "killed_civilian": (519, 228),
    "killed_militant": (616, 5),
    "killed_unknown": (232, 161),
    "killed_total": (1866, 506),
    "injured_total": (1767, 586),
}
# The compiled figure was another page's, or counted operations as attacks.
CLEANED_CLAIMS = {"period-picss-2022-01", "period-cmc-2013-08"}
COMPILED_NAMES = {"killed_civilian": "killed_civilians", "killed_militant": "killed_militants"}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(name: str) -> list[dict[str, str]]:
    return read(REFERENCE / "ledger" / f"{name}.csv")


def total(rows: Iterable[dict[str, str]], column: str) -> int:
    return sum(int(row[column]) for row in rows if row[column])


def compiled(name: str, folder: Path = COMPILED) -> list[dict[str, str]]:
    path = folder / name
    if not path.is_file():
        pytest.skip("the compiled facts are not beside the project")
    return read(path)


@pytest.fixture(scope="module")
def incidents() -> list[dict[str, str]]:
    """Every event: incidents and landmark attacks."""
    return table("incidents") + table("landmarks")


@pytest.fixture(scope="module")
def claims() -> list[dict[str, str]]:
    """The compiled claims; what was recorded later was appended."""
    return [row for row in table("claims") if row["recorded_at"] <= str(COMPILED_ON)]


def test_every_row_passes_the_door() -> None:
    for spec in ledger.specs(reviewed.read_vocabularies(REFERENCE)).values():
        path = REFERENCE / "ledger" / f"{spec.name}.csv"
        parsed = parse_table(path.read_bytes(), spec, file_name=path.name)
        assert parsed.quarantine["rule"].to_list() == [], spec.name
        assert parsed.received > 0 or spec.name in ("corrections", "page_moves")


def test_the_tables_keep_every_compiled_row(incidents: list[dict[str, str]], claims: list[dict[str, str]]) -> None:
    again = {
        name: compiled(f"new-{name}.csv", COMPILED_AGAIN)
        for name in ("incidents", "claims", "pages", "periods", "claimants")
    }
    for rows, found, key in (
        (compiled("incidents.csv") + again["incidents"], incidents, "incident_id"),
        (compiled("incident_variants.csv"), table("second_reports"), "incident_id"),
        (compiled("claims.csv") + again["claims"], claims, "claim_id"),
        (compiled("sources.csv") + again["pages"], table("pages"), "url"),
        (again["periods"], table("periods"), "event_id"),
        (again["claimants"], read(REFERENCE / "claimants.csv"), "claimant_id"),
    ):
        assert {row[key] for row in rows} - {row[key] for row in found} == set()
    assert len(table("campaign_places")) == len(compiled("campaign_districts.csv"))
    old = {row["incident_id"] for row in compiled("incidents.csv") if row["date"] < "2018"}
    new = {row["incident_id"] for row in again["incidents"] if row["date"] < "2018"}
    assert {row["incident_id"] for row in table("landmarks")} == old | new


@pytest.mark.parametrize("column", SUMS)
def test_cleaning_changed_no_death_and_no_injury(column: str) -> None:
    assert (total(table("incidents"), column), total(table("landmarks"), column)) == SUMS[column]


@pytest.mark.parametrize("column", SUMS)
def test_every_figure_is_the_compiled_one(column: str, incidents: list[dict[str, str]]) -> None:
    source = {row["incident_id"]: row[COMPILED_NAMES.get(column, column)] for row in compiled("incidents.csv")}
    source |= {row["incident_id"]: row[column] for row in compiled("new-incidents.csv", COMPILED_AGAIN)}
    source |= {row["key"]: row["is"] for row in table("corrections") if row["column"] == column}
    assert {row["incident_id"]: row[column] for row in incidents} == source


def test_every_claimed_value_is_the_compiled_one(claims: list[dict[str, str]]) -> None:
    columns = ("value", "value_low", "value_high", "victim_group", "scope")
    rows = compiled("claims.csv") + compiled("new-claims.csv", COMPILED_AGAIN)
    source = {row["claim_id"]: [row[column] for column in columns] for row in rows}
    found = {row["claim_id"]: [row[column] for column in columns] for row in claims}
    differ = {row["event_id"] for row in rows if found[row["claim_id"]] != source[row["claim_id"]]}
    assert differ == CLEANED_CLAIMS


def test_parts_add_up_to_a_stated_total(incidents: list[dict[str, str]]) -> None:
    parts = ("killed_security", "killed_civilian", "killed_militant", "killed_unknown")
    for row in incidents + table("second_reports"):
        if row["killed_total"] and any(row[part] for part in parts):
            assert sum(int(row[part] or 0) for part in parts) == int(row["killed_total"]), row["incident_id"]


def test_every_code_is_defined_and_used() -> None:
    defined = {(row["vocabulary"], row["code"]) for row in read(REFERENCE / "vocabularies.csv")}
    used = {("claimant_kind", row["kind"]) for row in read(REFERENCE / "claimants.csv")}
    for name, columns in LISTS.items():
        for row in table(name):
            for column, vocabulary in columns.items():
                used |= {(vocabulary, code) for code in row[column].split(";") if code}
    assert used - defined == set()
    others = {("date_precision", "month"), ("date_precision", "year"), ("event_class", "clash")}
    others |= {("qualifier", "retracted"), ("killed_basis", "stated_parts_only")}
    assert {pair for pair in defined - used - others if pair[0] not in ("week_status", "status_reason")} == set()


def test_every_code_says_what_it_means() -> None:
    rows = read(REFERENCE / "vocabularies.csv")
    assert all(row["label"] and row["definition"] for row in rows)
    others = read(REFERENCE / "vocabularies_places_actors.csv")
    assert {row["vocabulary"] for row in rows}.isdisjoint(row["vocabulary"] for row in others)


def test_week_statuses_are_the_six_states() -> None:
    states = {row["code"] for row in read(REFERENCE / "vocabularies.csv") if row["vocabulary"] == "week_status"}
    assert states == {"reported", "reported_zero", "not_covered", "source_down", "provisional", "cut_short"}


def test_every_campaign_is_described_once_and_every_description_is_used(
    incidents: list[dict[str, str]], claims: list[dict[str, str]]
) -> None:
    used = {row["campaign_id"] for row in incidents + table("second_reports") if row["campaign_id"]}
    used |= {row["campaign_id"] for row in table("campaign_places")}
    used |= {row["event_id"] for row in claims if row["event_kind"] == "campaign"}
    assert used == {row["campaign_id"] for row in table("campaigns")}


def test_a_campaign_s_incidents_lie_within_its_dates(incidents: list[dict[str, str]]) -> None:
    spans = {row["campaign_id"]: (row["date_start"], row["date_end"]) for row in table("campaigns")}
    for row in incidents:
        if row["campaign_id"]:
            start, end = spans[row["campaign_id"]]
            assert start <= row["date"] <= end, row["incident_id"]


def test_every_claim_is_about_something_recorded(incidents: list[dict[str, str]], claims: list[dict[str, str]]) -> None:
    known = {
        "incident": {row["incident_id"] for row in incidents},
        "campaign": {row["campaign_id"] for row in table("campaigns")},
        "period": {row["event_id"] for row in table("periods")},
    }
    assert [row["claim_id"] for row in claims if row["event_id"] not in known[row["event_kind"]]] == []
    assert {row["event_id"] for row in claims if row["event_kind"] == "period"} == known["period"]


def test_a_second_report_points_at_an_incident_and_has_its_own_id(incidents: list[dict[str, str]]) -> None:
    first = {row["incident_id"] for row in incidents}
    second = table("second_reports")
    assert {row["second_report_of"] for row in second} <= first
    assert first.isdisjoint(row["incident_id"] for row in second)
    assert all(row["why"] for row in second)


def test_every_claimant_is_known_and_takes_one_side(claims: list[dict[str, str]]) -> None:
    sides = {row["claimant_id"]: row["side"] for row in read(REFERENCE / "claimants.csv")}
    assert [row["claim_id"] for row in claims if sides.get(row["claimant_id"]) != row["claimant_side"]] == []
    assert set(sides) == {row["claimant_id"] for row in claims}


def test_a_repeat_points_at_an_earlier_claim_about_the_same_thing(claims: list[dict[str, str]]) -> None:
    by_id = {row["claim_id"]: row for row in claims}
    for row in claims:
        if row["repeats_claim_id"]:
            earlier = by_id[row["repeats_claim_id"]]
            assert earlier["claim_id"] != row["claim_id"]
            assert not earlier["repeats_claim_id"], f"{row['claim_id']} repeats a repeat"
            for column in ("event_id", "victim_group", "metric", "value", "scope"):
                assert earlier[column] == row[column], (row["claim_id"], column)
            assert earlier["said_at"][:10] <= (row["said_at"][:10] or "9999"), row["claim_id"]


def campaign_series(claims: list[dict[str, str]], side: str, group: str) -> list[dict[str, str]]:
    return [
        row
        for row in claims
        if row["event_id"] == "herof2"
        and row["metric"] == "killed"
        and row["scope"] == "campaign"
        and row["claimant_side"] == side
        and row["victim_group"] == group
        and row["victim_subgroup"] != "own_fighters"
        and row["is_part"] == "no"
        and row["garbled"] == "no"
        and row["stale_repeat"] == "no"
    ]


def first_said(rows: list[dict[str, str]], value: int) -> str:
    return min(row["said_at"][:10] for row in rows if row["value"] == str(value) and row["said_at"])


def test_the_official_militant_toll_of_31_january_2026_climbs_from_37_to_216(claims: list[dict[str, str]]) -> None:
    rows = campaign_series(claims, "state", "militant")
    assert all(row["counting"] == "cumulative" for row in rows)
    days = [first_said(rows, value) for value in (37, 58, 67, 92, 108, 133, 145, 177, 197, 216)]
    assert days == ["2026-01-31"] * 6 + ["2026-02-01", "2026-02-02", "2026-02-03", "2026-02-05"]
    assert max(int(row["value"]) for row in rows) == 216


def test_the_first_report_is_ten_security_and_37_militants_with_four_police_as_a_part(
    claims: list[dict[str, str]],
) -> None:
    by_id = {row["claim_id"]: row for row in claims}
    militants, security, police = (by_id[name] for name in ("C0001", "C0002", "C0003"))
    assert (militants["value"], security["value"], police["value"]) == ("37", "10", "4")
    assert (security["is_part"], police["is_part"], police["victim_subgroup"]) == ("no", "yes", "police")
    assert len({row["source_url"] for row in (militants, security, police)}) == 1


def test_official_security_and_civilian_dead_end_at_22_and_36(claims: list[dict[str, str]]) -> None:
    assert max(int(row["value"]) for row in campaign_series(claims, "state", "security")) == 22
    assert max(int(row["value"]) for row in campaign_series(claims, "state", "civilian")) == 36


def test_the_armed_group_s_count_of_security_dead_is_84_then_280_then_362(claims: list[dict[str, str]]) -> None:
    rows = campaign_series(claims, "militant", "security")
    assert [first_said(rows, value) for value in (84, 280, 362)] == ["2026-01-31", "2026-02-03", "2026-02-06"]
    assert max(int(row["value"]) for row in rows) == 362


def test_the_41_killed_before_the_attacks_are_parts_and_asked_for_in_every_militant_toll(
    claims: list[dict[str, str]],
) -> None:
    before = [row for row in claims if row["victim_subgroup"] == "raided_before"]
    assert {(row["value"], row["is_part"]) for row in before} == {("41", "yes")}
    for row in campaign_series(claims, "state", "militant"):
        assert row["includes_prior_operation"] in ("yes", "no", "unknown"), row["claim_id"]
    answers = {(row["value"], row["includes_prior_operation"]) for row in claims}
    assert {("92", "no"), ("133", "yes"), ("67", "no"), ("108", "yes"), ("216", "yes")} <= answers


def test_a_part_never_exceeds_the_total_it_is_part_of(claims: list[dict[str, str]]) -> None:
    for part in claims:
        if part["is_part"] == "yes" and part["value"]:
            wider = [
                int(row["value"])
                for row in claims
                if row["event_id"] == part["event_id"]
                and row["metric"] == part["metric"]
                and row["value"]
                and row["is_part"] == "no"
                and row["garbled"] == "no"
                and (row["victim_group"] in (part["victim_group"], "total") or part["victim_group"] == "unknown")
            ]
            assert not wider or max(wider) >= int(part["value"]), part["claim_id"]


def test_a_garbled_or_stale_claim_says_why(claims: list[dict[str, str]]) -> None:
    for row in claims:
        if row["garbled"] == "yes":
            assert row["note"], row["claim_id"]
        if row["stale_repeat"] == "yes":
            assert row["note"] or row["repeats_claim_id"] or row["includes_as_written"], row["claim_id"]


def test_nothing_was_said_after_the_ledger_was_compiled(
    incidents: list[dict[str, str]], claims: list[dict[str, str]]
) -> None:
    days = [row["said_at"][:10] for row in claims] + [row["date"] for row in incidents]
    for name in ("incidents", "landmarks", "second_reports", "claims", "campaign_places", "pages"):
        days += [row["published_date"] for row in table(name)]
    assert max(day for day in days if day) <= COMPILED_ON.isoformat()


def test_a_time_of_saying_matches_its_precision(claims: list[dict[str, str]]) -> None:
    for row in claims:
        assert ("T" in row["said_at"]) == (row["said_at_precision"] == "hour"), row["claim_id"]
        assert (row["said_at"] == "") == (row["said_at_precision"] == "undated"), row["claim_id"]


def test_every_source_url_is_a_page_listed_once() -> None:
    pages = Counter(row["url"] for row in table("pages"))
    assert [url for url, count in pages.items() if count > 1] == []
    assert [url for url in pages if not re.match(r"https?://[^\s]+$", url)] == []
    for name in ("incidents", "landmarks", "second_reports", "claims", "campaign_places"):
        assert {row["source_url"] for row in table(name)} <= set(pages), name


def test_rows_that_repeat_an_armed_group_s_own_count_are_marked(incidents: list[dict[str, str]]) -> None:
    """Eight soldiers "killed" at Singani Sar stood as a fact in a review; the only source was the group's spokesman."""
    marked = [row for row in incidents if row["figures_claimant_side"] == "militant"]
    assert {"2022-06-02-singani-sar-area-turbat", "2024-07-09-sami-area", "2024-10-11-sughari-area"} <= {
        row["incident_id"] for row in marked
    }
    assert (len(marked), total(marked, "killed_security"), total(marked, "killed_total")) == (17, 65, 65)
    for row in marked:
        assert "SAIR" in row["source_name"]
        assert row["figures_claimant"] in ("BLA", "BLF", "BRA")
        assert row["figures_claimant"] in row["claimed_by_as_written"], row["incident_id"]


def test_every_incident_names_whose_figures_it_gives(incidents: list[dict[str, str]]) -> None:
    assert all(row["figures_claimant"] for row in incidents + table("second_reports"))


def test_rows_unconfirmed_in_the_audit_keep_their_mark(incidents: list[dict[str, str]]) -> None:
    marked = {row["incident_id"] for row in incidents if row["audit_mark"]}
    assert marked == {row["incident_id"] for row in incidents if "unconfirmed in audit" in row["note"]}
    assert len(marked) == 45


def test_a_located_row_names_an_unambiguous_alias_with_one_town_point(incidents: list[dict[str, str]]) -> None:
    aliases: dict[str, list[dict[str, str]]] = {}
    for row in read(REFERENCE / "district_aliases.csv"):
        aliases.setdefault(row["alias"], []).append(row)
    for row in incidents + table("second_reports"):
        if row["located_at"]:
            found = aliases.get(row["located_at"], [])
            assert found, (row["incident_id"], row["located_at"])
            assert {alias["is_ambiguous"] for alias in found} == {"no"}, row["incident_id"]
            points = {(alias["point_latitude"], alias["point_longitude"]) for alias in found}
            assert len(points) == 1, row["incident_id"]
            assert all(map(all, points)), row["incident_id"]
            assert {alias["point_kind"] for alias in found} <= {"town", "locality", "airport"}, row["incident_id"]


def test_only_a_located_row_claims_a_point_s_precision(incidents: list[dict[str, str]]) -> None:
    for row in incidents + table("second_reports"):
        assert bool(row["located_at"]) == (row["where_prec"] in ("1", "2")), row["incident_id"]


def test_a_row_over_several_districts_is_not_placed_in_one(incidents: list[dict[str, str]]) -> None:
    for row in incidents + table("second_reports"):
        if ";" in row["district_as_written"]:
            assert row["where_prec"] == "4", row["incident_id"]


def test_a_chinese_or_corridor_target_says_what_it_rests_on(incidents: list[dict[str, str]]) -> None:
    for row in incidents + table("second_reports"):
        marked = "yes" in (row["targets_cpec"], row["targets_chinese"])
        assert marked == bool(row["target_evidence"]), row["incident_id"]


def test_the_first_of_a_row_s_tactics_is_its_main_one(incidents: list[dict[str, str]]) -> None:
    for row in incidents + table("second_reports"):
        assert row["tactics"].split(";")[0] == row["tactic"], row["incident_id"]
        assert (row["event_class"] == "security_operation") == (row["tactic"] == "security_raid"), row["incident_id"]


def test_five_places_were_first_reported_on_31_january_2026() -> None:
    campaign = {row["campaign_id"]: row for row in table("campaigns")}["herof2"]
    assert campaign["first_reported_places"] == "Quetta; Mastung; Nushki; Pasni; Gwadar"


def test_office_holders_and_spokesmen_appear_by_office() -> None:
    """Titles are enough; a name in a figure's source line outlives its office."""
    for row in table("claims"):
        text = row["claimant_as_written"].lower()
        if any(office in text for office in ("minister", "spokesman", "spokesperson")):
            capitals = re.findall(r"\b[A-Z][a-z]+\b", re.sub(r"\(.*\)", "", row["claimant_as_written"]))
            assert set(capitals) <= {"Civil", "Hospital", "Quetta", "Geo", "News", "Balochistan"}, row["claim_id"]


@pytest.mark.parametrize("path", sorted((REFERENCE / "ledger").glob("*.csv")), ids=lambda path: path.name)
def test_the_files_are_plain_and_sorted(path: Path) -> None:
    content = path.read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    rows = read(path)
    assert all(cell == cell.strip() for row in rows for cell in row.values())
    # A cell's corrections stand in the order in which they were made.
    if rows and path.stem != "corrections":
        key = next(iter(rows[0]))
        assert [row[key] for row in rows] == sorted(row[key] for row in rows)
