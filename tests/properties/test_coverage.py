"""Files as they come, at random: gaps, other countries, impossible days, renamed provinces, editions that end early.

Whatever is added, a zero is said only of whole weeks that an accepted file of the country covers, and sums are those of
a plain count by country and province.
"""

import csv
import random
import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from corridorwatch.config import ROOT
from corridorwatch.errors import CorridorwatchError
from corridorwatch.ingest import publishers
from corridorwatch.snapshots import SnapshotStore
from tests import ucdp_file, world
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows
from tests.servers.acled import event as acled_event

SEEDS = range(8)
WANTED = world.needed_for("marts.weekly_casualties_by_district", "marts.conservation")
FOLLOWS = {table for table in WANTED if table in world.OF_SOURCES or world.follows_from_the_ledger(table)}
CAME = world.MOMENT
LATEST = CAME.astimezone(ZoneInfo("Asia/Karachi")).date()
DISTRICTS = ("Quetta", "Kech", "Gwadar", "Khuzdar", "Kalat", "Mastung")
PROVINCE = ("Balochistan", "Balochistan province", "Baluchistan", "BALOCHISTAN", "Balochistān")
OTHER = ("Sindh", "Punjab", "Khyber Pakhtunkhwa")
WRONG_DAYS = (date(3025, 3, 6), date(25, 1, 1), date(1950, 5, 5), LATEST + timedelta(days=40))


@dataclass
class Source:
    """What a plain reader knows of a source: its spans of days, its deaths by record, and where each lies."""

    spans: list[tuple[date, date]] = field(default_factory=list)
    deaths: dict[str, int] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    bucket_days: set[date] = field(default_factory=set)


def test_no_zero_without_a_file_that_covers_the_week_and_sums_are_a_plain_count(
    tmp_path_factory: pytest.TempPathFactory, reference_database: Path
) -> None:
    for seed in SEEDS:
        folder = tmp_path_factory.mktemp(f"random-{seed}")
        random_ = random.Random(seed)
        store = SnapshotStore(folder / "snapshots")
        known = {
            "acled": _acled(random_, store, folder),
            "gtd": _gtd(random_, store, folder),
            "ucdp_ged": _ucdp(random_, store, folder),
        }
        with world.open_database(Path(shutil.copy(reference_database, folder / "world.duckdb"))) as connection:
            reference = world.write_ledger(world.copy_reference(folder))
            world.load(connection, reference, folder / "snapshots", ["ledger"])
            world.load_others(connection, folder / "snapshots")
            world.build_models(connection, only=FOLLOWS.__contains__)
            for source, plain in known.items():
                _hold(connection, source, plain, f"seed {seed}, {source}")


def _hold(connection: duckdb.DuckDBPyConnection, source: str, plain: Source, where: str) -> None:
    zeros = connection.execute(
        "select district_id, week from marts.weekly_casualties_by_district where source_id = $id and status = 'reported_zero'",
        {"id": source},
    ).fetchall()
    covered = {day for first, last in plain.spans for day in _days(first, last)}
    for district, week in zeros:
        days = [week + timedelta(days=number) for number in range(7)]
        assert all(day in covered for day in days), (where, district, week, plain.spans)
        assert not plain.bucket_days & set(days), (where, district, week)
        assert district in {"balochistan", *_reviewed(source), *map(str.lower, plain.named)}, (where, district, week)
    found = dict(
        connection.execute(
            "select incident_id, killed_best from core.incidents"
            " where source_id = $id and district_method <> 'outside_balochistan'",
            {"id": source},
        ).fetchall()
    )
    assert {key: value or 0 for key, value in found.items()} == plain.deaths, where


def _reviewed(source: str) -> set[str]:
    """Districts that a reviewer says the source has a word for."""
    with (ROOT / "reference" / "source_vocabulary.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["id"]
            for row in csv.DictReader(file)
            if (row["source_id"], row["kind"], row["can_name"]) == (source, "district", "yes")
        }


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _add(store: SnapshotStore, source: str, path: Path) -> bool:
    try:
        publishers.add(source, path, store, CAME)
    except CorridorwatchError:
        return False
    return True


def _place(random_: random.Random) -> tuple[str, str, str | None]:
    """Country, province and district of a record; None is a record known to the province only."""
    chance = random_.random()
    if chance < 0.15:
        return random_.choice(("Zambia", "Afghanistan", "India")), "Lusaka", "Lusaka"
    if chance < 0.35:
        return "Pakistan", random_.choice(OTHER), "Elsewhere"
    return "Pakistan", random_.choice(PROVINCE), None if random_.random() < 0.1 else random_.choice(DISTRICTS)


