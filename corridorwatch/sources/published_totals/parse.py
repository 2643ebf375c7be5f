"""Published totals: what organisations counted in a period, one figure a row, each under a definition of its own.

A figure is a claim about a period, with the day on which it was published. A revised figure is a new row: the older one
stays. Figures of two definitions are never added or averaged.
"""

import polars as pl

from corridorwatch.ingest.rules import address, code, count, day, identifier, named, number, text
from corridorwatch.ingest.tables import TableSpec

AREAS = ("balochistan", "pakistan")
METRICS = ("attacks", "incidents", "killed", "injured")
GROUPS = ("total", "civilian", "security", "militant")
QUALIFIERS = ("exact", "at_least", "more_than", "about", "at_most", "sum")
BASES = ("stated", "computed", "derived")
"""Printed on its page; summed by this project from the organisation's own rows; worked out from a percentage."""
PRECISIONS = ("day", "month", "year")

_YES_NO = ("yes", "no", "unknown")
_PEOPLE = pl.col("metric").is_in(["killed", "injured"])

DEFINITIONS = TableSpec(
    "publishers_of_totals",
    {
        "definition_id": identifier(required=True),
        "organisation_id": identifier(required=True),
        "organisation": named(required=True),
        "name": named(required=True),
        "kind": code(("think_tank", "dataset", "government"), required=True),
        "area": code(AREAS, required=True),
        "counts": text(required=True),
        "counts_operations": code(_YES_NO, required=True),
        "counts_militants": code(_YES_NO, required=True),
        "rank": number(required=True),
        "credit": text(required=True),
        "licence": text(required=True),
        "url": address(),
        "source": address(),
        "note": text(),
    },
    ("definition_id",),
)

TOTALS = TableSpec(
    "published_totals",
    {
        "total_id": text(required=True),
        "definition_id": identifier(required=True),
        "area": code(AREAS, required=True),
        "date_start": day(required=True),
        "date_end": day(required=True),
        "metric": code(METRICS, required=True),
        "victim_group": code(GROUPS),
        "value": count(),
        "value_low": count(),
        "value_high": count(),
        "qualifier": code(QUALIFIERS, required=True),
        "basis": code(BASES, required=True),
        "revises": text(),
        "published_date": day(),
        "published_precision": code(PRECISIONS),
        "source_url": address(),
        "source_name": text(required=True),
        "note": text(),
    },
    ("total_id",),
    {
        "date_end lies before date_start": pl.col("date_start") <= pl.col("date_end"),
        "value is empty": pl.col("value").is_not_null(),
        "value_low is above value": pl.col("value_low").cast(pl.Int64) <= pl.col("value").cast(pl.Int64),
        "value_high is below value": pl.col("value_high").cast(pl.Int64) >= pl.col("value").cast(pl.Int64),
        "victim_group is missing of people, or given of attacks": pl.col("victim_group").is_not_null() == _PEOPLE,
        "published_precision does not say how exact published_date is": (
            pl.col("published_date").is_null() == pl.col("published_precision").is_null()
        ),
        "a computed or derived figure does not say of what in its note": (
            (pl.col("basis") == "stated") | pl.col("note").is_not_null()
        ),
        "it revises itself": pl.col("revises") != pl.col("total_id"),
    },
    is_appended=True,
)
