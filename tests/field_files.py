"""Files in the forms that went wrong on real use: publishers' and trackers'. No row is anyone's: all are made up."""

import json

from corridorwatch.sources.ucdp.parse import ORDER
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows, workbook
from tests.servers.acled import event
from tests.ucdp_file import content

PLACES = (
    ("Kech", "Turbat", "26.0", "63.05"),
    ("Quetta", "Quetta", "30.18", "67.0"),
    ("Gwadar", "Gwadar", "25.12", "62.33"),
)
DAYS, TOLLS = ("2024-01-01", "2024-01-02", "2024-02-05"), ("4", "6", "9")


def _acled(*more: dict[str, str], **each: object) -> list[dict[str, object]]:
    """Three events of the province, then `more`; a callable of `each` changes a cell of all."""
    place = ("admin2", "location", "latitude", "longitude")
    rows = [
        {"event_date": day, "fatalities": toll, **dict(zip(place, where, strict=True))}
        for day, toll, where in zip(DAYS, TOLLS, PLACES, strict=True)
    ]
    filled = [event(70 + number, 1_750_000_000, **row) for number, row in enumerate((*rows, *more), 1)]
    filled = [row | {"year": row["event_date"][:4], "admin3": ""} for row in filled]
    return [row | {column: how(row[column]) for column, how in each.items()} for row in filled]


def _csv(rows: list[dict[str, object]]) -> bytes:
    return csv_bytes(list(rows[0]), rows)


def _american(day: str) -> str:
    return f"{int(day[5:7])}/{int(day[8:])}/{day[:4]}"


_SEA = {
    "event_date": "2025-04-01",
    "country": "Arabian Sea",
    "admin1": "",
    "admin2": "",
    "location": "Arabian Sea",
    "latitude": "25.0",
}
_AFRICA = [
    row | {"country": "Zambia", "admin1": "Lusaka", "admin2": "Lusaka", "location": "Lusaka"} for row in _acled()
]
_POINTS = [row | swapped for row, swapped in zip(
    _acled({"event_date": "2024-01-04", "fatalities": "11"}),
    ({"longitude": "36.05"}, {"latitude": "0", "longitude": "0"}, {"latitude": "62.33", "longitude": "25.12"}, {}),
    strict=True,
)]  # fmt: skip
_NA = _acled(
    {"event_date": "2024-03-06", "admin2": "NA", "location": "Balochistan", "fatalities": "8", "geo_precision": "3"}
)
_HXL = [{name: f"#{name}" for name in _acled()[0]}, *_acled()]

ACLED = {
    "acled_africa.csv": _csv(_AFRICA),
    "acled_dataid.csv": _csv([{"data_id": row.pop("event_id_cnty"), **row} for row in _acled()]),
    "acled_datetime.csv": _csv(_acled(event_date=lambda day: f"{day}T00:00:00")),
    "acled_float.csv": _csv(_acled(fatalities=lambda toll: f"{toll}.0")),
    "acled_hxl.csv": _csv(_HXL),
    "acled_na.csv": _csv([{name: cell or "NA" for name, cell in row.items()} for row in _NA]),
    "acled_points.csv": _csv(_POINTS),
    "acled_sea.csv": _csv(_acled(_SEA)),
    "acled_us_dates.csv": _csv(
        _acled({"event_date": "2024-01-25", "fatalities": "3"}, event_date=_american, year=lambda year: "1/25")
    ),
    "acled_year3025.csv": _csv(_acled({"event_date": "3025-03-06", "admin2": "Kalat", "location": "Kalat"})),
}

_CANDIDATES = [
    {"date_start": day, "date_end": day, "year": "2026", "best": best, "low": best, "high": best}
    for day, best in (("2026-01-07", "1"), ("2026-01-08", "6"), ("2026-01-09", "7"))
]
_MALI = {"country": "Mali", "country_id": "432"}
_NO_DATES = [row | {"date_start": "00:00.0", "date_end": "00:00.0"} for row in _CANDIDATES]
_US_DATES = [
    row | dict.fromkeys(("date_start", "date_end"), f"{_american(row['date_start'])} 12:00:00 AM")
    for row in _CANDIDATES
]
UCDP = {
    "GEDEvent_v24_0_1_headerless.csv": content(_CANDIDATES, columns=ORDER).partition(b"\n")[2],
    "GEDEvent_v26_0_1_usdate.csv": content(_US_DATES),
    "GEDEvent_v26_0_1_vpp4.csv": content([*_CANDIDATES[:2], _CANDIDATES[2] | {"type_of_violence": "4"}]),
    "GEDEvent_v26_0_4_dates_destroyed.csv": content([*_NO_DATES, _NO_DATES[0] | _MALI]),
    "candidate_26_0_4_pakistan_dates_destroyed.csv": content(_NO_DATES),
    "ged191_old_schema.csv": content(
        [{**_MALI, "adm_1": "Gao region", "date_start": day, "date_end": day} for day in DAYS],
        columns=[name for name in ORDER if not name.endswith("_dset_id") and name not in ("relid", "code_status")],
    ),
}  # fmt: skip

