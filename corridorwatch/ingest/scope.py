"""What a country, a province or a figure of the dead says, told to Python by the SQL macros that decide it everywhere.

Here belongs only the asking; the rules are in sql/macros: said_country, said_province, stated_toll_in.
"""

from collections.abc import Iterable
from functools import cache, lru_cache

import duckdb

from corridorwatch.config import Scope
from corridorwatch.warehouse import load_macros, one


def speaks_for_scope(provinces: Iterable[str | None]) -> bool:
    """Whether any record may be of the province: its column names it in some spelling, nearly so, or says nothing."""
    return any(is_of_the_province(province) or _said_province(province or "") == "none" for province in provinces)


def is_of_the_province(province: str | None) -> bool:
    """Whether a province column names the province, in a known spelling or nearly."""
    return _said_province(province or "") in ("balochistan", "like_balochistan")


def is_the_country(country: str | None) -> bool:
    """Whether a record may be of the country: its column names it, by its name or code, or says nothing."""
    return _said_country(country or "") != "another"


def is_elsewhere(country: str | None, province: str | None) -> bool:
    """Whether a record's own columns put it into another country, or into another province."""
    return not is_the_country(country) or _said_province(province or "") == "another"


def stated_deaths(records: Iterable[str]) -> int:
    """The deaths that refused records state together, each JSON as in the quarantine: what core.exclusions counts."""
    return sum(_stated(record) for record in records)


@lru_cache(maxsize=10_000)
def stated_figure(cell: str) -> int:
    """The number of people that a cell states; 0 where it states none."""
    return one(_macros().execute("select coalesce(stated_figure($cell), 0)", {"cell": cell}))[0]


def _stated(record: str) -> int:
    return one(_macros().execute("select coalesce(stated_toll_in($record::json), 0)", {"record": record}))[0]


@lru_cache(maxsize=10_000)
def _said_province(text: str) -> str:
    return one(_macros().execute("select said_province($text)", {"text": text}))[0]


@lru_cache(maxsize=10_000)
def _said_country(text: str) -> str:
    values = {"text": text, "country": Scope().country}
    return one(_macros().execute("select said_country($text, $country)", values))[0]


@cache
def _macros() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    load_macros(connection)
    return connection
