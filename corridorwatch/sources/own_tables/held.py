"""Holding a first mapping to every row: what its guesses would refuse is left out, and what is odd is said."""

from collections import Counter
from collections.abc import Collection

import polars as pl

from corridorwatch.config import Scope
from corridorwatch.ingest import scope
from corridorwatch.ingest.filetypes import Cells
from corridorwatch.ingest.tables import ROW, ParsedTable
from corridorwatch.sources.own_tables.fields import FIELDS
from corridorwatch.sources.own_tables.guess import LATITUDES, LONGITUDES, few
from corridorwatch.sources.own_tables.mapping import OwnMapping
from corridorwatch.sources.own_tables.parse import SIDES

_NEEDED = ("date", "district_as_written", "place_as_written", "province_as_written", "country_as_written")


def held_to_cells(
    mapping: OwnMapping, parsed: ParsedTable, cells: Cells, given: Collection[str], doubts: list[str]
) -> OwnMapping:
    """The mapping without guessed columns for whose sake rows would be refused that are records all the same.

    A count may lose a few rows, which the preview names; a code, an address or a second day none.

    Args:
        given: the fields whose column the owner named; they stay.
        doubts: gets a sentence for every column that is left out.
    """
    broken: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for row, rule in parsed.quarantine.select("row_number", "rule").rows():
        if row not in cells.unreadable:
            name = "point_latitude" if rule.startswith("a point") else rule.split(" ", 1)[0]
            name = "report_id" if "repeats row" in rule and rule.startswith("report_id") else name
            broken[name] += 1
            examples.setdefault(name, f"row {row}: {rule}")
    judged = max(parsed.received - len(cells.unreadable), 1)
    columns = dict(mapping.columns)
    for name, number in broken.items():
        if name not in columns or name in _NEEDED or name in given:
            continue
        is_count = FIELDS[name].kind in ("count", "number")
        if is_count and few(number, judged):
            continue
        for each in ("point_latitude", "point_longitude") if name.startswith("point_") else (name,):
            if each in columns:
                column = columns.pop(each)
        doubts.append(f"{column!r} is not taken as {name}: {number} rows would be refused, {examples[name]}")
    return mapping.model_copy(
        update={
            "columns": columns,
            "values": {name: codes for name, codes in mapping.values.items() if name in columns},
        }
    )


def fills_down(mapping: OwnMapping) -> str:
    """The option that lets an empty cell of the date mean the one above it."""
    return "--fill-down date" if "date" in mapping.columns else "--fill-down year --fill-down month"


def not_to_the_day(parsed: ParsedTable) -> str:
    """How many rows are dated to no day; empty where all are."""
    counts = {each: parsed.rows.filter(pl.col("date_precision") == each).height for each in ("month", "year")}
    told = " and ".join(f"{number} to the {each}" for each, number in counts.items() if number)
    return f"{sum(counts.values())} rows have no full day ({told}): they are in no single week" if told else ""


def tolls(rows: pl.DataFrame) -> list[int]:
    """The known tolls of rows: the total, or all sides where there is none."""
    whole = rows.filter(pl.col("killed_is_partial").fill_null("no") != "yes")
    sides = [pl.col(side).cast(pl.Int64, strict=False) for side in SIDES]
    total = pl.coalesce(pl.col("killed_total").cast(pl.Int64, strict=False), pl.sum_horizontal(sides))
    return whole.select(total).to_series().drop_nulls().to_list()


def told_of_places(parsed: ParsedTable) -> str:
    """How many accepted rows are of elsewhere and how many died in the province, as far as columns say it.

    Where no column names a country or a province, the names of places decide in the run, and that is said.
    """
    rows = parsed.rows
    places = list(rows.select("country_as_written", "province_as_written").iter_rows())
    away = pl.Series([scope.is_elsewhere(*place) for place in places], dtype=pl.Boolean)
    is_named = rows["province_as_written"].is_not_null()
    unnamed = (~away & ~is_named).sum()
    parts = [f"{away.sum():,} of them of other countries or provinces"]
    if unnamed < rows.height:
        parts.append(f"{sum(tolls(rows.filter(~away & is_named))):,} dead in {Scope().provinces[0]}")
    if unnamed:
        parts.append(f"{unnamed:,} name neither province nor another country: their places decide in the run")
    return ", ".join(parts)


