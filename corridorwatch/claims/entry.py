"""New claims: completed from what the reviewed tables say, held to the rules of ingest, appended to the ledger."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from corridorwatch.errors import CorridorwatchError
from corridorwatch.ingest.tables import TableSpec, parse_table
from corridorwatch.reviewed_files import Folder, Row, all_rows, enter, entering, rows_of
from corridorwatch.sources.ledger import parse as ledger
from corridorwatch.sources.reference import reviewed
from corridorwatch.spreadsheets import plain

CLAIMS = ledger.FOLDER / "claims.csv"
PAGES = ledger.FOLDER / "pages.csv"
_ID = re.compile(r"C([0-9]{4,6})(-[0-9a-f]{4})?")
RETRACTED = "retracted"
"""The qualifier of a claim that takes another one back and gives no figure in its place."""
_PAKISTAN = timezone(timedelta(hours=5))
RETRACTS = "retracts_claim_id"
"""A column of new claims, not of the ledger: the claim that is taken back; see `RETRACTED`."""
_TAKEN_OVER = (
    "event_id", "event_kind", "victim_group", "victim_subgroup", "is_part", "metric", "scope", "counting",
    "includes_prior_operation", "district_as_written",
)  # fmt: skip
_SAME = (
    "event_id", "claimant_id", "victim_group", "victim_subgroup", "metric", "value", "value_low", "value_high",
    "qualifier", "scope", "is_part", "counting", "includes_prior_operation", "corrects_claim_id",
    "district_as_written", "said_at", "source_url",
)  # fmt: skip
"""What makes two claims one: the same words of the same voice, of the same time, on the same page."""
_ALIKE = (
    *("event_id", "claimant_side", "victim_group", "victim_subgroup", "metric", "value"),
    *("scope", "district_as_written"),
)


@dataclass(frozen=True)
class Judged:
    """New claims after the rules.

    `accepted`: complete rows, in the columns of the claims file. `refused`: the row as given and why. `present`: rows
    that the ledger holds already, word for word, with the id they have. `warnings`: sentences about accepted rows that
    look like a claim the ledger holds.
    """

    accepted: tuple[Row, ...]
    refused: tuple[tuple[Row, str], ...]
    present: tuple[tuple[Row, str], ...]
    warnings: tuple[str, ...]


def claims_spec(reference: Folder) -> TableSpec:
    """What the claims file must look like, by the closed lists in `reference`."""
    return ledger.specs(reviewed.read_vocabularies(reference))["ledger_claims"]


def read_rows(content: bytes, file_name: str) -> list[Row]:
    """The rows of a CSV of new claims; columns may be missing, their cells are then empty.

    Rows without a word in any cell, which spreadsheets leave at the end, are no rows.

    Raises:
        CorridorwatchError: it is no UTF-8 CSV with a header, a column is named twice, or a row has more or fewer fields
            than the header.
    """
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = [dict(row) for row in reader if any(cell and cell.strip() for cell in row.values() if cell != [])]
    except (UnicodeDecodeError, csv.Error) as error:
        raise CorridorwatchError(
            f"{file_name} cannot be read as a CSV of claims: {error}.",
            expected="UTF-8, a header with columns of reference/ledger/claims.csv, one claim a row",
            next_step="save it as CSV in UTF-8 and try again",
        ) from error
    header = reader.fieldnames or []
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise CorridorwatchError(
            f"{file_name} names the column {twice[0]!r} more than once.",
            expected="each column once: which of two cells counts is not guessed",
            next_step="keep one of them and try again",
        )
    if not rows or any(None in row or None in row.values() for row in rows):
        raise CorridorwatchError(
            f"{file_name} holds no claims, or a row whose fields do not match the header.",
            expected="a header and, in each row, as many fields as in the header",
            next_step="mend the file and try again",
        )
    return rows


def judge(
    reference: Folder, given: Sequence[Mapping[str, str]], today: date, *, recorded_earlier: bool = False
) -> Judged:
    """Complete new claims and hold them to the rules of ingest and to what the ledger holds.

    Left empty: `claim_id` becomes the next free one, `claimant_side` that of the claimant, `said_at_precision` what the
    form of `said_at` says, `event_kind` that of the event, `scope` the event's own, the other required codes the
    ordinary ones, `recorded_at` today.

    Args:
        today: the day of entry.
        recorded_earlier: they were entered before, elsewhere, and keep the day of that.
    """
    spec = claims_spec(reference)
    held = all_rows(reference, CLAIMS)
    events = _events(reference)
    kinds = {event: kind for event, (kind, _) in events.items()}
    sides = {row["claimant_id"]: row["side"] for row in rows_of(reference / "claimants.csv")}
    accepted: list[Row] = []
    refused: list[tuple[Row, str]] = []
    present: list[tuple[Row, str]] = []
    warnings: list[str] = []
    for row in given:
        unknown = sorted(set(row) - set(spec.columns) - {RETRACTS})
        claim = _completed(_retraction(row, [*held, *accepted]), spec, [*held, *accepted], kinds, sides, today)
        twin = next((other for other in [*held, *accepted] if _key(other, _SAME) == _key(claim, _SAME)), None)
        if twin is not None:
            present.append((dict(row), twin["claim_id"]))
            continue
        broken = [f"no column {name!r} exists" for name in unknown]
        broken += _names(claim, events, sides)
        broken += rules_broken(spec, claim) or [
            *_of_its_time(claim, events, today, recorded_earlier),
            *_references(claim, [*held, *accepted]),
        ]
        if broken:
            refused.append((dict(row), "; ".join(broken)))
            continue
        warnings += [
            f"{claim['claim_id']} is like {other['claim_id']}: the same figure by the same side about the same event, "
            f"said {other['said_at'] or 'on an unknown day'}, read in {other['source_name']}"
            for other in [*held, *accepted]
            if _key(other, _ALIKE) == _key(claim, _ALIKE)
        ]
        warnings += _denials(claim, [*held, *accepted])
        accepted.append(claim)
    return Judged(tuple(accepted), tuple(refused), tuple(present), tuple(warnings))


def next_number(claim: Row, held: Iterable[Row]) -> str:
    """The next free id for a claim: the next number, and four digits of its own words.

    Two machines that enter claims at once give the same numbers; the digits tell the claims apart when they meet.
    """
    numbers = [int(match[1]) for other in held if (match := _ID.fullmatch(other.get("claim_id") or ""))]
    words = "\x1f".join(_key(claim, _SAME))
    return f"C{max(numbers, default=0) + 1:04d}-{sha256(words.encode()).hexdigest()[:4]}"


def pages_of(reference: Folder, claims: Iterable[Row]) -> list[Row]:
    """The pages on which complete claims were read and that the ledger does not hold yet, with what is known of them.

    A page has the id of the first claim read on it, in small letters, and a number where another page has that id. Its
    outlet's kind is that of the outlet's other pages, else of the other pages of its host, else `other`.
    """
    held = all_rows(reference, PAGES)
    kinds = {urlsplit(page["url"]).hostname: page["outlet_kind"] for page in held}
    kinds |= {page["outlet"]: page["outlet_kind"] for page in held}
    known = {page["url"] for page in held}
    taken = {page["page_id"] for page in held}
    new: dict[str, Row] = {}
    for claim in claims:
        url, outlet = claim["source_url"], claim["source_name"]
        if url in known or url in new:
            continue
        # A run killed between the two files left a page whose claim never came; the claim's id went to another.
        own = claim["claim_id"].lower()
        new[url] = {
            "page_id": next(
                name for name in (own, *(f"{own}-{n}" for n in range(2, len(held) + 3))) if name not in taken
            ),
            "url": url,
            "outlet": outlet,
            "outlet_kind": kinds.get(outlet) or kinds.get(urlsplit(url).hostname) or "other",
            "published_date": claim["published_date"],
            "recorded_at": claim["recorded_at"],
        }
    return list(new.values())


def append(reference: Folder, claims: Sequence[Row], *, by: str, at: datetime) -> Path:
    """Append complete claims to those entered on this machine, and the pages they were read on to its pages.

    Rows that are there stay as they are, byte for byte. Each file is replaced in one step; the pages come first, so
    that after a crash no claim is without its page. One process appends at a time, and only to the claims it judged
    the new ones by: two that enter claims at once would give the same ids, and the later file would lose the earlier's.

    Args:
        by: who enters them.
        at: when, an aware time.

    Returns:
        The file of entered claims.

    Raises:
        CorridorwatchError: a file cannot be written, or an id was taken since the claims were judged.
    """
    with entering(reference):
        held = all_rows(reference, CLAIMS)
        ids = {row["claim_id"] for row in held}
        # Two ids that somebody chose may differ where the claims are one.
        words = {_key(row, _SAME) for row in held}
        taken = [claim["claim_id"] for claim in claims if claim["claim_id"] in ids or _key(claim, _SAME) in words]
        if taken:
            raise CorridorwatchError(
                f"{taken[0]} was taken by somebody who entered claims meanwhile; nothing was written.",
                expected="claims that stay as they were while new ones are looked at",
                next_step="enter them again",
            )
        specs = ledger.specs(reviewed.read_vocabularies(reference))
        if pages := pages_of(reference, claims):
            enter(reference, PAGES, list(specs["ledger_pages"].columns), pages, by=by, at=at)
        return enter(reference, CLAIMS, list(specs["ledger_claims"].columns), claims, by=by, at=at)


def _completed(
    row: Mapping[str, str],
    spec: TableSpec,
    held: Sequence[Row],
    events: Mapping[str, str],
    sides: Mapping[str, str],
    today: date,
) -> Row:
    claim = {column: (row.get(column) or "").strip() for column in spec.columns}
    kind = events.get(claim["event_id"], "")
    said_at = claim["said_at"]
    ordinary = {
        "event_kind": kind,
        "claimant_as_written": claim["claimant_id"],
        "claimant_side": sides.get(claim["claimant_id"], ""),
        "said_at_precision": "hour" if "T" in said_at else "day" if said_at else "undated",
        "is_part": "no",
        "metric": "killed",
        "qualifier": "range" if claim["value_low"] and claim["value_high"] and not claim["value"] else "exact",
        "scope": kind,
        "counting": "cumulative",
        "garbled": "no",
        "stale_repeat": "no",
        "recorded_at": str(today),
    }
    claim |= {column: value for column, value in ordinary.items() if not claim[column]}
    return claim if claim["claim_id"] else {**claim, "claim_id": next_number(claim, held)}


def _retraction(row: Mapping[str, str], held: Sequence[Row]) -> Mapping[str, str]:
    """A row that names what it takes back, as a claim: what it leaves out is that claim's own."""
    named = (row.get(RETRACTS) or "").strip()
    if not named:
        return row
    other = next((claim for claim in held if claim["claim_id"] == named), {})
    taken = {column: other.get(column, "") for column in _TAKEN_OVER if not (row.get(column) or "").strip()}
    return {**row, **taken, "corrects_claim_id": named, "qualifier": RETRACTED}


