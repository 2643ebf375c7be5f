"""A warehouse for tests: the project's own files read through the project's own ingest, in memory, without Dagster."""

import csv
import shutil
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from corridorwatch import sqlmodels
from corridorwatch.config import ROOT, SQL, Scope, Settings
from corridorwatch.graph import Graph
from corridorwatch.ingest.raw import load_raw, load_said_of_sources
from corridorwatch.ingest.state import load_state
from corridorwatch.ingest.tables import parse_table
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.acled import load as acled_door
from corridorwatch.sources.gdelt.load import load as load_gdelt
from corridorwatch.sources.gtd.load import load as load_gtd
from corridorwatch.sources.ledger import parse as ledger
from corridorwatch.sources.own_tables import take as byhand
from corridorwatch.sources.reference import embedded
from corridorwatch.sources.reference.embedded import EmbeddedFile
from corridorwatch.sources.ucdp import load as ucdp_door
from corridorwatch.warehouse import load_macros

GRAPH = Graph.known()
MODELS = list(GRAPH.models.values())
CHECKS = sqlmodels.load_checks(SQL / "checks")

AS_OF = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

_INCIDENT = {
    "date": "2024-05-06",
    "date_precision": "day",
    "district_as_written": "Quetta",
    "province": "Balochistan",
    "where_prec": "3",
    "event_class": "attack",
    "figures_claimant_side": "media",
    "targets_cpec": "no",
    "targets_chinese": "no",
    "source_url": "https://example.org/page",
    "source_name": "Example",
    "published_date": "2024-05-07",
}
_CLAIM = {
    "event_kind": "incident",
    "claimant_as_written": "police",
    "said_at": "2024-05-06",
    "said_at_precision": "day",
    "victim_group": "total",
    "is_part": "no",
    "metric": "killed",
    "qualifier": "exact",
    "scope": "incident",
    "counting": "cumulative",
    "garbled": "no",
    "stale_repeat": "no",
    "source_url": "https://example.org/page",
    "source_name": "Example",
    "published_date": "2024-05-07",
}
_CAMPAIGN = {"name": "A campaign", "date_start": "2024-05-06", "date_end": "2024-05-07", "known_from": "2024-05-06"}
_PLACE = {
    "listed_by": "police",
    "listed_by_side": "state",
    "role": "hit",
    "source_url": "https://example.org/page",
    "source_name": "Example",
    "published_date": "2024-05-07",
}

SPOKEN_FOR = frozenset({"ref.source_spans", "ref.source_weeks", "ref.source_months"})
"""What follows from the as-of date, though not from the ledger: the days for which each source speaks."""

OF_SOURCES = SPOKEN_FOR | {
    *("ref.sources", "ref.editions_of_ucdp", "ref.outages_of_acled", "ref.source_outages", "ref.source_coverage")
}
"""What follows from what publishers' files there are, though not from the ledger."""

Rows = Iterable[Mapping[str, object]]


def copy_reference(folder: Path) -> Path:
    """A copy of `reference/` that a test may change."""
    return Path(shutil.copytree(ROOT / "reference", folder / "reference"))


def write_ledger(
    reference: Path,
    *,
    incidents: Rows = (),
    landmarks: Rows = (),
    second_reports: Rows = (),
    claims: Rows = (),
    campaigns: Rows = (),
    campaign_places: Rows = (),
    pages: Rows = (),
    page_moves: Rows = (),
) -> Path:
    """Replace the ledger in `reference` by a few rows; what a row leaves out gets an ordinary value."""
    specs = {file.spec.name: file.spec for file in embedded.files(reference)["ledger"].values()}
    claimant = next(csv.DictReader((reference / "claimants.csv").open(encoding="utf-8", newline="")))
    defaults = {
        "incidents": _INCIDENT,
        "landmarks": _INCIDENT,
        "second_reports": _INCIDENT,
        "claims": {**_CLAIM, "claimant_id": claimant["claimant_id"], "claimant_side": claimant["side"]},
        "campaigns": _CAMPAIGN,
        "campaign_places": _PLACE,
        "pages": {},
        "periods": {},
        "corrections": {},
        "page_moves": {},
    }
    given = {
        "incidents": incidents,
        "landmarks": landmarks,
        "second_reports": second_reports,
        "claims": claims,
        "campaigns": campaigns,
        "campaign_places": campaign_places,
        "pages": pages,
        "periods": (),
        "corrections": (),
        "page_moves": page_moves,
    }
    for name, rows in given.items():
        filled = [_not_older_than_its_event({**defaults[name], **row}) for row in rows]
        write_csv(reference / "ledger" / f"{name}.csv", list(specs[name].columns), filled)
    return reference


def _not_older_than_its_event(row: dict[str, object]) -> dict[str, object]:
    """A page that a test did not date is of the day of its event where the ordinary day would be earlier."""
    if (
        row.get("published_date") == _INCIDENT["published_date"]
        and str(row.get("date") or "") > _INCIDENT["published_date"]
    ):
        return {**row, "published_date": row["date"]}
    return row


