"""Made-up files in the form of UCDP's, for tests."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from corridorwatch.sources.ucdp.parse import COLUMNS

EVENT = {
    "year": "2015",
    "active_year": "1",
    "code_status": "Clear",
    "type_of_violence": "1",
    "side_a": "Government of Pakistan",
    "side_b": "BLA",
    "number_of_sources": "2",
    "source_original": "police,\nby telephone",
    "where_prec": "1",
    "where_coordinates": "Quetta town",
    "adm_1": "Balochistan province",
    "adm_2": "Quetta district",
    "latitude": "30.187222",
    "longitude": "67.0125",
    "country": "Pakistan",
    "country_id": "770",
    "date_prec": "1",
    "date_start": "2015-05-06 00:00:00.000",
    "date_end": "2015-05-06 00:00:00.000",
    "deaths_a": "1",
    "deaths_b": "2",
    "deaths_civilians": "0",
    "deaths_unknown": "0",
    "best": "3",
    "high": "4",
    "low": "3",
    "gwnoa": "770",
}
"""An event in Quetta: one dead of the state, two of the armed group."""


def content(rows: Iterable[Mapping[str, str]], *, columns: Sequence[str] = COLUMNS, delimiter: str = ",") -> bytes:
    """A file of these rows; what a row leaves out is the ordinary event's, and its id counts up from 1."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=delimiter, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for number, row in enumerate(rows, 1):
        writer.writerow({"id": str(number), **EVENT, **row})
    return text.getvalue().encode()


def of_every(*units: str) -> list[dict[str, str]]:
    """An event of one dead in Sindh in each of these years (YYYY) or months (YYYY-MM): what a whole edition has.

    Rows of the province then tell the same as in the whole edition, and these count elsewhere.
    """
    days = [f"{unit}-07-01" if len(unit) == 4 else f"{unit}-01" for unit in units]
    sindh = {"adm_1": "Sindh province", "adm_2": "Karachi district", "where_coordinates": "Karachi city"}
    return [
        {"id": f"9{day.replace('-', '')}", "date_start": day, "date_end": day, "year": day[:4], **sindh} for day in days
    ]


def edition(rows: Iterable[Mapping[str, str]], last: int, **how: object) -> bytes:
    """The file of an edition of GED that ends in the year `last`: these rows, and one elsewhere in every year."""
    return content([*rows, *of_every(*map(str, range(1989, last + 1)))], **how)