def _denials(claim: Row, held: Sequence[Row]) -> list[str]:
    other = next((each for each in held if each["claim_id"] == claim["corrects_claim_id"]), None)
    if claim["qualifier"] != RETRACTED or other is None or other["claimant_side"] == claim["claimant_side"]:
        return []
    return [
        f"{claim['claim_id']} takes back {other['claim_id']}, which the {other['claimant_side']} side said: right where"
        " a page withdraws what it had others say; a side that denies another's figure takes nothing back"
    ]


def rules_broken(spec: TableSpec, row: Row) -> list[str]:
    """The rules of its table that a row breaks, in the words in which a run would refuse it."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(spec.columns), lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return parse_table(text.getvalue().encode("utf-8"), spec, file_name="row").quarantine["rule"].to_list()


def _names(claim: Row, events: Mapping[str, tuple[str, str]], sides: Mapping[str, str]) -> list[str]:
    broken = []
    if not claim["event_kind"] or events.get(claim["event_id"], ("", ""))[0] != claim["event_kind"]:
        broken.append(f"event_id {claim['event_id']!r} is no {claim['event_kind'] or 'event'} of the ledger")
    side = sides.get(claim["claimant_id"])
    if side is None:
        broken.append(f"claimant_id {claim['claimant_id']!r} is not in claimants.csv")
    elif claim["claimant_side"] != side:
        broken.append(f"claimant_side {claim['claimant_side']!r}: {claim['claimant_id']} speaks for the {side} side")
    broken += [
        f"{column} begins with {cell[0]!r}: a spreadsheet would run it; put a word before it"
        for column, cell in claim.items()
        if plain(cell) != cell and not cell.lstrip("+-").isdigit()
    ]
    return broken


def _of_its_time(claim: Row, events: Mapping[str, tuple[str, str]], today: date, recorded_earlier: bool) -> list[str]:
    """What is wrong with the claim's days, in a row that ingest would take."""
    broken = []
    said_at, began = claim["said_at"], events.get(claim["event_id"], ("", ""))[1]
    said_on = _said_on(claim)
    if (claim["said_at_precision"] == "undated") != (not said_at):
        broken.append("said_at is given where said_at_precision is undated, or missing where it is not")
    if claim["said_at_precision"] == "hour" and "T" not in said_at:
        broken.append(f"said_at {said_at} has no hour, which said_at_precision says it has")
    if said_on and said_on[: len(began)] < began:
        broken.append(f"said_at {said_at} lies before the event, which began on {began}")
    broken += [
        f"{column} {claim[column]} lies in the future"
        for column, day in (("said_at", said_on), ("published_date", claim["published_date"]))
        if day > str(today)
    ]
    if claim["recorded_at"] > str(today) or (claim["recorded_at"] != str(today) and not recorded_earlier):
        broken.append(f"recorded_at {claim['recorded_at']} is not today: it is the day of entry, which nobody chooses")
    return broken


