"""A page for each campaign: who said how many and when, and the places by whose list."""

from datetime import date
from typing import Any

import polars as pl

from corridorwatch.charts import SIDES, claims_timeline, panels
from corridorwatch.site.context import BUCKET, Site
from corridorwatch.site.wording import dated, day, safe_url

_BOXES = ("militant", "security", "civilian", "unknown")
_GROUPS = ("security", "civilian", "militant", "unknown", "total")
_LIST_FIELDS = ("listed_by", "listed_by_side", "source_url", "source_name", "published_date")
_VOICES = ("state", "militant", "media", "hospital", "rights_group", "witness", "other")


def write_campaigns(site: Site) -> None:
    """Write `campaigns/<campaign_id>.html` for every campaign."""
    reader = site.reader
    for summary in site.campaigns:
        campaign_id = str(summary["campaign_id"])
        gallery = site.gallery(f"campaign.{campaign_id}")
        claims = reader.figure("campaign_claims", campaign_id=campaign_id)
        through = _through(claims)
        timeline = None
        if panels(claims):
            timeline = gallery.add(
                reader.figures["campaign_claims"],
                claims,
                claims_timeline,
                key=campaign_id,
                subject=str(summary["name"]),
                with_table=False,
                through=through,
                starts=summary["date_start"],
                ends=summary["date_end"],
            )
        places = reader.page("campaign_places", campaign_id=campaign_id)
        tolls = reader.rows("campaign_tolls", campaign_id=campaign_id)
        known = _known_on(reader.rows("campaign_known_on", campaign_id=campaign_id))
        known_script = f"charts/known.{campaign_id}.js" if len(known["days"]) > 1 else ""
        if known_script:
            site.writer.script(known_script, "CW_KNOWN", known)
        site.page(
            f"campaigns/{campaign_id}.html",
            "campaign.html.j2",
            title=str(summary["name"]),
            gallery=gallery,
            summary=summary,
            timeline=timeline,
            boxes=_boxes(tolls),
            undated=tolls[0]["undated_in_all"] if tolls else 0,
            known_script=known_script,
            last_known=len(known["days"]) - 1,
            claims=claims.rows(named=True),
            claims_through=through,
            tolls=[row for row in _ordered(tolls) if row["metric"] == "killed"],
            other_tolls=[row for row in _ordered(tolls) if row["metric"] != "killed"],
            first_places=_first_places(summary, places),
            districts=_by_district(places),
            lists=_lists(places),
            incidents=reader.rows("campaign_incidents", campaign_id=campaign_id),
        )


def _through(claims: pl.DataFrame) -> date | None:
    """The last day of which a claim is dated, as a week where no more than that is known of it."""
    newest = claims.filter(pl.col("said_on") == pl.col("said_on").max())
    precisions = set(newest["said_at_precision"].to_list())
    return dated(max(newest["said_on"], default=None), "week" if precisions == {"week"} else "day")


def _known_on(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The days on which something was said, and each toll by then: what the page's slider shows.

    `tolls` has, per day, side and group as `state/militant`: first, latest, lowest, highest, claims, the day of the
    latest, the pages of the first and the latest, how many contents share the line, and whether the first, the
    latest, the lowest and the highest were given as "at least" or "more than".
    """
    days = sorted({row["day"] for row in rows})
    tolls: list[dict[str, list[object]]] = [{} for _ in days]
    for row in rows:
        tolls[days.index(row["day"])][f"{row['claimant_side']}/{row['victim_group']}"] = [
            *(row[name] for name in ("first_value", "latest_value", "lowest_value", "highest_value", "claims")),
            str(day(dated(row["latest_said_on"], row["latest_precision"]))) if row["latest_said_on"] else "",
            safe_url(row["first_url"]),
            safe_url(row["latest_url"]),
            row["contents"],
            row["first_is_least"],
            row["latest_is_least"],
            row["lowest_is_least"],
            row["highest_is_least"],
        ]
    return {"days": [str(each) for each in days], "labels": [str(day(each)) for each in days], "tolls": tolls}


def _ordered(tolls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = [row for row in tolls if row["claimant_side"]]
    return sorted(
        known, key=lambda row: (row["metric"], _VOICES.index(row["claimant_side"]), _GROUPS.index(row["victim_group"]))
    )


def _boxes(tolls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """First and latest figure of the state and of the armed group, one box per group of victims."""
    boxes = []
    for side in sorted(SIDES, key=lambda side: _BOXES.index(side.code)):
        rows = [
            row
            for row in _ordered(tolls)
            if row["metric"] == "killed"
            and row["victim_group"] == side.code
            and row["claimant_side"] in ("state", "militant")
            and row["latest_value"] is not None
        ]
        if rows:
            boxes.append({"group": side.code, "label": side.label, "rows": rows})
    return boxes


def _first_places(summary: dict[str, Any], places: pl.DataFrame) -> list[dict[str, Any]]:
    """The places of the first reports as written, each with the district that the places table resolves it to."""
    written = [part.strip() for part in str(summary["first_reported_places"] or "").split(";") if part.strip()]
    resolved = {
        row["place_as_written"]: row for row in places.filter(pl.col("district_id").is_not_null()).iter_rows(named=True)
    }
    return [{"as_written": name, "place": resolved.get(name)} for name in written]


def _by_district(places: pl.DataFrame) -> list[dict[str, Any]]:
    """One row per district listed as hit: forms written, who lists it, how many lists."""
    hit = places.filter(pl.col("district_id").is_not_null() & (pl.col("district_id") != BUCKET))
    grouped = hit.group_by("district_id", "district").agg(
        pl.col("place_as_written").unique().sort().alias("written"),
        pl.col("listed_by").unique().sort().alias("listed_by"),
        pl.col("listed_by_side").unique().sort().alias("sides"),
        pl.col("role").unique().sort().alias("roles"),
        pl.col("source_url").drop_nulls().unique().sort().alias("pages"),
    )
    return grouped.sort("district").rows(named=True)


def _lists(places: pl.DataFrame) -> list[dict[str, Any]]:
    """One entry per list: who listed, where it was read, and its places with the district of each."""
    entries: dict[tuple[object, object], dict[str, Any]] = {}
    for row in places.rows(named=True):
        key = (row["listed_by"], row["source_url"])
        entry = entries.setdefault(key, {name: row[name] for name in _LIST_FIELDS} | {"places": []})
        entry["places"].append(row)
    return list(entries.values())
