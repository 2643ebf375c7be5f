"""UCDP's cells in SQL, and what came of a file's rows.

A file as its publisher makes it is read once and as it is. Only where rows break a rule that another way of writing
explains (days of a spreadsheet, `2.0`) is it read a second time, through the expressions of this module, which say in
SQL what `corridorwatch.ingest.cell_rules` says in Python.
"""

from collections.abc import Mapping

import duckdb

from corridorwatch.ingest import cell_rules
from corridorwatch.ingest.cell_rules import DAY_FIRST, MONTH_FIRST, UNKNOWN_WORDS, DayEvidence, DayForm
from corridorwatch.ingest.told import MOST_EXAMPLES, BrokenRule, Judged, short
from corridorwatch.sources.ucdp.parse import months_of, refused
from corridorwatch.sqlmodels import literal
from corridorwatch.warehouse import one

DAYS = ("date_start", "date_end")
ELSEWHERE = "select coalesce(sum(records), 0)::bigint from ucdp_elsewhere"
ROWS = f"select (select count(*) from ucdp_staged) + ({ELSEWHERE})"
"""SQL: how many rows that break no rule are surely of elsewhere, and how many rows there are."""

_WORDS = ", ".join(literal(word) for word in UNKNOWN_WORDS)
IS_UNKNOWN = f"({{0}} is null or strlen({{0}}) <= {max(map(len, UNKNOWN_WORDS))} and lower({{0}}) in ({_WORDS}))"
"""SQL: whether a cell says that nothing is known. The length is asked first: most cells are longer."""
KNOWN = f"list_transform({{0}}, lambda cell: case when lower(cell) not in ({_WORDS}) then cell end)"
"""SQL: a list of cells, null where they say that nothing is known."""

_TIME = r"(,?[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp]\.?[Mm]\.?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?)?"
_NUMBERS = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})"
_NAMED = r"\d{1,2}[-/ ][A-Za-z]{3,9}\.?,?[-/ ]"
_DIGITS_WITH_ZEROS = r"[0-9]{1,18}\.0+"
_FORMS = {MONTH_FIRST: r"\3-\1-\2", DAY_FIRST: r"\3-\2-\1"}


def named(name: str) -> str:
    """SQL: a cell, null where it says that nothing is known."""
    return f"case when not {IS_UNKNOWN.format(name)} then {name} end"


def whole(name: str) -> str:
    """SQL: `2.0` as `2`; what is no whole number stays."""
    return f"regexp_replace({name}, '^([0-9]{{1,18}})\\.0+$', '\\1')"


def day(name: str, form: DayForm) -> str:
    """SQL: a day in another way of writing as 2026-01-31; what is no day, and what needs no help, stays."""
    ways = []
    if form.order:
        turned = f"regexp_replace(trim({name}), '^{_NUMBERS}.*$', '{_FORMS[form.order]}')"
        ways.append(
            f"when regexp_full_match(trim({name}), '{_NUMBERS}{_TIME}') then try_cast({turned} as date)::varchar"
        )
    if form.is_serial:
        number = f"try_cast(left({name}, 5) as integer)"
        ways.append(
            f"when regexp_full_match({name}, '\\d{{5}}(\\.\\d+)?') and {number} between 25569 and 73050"
            f" then (date '1899-12-30' + {number})::varchar"
        )
    bare = f"regexp_replace(regexp_replace(trim({name}), '{_TIME}$', ''), '[-/., ]+', ' ', 'g')"
    for pattern, years in ((r"\d{4}", "%Y"), (r"\d{2}", "%y")):
        ways.append(
            f"when regexp_full_match(trim({name}), '{_NAMED}{pattern}{_TIME}') then"
            f" try_strptime({bare}, ['%d %B {years}', '%d %b {years}'])::date::varchar"
        )
    ways.append(
        f"when regexp_full_match(trim({name}), '[A-Za-z]{{3,9}}\\.? \\d{{1,2}},? \\d{{4}}{_TIME}') then"
        f" try_strptime({bare}, ['%B %d %Y', '%b %d %Y'])::date::varchar"
    )
    return f"coalesce(case {' '.join(ways)} end, {name})"


def form_of(
    connection: duckdb.DuckDBPyConnection, field: Mapping[str, str], *, name: str, source: str, date_format: str
) -> DayForm | None:
    """How to read a staged file a second time, or None where that would change nothing.

    Args:
        field: column -> SQL that takes it out of a staged record of `ucdp_staged`.

    Raises:
        BrokenSource: the order of day and month cannot be told.
    """
    if not one(connection.execute("select max(broken) from ucdp_staged"))[0]:
        return None
    start, end = (field[column] for column in DAYS)
    has_zeros = one(
        connection.execute(
            "select count(*) from ucdp_staged where broken > 0 and (list_count(list_filter(seen || rest,"
            f" lambda cell: regexp_full_match(cell, '{_DIGITS_WITH_ZEROS}'))) > 0)"
        )
    )[0]
    # Days in the publisher's own form break no rule: only the others, each once, tell how they are written.
    found = connection.execute(
        f"select distinct cell, year from (select unnest([{start}, {end}]) as cell, {field['year']} as year"
        " from ucdp_staged where broken > 0)"
        f" where not {IS_UNKNOWN.format('cell')}"
        " and coalesce(try_cast(left(cell, 10) as date) < date '1900-01-01', true)"
    )
    evidence = DayEvidence()
    while some := found.fetchmany(10_000):
        for cell, year in some:
            evidence.see(cell.strip(), year)
    if not evidence.cells and not has_zeros:
        return None
    plain = one(
        connection.execute(
            "select (select count(*) from ucdp_staged where date_start is not null)"
            " + (select count(*) from ucdp_elsewhere)"
        )
    )[0]
    if plain:
        evidence.cells += 1  # a column of a spreadsheet's numbers holds nothing else
    return cell_rules.decide(
        evidence,
        file=name,
        column="date_start or date_end",
        add=f"corridorwatch add {source} FILE",
        date_format=date_format,
        months=months_of(name),
    )


