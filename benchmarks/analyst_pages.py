"""The pages of `analyst_in_full.py`: one with charts for the province, each district, site and campaign, and more.

Beside each lies a page of its records with their sources; each chart's rows lie beside them as CSV. The charts share
one copy of plotly.js. Figures are plain dictionaries: to build plotly's objects, and to copy its template into each,
takes most of the time of a page.
"""

from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
from plotly.io import to_html
from plotly.offline import get_plotlyjs

SIDES = {
    "killed_security": "security forces",
    "killed_civilian": "civilians",
    "killed_militant": "militants",
    "killed_unknown": "not said",
}
COLOURS = ["#1f5a9e", "#b5541c", "#2c9c7d", "#8d8f94"]
SHOWN = ["date", "place_as_written", "actor_id", "event_class", "killed_best"]
CLAIM = ["said_at", "claimant_as_written", "victim_group", "value", "qualifier", "source_url"]
RECORD = ["source_id", "event_id", "row_number", "date", "place_as_written", "district_as_written", "source_url"]
_LAYOUT = {
    "barmode": "stack",
    "height": 360,
    "margin": {"l": 50, "r": 20, "t": 50, "b": 40},
    "hovermode": "x",
    "xaxis": {"automargin": True},
    "yaxis": {"automargin": True},
}
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><style>body{{font:16px/1.5 sans-serif;max-width:60rem;margin:auto}}
table{{border-collapse:collapse}}td,th{{padding:.2rem .6rem;border-bottom:1px solid #ccc;text-align:left}}</style>
<script src="{root}plotly.min.js"></script></head><body><nav><a href="{root}index.html">Balochistan</a></nav>
<h1>{title}</h1>{body}<footer>{credit}</footer></body></html>"""
_CREDIT = "UCDP GED, Uppsala Conflict Data Program (CC BY 4.0); corridorwatch incident ledger (CC BY 4.0)."


class Pages:
    """Pages of one folder, counted as they are written."""

    def __init__(self, folder: Path, note: str) -> None:
        self.folder, self.note, self.count = folder, note, 0
        for part in ("districts", "sites", "campaigns", "csv"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / "plotly.min.js").write_text(get_plotlyjs(), encoding="utf-8")

    def write(self, path: str, title: str, *parts: str) -> None:
        """Write one page of these parts."""
        root = "../" * path.count("/")
        body = "".join(parts)
        page = _PAGE.format(title=escape(title), root=root, body=body, credit=f"{_CREDIT} {self.note}")
        (self.folder / path).write_text(page, encoding="utf-8")
        self.count += 1

    def with_records(self, path: str, title: str, records: pd.DataFrame, *parts: str) -> None:
        """Write a page, and one of the records that it rests on where there are any."""
        link = ""
        if len(records):
            beside = path.replace(".html", ".sources.html")
            self.write(beside, f"{title}: records", table(records, RECORD))
            link = f'<p><a href="{beside.rpartition("/")[2]}">{len(records):,} records</a></p>'
        self.write(path, title, *parts, link)

    def chart(self, name: str, title: str, traces: list, rows: pd.DataFrame, **layout: object) -> str:
        """A chart as a piece of a page; its rows go beside it as CSV."""
        rows.to_csv(self.folder / "csv" / f"{name}.csv", index=False)
        figure = {"data": traces, "layout": {**_LAYOUT, "title": {"text": title}, **layout}}
        return to_html(figure, full_html=False, include_plotlyjs=False, div_id=name, validate=False)


def bar(x: pd.Series, y: pd.Series, name: str = "", colour: str | None = None, **more: object) -> dict:
    """A trace of bars."""
    return {"type": "bar", "x": plain(x), "y": plain(y), "name": name, "marker": {"color": colour}, **more}


def line(x: pd.Series, y: pd.Series, name: str, colour: str | None = None, mode: str = "lines") -> dict:
    """A trace of a line."""
    trace = {"type": "scatter", "x": plain(x), "y": plain(y), "name": name, "mode": mode}
    return trace | ({"line": {"color": colour}} if colour else {})


def plain(column: pd.Series | pd.Index) -> list:
    """A column as what JSON holds: days as text, missing figures as null."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.strftime("%Y-%m-%d").tolist() if isinstance(column, pd.Index) else plain(pd.Index(column))
    return column.astype(object).where(column.notna(), None).tolist()


def table(rows: pd.DataFrame, columns: list[str]) -> str:
    """Rows as an HTML table."""
    head = "".join(f"<th>{name.replace('_', ' ')}</th>" for name in columns)
    texts = [_texts(rows[name]) for name in columns]
    cells = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in zip(*texts, strict=True))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table>"


def _texts(column: pd.Series) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.dt.strftime("%Y-%m-%d").fillna("").tolist()
    missing = column.isna()
    return ["" if gone else escape(str(value)) for value, gone in zip(column, missing, strict=True)]


def by_side(rows: pd.DataFrame, x: str) -> list[dict]:
    """Deaths stacked by side."""
    return [
        bar(rows[x], rows[column], label, colour)
        for (column, label), colour in zip(SIDES.items(), COLOURS, strict=True)
    ]


def unseen(rows: pd.DataFrame) -> list[dict]:
    """A grey band over each run of weeks in which nobody looked."""
    is_unseen = rows["status"].eq("not_covered").to_numpy()
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_unseen, [False])).astype(int)))
    weeks = rows["week"].to_numpy()
    band = {
        "type": "rect",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "fillcolor": "#ddd",
        "line": {"width": 0},
        "layer": "below",
    }
    return [
        {**band, "x0": str(weeks[first])[:10], "x1": str(weeks[last - 1] + np.timedelta64(7, "D"))[:10]}
        for first, last in zip(edges[::2], edges[1::2], strict=True)
    ]