def write_csv(path: Path, columns: list[str], rows: Rows) -> None:
    """Write rows as the project's tables are written; None becomes an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edit_row(path: Path, key: str, value: str, **changes: str) -> None:
    """Change cells of the one row whose `key` column holds `value`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    [row] = [row for row in rows if row[key] == value]
    row.update(changes)
    write_csv(path, list(row), rows)


def load(
    connection: duckdb.DuckDBPyConnection,
    reference: Path,
    snapshots: Path,
    sources: Iterable[str] = ("reference", "ledger"),
    as_of: date = AS_OF,
    *,
    publishers: bool = True,
) -> None:
    """Read the files of `sources`, and what snapshots there are of publishers, through ingest into `raw`.

    Without `publishers`, UCDP's tables stay as they are in a database that has them.
    """
    store = SnapshotStore(snapshots)
    for source in ucdp_door.SOURCES if publishers else ():
        ucdp_door.load(connection, source, store, Scope(), as_of=as_of, timezone="Asia/Karachi")
    files = embedded.files(reference)
    for source in sources:
        for table, file in files[source].items():
            _load_file(connection, reference, store, table, file)
        if source == "reference":
            for table, file in files["entered"].items():
                _load_file(connection, reference, store, table, file)
            byhand.load_own_tables(connection, [])
            load_said_of_sources(connection)
            load_others(connection, snapshots, as_of)


def load_empty_ledger(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """A ledger without a row beside what snapshots there are of UCDP in `folder`, for tests of other sources."""
    folder.mkdir(exist_ok=True)
    load(connection, write_ledger(copy_reference(folder)), folder / "snapshots", ["ledger"])


def load_others(connection: duckdb.DuckDBPyConnection, snapshots: Path, as_of: date = AS_OF) -> None:
    """Read what snapshots there are of publishers other than UCDP, and the state of all, into `raw`."""
    store = SnapshotStore(snapshots)
    load_gtd(connection, store)
    load_gdelt(connection, store)
    acled_door.load(connection, store, as_of=as_of, timezone="Asia/Karachi", scope=Scope())
    load_state(connection, store, Settings(home=snapshots), as_of)


def load_table(connection: duckdb.DuckDBPyConnection, reference: Path, snapshots: Path, table: str) -> None:
    """Read one file through ingest into `raw`."""
    [file] = [files[table] for files in embedded.files(reference).values() if table in files]
    _load_file(connection, reference, SnapshotStore(snapshots), table, file)


def _load_file(
    connection: duckdb.DuckDBPyConnection, reference: Path, store: SnapshotStore, table: str, file: EmbeddedFile
) -> None:
    snapshot = embedded.take_snapshot(store, reference, table, file, MOMENT)
    parsed = parse_table(snapshot.read(), file.spec, file_name=snapshot.file_name)
    load_raw(
        connection,
        table,
        ledger.held_to_day(table, parsed, file_name=snapshot.file_name, came_on=snapshot.day("Asia/Karachi")),
        snapshot,
    )


def open_database(path: Path) -> duckdb.DuckDBPyConnection:
    """A database with the project's macros; one thread, as small tables want."""
    connection = duckdb.connect(path, config={"threads": "1"})
    load_macros(connection)
    return connection


def build_models(
    connection: duckdb.DuckDBPyConnection, as_of: date = AS_OF, only: Callable[[str], bool] = lambda table: True
) -> None:
    """Build the models, or those whose table `only` accepts, each after the tables it reads."""
    for model in MODELS:
        if only(model.table):
            sqlmodels.build(connection, model, parameters(as_of))


def follows_from_the_ledger(table: str) -> bool:
    """Whether a model reads, at whatever distance, the ledger's files."""
    return table in ("ref.known_by", "ref.pages", "ref.page_moves", "ref.corrections") or not table.startswith("ref.")


def needed_for(*tables: str) -> set[str]:
    """The models that `tables` are made from, at whatever distance, themselves included."""
    return {model.table for model in GRAPH.needed(GRAPH.models.keys() & set(tables))}


def after(table: str) -> Callable[[str], bool]:
    """Accepts the models that are built later than `table`."""
    order = [model.table for model in MODELS]
    return lambda other: order.index(other) > order.index(table)


def parameters(as_of: date = AS_OF) -> dict[str, object]:
    """What SQL files may name as `$name`. Made-up ledgers may leave any number of deaths on open names."""
    return {"as_of": as_of, **Settings(home=ROOT).sql_parameters, "unresolved_deaths_ceilings": "{}"}


def broken_rule(connection: duckdb.DuckDBPyConnection, name: str, as_of: date = AS_OF) -> str:
    """What the check of this name says; nothing where it holds."""
    [check] = [check for check in CHECKS if check.name == name]
    verdict = sqlmodels.judge(connection, check, parameters(as_of))
    return "" if verdict.passed else verdict.sentence()


def broken_rules(connection: duckdb.DuckDBPyConnection, as_of: date = AS_OF) -> dict[str, str]:
    """Hard checks that do not hold: rule -> what they say."""
    verdicts = [sqlmodels.judge(connection, check, parameters(as_of)) for check in CHECKS if not check.is_soft]
    return {verdict.check.name: verdict.sentence() for verdict in verdicts if not verdict.passed}
