"""The front page: headline series, newest week, movers, campaigns, sites ranked, districts, and what is left out."""

from collections.abc import Iterable
from datetime import date

from corridorwatch.charts import actors_ranked, monthly_by_class, sites_ranked, weekly_by_side
from corridorwatch.site.context import BUCKET, Site
from corridorwatch.site.totals import totals_of
from corridorwatch.site.trend import trend_figure

NUMBERS = "index.numbers.html"
"""Where the long tables of the front page stand: the page is read on phones, and they were most of it."""

_SUMMED = (
    "incidents",
    "incidents_without_toll",
    "killed_best",
    "killed_low",
    "killed_high",
    "killed_security",
    "killed_civilian",
    "killed_militant",
    "killed_unknown",
)


def write_front(site: Site) -> None:
    """Write `index.html`."""
    reader = site.reader
    gallery = site.gallery("front")
    totals = totals_of(gallery, reader)
    trend = trend_figure(
        gallery,
        reader.figures["province_trend"],
        reader.figure("province_trend"),
        site.trend_source,
        site.cites,
        as_of=reader.as_of,
    )
    marks = reader.page("campaigns").sort("date_start", "campaign_id")
    weekly = gallery.add(
        reader.figures["province_weekly"],
        reader.figure("province_weekly"),
        weekly_by_side,
        apart=NUMBERS,
        cited=lambda row: site.cites("week", row["week"], source_id=site.source.source_id),
        data_through=site.source.data_through,
        campaigns=marks,
    )
    ranked_frame = reader.figure("sites_ranked")
    ranked = gallery.add(reader.figures["sites_ranked"], ranked_frame, sites_ranked, cited_by="sites-cited")
    monthly = gallery.add(
        reader.figures["province_monthly"],
        reader.figure("province_monthly"),
        monthly_by_class,
        apart=NUMBERS,
        cited=lambda row: site.cites("month", row["event_class"], row["month"], source_id=site.source.source_id),
        data_through=site.source.data_through,
    )
    actors = gallery.add(
        reader.figures["province_actors"],
        reader.figure("province_actors"),
        actors_ranked,
        cited=lambda row: site.cites("actor", row["actor_id"]),
    )
    incidents = reader.rows("incidents")
    coarse = [row for row in reader.rows("incidents_in_no_week") if not row["is_landmark"]]
    site.page(
        "index.html",
        "front.html.j2",
        title="Political violence in Balochistan and along the CPEC",
        gallery=gallery,
        totals=totals,
        trend=trend,
        weekly=weekly,
        ranked=ranked,
        monthly=monthly,
        actors=actors,
        letters=dict(marks.select("campaign_id", "letter").rows()),
        weeks=_weeks(reader.rows("newest_week"), incidents, site.source.filling_from),
        said=by_account(incidents),
        coarse=coarse,
        movers=_movers(site.districts),
        movers_rest=_movers_rest(site.districts),
        districts=site.districts,
        campaigns=site.campaigns,
        sites=ranked_frame.rows(named=True),
        conservation=conservation_totals(reader.rows("conservation")),
        unresolved=reader.rows("unresolved"),
        numbers=NUMBERS,
    )


def _weeks(
    rows: list[dict[str, object]], incidents: list[dict[str, object]], filling_from: date | None
) -> list[dict[str, object]]:
    """One card per week: totals, by whose account, and the districts with documented incidents."""
    cards = []
    for week in sorted({row["week"] for row in rows}, reverse=True):
        of_week = [row for row in rows if row["week"] == week]
        found = [row for row in of_week if row["incidents"]]
        totals = {name: total(row[name] for row in found) for name in _SUMMED}
        # As SQL's `bound_sum`: an end is the sum of those with a best figure, and known where that sum is.
        for end in ("killed_low", "killed_high"):
            ends = [row[end] for row in found if row["killed_best"] is not None]
            totals[end] = None if totals["killed_best"] is None else sum(ends)
        cards.append(
            totals
            | {
                "week": week,
                "last_day": of_week[0]["last_day"],
                "is_whole": of_week[0]["is_whole"],
                "is_filling": filling_from is not None and week >= filling_from,
                "is_down": any(row["status"] == "source_down" for row in of_week),
                "is_zero": _is_zero(of_week),
                "is_minimum": any(row["status_reason"] == "rows_left_out" for row in found),
                "districts": found,
                "said": by_account([row for row in incidents if row["week"] == week]),
                "doubted": [row for row in incidents if row["week"] == week and row["audit_mark"]],
            }
        )
    return cards


