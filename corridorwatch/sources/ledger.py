"""The incident ledger: facts compiled from public pages, kept in `reference/ledger/`.

A sample source: every row is documented by the url it was read from, and nothing says that the rows are all there is.
Its figures are claims by whoever the page quotes, the incident rows' own figures included.
"""

from collections.abc import Mapping
from pathlib import Path

from corridorwatch.sources.rules import code, codes, count, day, moment, text
from corridorwatch.sources.tables import TableSpec

SOURCE_ID = "ledger"
FOLDER = Path("ledger")
LICENCE = "CC BY 4.0"

YES_NO = ("yes", "no")


def specs(vocabularies: Mapping[str, set[str]]) -> dict[str, TableSpec]:
    """The ledger's files and their rules.

    Args:
        vocabularies: the closed lists, as `reference.read_vocabularies` returns them.

    Returns:
        `raw` table name -> spec; the file is `reference/ledger/<spec.name>.csv`.
    """

    def one(vocabulary: str, **options: bool) -> object:
        return code(vocabularies[vocabulary], **options)

    report = {
        "incident_id": text(required=True),
        "date": day(required=True),
        "date_precision": one("date_precision", required=True),
        "place_as_written": text(),
        "district_as_written": text(),
        "province": text(),
        "located_at": text(),
        "where_prec": one("where_prec", required=True),
        "perpetrator_as_written": text(),
        "claimed_by_as_written": text(),
        "target_as_written": text(),
        "target_type": one("target_type"),
        "tactic_as_written": text(),
        "tactic": one("tactic"),
        "tactics": codes(vocabularies["tactic"]),
        "event_class": one("event_class", required=True),
        "killed_security": count(),
        "killed_civilian": count(),
        "killed_militant": count(),
        "killed_unknown": count(),
        "killed_total": count(),
        "killed_basis": one("killed_basis"),
        "injured_total": count(),
        "figures_claimant": text(),
        "figures_claimant_side": one("claimant_side", required=True),
        "campaign_id": text(),
        "audit_mark": one("audit_mark"),
        "targets_cpec": code(YES_NO, required=True),
        "targets_chinese": code(YES_NO, required=True),
        "target_evidence": one("target_evidence"),
        "cpec_site_as_written": text(),
        "note": text(),
        "source_url": text(required=True),
        "source_name": text(required=True),
        "published_date": day(),
    }
    claims = {
        "claim_id": text(required=True),
        "event_id": text(required=True),
        "event_kind": one("event_kind", required=True),
        "claimant_as_written": text(required=True),
        "claimant_id": text(required=True),
        "claimant_side": one("claimant_side", required=True),
        "relayed_by": text(),
        "said_at": moment(),
        "said_at_precision": one("said_at_precision", required=True),
        "victim_group": one("victim_group", required=True),
        "victim_subgroup": one("victim_subgroup"),
        "is_part": code(YES_NO, required=True),
        "metric": one("metric", required=True),
        "metric_as_written": text(),
        "value": count(),
        "value_low": count(),
        "value_high": count(),
        "qualifier": one("qualifier", required=True),
        "qualifier_as_written": text(),
        "scope": one("scope", required=True),
        "counting": one("counting", required=True),
        "includes_as_written": text(),
        "includes_prior_operation": one("includes_prior_operation"),
        "garbled": code(YES_NO, required=True),
        "stale_repeat": code(YES_NO, required=True),
        "repeats_claim_id": text(),
        "corrects_claim_id": text(),
        "district_as_written": text(),
        "note": text(),
        "source_url": text(required=True),
        "source_name": text(required=True),
        "published_date": day(),
        "recorded_at": day(),
    }
    campaigns = {
        "campaign_id": text(required=True),
        "name": text(required=True),
        "other_names": text(),
        "date_start": day(required=True),
        "date_end": day(required=True),
        "known_from": day(required=True),
        "claimed_by_as_written": text(),
        "summary": text(),
        "first_reported_places": text(),
    }
    places = {
        "campaign_id": text(required=True),
        "place_as_written": text(required=True),
        "place_kind": text(),
        "listed_by": text(required=True),
        "listed_by_side": one("claimant_side", required=True),
        "role_as_written": text(),
        "role": one("role", required=True),
        "source_url": text(required=True),
        "source_name": text(required=True),
        "published_date": day(),
    }
    pages = {
        "page_id": text(required=True),
        "url": text(required=True),
        "outlet": text(required=True),
        "outlet_kind": one("outlet_kind", required=True),
        "published_date": day(),
    }
    periods = {
        "event_id": text(required=True),
        "name": text(required=True),
        "date_start": day(),
        "date_end": day(),
    }
    return {
        "ledger_incidents": TableSpec("incidents", report, ("incident_id",)),
        "ledger_second_reports": TableSpec(
            "second_reports", {**report, "second_report_of": text(required=True), "why": text()}, ("incident_id",)
        ),
        "ledger_claims": TableSpec("claims", claims, ("claim_id",)),
        "ledger_campaigns": TableSpec("campaigns", campaigns, ("campaign_id",)),
        "ledger_campaign_places": TableSpec(
            "campaign_places", places, ("campaign_id", "place_as_written", "listed_by", "role", "source_url")
        ),
        "ledger_pages": TableSpec("pages", pages, ("page_id",)),
        "ledger_periods": TableSpec("periods", periods, ("event_id",)),
    }