def _acled(random_: random.Random, store: SnapshotStore, folder: Path) -> Source:
    plain = Source()
    number = 0
    for year in random_.sample(range(2016, 2026), random_.randint(1, 3)):
        is_abroad = random_.random() < 0.25
        rows, days, deaths, named, bucket = [], [], {}, set(), set()
        for _ in range(random_.randint(4, 30)):
            number += 1
            country, province, district = ("Zambia", "Lusaka", "Lusaka") if is_abroad else _place(random_)
            day = date(year, 1, 1) + timedelta(days=random_.randrange(300))
            is_wrong = random_.random() < 0.06
            if is_wrong:
                day = random_.choice(WRONG_DAYS)
            row = dict(acled_event(number, 1_700_000_000)) | {
                "event_id_cnty": f"X{number}", "event_date": day.isoformat(), "year": str(day.year), "country": country,
                "admin1": province, "admin2": district or "", "location": district or province, "fatalities": str(random_.randrange(5)),
                "latitude": "", "longitude": "", "geo_precision": "2" if district else "3", "time_precision": "1",
            }  # fmt: skip
            rows.append({key: str(value) for key, value in row.items()})
            if is_wrong or country != "Pakistan":
                continue
            days.append(day)
            if province in PROVINCE:
                deaths[f"X{number}"] = int(row["fatalities"])
                (named.add(district) if district else bucket.add(day))
        path = folder / f"acled_{year}.csv"
        path.write_bytes(csv_bytes(list(rows[0]), rows))
        if _add(store, "acled", path):
            plain.deaths |= deaths
            plain.named |= named
            plain.bucket_days |= bucket
            if days:
                plain.spans.append((min(days), max(days)))
    return plain


def _gtd(random_: random.Random, store: SnapshotStore, folder: Path) -> Source:
    plain = Source()
    last = random_.choice((2008, 2012, 2015))
    rows = []
    for number in range(random_.randint(10, 40)):
        country, province, district = _place(random_)
        day = date(random_.randint(1998, last), random_.randint(1, 12), random_.randint(1, 28))
        rows.append({
            "eventid": f"{day:%Y%m%d}{number:04}", "iyear": str(day.year), "imonth": str(day.month), "iday": str(day.day),
            "country": {"Pakistan": "153"}.get(country, "4"), "country_txt": country, "provstate": province,
            "city": district or "Unknown", "latitude": "", "longitude": "", "specificity": "1" if district else "5",
            "nkill": str(random_.randrange(4)), "nwound": random_.choice(("", "NA", "1")),
        })  # fmt: skip
    ours = [row for row in rows if row["country"] == "153"]
    path = folder / "globalterrorismdb_0617dist.csv"
    path.write_bytes(csv_bytes(GTD_COLUMNS, gtd_rows(*rows)))
    if _add(store, "gtd", path):
        for row in ours:
            if row["provstate"] in PROVINCE:
                plain.deaths[row["eventid"]] = int(row["nkill"])
                day = date(int(row["iyear"]), int(row["imonth"]), int(row["iday"]))
                (plain.bucket_days.add(day) if row["city"] == "Unknown" else plain.named.add(row["city"]))
        first, end = min(int(row["iyear"]) for row in rows), max(int(row["iyear"]) for row in rows)
        plain.spans.append((date(first, 1, 1), date(end, 12, 31)))
    return plain


def _ucdp(random_: random.Random, store: SnapshotStore, folder: Path) -> Source:
    plain = Source()
    rows, deaths, named, bucket, is_ours, of_the_country = [], {}, set(), set(), False, set()
    for number in range(random_.randint(5, 40)):
        country, province, district = _place(random_)
        day = date(random_.randint(1990, 2020), random_.randint(1, 12), random_.randint(1, 28))
        is_wrong = random_.random() < 0.05
        shown = random_.choice(WRONG_DAYS) if is_wrong else day
        dead = random_.randrange(5)
        rows.append({
            "id": str(7000 + number), "country": country, "country_id": "770" if country == "Pakistan" else "551",
            "adm_1": f"{province} province" if "province" not in province else province, "adm_2": f"{district} district" if district else "",
            "where_coordinates": f"{district} town" if district else province, "where_prec": "3" if district else "4",
            "date_start": f"{shown.year:04}-{shown:%m-%d} 00:00:00.000", "date_end": f"{shown.year:04}-{shown:%m-%d} 00:00:00.000",
            "deaths_a": str(dead), "deaths_b": "0", "best": str(dead), "high": str(dead), "low": str(dead), "year": str(shown.year),
            "latitude": "30", "longitude": "67",
        })  # fmt: skip
        if not is_wrong and country == "Pakistan":
            of_the_country.add(day)
        if is_wrong or country != "Pakistan" or province not in PROVINCE:
            continue
        is_ours = True
        deaths[str(7000 + number)] = dead
        (named.add(district) if district else bucket.add(day))
    path = folder / "GEDEvent_v21_1.csv"
    if is_whole := random_.random() < 0.7:
        rows += ucdp_file.of_every(*map(str, range(1989, 2021)))
    path.write_bytes(ucdp_file.content(rows))
    if _add(store, "ucdp_ged", path) and is_ours:
        spans = [(date(1989, 1, 1), date(2020, 12, 31))]
        if not is_whole:  # a part under the edition's name: the stretches of its own events
            days = sorted(of_the_country)
            holes = [pair for pair in pairwise(days) if (pair[1] - pair[0]).days > 366]
            firsts, lasts = [days[0], *(each[1] for each in holes)], [*(each[0] for each in holes), days[-1]]
            spans = list(zip(firsts, lasts, strict=True))
        plain = Source(spans, deaths, named, bucket)
    return plain
