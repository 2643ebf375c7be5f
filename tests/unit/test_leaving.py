"""Every table of a release is told by its sources, by names, by places, or is of no record at all: a new one that is none of these fails."""

from corridorwatch import sqlmodels
from corridorwatch.config import SQL
from corridorwatch.leaving import SCHEMAS, rows_for

MODELS = {model.table: model for model in sqlmodels.load_models(SQL / "models")}
_RECORDS = (
    "raw.own_",
    "raw.acled_",
    "raw.gtd_incidents",
    "raw.source_spans",
    "raw.source_files",
    "raw.source_snapshots",
    "raw.sightings",
)
OF_OPEN_SOURCES_BY_ITSELF = {"marts.cited_pages"}
"""Its model takes the pages of sources whose rows may leave, and numbers those."""
OF_NO_RECORD = {"core.line_stops", "ref.pages", "core.published_totals"}
"""Towns along the roads of ref.named_lines; addresses of the ledger's pages; what others counted."""


def _reads(table: str) -> set[str]:
    found, asked = set(), [table]
    while asked:
        model = MODELS[asked.pop()]
        for read in (model.reads | model.after) - found:
            found.add(read)
            asked += [read] if read in MODELS else []
    return found


def test_no_table_made_of_records_is_released_whole() -> None:
    whole = {
        model.table
        for model in MODELS.values()
        if model.is_released and model.table.split(".")[0] in SCHEMAS
        and rows_for(["ledger"], model.table, [column.name for column in model.columns]).endswith("where true")
    }  # fmt: skip
    made_of_records = {table for table in whole if any(read.startswith(_RECORDS) for read in _reads(table))}
    assert made_of_records <= OF_OPEN_SOURCES_BY_ITSELF | OF_NO_RECORD
    assert {
        "core.incidents",
        "ref.source_spans",
        "core.locations",
        "core.name_forms",
        "core.actor_readings",
    }.isdisjoint(whole)
    assert {"ref.districts", "ref.vocabularies", "ref.cpec_sites"} <= whole


def test_of_no_source_at_all_nothing_of_a_source_is_left() -> None:
    assert rows_for([], "ref.sources", ["source_id"]) == "select * from ref.sources where source_id in ('')"
