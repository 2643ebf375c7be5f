"""UCDP's CSV read by DuckDB: rows surely of elsewhere are added up as they are read, all others are staged.

A file holds a few rows of the province and many of other countries. Which country or province a text names, and what
breaks a rule, is asked exactly of the few. Of the many it is known beforehand: texts out of all parts of the file are
looked up once, and a row that holds one of them and plain cells (`ucdp_rules.PLAIN`) is counted, in a memory that does
not grow with the file. What is not surely so is staged: a guess decides what a row costs, never what becomes of it.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import duckdb

from corridorwatch.config import Scope
from corridorwatch.ingest.cell_rules import DayForm
from corridorwatch.sources.ucdp import cells as ucdp_cells
from corridorwatch.sources.ucdp.parse import CODES, COLUMNS, Layout, refused
from corridorwatch.sources.ucdp.rules import COUNTS, DAY, OUTSIDE, PLAIN, REST, RULES, SEEN, UNKNOWN_CODE
from corridorwatch.sqlmodels import literal

_LOOKS, _LOOK_BYTES = 1024, 4096
"""Places at which a file is looked into for texts, evenly over it, and how much of it each time: of some ten rows each,
a country of four hundred rows in a row is met."""
_MOST_TEXTS = 500
"""So many texts, the most frequent, are looked up."""


def read(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    shape: Layout,
    name: str,
    source: str,
    scope: Scope,
    form: DayForm | None = None,
) -> None:
    """Read the file into the temporary tables `ucdp_staged`, `ucdp_elsewhere` and `ucdp_unreadable`.

    `ucdp_staged`: a row each of the province, and each that breaks a rule or was not surely of elsewhere, with its
    place in the file (`nth`, from 0), why it is outside, and the whole record as lists of texts where it is kept.
    `ucdp_elsewhere`: all other rows, none of which breaks a rule, by reason and place, those of the scope's country by
    day as well. `ucdp_unreadable`: lines that are no record.

    Args:
        form: how days are written where it is not the publisher's way; None for the first reading.

    Raises:
        BrokenSource: DuckDB cannot read the file as CSV.
    """
    given = ", ".join(f"{literal(f'c{number}')}: 'VARCHAR'" for number in range(len(shape.columns)))
    rows = f"""read_csv({literal(str(path))}, auto_detect=false, header={str(shape.has_header).lower()},
        skip={int(shape.has_hxl)}, columns={{{given}}}, delim={literal(shape.delimiter)}, quote='"', escape='"',
        store_rejects=true, rejects_table='ucdp_reject_errors', rejects_scan='ucdp_reject_scans', rejects_limit=0)"""
    renamed = ", ".join(
        f"c{shape.columns.index(column)} as {column}" if column in shape.columns else f"null::varchar as {column}"
        for column in COLUMNS
    )
    # Rows are numbered as they are read.
    records = f"select row_number() over () - 1 as nth, * from (select {renamed} from {rows})"
    if form is not None:
        days = [f"{ucdp_cells.day(column, form)} as {column}" for column in ucdp_cells.DAYS]
        wholes = ("id", *COUNTS, *CODES, "year", "active_year", "number_of_sources")
        tidied = [
            *days,
            f"{ucdp_cells.named('country')} as country",
            *(f"{ucdp_cells.whole(column)} as {column}" for column in wholes),
        ]
        records = f"select * replace ({', '.join(tidied)}) from ({records})"
    # Where the file is surely read again, the first reading keeps no more than tells how its days are written.
    is_last = form is not None or not shape.is_rewritten
    elsewhere = _surely_elsewhere(connection, path, shape, scope) if is_last else "null::varchar"
    kept = ("nth", *(COLUMNS if is_last else _ASKED))
    statement = _READ.format(
        records=records, elsewhere=elsewhere, row=", ".join(f"{literal(each)}: {each}" for each in kept)
    )
    try:
        _forget_rejects(connection)
        connection.execute(statement)
    except duckdb.Error as error:
        fact = str(error).splitlines()[0].removeprefix("Invalid Input Error: ")
        raise refused(name, f"cannot be read as CSV: {fact}", "UCDP's CSV, in UTF-8", source) from error
    connection.execute(_ELSEWHERE)
    _judge(connection, scope, REST if is_last else REST[:1])
    connection.execute(_UNREADABLE)


def _judge(connection: duckdb.DuckDBPyConnection, scope: Scope, rest: Sequence[str]) -> None:
    """Stage the rows of `ucdp_read_rows` that are not surely of elsewhere: where each lies, and what it breaks."""
    faults = (*RULES.values(), UNKNOWN_CODE)
    broken = " + ".join(f"coalesce({fault}, false)::integer * {1 << bit}" for bit, fault in enumerate(faults))
    # What names no province, or nearly this one, goes on where its place may decide it: core.record_scope.
    # An enum is a byte a row, as long as it is compared by "=": "case outside when" would cast every row to text.
    outside = f"""case
        when told_country = 'another' then 'another_country'::{OUTSIDE}
        when told_province = 'another' then 'another_province'::{OUTSIDE}
        when told_province = 'none' and not coalesce(where_prec in ('1', '2', '3'), false)
            then 'no_province_named'::{OUTSIDE}
    end"""
    # A row that breaks a rule is kept as it is written.
    # Named once each: DuckDB makes what an expression names twice for every row, whichever case it stands in.
    kept = ", ".join(
        f"case when broken > 0 or outside is null then [{', '.join(names)}] end as {name}"
        for name, names in (("seen", SEEN), ("rest", rest))
    )
    lists = ", ".join(f"if(broken > 0, {name}, {ucdp_cells.KNOWN.format(name)}) as {name}" for name in ("seen", "rest"))
    rows = "select unnest(row) from (select unnest(rows) as row from ucdp_read_rows)"
    # What a country or a province says is asked once for each text.
    connection.execute(
        f"""create or replace temp table ucdp_places as
        with texts as (select distinct country as of_country, adm_1 as of_province from ({rows}))
        select *, said_country(of_country, {literal(scope.country)}) as told_country,
            case when told_country <> 'another' then said_province(of_province) end as told_province
        from texts"""
    )
    connection.execute(
        f"""create or replace temp table ucdp_staged as
        select nth, outside,
            case when outside = 'another_country' then country
                when outside = 'another_province' then adm_1 end as place,
            try_cast(best as integer) as best, {DAY.format(name="date_start")} as date_start,
            broken, {lists}
        from (select nth, outside, country, adm_1, best, date_start, broken, {kept}
        from (select *, {outside} as outside, {broken} as broken
            from ({rows}) as row
            left join ucdp_places as told on told.of_country is not distinct from row.country
                and told.of_province is not distinct from row.adm_1))
        order by nth"""
    )
    connection.execute("drop table ucdp_places")
    connection.execute("drop table ucdp_read_rows")


def _surely_elsewhere(connection: duckdb.DuckDBPyConnection, path: Path, shape: Layout, scope: Scope) -> str:
    """SQL: why a row is outside, where that is sure and the row breaks no rule; else null."""
    met = _texts(path, shape)
    countries = [country for country, _ in Counter(country for country, _ in met.elements()).most_common(_MOST_TEXTS)]
    said = f"said_country(text, {literal(scope.country)})"
    others = _those(connection, countries, f"{said} = 'another'")
    own = _those(connection, countries, f"{said} <> 'another'")
    provinces = Counter({province: times for (country, province), times in met.items() if country in own})
    units = _those(
        connection, [text for text, _ in provinces.most_common(_MOST_TEXTS)], "said_province(text) = 'another'"
    )
    ways = [f"when country in ({_listed(others)}) then 'another_country'"] if others else []
    if units:
        ways.append(f"when country in ({_listed(own)}) and adm_1 in ({_listed(units)}) then 'another_province'")
    return f"case when {' and '.join(PLAIN)} then case {' '.join(ways)} end end" if ways else "null::varchar"


def _texts(path: Path, shape: Layout) -> Counter[tuple[str, str]]:
    """Countries and provinces that rows here and there in the file name, and in how many rows."""
    country, province = (shape.columns.index(name) for name in ("country", "adm_1"))
    size, met = path.stat().st_size, Counter()
    with path.open("rb") as file:
        for start in range(0, size, max(size // _LOOKS, _LOOK_BYTES)):
            file.seek(start)
            # What stands before the first line end is the end of a row.
            text = file.read(_LOOK_BYTES).decode("utf-8", "replace").partition("\n")[2]
            with suppress(csv.Error):
                for cells in csv.reader(io.StringIO(text, newline=""), delimiter=shape.delimiter):
                    if len(cells) == len(shape.columns):
                        met[cells[country], cells[province]] += 1
    return met


def _those(connection: duckdb.DuckDBPyConnection, texts: Sequence[str], condition: str) -> list[str]:
    """The texts of which it holds, without those that say that nothing is known."""
    found = connection.execute(
        f"select text from (select unnest($texts::varchar[]) as text) where {condition}"
        f" and not {ucdp_cells.IS_UNKNOWN.format('text')}",
        {"texts": list(texts)},
    )
    return [text for (text,) in found.fetchall()]


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(map(literal, texts))


def _forget_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("drop table if exists ucdp_reject_errors")
    connection.execute("drop table if exists ucdp_reject_scans")


_ASKED = tuple(
    dict.fromkeys((*SEEN, REST[0], "country", "adm_1", *COUNTS, *CODES, "active_year", "latitude", "longitude"))
)
"""The columns that rules ask for, and the year."""
# Lists of some thousand rows each: one list of all would be copied each time it grows.
_READ = f"""
create or replace temp table ucdp_read_rows as
select elsewhere, place, day, part, count(*) as records, sum(deaths)::bigint as deaths, min(first_day) as first_day,
    max(first_day) as last_day, list({{{{{{row}}}}}}) filter (where elsewhere is null) as rows
from (
    select *, case elsewhere when 'another_country' then country when 'another_province' then adm_1 end as place,
        case when elsewhere = 'another_province' then first_day end as day,
        case when elsewhere is null then nth >> 12 end as part
    from (
        select *, {{elsewhere}} as elsewhere, try_cast(best as integer) as deaths
        from (
            select *, {DAY.format(name="date_start")} as first_day, {DAY.format(name="date_end")} as last_day
            from ({{records}})
        )
    )
)
group by all
"""
_ELSEWHERE = """
create or replace temp table ucdp_elsewhere as
select elsewhere as outside, place, records, deaths, first_day, last_day
from ucdp_read_rows where elsewhere is not null
"""
_UNREADABLE = """
create or replace temp table ucdp_unreadable as
select line, any_value(lower(error_type)) as fault, any_value(csv_line) as csv_line, max(line_byte_position) as position
from ucdp_reject_errors group by line
"""
