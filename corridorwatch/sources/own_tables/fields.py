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
    "report_id": OwnField(
        "text",
        "key of the row",
        "id|event id|incident id|report id|record id|no|key|sr|sr no|s no|sno|serial|serial no|serial number|uid"
        "|case no|شمار|نمبر شمار|سیریل نمبر",
    ),
    "date": OwnField(
        "day",
        "day of the event",
        "date|event date|incident date|date of incident|date of event|date of attack|date of occurrence|date start"
        "|start date"
        "|datetime|date time|date and time|when|occurred on|tareekh|tarikh|تاریخ|واقعہ کی تاریخ|تاریخ وقوعہ",
    ),
    "date_end": OwnField("day", "last day of the event", "date end|end date|until|date to"),
    "place_as_written": OwnField(
        "text",
        "place",
        "place|location|town|city|village|area|locality|site|where|place of incident|exact location|tehsil|tehsil town"
        "|town tehsil|town village|police station|admin3"
        "|adm3|adm3 en"
        "|admin3 name|مقام|جگہ|شہر|علاقہ|جائے وقوعہ",
    ),
    "district_as_written": OwnField(
        "text",
        "district",
        "district|districts|adm2|admin2|adm 2|admin 2|admin level 2|adm2 en|adm2 name|admin2 name|admin2name"
        "|adm2name|admin2 en"
        "|zila|zilla|dist|distt|ضلع|اضلاع",
    ),
    "province_as_written": OwnField(
        "text",
        "province",
        "province|adm1|admin1|adm 1|admin 1|admin level 1|adm1 en|adm1 name|admin1 name|admin1name|adm1name"
        "|admin1 en|region"
        "|provstate|state|state province|province state|صوبہ",
    ),
    "country_as_written": OwnField(
        "text",
        "country",
        "country|country txt|country name|nation|adm0|adm0 en|admin0|admin 0|admin0 name|adm0 name|ملک",
    ),
    "point_latitude": OwnField(
        "number", "degrees north", "latitude|lat|y|y coord|latitude n|latitude dd|lat dd|gps latitude|gps lat|عرض بلد"
    ),
    "point_longitude": OwnField(
        "number",
        "degrees east",
        "longitude|lon|long|lng|x|x coord|longitude e|longitude dd|long dd|lon dd|gps longitude|gps lon|gps long"
        "|طول بلد",
    ),
    "where_prec": OwnField(
        "code",
        "how exact the place is, UCDP's scale",
        "where prec|geo precision|geoprecision|geo prec|precision|location precision|spatial precision|place precision",
        "where_prec",
    ),
    "perpetrator_as_written": OwnField(
        "text",
        "who is held responsible",
        "perpetrator|perpetrators|group|groups|attacker|attackers|actor|actor1|actor 1|gname|by whom"
        "|responsible group|armed group"
        "|group responsible|responsible|responsibility|militant group|perpetrator group|organisation|organization"
        "|outfit|suspected group"
        "|group suspected|تنظیم|گروہ|گروپ|حملہ آور",
    ),
    "claimed_by_as_written": OwnField(
        "text", "who claimed it", "claimed by|claim|claimed|responsibility claimed by|claim of responsibility|ذمہ داری"
    ),
    "target_as_written": OwnField(
        "text", "target", "target|targets|victim|victims|against|target description|nature of target|ہدف|نشانہ"
    ),
    "target_type": OwnField("code", "target, closed list", "target type|type of target|target category", "target_type"),
    "tactic_as_written": OwnField(
        "text",
        "tactic",
        "tactic|tactics|attack type|type of attack|method|modus operandi|type|event type|incident type"
        "|type of incident"
        "|nature of incident|nature of attack|nature|category|incident category|sub event type|weapon|weapon type"
        "|نوعیت|قسم",
    ),
    "tactic": OwnField("code", "tactic, closed list", "", "tactic"),
    "event_class": OwnField(
        "code", "attack, security_operation or other", "event class|class|incident class|classification", "event_class"
    ),
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
        "killed|killed total|total killed|deaths|dead|fatalities|casualties killed|death toll|best|best estimate"
        "|killed best",
    ),
    "killed_low": OwnField("count", "lowest account of the killed", "low|killed low|min killed"),
    "killed_high": OwnField("count", "highest account of the killed", "high|killed high|max killed"),
    "injured_total": OwnField(
        "count",
        "all injured",
        "injured|wounded|injured total|total injured|injuries|wounded injured|injured wounded|زخمی",
    ),
    "figures_claimant": OwnField("text", "who gave the figures", "figures by|figures claimant|according to"),
    "figures_claimant_side": OwnField("code", "side of who gave the figures", "", "claimant_side"),
    "targets_cpec": OwnField("yes_no", "aimed at CPEC", "cpec|targets cpec|cpec target|cpec related|cpec linked"),
    "targets_chinese": OwnField(
        "yes_no", "aimed at Chinese nationals or interests", "chinese|targets chinese|chinese target|chinese nationals"
    ),
    "cpec_site_as_written": OwnField("text", "CPEC site named", "cpec site|cpec project"),
    "note": OwnField(
        "text",
        "remark",
        "note|notes|remarks|remark|comment|comments|description|summary|details|detail|narrative|incident details"
        "|brief"
        "|incident description|event description|headline|تفصیل|تفصیلات|کیفیت|نوٹ|خلاصہ",
        limit=20_000,
    ),
    "source_url": OwnField(
        "url",
        "page it was read from",
        "url|link|links|source url|source link|web link|weblink|reference link|news link|لنک",
        limit=2_000,
    ),
    "source_name": OwnField(
        "text",
        "who published it",
        "source|sources|source name|publisher|outlet|newspaper|news source|reference|references|reported by|ذریعہ"
        "|ماخذ|حوالہ",
    ),
    "published_date": OwnField(
        "day",
        "day of the page",
        "published|published date|publication date|source date|date published|date of publication|report date"
        "|date reported"
        "|date of report|reporting date",
    ),
}
"""Every field, in the order of a record."""
