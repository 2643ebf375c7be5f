"""The same outputs as a night's, written by hand: what an analyst with pandas, rapidfuzz, shapely and plotly would do.

    python benchmarks/analyst_in_full.py GED.csv OUT_FOLDER [--csv-like RELEASE/csv]

It needs pandas, rapidfuzz, shapely, pyproj, plotly and duckdb (and pyarrow for none of it). Every run does all of it.

It writes, for UCDP GED and for the ledger in `reference/`, under the names that a release uses: the events, with
district, actor and deaths by side; the complete grids of ISO weeks by district, by the four sets of boundaries, by
actor and by family, each cell with its state; months by class of event; the incidents expected near each site of the
province within five radii, a week each, by the probability that an event of which a disc is known lies there; the
account of rows and deaths (received, refused, elsewhere, placed, bucket, not in weeks); all of them in one DuckDB file,
as Parquet and as CSV (`--csv-like`: only those of which that folder holds one); a page with charts for each district,
site and campaign and for the province, each with a page of its records, and each chart's rows as CSV.

What the night does and this does not: it keeps no snapshots and no earlier states, so nothing is known of a past day,
of revisions or of withdrawn rows; it weighs no claims against each other and gives no intervals of its own; it puts a
name that no alias holds by likeness (rapidfuzz, 90 of 100) where the night asks a person, and does not hold names and
points of a record against each other; districts are discs, sites and roads lie just where their points are, and records
that name a road are not put on it; sets of boundaries follow the district's name, not the place; a zero is doubted for
events known to the province only and for those that span weeks, not for factions, misspelt provinces or refused rows;
the ledger's second reports are left out; there are no tables of claims, of how tolls grow, of exposure by family or of
comparisons before and after, and no local copy for sources that may not leave; it checks that its account balances, and
nothing else; it publishes in place.
Its weekly figures are those of the night in 98 of 100 events and more (`tests/sql/test_same_outputs.py`).
"""

import argparse
import json
import tomllib
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import shapely
from analyst_events import (
    BUCKET,
    REFERENCE,
    SIDES,
    events_of_ged,
    events_of_ledger,
    place_events,
    read_districts,
    read_ged,
)
from analyst_pages import write_pages
from pyproj import Transformer

RADII_KM = (5, 10, 25, 50, 100)
TOLLS = ["killed_best", "killed_low", "killed_high", *SIDES]
WEEK = pd.Timedelta(days=7)


# Grids.


