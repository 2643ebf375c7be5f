"""Words that tables use where the closed lists have codes, as far as they can mean one thing only."""

from collections.abc import Collection, Iterable

from corridorwatch.ingest.cell_rules import whole
from corridorwatch.sources.own_tables.headings import plain_heading

_EVENT_CLASS = {
    "attack": "attack|attacks|militant attack|terrorist attack|terror attack|insurgent attack|terrorism"
    "|terrorist incident|bomb blast|blast|bombing|explosion|ied|ied attack|ied blast|ied explosion|landmine"
    "|landmine blast|suicide attack|suicide bombing|suicide blast|vbied|target killing|targeted killing"
    "|targetted killing|assassination|ambush|grenade|grenade attack|hand grenade attack|rocket attack|rocket fire"
    "|mortar attack|sniper attack|sniper fire|armed attack|armed assault|firing|gun attack|shooting|raid on post"
    "|attack on security forces|attack on police|sabotage|arson|kidnapping|abduction|hijacking|حملہ|دھماکہ|بم دھماکہ"
    "|خودکش حملہ|فائرنگ|ٹارگٹ کلنگ",
    "security_operation": "security operation|sf operation|sfs operation|security forces operation|operation|operations"
    "|military operation|ibo|ibos|intelligence based operation|counter terrorism operation|counterterrorism operation"
    "|ct operation|ctd operation|search operation|clearance operation|sanitization operation|raid by security forces"
    "|state operation|state action|air strike|airstrike|drone strike by state|police operation|آپریشن|سیکیورٹی آپریشن",
    "clash": "clash|clashes|armed clash|armed clashes|exchange of fire|gunfight|gun battle|gunbattle|skirmish|encounter"
    "|firefight|جھڑپ",
    "other": "other|others|accident|accidental|protest|protests|riot|riots|arrest|arrests|recovery|seizure|body found"
    "|bodies found|دیگر",
}
_WHERE_PREC = {
    "1": "exact|exact location|exact place|precise|exact point|gps|point|site|street|address",
    "2": "town|city|village|near|near town|approximate|approx|approximate location|neighbourhood|neighborhood|locality",
    "3": "district|district level|admin 2|adm2|tehsil|sub district|subdistrict",
    "4": "province|provincial|province level|admin 1|adm1|region",
    "6": "country|national|country level",
}
_TARGET_TYPE = {
    "police": "police|police post|police station|police van|police mobile|police vehicle|police patrol|policemen",
    "levies": "levies|levies post|levies station|levies force|levies personnel",
    "security_convoy_or_vehicle": "security convoy|convoy|military convoy|army convoy|fc convoy|security forces convoy"
    "|security vehicle|military vehicle|fc vehicle",
    "security_checkpost": "check post|checkpost|checkpoint|check point|security checkpost|security check post|fc post"
    "|security post|security checkpoint|military post",
    "security_base": "camp|military camp|fc camp|army camp|base|military base|headquarters|security base",
    "security_personnel": "security forces|security personnel|army|soldiers|fc|frontier corps|military|security force",
    "militant": "militants|militant|terrorists|terrorist|insurgents",
    "labourers": "labourers|laborers|workers|labour|labor",
    "miners": "miners|coal miners|mine workers",
    "railway": "railway|railways|train|rail|railway track",
    "gas_pipeline_or_power": "gas pipeline|pipeline|power line|power lines|pylon|electricity pylon|gas pipe line",
    "chinese_nationals": "chinese|chinese nationals|chinese workers|chinese engineers",
    "journalist": "journalist|journalists|media",
    "school": "school|schools",
    "prison": "prison|jail",
    "port": "port",
    "hotel": "hotel",
    "market_or_public_place": "market|bazaar|public place",
    "politician_or_rally": "politician|politicians|political leader|political rally",
    "government_official": "government official|government officials",
    "civilian_other": "civilians|civilian",
}
_TABLES = {
    field: {plain_heading(word): code for code, words in table.items() for word in words.split("|")}
    for field, table in (("event_class", _EVENT_CLASS), ("where_prec", _WHERE_PREC), ("target_type", _TARGET_TYPE))
}

ACLEDS_SCALE = {"1": "1", "2": "3", "3": "4"}
"""ACLED's `geo_precision` on UCDP's scale, as its own records are read: 2 is a part of a region, 3 a larger region."""


def codes_of(field: str, words: Iterable[str], vocabulary: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """What the words of a column mean on the closed list of a field.

    Returns:
        Word -> code, for the words that are no code themselves; and the words that mean no code for sure.
    """
    found, unknown = {}, []
    table = _TABLES.get(field, {})
    for word in dict.fromkeys(words):
        if word in vocabulary or whole(word) in vocabulary:
            continue
        plain = plain_heading(word)
        code = table.get(plain) or (plain.replace(" ", "_") if plain.replace(" ", "_") in vocabulary else "")
        if code and code in vocabulary:
            found[word] = code
        else:
            unknown.append(word)
    return found, unknown
