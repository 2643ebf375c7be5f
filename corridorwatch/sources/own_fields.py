"""The fields that a column of one's own table can become: kind of value, and the names such columns go by."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "day", "count", "number", "code", "yes_no", "url"]


@dataclass(frozen=True)
class OwnField:
    """A field of a record.

    `kind` is what its cells must be; `vocabulary` the closed list of a `code`; `names` what columns that hold it are
    often called, in small letters without punctuation, separated by `|`; `limit` the most characters a cell may have.
    """

    kind: Kind
    meaning: str
    names: str = ""
    vocabulary: str = ""
    limit: int = 500


FIELDS: dict[str, OwnField] = {
    "report_id": OwnField("text", "key of the row", "id|event id|incident id|report id|record id|no|key|sr no|serial"),
    "date": OwnField(
        "day", "day of the event", "date|event date|incident date|day|date of incident|date start|start date|when"
    ),
    "date_end": OwnField("day", "last day of the event", "date end|end date|until"),
    "place_as_written": OwnField("text", "place", "place|location|town|city|village|area|site|where"),
    "district_as_written": OwnField("text", "district", "district|districts|adm2|admin2|adm 2|zila|district name"),
    "province_as_written": OwnField("text", "province", "province|adm1|admin1|adm 1|region|provstate"),
    "country_as_written": OwnField("text", "country", "country"),
    "point_latitude": OwnField("number", "degrees north", "latitude|lat|y"),
    "point_longitude": OwnField("number", "degrees east", "longitude|lon|long|lng|x"),
    "where_prec": OwnField(
        "code", "how exact the place is, UCDP's scale", "where prec|geo precision|precision", "where_prec"
    ),
    "perpetrator_as_written": OwnField(
        "text",
        "who is held responsible",
        "perpetrator|perpetrators|group|attacker|attackers|actor|actor1|gname|by whom",
    ),
    "claimed_by_as_written": OwnField("text", "who claimed it", "claimed by|claim|claimed"),
    "target_as_written": OwnField("text", "target", "target|targets|victim|victims|against"),
    "target_type": OwnField("code", "target, closed list", "target type", "target_type"),
    "tactic_as_written": OwnField(
        "text", "tactic", "tactic|tactics|attack type|type of attack|method|weapon|type|event type"
    ),
    "tactic": OwnField("code", "tactic, closed list", "", "tactic"),
    "event_class": OwnField("code", "attack, security_operation or other", "event class|class", "event_class"),
    "killed_security": OwnField(
        "count",
        "forces killed",
        "killed security|security killed|forces killed|sf killed|sf|soldiers killed|security forces",
    ),
    "killed_civilian": OwnField(
        "count", "civilians killed", "killed civilian|killed civilians|civilians killed|civilian deaths|civ"
    ),
    "killed_militant": OwnField(
        "count",
        "militants killed",
        "killed militant|killed militants|militants killed|terrorists killed|militant deaths",
    ),
    "killed_unknown": OwnField("count", "killed, side not stated", "killed unknown|others killed|unknown killed"),
    "killed_total": OwnField(
        "count",
        "all killed",
        "killed|killed total|total killed|deaths|dead|fatalities|casualties killed|death toll|best",
    ),
    "killed_low": OwnField("count", "lowest account of the killed", "low|killed low|min killed"),
    "killed_high": OwnField("count", "highest account of the killed", "high|killed high|max killed"),
    "injured_total": OwnField("count", "all injured", "injured|wounded|injured total|total injured|injuries"),
    "figures_claimant": OwnField("text", "who gave the figures", "figures by|figures claimant|according to"),
    "figures_claimant_side": OwnField("code", "side of who gave the figures", "", "claimant_side"),
    "targets_cpec": OwnField("yes_no", "aimed at CPEC", "cpec|targets cpec|cpec target"),
    "targets_chinese": OwnField(
        "yes_no", "aimed at Chinese nationals or interests", "chinese|targets chinese|chinese target"
    ),
    "cpec_site_as_written": OwnField("text", "CPEC site named", "cpec site"),
    "note": OwnField("text", "remark", "note|notes|remarks|comment|comments|description|summary|details", limit=20_000),
    "source_url": OwnField("url", "page it was read from", "url|link|source url|source link", limit=2_000),
    "source_name": OwnField("text", "who published it", "source|source name|publisher|outlet|newspaper"),
    "published_date": OwnField("day", "day of the page", "published|published date|publication date|source date"),
}
"""Every field, in the order of a record."""