def weekly_chart(pages: Pages, key: str, name: str, rows: pd.DataFrame) -> str:
    """Deaths by week and side; weeks that say nothing are a band, zeros no bar."""
    bars = rows[rows["incidents"].fillna(0) > 0]
    title = f"Deaths by week, {name}"
    return pages.chart(f"weekly.{key}", title, by_side(bars, "week"), rows, shapes=unseen(rows))


def trend_chart(pages: Pages, key: str, name: str, rows: pd.DataFrame) -> str:
    """Incidents and deaths by month, with their means over twelve."""
    months = rows.set_index("week")[["incidents", "killed_best"]].astype(float).resample("MS").sum(min_count=1)
    means = months.rolling(12, min_periods=12).mean()
    traces = [
        bar(months.index, months["killed_best"], "deaths", COLOURS[3]),
        line(means.index, means["killed_best"], "deaths, mean of twelve", COLOURS[1]),
        line(means.index, means["incidents"], "incidents, mean of twelve", COLOURS[0]),
    ]
    return pages.chart(
        f"trend.{key}", f"By month, {name}", traces, months.join(means.add_suffix("_mean")).reset_index()
    )


def actors_chart(pages: Pages, key: str, name: str, events: pd.DataFrame) -> str:
    """Incidents by armed group."""
    ranked = events.groupby("actor_id").agg(incidents=("event_id", "size"), killed=("killed_best", "sum"))
    ranked = ranked.sort_values("incidents").tail(12).reset_index()
    bars = [bar(ranked["incidents"], ranked["actor_id"], colour=COLOURS[0], orientation="h")]
    return pages.chart(f"actors.{key}", f"Incidents by armed group, {name}", bars, ranked)