def _is_zero(of_week: list[dict[str, object]]) -> bool:
    """Whether the source says that the province had none: its bucket holds none, and no event may lie in a district."""
    return any(row["district_id"] == BUCKET and row["status"] == "reported_zero" for row in of_week) and not any(
        row["incidents"] or row["status_reason"] == "may_lie_here" for row in of_week
    )


_MOVED = (
    "killed_last_52",
    "killed_previous_52",
    "incidents_last_52",
    "incidents_previous_52",
    "without_toll_last_52",
    "without_toll_previous_52",
)


def _movers(districts: list[dict[str, object]], most: int = 10) -> list[dict[str, object]]:
    recent = [row for row in districts if row["incidents_last_52"] and row["district_id"] != BUCKET]
    recent.sort(key=lambda row: (-(row["killed_last_52"] or 0), -row["incidents_last_52"], row["name"]))
    return recent[:most]


def _movers_rest(districts: list[dict[str, object]]) -> list[dict[str, object]]:
    """What the named districts leave: other districts, the province's bucket, and the sum of all, as the headline."""
    named = {row["district_id"] for row in _movers(districts)}
    others = [
        row
        for row in districts
        if row["district_id"] not in named and row["district_id"] != BUCKET and row["is_of_the_104_weeks"]
    ]
    parts = (
        (f"{len(others)} other district{'' if len(others) == 1 else 's'}", "", others),
        ("Known only to the province", BUCKET, [row for row in districts if row["district_id"] == BUCKET]),
        ("All of the province", "", districts),
    )
    return [
        {"name": name, "district_id": district_id, "district_ids": [row["district_id"] for row in rows]}
        | {column: total(row[column] for row in rows) for column in _MOVED}
        for name, district_id, rows in parts
        if rows
    ]


_STAGES = {
    "door": "files read",
    "reports": "reports",
    "incidents": "events, second reports set apart",
    "districts": "places",
    "weeks": "weekly series",
}
_AMOUNTS = (
    "rows_in",
    "deaths_in",
    "rows_placed",
    "deaths_placed",
    "rows_bucketed",
    "deaths_bucketed",
    "rows_excluded",
    "deaths_excluded",
)


def conservation_totals(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """One row per source and stage: rows and deaths in, placed, bucketed, and excluded for any reason.

    Args:
        rows: of marts.conservation, one per source, stage and reason of exclusion; `none` holds the rest.
    """
    totals: dict[tuple[object, object], dict[str, object]] = {}
    for row in rows:
        stage = str(row["stage"])
        entry = totals.setdefault(
            (row["source_id"], stage),
            {"source_id": row["source_id"], "title": row["title"], "stage": _STAGES.get(stage, stage), "reasons": []}
            | dict.fromkeys(_AMOUNTS, 0),
        )
        for name in _AMOUNTS:
            entry[name] += row[name] or 0
        if row["excluded_reason"] not in (None, "none"):
            entry["reasons"].append(row)
    return list(totals.values())


def total(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; unknown where nothing is, or zeros stand beside unknowns: as SQL's `known_sum`."""
    values = list(values)
    known = sum(value or 0 for value in values)
    return known if known or (values and None not in values) else None


def by_account(rows: list[dict[str, object]]) -> list[tuple[str, int, int]]:
    """By whose account the dead of incidents are counted: side, dead, incidents; most dead first.

    Args:
        rows: with `figures_claimant_side`, the side whose figure `killed_best` is; rows without a figure,
            or with none dead, count nowhere.
    """
    counted: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row["killed_best"]:
            dead, incidents = counted.get(str(row["figures_claimant_side"]), (0, 0))
            counted[str(row["figures_claimant_side"])] = (dead + row["killed_best"], incidents + 1)
    return sorted(((side, *numbers) for side, numbers in counted.items()), key=lambda line: (-line[1], line[0]))