_NOWHERE = {
    "provstate": "Unknown",
    "city": "Unknown",
    "latitude": "",
    "longitude": "",
    "specificity": "5",
    "nkill": "12",
}
_LAHORE = {"provstate": "", "city": "Lahore", "latitude": "31.55", "longitude": "74.34", "nkill": "13"}
_KARACHI = {"provstate": "Sindh", "city": "Karachi", "latitude": "24.86", "longitude": "67.01", "nkill": "14"}
GTD = {
    "gtd_claimed_na.csv": csv_bytes(GTD_COLUMNS, gtd_rows({"nkill": "3"}, {"nkill": "4", "claimed": "NA"})),
    "gtd_province_unknown.csv": csv_bytes(GTD_COLUMNS, gtd_rows({"nkill": "2"}, _NOWHERE, _LAHORE, _KARACHI)),
}

_TWO = [
    {"date": "2024-01-06", "district": "Kech", "killed": 5},
    {"date": "2024-01-07", "district": "Quetta", "killed": 8},
]
_POINT = {"type": "Point", "coordinates": [67.0, 30.18]}
_NATIONAL = """id,date,country,province,district,place,lat,lon,killed,group,note
1,2024-05-02,Afghanistan,,,Spin Boldak,31.00,66.40,2,,another country
2,2024-05-03,Pakistan,,,,24.86,67.01,4,,a point in Karachi
3,2024-05-04,Iran,Sistan and Baluchestan,,Saravan,27.37,62.33,6,,Iran
4,2024-05-05,Pakistan,"Balochistan, Pakistan",,Quetta,30.18,67.00,8,,with its country
5,2024-05-06,Pakistan,بلوچستان,,کوئٹہ,30.18,67.00,10,,in Urdu
6,2024-05-07,Pakistan,Bolochistan,,Quetta,30.18,67.00,12,,misspelt
7,2024-05-08,Pakistan,Unknown,Unknown,Unknown,,,14,,no place
8,2024-05-09,Pakistan,Balochistan ,Kech ,Turbat,26.00,63.05,16,,blanks behind
9,2024-05-10,,,,Kandahar,31.61,65.71,18,,no country
"""
_MERGED = [
    ["Tracker of the month"], ["The desk"], [],
    ["No", "Date", "District", "Place", "Killed", None, None, "Injured"],
    [None, None, None, None, "SF", "Civ", "Mil", None],
    [1, "2024-01-05", "Kech", "Turbat", 3, 0, 1, 2],
    [2, "2024-01-11", "Quetta", "Quetta", 0, 5, 0, 7],
    [3, "2024-01-12", None, "Mach", 2, 0, 0, 0],
    ["Total", None, None, None, 5, 5, 1, 9],
]  # fmt: skip
TRACKERS = {
    "api_envelope.json": json.dumps({"status": 200, "count": 2, "meta": [{"page": 1}], "data": _TWO}),
    "incidents.geojson": json.dumps(
        {
            "type": "FeatureCollection", "name": "layer",
            "features": [{"type": "Feature", "properties": row, "geometry": _POINT} for row in _TWO],
        }
    ),
    "national_tracker.csv": _NATIONAL,
    "tracker_blank_header.csv": ",Date,District,,Killed\n0,2024-01-06,Kech,x,5\n1,2024-01-07,Quetta,y,8\n",
    "tracker_codes.csv": "Date,District,Target Type,Precision,Class,CPEC,Killed\n"
    "2024-01-06,Kech,Security convoy,Town,Militant attack,Gwadar Port,5\n"
    "2024-01-07,Quetta,Police post,Exact,IBO,None,8\n",
    "tracker_coords_text.csv": "Date,District,Coordinates,Killed\n"
    '2024-01-06,Kech,"26.01, 63.05",5\n2024-01-07,Quetta,"30°10\'N 67°00\'E",8\n',
    "tracker_dup_header.csv": "Date,District,Killed,Killed,Injured,Injured\n2024-01-06,Kech,5,6,7,8\n",
    "tracker_merged_header.xlsx": workbook({"Sheet": _MERGED}),
    "tracker_multi_district.csv": "Date,District,Killed\n2024-01-06,Kech/Panjgur,1\n"
    '2024-01-07,"Quetta, Mastung",2\n2024-01-08,Quetta & Pishin,3\n2024-01-09,Kech and Gwadar,4\n',
    "tracker_names_killed.csv": "Date,District,SFs Killed,Civilians Killed,Militants Killed,Total Fatalities,"
    "Wounded/Injured,No. of Killed\n2024-01-06,Kech,2,3,4,9,1,9\n",
    "tracker_subtotals.csv": "Date,District,Killed\n2024-01-06,Kech,5\n2024-01-09,Quetta,8\n2024-01-31,Total,13\n"
    "2024-02-03,Kech,6\n2024-02-29,Grand Total,19\n",
    "tracker_urdu.csv": "تاریخ,ضلع,ہلاک,زخمی\n"
    "2024-01-06,کیچ,۵,۱\n2024-01-07,کوئٹہ,۸,۰\n2024-01-08,نوشکی,6,2\n",
    "tracker_ymd.csv": "Year,Month,Day,Province,City,Killed\n"
    "2024,1,6,Balochistan,Turbat,5\n2024,Feb,7,Balochistan,Quetta,8\n",
}  # fmt: skip
