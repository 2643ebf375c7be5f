"""GDELT 2.0 export files: how much the press writes about a place. Never casualties, never a point on a map.

Three of four rows are not a real event of the coded type at the coded place, so that rows are counted, not read. Files
have 61 tab-separated columns and no header, whatever their names say; codes are text, their zeros count.
Codebook: GDELT Project, "The GDELT Event Database, Data Format Codebook V2.0".
"""

import json
import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.archive import only_member
from corridorwatch.ingest.encodings import decode
from corridorwatch.ingest.tables import ROW, ParsedTable

SOURCE_ID = "gdelt"
WIDTH = 61
EVENT_ID, ARTICLES, COUNTRY, ADM1, ADDED = 0, 33, 53, 54, 59
"""Places of the columns read: GLOBALEVENTID, NumArticles, ActionGeo_CountryCode, ActionGeo_ADM1Code, DATEADDED."""

PAKISTAN = "PK"
"""FIPS 10-4, not ISO; its first-level units are PK01 to PK08, of which PK02 is Balochistan."""

FIRST = date(2015, 2, 18)
"""The feed of version 2 begins here."""

MAX_UNPACKED = 256 * 1024**2
"""A file of fifteen minutes unpacks to a megabyte or less; a day's, to a hundred."""

COLUMNS = ("week", "adm1_code", "records", "articles")
"""The text columns of `raw.gdelt_counts`."""

KEY = ("week", "adm1_code")


def parse_gdelt(content: bytes, *, file_name: str, came_on: date = date.max) -> ParsedTable:
    """One export file as counts per ISO week and first-level unit of Pakistan.

    Args:
        file_name: `*.export.CSV`, or the same in a zip of one file.
        came_on: the day the file came; nothing was added to the feed after it.

    Returns:
        A row a week and unit in `COLUMNS`, numbered in their order; rows of the file that cannot be read are in
        quarantine. `received` counts those rows and the accepted weeks and units: rows of other countries are not ours.

    Raises:
        BrokenSource: it is no such file.
    """
    if Path(file_name).suffix.lower() == ".zip":
        content = only_member(content, file_name, MAX_UNPACKED)
    text = decode(content, "utf-8", file_name)
    lines = text.split("\n")
    records: Counter[tuple[str, str]] = Counter()
    articles: Counter[tuple[str, str]] = Counter()
    refusals, seen, rows = [], set(), 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        rows += 1
        cells = line.rstrip("\r").split("\t")
        reason = _fault(cells, came_on)
        if not reason and cells[COUNTRY] != PAKISTAN:
            continue
        if not reason and cells[EVENT_ID] in seen:
            reason = f"event {cells[EVENT_ID]} is twice in the file"
        if reason:
            refusals.append((file_name, number, reason, json.dumps({"line": line[:300]})))
            continue
        seen.add(cells[EVENT_ID])
        key = str(_week(cells[ADDED])), cells[ADM1]
        records[key] += 1
        articles[key] += int(cells[ARTICLES])
    if not rows or len(refusals) == rows:
        raise BrokenSource(
            f"{file_name} holds no row of {WIDTH} tab-separated cells as GDELT's export files have them.",
            expected="a file such as 20240506000000.export.CSV, or its zip",
            next_step="get the file again; the mentions and GKG files are others",
        )
    counts = [
        {ROW: number, "week": key[0], "adm1_code": key[1], "records": str(records[key]), "articles": str(articles[key])}
        for number, key in enumerate(sorted(records), 1)
    ]
    quarantine = pl.DataFrame(
        refusals, schema={"file_name": pl.String, ROW: pl.Int64, "rule": pl.String, "record": pl.String}, orient="row"
    )
    schema = {ROW: pl.Int64, **dict.fromkeys(COLUMNS, pl.String)}
    return ParsedTable(pl.DataFrame(counts, schema=schema), quarantine, len(counts) + len(refusals), KEY)


def _fault(cells: list[str], came_on: date) -> str:
    if len(cells) != WIDTH:
        return f"row has {len(cells)} cells, not {WIDTH}"
    if not re.fullmatch(r"[0-9]{1,12}", cells[EVENT_ID]):
        return f"GLOBALEVENTID {cells[EVENT_ID][:40]!r} is no number"
    if not re.fullmatch(r"[0-9]{1,6}", cells[ARTICLES]):
        return f"NumArticles {cells[ARTICLES][:40]!r} is no number"
    if cells[COUNTRY] == PAKISTAN and not re.fullmatch(r"PK[0-9]{2}|PK|", cells[ADM1]):
        return f"ActionGeo_ADM1Code {cells[ADM1][:40]!r} is no code of {PAKISTAN}"
    try:
        added = datetime.strptime(cells[ADDED], "%Y%m%d%H%M%S")  # noqa: DTZ007 - UTC by the codebook
    except ValueError:
        return f"DATEADDED {cells[ADDED][:40]!r} is no time"
    if added.date() < FIRST:
        return f"DATEADDED {cells[ADDED]!r} lies before the feed began"
    return f"DATEADDED {cells[ADDED]!r} lies after the day the file came" if added.date() > came_on else ""


def _week(added: str) -> date:
    day = date(int(added[:4]), int(added[4:6]), int(added[6:8]))
    return day - timedelta(days=day.weekday())