def judged(
    connection: duckdb.DuckDBPyConnection, field: Mapping[str, str], broken_rules: str, received: int, note: str
) -> Judged:
    """What came of the rows of the staged file.

    Args:
        broken_rules: a query of `row_number`, `seen`, `rest` and `rule`, a row each time one is broken.
    """
    deaths = f"stated_figure({field['best']})"
    refused, elsewhere, dead, here, here_refused, lost, lost_dead = one(
        connection.execute(
            "select count(*) filter (broken > 0), count(*) filter (broken = 0 and outside is not null)"
            f" + ({ELSEWHERE}),"
            f" coalesce(sum({deaths}) filter (broken > 0), 0)::bigint,"
            " count(*) filter (outside is distinct from 'another_country')"
            f" + ({ELSEWHERE} where outside <> 'another_country'),"
            " count(*) filter (broken > 0 and outside is distinct from 'another_country'),"
            " count(*) filter (broken > 0 and outside is null),"
            f" coalesce(sum({deaths}) filter (broken > 0 and outside is null), 0)::bigint"
            " from ucdp_staged"
        )
    )
    odd_years, example = one(
        connection.execute(
            f"select count(*), min({field['id']}) from (select * from ucdp_staged where broken = 0 and outside is null)"
            f" where {_ODD_YEAR.format(**field)}"
        )
    )
    unreadable, line = one(connection.execute("select count(*), min(line) from ucdp_unreadable"))
    rules = []
    # Of each rule the cell that broke it, as the file has it: a column's rule begins with its name.
    ways = [f"when starts_with(rule, {literal(name + ':')}) then coalesce({cell}, '')" for name, cell in field.items()]
    cells = f"case {' '.join(ways)} end"
    for rule, rows, row, examples in connection.execute(
        f"select rule, sum(rows)::bigint, min(row), list((row, cell) order by row) from (select rule, {cells} as cell,"
        f" count(*) as rows, min(row_number) as row from ({broken_rules}) group by all)"
        " group by rule order by 2 desc, 1"
    ).fetchall():
        column = rule.partition(":")[0]
        told = [
            (at, f"{column} {short(cell) if (cell or '').strip() else 'is empty'}")
            for at, cell in examples[:MOST_EXAMPLES]
        ]
        rules.append(BrokenRule(rule, rows, row, told[0][1], told[1:]))
    if unreadable:
        rules.append(BrokenRule("line: a whole record", unreadable, line))
    notes = [note] if note else []
    for said, where in _ODD.items():
        rows, event = one(
            connection.execute(
                f"select count(*), min(try_cast({field['id']} as bigint)) from (select * from ucdp_staged"
                f" where broken = 0 and outside is null) where {where.format(**field)}"
            )
        )
        notes += [f"{said}: {rows:,} x, id {event} for instance"] if rows else []
    repeated, event = one(
        connection.execute(
            f"select count(*) - count(distinct {field['id']}), min(try_cast(id as bigint)) filter (times > 1) from"
            f" (select *, {field['id']} as id, count(*) over (partition by {field['id']}) as times from ucdp_staged"
            " where broken = 0 and outside is null)"
        )
    )
    if repeated:
        notes.append(
            f"an id stands in several rows, of which the first counts: {repeated:,} rows too many, id {event} for"
            " instance"
        )
    if odd_years:
        notes.append(f"the year beside the date is another one, the date is taken: {odd_years:,} x, id {example}")
    refused += unreadable
    return Judged(received, refused, elsewhere, dead, here, here_refused, lost, lost_dead, rules, notes)


_DEAD = "({deaths_a}::bigint + {deaths_b}::bigint + {deaths_civilians}::bigint + {deaths_unknown}::bigint)"
_ODD = {
    "best lies outside low and high, and counts": ("{best}::bigint not between {low}::bigint and {high}::bigint"),
    "the sides add up to less than best, and the rest counts as killed, side not said": f"{_DEAD} < {{best}}::bigint",
    "the sides add up to more than best, and best counts": f"{_DEAD} > {{best}}::bigint",
}
_ODD_YEAR = (
    "try_cast({year} as integer) not between year(try_cast(left({date_start}, 10) as"
    " date)) and year(try_cast(left({date_end}, 10) as date))"
)


def refuse_without_dates(
    connection: duckdb.DuckDBPyConnection, field: Mapping[str, str], name: str, source: str
) -> None:
    """Refuse a file whose dates a spreadsheet turned into times of day.

    Raises:
        BrokenSource: more than half of its rows have none.
    """
    rows = one(connection.execute(ROWS))[0]
    clocks = one(
        connection.execute(
            "select count(*) from ucdp_staged where broken > 0"
            rf" and regexp_matches({field['date_start']}, '^\d{{1,2}}:\d{{2}}\.\d$')"
        )
    )[0]
    if clocks * 2 > rows:
        raise refused(
            name,
            f"has no dates: {clocks:,} of {rows:,} rows hold a time of day such as 00:00.0 where the date was."
            " A spreadsheet opened and saved it",
            "dates such as 2021-03-05 00:00:00.000",
            source,
        )