def _said_on(claim: Row) -> str:
    """The day in Pakistan, as a run reads it; empty where undated."""
    said_at = claim["said_at"]
    return str(datetime.fromisoformat(said_at).astimezone(_PAKISTAN).date()) if "T" in said_at else said_at


def _references(claim: Row, held: Sequence[Row]) -> list[str]:
    by_id = {row["claim_id"]: row for row in held}
    broken = []
    if claim["claim_id"] in by_id:
        broken.append(f"claim_id {claim['claim_id']!r} is taken: claims are appended, never edited")
    elif not _ID.fullmatch(claim["claim_id"]):
        broken.append(
            f"claim_id {claim['claim_id']!r} is not C and four to six digits: leave it empty for the next free one"
        )
    for column in ("repeats_claim_id", "corrects_claim_id"):
        other = by_id.get(claim[column])
        if claim[column] and other is None:
            broken.append(f"{column} {claim[column]!r} is no claim of the ledger")
        elif other and other["event_id"] != claim["event_id"]:
            broken.append(f"{column} {claim[column]!r} is about {other['event_id']}")
        elif other and _key(other, ("victim_group", "metric")) != _key(claim, ("victim_group", "metric")):
            broken.append(f"{column} {claim[column]!r} counts {other['victim_group']} {other['metric']}")
        elif other and other["said_at"] and claim["said_at"] and _said_on(other) > _said_on(claim):
            broken.append(f"{column} {claim[column]!r} was said later, on {other['said_at']}")
    return broken


def _events(reference: Folder) -> dict[str, tuple[str, str]]:
    """Every event a claim may speak of: id -> kind and the day, month or year in which it began."""
    tables = (
        ("incidents", "incident_id", "incident", "date"),
        ("landmarks", "incident_id", "incident", "date"),
        ("campaigns", "campaign_id", "campaign", "date_start"),
        ("periods", "event_id", "period", "date_start"),
    )
    return {
        row[key]: (kind, row[began])
        for name, key, kind, began in tables
        for row in rows_of(reference / ledger.FOLDER / f"{name}.csv")
    }


def _key(row: Mapping[str, str], columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(row.get(column, "") for column in columns)