def doubts_of_rows(mapping: OwnMapping, parsed: ParsedTable) -> list[str]:
    """What is odd about rows that are accepted all the same: tolls of which sides are missing, points that are none."""
    doubts, rows = [], parsed.rows
    undated = parsed.quarantine.filter(pl.col("rule") == "date is empty").height
    if undated:
        doubts.append(f"{undated} rows have no date: if theirs is that of the row above, say {fills_down(mapping)}")
    if parts := not_to_the_day(parsed):
        hint = (
            "; if an empty cell means the one above it, say --fill-down month"
            if "month" in mapping.dates.parts and "month" not in mapping.file.fill_down
            else ""
        )
        doubts.append(parts + hint)
    partial = rows.filter(pl.col("killed_is_partial") == "yes").height
    if partial:
        missing = [side for side in SIDES[:3] if side not in (*mapping.columns, *mapping.sums)]
        doubts.append(
            f"the toll of {partial} rows is unknown: "
            + (f"the table has no {' and no '.join(missing)}" if missing else "some side is empty")
            + ", and no total; some sides are no toll"
            + ("" if missing or mapping.counts.empty_is_zero else " (--empty-is-zero, if empty means nobody)")
            + (f"; if nobody of these died: {' '.join(f'--constant {side}=0' for side in missing)}" if missing else "")
        )
    bounded = rows.filter(
        pl.col("killed_total").is_null()
        & (pl.col("killed_low").is_not_null() | pl.col("killed_high").is_not_null())
        & (pl.col("killed_is_partial") == "no")
    ).height
    if bounded:
        doubts.append(
            f"{bounded} rows give a bound and no figure of the killed: their toll is unknown, the bound is kept"
        )
    sides = rows.with_columns(
        stated=pl.sum_horizontal(pl.col(side).cast(pl.Int64, strict=False) for side in SIDES),
        total=pl.col("killed_total").cast(pl.Int64, strict=False),
        has_sides=pl.any_horizontal(pl.col(side).is_not_null() for side in SIDES),
    ).filter(pl.col("has_sides") & (pl.col("stated") < pl.col("total")))
    if sides.height:
        row, stated, total = sides.select(ROW, "stated", "total").row(0)
        doubts.append(
            f"{sides.height} rows state more dead than their sides have (row {row}: total {total}, sides {stated}): the"
            " rest counts as killed, side not said"
        )
    several = rows.filter(pl.col("district_as_written").str.contains(r"[,/;&+،]|\band\b|\bاور\b")).height
    if several:
        doubts.append(f"{several} rows name several districts: the whole cell is kept and read as such")
    points = rows.filter(pl.col("point_latitude").is_not_null()).select(
        pl.col("point_latitude").cast(pl.Float64), pl.col("point_longitude").cast(pl.Float64)
    )
    if points.height:
        latitude, longitude = points["point_latitude"], points["point_longitude"]
        at_zero = int(((latitude == 0) & (longitude == 0)).sum())
        turned = int((latitude.is_between(*LONGITUDES) & longitude.is_between(*LATITUDES)).sum())
        far = (
            points.height
            - int((latitude.is_between(*LATITUDES) & longitude.is_between(*LONGITUDES)).sum())
            - turned
            - at_zero
        )
        doubts += [f"{turned} rows: latitudes look like longitudes"] if turned else []
        doubts += [f"{at_zero} rows have the point 0, 0: write an unknown point as an empty cell"] if at_zero else []
        doubts += [f"{far} rows have a point far outside Pakistan"] if far else []
    return doubts
