"""What a row of UCDP's files must hold, as SQL over its text columns, and how a staged record keeps them."""

from collections.abc import Mapping
from datetime import date

from corridorwatch.sources.ucdp.cells import IS_UNKNOWN
from corridorwatch.sources.ucdp.parse import CODES, COLUMNS, PROTEST

COUNTS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low")
EARLIEST = date(1989, 1, 1)
"""UCDP GED begins here."""

DAY = "try_cast(left({name}, 10) as date)"
# A cast alone would round 3.5 to 4, and take 1e3 and 1_000 for a thousand.
_NO_WHOLE_NUMBER = (
    "case when try_cast({name} as bigint)::varchar = {name} then false"
    " else coalesce(not regexp_full_match({name}, '-?[0-9]{{1,18}}'), true) end"
)
PROTEST_RULE = f"type_of_violence: 1, 2 or 3; {PROTEST} is the product of UCDP on violent political protest, not GED"
RULES: Mapping[str, str] = {
    "id: a whole number": _NO_WHOLE_NUMBER.format(name="id"),
    "country: not empty": IS_UNKNOWN.format("country"),
    **{
        f"{name}: a date that exists, not before {EARLIEST.year}": (
            f"coalesce({DAY.format(name=name)} < date '{EARLIEST}', true)"
        )
        for name in ("date_start", "date_end")
    },
    "date_end: not before date_start": f"{DAY.format(name='date_end')} < {DAY.format(name='date_start')}",
    "date_end: not after the day the file came": f"{DAY.format(name='date_end')} > getvariable('ucdp_came_on')",
    **{
        f"{name}: a whole number not below zero": (
            f"{_NO_WHOLE_NUMBER.format(name=name)} or try_cast({name} as bigint) not between 0 and 9999999"
        )
        for name in COUNTS
    },
    **{f"{name}: a code": _NO_WHOLE_NUMBER.format(name=name) for name in CODES},
    PROTEST_RULE: f"try_cast(type_of_violence as integer) = {PROTEST}",
    "active_year: 0, 1, TRUE or FALSE": "coalesce(lower(active_year) not in ('0', '1', 'true', 'false'), true)",
    "latitude: degrees": "coalesce(try_cast(latitude as double) not between -90 and 90, true)",
    "longitude: degrees": "coalesce(try_cast(longitude as double) not between -180 and 180, true)",
}
"""Rule -> SQL that is true where a row breaks it."""
_PLAIN_WHOLE = "(try_cast({name} as bigint)::varchar = {name} or regexp_full_match({name}, '-?[0-9]{{1,18}}'))"
_PLAIN_COUNT = (
    "(strlen({name}) <= 7 and try_cast({name} as uinteger)::varchar = {name}"
    " or regexp_full_match({name}, '[0-9]{{1,18}}') and try_cast({name} as bigint) <= 9999999)"
)
PLAIN = (
    _PLAIN_WHOLE.format(name="id"),
    *(_PLAIN_COUNT.format(name=name) for name in COUNTS),
    *(f"strlen({name}) = 1 and {name} between '{first}' and '{last}'" for name, (first, last) in CODES.items()),
    "(active_year = '1' or active_year = '0' or lower(active_year) in ('true', 'false'))",
    "try_cast(latitude as double) between -90 and 90",
    "try_cast(longitude as double) between -180 and 180",
    f"first_day >= date '{EARLIEST}'",
    "last_day >= first_day",
    "last_day <= getvariable('ucdp_came_on')",
)
"""SQL of which each holds in a row of ordinary cells; where all hold, no rule is broken but that on the country, which
is asked by itself. `first_day` and `last_day` are `DAY` of the row's dates. Cheaper than `RULES`, which are asked of
what is not plain."""
OUTSIDE = "enum('another_country', 'another_province', 'no_province_named')"
"""Why a row is not of the province; null where it is."""
PROTEST_BIT = 1 << list(RULES).index(PROTEST_RULE)
UNKNOWN_CODE = " or ".join(
    f"try_cast({code} as integer) not between {a} and {b + (b == PROTEST - 1)}" for code, (a, b) in CODES.items()
)
"""The last bit of `broken`, no rule: a file that holds such a row is refused whole."""

SEEN = ("id", "date_start", "date_end", "date_prec", "best", "low", "high")
"""What a sighting says of an event."""
REST = tuple(name for name in COLUMNS if name not in SEEN)
# Lists of texts: as a struct, its 49 columns would be written for every row of the file, empty for those elsewhere,
# which took half the time of staging. Two of them: what is read more than once is apart from the long texts.
FIELD = {
    name: f"{part}[{position}]"
    for part, names in (("seen", SEEN), ("rest", REST))
    for position, name in enumerate(names, start=1)
}
"""Column -> SQL that takes it out of a staged record."""
BROKEN_RULES = f"""select staged.row_number, staged.seen, staged.rest, rules.rule
    from ucdp_numbered as staged
    cross join (select unnest({[*RULES]!r}) as rule, unnest(range({len(RULES)})) as bit) as rules
    where staged.broken > 0 and (staged.broken >> rules.bit::integer) & 1 = 1"""
"""A row each time a staged row breaks a rule: `row_number`, `seen`, `rest` and `rule`."""