def write_pages(
    tables: dict[str, pd.DataFrame], sites: pd.DataFrame, districts: pd.DataFrame, reference: Path, folder: Path
) -> int:
    """Write all pages into `folder`. Returns how many."""
    events = tables["core.incidents"].sort_values("date", ascending=False)
    ged = events[events["source_id"] == "ucdp_ged"]
    pages = Pages(folder, f"Data of UCDP through {ged['date_end'].max():%Y-%m-%d}.")
    by_source = dict(list(tables["marts.weekly_casualties_by_district"].groupby("source_id")))
    weekly = by_source["ucdp_ged"]
    names = districts.set_index("district_id")["name"].to_dict() | {"balochistan": "Known to the province only"}
    own, ledger = (dict(list(rows.groupby("district_id"))) for rows in (ged, events[events["source_id"] == "ledger"]))
    # A district of later days than UCDP's is drawn from the ledger.
    drawn = dict(list(by_source["ledger"].groupby("district_id"))) | dict(list(weekly.groupby("district_id")))
    for district_id, rows in drawn.items():
        name, here = names[district_id], own.get(district_id, ged.iloc[:0])
        told = ledger.get(district_id, ged.iloc[:0])
        pages.with_records(
            f"districts/{district_id}.html",
            name,
            pd.concat([here, told]) if len(told) else here,
            trend_chart(pages, district_id, name, rows),
            weekly_chart(pages, district_id, name, rows),
            actors_chart(pages, district_id, name, here) if len(here) else "",
            table(here, SHOWN),
            "<h2>In the ledger</h2>",
            table(told, SHOWN),
        )
    _write_sites(pages, tables, sites, ged, reference)
    _write_campaigns(pages, events, reference)
    _write_front(pages, tables, weekly, ged, names)
    _write_others(pages, tables, events, sites, reference)
    return pages.count


def _write_sites(pages: Pages, tables: dict, sites: pd.DataFrame, ged: pd.DataFrame, reference: Path) -> None:
    near = tables["core.location_reach"]
    near = near[near["radius_km"] == 25][["place", "site_id", "share"]]
    incidents = dict(list(ged.merge(near, on="place").groupby("site_id")))
    phases = dict(list(pd.read_csv(reference / "cpec_site_phases.csv").groupby("site_id")))
    exposure = tables["marts.weekly_exposure_by_site"]
    exposure = exposure[exposure["source_id"] == "ucdp_ged"]
    month = exposure["week"].dt.to_period("M").dt.to_timestamp().rename("month")
    figures = ["expected_incidents", "expected_killed", "sure_incidents", "possible_incidents"]
    months = exposure.groupby(["site_id", "radius_km", month])[figures].sum(min_count=1).reset_index()
    monthly = dict(list(months.groupby("site_id")))
    for row in sites.itertuples():
        rows = monthly[row.site_id]
        some = rows[rows["expected_incidents"].fillna(0) > 0]
        traces = [
            bar(
                part["month"],
                part["expected_incidents"],
                f"within {radius} km",
                visible=True if radius == 25 else "legendonly",
            )
            for radius, part in some.groupby("radius_km")
        ]
        chart = pages.chart(f"site.{row.site_id}", f"Incidents expected near {row.name}, by month", traces, rows)
        around = incidents.get(row.site_id, ged.iloc[:0].assign(share=0.0))
        said = phases.get(row.site_id)
        pages.with_records(
            f"sites/{row.site_id}.html",
            row.name,
            around,
            f"<p>{escape(str(row.sector))}, {escape(str(row.status))}</p>",
            chart,
            table(said, ["phase", "date_start", "date_end", "note"]) if said is not None else "",
            table(around.assign(share=around["share"].round(3)), [*SHOWN, "share"]),
        )


def _write_campaigns(pages: Pages, events: pd.DataFrame, reference: Path) -> None:
    claims = pd.read_csv(reference / "ledger/claims.csv", parse_dates=["said_at"], date_format="ISO8601")
    claims["said_at"] = pd.to_datetime(claims["said_at"], errors="coerce")
    for row in pd.read_csv(reference / "ledger/campaigns.csv").itertuples():
        said = claims[(claims["event_id"] == row.campaign_id) & (claims["metric"] == "killed")]
        traces = [
            line(part["said_at"], part["value"], f"{side} of {group}", mode="markers+lines")
            for (side, group), part in said.groupby(["claimant_side", "victim_group"])
        ]
        chart = pages.chart(f"campaign.{row.campaign_id}", "Dead, as each side said", traces, said[CLAIM])
        own = events[events["campaign_id"] == row.campaign_id]
        parts = (f"<p>{escape(str(row.summary))}</p>", chart, table(own, SHOWN), table(said, CLAIM))
        pages.with_records(f"campaigns/{row.campaign_id}.html", row.name, own, *parts)


