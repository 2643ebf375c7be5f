"""The incident ledger: facts compiled from public pages, kept in `reference/ledger/`.

A sample source: every row is documented by the url it was read from, and nothing says that the rows are all there is.
Its figures are claims by whoever the page quotes, the incident rows' own figures included.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import polars as pl

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.corrections import CORRECTIONS
from corridorwatch.ingest.rules import Cell, address, code, codes, count, day, identifier, moment, text
from corridorwatch.ingest.tables import ROW, ParsedTable, TableSpec

SOURCE_ID = "ledger"
FOLDER = Path("ledger")
LICENCE = "CC BY 4.0"

YES_NO = ("yes", "no")

_OF_EVENTS = {
    "ledger_incidents": "an incident",
    "ledger_landmarks": "a landmark attack",
    "ledger_second_reports": "a second report",
}

_PARTS = [pl.col(f"killed_{side}").cast(pl.Int64) for side in ("security", "civilian", "militant", "unknown")]
_BOUNDS = {name: pl.col(name).cast(pl.Int64) for name in ("value_low", "value", "value_high")}

_REPORT_RULES = {
    "killed_total is less than its parts": pl.col("killed_total").cast(pl.Int64) >= pl.sum_horizontal(_PARTS),
    "the page is older than the event": pl.col("published_date") >= pl.col("date"),
}
_CLAIM_RULES = {
    "a claim without value or bounds": pl.any_horizontal(pl.col(*_BOUNDS).is_not_null())
    | (pl.col("qualifier") == "retracted"),
    "a claim that takes another back names it in corrects_claim_id and gives no figure": (
        pl.col("qualifier") != "retracted"
    )
    | (pl.col("corrects_claim_id").is_not_null() & pl.all_horizontal(pl.col(*_BOUNDS).is_null())),
    "value_low, value and value_high are out of order": (_BOUNDS["value_low"] <= _BOUNDS["value_high"]).fill_null(True)
    & (_BOUNDS["value_low"] <= _BOUNDS["value"]).fill_null(True)
    & (_BOUNDS["value"] <= _BOUNDS["value_high"]).fill_null(True),
}
_MOVE_RULES = {"a page that moved to itself": pl.col("url") != pl.col("moved_to")}
_SPAN_RULES = {"date_end lies before date_start": pl.col("date_start") <= pl.col("date_end")}


def specs(vocabularies: Mapping[str, set[str]]) -> dict[str, TableSpec]:
    """The ledger's files and their rules.

    Args:
        vocabularies: the closed lists, as `reference.read_vocabularies` returns them.

    Returns:
        `raw` table name -> spec; the file is `reference/ledger/<spec.name>.csv`.
    """

    def one(vocabulary: str, **options: bool) -> Cell:
        return code(_list(vocabularies, vocabulary), **options)

    report = {
        "incident_id": identifier(required=True),
        "date": day(required=True),
        "date_precision": one("date_precision", required=True),
        **{name: text() for name in ("place_as_written", "district_as_written", "province", "located_at")},
        "where_prec": one("where_prec", required=True),
        **{name: text() for name in ("perpetrator_as_written", "claimed_by_as_written", "target_as_written")},
        "target_type": one("target_type"),
        "tactic_as_written": text(),
        "tactic": one("tactic"),
        "tactics": codes(_list(vocabularies, "tactic")),
        "event_class": one("event_class", required=True),
        **{f"killed_{side}": count() for side in ("security", "civilian", "militant", "unknown", "total")},
        "killed_basis": one("killed_basis"),
        "injured_total": count(),
        "figures_claimant": text(),
        "figures_claimant_side": one("claimant_side", required=True),
        "campaign_id": identifier(),
        "audit_mark": one("audit_mark"),
        "targets_cpec": code(YES_NO, required=True),
        "targets_chinese": code(YES_NO, required=True),
        "target_evidence": one("target_evidence"),
        "cpec_site_as_written": text(),
        "note": text(),
        "source_url": address(),
        "source_name": text(required=True),
        "published_date": day(),
    }
    claims = {
        "claim_id": text(required=True),
        "event_id": identifier(required=True),
        "event_kind": one("event_kind", required=True),
        "claimant_as_written": text(required=True),
        "claimant_id": identifier(required=True),
        "claimant_side": one("claimant_side", required=True),
        "relayed_by": text(),
        "said_at": moment(),
        "said_at_precision": one("said_at_precision", required=True),
        "victim_group": one("victim_group", required=True),
        "victim_subgroup": one("victim_subgroup"),
        "is_part": code(YES_NO, required=True),
        "metric": one("metric", required=True),
        "metric_as_written": text(),
        **{name: count() for name in ("value", "value_low", "value_high")},
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
        "source_url": address(),
        "source_name": text(required=True),
        "published_date": day(),
        "recorded_at": day(),
    }
    campaigns = {
        "campaign_id": identifier(required=True),
        "name": text(required=True),
        "other_names": text(),
        **{name: day(required=True) for name in ("date_start", "date_end", "known_from")},
        **{name: text() for name in ("claimed_by_as_written", "summary", "first_reported_places")},
    }
    places = {
        "campaign_id": identifier(required=True),
        "place_as_written": text(required=True),
        "place_kind": text(),
        "listed_by": text(required=True),
        "listed_by_side": one("claimant_side", required=True),
        "role_as_written": text(),
        "role": one("role", required=True),
        "source_url": address(),
        "source_name": text(required=True),
        "published_date": day(),
    }
    pages = {
        "page_id": identifier(required=True),
        "url": address(),
        "outlet": text(required=True),
        "outlet_kind": one("outlet_kind", required=True),
        "published_date": day(),
        "recorded_at": day(),
    }
    periods = {
        "event_id": identifier(required=True),
        "name": text(required=True),
        "date_start": day(),
        "date_end": day(),
    }
    moves = {
        "url": address(),
        "moved_to": address(),
        "moved_on": day(required=True),
        "recorded_at": day(),
        "note": text(),
    }
    return {
        "ledger_incidents": TableSpec("incidents", report, ("incident_id",), _REPORT_RULES),
        "ledger_landmarks": TableSpec("landmarks", report, ("incident_id",), _REPORT_RULES),
        "ledger_second_reports": TableSpec(
            "second_reports",
            {**report, "second_report_of": identifier(required=True), "why": text()},
            ("incident_id",),
            _REPORT_RULES,
        ),
        "ledger_claims": TableSpec("claims", claims, ("claim_id",), _CLAIM_RULES),
        "ledger_campaigns": TableSpec("campaigns", campaigns, ("campaign_id",), _SPAN_RULES),
        "ledger_campaign_places": TableSpec(
            "campaign_places", places, ("campaign_id", "place_as_written", "listed_by", "role", "source_url")
        ),
        "ledger_pages": TableSpec("pages", pages, ("page_id",)),
        "ledger_periods": TableSpec("periods", periods, ("event_id",), _SPAN_RULES),
        "ledger_corrections": CORRECTIONS,
        "ledger_page_moves": TableSpec("page_moves", moves, ("url", "moved_on"), _MOVE_RULES),
    }


def held_to_day(table: str, parsed: ParsedTable, *, file_name: str, came_on: date) -> ParsedTable:
    """The table without events that lie after the day its file came; they are refused.

    Args:
        table: its name in `raw`; only incidents, landmark attacks and second reports have events.
    """
    if table not in _OF_EVENTS:
        return parsed
    later = pl.col("date") > str(came_on)
    rule = f"lies after {came_on}, the day the file came"
    refusals = [
        (file_name, row.pop(ROW), f"date {row['date']} {rule}", json.dumps(row, ensure_ascii=False))
        for row in parsed.rows.filter(later).iter_rows(named=True)
    ]
    refused = pl.DataFrame(refusals, schema=parsed.quarantine.schema, orient="row")
    return replace(parsed, rows=parsed.rows.filter(~later), quarantine=pl.concat([parsed.quarantine, refused]))


def check_references(tables: Mapping[str, ParsedTable]) -> None:
    """Hold the ledger's files to each other, before anything is made of them.

    Args:
        tables: `raw` table name -> its rows, as `specs` names them.

    Raises:
        BrokenSource: an id names two things, or a row speaks of what no file holds; refused rows count as there.
    """
    named = {table: _ids(tables[table]) for table in (*_OF_EVENTS, "ledger_campaigns")}
    reports = set().union(*(named[table] for table in _OF_EVENTS))
    claims = tables["ledger_claims"].rows
    kinds = {"incident": reports, "campaign": named["ledger_campaigns"], "period": _ids(tables["ledger_periods"])}
    faults = [
        *(
            f"{row_id} is {_OF_EVENTS[one]} and {_OF_EVENTS[other]}"
            for one, other in combinations(_OF_EVENTS, 2)
            for row_id in sorted(named[one] & named[other])
        ),
        *(
            f"claims.csv row {row}: {event} is no {kind}, but another kind of event"
            for row, event, kind in claims.select(ROW, "event_id", "event_kind").iter_rows()
            if event not in kinds[kind] and any(event in ids for ids in kinds.values())
        ),
        *(
            f"campaign_places.csv row {row}: there is no campaign {campaign}"
            for row, campaign in tables["ledger_campaign_places"].rows.select(ROW, "campaign_id").iter_rows()
            if campaign not in named["ledger_campaigns"]
        ),
    ]
    if faults:
        raise BrokenSource(
            f"the ledger contradicts itself: {'; '.join(faults[:5])}"
            + (f" and {len(faults) - 5} more." if faults[5:] else "."),
            expected="one meaning for every id, and a row for whatever a row speaks of",
            next_step="correct these rows in reference/ledger and run again",
        )


def _list(vocabularies: Mapping[str, set[str]], name: str) -> set[str]:
    if name not in vocabularies:
        raise BrokenSource(
            f"the closed lists hold no {name!r}.",
            expected="every list of this version in vocabularies.csv",
            next_step="restore reference/vocabularies.csv",
        )
    return vocabularies[name]


def _ids(table: ParsedTable) -> set[str]:
    """The keys of a table, those of refused rows too: a refused row is a fault of its own."""
    key = table.key[0]
    refused = (json.loads(record).get(key) for record in table.quarantine["record"])
    return {*table.rows[key], *(str(found) for found in refused if found)}
