"""The events of `analyst_in_full.py`: read, refused or counted elsewhere, placed by name, filed under an actor."""

from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
BUCKET = "balochistan"
SIDES = ["killed_security", "killed_civilian", "killed_militant", "killed_unknown"]
COUNTS = ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"]
CODES = {"type_of_violence": 3, "where_prec": 7, "date_prec": 5}
USED = [
    *("id", "type_of_violence", "side_a", "side_b", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude"),
    *("longitude", "country", "date_prec", "date_start", "date_end", *COUNTS),
]


def monday(days: pd.Series) -> pd.Series:
    """The Monday of each day's ISO week."""
    return days - pd.to_timedelta(days.dt.day_of_week, unit="D")


def numbers(column: pd.Series) -> pd.Series:
    """A column as numbers; what is none becomes missing. A clean column has been read as numbers already."""
    return column if pd.api.types.is_numeric_dtype(column) else pd.to_numeric(column, errors="coerce")


def read_ged(source: Path) -> tuple[pd.DataFrame, pd.DataFrame, tuple[pd.Timestamp, pd.Timestamp]]:
    """The rows of the province in a file of GED.

    Returns:
        The rows; the account of all: reason, place, rows, deaths, the reason 'none' being those of the province; the
        first and the last day on which an event of the country began, for which the file speaks.
    """
    # The C reader: the one of pyarrow stops at line ends within fields, of which GED has many.
    rows = pd.read_csv(source, usecols=lambda name: name.lower() in USED, low_memory=False).rename(columns=str.lower)
    rows["row_number"] = np.arange(len(rows)) + 2
    if str(rows["date_start"].iloc[0]).startswith("#"):  # tags of HXL
        rows = rows.iloc[1:].copy()
    for name in ("id", *COUNTS, *CODES, "latitude", "longitude"):
        rows[name] = numbers(rows[name])
    for name in ("date_start", "date_end"):
        rows[name] = pd.to_datetime(rows[name].str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    sound = (
        rows["id"].notna()
        & ~rows["id"].duplicated()
        & rows["country"].notna()
        & (rows["date_start"] >= "1989-01-01")
        & (rows["date_end"] >= rows["date_start"])
        & rows["latitude"].between(-90, 90)
        & rows["longitude"].between(-180, 180)
    )
    for name in COUNTS:
        sound &= (rows[name] >= 0) & (rows[name] % 1 == 0)
    for name, most in CODES.items():
        sound &= rows[name].between(1, most)
    reason = pd.Series(
        np.select(
            [~sound, rows["country"] != "Pakistan", rows["adm_1"].isna(), rows["adm_1"] != "Balochistan province"],
            ["refused", "another_country", "no_province_named", "another_province"],
            default="none",
        ),
        index=rows.index,
    )
    place = rows["country"].where(reason == "another_country", rows["adm_1"]).where(reason != "none")
    counted = rows["best"].groupby([reason.rename("reason"), place.rename("place")], dropna=False)
    account = counted.agg(rows="size", deaths="sum").reset_index()
    account["deaths"] = account["deaths"].astype("int64")
    of_country = rows[sound & (rows["country"] == "Pakistan")]
    return rows[reason == "none"].copy(), account, (of_country["date_start"].min(), of_country["date_start"].max())


def events_of_ged(rows: pd.DataFrame) -> pd.DataFrame:
    """UCDP's rows in the shape of the events: deaths by side, the armed group, how far the day is sure."""
    a_is_state, b_is_state = (rows[side].str.startswith("Government of ") for side in ("side_a", "side_b"))
    a_is_home, b_is_home = (rows[side] == "Government of Pakistan" for side in ("side_a", "side_b"))
    one_sided = rows["type_of_violence"] == 3
    b_is_civilian = one_sided & (rows["side_b"] == "Civilians")
    a, b = rows["deaths_a"], rows["deaths_b"]
    days = (rows["date_end"] - rows["date_start"]).dt.days
    month = rows["date_prec"].isin([4, 5]) | (days > 6)
    precision = np.select(
        [days > 31, month, (rows["date_prec"] == 1) & (days == 0)], ["year", "month", "day"], default="week"
    )
    return pd.DataFrame(
        {
            "source_id": "ucdp_ged",
            "event_id": rows["id"].astype("int64").astype(str),
            "date": rows["date_start"],
            "date_end": rows["date_end"],
            "date_precision": precision,
            "place_as_written": rows["where_coordinates"],
            "district_as_written": rows["adm_2"],
            "where_prec": rows["where_prec"].astype("Int64"),
            "latitude": rows["latitude"],
            "longitude": rows["longitude"],
            "actor_as_written": rows["side_b"].where(a_is_state & ~one_sided, rows["side_a"]),
            "event_class": np.select(
                [one_sided & a_is_state, one_sided], ["security_operation", "attack"], default="clash"
            ),
            "killed_best": rows["best"],
            "killed_low": rows["low"],
            "killed_high": rows["high"],
            "killed_security": a.where(a_is_home, 0) + b.where(b_is_home & ~one_sided, 0),
            "killed_civilian": rows["deaths_civilians"] + b.where(b_is_civilian, 0),
            "killed_militant": a.where(~a_is_state, 0) + b.where(~(b_is_state | b_is_civilian), 0),
            "killed_unknown": rows["deaths_unknown"]
            + a.where(a_is_state & ~a_is_home, 0)
            + b.where(b_is_state & ~b_is_home & ~one_sided, 0),
            "campaign_id": None,
            "source_url": None,
            "row_number": rows["row_number"],
        }
    )


def events_of_ledger() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The ledger's incidents of the province in the same shape, and the account of all of its rows."""
    rows = pd.read_csv(REFERENCE / "ledger/incidents.csv", parse_dates=["date"])
    rows["row_number"] = np.arange(len(rows)) + 2
    reason = pd.Series(np.where(rows["province"] == "Balochistan", "none", "another_province"), index=rows.index)
    deaths = rows["killed_total"].fillna(rows[SIDES].sum(axis=1, min_count=1))
    place = rows["province"].where(reason != "none")
    counted = deaths.groupby([reason.rename("reason"), place.rename("place")], dropna=False)
    account = counted.agg(rows="size", deaths="sum").reset_index().astype({"deaths": "int64"})
    aliases = pd.read_csv(REFERENCE / "district_aliases.csv", usecols=["alias", "point_latitude", "point_longitude"])
    points = aliases.dropna().drop_duplicates("alias").set_index("alias")
    events = pd.DataFrame(
        {
            "source_id": "ledger",
            "event_id": rows["incident_id"],
            "date": rows["date"],
            "date_end": rows["date"],
            "date_precision": rows["date_precision"],
            "place_as_written": rows["place_as_written"],
            "district_as_written": rows["district_hint"].fillna(rows["district_as_written"]),
            "where_prec": rows["where_prec"].astype("Int64"),
            "latitude": rows["located_at"].map(points["point_latitude"]),
            "longitude": rows["located_at"].map(points["point_longitude"]),
            "actor_as_written": rows["perpetrator_as_written"].fillna(rows["claimed_by_as_written"]),
            "event_class": rows["event_class"],
            "killed_best": deaths,
            "killed_low": deaths,
            "killed_high": deaths,
            **{side: rows[side] for side in SIDES},
            "campaign_id": rows["campaign_id"],
            "source_url": rows["source_url"],
            "row_number": rows["row_number"],
        }
    )
    return events[reason == "none"].copy(), account


def resolve(written: pd.Series, aliases: pd.Series, cut_off: int = 90) -> pd.Series:
    """The id of each written name: by an alias as it stands, else by the likest; missing where none is like it."""
    distinct = pd.Series(written.dropna().unique(), dtype=object)
    folded = distinct.str.lower().str.replace(r"\s+(?:district|town|city|village|tehsil)$", "", regex=True).str.strip()
    found = folded.map(aliases)
    left = folded[found.isna()]
    for index, name in left.items():
        best = process.extractOne(name, aliases.index, scorer=fuzz.ratio, score_cutoff=cut_off)
        found[index] = aliases[best[0]] if best else None
    return written.map(dict(zip(distinct, found, strict=True)))


def read_aliases(table: str, key: str, wanted: pd.Series) -> pd.Series:
    """Alias in lower case -> id, of the aliases that mean one thing."""
    rows = pd.read_csv(REFERENCE / table, dtype=str)[["alias", key, "is_ambiguous"]]
    rows = rows[(rows["is_ambiguous"] != "yes") & rows["alias"].notna()]
    names = pd.concat([wanted.rename(key).rename_axis("alias").reset_index(), rows])
    names["alias"] = names["alias"].str.lower()
    return names.dropna().drop_duplicates("alias").set_index("alias")[key]


def read_districts() -> pd.DataFrame:
    """The districts, their days, and the area that each is in on each set of boundaries."""
    districts = pd.read_csv(REFERENCE / "districts.csv", parse_dates=["valid_from", "valid_to"])
    districts = districts.set_index("district_id")
    parent = districts["parent_id"]
    inside = districts["set_36"] == "yes"
    in_36 = pd.Series(districts.index, index=districts.index)
    for _ in range(2):
        in_36 = in_36.where(in_36.map(inside), in_36.map(parent))
    districts["set_36"] = in_36.where(in_36.map(inside).eq(True))
    return districts.rename(columns={"constant_group_id": "constant_1989", "constant_group_2018_id": "constant_2018"})


def place_events(events: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """Add the district of the day, the ground that its name means today, week, actor and family."""
    names = pd.Series(districts.index, index=districts["name"])
    aliases = read_aliases("district_aliases.csv", "district_id", names)
    by_district = resolve(events["district_as_written"], aliases)
    by_place = resolve(events["place_as_written"].where(events["district_as_written"].isna()), aliases, cut_off=95)
    may_use = events["where_prec"] <= 3
    district = by_district.where((events["where_prec"] < 4) | (events["where_prec"] == 5))
    district = district.where(district.notna(), by_place.where(may_use))
    events["ground_id"] = district.where(district.isin(districts.index)).fillna(BUCKET)
    # On a day before the district there was what it was split from.
    for _ in range(2):
        not_yet = events["date"] < district.map(districts["valid_from"])
        district = district.mask(not_yet, district.map(districts["parent_id"]))
    events["district_id"] = district.where(district.isin(districts.index)).fillna(BUCKET)
    events["week"] = monday(events["date"])
    actors = pd.read_csv(REFERENCE / "actors.csv", dtype=str).set_index("actor_id")
    known = read_aliases("actor_aliases.csv", "actor_id", pd.Series(actors.index, index=actors["name"]))
    events["actor_id"] = resolve(events["actor_as_written"], known).fillna("unidentified")
    events["family"] = events["actor_id"].map(actors["family"]).fillna("unknown")
    return events
