"""The door of UCDP's files: each row read once, by DuckDB, in a memory that does not grow with the file.

Every row of the file is counted, whatever its country: rows of the province go into `raw` as reported, rows elsewhere
are counted by place in `raw.elsewhere`, rows that break a rule go to `raw.quarantine` with the rule's name.

UCDP rewrites its rows from release to release. Every snapshot that is kept speaks in `raw.<source>_sightings`: what was
said of each event of the province, and when. A snapshot is read for that once; its figures stay in
`prepared.ucdp_figures`, for as long as the code that reads them is the same.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from corridorwatch.config import Scope
from corridorwatch.errors import BrokenSource
from corridorwatch.raw import open_door
from corridorwatch.snapshots import Snapshot, SnapshotStore
from corridorwatch.sources import ucdp_cells
from corridorwatch.sources.cell_rules import DayForm
from corridorwatch.sources.told import Judged
from corridorwatch.sources.ucdp import (
    CANDIDATE,
    CODES,
    COLUMNS,
    GED,
    MOST_REFUSED,
    PROTEST,
    Layout,
    csv_of,
    layout,
    refused,
)
from corridorwatch.sources.ucdp_sightings import PREPARED, SIGHTINGS
from corridorwatch.sqlmodels import literal
from corridorwatch.warehouse import transaction

SOURCES = (GED, CANDIDATE)
"""The sources, and the tables of `raw` of the same names."""

_COUNTS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low")
EARLIEST = date(1989, 1, 1)
"""UCDP GED begins here."""

_DAY = "try_cast(left({name}, 10) as date)"
# A cast alone would round 3.5 to 4, and take 1e3 and 1_000 for a thousand.
_NO_WHOLE_NUMBER = (
    "case when try_cast({name} as bigint)::varchar = {name} then false"
    " else coalesce(not regexp_full_match({name}, '-?[0-9]{{1,18}}'), true) end"
)
_PROTEST_RULE = f"type_of_violence: 1, 2 or 3; {PROTEST} is the product of UCDP on violent political protest, not GED"
_RULES: Mapping[str, str] = {
    "id: a whole number": _NO_WHOLE_NUMBER.format(name="id"),
    "country: not empty": "country is null",
    **{
        f"{name}: a date that exists, not before {EARLIEST.year}": (
            f"coalesce({_DAY.format(name=name)} < date '{EARLIEST}', true)"
        )
        for name in ("date_start", "date_end")
    },
    "date_end: not before date_start": f"{_DAY.format(name='date_end')} < {_DAY.format(name='date_start')}",
    **{
        f"{name}: a whole number not below zero": (
            f"{_NO_WHOLE_NUMBER.format(name=name)} or try_cast({name} as bigint) not between 0 and 9999999"
        )
        for name in _COUNTS
    },
    **{f"{name}: a code": _NO_WHOLE_NUMBER.format(name=name) for name in CODES},
    _PROTEST_RULE: f"try_cast(type_of_violence as integer) = {PROTEST}",
    "active_year: 0, 1, TRUE or FALSE": "coalesce(lower(active_year) not in ('0', '1', 'true', 'false'), true)",
    "latitude: degrees": "coalesce(try_cast(latitude as double) not between -90 and 90, true)",
    "longitude: degrees": "coalesce(try_cast(longitude as double) not between -180 and 180, true)",
}
"""Rule -> SQL that is true where a row breaks it."""
_OUTSIDE = "enum('another_country', 'another_province', 'no_province_named')"
"""Why a row is not of the province; null where it is."""
_PROTEST_BIT = 1 << list(_RULES).index(_PROTEST_RULE)
_UNKNOWN_CODE = " or ".join(
    f"try_cast({code} as integer) not between {a} and {b + (b == PROTEST - 1)}" for code, (a, b) in CODES.items()
)
"""The last bit of `broken`, no rule: a file that holds such a row is refused whole."""

_SEEN = ("id", "date_start", "date_end", "date_prec", "best", "low", "high")
"""What a sighting says of an event."""
_REST = tuple(name for name in COLUMNS if name not in _SEEN)
# Lists of texts: as a struct, its 49 columns would be written for every row of the file, empty for those elsewhere,
# which took half the time of staging. Two of them: what is read more than once is apart from the long texts.
_FIELD = {
    name: f"{part}[{position}]"
    for part, names in (("seen", _SEEN), ("rest", _REST))
    for position, name in enumerate(names, start=1)
}
"""Column -> SQL that takes it out of a staged record."""

_READERS = ("cell_rules.py", "ucdp.py", "ucdp_cells.py", "ucdp_door.py")
"""The code that decides what is read from a file."""

_RECEIVED = "select (select count(*) from ucdp_staged) + (select count(*) from ucdp_unreadable)"


@dataclass(frozen=True)
class Loaded:
    """What a file, or all files of a source, held: rows received, kept in the province, counted elsewhere, refused."""

    received: int = 0
    kept: int = 0
    elsewhere: int = 0
    refused: int = 0
    note: str = ""


def inspect(path: Path, name: str, source: str = GED, date_format: str = "") -> Judged:
    """Read a whole CSV as `load` would and keep nothing; what became of its rows.

    Raises:
        BrokenSource: the file is refused whole.
    """
    with duckdb.connect() as connection:
        shape = _stage(connection, path, name, source, Scope(), date_format)
        received = connection.execute(_RECEIVED).fetchone()[0]
        return ucdp_cells.judged(connection, _FIELD, _BROKEN_RULES, received, shape.note)


def load(
    connection: duckdb.DuckDBPyConnection,
    source_id: str,
    store: SnapshotStore,
    scope: Scope,
    *,
    as_of: date,
    timezone: str,
) -> Loaded:
    """Replace `raw.<source_id>` by the rows of the snapshots taken by the as-of date.

    Of GED the newest file counts; of Candidate, whose files hold a month or a few each, the newest of each name.
    Where no file was taken by then, those taken since are read, and none of their rows is known yet. Without any
    snapshot the table is empty. `raw.<source_id>_sightings` holds what every snapshot taken by then said.

    Args:
        timezone: the clock by which a snapshot's day is told.

    Raises:
        BrokenSource: a file that counts is refused whole; `raw` stays as it was.
    """
    taken = [(snapshot, _taken_at(snapshot, timezone).date()) for snapshot in store.history(source_id)]
    chosen = [pair for pair in taken if pair[1] <= as_of] or taken
    newest = {snapshot.file_name if source_id == CANDIDATE else "": (snapshot, day) for snapshot, day in chosen}
    total = Loaded()
    with transaction(connection):
        _forget_what_other_code_read(connection, scope)
    known = [snapshot for snapshot, day in taken if day <= as_of]
    in_force = {snapshot.sha256 for snapshot, _ in newest.values()}
    notes = [_read_for_revisions(connection, each, scope) for each in known if each.sha256 not in in_force]
    with transaction(connection):
        open_door(connection, source_id)
        columns = ", ".join(f"{name} varchar" for name in COLUMNS)
        connection.execute(
            f"create or replace table raw.{source_id} ({columns}, row_number bigint, snapshot_sha256 varchar)"
        )
        for order, (snapshot, day) in enumerate(newest.values()):
            loaded = _load_file(connection, source_id, snapshot, day, order, scope)
            total = Loaded(
                total.received + loaded.received,
                total.kept + loaded.kept,
                total.elsewhere + loaded.elsewhere,
                total.refused + loaded.refused,
                "; ".join(note for note in (total.note, loaded.note) if note),
            )
        _write_sightings(connection, source_id, known, timezone)
        total = replace(total, note="; ".join(note for note in (total.note, *notes) if note))
        if newest:
            connection.execute(
                "insert into raw.received select $table, string_agg(file_name, '; ' order by release_order),"
                " string_agg(snapshot_sha256, ' ' order by release_order), $received, $accepted, $refused"
                " from raw.source_files where table_name = $table",
                {
                    "table": source_id,
                    "received": total.received,
                    "accepted": total.kept + total.elsewhere,
                    "refused": total.refused,
                },
            )
    return total


def _taken_at(snapshot: Snapshot, timezone: str) -> datetime:
    return datetime.fromisoformat(snapshot.fetched_at).astimezone(ZoneInfo(timezone))


def _load_file(
    connection: duckdb.DuckDBPyConnection, table: str, snapshot: Snapshot, day: date, order: int, scope: Scope
) -> Loaded:
    values = {"table": table, "file": snapshot.file_name, "sha256": snapshot.sha256}
    with _staged(connection, snapshot, scope) as shape:
        for text in (_KEEP, _RECORDS, _ELSEWHERE, _QUARANTINE):
            statement = text.format(table=table)
            connection.execute(statement, {name: value for name, value in values.items() if f"${name}" in statement})
        received, kept, elsewhere = connection.execute(
            f"select ({_RECEIVED}), count(*) filter (outside is null), count(*) filter (outside is not null)"
            " from ucdp_staged where broken = 0"
        ).fetchone()
        _remember(connection, snapshot)
        unit = "year" if table == GED else "month"
        connection.execute(
            "insert into raw.source_files select $table, $file, $sha256, $day, $order,"
            f" date_trunc('{unit}', min(date_start)),"
            f" date_trunc('{unit}', max(date_start)) + interval 1 {unit} - interval 1 day,"
            " $received, $columns, $fingerprint, $note from ucdp_staged where broken = 0",
            {
                **values,
                **{"day": day, "order": order, "received": received},
                **{"columns": len(shape.columns), "fingerprint": shape.fingerprint, "note": shape.note or None},
            },
        )
    return Loaded(received, kept, elsewhere, received - kept - elsewhere, shape.note)


@contextmanager
def _staged(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, scope: Scope) -> Iterator[Layout]:
    """The file in `ucdp_staged`, `ucdp_numbered` and `ucdp_unreadable`, and its layout."""
    date_format = str(snapshot.details.get("date_format") or "")
    with csv_of(snapshot) as csv_path:
        shape = _stage(connection, csv_path, snapshot.file_name, snapshot.source, scope, date_format)
    yield shape
    connection.execute("drop view ucdp_numbered")
    for name in ("ucdp_staged", "ucdp_shifts", "ucdp_unreadable"):
        connection.execute(f"drop table {name}")


def _forget_what_other_code_read(connection: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    connection.execute(PREPARED)
    code = b"".join((Path(__file__).parent / name).read_bytes() for name in _READERS)
    reader = hashlib.sha256(code + scope.model_dump_json().encode()).hexdigest()[:16]
    if connection.execute("select digest from prepared.ucdp_reader").fetchall() != [(reader,)]:
        for table in ("ucdp_figures", "ucdp_read", "ucdp_reader"):
            connection.execute(f"delete from prepared.{table}")
        connection.execute("insert into prepared.ucdp_reader values ($reader)", {"reader": reader})


def _remember(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
    if connection.execute(_IS_READ, {"sha256": snapshot.sha256}).fetchone():
        if not snapshot.details.get("date_format"):
            return
        # The same bytes may have been read with the other order of day and month before.
        for table in ("ucdp_figures", "ucdp_read"):
            connection.execute(f"delete from prepared.{table} where snapshot_sha256 = ?", [snapshot.sha256])
    connection.execute(_FIGURES, {"sha256": snapshot.sha256})
    connection.execute(
        "insert into prepared.ucdp_read select $sha256, date_trunc('year', min(date_start)),"
        " date_trunc('year', max(date_start)) + interval 1 year - interval 1 day from ucdp_staged where broken = 0",
        {"sha256": snapshot.sha256},
    )


def _read_for_revisions(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, scope: Scope) -> str:
    """Remember what a snapshot that no longer counts said, if that was not done before; or say why it cannot be.

    In a transaction of its own: a file at which DuckDB itself gives up ends the one it is read in.
    """
    if connection.execute(_IS_READ, {"sha256": snapshot.sha256}).fetchone():
        return ""
    try:
        with transaction(connection), _staged(connection, snapshot, scope):
            _remember(connection, snapshot)
    except BrokenSource as error:
        # Its part of the past is missing, which is no reason to publish nothing.
        return f"not read for its revisions: {str(error).splitlines()[0]}"
    return ""


def _write_sightings(
    connection: duckdb.DuckDBPyConnection, source: str, taken: Sequence[Snapshot], timezone: str
) -> None:
    """Replace `raw.<source>_sightings` by what those snapshots said that could be read."""
    readings = []
    for snapshot in taken:
        if connection.execute(_IS_READ, {"sha256": snapshot.sha256}).fetchone():
            series = snapshot.file_name if source == CANDIDATE else ""
            moment = _taken_at(snapshot, timezone)
            readings.append((len(readings), series, snapshot.sha256, moment.replace(tzinfo=None), moment.date()))
    connection.execute(
        "create or replace temp table ucdp_readings"
        " (reading bigint, series varchar, snapshot_sha256 varchar, seen_at timestamp, taken_on date)"
    )
    for reading in readings:
        connection.execute("insert into ucdp_readings values (?, ?, ?, ?, ?)", reading)
    connection.execute(SIGHTINGS.format(source=source))
    connection.execute("drop table ucdp_readings")


def _stage(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, source: str, scope: Scope, date_format: str
) -> Layout:
    """Read the file into the temporary table `ucdp_staged`, a slim row each, and refuse it whole where it must be.

    The whole record is kept beside it, as lists of its texts, only for rows of the province and rows that break a rule.
    Lines that are no record (too few cells, broken characters, an open quote) go to `ucdp_unreadable`.
    """
    shape = layout(path, name=name, source=source)
    _read(connection, path, shape, name, source, scope)
    _refuse_without_dates(connection, name, source)
    form = ucdp_cells.form_of(connection, _FIELD, name=name, source=source, date_format=date_format)
    if form is not None or shape.is_rewritten:
        _read(connection, path, shape, name, source, scope, form or DayForm())
    # A file without a broken line, as all good ones are, is not sorted for the numbers.
    unreadable = connection.execute("select count(*) from ucdp_unreadable").fetchone()[0]
    shift, shifts = ("coalesce(shifts.lines, 0)", _SHIFTS) if unreadable else ("0", "")
    connection.execute(_NUMBERED.format(first=shape.first_row, shift=shift, shifts=shifts))
    _refuse_whole(connection, path, name, source, scope)
    return shape


def _read(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    shape: Layout,
    name: str,
    source: str,
    scope: Scope,
    form: DayForm | None = None,
) -> None:
    given = ", ".join(f"{literal(f'c{number}')}: 'VARCHAR'" for number in range(len(shape.columns)))
    renamed = ", ".join(
        f"c{shape.columns.index(column)} as {column}" if column in shape.columns else f"null::varchar as {column}"
        for column in COLUMNS
    )
    end = ""
    if form is not None:
        end = ")"
        days = [f"{ucdp_cells.day(column, form)} as {column}" for column in ucdp_cells.DAYS]
        wholes = ("id", *_COUNTS, *CODES, "year", "active_year", "number_of_sources")
        tidied = ", ".join(
            [
                *days,
                f"{ucdp_cells.named('country')} as country",
                *(f"{ucdp_cells.whole(column)} as {column}" for column in wholes),
            ]
        )
        renamed = f"* replace ({tidied}) from (select {renamed}"
    faults = (*_RULES.values(), _UNKNOWN_CODE)
    broken = " + ".join(f"coalesce({fault}, false)::integer * {1 << bit}" for bit, fault in enumerate(faults))
    provinces = ", ".join(literal(spelling.lower()) for spelling in scope.provinces)
    # An enum is a byte a row, as long as it is compared by "=": "case outside when" would cast every row to text.
    outside = f"""case
        when lower(country) <> {literal(scope.country.lower())} then 'another_country'::{_OUTSIDE}
        when {ucdp_cells.IS_UNKNOWN.format("adm_1")} then 'no_province_named'::{_OUTSIDE}
        when regexp_replace(lower(adm_1), ' province$', '') not in ({provinces}) then 'another_province'::{_OUTSIDE}
    end"""
    # Where the file is surely read again, the first reading keeps no more than tells how its days are written.
    is_last = form is not None or not shape.is_rewritten
    seen, rest = (
        ucdp_cells.KNOWN.format(f"[{', '.join(names)}]") for names in (_SEEN, _REST if is_last else _REST[:1])
    )
    connection.execute("drop table if exists ucdp_reject_errors")
    connection.execute("drop table if exists ucdp_reject_scans")
    try:
        connection.execute(
            f"""create or replace temp table ucdp_staged as
            select {outside} as outside,
                case when outside = 'another_country' then country
                    when outside = 'another_province' then adm_1 end as place,
                try_cast(best as integer) as best, {_DAY.format(name="date_start")} as date_start,
                {broken} as broken,
                case when outside is null or broken > 0 then {seen} end as seen,
                case when outside is null or broken > 0 then {rest} end as rest
            from (select {renamed} from read_csv({literal(str(path))}, auto_detect=false,
                header={str(shape.has_header).lower()}, skip={int(shape.has_hxl)},
                columns={{{given}}}, delim={literal(shape.delimiter)}, quote='"', escape='"', store_rejects=true,
                rejects_table='ucdp_reject_errors', rejects_scan='ucdp_reject_scans', rejects_limit=0)){end}"""
        )
    except duckdb.Error as error:
        fact = str(error).splitlines()[0].removeprefix("Invalid Input Error: ")
        raise refused(name, f"cannot be read as CSV: {fact}", "UCDP's CSV, in UTF-8", source) from error
    connection.execute(
        "create or replace temp table ucdp_unreadable as select line, any_value(lower(error_type)) as fault,"
        " any_value(csv_line) as csv_line, max(line_byte_position) as position from ucdp_reject_errors group by line"
    )


def _refuse_without_dates(connection: duckdb.DuckDBPyConnection, name: str, source: str) -> None:
    rows = connection.execute("select count(*) from ucdp_staged").fetchone()[0]
    clocks = connection.execute(
        "select count(*) from ucdp_staged where broken > 0"
        rf" and regexp_matches({_FIELD['date_start']}, '^\d{{1,2}}:\d{{2}}\.\d$')"
    ).fetchone()[0]
    if clocks * 2 > rows:
        raise refused(
            name,
            f"has no dates: {clocks:,} of {rows:,} rows hold a time of day such as 00:00.0 where the date was."
            " A spreadsheet opened and saved it",
            "dates such as 2021-03-05 00:00:00.000",
            source,
        )


def _refuse_whole(connection: duckdb.DuckDBPyConnection, path: Path, name: str, source: str, scope: Scope) -> None:
    # Rows of the product on protest say nothing against the others.
    rows, broken, protests, in_country, broken_here = connection.execute(
        f"select count(*), count(*) filter (broken > 0 and broken <> {_PROTEST_BIT}),"
        f" count(*) filter (broken & {_PROTEST_BIT} > 0), count(*) filter (outside is distinct from 'another_country'),"
        " count(*) filter (broken > 0 and outside is distinct from 'another_country') from ucdp_staged"
    ).fetchone()
    staged_codes = [f"try_cast({_FIELD[code]} as integer)" for code in CODES]
    codes = connection.execute(
        f"select {', '.join(f'min({code}), max({code})' for code in staged_codes)} from ucdp_staged"
        f" where broken >= {1 << len(_RULES)}"
    ).fetchone()
    unreadable, end = connection.execute(
        "select count(*), coalesce(max(position + strlen(csv_line)), 0) from ucdp_unreadable"
    ).fetchone()
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
        judged = ucdp_cells.judged(connection, _FIELD, _BROKEN_RULES, rows + unreadable, "")
        raise refused(
            name,
            f"has {judged.refused:,} rows of {rows + unreadable:,} that break the rules; most often: {judged.rules[0]}",
            f"at most {MOST_REFUSED:.0%} of rows to be odd",
            source,
        )


# Row numbers as a spreadsheet shows them: the header is row 1, and lines that are no record have a number too; only
# empty lines have none. Inside a transaction rowid does not begin at zero.
_NUMBERED = """
create or replace temp table ucdp_shifts as
with numbered as (select line, row_number() over (order by line) as lines from ucdp_unreadable)
select line - {first} - lines + 1 as before, max(lines) as lines from numbered group by before;
create or replace temp view ucdp_numbered as
with base as (select coalesce(min(rowid), 0) as first from ucdp_staged),
staged as (select ucdp_staged.*, ucdp_staged.rowid - base.first as nth from ucdp_staged, base)
select staged.* exclude (nth), staged.nth + {first} + {shift} as row_number from staged {shifts}
"""
_SHIFTS = "asof left join ucdp_shifts as shifts on staged.nth >= shifts.before order by staged.nth"
_BROKEN_RULES = f"""select staged.row_number, staged.seen, staged.rest, rules.rule
    from ucdp_numbered as staged
    cross join (select unnest({[*_RULES]!r}) as rule, unnest(range({len(_RULES)})) as bit) as rules
    where staged.broken > 0 and (staged.broken >> rules.bit::integer) & 1 = 1"""
# None of these is sorted: rows come in the order in which the file was read.
_KEEP = f"""insert into raw.{{table}} select {", ".join(_FIELD[name] for name in COLUMNS)}, row_number, $sha256
    from ucdp_numbered where broken = 0 and outside is null"""
_RECORDS = f"""insert into raw.records select $table, row_number, {_FIELD["id"]}
    from ucdp_numbered where broken = 0 and outside is null"""
_ELSEWHERE = """insert into raw.elsewhere select $table, $sha256, outside, place, count(*), sum(best)::bigint
    from ucdp_staged where broken = 0 and outside is not null group by all order by all"""
_RECORD = ", ".join(f"{name} := {_FIELD[name]}" for name in COLUMNS)
_QUARANTINE = f"""insert into raw.quarantine
    select $table, $file, row_number, rule, to_json(struct_pack({_RECORD})), $sha256 from ({_BROKEN_RULES})
    union all
    select $table, $file, line, 'line: a whole record (' || fault || ')', to_json({{{{'line': csv_line}}}}), $sha256
    from ucdp_unreadable order by 3, 4"""

_IS_READ = "select 1 from prepared.ucdp_read where snapshot_sha256 = $sha256"
_FIGURES = f"""insert into prepared.ucdp_figures
    select $sha256, {", ".join(_FIELD[name] for name in _SEEN)}, row_number
    from ucdp_numbered where broken = 0 and outside is null"""
