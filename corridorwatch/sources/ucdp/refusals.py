"""What refuses a file of UCDP whole, once its rows are staged: it is not the file that it says it is."""

from pathlib import Path

import duckdb

from corridorwatch.config import Scope
from corridorwatch.sources.ucdp import cells as ucdp_cells
from corridorwatch.sources.ucdp.parse import CODES, MOST_REFUSED, PROTEST, refused
from corridorwatch.sources.ucdp.rules import BROKEN_RULES, FIELD, PROTEST_BIT, RULES
from corridorwatch.warehouse import one


def refuse_whole(connection: duckdb.DuckDBPyConnection, path: Path, name: str, source: str, scope: Scope) -> None:
    """Hold the rows in `ucdp_staged` and `ucdp_elsewhere`, and the lines in `ucdp_unreadable`, to what a whole file is.

    Raises:
        BrokenSource: they are not: cut short, of another product, without an event of the country or province, with
            codes that are not known, or mostly broken.
    """
    # Rows of the product on protest say nothing against the others.
    rows, broken, protests, in_country, broken_here, here = one(
        connection.execute(
            f"select ({ucdp_cells.ROWS}),"
            f" count(*) filter (broken > 0 and broken <> {PROTEST_BIT}),"
            f" count(*) filter (broken & {PROTEST_BIT} > 0),"
            " count(*) filter (outside is distinct from 'another_country')"
            f" + ({ucdp_cells.ELSEWHERE} where outside <> 'another_country'),"
            " count(*) filter (broken > 0 and outside is distinct from 'another_country'),"
            " count(*) filter (outside is null) from ucdp_staged"
        )
    )
    staged_codes = [f"try_cast({FIELD[code]} as integer)" for code in CODES]
    codes = one(
        connection.execute(
            f"select {', '.join(f'min({code}), max({code})' for code in staged_codes)} from ucdp_staged"
            f" where broken >= {1 << len(RULES)}"
        )
    )
    unreadable, end = one(
        connection.execute("select count(*), coalesce(max(position + strlen(csv_line)), 0) from ucdp_unreadable")
    )
    if not rows:
        raise refused(name, "holds no event that can be read", "a row an event", source)
    if unreadable and end >= path.stat().st_size - 2:
        raise refused(name, "ends in the middle of a record: it was cut short", "the whole file", source)
    broken_quotes = connection.execute(
        "select line from ucdp_unreadable where fault in ('unquoted value', 'unterminated quote') order by 1"
    ).fetchone()
    if broken_quotes:
        # It may have swallowed the records after it, and nobody could count them.
        raise refused(
            name,
            f"has a quote in row {broken_quotes[0]:,} that does not open or close a field",
            'quotes only around whole fields, doubled ("") within them',
            source,
        )
    if protests == rows:
        raise refused(
            name,
            f"holds nothing but type_of_violence {PROTEST}: it is UCDP's product on violent political protest, not GED",
            "events of type_of_violence 1 to 3",
            source,
        )
    if not in_country:
        # Its silence would be drawn as peace.
        raise refused(name, f"holds no event in {scope.country}", f"a file that speaks for {scope.country}", source)
    if not here:
        # Nor may a province in a spelling that is not known.
        provinces = one(
            connection.execute(
                "select string_agg(place, ', ' order by place) from"
                " (select place from ucdp_staged where outside = 'another_province'"
                "  union select place from ucdp_elsewhere where outside = 'another_province')"
            )
        )[0]
        raise refused(
            name,
            f"holds {in_country:,} events in {scope.country} and none in {scope.provinces[0]}; the provinces that it"
            f" names are {provinces or 'none'}",
            f"rows of {scope.provinces[0]}, spelled {' or '.join(scope.provinces)}",
            source,
        )
    for number, (code, (first, last)) in enumerate(CODES.items()):
        least, most = codes[2 * number], codes[2 * number + 1]
        last += last == PROTEST - 1
        if least is not None and (least < first or most > last):
            raise refused(
                name,
                f"holds {code} {least if least < first else most}, a code that this version does not know",
                f"{code} from {first} to {last}",
                source,
            )
    if broken + unreadable > max(MOST_REFUSED * rows, 20) or broken_here * 2 > in_country:
        judged = ucdp_cells.judged(connection, FIELD, BROKEN_RULES, rows + unreadable, "")
        raise refused(
            name,
            f"has {judged.refused:,} rows of {rows + unreadable:,} that break the rules; most often: {judged.rules[0]}",
            f"at most {MOST_REFUSED:.0%} of rows to be odd",
            source,
        )