def _write_front(pages: Pages, tables: dict, weekly: pd.DataFrame, ged: pd.DataFrame, names: dict) -> None:
    figures = ["incidents", "killed_best", *SIDES]
    province = weekly.groupby("week")[figures].sum(min_count=1).reset_index()
    province["status"] = np.where(province["incidents"].isna(), "not_covered", "reported")
    totals = weekly.groupby("district_id")[["incidents", "killed_best"]].sum().reset_index()
    totals = totals.sort_values("killed_best", ascending=False).assign(name=totals["district_id"].map(names))
    months = tables["marts.monthly_casualties"]
    months = months[months["source_id"] == "ucdp_ged"]
    classes = [
        bar(part["month"], part["incidents"], kind)
        for kind, part in months[months["incidents"] > 0].groupby("event_class")
    ]
    links = "".join(
        f'<li><a href="districts/{key}.html">{escape(names[key])}</a></li>' for key in totals["district_id"]
    )
    pages.with_records(
        "index.html",
        "Balochistan",
        ged,
        trend_chart(pages, "province", "Balochistan", province),
        weekly_chart(pages, "province", "Balochistan", province),
        pages.chart("classes", "Incidents by month and class", classes, months),
        actors_chart(pages, "province", "Balochistan", ged),
        table(totals, ["name", "incidents", "killed_best"]),
        f"<ul>{links}</ul>",
    )


def _write_others(pages: Pages, tables: dict, events: pd.DataFrame, sites: pd.DataFrame, reference: Path) -> None:
    exposure = tables["marts.weekly_exposure_by_site"]
    near = exposure[(exposure["source_id"] == "ucdp_ged") & (exposure["radius_km"] == 25)]
    quarters = near.groupby(["site_id", near["week"].dt.to_period("Q").dt.to_timestamp()])["expected_incidents"].sum()
    strips = quarters.unstack("week")
    newest = near[near["week"] > near["week"].max() - pd.Timedelta(weeks=52)]
    ranked = (
        newest.groupby("site_id")[["expected_incidents", "expected_killed"]].sum().sort_values("expected_incidents")
    )
    ranked = ranked.reset_index()
    heat = {
        "type": "heatmap",
        "x": plain(strips.columns),
        "y": list(strips.index),
        "z": strips.to_numpy().tolist(),
        "colorscale": "Blues",
    }
    bars = bar(ranked["expected_incidents"], ranked["site_id"], colour=COLOURS[0], orientation="h")
    close = tables["core.location_reach"]
    close = close.loc[close["radius_km"] == 25, "place"].unique()
    pages.with_records(
        "corridor.html",
        "The corridor",
        events[events["place"].isin(close)],
        pages.chart("ranked", "Incidents expected within 25 km, newest 52 weeks", [bars], ranked, height=900),
        pages.chart("strips", "By quarter", [heat], quarters.reset_index(), height=900),
        table(sites, ["site_id", "name", "sector", "status"]),
    )
    ledger = events[events["source_id"] == "ledger"]
    pages.with_records("incidents.html", "Incidents of the ledger", ledger, table(ledger, [*SHOWN, "district_id"]))
    claims = pd.read_csv(reference / "ledger/claims.csv")
    sums = claims[claims["metric"] == "killed"].groupby(["claimant_side", "victim_group"])["value"].agg(["size", "max"])
    sums = sums.reset_index()
    sides = [bar(part["victim_group"], part["size"], side) for side, part in sums.groupby("claimant_side")]
    account = tables["marts.conservation"]
    pages.with_records(
        "accounts.html",
        "Accounts",
        ledger[ledger["campaign_id"].notna()],
        pages.chart("accounts", "Claims of deaths, by side", sides, sums),
        table(
            claims, ["event_id", "claimant_as_written", "victim_group", "metric", "value", "qualifier", "source_url"]
        ),
    )
    cells = tables["marts.weekly_casualties_by_district"].groupby(["source_id", "status", "status_reason"]).size()
    pages.write(
        "methods.html",
        "Rows and states",
        table(account, ["source_id", "stage", "reason", "rows", "deaths"]),
        table(cells.rename("cells").reset_index(), ["source_id", "status", "status_reason", "cells"]),
        table(tables["core.exclusions"], ["source_id", "reason", "place", "rows", "deaths"]),
    )
