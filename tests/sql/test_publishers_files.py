"""Publishers' files as people have them: saved from a spreadsheet, R or pandas, in another encoding, without a header."""

import csv
import io
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.config import Scope
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import publishers
from corridorwatch.ingest.told import refused_in_run
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.acled import load as acled_door
from corridorwatch.sources.gtd.load import load as load_gtd
from corridorwatch.sources.ucdp import load as ucdp_door
from corridorwatch.sources.ucdp.parse import ORDER
from tests import field_files, world
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows
from tests.servers.acled import event
from tests.ucdp_file import EVENT, content

pytestmark = pytest.mark.long

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOW = {"as_of": date(2026, 11, 30), "timezone": "Asia/Karachi"}
Records = list[tuple[str, date, int | None]]
Take = Callable[..., Records]


def acled_table(*changes: dict[str, object]) -> list[list[str]]:
    rows = [event(number, 1_750_000_000) | change for number, change in enumerate(changes, 1)]
    return [list(rows[0]), *([str(cell) for cell in row.values()] for row in rows)]


def written(table: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(table)
    return text.getvalue()


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Adds a file, loads what is held of its source, and gives the records: id, day, dead."""

    def take(source: str, file: bytes | str | Path, name: str = "file.csv", **said: str) -> Records:
        if isinstance(file, Path):
            name, file = file.name, file.read_bytes()
        path = tmp_path / name
        path.write_bytes(file if isinstance(file, bytes) else file.encode())
        store = SnapshotStore(tmp_path / "snapshots")
        publishers.add(source, path, store, NOON, **said)
        take.connection = connection = world.open_database(Path(":memory:"))
        publisher = source.partition("_")[0]
        if publisher == "acled":
            acled_door.load(connection, store, scope=Scope(), **NOW)
        elif publisher == "gtd":
            load_gtd(connection, store)
        else:
            for each in ucdp_door.SOURCES:
                ucdp_door.load(connection, each, store, Scope(), **NOW)
        table = f"core.records_of_{publisher}"
        connection.execute("create schema if not exists core")
        sqlmodels.build(connection, next(model for model in world.MODELS if model.table == table), world.parameters())
        return connection.execute(f"select report_id, date, killed_total from {table} order by 1").fetchall()

    return take


DAYS = [date(2024, 1, 1), date(2024, 1, 25), date(2024, 2, 5)]
WANTED = [("PAK1", DAYS[0], 2), ("PAK2", DAYS[1], 3), ("PAK3", DAYS[2], 5)]
PLAIN = [
    event(number, 1_750_000_000) | {"event_date": str(day), "year": "2024", "fatalities": str(dead)}
    for number, (_, day, dead) in enumerate(WANTED, 1)
]
SERIAL = {str(day): str((day - date(1899, 12, 30)).days) for day in DAYS}


def changed(column: str, how: Callable[[str], str]) -> str:
    return written(acled_table(*(row | {column: how(row[column])} for row in PLAIN)))


def american(day: str, end: str = "") -> str:
    return f"{int(day[5:7])}/{int(day[8:10])}/{day[:4]}{end}"


def with_tags(table: list[list[str]]) -> list[list[str]]:
    return [table[0], [f"#{name}" for name in table[0]], *table[1:]]


_TABLE = acled_table(*PLAIN)
_NAMED = {
    "2024-01-01": "01 January 2024",
    "2024-01-25": "25 January 2024",
    "2024-02-05": "05 February 2024",
}
ACLED = {
    "ISO datetimes": changed("event_date", lambda day: f"{day}T00:00:00"),
    "any time of day": changed("event_date", lambda day: f"{day} 17:45:10.5+05:00"),
    "days of a spreadsheet": changed("event_date", SERIAL.__getitem__),
    "American days": changed("event_date", american),
    "American days with a time": changed("event_date", lambda day: american(day, " 12:00:00 AM")),
    "British days": changed("event_date", lambda day: f"{day[8:10]}/{day[5:7]}/{day[:4]}"),
    "the month in letters": changed("event_date", _NAMED.__getitem__),
    "whole floats": changed("fatalities", lambda dead: f"{dead}.0"),
    "codes as floats": changed("time_precision", lambda code: f"{code}.00"),
    "NA in codes and points": changed("geo_precision", lambda _: "NA"),
    "null in a point": changed("latitude", lambda _: "null"),
    "HXL tags": written(with_tags(_TABLE)),
    "semicolons": written(_TABLE, ";"),
    "semicolons and decimal commas": written(
        acled_table(*(row | {"latitude": row["latitude"].replace(".", ",")} for row in PLAIN)), ";"
    ),
    "tabs": written(_TABLE, "\t"),
    "a mark": "\ufeff" + written(_TABLE),
    "a mangled mark": "ï»¿" + written(_TABLE),
    "two marks": "\ufeff\ufeff" + written(_TABLE),
    "UTF-16": written(_TABLE).encode("utf-16"),
    "capital names": written([[name.upper() for name in _TABLE[0]], *_TABLE[1:]]),
    "empty lines": written([_TABLE[0], [], *_TABLE[1:], [""] * len(_TABLE[0])]),
}


@pytest.mark.parametrize("way", ACLED)
def test_an_acled_file_gives_the_same_records_however_it_was_saved(take: Take, way: str) -> None:
    assert take("acled", ACLED[way]) == WANTED
    assert take.connection.execute("select count(*) from raw.quarantine").fetchone() == (0,)


def test_a_file_saved_in_another_way_holds_no_new_versions(take: Take) -> None:
    take("acled", written(_TABLE), "one.csv")
    take("acled", ACLED["American days with a time"], "two.csv")
    assert take("acled", ACLED["whole floats"], "three.csv") == WANTED
    assert take.connection.execute("select count(*) from raw.acled_versions").fetchone() == (3,)


def test_na_in_a_district_is_no_district(take: Take) -> None:
    take("acled", changed("admin2", lambda _: "NA"))
    assert take.connection.execute("select distinct district_as_written from core.records_of_acled").fetchall() == [
        (None,)
    ]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"fatalities": "2.5"}, "fatalities: a whole number not below zero"),
        ({"fatalities": "12x"}, "fatalities: a whole number not below zero"),
        ({"event_date": "2024-02-30"}, "event_date: a date that exists"),
        ({"event_id_cnty": "NA"}, "event_id_cnty: not empty"),
        ({"time_precision": "about"}, "time_precision: 1, 2 or 3"),
        ({"geo_precision": "0"}, "geo_precision: 1, 2 or 3"),
        ({"latitude": "north"}, "latitude: degrees"),
        ({"longitude": "630"}, "longitude: degrees"),
    ],
    ids=str,
)
def test_a_row_of_acled_that_breaks_a_rule_is_told_in_the_run_with_its_number(take: Take, change, rule) -> None:
    assert take("acled", written(acled_table(*PLAIN, PLAIN[0] | change))) == WANTED
    assert refused_in_run(take.connection, "acled").splitlines() == [
        "1 of 4 rows are refused and in raw.quarantine",
        f"  {rule}: 1 x, file.csv row 5 for instance",
        "  next: mend these rows in the file and add it again: corridorwatch add acled FILE",
    ]


def test_a_year_that_is_not_the_dates_is_a_flag_of_the_record(take: Take) -> None:
    take("acled", written(acled_table(PLAIN[0] | {"year": "1/25"}, PLAIN[1])))
    flags = "select record_flags from core.records_of_acled order by report_id"
    assert take.connection.execute(flags).fetchall() == [(["year_contradicts_date"],), ([],)]


def test_acled_days_that_can_change_places_stop_at_the_door_until_they_are_explained(take: Take) -> None:
    rows = written(acled_table(PLAIN[0] | {"event_date": "1/3/2024"}, PLAIN[1] | {"event_date": "1/4/2024"}))
    with pytest.raises(BrokenSource, match="1/3/2024, which is 3 January 2024 or 1 March 2024"):
        take("acled", rows)
    first = take("acled", rows, date_format="%m/%d/%Y")
    assert [day for _, day, _ in first] == [date(2024, 1, 3), date(2024, 1, 4)]
    # The other answer takes the place of the first.
    second = take("acled", rows, date_format="%d/%m/%Y")
    assert [day for _, day, _ in second] == [date(2024, 3, 1), date(2024, 4, 1)]
    assert take.connection.execute("select count(*) from raw.acled_versions").fetchone() == (2,)


UCDP = [{"best": "2"}, {"best": "3", "adm_2": "Kech district"}, {"best": "5"}]
_SPAN = [("2026-01-03", "2026-01-04"), ("2026-01-04", "2026-01-04"), ("2026-01-05", "2026-01-06")]
FROM_UCDP = [("1", date(2026, 1, 3), 2), ("2", date(2026, 1, 4), 3), ("3", date(2026, 1, 5), 5)]


def ucdp_rows(day: Callable[[str], str] = str, **cells: str) -> list[dict[str, str]]:
    return [
        row | {"year": "2026", "date_start": day(start), "date_end": day(end)} | cells
        for row, (start, end) in zip(UCDP, _SPAN, strict=True)
    ]


UCDP_FILES = {
    "American days with a time": content(ucdp_rows(lambda day: american(day, " 12:00:00 AM"))),
    "British days": content(ucdp_rows(lambda day: f"{int(day[8:10])}/{int(day[5:7])}/{day[:4]}")),
    "ISO datetimes": content(ucdp_rows(lambda day: f"{day}T23:10:00Z")),
    "days of a spreadsheet": content(ucdp_rows(lambda day: str((date.fromisoformat(day) - date(1899, 12, 30)).days))),
    "the month in letters": content(ucdp_rows(lambda day: f"{int(day[8:10])}-Jan-26")),
    "no header": content(ucdp_rows(), columns=ORDER).partition(b"\n")[2],
    "no header and American days": content(ucdp_rows(american), columns=ORDER).partition(b"\n")[2],
    "a mangled mark": "ï»¿".encode() + content(ucdp_rows()),
    "whole floats": content(
        [{**row, "id": f"{number}.0", "best": f"{row['best']}.0"} for number, row in enumerate(ucdp_rows(), 1)]
    ),
    "codes as floats": content(ucdp_rows(where_prec="1.0", type_of_violence="1.00", date_prec="1.0")),
    "NA where nothing is known": content(ucdp_rows(adm_2="NA", where_description="nan", gwnoa="NULL", code_status="-")),
}


@pytest.mark.parametrize("way", UCDP_FILES)
def test_a_candidate_file_of_january_gives_the_days_of_january_however_it_was_saved(take: Take, way: str) -> None:
    assert take("ucdp_candidate", UCDP_FILES[way], "GEDEvent_v26_0_1.csv") == FROM_UCDP
    ends = "select date_end from core.records_of_ucdp order by report_id"
    assert take.connection.execute(ends).fetchall() == [(date(2026, 1, 4),), (date(2026, 1, 4),), (date(2026, 1, 6),)]


def test_na_is_null_in_every_text_of_ucdp(take: Take) -> None:
    take("ucdp_candidate", UCDP_FILES["NA where nothing is known"], "GEDEvent_v26_0_1.csv")
    cells = "select distinct adm_2, where_description, gwnoa, code_status from raw.ucdp_candidate"
    assert take.connection.execute(cells).fetchall() == [(None, None, None, None)]


@pytest.mark.parametrize(("word", "reason"), [("NA", "no_province_named"), ("Sindh province", "another_province")])
def test_a_province_that_is_na_is_named_by_nobody(take: Take, word: str, reason: str) -> None:
    take("ucdp_ged", content([{}, {"adm_1": word, "where_prec": "4"}]))
    assert take.connection.execute("select reason from raw.elsewhere").fetchall() == [(reason,)]


def test_a_country_that_is_na_is_no_other_country(take: Take) -> None:
    take("ucdp_ged", content([{}, {}, {"country": "NA"}]))
    assert "country: not empty: 1 x, file.csv row 4" in refused_in_run(take.connection, "ucdp_ged")


def test_a_file_of_other_columns_without_a_header_is_refused_with_its_first_cells() -> None:
    file = content(ucdp_rows(), columns=ORDER[:-1]).partition(b"\n")[2]
    with duckdb.connect(), pytest.raises(BrokenSource, match="its first row, of 48 cells, is no header"):
        ucdp_door.layout(_written(file), name="GEDEvent.csv", source="ucdp_ged")


def _written(file: bytes) -> Path:
    import tempfile

    path = Path(tempfile.mkdtemp()) / "GEDEvent.csv"
    path.write_bytes(file)
    return path


def test_rows_without_a_header_are_numbered_from_one(take: Take) -> None:
    rows = ucdp_rows()
    rows[2] |= {"best": "x"}
    take("ucdp_candidate", content(rows, columns=ORDER).partition(b"\n")[2], "GEDEvent_v26_0_1.csv")
    assert "row 3 for instance" in refused_in_run(take.connection, "ucdp_candidate")


GTD_CODES = ("claimed", "vicinity", "doubtterr", "success", "suicide", "extended", "specificity", "nkill", "nkillter",
             "nwound", "latitude", "longitude", "natlty1_txt", "provstate", "city", "related", "target1", "resolution")  # fmt: skip


@pytest.mark.parametrize("word", ["NA", "-"])
@pytest.mark.parametrize("column", GTD_CODES)
def test_a_word_for_unknown_in_any_column_of_the_gtd_is_unknown_and_no_error(
    take: Take, column: str, word: str
) -> None:
    assert len(take("gtd", csv_bytes(GTD_COLUMNS, gtd_rows({"nkill": "1"}, {"nkill": "1", column: word})))) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"eventid": "201405060001.0", "iyear": "2014.0", "imonth": "5.0", "iday": "6.0"},
        {"claimed": "1.0", "vicinity": "0.0", "suicide": "FALSE", "specificity": "1.0"},
        {"nkill": "3.0", "nkillter": "0.0"},
    ],
    ids=str,
)
def test_the_gtds_whole_numbers_are_read_as_floats_too(take: Take, change: dict[str, str]) -> None:
    [(identity, day, _)] = take("gtd", csv_bytes(GTD_COLUMNS, [gtd_rows({})[0] | change]))
    assert (identity, day) == ("201405060001", date(2014, 5, 6))


def test_a_claim_that_is_no_code_is_refused_with_the_rule(take: Take) -> None:
    assert len(take("gtd", csv_bytes(GTD_COLUMNS, gtd_rows({}, {"claimed": "perhaps", "nkill": "4"})))) == 1
    assert "claimed … breaks: 0 1 or minus 9: 1 x, file.csv row 3" in refused_in_run(take.connection, "gtd")


_WAYS: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day.month}/{day.day}/{day.year}",
    lambda day: f"{day:%d/%m/%Y} 00:00",
    lambda day: f"{day}T12:30:00",
    lambda day: f"{day:%d %B %Y}",
    lambda day: f"{day:%d-%b-%y}",
    lambda day: str((day - date(1899, 12, 30)).days),
)


@pytest.mark.parametrize("source", ["acled", "ucdp_ged"])
@pytest.mark.parametrize("seed", range(8))
def test_whatever_way_a_small_file_is_written_its_sums_are_a_plain_readers(take: Take, source: str, seed: int) -> None:
    chance = random.Random(f"{source} {seed}")
    way = chance.choice(_WAYS)
    days = [date(2015 + number % 3, 1 + number % 12, 1 + chance.randrange(28)) for number in range(30)] + [
        date(2015, 3, 31)
    ]
    dead = [chance.randrange(9) for _ in days]
    figures = [chance.choice((str, "{}.0".format, "{}.00".format))(figure) for figure in dead]
    odd = set(chance.sample(range(len(days)), 4))
    figures = ["many" if number in odd else figure for number, figure in enumerate(figures)]
    unknown = chance.choice(("NA", "NULL", "-", "None"))
    places = [chance.choice(("Balochistan", "Sindh", unknown)) for _ in days]
    if source == "acled":
        file = written(
            acled_table(
                *(
                    {
                        "event_date": way(day),
                        "year": str(day.year),
                        "fatalities": figure,
                        "admin1": place,
                        "geo_precision": "3",
                        "tags": unknown,
                    }
                    for day, figure, place in zip(days, figures, places, strict=True)
                )
            )
        )
    else:
        file = content(
            {
                **EVENT,
                "year": str(day.year),
                "date_start": way(day),
                "date_end": way(day),
                "best": figure,
                "adm_1": place,
                "where_prec": "4",
                "gwnob": unknown,
            }
            for day, figure, place in zip(days, figures, places, strict=True)
        )
    found = take(source, file)
    plain = [
        (day, toll)
        for number, (day, toll, place) in enumerate(zip(days, dead, places, strict=True))
        if place == "Balochistan" and number not in odd
    ]
    assert sorted((day, toll) for _, day, toll in found) == sorted(plain)
    received, accepted, refused = take.connection.execute(
        "select received, accepted, refused from raw.received where table_name = $source", {"source": source}
    ).fetchone()
    assert (received, accepted, refused) == (31, 27, 4)


_THREE = [("PAK71", date(2024, 1, 1), 4), ("PAK72", date(2024, 1, 2), 6), ("PAK73", date(2024, 2, 5), 9)]


@pytest.mark.parametrize(
    ("source", "name", "records"),
    [
        ("acled", "acled_datetime.csv", _THREE),
        ("acled", "acled_float.csv", _THREE),
        ("acled", "acled_hxl.csv", _THREE),
        ("acled", "acled_na.csv", [*_THREE, ("PAK74", date(2024, 3, 6), 8)]),
        ("acled", "acled_us_dates.csv", [*_THREE, ("PAK74", date(2024, 1, 25), 3)]),
        ("ucdp_candidate", "GEDEvent_v24_0_1_headerless.csv", None),
        ("ucdp_candidate", "GEDEvent_v26_0_1_usdate.csv", None),
        ("ucdp_candidate", "GEDEvent_v26_0_1_vpp4.csv", None),
        ("gtd", "gtd_claimed_na.csv", [("201405060001", date(2014, 5, 6), 3), ("201405060002", date(2014, 5, 6), 4)]),
    ],
)
def test_files_that_went_wrong_give_the_records_that_are_in_them(take: Take, source: str, name: str, records) -> None:
    january = [(str(number), date(2026, 1, number + 6), toll) for number, toll in ((1, 1), (2, 6), (3, 7))]
    expected = records or (january[:2] if "vpp4" in name else january)
    assert take(source, (field_files.ACLED | field_files.GTD | field_files.UCDP)[name], name) == expected


def test_an_event_of_acled_twice_in_one_file_counts_once_and_the_other_row_is_told(take: Take) -> None:
    """The second row's dead were in no table and in no exclusion."""
    once = {"event_id_cnty": "PAK7", "fatalities": "7"}
    found = take("acled", written(acled_table(once, {**once, "fatalities": "9"}, {"event_id_cnty": "PAK8"})))
    assert [toll for identity, _, toll in found if identity == "PAK7"] == [7]
    assert "one row a version" in refused_in_run(take.connection, "acled")
    counts = "select received, accepted, refused from raw.received where table_name = 'acled'"
    assert take.connection.execute(counts).fetchone() == (3, 2, 1)


def test_an_acled_file_without_its_ids_is_refused(take: Take) -> None:
    with pytest.raises(BrokenSource, match="has data_id and no event_id_cnty"):
        take("acled", field_files.ACLED["acled_dataid.csv"])


@pytest.mark.parametrize(
    "name", ["GEDEvent_v26_0_4_dates_destroyed.csv", "candidate_26_0_4_pakistan_dates_destroyed.csv"]
)
def test_destroyed_dates_name_the_source_and_the_command(take: Take, name: str) -> None:
    with pytest.raises(BrokenSource, match="has no dates") as error:
        take("ucdp_candidate", field_files.UCDP[name], name)
    assert error.value.next_step.endswith("corridorwatch add ucdp_candidate FILE")