def weeks_of(first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """The weeks for which a source speaks, and whether its days begin or end inside the week."""
    weeks = pd.date_range(first - pd.Timedelta(days=first.weekday()), last, freq="7D").astype("datetime64[us]")
    return pd.DataFrame({"week": weeks, "is_cut": (weeks < first) | (weeks + WEEK > last + pd.Timedelta(days=1))})


def doubtful(events: pd.DataFrame, weeks: pd.DataFrame) -> pd.DataFrame:
    """Cells (district_id, week) in which an event may lie that is not counted there; district 'any' is all of them."""
    loose = events[(events["district_id"] == BUCKET) | (events["date_precision"] != "day")]
    ends = loose["date_end"].mask(loose["date_precision"] == "month", loose["date"] + pd.offsets.MonthEnd(0))
    spans = pd.DataFrame(
        {
            "district_id": loose["district_id"].replace(BUCKET, "any"),
            "week": [pd.date_range(first, last, freq="7D") for first, last in zip(loose["week"], ends, strict=True)],
        }
    )
    cells = spans.explode("week").drop_duplicates()
    return cells[cells["week"].isin(weeks["week"])]


def state(cells: pd.DataFrame, is_census: bool) -> pd.DataFrame:
    """Set the state of each cell, and leave figures empty where nobody looked."""
    found = cells["incidents"] > 0
    may_say_zero = is_census & cells["can_name"] & ~cells["is_doubted"]
    cells["status"] = np.select(
        [~cells["is_there"] | ~(found | may_say_zero), cells["is_cut"], found],
        ["not_covered", "cut_short", "reported"],
        default="reported_zero",
    )
    cells["status_reason"] = np.select(
        [
            cells["status"] != "not_covered",
            ~cells["is_there"],
            pd.Series(not is_census, index=cells.index),
            ~cells["can_name"],
        ],
        ["", "not_there_then", "sample", "cannot_name"],
        default="may_lie_here",
    )
    unseen = cells["status"] == "not_covered"
    figures = [name for name in ("incidents", *TOLLS) if name in cells]
    cells[figures] = cells[figures].where(~unseen).astype("Int64")
    return cells.drop(columns=["is_cut", "is_there", "can_name", "is_doubted"])


def grid(
    events: pd.DataFrame, members: pd.DataFrame, weeks: pd.DataFrame, doubts: pd.DataFrame, is_census: bool
) -> pd.DataFrame:
    """Every member in every week: its incidents, deaths and state.

    Args:
        events: with the column `member_id`.
        members: indexed by `member_id`, with `valid_from`, `valid_to` (missing: always) and `can_name`.
        doubts: cells (member_id, week) that are no zero; member 'any' is all.
    """
    grouped = events.groupby(["member_id", "week"])
    counts = grouped[TOLLS].sum(min_count=1)
    counts.insert(0, "incidents", grouped.size())
    index = pd.MultiIndex.from_product([members.index, weeks["week"]], names=["member_id", "week"])
    cells = counts.reindex(index)
    cells["incidents"] = cells["incidents"].fillna(0)
    cells[TOLLS] = cells[TOLLS].mask(cells["incidents"] == 0, 0)
    cells = cells.reset_index()
    many = len(weeks)
    born, gone = (np.repeat(members[name].to_numpy(), many) for name in ("valid_from", "valid_to"))
    cells["is_there"] = ~(born >= (cells["week"] + WEEK).to_numpy()) & ~(gone <= cells["week"].to_numpy())
    cells["can_name"] = np.repeat(members["can_name"].to_numpy(), many)
    cells["is_cut"] = np.tile(weeks["is_cut"].to_numpy(), len(members))
    everywhere = weeks["week"].isin(doubts.loc[doubts["member_id"] == "any", "week"]).to_numpy()
    here = index.isin(pd.MultiIndex.from_frame(doubts[["member_id", "week"]]))
    cells["is_doubted"] = np.tile(everywhere, len(members)) | here
    return state(cells, is_census)


def always(members: pd.Index | list[str]) -> pd.DataFrame:
    """Members that are there in every week and can be named."""
    there = pd.DataFrame(index=pd.Index(sorted(members), name="member_id"))
    return there.assign(valid_from=pd.NaT, valid_to=pd.NaT, can_name=True)


def boundary_sets(districts: pd.DataFrame, named: set[str]) -> dict[str, tuple[pd.Series, pd.DataFrame]]:
    """Each set of boundaries: the area of each district, and its areas as members of a grid."""
    found = {}
    for basis in ("as_reported", "set_36", "constant_1989", "constant_2018"):
        area = districts[basis] if basis in districts else pd.Series(districts.index, index=districts.index)
        is_root = districts["parent_id"].map(area) != area
        # An area can be named where every district that it began as can be.
        can_name = pd.Series(districts.index.isin(named), index=districts.index)[is_root].groupby(area[is_root]).all()
        members = always([*area.dropna().unique(), BUCKET])
        members["can_name"] = members.index.map(can_name).fillna(False).astype(bool) | (members.index == BUCKET)
        if basis == "as_reported":
            members[["valid_from", "valid_to"]] = districts[["valid_from", "valid_to"]].reindex(members.index)
        found[basis] = area, members
    return found


def weekly(
    events: pd.DataFrame, weeks: pd.DataFrame, districts: pd.DataFrame, vocabulary: set[str], is_census: bool
) -> dict[str, pd.DataFrame]:
    """The weekly tables of one source; `vocabulary` is the districts that it has a name for, used or not."""
    in_weeks = events[events["date_precision"].isin(["day", "week"])]
    doubts = doubtful(events, weeks)
    tables, by_basis = {}, []
    for basis, (area, members) in boundary_sets(districts, set(events["district_id"]) | vocabulary).items():
        of_event = in_weeks["ground_id" if basis == "set_36" else "district_id"]
        there = in_weeks.assign(member_id=of_event.map(area).fillna(BUCKET))
        unsure = doubts.assign(member_id=doubts["district_id"].map(area).fillna(doubts["district_id"]))
        cells = grid(there, members, weeks, unsure, is_census)
        if basis == "as_reported":
            # Districts that were there on some day of the source's.
            first, last = weeks["week"].min(), weeks["week"].max() + WEEK
            was_there = ~(members["valid_from"] >= last) & ~(members["valid_to"] <= first)
            here = cells[np.repeat(was_there.to_numpy(), len(weeks))]
            tables["marts.weekly_casualties_by_district"] = here.rename(columns={"member_id": "district_id"})
        named = cells[["member_id", "week", "status", "status_reason", "incidents", "killed_best"]]
        by_basis.append(named.rename(columns={"member_id": "area_id"}).assign(basis=basis))
    tables["marts.weekly_casualties_by_boundary"] = pd.concat(by_basis, ignore_index=True)
    none = doubts.iloc[:0].assign(member_id="")
    for name, column in (("actor", "actor_id"), ("family", "family")):
        there = in_weeks.assign(member_id=in_weeks[column])
        cells = grid(there, always(there["member_id"].unique()), weeks, none, is_census)
        tables[f"marts.weekly_casualties_by_{name}"] = cells.rename(columns={"member_id": column})
    return tables


def monthly(events: pd.DataFrame, weeks: pd.DataFrame, is_census: bool) -> pd.DataFrame:
    """Months by class of event, complete."""
    classes = ["attack", "clash", "other", "security_operation"]
    months = pd.period_range(weeks["week"].min(), weeks["week"].max(), freq="M").to_timestamp().astype("datetime64[us]")
    month = events["date"].dt.to_period("M").dt.to_timestamp().rename("month")
    grouped = events.groupby([month, "event_class"])
    counts = grouped[TOLLS].sum(min_count=1)
    counts.insert(0, "incidents", grouped.size())
    cells = counts.reindex(pd.MultiIndex.from_product([months, classes], names=["month", "event_class"])).reset_index()
    cells["incidents"] = cells["incidents"].fillna(0)
    cells[TOLLS] = cells[TOLLS].mask(cells["incidents"] == 0, 0)
    used = cells["event_class"].isin(events["event_class"].unique())
    return state(cells.assign(is_there=True, is_cut=False, can_name=used, is_doubted=False), is_census)


# Exposure of the sites.


def near_sites(events: pd.DataFrame, districts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How likely each place of an event lies within each radius of each site of the province.

    A place is a disc: around its point, as wide as its precision says, or as large as its district. Its probability is
    the share of the disc within the radius of the site, a point, a disc or a line.

    Returns:
        The sites, and a row per place (`place` is added to `events`), site and radius that may hold it.
    """
    radii = pd.read_csv(REFERENCE / "place_radii.csv")
    radius_of = radii[radii["point_kind"].isna() & radii["district_id"].isna()].set_index("where_prec")["radius_km"]
    by_point = (events["where_prec"] <= 2) & events["latitude"].notna()
    district = events["district_id"].map
    discs = pd.DataFrame(
        {
            "latitude": events["latitude"].where(by_point, district(districts["latitude"])).round(4),
            "longitude": events["longitude"].where(by_point, district(districts["longitude"])).round(4),
            "radius_km": events["where_prec"]
            .map(radius_of)
            .astype(float)
            .where(by_point, np.sqrt(district(districts["area_km2"]).astype(float) / np.pi)),
        }
    ).dropna()
    places = discs.drop_duplicates().reset_index(drop=True)
    number = pd.Series(places.index, index=pd.MultiIndex.from_frame(places))
    events["place"] = pd.Series(number.reindex(pd.MultiIndex.from_frame(discs)).to_numpy(), index=discs.index)
    flat = Transformer.from_crs("EPSG:4326", "+proj=aeqd +lat_0=28.5 +lon_0=65.8 +units=km", always_xy=True)

    sites = pd.read_csv(REFERENCE / "cpec_sites.csv")
    sites = sites[sites["in_balochistan"] == "yes"].reset_index(drop=True)
    shapes = []
    for row in sites.itertuples():
        if row.geometry == "line":
            stops = np.array([stop[:2] for stop in json.loads(row.waypoints)], dtype=float)
            shapes.append(shapely.LineString(np.column_stack(flat.transform(stops[:, 1], stops[:, 0]))))
        else:
            middle = shapely.Point(flat.transform(row.longitude, row.latitude))
            shapes.append(middle.buffer(row.extent_km) if row.geometry == "area" else middle)
    shapes = np.array(shapes)
    centres = shapely.points(*flat.transform(places["longitude"].to_numpy(), places["latitude"].to_numpy()))
    wide = places["radius_km"].to_numpy()
    discs = shapely.buffer(centres, wide, quad_segs=16)
    away = shapely.distance(centres[:, None], shapes[None, :])
    found = []
    for radius in RADII_KM:
        place, site = np.nonzero(away < radius + wide[:, None])
        around = shapely.buffer(shapes, radius, quad_segs=16)
        shapely.prepare(around)
        share = shapely.covers(around[site], discs[place]).astype(float)
        open_ = share == 0
        cut = shapely.intersection(around[site[open_]], discs[place[open_]])
        share[open_] = shapely.area(cut) / shapely.area(discs[place[open_]])
        found.append(
            pd.DataFrame(
                {"place": place, "site_id": sites["site_id"].to_numpy()[site], "share": share, "radius_km": radius}
            )
        )
    near = pd.concat(found, ignore_index=True)
    return sites, near[near["share"] > 1e-9]


def exposure(
    events: pd.DataFrame, weeks: pd.DataFrame, sites: pd.DataFrame, near: pd.DataFrame, is_census: bool
) -> pd.DataFrame:
    """Every site, week and radius: incidents and deaths expected within it, incidents surely and possibly within it."""
    killed = ["killed_best", *SIDES[:3]]
    names = ["expected_killed", *(f"expected_{side}" for side in SIDES[:3])]
    dated = events[events["date_precision"].isin(["day", "week"])]
    pairs = dated[["place", "week", *killed]].dropna(subset="place").merge(near, on="place")
    sums = pd.DataFrame(
        {
            **{column: pairs[key] for key in ("site_id", "week", "radius_km") for column in [key]},
            "expected_incidents": pairs["share"],
            **{name: pairs["share"] * pairs[key] for name, key in zip(names, killed, strict=True)},
            "expected_without_toll": pairs["share"].where(pairs["killed_best"].isna(), 0),
            "sure_incidents": (pairs["share"] > 1 - 1e-9).astype("int64"),
            "possible_incidents": (pairs["share"] <= 1 - 1e-9).astype("int64"),
        }
    )
    sums = sums.groupby(["site_id", "week", "radius_km"]).sum()
    keys = [sorted(sites["site_id"]), weeks["week"], RADII_KM]
    cells = sums.reindex(pd.MultiIndex.from_product(keys, names=["site_id", "week", "radius_km"]), fill_value=0)
    figures = list(cells.columns)
    cells = cells.reset_index()
    # Known to the province only, an event may lie near any site.
    open_weeks = dated.loc[dated["place"].isna(), "week"]
    is_silent = (cells["possible_incidents"] + cells["sure_incidents"] == 0) & (
        cells["week"].isin(open_weeks) | (not is_census)
    )
    is_cut = np.repeat(np.tile(weeks["is_cut"].to_numpy(), len(sites)), len(RADII_KM))
    some = cells["expected_incidents"] > 0
    cells["status"] = np.select(
        [is_silent, is_cut, some], ["not_covered", "cut_short", "reported"], default="reported_zero"
    )
    cells[figures] = cells[figures].round(6).where(~is_silent)
    return cells.astype({"sure_incidents": "Int64", "possible_incidents": "Int64"})


# The account of rows, and everything together.


def conservation(source_id: str, account: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Where the rows and deaths of a source went, stage by stage.

    Raises:
        SystemExit: they do not add up.
    """
    received = account[["rows", "deaths"]].sum()
    by_reason = account.groupby("reason")[["rows", "deaths"]].sum()
    dead = events["killed_best"].fillna(0)
    bucket, loose = events["district_id"] == BUCKET, ~events["date_precision"].isin(["day", "week"])
    lines = [("ingest", "received", received["rows"], received["deaths"])]
    lines += [("ingest", reason, row["rows"], row["deaths"]) for reason, row in by_reason.iterrows()]
    lines += [
        ("districts", "placed", (~bucket).sum(), dead[~bucket].sum()),
        ("districts", "bucket", bucket.sum(), dead[bucket].sum()),
        ("weeks", "counted", (~loose).sum(), dead[~loose].sum()),
        ("weeks", "dated_too_coarsely", loose.sum(), dead[loose].sum()),
    ]
    table = pd.DataFrame(lines, columns=["stage", "reason", "rows", "deaths"]).astype({"rows": int, "deaths": int})
    accepted = by_reason.loc["none"].to_numpy(dtype=int)
    for stage in ("districts", "weeks"):
        if (table.loc[table["stage"] == stage, ["rows", "deaths"]].sum().to_numpy() != accepted).any():
            raise SystemExit(f"{source_id}: the rows or deaths of the stage {stage!r} are not those accepted")
    return table.assign(source_id=source_id)


def make_tables(source: Path) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, pd.DataFrame]:
    """All tables by name; the sites; the districts."""
    districts = read_districts()
    rows, account, span = read_ged(source)
    ledger, ledger_account = events_of_ledger()
    found = pd.concat([events_of_ged(rows), ledger], ignore_index=True)
    events = place_events(found, districts)
    sites, near = near_sites(events, districts)
    parts: dict[str, list[pd.DataFrame]] = {}
    manifest = tomllib.loads(
        (REFERENCE.parent / "corridorwatch/sources/ledger/source.toml").read_text(encoding="utf-8")
    )
    words = pd.read_csv(REFERENCE / "source_vocabulary.csv")
    words = words[(words["kind"] == "district") & (words["can_name"] == "yes")]
    told = pd.to_datetime(pd.Series(manifest["ledger"]["facts"])[["period_start", "period_end"]])
    for source_id, is_census, accounted, days in (
        ("ucdp_ged", True, account, span),
        ("ledger", False, ledger_account, told),
    ):
        own = events[events["source_id"] == source_id]
        weeks = weeks_of(*days)
        made = weekly(own, weeks, districts, set(words.loc[words["source_id"] == source_id, "id"]), is_census)
        made["marts.monthly_casualties"] = monthly(own, weeks, is_census)
        made["marts.weekly_exposure_by_site"] = exposure(own, weeks, sites, near, is_census)
        made["marts.conservation"] = conservation(source_id, accounted, own)
        made["core.exclusions"] = accounted[accounted["reason"] != "none"]
        for name, table in made.items():
            parts.setdefault(name, []).append(table.assign(source_id=source_id))
    tables = {name: pd.concat(tables, ignore_index=True) for name, tables in parts.items()}
    tables["core.incidents"] = events.astype(dict.fromkeys(TOLLS, "Int64"))
    tables["core.location_reach"] = near
    return tables, sites, districts.reset_index()


def write_tables(tables: dict[str, pd.DataFrame], out: Path, csv_like: Path | None) -> None:
    """Write one DuckDB file, and each table as Parquet and as CSV."""
    for folder in ("parquet", "csv"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    (out / "analyst.duckdb").unlink(missing_ok=True)
    with duckdb.connect(out / "analyst.duckdb") as connection:
        connection.execute("create schema core; create schema marts")
        for name, table in tables.items():
            connection.register("frame", table)
            connection.execute(f"create table {name} as from frame")
            connection.unregister("frame")
            connection.execute(f"copy {name} to '{out / 'parquet' / name}.parquet' (format parquet, compression zstd)")
            if csv_like is None or (csv_like / f"{name}.csv").exists():
                connection.execute(f"copy {name} to '{out / 'csv' / name}.csv' (header)")


def main() -> None:
    """Write everything into the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--csv-like", type=Path, help="write as CSV only the tables of which this folder holds one")
    given = parser.parse_args()
    tables, sites, districts = make_tables(given.source)
    write_tables(tables, given.out, given.csv_like)
    pages = write_pages(tables, sites, districts, REFERENCE, given.out / "site")
    print(f"{sum(map(len, tables.values())):,} rows in {len(tables)} tables, {pages} pages")


if __name__ == "__main__":
    main()
