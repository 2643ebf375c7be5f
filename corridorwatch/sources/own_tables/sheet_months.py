"""Workbooks with a sheet a month: what of a row's day its sheet's name says."""

from collections.abc import Callable, Mapping, Sequence

from corridorwatch.sources.own_tables.cells import read_whole, sheet_month
from corridorwatch.sources.own_tables.headings import candidates
from corridorwatch.sources.own_tables.layout import SHEET


def parts_of_sheets(
    filled: Mapping[str, Sequence[str]], parts: Mapping[str, str], heading: Callable[[str], str]
) -> dict[str, str]:
    """Part of the date -> column, where every sheet's name is a month; empty where one is none.

    Args:
        filled: column -> its filled cells.
        parts: the parts that columns were taken for.
        heading: column -> its heading in the file.
    """
    said = [sheet_month(name) for name in dict.fromkeys(filled.get(SHEET, ()))]
    if not said or not all(month for _, month in said):
        return {}
    found = {"month": SHEET}
    if "year" not in parts and all(year for year, _ in said):
        found["year"] = SHEET
    if "day" not in parts:
        days = [
            column
            for column, cells in filled.items()
            if column != SHEET and cells and any(each.field == "date" for each in candidates(heading(column)))
            if all(1 <= (read_whole(cell) or 0) <= 31 for cell in cells)
        ]
        found |= {"day": days[0]} if len(days) == 1 else {}
    return found
